package io.ffolayer.internal.linalg.dense;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import java.util.Arrays;

/// A Cholesky factor that grows and shrinks by one row: for active sets that change one constraint
/// at a time.
///
/// Appending a row is one forward substitution, L w = s, λ² = σ − wᵀw. Removing row r leaves the
/// rows above it as they are; below, the columns from r on satisfy L₃₃′L₃₃′ᵀ = L₃₃L₃₃ᵀ + l₃₂l₃₂ᵀ, a
/// rank-one update by plane rotations, which cannot fail (Golub & Van Loan, *Matrix Computations*,
/// 4th ed., §6.5.4). Both take about k² flops.
///
/// The object owns its memory; nothing is allocated after construction.
public final class BorderedCholesky {

  private final DenseKernels kernels;
  private final int capacity;
  private final int stride;
  private final double[] l;
  private final double[] reciprocal;
  private final double[] work;
  private final double[] tile = new double[DenseKernels.TILE];
  private int size;

  /// Allocates for up to `capacity` rows.
  public BorderedCholesky(DenseKernels kernels, int capacity) {
    this.kernels = kernels;
    this.capacity = capacity;
    int padded = DenseKernels.padded(capacity);
    stride = 8 * padded;
    l = new double[padded * padded];
    reciprocal = new double[padded];
    work = new double[padded];
  }

  /// Rows of the factor.
  public int size() {
    return size;
  }

  /// Starts again without rows.
  public void clear() {
    size = 0;
  }

  /// Factors the principal submatrix S(selected, selected) of a symmetric panel matrix, of which
  /// the lower triangle is read.
  ///
  /// @param selected `count` increasing indices
  /// @return whether all pivots exceed `smallest`; if not, the factor has the rows before the first
  ///   that does not
  public boolean factor(
      int count, int[] selected, double smallest, double[] s, int sOffset, int sStride) {
    kernels.gatherPrincipal(count, selected, s, sOffset, sStride, l, 0, stride);
    int failed = kernels.cholesky(count, smallest, l, 0, stride, reciprocal, 0, tile);
    size = failed < 0 ? count : failed;
    for (int i = size; i < DenseKernels.padded(size); i++) {
      clearRow(i);
    }
    return failed < 0;
  }

  /// Appends a row to the factored matrix.
  ///
  /// @param row size + 1 values: the products of the new row with the old ones, then its diagonal
  ///   element
  /// @return false, and nothing changes, where the new pivot – the diagonal element less what the
  ///   old rows explain – is not greater than `smallest`
  public boolean append(double[] row, int offset, double smallest) {
    if (size == capacity) {
      throw new IllegalStateException("the factor has its " + capacity + " rows");
    }
    System.arraycopy(row, offset, work, 0, size);
    Arrays.fill(work, size, DenseKernels.padded(size), 0);
    kernels.solveLower(size, l, 0, stride, reciprocal, 0, work, 0);
    double pivot = row[offset + size] - kernels.dot(size, work, 0, work, 0);
    if (!(pivot > smallest)) {
      return false;
    }
    if ((size & 7) == 0) {
      for (int i = size; i < size + 8; i++) {
        clearRow(i);
      }
    }
    for (int k = 0; k < size; k++) {
      l[DenseKernels.at(0, stride, size, k)] = work[k];
    }
    setDiagonal(size, Math.sqrt(pivot));
    size++;
    return true;
  }

  /// Makes row i, and column i in its panel, that of the identity.
  private void clearRow(int i) {
    int panel = (i >> 3) * stride;
    for (int k = 0; k <= i; k++) {
      l[panel + 8 * k + (i & 7)] = 0;
    }
    Arrays.fill(l, panel + 8 * i, panel + 8 * i + 8, 0);
    setDiagonal(i, 1);
  }

  private void setDiagonal(int i, double x) {
    l[DenseKernels.at(0, stride, i, i)] = x;
    reciprocal[i] = 1 / x;
  }

  /// Removes a row and column of the factored matrix; those after it move up.
  public void remove(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("row " + index + " of " + size);
    }
    for (int i = index + 1; i < size; i++) {
      work[i] = l[DenseKernels.at(0, stride, i, index)];
      for (int k = 0; k < index; k++) {
        l[DenseKernels.at(0, stride, i - 1, k)] = l[DenseKernels.at(0, stride, i, k)];
      }
    }
    for (int j = index + 1; j < size; j++) {
      rotateColumn(j);
    }
    size--;
    clearRow(size);
  }

  /// Rotates the removed column, in `work`, into column j, and moves column j up and left by one.
  private void rotateColumn(int j) {
    double x = l[DenseKernels.at(0, stride, j, j)];
    double y = work[j];
    double length = Math.hypot(x, y);
    double cos = x / length;
    double sin = y / length;
    setDiagonal(j - 1, length);
    for (int i = j + 1; i < size; i++) {
      double u = l[DenseKernels.at(0, stride, i, j)];
      double v = work[i];
      l[DenseKernels.at(0, stride, i - 1, j - 1)] = cos * u + sin * v;
      work[i] = cos * v - sin * u;
    }
  }

  /// Solves L Lᵀ x = b in place; b has padded(size) values, the padding zero.
  public void solve(double[] b, int offset) {
    solveLower(b, offset);
    solveLowerTransposed(b, offset);
  }

  /// Solves L y = b in place; b has padded(size) values, the padding zero.
  public void solveLower(double[] b, int offset) {
    kernels.solveLower(size, l, 0, stride, reciprocal, 0, b, offset);
  }

  /// Solves Lᵀ x = b in place; b has padded(size) values, the padding zero.
  public void solveLowerTransposed(double[] b, int offset) {
    kernels.solveLowerTransposed(size, l, 0, stride, reciprocal, 0, b, offset);
  }
}
