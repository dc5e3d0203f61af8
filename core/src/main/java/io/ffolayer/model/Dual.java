package io.ffolayer.model;

/// The dual of a constraint: ν of Ax = b (free), λ ≥ 0 of Gx ≤ h, with the sign of ½xᵀPx + qᵀx +
/// νᵀ(Ax − b) + λᵀ(Gx − h).
public final class Dual implements Differentiable {
  private final String name;
  private final int size;

  Dual(String name, int size) {
    this.name = name;
    this.size = size;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int[] shape() {
    return new int[] {size};
  }

  @Override
  public String toString() {
    return name;
  }
}
