package io.ffolayer.internal.linalg.dense;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import java.util.Arrays;

/// An orthonormal basis of Rⁿ whose first k vectors span k chosen vectors, which come and go one by
/// one: the columns of N are the chosen vectors,
///
/// ```
/// N = Q₁ R,    Q = (Q₁ Q₂) orthogonal,    R upper triangular
/// ```
///
/// for active sets that must not lose digits: the factor R of NᵀN is found without forming NᵀN.
/// Appending a vector is a projection (4n² flops) and one reflection of Q₂ (2n(n−k)); removing one
/// is k plane rotations (6n each) (Golub & Van Loan, *Matrix Computations*, 4th ed., §6.5.2).
///
/// The object owns its memory; nothing is allocated after construction but by [#gramFactor].
public final class RowBasis {
  private static final DenseKernels KERNELS = Kernels.dense();

  private final int n;

  /// Row j is column j of Q.
  private final double[] q;

  /// Column j at j·n.
  private final double[] r;

  private final double[] d;
  private final double[] outside;
  private int size;

  public RowBasis(int n) {
    this.n = n;
    q = new double[n * n];
    r = new double[n * n];
    d = new double[n];
    outside = new double[n];
  }

  /// Starts again without vectors. n² operations.
  public void clear() {
    Arrays.fill(q, 0);
    for (int j = 0; j < n; j++) q[j * n + j] = 1;
    size = 0;
  }

  /// k.
  public int size() {
    return size;
  }

  /// Splits a vector into its parts inside and outside the span. [#coefficients], [#outside] and
  /// [#append] are about the vector of the last call.
  ///
  /// @return the length of the part outside
  public double project(double[] x) {
    KERNELS.rowsMultiply(n, n, 1, q, 0, n, x, 0, 0, d, 0);
    KERNELS.rowsMultiplyTransposed(n - size, n, 1, q, size * n, n, d, size, 0, outside, 0);
    return Math.sqrt(KERNELS.dot(n - size, d, size, d, size));
  }

  /// The part outside the span: the array itself, valid until the next call.
  public double[] outside() {
    return outside;
  }

  /// coefficients ← R⁻¹Q₁ᵀx: how the part inside is made of the chosen vectors.
  public void coefficients(double[] out) {
    System.arraycopy(d, 0, out, 0, size);
    solveUpper(out);
  }

  /// Chooses the projected vector, whose part outside must not be zero: a reflection takes that
  /// part into the next basis vector.
  public void append() {
    double first = d[size];
    double length = Math.sqrt(KERNELS.dot(n - size, d, size, d, size));
    double alpha = first > 0 ? -length : length;
    // w = d₂ − α e₁ with ‖w‖² = 2 (‖d₂‖² − α d₂₁); wᵀQ₂ᵀ = (Q₂d₂)ᵀ − α·(first row)
    double beta = 1 / (length * (length + Math.abs(first)));
    KERNELS.axpy(n, -alpha, q, size * n, outside, 0);
    for (int j = size; j < n; j++) {
      double w = j == size ? first - alpha : d[j];
      if (w != 0) KERNELS.axpy(n, -beta * w, outside, 0, q, j * n);
    }
    System.arraycopy(d, 0, r, size * n, size);
    r[size * n + size] = alpha;
    size++;
  }

  /// Lets vector number `index` go; those behind it move up by one.
  public void remove(int index) {
    for (int j = index + 1; j < size; j++) System.arraycopy(r, j * n, r, (j - 1) * n, j + 1);
    size--;
    for (int i = index; i < size; i++) {
      double a = r[i * n + i];
      double b = r[i * n + i + 1];
      double h = Math.hypot(a, b);
      double cos = a / h;
      double sin = b / h;
      for (int j = i; j < size; j++) {
        double upper = r[j * n + i];
        double lower = r[j * n + i + 1];
        r[j * n + i] = cos * upper + sin * lower;
        r[j * n + i + 1] = cos * lower - sin * upper;
      }
      rotate(i * n, (i + 1) * n, cos, sin);
    }
  }

  private void rotate(int first, int second, double cos, double sin) {
    for (int j = 0; j < n; j++) {
      double a = q[first + j];
      double b = q[second + j];
      q[first + j] = cos * a + sin * b;
      q[second + j] = cos * b - sin * a;
    }
  }

  /// The shortest vector with Nᵀv = c, and the multipliers z with v + N z = 0.
  ///
  /// @param c k values
  public void shortest(double[] c, double[] v, double[] z) {
    for (int j = 0; j < size; j++) z[j] = (c[j] - KERNELS.dot(j, r, j * n, z, 0)) / r[j * n + j];
    Arrays.fill(v, 0, n, 0);
    KERNELS.rowsMultiplyTransposed(size, n, 1, q, 0, n, z, 0, 0, v, 0);
    solveUpper(z);
    for (int j = 0; j < size; j++) z[j] = -z[j];
  }

  /// b ← R⁻¹ b.
  private void solveUpper(double[] b) {
    for (int j = size - 1; j >= 0; j--) {
      b[j] /= r[j * n + j];
      KERNELS.axpy(j, -b[j], r, j * n, b, 0);
    }
  }

  /// The Cholesky factor Rᵀ of NᵀN, for keeping.
  public PackedCholesky gramFactor() {
    int padded = DenseKernels.padded(size);
    double[] lower = new double[padded * padded];
    double[] reciprocal = new double[padded];
    for (int i = 0; i < padded; i++) {
      if (i < size)
        for (int j = 0; j <= i; j++) lower[DenseKernels.at(0, 8 * padded, i, j)] = r[i * n + j];
      else lower[DenseKernels.at(0, 8 * padded, i, i)] = 1;
      reciprocal[i] = 1 / lower[DenseKernels.at(0, 8 * padded, i, i)];
    }
    return PackedCholesky.copyOf(size, lower, 0, 8 * padded, reciprocal, 0);
  }
}
