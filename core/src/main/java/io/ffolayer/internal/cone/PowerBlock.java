package io.ffolayer.internal.cone;

import static io.ffolayer.internal.cone.nonsymmetric.ThreeByThree.dot;

import io.ffolayer.internal.cone.nonsymmetric.PowerBarrier;
import io.ffolayer.internal.cone.nonsymmetric.PowerBoundary;
import io.ffolayer.internal.cone.nonsymmetric.ThreeByThree;
import java.util.Arrays;

/// K = {(x, y, w): xᵅ yᵝ ≥ |w|, x, y ≥ 0}, β = 1 − α, K* = {(u, v, w): (u/α)ᵅ (v/β)ᵝ ≥ |w|, u, v ≥
/// 0} with the barrier of [PowerBarrier].
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
///
/// **Coordinates.** (x, y, w) ↦ (dx, ey, w) with dᵅeᵝ = 1 maps K to itself. Distances are measured
/// where x and y have one size.
final class PowerBlock extends NonsymmetricBlock {
  /// A third coordinate that is smaller beside the other two is rounding.
  private static final double ROUNDING = 1e-12;

  /// Farther from an edge, relative to the smaller axis, is not beside it.
  private static final double BESIDE = 0.3;

  /// The largest skew; beyond it a stretch is not finite.
  private static final double LARGEST_SKEW = 600;

  private final PowerBarrier barrier;
  private final double alpha;
  private final double beta;
  private final double[] over = new double[3];
  private final double[] part = new double[3];

  /// T = diag(stretchX, stretchY, 1) with stretchXᵅ stretchYᵝ = 1.
  private double stretchX = 1;

  private double stretchY = 1;
  private final PowerBoundary boundary;

  PowerBlock(int index, int first, double alpha) {
    this(index, first, alpha, new PowerBarrier(alpha));
  }

  private PowerBlock(int index, int first, double alpha, PowerBarrier barrier) {
    super(index, first, barrier);
    this.barrier = barrier;
    this.alpha = alpha;
    beta = 1 - alpha;
    boundary = new PowerBoundary(alpha);
  }

  @Override
  void measure(double sizeX, double sizeY, double sizeW) {
    double skew = Math.log(sizeX / sizeY);
    if (!(Math.abs(skew) <= LARGEST_SKEW)) skew = 0;
    stretchX = Math.exp(-beta * skew);
    stretchY = Math.exp(alpha * skew);
  }

  @Override
  void toMeasure(double[] s, double[] z) {
    s[0] *= stretchX;
    s[1] *= stretchY;
    z[0] /= stretchX;
    z[1] /= stretchY;
  }

  @Override
  void sizesToMeasure(double[] slack, double[] dual) {
    slack[first] *= stretchX;
    slack[first + 1] *= stretchY;
    dual[first] /= stretchX;
    dual[first + 1] /= stretchY;
  }

  @Override
  void split(double[] v, double[] s, double[] z, double[] u) {
    double x = v[0], y = v[1], size = Math.abs(v[2]);
    if (x > 0 && y > 0 && alpha * Math.log(x) + beta * Math.log(y) >= Math.log(size)) {
      inside(v, u);
    } else if (x < 0
        && y < 0
        && alpha * Math.log(-x / alpha) + beta * Math.log(-y / beta) >= Math.log(size)) {
      insideDual(v, u);
    } else if (size == 0) {
      edge(v, u);
      toProgram();
    } else {
      boundary.solve(x, y, size, Math.log(Math.abs(s[2] / z[2])));
      curved(Math.signum(v[2]), u);
    }
  }

  /// Inside K, at the distance ψ/‖∇ψ‖ from the boundary, ψ = xᵅyᵝ − |w|.
  private void inside(double[] v, double[] u) {
    double x = v[0], y = v[1], mean = Math.exp(alpha * Math.log(x) + beta * Math.log(y));
    double distance = distance(mean - Math.abs(v[2]), alpha * mean / x, beta * mean / y);
    over[0] = alpha * mean / x * stretchX;
    over[1] = beta * mean / y * stretchY;
    over[2] = v[2] > 0 ? -1 : 1;
    part[0] = x / stretchX;
    part[1] = y / stretchY;
    part[2] = v[2];
    wholeSide(part, over, distance, true, u);
  }

