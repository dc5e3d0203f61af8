package io.ffolayer.internal.cone;

import static io.ffolayer.internal.cone.ThreeByThree.dot;

import java.util.Arrays;

/// K = {(x, y, w): xᵅ yᵝ ≥ |w|, x, y ≥ 0}, β = 1 − α, K* = {(u, v, w): (u/α)ᵅ (v/β)ᵝ ≥ |w|, u, v ≥
/// 0} with the barrier
///
/// ```
/// f*(u, v, w) = −log ψ − β log u − α log v,    ψ = E − w²,  E = (u/α)²ᵅ (v/β)²ᵝ
/// ∇ψ = (2αE/u, 2βE/v, −2w), and the second and third derivatives of E in u, v
/// ```
///
/// ψ is computed as (√E − |w|)(√E + |w|).
///
/// **Inverse Hessian.** With a = (2α, 2β), D = diag(1/u, 1/v), Δ = diag(aE/ψ + (β, α)) the Hessian
/// has the blocks D(Δ + Ew²/ψ² aaᵀ)D, −(2wE/ψ²)Da and 2(E+w²)/ψ². Without its last row it is
///
/// ```
/// D(Δ − κ aaᵀ)D,   κ = w²E/(ψ(E+w²)),   1 − κ aᵀΔ⁻¹a = ψ(1 + w²(aβ/(aE+βψ) + bα/(bE+αψ)))/(E+w²)
/// ```
///
/// where the last form has no cancellation; Sherman and Morrison do the rest.
///
/// **Shadow of a slack.** −∇f*(z̃) = s is one equation, with r = 1/p, a₁ = ½ + 1/(2α), a₂ = ½ +
/// 1/(2β):
///
/// ```
/// 2α log(1 + a₁p) + 2β log(1 + a₂p) − log(1 + p) = δ,   δ = 2(α log x + β log y − log|w|)
/// z̃ = ((1 + α + 2αr)/x, (1 + β + 2βr)/y, −2r/w)
/// ```
///
/// increasing and concave: Newton's method from the left needs at most five steps.
///
/// **Projection** of a point outside K and −K*: on the curved boundary ([PowerBoundary]) where w ≠
/// 0, and otherwise (max(x, 0), max(y, 0), 0).
///
/// **Edges.** Beside an edge, s = (x, 0, 0) and z = (0, v, 0), one of s₃ and z₃ is the power p =
/// max(α, β)/min(α, β) of the other. Where the program determines z₃ only by s₃ = 0, because other
/// rows could bear the force as well, z₃ = 0 is a root of order p: Newton's method takes 1/p off it
/// a step, in a system that becomes singular. But there the third row is redundant, and without it,
/// z₃ = 0, one step solves. (Or, with s and z exchanged, with the row as an equality.)
///
/// **Rows.** ŝ, ẑ and t = ŝ × ẑ, with w = (|z|/|s|) |ẑ₃| ẑ₁ẑ₂ / (|ŝ₃| ŝ₁ŝ₂).
final class PowerBlock extends NonsymmetricBlock {
  private static final double NEWTON = 1e-8;
  private static final int MOST_NEWTON_STEPS = 40;

  /// Beyond it p = ∞ to rounding.
  private static final double LARGEST_DELTA = 30;

  /// Farther from an edge, relative to the smaller axis, is not beside it.
  private static final double BESIDE = 0.3;

  private final double alpha;
  private final double beta;
  private final double a1;
  private final double a2;
  private final double[] over = new double[3];
  private final PowerBoundary boundary;

  /// E at the point of the last [#evaluate].
  private double e;

  PowerBlock(int index, int first, double alpha) {
    super(index, first, new double[] {Math.sqrt(1 + alpha), Math.sqrt(2 - alpha), 0});
    this.alpha = alpha;
    beta = 1 - alpha;
    a1 = 0.5 + 0.5 / alpha;
    a2 = 0.5 + 0.5 / beta;
    boundary = new PowerBoundary(alpha);
    prepareStart();
  }

  @Override
  boolean isInterior(double x, double y, double w) {
    return x > 0 && y > 0 && alpha * Math.log(x) + beta * Math.log(y) > Math.log(Math.abs(w));
  }

  @Override
  boolean isDualInterior(double u, double v, double w) {
    return isInterior(u / alpha, v / beta, w);
  }

  private double root(double u, double v) {
    return Math.exp(alpha * Math.log(u / alpha) + beta * Math.log(v / beta));
  }

