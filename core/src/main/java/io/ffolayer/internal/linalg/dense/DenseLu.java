package io.ffolayer.internal.linalg.dense;

/// Gaussian elimination with partial pivoting on a dense row-major matrix: plain, independent of
/// the panel kernels, and for any square matrix. What it is for: systems without structure, and a
/// second opinion on the other factorisations.
///
/// Golub & Van Loan, *Matrix Computations*, 4th ed., §3.4. The object owns its memory; nothing is
/// allocated after construction.
public final class DenseLu {

  private final int capacity;
  private final double[] lu;
  private final int[] order;
  private final double[] work;
  private int n;

  /// Allocates for matrices of up to `capacity` rows.
  public DenseLu(int capacity) {
    this.capacity = capacity;
    lu = new double[capacity * capacity];
    order = new int[capacity];
    work = new double[capacity];
  }

  /// Factors a copy of a row-major matrix. 2n³/3 flops.
  ///
  /// @return whether it is invertible as far as the pivots tell: none is zero or not finite
  public boolean factor(int n, double[] a, int aOffset, int ld) {
    if (n > capacity) {
      throw new IllegalArgumentException("matrix of " + n + " rows in memory for " + capacity);
    }
    this.n = n;
    for (int i = 0; i < n; i++) {
      System.arraycopy(a, aOffset + i * ld, lu, i * n, n);
      order[i] = i;
    }
    for (int k = 0; k < n; k++) {
      swap(k, pivotRow(k));
      double pivot = lu[k * n + k];
      if (pivot == 0 || !Double.isFinite(pivot)) {
        return false;
      }
      for (int i = k + 1; i < n; i++) {
        eliminate(i, k, pivot);
      }
    }
    return true;
  }

  private int pivotRow(int k) {
    int best = k;
    for (int i = k + 1; i < n; i++) {
      if (Math.abs(lu[i * n + k]) > Math.abs(lu[best * n + k])) {
        best = i;
      }
    }
    return best;
  }

  private void swap(int k, int p) {
    if (k == p) {
      return;
    }
    int row = order[k];
    order[k] = order[p];
    order[p] = row;
    for (int j = 0; j < n; j++) {
      double x = lu[k * n + j];
      lu[k * n + j] = lu[p * n + j];
      lu[p * n + j] = x;
    }
  }

  private void eliminate(int i, int k, double pivot) {
    double factor = lu[i * n + k] / pivot;
    lu[i * n + k] = factor;
    if (factor != 0) {
      for (int j = k + 1; j < n; j++) {
        lu[i * n + j] -= factor * lu[k * n + j];
      }
    }
  }

  /// Solves A x = b in place with the last factor. 2n² flops.
  public void solve(double[] b, int bOffset) {
    for (int i = 0; i < n; i++) {
      double sum = b[bOffset + order[i]];
      for (int j = 0; j < i; j++) {
        sum -= lu[i * n + j] * work[j];
      }
      work[i] = sum;
    }
    for (int i = n - 1; i >= 0; i--) {
      double sum = work[i];
      for (int j = i + 1; j < n; j++) {
        sum -= lu[i * n + j] * work[j];
      }
      work[i] = sum / lu[i * n + i];
    }
    System.arraycopy(work, 0, b, bOffset, n);
  }

  /// Solves Aᵀ x = b in place with the last factor. 2n² flops.
  public void solveTransposed(double[] b, int bOffset) {
    System.arraycopy(b, bOffset, work, 0, n);
    for (int i = 0; i < n; i++) {
      work[i] /= lu[i * n + i];
      for (int j = i + 1; j < n; j++) {
        work[j] -= lu[i * n + j] * work[i];
      }
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int j = 0; j < i; j++) {
        work[j] -= lu[i * n + j] * work[i];
      }
    }
    for (int i = 0; i < n; i++) {
      b[bOffset + order[i]] = work[i];
    }
  }
}
