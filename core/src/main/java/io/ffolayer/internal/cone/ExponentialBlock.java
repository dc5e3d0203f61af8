package io.ffolayer.internal.cone;

import static io.ffolayer.internal.cone.nonsymmetric.ThreeByThree.dot;

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
final class ExponentialBlock extends NonsymmetricBlock {
  /// A power of e that is finite.
  private static final double LARGEST = 1e304;

  private final double[] over = new double[3];
  private final ExponentialBoundary boundary = new ExponentialBoundary();

  ExponentialBlock(int index, int first) {
    super(index, first, new ExponentialBarrier());
  }

  @Override
  void split(double[] v, double[] s, double[] z, double[] u) {
    double x = v[0], y = v[1], w = v[2];
    double depth = y > 0 && w > 0 ? y * Math.log(w / y) - x : Double.NaN;
    double dualDepth = x > 0 && w < 0 ? x * (1 + Math.log(-w / x)) - y : Double.NaN;
    if (depth >= 0) {
      over[0] = -1;
      over[1] = Math.log(w / y) - 1;
      over[2] = y / w;
      wholeSide(v, over, depth / Math.sqrt(dot(over, 0, over, 0)), true, u);
    } else if (dualDepth >= 0) {
      over[0] = -Math.log(-w / x); // ∇ψ of K* at −v
      over[1] = 1;
      over[2] = x / -w;
      wholeSide(v, over, -dualDepth / Math.sqrt(dot(over, 0, over, 0)), false, u);
    } else if (x <= 0 && y <= 0) {
      edge(v, u);
    } else {
      boundary.solve(x, y, w, s, z);
      curved(v, u);
    }
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
  }

  private void curved(double[] v, double[] u) {
    double r = boundary.r(), size = boundary.slack(), force = boundary.dual(), w = v[2];
    double e = boundary.shrink(), square = e * e, ray = r > 0 ? e : 1, lift = r > 0 ? 1 : e;
    // Y eʳ = w + T e⁻ʳ: the sum of two numbers of one sign, or the product, which does not cancel.
    double far = Math.min(1 / e, LARGEST), rise = r > 0 ? far : e, fall = r > 0 ? e : far;
    double third = r <= 0 || w < 0 ? size * rise : w + force * fall;
    slackPart[0] = size * r;
    slackPart[1] = size;
    slackPart[2] = third;
    dualPart[0] = -force;
    dualPart[1] = (r - 1) * force;
    dualPart[2] = r > 0 || w > 0 ? force * fall : third - w;
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
    sides[0] = Math.sqrt(dot(slackPart, 0, slackPart, 0));
    sides[1] = -Math.sqrt(dot(dualPart, 0, dualPart, 0));
    sides[2] = Math.copySign(distanceOfEdges(v), 1 - weights[2]);
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
