package io.ffolayer.internal.cone;

import io.ffolayer.internal.cone.nonsymmetric.ExponentialBarrier;
import io.ffolayer.internal.cone.nonsymmetric.ExponentialBoundary;
import io.ffolayer.internal.cone.nonsymmetric.ThreeByThree;

/// K = cl {(x, y, w): y·exp(x/y) ≤ w, y > 0}, K* = cl {(u, v, w): u < 0, w > 0, ψ ≥ 0}, ψ = v − u(1
/// + log(w/−u)), with the barrier of [ExponentialBarrier].
///
/// **Projection.** A point outside K and −K* with (x ≤ 0, y ≤ 0) goes to (x, 0, max(w, 0)). The
/// others go to the curved boundary, s = Y(r, 1, eʳ), z = T(−1, r−1, e⁻ʳ) ([ExponentialBoundary]).
///
/// **Rows.** ŝ ∥ (r, 1, eʳ), ẑ ∥ (−eʳ, (r−1)eʳ, 1), t = ŝ × ẑ with the weight, from dẑ along t over
/// ds:
///
/// ```
/// w = T/Y · (1 + (r²+1)e⁻²ʳ)/(1 + (r−1)² + e⁻²ʳ), r > 0      w = T/Y · (r²+1+e²ʳ)/(1 + e²ʳ(1+(r−1)²)), r ≤ 0
/// ```
///
/// **Coordinates.** (x, y, w) ↦ (x + cy, y, eᶜw) maps K to itself. Distances are measured where y
/// and w have one size: e^x at 10⁴ is then as far from an edge as at 1. On the boundary Y and T
/// stay, and r becomes r + c.
final class ExponentialBlock extends NonsymmetricBlock {
  /// A power of e that is finite.
  private static final double LARGEST = 1e304;

  /// The largest shift; beyond it e^shift is not finite.
  private static final double LARGEST_SHIFT = 600;

  private final double[] over = new double[3];
  private final double[] part = new double[3];
  private final ExponentialBoundary boundary = new ExponentialBoundary();

  /// T = (x + shift·y, y, grow·w), grow = e^shift.
  private double shift;

  private double grow = 1;

  ExponentialBlock(int index, int first) {
    super(index, first, new ExponentialBarrier());
  }

  @Override
  void measure(double sizeX, double sizeY, double sizeW) {
    double ratio = Math.log(sizeY / sizeW);
    shift = Math.abs(ratio) <= LARGEST_SHIFT ? ratio : 0;
    grow = Math.exp(shift);
  }

  @Override
  void toMeasure(double[] s, double[] z) {
    s[0] += shift * s[1];
    s[2] *= grow;
    z[1] -= shift * z[0];
    z[2] /= grow;
  }

  @Override
  void sizesToMeasure(double[] slack, double[] dual) {
    slack[first] += Math.abs(shift) * slack[first + 1];
    slack[first + 2] *= grow;
    dual[first + 1] += Math.abs(shift) * dual[first];
    dual[first + 2] /= grow;
  }

  @Override
  void split(double[] v, double[] s, double[] z, double[] u) {
    double x = v[0], y = v[1], w = v[2];
    double depth = y > 0 && w > 0 ? y * Math.log(w / y) - x : Double.NaN;
    double dualDepth = x > 0 && w < 0 ? x * (1 + Math.log(-w / x)) - y : Double.NaN;
    if (depth >= 0) inside(v, depth, u);
    else if (dualDepth >= 0) insideDual(v, dualDepth, u);
    else if (x <= 0 && y <= 0) edge(v, u);
    else {
      boundary.solve(x, y, w, s, z);
      curved(v, u);
    }
  }

  /// Inside K: near the curved boundary ψ = 0, or y = 0.
  private void inside(double[] v, double depth, double[] u) {
    double y = v[1], w = v[2];
    part[0] = v[0] - shift * y;
    part[1] = y;
    part[2] = w / grow;
    double slope = Math.log(w / y) - 1, ray = y / w;
    double distance = depth / Math.sqrt(1 + slope * slope + ray * ray);
    boolean atEdge = y < distance;
    over[0] = atEdge ? 0 : -1; // Tᵀ∇ψ
    over[1] = atEdge ? 1 : slope - shift;
    over[2] = atEdge ? 0 : ray * grow;
    wholeSide(part, over, Math.min(y, distance), true, u);
  }

