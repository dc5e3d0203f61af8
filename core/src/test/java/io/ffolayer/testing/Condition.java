package io.ffolayer.testing;

import java.util.List;

/// Condition numbers of small matrices, from their inverse.
final class Condition {
  private Condition() {}

  /// ‖K‖₁‖K⁻¹‖₁ of K = [p, aᵀ; a, 0].
  static double ofSaddle(double[][] p, List<double[]> rows) {
    int n = p.length, order = n + rows.size();
    double[][] k = new double[order][2 * order];
    for (int i = 0; i < order; i++) {
      for (int j = 0; j < order; j++)
        k[i][j] =
            i < n && j < n ? p[i][j] : i < n ? rows.get(j - n)[i] : j < n ? rows.get(i - n)[j] : 0;
      k[i][order + i] = 1;
    }
    double norm = columnNorm(k, 0, order);
    return eliminate(k, order) ? norm * columnNorm(k, order, 2 * order) : Double.POSITIVE_INFINITY;
  }

  /// Gauss and Jordan's elimination with row pivots.
  private static boolean eliminate(double[][] k, int order) {
    for (int c = 0; c < order; c++) {
      int pivot = c;
      for (int i = c + 1; i < order; i++) if (Math.abs(k[i][c]) > Math.abs(k[pivot][c])) pivot = i;
      double[] row = k[pivot];
      k[pivot] = k[c];
      k[c] = row;
      if (row[c] == 0) return false;
      double inverse = 1 / row[c];
      for (int j = 0; j < row.length; j++) row[j] *= inverse;
      for (int i = 0; i < order; i++) {
        double factor = k[i][c];
        if (i == c || factor == 0) continue;
        for (int j = 0; j < row.length; j++) k[i][j] -= factor * row[j];
      }
    }
    return true;
  }

  private static double columnNorm(double[][] k, int from, int to) {
    double largest = 0;
    for (int j = from; j < to; j++) {
      double sum = 0;
      for (double[] row : k) sum += Math.abs(row[j]);
      largest = Math.max(largest, sum);
    }
    return largest;
  }
}
