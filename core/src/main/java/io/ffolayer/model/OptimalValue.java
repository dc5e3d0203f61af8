package io.ffolayer.model;

/// The value of the objective at the solution, one number per instance. Its gradient needs no
/// linear solve (envelope theorem).
public final class OptimalValue implements Differentiable {
  public OptimalValue() {}

  @Override
  public String name() {
    return "optimal value";
  }

  @Override
  public int[] shape() {
    return new int[0];
  }

  @Override
  public String toString() {
    return name();
  }
}
