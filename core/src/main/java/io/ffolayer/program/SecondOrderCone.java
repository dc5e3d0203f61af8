package io.ffolayer.program;

/// {(t, x) ∈ R × Rᵏ⁻¹: ‖x‖₂ ≤ t}, self-dual; the row of t comes first.
///
/// @param size k, number of rows, ≥ 1; 1 is a nonnegative row
public record SecondOrderCone(int size) implements Cone {
  public SecondOrderCone {
    if (size < 1)
      throw new IllegalArgumentException("a second-order cone has at least 1 row, got " + size);
  }
}
