package io.ffolayer.internal.linalg.dense;

/// The singular value decomposition of small square matrices by plane rotations from one side
/// (Hestenes 1958; Golub & Van Loan, *Matrix Computations*, 4th ed., §8.6.3): the rows of A are
/// rotated into each other until they are orthogonal,
///
/// ```
/// J A = diag(σ) Vᵀ       so that  A = Jᵀ diag(σ) Vᵀ
/// ```
///
/// Every singular value keeps about as many digits as scaling the rows of A allows (Demmel &
/// Veselić 1992): small ones are not lost beside large ones. Convergence is quadratic; six to ten
/// sweeps of about 4n³ flops, fewer if the rows start nearly orthogonal.
public final class OneSidedJacobi {
  private static final int MOST_SWEEPS = 60;

  private OneSidedJacobi() {}

  /// Orthogonalises the rows of A in place; their lengths are then the singular values, roughly
  /// from the largest to the smallest.
  ///
  /// @param a row-major, n×n; becomes diag(σ) Vᵀ
  /// @param along another n×n matrix B whose rows take part: becomes J B
  /// @param squares n numbers of scratch; σ² at the end
  /// @return false where an entry is not finite
  public static boolean orthogonalize(int n, double[] a, double[] along, double[] squares) {
    return sweeps(n, a, along, true, squares);
  }

  /// The same without another matrix.
  public static boolean orthogonalize(int n, double[] a, double[] squares) {
    return sweeps(n, a, a, false, squares);
  }

  private static boolean sweeps(int n, double[] a, double[] along, boolean both, double[] squares) {
    double negligible = 0x1p-53 * (n + 7);
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      for (int i = 0; i < n; i++) squares[i] = dot(n, a, i * n, i * n);
      boolean rotated = false;
      for (int p = 0; p < n - 1; p++)
        for (int q = p + 1; q < n; q++) {
          double product = dot(n, a, p * n, q * n);
          double size = Math.sqrt(squares[p]) * Math.sqrt(squares[q]);
          if (Math.abs(product) <= negligible * size) continue;
          rotated = true;
          rotate(n, product, a, along, both, squares, p, q);
        }
      if (!rotated) return true;
    }
    return false;
  }

  /// Makes rows p and q orthogonal, the longer one first.
  static void rotate(
      int n,
      double product,
      double[] a,
      double[] along,
      boolean both,
      double[] squares,
      int p,
      int q) {
    double zeta = (squares[q] - squares[p]) / (2 * product);
    double t = 1 / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
    if (zeta < 0) t = -t;
    double c = 1 / Math.sqrt(1 + t * t), s = -t * c;
    double first = squares[p] - t * product, second = squares[q] + t * product;
    if (first < second) { // a quarter turn more
      double cosine = c;
      c = -s;
      s = cosine;
      squares[p] = second;
      squares[q] = first;
    } else {
      squares[p] = first;
      squares[q] = second;
    }
    PlaneRotation.apply(n, c, s, a, p * n, q * n);
    if (both) PlaneRotation.apply(n, c, s, along, p * n, q * n);
  }

  /// Four sums: a single one would wait for every addition.
  private static double dot(int n, double[] a, int x, int y) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    int j = 0;
    for (; j + 3 < n; j += 4) {
      s0 += a[x + j] * a[y + j];
      s1 += a[x + j + 1] * a[y + j + 1];
      s2 += a[x + j + 2] * a[y + j + 2];
      s3 += a[x + j + 3] * a[y + j + 3];
    }
    for (; j < n; j++) s0 += a[x + j] * a[y + j];
    return (s0 + s1) + (s2 + s3);
  }
}
