package io.ffolayer.solve.separable;

import io.ffolayer.solve.Watch;
import java.util.Arrays;

/// Minimises φ along a direction δ from a [DualPoint], bent where a multiplier of an inequality
/// would become negative: the projected path of Bertsekas (1982), up to its first local minimum.
///
/// Between two bends the slope along the path,
///
/// ```
/// ψ(t) = δᵀb − Σ w_j clip((r_j − t w_j)/d_j, l_j, u_j),      w = Gᵀδ,
/// ```
///
/// is nondecreasing and piecewise linear: its zero is found by Newton's method within a bracket, in
/// a few passes over the variables and without sorting their breakpoints.
final class DualSearch {
  private static final int MOST_PASSES = 100;

  private final DualPoint at;
  private final DualFunction phi;
  final double[] delta;
  final double[] w;
  private double slopeOfRhs;

  /// Results of [#pass].
  private double slope;

  private double curvature;

  /// Whether φ falls along δ without end.
  boolean unbounded;

  DualSearch(DualPoint at) {
    this.at = at;
    phi = at.phi;
    delta = new double[at.nu.length];
    w = new double[phi.n];
  }

  /// Moves the point along `delta` (zero outside the working rows); ν and r move, x and g are left
  /// to the caller.
  ///
  /// @param accuracy of the zero of the slope, relative to the slope at the start
  /// @param watch ends the search early
  /// @return the length of the path, 0 if φ does not fall
  double move(double accuracy, Watch watch) {
    unbounded = false;
    slopeOfRhs = 0;
    for (int i = 0; i < phi.p; i++) {
      if (!phi.isFree[i] && at.nu[i] == 0 && delta[i] < 0) delta[i] = 0;
      if (delta[i] != 0) slopeOfRhs += delta[i] * phi.b[i];
    }
    Arrays.fill(delta, phi.p, delta.length, 0);
    phi.program.multiplyTransposed(delta, w);
    double length = 0;
    while (true) {
      pass(0);
      if (!(slope < 0)) return length;
      int bend = nextBend();
      double end = bend < 0 ? Double.POSITIVE_INFINITY : at.nu[bend] / -delta[bend];
      double start = slope;
      if (bend >= 0) pass(end);
      if (bend < 0 || slope >= 0) {
        double t = zero(start, end, accuracy);
        if (unbounded) return length;
        advance(t);
        return length + t;
      }
      advance(end);
      bendAt(bend);
      length += end;
      if (watch.isStopped()) return length;
    }
  }

  /// The inequality whose multiplier meets zero first, or −1.
  private int nextBend() {
    int bend = -1;
    double first = Double.POSITIVE_INFINITY;
    for (int i = 0; i < phi.p; i++)
      if (!phi.isFree[i] && delta[i] < 0 && at.nu[i] < first * -delta[i]) {
        first = at.nu[i] / -delta[i];
        bend = i;
      }
    return bend;
  }

  private void advance(double t) {
    for (int i = 0; i < phi.p; i++) {
      at.nu[i] += t * delta[i];
      if (!phi.isFree[i] && at.nu[i] < 0) at.nu[i] = 0;
    }
    for (int j = 0; j < phi.n; j++) at.r[j] -= t * w[j];
  }

  private void bendAt(int i) {
    at.nu[i] = 0;
    slopeOfRhs -= delta[i] * phi.b[i];
    delta[i] = 0;
    phi.program.multiplyTransposed(delta, w);
  }

  /// The slope and its derivative at t.
  private void pass(double t) {
    double[] r = at.r;
    double[] inverse = phi.inverse;
    double[] lower = phi.bounds.lower;
    double[] upper = phi.bounds.upper;
    double sum = 0;
    double bent = 0;
    for (int j = 0; j < w.length; j++) {
      double v = (r[j] - t * w[j]) * inverse[j];
      double x = Math.min(Math.max(v, lower[j]), upper[j]);
      sum += w[j] * x;
      if (x == v) bent += w[j] * w[j] * inverse[j];
    }
    slope = slopeOfRhs - sum;
    curvature = bent;
  }

  /// The zero of ψ between 0, where it is `start` < 0, and `end`, where it is ≥ 0 if that is
  /// finite.
  private double zero(double start, double end, double accuracy) {
    double low = 0;
    double high = end;
    double t = end < 1 ? end : 1;
    for (int k = 0; k < MOST_PASSES; k++) {
      pass(t);
      if (Math.abs(slope) <= accuracy * -start) return t;
      if (slope < 0) low = t;
      else high = t;
      double next = curvature > 0 ? t - slope / curvature : Double.NaN;
      if (!(next > low && next < high)) {
        if (high < Double.POSITIVE_INFINITY) next = 0.5 * (low + high);
        else {
          next = nextBreakpoint(t);
          if (next == Double.POSITIVE_INFINITY) {
            unbounded = true;
            return 0;
          }
        }
      }
      if (next == low || next == high || next == t) return next;
      t = next;
    }
    return t;
  }

  /// The first t beyond this one at which a variable comes off a bound, or +∞.
  private double nextBreakpoint(double t) {
    double first = Double.POSITIVE_INFINITY;
    for (int j = 0; j < w.length; j++) {
      if (w[j] == 0 || phi.isFixed(j)) continue;
      double end = phi.d[j] * (w[j] > 0 ? phi.bounds.upper[j] : phi.bounds.lower[j]);
      double when = (at.r[j] - end) / w[j];
      if (when > t && when < first) first = when;
    }
    return first;
  }
}
