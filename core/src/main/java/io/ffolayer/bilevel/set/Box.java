package io.ffolayer.bilevel.set;

import io.ffolayer.bilevel.function.SmoothFunction;
import java.util.Arrays;

/// {y: lower ≤ y ≤ upper}, entry by entry; infinite bounds bound nothing.
///
/// @param lower the lower bounds, −∞ allowed
/// @param upper the upper bounds, +∞ allowed
public record Box(double[] lower, double[] upper) implements SimpleSet {
  /// @throws IllegalArgumentException if the lengths differ or a lower bound is not below its upper
  public Box {
    if (lower.length != upper.length)
      throw new IllegalArgumentException(
          "%d lower and %d upper bounds".formatted(lower.length, upper.length));
    for (int i = 0; i < lower.length; i++)
      if (!(lower[i] <= upper[i]))
        throw new IllegalArgumentException(
            "bounds of entry %d: %s is not ≤ %s".formatted(i, lower[i], upper[i]));
    lower = lower.clone();
    upper = upper.clone();
  }

  /// The same bounds for every entry.
  public static Box of(int size, double lower, double upper) {
    double[] low = new double[size];
    double[] high = new double[size];
    Arrays.fill(low, lower);
    Arrays.fill(high, upper);
    return new Box(low, high);
  }

  @Override
  public int size() {
    return lower.length;
  }

  @Override
  public void project(double[] y) {
    for (int i = 0; i < y.length; i++) y[i] = Math.clamp(y[i], lower[i], upper[i]);
  }

  /// lower − y for the finite lower bounds, then y − upper for the finite upper ones.
  @Override
  public SmoothFunction inequalities() {
    int[] below = finite(lower);
    int[] above = finite(upper);
    return SmoothFunction.ofRows(
        below.length + above.length,
        (x, y, out) -> {
          for (int i = 0; i < below.length; i++) out[i] = lower[below[i]] - y[below[i]];
          for (int i = 0; i < above.length; i++)
            out[below.length + i] = y[above[i]] - upper[above[i]];
        },
        (x, y, weights, out) -> {},
        (x, y, weights, out) -> {
          for (int i = 0; i < below.length; i++) out[below[i]] -= weights[i];
          for (int i = 0; i < above.length; i++) out[above[i]] += weights[below.length + i];
        });
  }

  private static int[] finite(double[] bounds) {
    int[] places = new int[bounds.length];
    int count = 0;
    for (int i = 0; i < bounds.length; i++) if (!Double.isInfinite(bounds[i])) places[count++] = i;
    return Arrays.copyOf(places, count);
  }

  @Override
  public SmoothFunction equalities() {
    return SmoothFunction.none();
  }

  @Override
  public String toString() {
    return "Box[%d entries]".formatted(size());
  }
}
