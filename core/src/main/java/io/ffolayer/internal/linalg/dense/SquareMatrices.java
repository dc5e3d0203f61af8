package io.ffolayer.internal.linalg.dense;

import java.util.Arrays;

/// Products and the Cholesky factor of small dense square matrices, row-major without padding. For
/// the orders of semidefinite cones, where packing into the panels of
/// [io.ffolayer.internal.linalg.kernel.DenseKernels] would cost as much as the work. The loops run
/// along rows; the caller owns all memory.
public final class SquareMatrices {
  private SquareMatrices() {}

  /// out ← A B. 2n³ flops.
  public static void multiply(int n, double[] a, double[] b, double[] out) {
    for (int i = 0; i < n; i++) {
      Arrays.fill(out, i * n, (i + 1) * n, 0);
      for (int k = 0; k < n; k++) {
        double factor = a[i * n + k];
        for (int j = 0; j < n; j++) out[i * n + j] += factor * b[k * n + j];
      }
    }
  }

  /// out ← Aᵀ B. 2n³ flops.
  public static void multiplyTransposed(int n, double[] a, double[] b, double[] out) {
    for (int i = 0; i < n; i++) {
      Arrays.fill(out, i * n, (i + 1) * n, 0);
      for (int k = 0; k < n; k++) {
        double factor = a[k * n + i];
        for (int j = 0; j < n; j++) out[i * n + j] += factor * b[k * n + j];
      }
    }
  }

  /// m ← Gᵀ M G, M symmetric, with scratch of n² numbers. 4n³ flops.
  public static void congruence(int n, double[] g, double[] m, double[] scratch) {
    multiply(n, m, g, scratch);
    multiplyTransposed(n, g, scratch, m);
  }

  /// out ← Aᵀ.
  public static void transpose(int n, double[] a, double[] out) {
    for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) out[j * n + i] = a[i * n + j];
  }

  /// The upper triangular C with A = CᵀC, in place; zero below the diagonal. Reads the upper
  /// triangle. n³/3 flops.
  ///
  /// @return false where A is not positive definite to working precision
  public static boolean cholesky(int n, double[] a) {
    for (int k = 0; k < n; k++) {
      double pivot = a[k * n + k];
      if (!(pivot > 0 && pivot < Double.POSITIVE_INFINITY)) return false;
      double root = Math.sqrt(pivot);
      for (int j = k; j < n; j++) a[k * n + j] /= root;
      for (int i = k + 1; i < n; i++) {
        double factor = a[k * n + i];
        for (int j = i; j < n; j++) a[i * n + j] -= factor * a[k * n + j];
      }
      Arrays.fill(a, k * n, k * n + k, 0);
    }
    return true;
  }
}
