package io.ffolayer.testing;

/// Eigenvalues of small symmetric matrices by Jacobi's rotations.
final class Eigenvalues {
  private Eigenvalues() {}

  static double smallest(double[][] symmetric) {
    double[][] a = PlainProgram.copy(symmetric);
    int n = a.length;
    for (int sweep = 0; sweep < 30; sweep++)
      for (int p = 0; p < n; p++) for (int q = p + 1; q < n; q++) if (a[p][q] != 0) rotate(a, p, q);
    double smallest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < n; i++) smallest = Math.min(smallest, a[i][i]);
    return smallest;
  }

  private static void rotate(double[][] a, int p, int q) {
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.hypot(1, theta));
    double c = 1 / Math.hypot(1, t), s = t * c;
    double diagonal = t * a[p][q];
    a[p][p] -= diagonal;
    a[q][q] += diagonal;
    a[p][q] = a[q][p] = 0;
    for (int k = 0; k < a.length; k++) {
      if (k == p || k == q) continue;
      double kp = a[k][p], kq = a[k][q];
      a[k][p] = a[p][k] = c * kp - s * kq;
      a[k][q] = a[q][k] = s * kp + c * kq;
    }
  }
}
