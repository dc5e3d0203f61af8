package io.ffolayer.internal.cone.nonsymmetric;

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
public final class PowerBarrier extends DualBarrier {
  private static final double NEWTON = 1e-8;
  private static final int MOST_NEWTON_STEPS = 40;

  /// Beyond it p = ∞ to rounding.
  private static final double LARGEST_DELTA = 30;

  private final double alpha;
  private final double beta;
  private final double a1;
  private final double a2;
  private final double[] center;

  /// E at the point of the last [#evaluate].
  private double e;

  public PowerBarrier(double alpha) {
    this.alpha = alpha;
    beta = 1 - alpha;
    a1 = 0.5 + 0.5 / alpha;
    a2 = 0.5 + 0.5 / beta;
    center = new double[] {Math.sqrt(1 + alpha), Math.sqrt(2 - alpha), 0};
  }

  @Override
  public double[] center() {
    return center;
  }

  @Override
  public boolean isInterior(double x, double y, double w) {
    return x > 0 && y > 0 && alpha * Math.log(x) + beta * Math.log(y) > Math.log(Math.abs(w));
  }

  @Override
  public boolean isDualInterior(double u, double v, double w) {
    return isInterior(u / alpha, v / beta, w);
  }

  /// (u/α)ᵅ (v/β)ᵝ.
  public double root(double u, double v) {
    return Math.exp(alpha * Math.log(u / alpha) + beta * Math.log(v / beta));
  }

  @Override
  boolean evaluate() {
    double u = z[0], v = z[1], w = z[2];
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
  public void solveHessian(double[] x) {
    double u = z[0], v = z[1], w = z[2], square = w * w, a = 2 * alpha, b = 2 * beta;
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
    double u = z[0], v = z[1], a = 2 * alpha, b = 2 * beta;
    double uuu = a * (a - 1) * (a - 2) * e / (u * u * u), uuv = a * (a - 1) * b * e / (u * u * v);
    double uvv = a * b * (b - 1) * e / (u * v * v), vvv = b * (b - 1) * (b - 2) * e / (v * v * v);
    double mixed = p[0] * q[1] + p[1] * q[0];
    out[0] = uuu * p[0] * q[0] + uuv * mixed + uvv * p[1] * q[1];
    out[1] = uuv * p[0] * q[0] + uvv * mixed + vvv * p[1] * q[1];
    out[2] = 0;
  }

  @Override
  public boolean shadowOfSlack(double[] s, double[] out) {
    double x = s[0], y = s[1], w = s[2];
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
}