  /// Inside −K*: near the curved boundary ψ = 0 of K* at −v, or u = 0.
  private void insideDual(double[] v, double depth, double[] u) {
    double x = v[0], w = v[2];
    part[0] = -x;
    part[1] = -v[1] - shift * x;
    part[2] = -w * grow;
    double slope = -Math.log(-w / x), ray = x / -w;
    double distance = depth / Math.sqrt(1 + slope * slope + ray * ray);
    boolean atEdge = x < distance;
    over[0] = atEdge ? -1 : slope - shift; // T⁻¹∇ψ
    over[1] = atEdge ? 0 : 1;
    over[2] = atEdge ? 0 : ray / grow;
    wholeSide(part, over, -Math.min(x, distance), false, u);
  }

  /// (x, 0, max(w, 0)): the rows are the axes.
  private void edge(double[] v, double[] u) {
    ThreeByThree.identity(u);
    for (int i = 0; i < 3; i++) {
      boolean slack = i == 0 || (v[i] >= 0 && !(i == 1 && v[0] == 0 && v[2] < 0));
      slackPart[i] = slack ? v[i] : 0;
      dualPart[i] = slack ? 0 : -v[i];
      weights[i] = slack ? 0 : Double.POSITIVE_INFINITY;
      sides[i] = i == 0 ? -v[0] : v[i];
    }
    slackPart[2] /= grow;
    dualPart[2] *= grow;
  }

  private void curved(double[] v, double[] u) {
    double size = boundary.slack(), force = boundary.dual();
    setParts(v[2], size, force);
    double r = boundary.r() - shift, e = Math.exp(-Math.abs(r)), square = e * e;
    double ray = r > 0 ? e : 1, lift = r > 0 ? 1 : e;
    double bend =
        r > 0
            ? (1 + (r * r + 1) * square) / (1 + (r - 1) * (r - 1) + square)
            : (r * r + 1 + square) / (1 + square * (1 + (r - 1) * (r - 1)));
    double weight = force / size * bend;
    u[0] = r * ray;
    u[1] = ray;
    u[2] = lift;
    u[3] = -lift;
    u[4] = (r - 1) * lift;
    u[5] = ray;
    ThreeByThree.normalize(u, 0);
    ThreeByThree.normalize(u, 3);
    ThreeByThree.cross(u, 0, u, 3, u, 6);
    weights[0] = 0;
    weights[1] = Double.POSITIVE_INFINITY;
    weights[2] = Double.isNaN(weight) ? Double.POSITIVE_INFINITY : weight;
    sides[2] = Math.copySign(distanceOfEdges(v), 1 - weights[2]);
  }

  /// Writes s = Y(r, 1, eʳ) and z = T(−1, r−1, e⁻ʳ), found with r + shift, and their lengths as
  /// measured.
  private void setParts(double w, double size, double force) {
    double r = boundary.r(), e = boundary.shrink();
    // Y eʳ = w + T e⁻ʳ: the sum of two numbers of one sign, or the product, which does not cancel.
    double far = Math.min(1 / e, LARGEST), rise = r > 0 ? far : e, fall = r > 0 ? e : far;
    double third = r <= 0 || w < 0 ? size * rise : w + force * fall;
    double dualThird = r > 0 || w > 0 ? force * fall : third - w;
    sides[0] = length(size * r, size, third);
    sides[1] = -length(force, (r - 1) * force, dualThird);
    slackPart[0] = size * (r - shift);
    slackPart[1] = size;
    slackPart[2] = third / grow;
    dualPart[0] = -force;
    dualPart[1] = (r - shift - 1) * force;
    dualPart[2] = dualThird * grow;
  }

  private static double length(double x, double y, double w) {
    return Math.sqrt(x * x + y * y + w * w);
  }

  /// Of v from the points whose projection lies on the edge y = 0 of K and is not smooth there.
  private static double distanceOfEdges(double[] v) {
    double x = Math.max(v[0], 0), y = Math.max(v[1], 0);
    double above = Math.max(v[2], 0), below = Math.min(v[2], 0);
    double first = v[0] * v[0] + y * y + below * below;
    double second = v[1] * v[1] + x * x + above * above;
    double third = v[2] * v[2] + x * x + y * y;
    return Math.sqrt(Math.min(first, Math.min(second, third)));
  }
}
