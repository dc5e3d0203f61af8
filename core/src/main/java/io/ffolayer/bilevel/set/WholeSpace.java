package io.ffolayer.bilevel.set;

import io.ffolayer.bilevel.function.SmoothFunction;

/// All vectors.
public record WholeSpace(int size) implements SimpleSet {
  @Override
  public void project(double[] y) {}

  @Override
  public SmoothFunction inequalities() {
    return SmoothFunction.none();
  }

  @Override
  public SmoothFunction equalities() {
    return SmoothFunction.none();
  }
}
