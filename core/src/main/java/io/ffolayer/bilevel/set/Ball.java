package io.ffolayer.bilevel.set;

import io.ffolayer.bilevel.function.SmoothFunction;

/// {y: ‖y − center‖ ≤ radius}, as a row (‖y − center‖² − radius²) / (2 radius) ≤ 0, whose gradient
/// has length 1 on the boundary.
///
/// @param radius > 0
public record Ball(double[] center, double radius) implements SimpleSet {
  public Ball {
    if (!(radius > 0) || Double.isInfinite(radius))
      throw new IllegalArgumentException("the radius of a ball must be > 0, got " + radius);
    center = center.clone();
  }

  /// Around the origin.
  public static Ball of(int size, double radius) {
    return new Ball(new double[size], radius);
  }

  @Override
  public int size() {
    return center.length;
  }

  @Override
  public void project(double[] y) {
    double distance = Math.sqrt(squaredDistance(y));
    if (distance <= radius) return;
    for (int i = 0; i < y.length; i++) y[i] = center[i] + (y[i] - center[i]) * (radius / distance);
  }

  private double squaredDistance(double[] y) {
    double sum = 0;
    for (int i = 0; i < y.length; i++) sum += (y[i] - center[i]) * (y[i] - center[i]);
    return sum;
  }

  @Override
  public SmoothFunction inequalities() {
    return SmoothFunction.ofNumber(
        (x, y) -> (squaredDistance(y) - radius * radius) / (2 * radius),
        (x, y, out) -> {},
        (x, y, out) -> {
          for (int i = 0; i < y.length; i++) out[i] += (y[i] - center[i]) / radius;
        });
  }

  @Override
  public SmoothFunction equalities() {
    return SmoothFunction.none();
  }

  @Override
  public String toString() {
    return "Ball[%d entries, radius %s]".formatted(size(), radius);
  }
}
