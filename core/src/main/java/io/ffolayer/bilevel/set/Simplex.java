package io.ffolayer.bilevel.set;

import io.ffolayer.bilevel.function.SmoothFunction;
import java.util.Arrays;

/// {y ≥ 0, Σ y = total}. The nearest point is max(y − t, 0) with the t that gives the right sum,
/// found by sorting (Held, Wolfe, Crowder, *Mathematical Programming* 6, 1974).
///
/// @param size the length of the vectors, ≥ 1
/// @param total the sum, > 0
public record Simplex(int size, double total) implements SimpleSet {
  public Simplex {
    if (size < 1) throw new IllegalArgumentException("a simplex of " + size + " entries");
    if (!(total > 0) || Double.isInfinite(total))
      throw new IllegalArgumentException("the total of a simplex must be > 0, got " + total);
  }

  @Override
  public void project(double[] y) {
    double[] ascending = y.clone();
    Arrays.sort(ascending);
    double sum = 0;
    double threshold = 0;
    for (int k = 1; k <= size; k++) {
      double entry = ascending[size - k];
      sum += entry;
      double candidate = (sum - total) / k;
      if (entry <= candidate) break;
      threshold = candidate;
    }
    for (int i = 0; i < size; i++) y[i] = Math.max(y[i] - threshold, 0);
  }

  @Override
  public SmoothFunction inequalities() {
    return Box.of(size, 0, Double.POSITIVE_INFINITY).inequalities();
  }

  @Override
  public SmoothFunction equalities() {
    double[] ones = new double[size];
    Arrays.fill(ones, 1);
    return new LinearRows(new double[][] {ones}, new double[] {total});
  }
}
