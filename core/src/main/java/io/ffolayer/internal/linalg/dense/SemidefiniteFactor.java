package io.ffolayer.internal.linalg.dense;

import java.util.Arrays;

/// Cholesky's factorisation of a positive semidefinite matrix, the largest remaining diagonal entry
/// first, up to its rank: Πᵀ H Π = L Lᵀ with the trapezoidal L = (L₁; L₂) (Higham, *Analysis of the
/// Cholesky decomposition of a semi-definite matrix*, 1990).
///
/// n²·rank flops in plain loops.
public final class SemidefiniteFactor {
  private final int n;
  private final double[] h;
  private final int[] order;
  private final int rank;

  /// @param matrix n×n row-major, symmetric; overwritten
  /// @param smallest a pivot that is not larger counts as rounding
  public SemidefiniteFactor(int n, double[] matrix, double smallest) {
    this.n = n;
    h = matrix;
    order = new int[n];
    Arrays.setAll(order, i -> i);
    int step = 0;
    while (step < n && eliminate(step, smallest)) step++;
    rank = step;
  }

  /// Column `step` of L stands in column order[step] of the matrix.
  private boolean eliminate(int step, double smallest) {
    int largest = step;
    for (int i = step; i < n; i++)
      if (h[order[i] * (n + 1)] > h[order[largest] * (n + 1)]) largest = i;
    int pivot = order[largest];
    if (!(h[pivot * (n + 1)] > smallest)) return false;
    order[largest] = order[step];
    order[step] = pivot;
    double root = Math.sqrt(h[pivot * (n + 1)]);
    h[pivot * (n + 1)] = root;
    for (int i = step + 1; i < n; i++) h[order[i] * n + pivot] /= root;
    for (int i = step + 1; i < n; i++) {
      int row = order[i] * n;
      double factor = h[row + pivot];
      if (factor == 0) continue;
      for (int j = step + 1; j < n; j++) h[row + order[j]] -= factor * h[order[j] * n + pivot];
    }
    return true;
  }

  public int rank() {
    return rank;
  }

  /// x ← a solution of H x = x, zero at the places without a pivot; right where there is one.
  public void solve(double[] x) {
    for (int i = 0; i < rank; i++) {
      int row = order[i] * n;
      double sum = x[order[i]];
      for (int j = 0; j < i; j++) sum -= h[row + order[j]] * x[order[j]];
      x[order[i]] = sum / h[row + order[i]];
    }
    for (int i = rank; i < n; i++) x[order[i]] = 0;
    solveTransposed(x);
  }

  /// The first [#rank] places of x ← L₁⁻ᵀ x.
  private void solveTransposed(double[] x) {
    for (int i = rank - 1; i >= 0; i--) {
      int at = order[i];
      double sum = x[at];
      for (int j = i + 1; j < rank; j++) sum -= h[order[j] * n + at] * x[order[j]];
      x[at] = sum / h[at * (n + 1)];
    }
  }

  /// A vector of the null space, one for each place from [#rank] on; together they are a basis.
  public double[] nullVector(int place) {
    double[] x = new double[n];
    for (int j = 0; j < rank; j++) x[order[j]] = -h[order[place] * n + order[j]];
    solveTransposed(x);
    x[order[place]] = 1;
    return x;
  }
}