  /// Inside −K*, at the distance ψ/‖∇ψ‖ from the boundary, ψ = (u/α)ᵅ(v/β)ᵝ − |w|.
  private void insideDual(double[] v, double[] u) {
    double x = -v[0], y = -v[1], mean = barrier.root(x, y);
    double distance = distance(mean - Math.abs(v[2]), alpha * mean / x, beta * mean / y);
    over[0] = alpha * mean / x / stretchX;
    over[1] = beta * mean / y / stretchY;
    over[2] = v[2] > 0 ? 1 : -1;
    part[0] = x * stretchX;
    part[1] = y * stretchY;
    part[2] = -v[2];
    wholeSide(part, over, -distance, false, u);
  }

  private static double distance(double depth, double slopeX, double slopeY) {
    return depth / Math.sqrt(slopeX * slopeX + slopeY * slopeY + 1);
  }

  /// The parts from the coordinates of [#measure] to those of the program.
  private void toProgram() {
    slackPart[0] /= stretchX;
    slackPart[1] /= stretchY;
    dualPart[0] *= stretchX;
    dualPart[1] *= stretchY;
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

  /// Beside an edge the slope along the third coordinate is that of a root: where the coordinate is
  /// rounding, the slope is, too.
  @Override
  public boolean isDelicate() {
    double third = Math.abs(slackPart[2]) + Math.abs(dualPart[2]);
    double others = Math.max(slackPart[0] + dualPart[0], slackPart[1] + dualPart[1]);
    return third > 0 && third <= ROUNDING * others;
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
      double[] s, double[] z, double least, FaceScales scales, FaceRows face) {
    if (alpha == 0.5) return false;
    double ofSlack = scales.slack()[first], ofDual = scales.dual()[first];
    double[] v = over;
    measure(scales.size()[first], scales.size()[first + 1], scales.size()[first + 2]);
    v[0] = s[first] / ofSlack * stretchX - z[first] / ofDual / stretchX;
    v[1] = s[first + 1] / ofSlack * stretchY - z[first + 1] / ofDual / stretchY;
    v[2] = s[first + 2] / ofSlack - z[first + 2] / ofDual;
    double aside = Math.abs(v[2]) / Math.min(Math.abs(v[0]), Math.abs(v[1]));
    if (!(v[0] * v[1] < 0 && aside > least && aside < BESIDE)) return false;
    v[2] = 0;
    edge(v, face.rotation.of(index()));
    toProgram();
    weights[2] = weights[2] > 0 ? 0 : Double.POSITIVE_INFINITY;
    writeFace(s, z, scales, face);
    return true;
  }

  private void curved(double sign, double[] u) {
    double x = boundary.x0(), y = boundary.y0(), z0 = boundary.z0(), w0 = boundary.w0();
    slackPart[0] = x;
    slackPart[1] = y;
    slackPart[2] = sign * boundary.rho();
    dualPart[0] = z0;
    dualPart[1] = w0;
    dualPart[2] = -sign * boundary.m();
    sides[0] = Math.sqrt(dot(slackPart, 0, slackPart, 0));
    sides[1] = -Math.sqrt(dot(dualPart, 0, dualPart, 0));
    sides[2] = Double.POSITIVE_INFINITY;
    toProgram();
    System.arraycopy(slackPart, 0, u, 0, 3);
    System.arraycopy(dualPart, 0, u, 3, 3);
    double slack = ThreeByThree.normalize(u, 0), dual = ThreeByThree.normalize(u, 3);
    if (!(slack > 0 && dual > 0)) { // one of them has underflowed
      ThreeByThree.identity(u);
      Arrays.fill(weights, dual > 0 ? Double.POSITIVE_INFINITY : 0);
      return;
    }
    ThreeByThree.cross(u, 0, u, 3, u, 6);
    ThreeByThree.normalize(u, 6);
    weights[0] = 0;
    weights[1] = Double.POSITIVE_INFINITY;
    weights[2] = curvature(dual / slack);
  }

  /// w = (m/ρ) (z₁z₂)/(s₁s₂) (|s|/|z|)², where z₂/s₁ = β z₁/(α s₂): beside an edge s₁ and z₂, or s₂
  /// and z₁, underflow, the others do not.
  private double curvature(double ratio) {
    boolean second = boundary.y0() * stretchX >= boundary.x0() * stretchY;
    double slope = second ? dualPart[0] / slackPart[1] : dualPart[1] / slackPart[0];
    double part = slope / ratio;
    double weight = boundary.dualOverSlack() * (second ? beta / alpha : alpha / beta) * part * part;
    return weight >= 0 ? weight : Double.POSITIVE_INFINITY;
  }
}
