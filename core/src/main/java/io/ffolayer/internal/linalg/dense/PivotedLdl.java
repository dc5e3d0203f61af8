package io.ffolayer.internal.linalg.dense;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/// L D Lᵀ factorisation of a dense symmetric quasi-definite matrix with diagonal pivoting: K = Πᵀ L
/// D Lᵀ Π, L unit lower triangular, D diagonal with both signs, each pivot the largest |diagonal|
/// that remains.
///
/// A quasi-definite matrix [H Bᵀ; B −G], H and G positive definite, has this factorisation under
/// every symmetric permutation, without 2×2 pivots, and the sign of each pivot is that of its block
/// (Vanderbei, *Symmetric quasidefinite matrices*, 1995). The order decides the accuracy: the
/// largest diagonal first keeps the growth of the elements small when H and G are nearly singular.
///
/// The pivot of a step depends on the diagonal alone. So only the diagonal is kept up to date, a
/// block of columns is built one after another from the block before it (a product with a vector
/// each), and the rest of the matrix is updated once per block by a product of panels (as in Lucas,
/// *LAPACK-style codes for level 2 and 3 pivoted Cholesky factorizations*, 2004). n³/3 flops.
///
/// The object owns the memory of the factor; put a matrix into [#matrix], call [#factor], then
/// [#solve] any number of times, from any number of threads. Nothing is allocated after
/// construction.
public final class PivotedLdl {

  private static final int BLOCK = 32;

  private final DenseKernels kernels;
  private final int capacity;
  private final double[] a;
  private final double[] pivots;
  private final double[] inverses;
  private final double[] ones;
  private final int[] order;
  private final double[] diagonal;
  private final double[] column;
  private final double[] row = new double[BLOCK];
  private final double[] scaled;
  private final double[] tile = new double[DenseKernels.TILE];
  private int n;
  private BooleanSupplier stop = () -> false;
  private int stride;

  /// Allocates for matrices of up to `capacity` rows.
  public PivotedLdl(DenseKernels kernels, int capacity) {
    this.kernels = kernels;
    this.capacity = capacity;
    int padded = DenseKernels.padded(capacity);
    a = new double[padded * padded];
    pivots = new double[padded];
    inverses = new double[padded];
    ones = new double[padded];
    Arrays.fill(ones, 1);
    order = new int[padded];
    diagonal = new double[padded];
    column = new double[padded];
    scaled = new double[padded * BLOCK];
  }

  /// The memory of the matrix: a panel matrix at offset 0 with panel stride [#stride]. Before
  /// [#factor] the caller writes the blocks on and below the diagonal, padded by zeros and ones on
  /// the diagonal as [DenseKernels#packSymmetric] does; of the diagonal blocks only the lower
  /// triangle is read.
  public double[] matrix() {
    return a;
  }

  /// The panel stride of a matrix of n rows.
  public int stride(int n) {
    return 8 * DenseKernels.padded(n);
  }

  /// Asked before every block of columns but the first: true ends the factorisation as a failure.
  public void stopWhen(BooleanSupplier newStop) {
    stop = newStop;
  }

  /// Factors what stands in [#matrix], which is overwritten.
  ///
  /// @param n rows of the matrix, at most the capacity
  /// @param positive the first so many pivots (in the caller's order) must be positive, the others
  ///   negative
  /// @param smallest a pivot of smaller magnitude ends the factorisation
  /// @return the row, in the caller's order, of the pivot that has the wrong sign, is too small or
  ///   not a number; −1 if all are right. After a failure the object must not be used to solve
  public int factor(int n, int positive, double smallest) {
    if (n > capacity) {
      throw new IllegalArgumentException("matrix of " + n + " rows in memory for " + capacity);
    }
    this.n = n;
    stride = stride(n);
    for (int i = 0; i < n; i++) {
      order[i] = i;
      diagonal[i] = a[DenseKernels.at(0, stride, i, i)];
    }
    for (int first = 0; first < n; first += BLOCK) {
      if (first > 0 && stop.getAsBoolean()) {
        return order[first];
      }
      int end = Math.min(n, first + BLOCK);
      for (int j = first; j < end; j++) {
        int p = largest(j);
        double d = diagonal[p];
        if (!((order[p] < positive ? d : -d) >= smallest)) {
          return order[p];
        }
        swap(j, p);
        eliminate(first, j, d);
      }
      if (end < n) {
        updateRest(first, end);
      }
    }
    return -1;
  }

