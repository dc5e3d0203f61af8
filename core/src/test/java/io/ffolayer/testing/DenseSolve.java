package io.ffolayer.testing;

/// Gaussian elimination with complete pivoting and refinement in doubled precision: the right
/// answer to a few units in the last place of a well-conditioned small system.
public final class DenseSolve {
  private final int n;
  private final double[][] matrix;
  private final double[][] lu;
  private final int[] rowOrder;
  private final int[] columnOrder;

  public DenseSolve(double[][] matrix) {
    this.matrix = matrix;
    n = matrix.length;
    lu = PlainProgram.copy(matrix);
    rowOrder = new int[n];
    columnOrder = new int[n];
    for (int i = 0; i < n; i++) {
      rowOrder[i] = i;
      columnOrder[i] = i;
    }
    for (int k = 0; k < n; k++) {
      pivot(k);
      for (int i = k + 1; i < n; i++) {
        double factor = lu[k][k] == 0 ? 0 : lu[i][k] / lu[k][k];
        lu[i][k] = factor;
        for (int j = k + 1; j < n; j++) lu[i][j] -= factor * lu[k][j];
      }
    }
  }

  private void pivot(int k) {
    int row = k;
    int column = k;
    for (int i = k; i < n; i++)
      for (int j = k; j < n; j++)
        if (Math.abs(lu[i][j]) > Math.abs(lu[row][column])) {
          row = i;
          column = j;
        }
    double[] swap = lu[k];
    lu[k] = lu[row];
    lu[row] = swap;
    int index = rowOrder[k];
    rowOrder[k] = rowOrder[row];
    rowOrder[row] = index;
    for (double[] line : lu) {
      double value = line[k];
      line[k] = line[column];
      line[column] = value;
    }
    index = columnOrder[k];
    columnOrder[k] = columnOrder[column];
    columnOrder[column] = index;
  }

  /// Smallest pivot over the largest: 0 where the matrix is singular, and of the order of 1 /
  /// condition otherwise.
  public double pivotRatio() {
    if (n == 0) return 1;
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (int k = 0; k < n; k++) {
      smallest = Math.min(smallest, Math.abs(lu[k][k]));
      largest = Math.max(largest, Math.abs(lu[k][k]));
    }
    return largest == 0 ? 0 : smallest / largest;
  }

  public double[] solve(double[] rhs) {
    double[] x = new double[n];
    for (int round = 0; round < 4; round++) {
      double[] step = substitute(residual(rhs, x));
      for (int i = 0; i < n; i++) x[i] += step[i];
    }
    return x;
  }

  private double[] residual(double[] rhs, double[] x) {
    double[] r = new double[n];
    for (int i = 0; i < n; i++) {
      Accurate sum = new Accurate().add(rhs[i]);
      for (int j = 0; j < n; j++) sum.addProduct(-matrix[i][j], x[j]);
      r[i] = sum.value();
    }
    return r;
  }

  private double[] substitute(double[] r) {
    double[] t = new double[n];
    for (int i = 0; i < n; i++) {
      t[i] = r[rowOrder[i]];
      for (int j = 0; j < i; j++) t[i] -= lu[i][j] * t[j];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int j = i + 1; j < n; j++) t[i] -= lu[i][j] * t[j];
      t[i] /= lu[i][i];
    }
    double[] x = new double[n];
    for (int i = 0; i < n; i++) x[columnOrder[i]] = t[i];
    return x;
  }
}
