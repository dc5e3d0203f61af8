package io.ffolayer.internal.linalg.dense;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;

/// The rows of a square matrix rotated into each other until they are orthogonal, J A = diag(σ) Vᵀ:
/// of a small one by [OneSidedJacobi] as it stands. The rows of a large one are first brought near
/// that by the eigenvectors of A Aᵀ, which squares the condition and so finds the large singular
/// values only; the sweeps that follow give the small ones their digits, and rotate just the pairs
/// that a product A Aᵀ before each sweep tells apart from orthogonal ones (Drmač & Veselić, *New
/// fast and accurate Jacobi SVD algorithm*, 2008, for the idea to precondition). One or two sweeps
/// are left of eight.
///
/// The object owns its memory; nothing is allocated after the first large matrix.
public final class RowOrthogonalization {
  private static final int MOST_SWEEPS = 60;
  private static final DenseKernels KERNELS = Kernels.dense();

  private final int n;
  private final SquareProducts products;
  private final SymmetricEigen eigen;
  private final double[] gram;
  private final double[] moved;

  /// @param n order of the matrices
  /// @param eigen of the same order; its values and vectors are overwritten
  public RowOrthogonalization(int n, SquareProducts products, SymmetricEigen eigen) {
    this.n = n;
    this.products = products;
    this.eigen = eigen;
    boolean large = SquareProducts.isLarge(n);
    gram = new double[large ? n * n : 0];
    moved = new double[large ? n * n : 0];
  }

  /// Orthogonalises the rows of A in place.
  ///
  /// @param a row-major, n×n; becomes diag(σ) Vᵀ
  /// @param along another n×n matrix B whose rows take part: becomes J B; the same as `a` where
  ///   there is none
  /// @param squares n numbers of scratch; σ² at the end
  /// @return false where an entry is not finite
  @SuppressWarnings("ReferenceEquality") // one matrix or two
  public boolean orthogonalize(double[] a, double[] along, double[] squares) {
    boolean both = along != a;
    if (!SquareProducts.isLarge(n))
      return both
          ? OneSidedJacobi.orthogonalize(n, a, along, squares)
          : OneSidedJacobi.orthogonalize(n, a, squares);
    formGram(a);
    if (!eigen.decompose(gram)) return false;
    turn(a);
    if (both) turn(along);
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++)
      if (!sweep(a, along, both, squares)) return true;
    return false;
  }

  private void formGram(double[] a) {
    SquareMatrices.transpose(n, a, moved);
    products.multiply(a, moved, gram);
  }

  /// A ← J A with the eigenvectors as rows.
  private void turn(double[] a) {
    products.multiply(eigen.vectors(), a, moved);
    System.arraycopy(moved, 0, a, 0, moved.length);
  }

  /// @return whether a pair was rotated
  private boolean sweep(double[] a, double[] along, boolean both, double[] squares) {
    double negligible = 0x1p-53 * (n + 7);
    formGram(a);
    for (int i = 0; i < n; i++) squares[i] = KERNELS.dot(n, a, i * n, a, i * n);
    boolean rotated = false;
    for (int p = 0; p < n - 1; p++)
      for (int q = p + 1; q < n; q++) {
        double size = negligible * Math.sqrt(squares[p]) * Math.sqrt(squares[q]);
        if (Math.abs(gram[p * n + q]) <= size) continue;
        double product = KERNELS.dot(n, a, p * n, a, q * n);
        if (Math.abs(product) <= size) continue;
        rotated = true;
        OneSidedJacobi.rotate(n, product, a, along, both, squares, p, q);
      }
    return rotated;
  }
}
