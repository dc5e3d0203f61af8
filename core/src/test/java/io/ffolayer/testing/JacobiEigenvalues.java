package io.ffolayer.testing;

import java.util.Arrays;

/// Eigenvalues of small symmetric matrices by cyclic Jacobi rotations: slow, simple, and right to
/// rounding, to compare others with.
public final class JacobiEigenvalues {
  private static final int SWEEPS = 60;

  private JacobiEigenvalues() {}

  /// The eigenvalues of the symmetric part of a row-major n×n matrix, ascending.
  public static double[] ascending(double[] matrix, int n) {
    double[][] a = new double[n][n];
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) a[i][j] = (matrix[i * n + j] + matrix[j * n + i]) / 2;
    for (int sweep = 0; sweep < SWEEPS; sweep++)
      for (int p = 0; p < n; p++) for (int q = p + 1; q < n; q++) rotate(a, p, q);
    double[] values = new double[n];
    for (int i = 0; i < n; i++) values[i] = a[i][i];
    Arrays.sort(values);
    return values;
  }

  /// The singular values of a row-major matrix, ascending: the upper half of the spectrum of [0 X;
  /// Xᵀ 0], which does not square the condition.
  public static double[] singularValues(double[] matrix, int rows, int columns) {
    int n = rows + columns;
    double[] both = new double[n * n];
    for (int i = 0; i < rows; i++)
      for (int j = 0; j < columns; j++) {
        both[i * n + rows + j] = matrix[i * columns + j];
        both[(rows + j) * n + i] = matrix[i * columns + j];
      }
    double[] values = ascending(both, n);
    return Arrays.copyOfRange(values, n - Math.min(rows, columns), n);
  }

  private static void rotate(double[][] a, int p, int q) {
    if (a[p][q] == 0) return;
    int n = a.length;
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.hypot(1, theta));
    double c = 1 / Math.hypot(1, t);
    double s = t * c;
    for (int k = 0; k < n; k++) {
      double x = a[k][p];
      double y = a[k][q];
      a[k][p] = c * x - s * y;
      a[k][q] = s * x + c * y;
    }
    for (int k = 0; k < n; k++) {
      double x = a[p][k];
      double y = a[q][k];
      a[p][k] = c * x - s * y;
      a[q][k] = s * x + c * y;
    }
    a[p][q] = 0;
    a[q][p] = 0;
  }
}
