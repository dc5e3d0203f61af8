package io.ffolayer.internal.linalg.dense;

import java.util.Arrays;

/// Eigenvalues and eigenvectors of small symmetric matrices: Householder reflections to tridiagonal
/// form, then the implicit QR iteration with Wilkinson's shift (Golub & Van Loan, *Matrix
/// Computations*, 4th ed., §8.3). Errors are a few rounding errors of the largest eigenvalue. About
/// 3n³ flops for the values alone, 10n³ with the vectors.
///
/// The object owns its memory; nothing is allocated after construction.
public final class SymmetricEigen {
  private static final double ROUNDING = 0x1p-53;

  /// Squares of entries that rounding errors of the largest entry, about 1, hide: where the rank is
  /// low, rounding errors are reflected until they underflow.
  private static final double NOTHING = 1e-38;

  /// Steps for one eigenvalue; two or three are usual.
  private static final int MOST_STEPS = 60;

  private final int n;
  private final double[] diagonal;
  private final double[] beside;

  /// The reflection k is I − vvᵀ·factor[k], v in row k of the matrix from entry k + 1 on.
  private final double[] factor;

  private final double[] product;

  /// Of the tridiagonal matrix.
  private double size;

  /// Row i belongs to eigenvalue i.
  private final double[] vectors;

  /// @param n order of the matrices, ≥ 1
  public SymmetricEigen(int n) {
    this.n = n;
    diagonal = new double[n];
    beside = new double[n];
    factor = new double[n];
    product = new double[n];
    vectors = new double[n * n];
  }

  /// Finds the eigenvalues only.
  ///
  /// @param a row-major, n×n, both triangles; overwritten
  /// @return false where an entry is not finite
  public boolean values(double[] a) {
    return solve(a, false);
  }

  /// Finds eigenvalues and eigenvectors.
  ///
  /// @param a row-major, n×n, both triangles; overwritten
  /// @return false where an entry is not finite
  public boolean decompose(double[] a) {
    return solve(a, true);
  }

  /// The eigenvalues of the last matrix, in no order; the memory is that of this object.
  public double[] values() {
    return diagonal;
  }

  /// The orthonormal eigenvectors of the last [#decompose], row i for eigenvalue i; the memory is
  /// that of this object.
  public double[] vectors() {
    return vectors;
  }

  private boolean solve(double[] a, boolean withVectors) {
    double largest = 0;
    for (int i = 0; i < n * n; i++) largest = Math.max(largest, Math.abs(a[i]));
    if (!(largest < Double.POSITIVE_INFINITY)) return false;
    int exponent = largest > 0 ? Math.getExponent(largest) : 0;
    double unit = Math.scalb(1.0, -exponent);
    if (exponent != 0) for (int i = 0; i < n * n; i++) a[i] *= unit;
    for (int k = 0; k < n - 1; k++) reflect(a, k);
    diagonal[n - 1] = a[n * n - 1];
    if (withVectors) accumulate(a);
    if (!iterate(withVectors)) return false;
    if (exponent != 0) for (int i = 0; i < n; i++) diagonal[i] /= unit;
    return true;
  }

  /// A ← H A H with H = I − f vvᵀ such that row k becomes tridiagonal: A − vwᵀ − wvᵀ, w = p −
  /// ½f(pᵀv)v, p = f A v. All of A is kept, so that the loops run along rows.
  private void reflect(double[] a, int k) {
    int row = k * n;
    diagonal[k] = a[row + k];
    double sum = 0;
    for (int j = k + 2; j < n; j++) sum += a[row + j] * a[row + j];
    double head = a[row + k + 1];
    if (sum <= NOTHING) {
      factor[k] = 0;
      beside[k] = head;
      return;
    }
    double length = Math.sqrt(head * head + sum);
    beside[k] = head > 0 ? -length : length;
    double first = head - beside[k];
    a[row + k + 1] = first;
    double f = 2 / (first * first + sum);
    factor[k] = f;
    Arrays.fill(product, k + 1, n, 0);
    for (int i = k + 1; i < n; i++) addTo(product, k + 1, f * a[row + i], a, i * n + k + 1);
    double dot = 0;
    for (int j = k + 1; j < n; j++) dot += product[j] * a[row + j];
    for (int j = k + 1; j < n; j++) product[j] -= f / 2 * dot * a[row + j];
    for (int i = k + 1; i < n; i++) {
      double v = a[row + i], w = product[i];
      for (int j = k + 1; j < n; j++) a[i * n + j] -= v * product[j] + w * a[row + j];
    }
  }

  /// to[at …] ← to + factor · a[from …], up to the end of a row of n.
  private void addTo(double[] to, int at, double factor, double[] a, int from) {
    int shift = from - at;
    for (int j = at; j < n; j++) to[j] += factor * a[shift + j];
  }

  /// The rows of `vectors` become those of H₀ H₁ ⋯ transposed, last reflection first: each changes
  /// the part behind row and column k only.
  private void accumulate(double[] a) {
    Arrays.fill(vectors, 0);
    for (int i = 0; i < n; i++) vectors[i * n + i] = 1;
    for (int k = n - 3; k >= 0; k--) {
      if (factor[k] == 0) continue;
      int row = k * n;
      for (int i = k + 1; i < n; i++) {
        double dot = 0;
        for (int j = k + 1; j < n; j++) dot += vectors[i * n + j] * a[row + j];
        double f = -factor[k] * dot;
        for (int j = k + 1; j < n; j++) vectors[i * n + j] += f * a[row + j];
      }
    }
  }

  /// Deflates from the end; every step works on the last unreduced block.
  private boolean iterate(boolean withVectors) {
    size = 0;
    for (int i = 0; i < n; i++) {
      double off = i < n - 1 ? Math.abs(beside[i]) : 0;
      size = Math.max(size, Math.abs(diagonal[i]) + off);
    }
    int last = n - 1, steps = 0;
    while (last > 0) {
      int start = last;
      while (start > 0 && !negligible(start - 1)) start--;
      if (start == last) {
        last--;
        steps = 0;
      } else if (++steps > MOST_STEPS) {
        return false;
      } else {
        chase(start, last, withVectors);
      }
    }
    return true;
  }

  /// Beside the size of the matrix: where its rank is low, rounding errors stand beside rounding
  /// errors.
  private boolean negligible(int k) {
    return Math.abs(beside[k]) <= ROUNDING * size;
  }

  /// One step: plane rotations push the bulge that the shift makes from the first row to the last.
  private void chase(int start, int last, boolean withVectors) {
    double half = (diagonal[last - 1] - diagonal[last]) / 2, off = beside[last - 1];
    double root = Math.sqrt(half * half + off * off);
    double shift = diagonal[last] - off * (off / (half + (half < 0 ? -root : root)));
    double x = diagonal[start] - shift, bulge = beside[start];
    for (int k = start; k < last; k++) {
      double length = Math.sqrt(x * x + bulge * bulge);
      double c = length > 0 ? x / length : 1, s = length > 0 ? bulge / length : 0;
      if (k > start) beside[k - 1] = length;
      double difference = s * (diagonal[k + 1] - diagonal[k]), b = beside[k];
      double moved = s * (difference + 2 * c * b);
      diagonal[k] += moved;
      diagonal[k + 1] -= moved;
      beside[k] = c * difference + (c * c - s * s) * b;
      if (k < last - 1) {
        x = beside[k];
        bulge = s * beside[k + 1];
        beside[k + 1] *= c;
      }
      if (withVectors) PlaneRotation.apply(n, c, s, vectors, k * n, (k + 1) * n);
    }
  }
}
