package io.ffolayer.internal.cone;

/// Linear algebra on 3×3 matrices, column by column: entry (i, j) at 3j + i.
final class ThreeByThree {
  private static final double ORTHOGONAL = 1e-15;
  private static final int MOST_SWEEPS = 30;

  private final double[] lu = new double[9];
  private final int[] pivot = new int[3];

  /// Eliminates with partial pivoting.
  ///
  /// @return false where a pivot is 0 or not finite
  boolean factor(double[] a) {
    System.arraycopy(a, 0, lu, 0, 9);
    for (int k = 0; k < 3; k++) {
      int best = k;
      for (int i = k + 1; i < 3; i++)
        if (Math.abs(lu[3 * k + i]) > Math.abs(lu[3 * k + best])) best = i;
      pivot[k] = best;
      for (int j = 0; j < 3; j++) swap(lu, 3 * j + k, 3 * j + best);
      double diagonal = lu[4 * k];
      if (!(Math.abs(diagonal) > 0 && Math.abs(diagonal) < Double.POSITIVE_INFINITY)) return false;
      for (int i = k + 1; i < 3; i++) {
        double factor = lu[3 * k + i] /= diagonal;
        for (int j = k + 1; j < 3; j++) lu[3 * j + i] -= factor * lu[3 * j + k];
      }
    }
    return true;
  }

  private static void swap(double[] a, int i, int j) {
    double keep = a[i];
    a[i] = a[j];
    a[j] = keep;
  }

  /// x ← A⁻¹ x with the factored A.
  void solve(double[] x) {
    for (int k = 0; k < 3; k++) {
      swap(x, k, pivot[k]);
      for (int i = 0; i < k; i++) x[k] -= lu[3 * i + k] * x[i];
    }
    for (int k = 2; k >= 0; k--) {
      for (int j = k + 1; j < 3; j++) x[k] -= lu[3 * j + k] * x[j];
      x[k] /= lu[4 * k];
    }
  }

  /// a ← its lower Cholesky factor.
  ///
  /// @return false where it is not positive definite to working precision
  static boolean cholesky(double[] a) {
    for (int j = 0; j < 3; j++) {
      double diagonal = a[4 * j];
      for (int k = 0; k < j; k++) diagonal -= a[3 * k + j] * a[3 * k + j];
      if (!(diagonal > 0 && diagonal < Double.POSITIVE_INFINITY)) return false;
      a[4 * j] = Math.sqrt(diagonal);
      for (int i = j + 1; i < 3; i++) {
        double sum = a[3 * j + i];
        for (int k = 0; k < j; k++) sum -= a[3 * k + i] * a[3 * k + j];
        a[3 * j + i] = sum / a[4 * j];
        a[3 * i + j] = 0;
      }
    }
    return true;
  }

  /// The singular value decomposition Y = U diag(σ) Vᵀ by rotations of pairs of columns (Hestenes
  /// 1958), which finds small σ to relative accuracy: what an interior point needs of its scaling.
  ///
  /// @param y Y on entry, U on return, orthonormal
  /// @param l σ² at `at`, `at` + 1, `at` + 2
  /// @return false where a singular value is 0 or not finite
  static boolean leftSingularVectors(double[] y, double[] l, int at) {
    boolean rotated = true;
    for (int sweep = 0; rotated && sweep < MOST_SWEEPS; sweep++) {
      rotated = rotatePair(y, 0, 3);
      rotated |= rotatePair(y, 0, 6);
      rotated |= rotatePair(y, 3, 6);
    }
    for (int k = 0; k < 3; k++) {
      double square = dot(y, 3 * k, y, 3 * k), length = Math.sqrt(square);
      if (!(length > 0 && square < Double.POSITIVE_INFINITY)) return false;
      l[at + k] = square;
      for (int i = 0; i < 3; i++) y[3 * k + i] /= length;
    }
    return true;
  }

  /// Makes two columns orthogonal; whether they were not.
  private static boolean rotatePair(double[] y, int p, int q) {
    double a = dot(y, p, y, p), b = dot(y, q, y, q), c = dot(y, p, y, q);
    if (!(Math.abs(c) > ORTHOGONAL * Math.sqrt(a * b))) return false;
    double zeta = (b - a) / (2 * c);
    double t = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
    double cosine = 1 / Math.sqrt(1 + t * t), sine = cosine * t;
    for (int i = 0; i < 3; i++) {
      double yp = y[p + i], yq = y[q + i];
      y[p + i] = cosine * yp - sine * yq;
      y[q + i] = sine * yp + cosine * yq;
    }
    return true;
  }

  /// out ← A x, A symmetric.
  static void multiply(double[] a, double[] x, double[] out) {
    for (int i = 0; i < 3; i++) out[i] = a[i] * x[0] + a[3 + i] * x[1] + a[6 + i] * x[2];
  }

  static double dot(double[] a, int aAt, double[] b, int bAt) {
    return a[aAt] * b[bAt] + a[aAt + 1] * b[bAt + 1] + a[aAt + 2] * b[bAt + 2];
  }

  /// out ← a × b at `to`.
  static void cross(double[] a, int aAt, double[] b, int bAt, double[] out, int to) {
    double x = a[aAt + 1] * b[bAt + 2] - a[aAt + 2] * b[bAt + 1];
    double y = a[aAt + 2] * b[bAt] - a[aAt] * b[bAt + 2];
    out[to + 2] = a[aAt] * b[bAt + 1] - a[aAt + 1] * b[bAt];
    out[to] = x;
    out[to + 1] = y;
  }

  /// Divides three entries by their length, whatever their size.
  ///
  /// @return the length
  static double normalize(double[] v, int at) {
    double largest = Math.max(Math.abs(v[at]), Math.max(Math.abs(v[at + 1]), Math.abs(v[at + 2])));
    if (!(largest > 0)) return largest;
    for (int i = at; i < at + 3; i++) v[i] /= largest;
    double length = Math.sqrt(dot(v, at, v, at));
    for (int i = at; i < at + 3; i++) v[i] /= length;
    return largest * length;
  }
}