  @Override
  boolean evaluate() {
    double u = dual[0], v = dual[1], w = dual[2];
    if (!(u > 0 && v > 0)) return false;
    double root = root(u, v), a = 2 * alpha, b = 2 * beta;
    e = root * root;
    psi = (root - Math.abs(w)) * (root + Math.abs(w));
    gradient[0] = a * e / u;
    gradient[1] = b * e / v;
    gradient[2] = -2 * w;
    curvature[0] = a * (a - 1) * e / (u * u);
    curvature[4] = b * (b - 1) * e / (v * v);
    curvature[1] = curvature[3] = a * b * e / (u * v);
    curvature[8] = -2;
    setSeparable(0, beta, 1 / u);
    setSeparable(1, alpha, 1 / v);
    return psi > 0;
  }

  @Override
  void solveHessian(double[] x) {
    double u = dual[0], v = dual[1], w = dual[2], square = w * w, a = 2 * alpha, b = 2 * beta;
    double sum = e + square, ofU = a * e + beta * psi, ofV = b * e + alpha * psi;
    double kept = x[2] * psi * psi / (2 * sum); // the last unknown without the others
    double p = psi * (u * x[0] + a * (w * e * x[2] / sum)) / ofU; // Δ⁻¹ D⁻¹ of the reduced side
    double q = psi * (v * x[1] + b * (w * e * x[2] / sum)) / ofV;
    double along =
        square
            * e
            * (a * p + b * q)
            / (psi * psi * (1 + square * (a * beta / ofU + b * alpha / ofV)));
    double scaledU = p + along * psi * a / ofU, scaledV = q + along * psi * b / ofV;
    x[0] = u * scaledU;
    x[1] = v * scaledV;
    x[2] = kept + w * e / sum * (a * scaledU + b * scaledV);
  }

  private void setSeparable(int i, double factor, double inverse) {
    separable1[i] = factor * inverse;
    separable2[i] = factor * inverse * inverse;
    separable3[i] = factor * inverse * inverse * inverse;
  }

  @Override
  void thirdDerivative(double[] p, double[] q, double[] out) {
    double u = dual[0], v = dual[1], a = 2 * alpha, b = 2 * beta;
    double uuu = a * (a - 1) * (a - 2) * e / (u * u * u), uuv = a * (a - 1) * b * e / (u * u * v);
    double uvv = a * b * (b - 1) * e / (u * v * v), vvv = b * (b - 1) * (b - 2) * e / (v * v * v);
    double mixed = p[0] * q[1] + p[1] * q[0];
    out[0] = uuu * p[0] * q[0] + uuv * mixed + uvv * p[1] * q[1];
    out[1] = uuv * p[0] * q[0] + uvv * mixed + vvv * p[1] * q[1];
    out[2] = 0;
  }

  @Override
  boolean dualShadow(double[] out) {
    double x = slack[0], y = slack[1], w = slack[2];
    if (!isInterior(x, y, w)) return false;
    double r = w == 0 ? 0 : inverseOfShadow(x, y, w);
    out[0] = (1 + alpha + 2 * alpha * r) / x;
    out[1] = (1 + beta + 2 * beta * r) / y;
    out[2] = w == 0 ? 0 : -2 * r / w;
    return true;
  }

  private double inverseOfShadow(double x, double y, double w) {
    double a = 2 * alpha, b = 2 * beta;
    double delta = 2 * (alpha * Math.log(x) + beta * Math.log(y) - Math.log(Math.abs(w)));
    if (delta > LARGEST_DELTA) return Math.exp(a * Math.log(a1) + b * Math.log(a2) - delta);
    double e = Math.expm1(delta), d = Math.sqrt((e - 2) * (e - 2) + 9 * e);
    double p = e < 2 ? 2 * e / (2 - e + d) : (e - 2 + d) / 4.5;
    for (int k = 0; k < MOST_NEWTON_STEPS; k++) {
      double value = a * Math.log1p(a1 * p) + b * Math.log1p(a2 * p) - Math.log1p(p) - delta;
      double slope = a * a1 / (1 + a1 * p) + b * a2 / (1 + a2 * p) - 1 / (1 + p);
      double step = value / slope;
      p -= step;
      if (Math.abs(step) <= NEWTON * p) break;
    }
    return 1 / p;
  }

