package io.ffolayer.internal.canon.lowering;

import java.util.Arrays;

/// How nearly a constant matrix has dependent columns. BᵀB has the square of the conditioning of B:
/// where a column lies at a small angle to the span of others, the square of that angle is what
/// rounding leaves of it there.
final class ColumnAngles {
  /// sin² of an angle that costs the square five digits.
  private static final double NARROW = 1e-5;

  /// A wider matrix is not looked at: n³/3 flops.
  private static final int WIDEST = 512;

  private ColumnAngles() {}

  /// Whether a column of a matrix without parameters is nearly a combination of those before it. Of
  /// a matrix with more columns than rows some are anyway.
  static boolean areNarrow(LinearForm.ByRow b) {
    int[] columns = Arrays.stream(b.column).sorted().distinct().toArray();
    int n = columns.length;
    if (n < 2 || n > Math.min(WIDEST, b.start.length - 1)) return false;
    double[][] gram = new double[n][n];
    int[] place = new int[b.column.length];
    for (int k = 0; k < place.length; k++) place[k] = Arrays.binarySearch(columns, b.column[k]);
    for (int row = 0; row + 1 < b.start.length; row++)
      for (int x = b.start[row]; x < b.start[row + 1]; x++)
        for (int y = b.start[row]; y < b.start[row + 1]; y++)
          gram[place[x]][place[y]] += b.factor[x] * b.factor[y];
    return smallestPivot(gram) < NARROW;
  }

  /// The least pivot of the Cholesky factorisation with ones on the diagonal: sin² of the angle of
  /// a column to those before it. A column of zeros has none.
  private static double smallestPivot(double[][] gram) {
    int n = gram.length;
    double[] length = new double[n];
    for (int j = 0; j < n; j++) length[j] = gram[j][j] > 0 ? Math.sqrt(gram[j][j]) : 1;
    double smallest = 1;
    for (int j = 0; j < n; j++)
      for (int i = j; i < n; i++) {
        double sum = gram[i][j] / length[i] / length[j];
        for (int k = 0; k < j; k++) sum -= gram[i][k] * gram[j][k];
        if (i == j && gram[j][j] > 0) smallest = Math.min(smallest, sum);
        if (i == j) gram[j][j] = Math.sqrt(Math.max(sum, NARROW * NARROW));
        else gram[i][j] = sum / gram[j][j];
      }
    return smallest;
  }
}
