package io.ffolayer.model;

/// The dual of a constraint: ν of Ax = b (free), λ ≥ 0 of Gx ≤ h, with the sign of f + νᵀ(Ax − b) +
/// λᵀ(Gx − h), f the minimized objective; z ∈ K* of a conic constraint. See [Constraint].
public final class Dual implements Differentiable {
  private final String name;
  private final int[] shape;

  public Dual(String name, int... shape) {
    this.name = name;
    this.shape = shape.clone();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public String toString() {
    return name;
  }
}