  @Override
  void split(double[] v, double[] s, double[] z, double[] u) {
    double x = v[0], y = v[1], size = Math.abs(v[2]);
    if (x > 0 && y > 0 && alpha * Math.log(x) + beta * Math.log(y) >= Math.log(size)) {
      double mean = Math.exp(alpha * Math.log(x) + beta * Math.log(y));
      over[0] = alpha * mean / x;
      over[1] = beta * mean / y;
      inside(v, mean - size, true, u);
    } else if (x < 0
        && y < 0
        && alpha * Math.log(-x / alpha) + beta * Math.log(-y / beta) >= Math.log(size)) {
      double mean = root(-x, -y);
      over[0] = alpha * mean / -x;
      over[1] = beta * mean / -y;
      inside(v, mean - size, false, u);
    } else if (size == 0) {
      edge(v, u);
    } else {
      boundary.solve(x, y, size, Math.log(Math.abs(s[2] / z[2])));
      curved(Math.signum(v[2]), u);
    }
  }

  /// The distance is ψ/‖∇ψ‖ with ψ = xᵅyᵝ − |w|.
  private void inside(double[] v, double depth, boolean slack, double[] u) {
    over[2] = slack == v[2] > 0 ? -1 : 1;
    double distance = depth / Math.sqrt(dot(over, 0, over, 0));
    wholeSide(v, over, slack ? distance : -distance, slack, u);
  }

  /// (max(x, 0), max(y, 0), 0). Between two axes the third row goes with the side on which the
  /// power is flatter at the edge, and is curved where both are alike.
  private void edge(double[] v, double[] u) {
    ThreeByThree.identity(u);
    for (int i = 0; i < 3; i++) {
      boolean slack = v[i] >= 0;
      slackPart[i] = slack ? v[i] : 0;
      dualPart[i] = slack ? 0 : -v[i];
      weights[i] = slack ? 0 : Double.POSITIVE_INFINITY;
      sides[i] = v[i];
    }
    boolean isOrigin = v[0] == 0 && v[1] == 0;
    sides[2] = isOrigin ? 0 : Double.POSITIVE_INFINITY;
    weights[2] = isOrigin ? 0 : thirdWeight(v[0], v[1]);
  }

  private double thirdWeight(double x, double y) {
    double slack = Math.max(x, y), dual = Math.max(0, -Math.min(x, y));
    if (!(slack > 0)) return Double.POSITIVE_INFINITY;
    if (!(dual > 0)) return 0;
    if (alpha == 0.5) return 2 * dual / slack;
    return x > 0 == alpha > 0.5 ? 0 : Double.POSITIVE_INFINITY;
  }

  @Override
  public boolean snapToEdge(
      double[] s,
      double[] z,
      double least,
      double[] slackScale,
      double[] dualScale,
      double[] l,
      Rotation rotation,
      double[] distance) {
    if (alpha == 0.5) return false;
    double ofSlack = slackScale[first()], ofDual = dualScale[first()];
    double[] v = over;
    for (int i = 0; i < 3; i++) v[i] = s[first() + i] / ofSlack - z[first() + i] / ofDual;
    double aside = Math.abs(v[2]) / Math.min(Math.abs(v[0]), Math.abs(v[1]));
    if (!(v[0] * v[1] < 0 && aside > least && aside < BESIDE)) return false;
    v[2] = 0;
    edge(v, rotation.of(index()));
    weights[2] = weights[2] > 0 ? 0 : Double.POSITIVE_INFINITY;
    writeFace(s, z, ofSlack, ofDual, l, distance);
    return true;
  }

  private void curved(double sign, double[] u) {
    double x = boundary.x0, y = boundary.y0, rho = boundary.rho, m = boundary.m;
    slackPart[0] = x;
    slackPart[1] = y;
    slackPart[2] = sign * rho;
    dualPart[0] = boundary.z0;
    dualPart[1] = boundary.w0;
    dualPart[2] = -sign * m;
    System.arraycopy(slackPart, 0, u, 0, 3);
    System.arraycopy(dualPart, 0, u, 3, 3);
    double slack = ThreeByThree.normalize(u, 0), dual = ThreeByThree.normalize(u, 3);
    sides[0] = slack;
    sides[1] = -dual;
    sides[2] = Double.POSITIVE_INFINITY;
    if (!(slack > 0 && dual > 0)) { // one of them has underflowed
      ThreeByThree.identity(u);
      Arrays.fill(weights, dual > 0 ? Double.POSITIVE_INFINITY : 0);
      return;
    }
    ThreeByThree.cross(u, 0, u, 3, u, 6);
    ThreeByThree.normalize(u, 6);
    double weight =
        dual / slack * (Math.abs(u[5]) / Math.abs(u[2])) * (u[3] / u[0]) * (u[4] / u[1]);
    weights[0] = 0;
    weights[1] = Double.POSITIVE_INFINITY;
    weights[2] = weight >= 0 ? weight : Double.POSITIVE_INFINITY;
  }
}
