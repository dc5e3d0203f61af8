package io.ffolayer.testing;

/// Eigenvalues and eigenvectors of a small symmetric matrix by Jacobi's rotations.
///
/// @param values in no order
/// @param vectors vectors[i][k] is entry i of the unit eigenvector of values[k]
record Eigen(double[] values, double[][] vectors) {
  private static final int SWEEPS = 30;

  static Eigen of(double[][] symmetric) {
    double[][] a = PlainProgram.copy(symmetric);
    int n = a.length;
    double[][] v = new double[n][n];
    for (int i = 0; i < n; i++) v[i][i] = 1;
    for (int sweep = 0; sweep < SWEEPS; sweep++)
      for (int p = 0; p < n; p++)
        for (int q = p + 1; q < n; q++) if (a[p][q] != 0) rotate(a, v, p, q);
    double[] values = new double[n];
    for (int i = 0; i < n; i++) values[i] = a[i][i];
    return new Eigen(values, v);
  }

  double smallest() {
    double smallest = Double.POSITIVE_INFINITY;
    for (double value : values) smallest = Math.min(smallest, value);
    return smallest;
  }

  private static void rotate(double[][] a, double[][] v, int p, int q) {
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.hypot(1, theta));
    double c = 1 / Math.hypot(1, t), s = t * c;
    double diagonal = t * a[p][q];
    a[p][p] -= diagonal;
    a[q][q] += diagonal;
    a[p][q] = a[q][p] = 0;
    for (int k = 0; k < a.length; k++) {
      double kp = v[k][p], kq = v[k][q];
      v[k][p] = c * kp - s * kq;
      v[k][q] = s * kp + c * kq;
      if (k == p || k == q) continue;
      kp = a[k][p];
      kq = a[k][q];
      a[k][p] = a[p][k] = c * kp - s * kq;
      a[k][q] = a[q][k] = s * kp + c * kq;
    }
  }
}
