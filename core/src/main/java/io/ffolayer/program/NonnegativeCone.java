package io.ffolayer.program;

/// R₊ᵐ: the rows are inequalities a·y ≤ b and their duals are ≥ 0.
///
/// @param size number of rows, ≥ 0
public record NonnegativeCone(int size) implements Cone {
  public NonnegativeCone {
    if (size < 0) throw new IllegalArgumentException("the size of a cone must be ≥ 0, got " + size);
  }
}