  /// The row of the largest remaining |diagonal|, the first of equals; a NaN counts as the largest.
  private int largest(int from) {
    int best = from;
    double most = Math.abs(diagonal[from]);
    for (int i = from + 1; i < n; i++) {
      if (!(Math.abs(diagonal[i]) <= most)) {
        best = i;
        most = Math.abs(diagonal[i]);
      }
    }
    return best;
  }

  /// Exchanges rows and columns j < p of the symmetric matrix, of which the lower triangle is
  /// stored.
  private void swap(int j, int p) {
    if (j == p) {
      return;
    }
    diagonal[p] = diagonal[j];
    int original = order[j];
    order[j] = order[p];
    order[p] = original;
    int rowJ = DenseKernels.at(0, stride, j, 0);
    int rowP = DenseKernels.at(0, stride, p, 0);
    for (int k = 0; k < j; k++) {
      exchange(rowJ + 8 * k, rowP + 8 * k);
    }
    for (int i = j + 1; i < p; i++) {
      exchange(DenseKernels.at(0, stride, i, j), rowP + 8 * i);
    }
    for (int i = p + 1; i < n; i++) {
      exchange(DenseKernels.at(0, stride, i, j), DenseKernels.at(0, stride, i, p));
    }
  }

  private void exchange(int s, int t) {
    double x = a[s];
    a[s] = a[t];
    a[t] = x;
  }

  /// Turns column j into a column of L and removes its part from the diagonal that remains.
  private void eliminate(int first, int j, double d) {
    pivots[j] = d;
    inverses[j] = 1 / d;
    int top = j & -8;
    int rows = DenseKernels.padded(n) - top;
    int panel = (j >> 3) * stride;
    for (int i = 0, from = panel + 8 * j; i < rows; i += 8, from += stride) {
      System.arraycopy(a, from, column, i, 8);
    }
    for (int k = first; k < j; k++) {
      row[k - first] = a[panel + 8 * k + (j & 7)] * pivots[k];
    }
    if (j > first) {
      kernels.multiply(rows, j - first, -1, a, panel + 8 * first, stride, row, 0, 1, column, 0);
    }
    for (int i = j + 1; i < n; i++) {
      double x = column[i - top];
      double l = x / d;
      diagonal[i] -= x * l;
      column[i - top] = l;
    }
    for (int i = 0, to = panel + 8 * j; i < rows; i += 8, to += stride) {
      System.arraycopy(column, i, a, to, 8);
    }
  }

  /// Subtracts from the rows and columns from `end` on what the block of columns first…end
  /// contributes.
  private void updateRest(int first, int end) {
    int rest = DenseKernels.padded(n) - end;
    int panel = (end >> 3) * stride;
    int left = panel + 8 * first;
    int width = end - first;
    kernels.scaleColumns(rest, width, a, left, stride, pivots, first, scaled, 0, 8 * width);
    int corner = panel + 8 * end;
    kernels.syrkLower(
        rest, width, -1, scaled, 0, 8 * width, a, left, stride, a, corner, a, corner, stride, tile);
  }

  /// Solves K x = b in place with the last factor. 2n² flops.
  ///
  /// @param b n values, overwritten by x
  /// @param work scratch of padded(n) values
  public void solve(double[] b, int bOffset, double[] work, int workOffset) {
    int padded = DenseKernels.padded(n);
    for (int i = 0; i < n; i++) {
      work[workOffset + i] = b[bOffset + order[i]];
    }
    Arrays.fill(work, workOffset + n, workOffset + padded, 0);
    kernels.solveLower(n, a, 0, stride, ones, 0, work, workOffset);
    kernels.multiplyElements(n, work, workOffset, inverses, 0, work, workOffset);
    kernels.solveLowerTransposed(n, a, 0, stride, ones, 0, work, workOffset);
    for (int i = 0; i < n; i++) {
      b[bOffset + order[i]] = work[workOffset + i];
    }
  }

  /// Rows of the factored matrix.
  public int size() {
    return n;
  }

  /// The k-th pivot.
  public double pivot(int k) {
    return pivots[k];
  }

  /// The row of the caller's matrix that the k-th pivot belongs to.
  public int pivotRow(int k) {
    return order[k];
  }

  /// Bytes that the object keeps alive.
  public long bytes() {
    return 8L * (a.length + scaled.length + 6L * ones.length);
  }
}
