package io.ffolayer.internal.linalg.dense;

import java.util.Arrays;

/// Lemke's method for a small linear complementarity problem: λ ≥ 0, w = Mλ + c ≥ 0, λᵀw = 0, M
/// positive semidefinite.
///
/// Cottle, Pang, Stone 1992, §4.4. The right-hand sides here are generic, so that ties do not
/// occur.
public final class Complementarity {
  private static final double PIVOT = 1e-11;

  private Complementarity() {}

  /// Which λ are positive at a solution; all false where the method finds none (a ray).
  ///
  /// @param matrix M, k×k row-major
  /// @param c k values
  public static boolean[] solve(double[] matrix, double[] c) {
    int k = c.length;
    int columns = 2 * k + 2; // w, λ, the artificial z₀, right-hand side
    double[][] tableau = new double[k][columns];
    int[] basis = new int[k];
    int entering = k;
    int row = -1;
    for (int i = 0; i < k; i++) {
      tableau[i][i] = 1;
      for (int j = 0; j < k; j++) tableau[i][k + j] = -matrix[i * k + j];
      tableau[i][2 * k] = -1;
      tableau[i][2 * k + 1] = c[i];
      basis[i] = i;
      if (c[i] < 0 && (row < 0 || c[i] < c[row])) row = i;
    }
    boolean[] positive = new boolean[k];
    if (row < 0) return positive;
    int leaving = basis[row];
    pivot(tableau, row, 2 * k);
    basis[row] = 2 * k;
    for (int step = 0; step < 50 * (k + 1); step++) {
      entering = leaving < k ? leaving + k : leaving - k;
      row = ratioTest(tableau, entering, basis, 2 * k);
      if (row < 0) return positive;
      leaving = basis[row];
      pivot(tableau, row, entering);
      basis[row] = entering;
      if (leaving == 2 * k) {
        for (int variable : basis)
          if (variable >= k && variable < 2 * k) positive[variable - k] = true;
        return positive;
      }
    }
    Arrays.fill(positive, false);
    return positive;
  }

  private static int ratioTest(double[][] tableau, int entering, int[] basis, int artificial) {
    int best = -1;
    double bestRatio = Double.POSITIVE_INFINITY;
    int last = tableau.length == 0 ? 0 : tableau[0].length - 1;
    for (int i = 0; i < tableau.length; i++) {
      if (tableau[i][entering] <= PIVOT) continue;
      double ratio = tableau[i][last] / tableau[i][entering];
      if (ratio < bestRatio || (ratio == bestRatio && basis[i] == artificial)) {
        bestRatio = ratio;
        best = i;
      }
    }
    return best;
  }

  private static void pivot(double[][] tableau, int row, int column) {
    double[] pivotRow = tableau[row];
    double scale = 1 / pivotRow[column];
    for (int j = 0; j < pivotRow.length; j++) pivotRow[j] *= scale;
    for (int i = 0; i < tableau.length; i++) {
      double factor = tableau[i][column];
      if (i == row || factor == 0) continue;
      for (int j = 0; j < pivotRow.length; j++) tableau[i][j] -= factor * pivotRow[j];
      tableau[i][column] = 0;
    }
  }
}
