package io.ffolayer.internal.descent;

import io.ffolayer.solve.Status;
import org.jspecify.annotations.Nullable;

/// Gradient steps of length 1/L, with L from backtracking: a step is taken if the value does not
/// exceed the parabola of curvature L. Where the parabola is lost in rounding errors of the value,
/// L is kept above the curvature seen along the path instead, which gradients tell in full digits
/// (Becker, Candès, Grant, *Math. Prog. Comp.* 3, 2011). L falls slowly while values decide.
public final class StepLength {
  private static final double LOST = 1e-9;
  private static final double SHORT = 1e-5;
  private static final double FALL = 0.95;

  private final Landscape landscape;
  private final double[] gradient;
  private double value;
  private double largestValue;
  private double curvature;

  public StepLength(Landscape landscape) {
    this.landscape = landscape;
    this.gradient = new double[landscape.size()];
  }

  /// L.
  public double curvature() {
    return curvature;
  }

  /// ∇ at the last point evaluated.
  double[] gradient() {
    return gradient;
  }

  /// ‖∇‖ at the last point evaluated.
  public double slope() {
    return Vectors.norm(gradient);
  }

  /// Finds a first L by a short step; what is wrong if it cannot start.
  public Descent.@Nullable End start(double[] y) {
    if (curvature > 0) return null;
    if (!evaluate(y))
      return new Descent.End(
          Status.INVALID_DATA,
          "g or its gradient is not finite at the first point. Maybe give a guess inside the"
              + " domain");
    double norm = Vectors.norm(gradient);
    double length = 1e-4 * (1 + Vectors.norm(y));
    curvature = norm > 0 ? norm / length : 1;
    if (norm == 0) return null;
    double[] moved = new double[y.length];
    double[] other = new double[y.length];
    Vectors.combine(y, -length / norm, gradient, moved);
    landscape.gradient(moved, other);
    double seen = Vectors.distance(gradient, other) / length;
    if (Double.isFinite(seen) && seen > 1e-12 * norm) curvature = seen;
    return null;
  }

  /// Goes to a point; false if g or its gradient is not finite there.
  boolean evaluate(double[] point) {
    value = landscape.value(point);
    landscape.gradient(point, gradient);
    if (Math.abs(value) > largestValue) largestValue = Math.abs(value);
    return Double.isFinite(value) && Vectors.areFinite(gradient);
  }

  /// Keeps L above a curvature that was seen.
  void raiseTo(double seen) {
    if (seen > curvature && Double.isFinite(seen)) curvature = 1.1 * seen;
  }

  /// Four times shorter steps.
  void shorten() {
    curvature *= 4;
  }

  /// The step from the point evaluated.
  double[] from(double[] point) {
    double[] next = new double[point.length];
    for (int attempts = 0; attempts < 100; attempts++) {
      Vectors.combine(point, -1 / curvature, gradient, next);
      landscape.project(next);
      double slope = 0;
      double square = 0;
      for (int k = 0; k < next.length; k++) {
        double d = next[k] - point[k];
        slope += gradient[k] * d;
        square += d * d;
      }
      double rise = curvature / 2 * square;
      if (rise <= LOST * largestValue || square <= SHORT * SHORT * Vectors.dot(point, point))
        return next;
      double reached = landscape.value(next);
      if (reached <= value + slope + rise + 1e-13 * Math.abs(value)) {
        curvature *= FALL;
        return next;
      }
      curvature *= 2;
    }
    return next;
  }
}
