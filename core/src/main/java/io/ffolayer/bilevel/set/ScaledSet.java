package io.ffolayer.bilevel.set;

import io.ffolayer.bilevel.function.ScaledFunction;
import io.ffolayer.bilevel.function.SmoothFunction;
import java.util.Arrays;

/// A set in other units: the y with length · y in it. Rows come divided by the length, so that
/// gradients stay as long as they were.
///
/// @param length > 0; a power of two keeps every digit
public record ScaledSet(SimpleSet set, double length) implements SimpleSet {
  @Override
  public int size() {
    return set.size();
  }

  @Override
  public void project(double[] y) {
    for (int k = 0; k < y.length; k++) y[k] *= length;
    set.project(y);
    for (int k = 0; k < y.length; k++) y[k] /= length;
  }

  @Override
  public SmoothFunction inequalities() {
    return scaled(set.inequalities());
  }

  @Override
  public SmoothFunction equalities() {
    return scaled(set.equalities());
  }

  private SmoothFunction scaled(SmoothFunction rows) {
    double[] factors = new double[rows.rows()];
    Arrays.fill(factors, 1 / length);
    return rows.rows() == 0 ? rows : new ScaledFunction(rows, factors, length);
  }
}
