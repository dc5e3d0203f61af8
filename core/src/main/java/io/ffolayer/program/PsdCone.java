package io.ffolayer.program;

/// Symmetric positive semidefinite k×k matrices, self-dual. A matrix M stands as the vector svec(M)
/// of its upper triangle, column by column, off-diagonal entries times √2: M₁₁, √2 M₁₂, M₂₂, √2
/// M₁₃, √2 M₂₃, M₃₃, … – so that the inner product of vectors is that of matrices.
///
/// @param order k, ≥ 1
public record PsdCone(int order) implements Cone {
  public PsdCone {
    if (order < 1)
      throw new IllegalArgumentException(
          "the matrices of a PSD cone have order at least 1, got " + order);
    Tensor.sizeOf(order, order);
  }

  /// k(k+1)/2 rows.
  @Override
  public int size() {
    return (int) ((long) order * (order + 1) / 2);
  }
}
