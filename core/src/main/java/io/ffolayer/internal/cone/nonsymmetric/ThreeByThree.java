package io.ffolayer.internal.cone.nonsymmetric;

/// Linear algebra on 3×3 matrices, column by column: entry (i, j) at 3j + i.
public final class ThreeByThree {
  /// Squared cosines of columns that are orthogonal to rounding, and of those that are after one
  /// more rotation of each pair.
  private static final double ORTHOGONAL = 1e-30;

  private static final double ALMOST_ORTHOGONAL = 1e-10;

  /// The sine of directions that are parallel.
  private static final double PARALLEL = 1e-12;

  /// Squared lengths that are far from overflow and underflow.
  private static final double SMALL = 1e-200;

  private static final double LARGE = 1e200;
  private static final int MOST_SWEEPS = 30;

  /// a ← its lower Cholesky factor.
  ///
  /// @return false where it is not positive definite to working precision
  public static boolean cholesky(double[] a) {
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
  /// The longer of two columns goes first, and the last two come first: of all orders this needs
  /// the fewest rotations, eight on average. A triangular factor first saves one, and costs more.
  ///
  /// @param y Y on entry, U on return, orthonormal
  /// @param l σ² at `at`, `at` + 1, `at` + 2
  /// @return false where a singular value is 0 or not finite
  public static boolean leftSingularVectors(double[] y, double[] l, int at) {
    boolean rough = true;
    for (int sweep = 0; rough && sweep < MOST_SWEEPS; sweep++) {
      rough = rotatePair(y, 3, 6);
      rough |= rotatePair(y, 0, 3);
      rough |= rotatePair(y, 0, 6);
    }
    for (int k = 0; k < 3; k++) {
      double square = dot(y, 3 * k, y, 3 * k), length = Math.sqrt(square);
      if (!(length > 0 && square < Double.POSITIVE_INFINITY)) return false;
      l[at + k] = square;
      for (int i = 0; i < 3; i++) y[3 * k + i] /= length;
    }
    return true;
  }

  /// Makes two columns orthogonal, the longer one the first. With ζ = |‖p‖² − ‖q‖²|/2, c = pᵀq, h =
  /// √(ζ² + c²), w = √(2h(h+ζ)) the cosine is (h+ζ)/w, and the sine c/w.
  ///
  /// @return whether they were far from it
  private static boolean rotatePair(double[] y, int p, int q) {
    double p0 = y[p], p1 = y[p + 1], p2 = y[p + 2], q0 = y[q], q1 = y[q + 1], q2 = y[q + 2];
    double a = p0 * p0 + p1 * p1 + p2 * p2, b = q0 * q0 + q1 * q1 + q2 * q2;
    double c = p0 * q0 + p1 * q1 + p2 * q2, square = c * c, sizes = a * b;
    if (!(square > ORTHOGONAL * sizes)) return false;
    double zeta = 0.5 * Math.abs(a - b), h = Math.sqrt(zeta * zeta + square), sum = h + zeta;
    double w = Math.sqrt(2 * h * sum), cosine = sum / w, sine = c / w;
    boolean keeps = a >= b;
    double ofP = keeps ? cosine : sine, ofQ = keeps ? sine : cosine;
    y[p] = ofP * p0 + ofQ * q0;
    y[p + 1] = ofP * p1 + ofQ * q1;
    y[p + 2] = ofP * p2 + ofQ * q2;
    y[q] = ofP * q0 - ofQ * p0;
    y[q + 1] = ofP * q1 - ofQ * p1;
    y[q + 2] = ofP * q2 - ofQ * p2;
    return square > ALMOST_ORTHOGONAL * sizes;
  }

  /// out ← A x, A symmetric.
  public static void multiply(double[] a, double[] x, double[] out) {
    for (int i = 0; i < 3; i++) out[i] = a[i] * x[0] + a[3 + i] * x[1] + a[6 + i] * x[2];
  }

  public static double dot(double[] a, int aAt, double[] b, int bAt) {
    return a[aAt] * b[bAt] + a[aAt + 1] * b[bAt + 1] + a[aAt + 2] * b[bAt + 2];
  }

  /// out ← a × b at `to`.
  public static void cross(double[] a, int aAt, double[] b, int bAt, double[] out, int to) {
    double x = a[aAt + 1] * b[bAt + 2] - a[aAt + 2] * b[bAt + 1];
    double y = a[aAt + 2] * b[bAt] - a[aAt] * b[bAt + 2];
    out[to + 2] = a[aAt] * b[bAt + 1] - a[aAt + 1] * b[bAt];
    out[to] = x;
    out[to + 1] = y;
  }

  /// Divides three entries by their length, whatever their size.
  ///
  /// @return the length
  public static double normalize(double[] v, int at) {
    double square = dot(v, at, v, at);
    if (!(square > SMALL && square < LARGE)) return normalizeExtreme(v, at);
    double length = Math.sqrt(square), inverse = 1 / length;
    for (int i = at; i < at + 3; i++) v[i] *= inverse;
    return length;
  }

  private static double normalizeExtreme(double[] v, int at) {
    double largest = Math.max(Math.abs(v[at]), Math.max(Math.abs(v[at + 1]), Math.abs(v[at + 2])));
    if (!(largest > 0)) return largest;
    for (int i = at; i < at + 3; i++) v[i] /= largest;
    double length = Math.sqrt(dot(v, at, v, at));
    for (int i = at; i < at + 3; i++) v[i] /= length;
    return largest * length;
  }

  /// U ← (a, b − its part along a, a × b), normalised; the identity where a and b are parallel.
  public static void setFrame(double[] a, double[] b, double[] u) {
    System.arraycopy(a, 0, u, 0, 3);
    System.arraycopy(b, 0, u, 3, 3);
    double lengthA = normalize(u, 0), lengthB = normalize(u, 3);
    cross(u, 0, u, 3, u, 6);
    double sine = normalize(u, 6);
    if (!(lengthA > 0 && lengthB > 0 && sine > PARALLEL)) {
      identity(u);
      return;
    }
    cross(u, 6, u, 0, u, 3);
    normalize(u, 3);
  }

  public static void identity(double[] u) {
    for (int k = 0; k < 9; k++) u[k] = k % 4 == 0 ? 1 : 0;
  }
}
