package io.ffolayer.internal.linalg.dense;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/// A Cholesky factor A = L Lᵀ in as little memory as it needs, for keeping: the panels of
/// [DenseKernels] one behind the other, panel p with its 8·(p+1) columns up to the diagonal, and
/// the reciprocals of the diagonal. About n²/2 + 5n doubles.
///
/// Immutable and thread-safe. The substitutions go panel by panel: n² flops each, the whole factor
/// read once.
public final class PackedCholesky {
  private static final DenseKernels KERNELS = Kernels.dense();

  private final int n;
  private final double[] values;
  private final int reciprocals;

  private PackedCholesky(int n, double[] values, int reciprocals) {
    this.n = n;
    this.values = values;
    this.reciprocals = reciprocals;
  }

  /// Copies a factor out of panels of a constant stride.
  public static PackedCholesky copyOf(
      int n, double[] l, int lOffset, int stride, double[] reciprocal, int rOffset) {
    int panels = DenseKernels.padded(n) >> 3;
    int reciprocals = start(panels);
    double[] values = new double[reciprocals + 8 * panels];
    for (int p = 0; p < panels; p++) {
      System.arraycopy(l, lOffset + p * stride, values, start(p), 64 * (p + 1));
    }
    System.arraycopy(reciprocal, rOffset, values, reciprocals, 8 * panels);
    return new PackedCholesky(n, values, reciprocals);
  }

  /// Copies a factor with row i divided by `unit[i]`: the factor of diag(1/unit) A diag(1/unit).
  public static PackedCholesky copyOf(
      int n, double[] l, int lOffset, int stride, double[] reciprocal, int rOffset, double[] unit) {
    PackedCholesky copy = copyOf(n, l, lOffset, stride, reciprocal, rOffset);
    for (int i = 0; i < n; i++) {
      int panel = start(i >> 3) + (i & 7);
      double factor = 1 / unit[i];
      for (int k = 0; k <= i; k++) {
        copy.values[panel + 8 * k] *= factor;
      }
      copy.values[copy.reciprocals + i] *= unit[i];
    }
    return copy;
  }

  /// Copies the factor of one of eight problems side by side
  /// ([io.ffolayer.internal.linalg.kernel.InterleavedKernels]).
  public static PackedCholesky ofLane(int n, double[] l, int ld, double[] reciprocal, int lane) {
    PackedCholesky copy = empty(n);
    for (int i = 0; i < n; i++) copy.copyRow(i, i, null, l, 8 * i * ld + lane, reciprocal, lane);
    return copy;
  }

  /// The same without the rows and columns that are those of the identity: the factor of the
  /// principal submatrix on the others.
  public static PackedCholesky ofLane(
      int[] selected, double[] l, int ld, double[] reciprocal, int lane) {
    PackedCholesky copy = empty(selected.length);
    for (int i = 0; i < selected.length; i++)
      copy.copyRow(i, selected[i], selected, l, 8 * selected[i] * ld + lane, reciprocal, lane);
    return copy;
  }

  private static PackedCholesky empty(int n) {
    int panels = DenseKernels.padded(n) >> 3;
    int reciprocals = start(panels);
    double[] values = new double[reciprocals + 8 * panels];
    for (int i = n; i < 8 * panels; i++) {
      values[start(i >> 3) + 8 * i + (i & 7)] = 1;
      values[reciprocals + i] = 1;
    }
    return new PackedCholesky(n, values, reciprocals);
  }

  private void copyRow(
      int i,
      int from,
      int @Nullable [] columns,
      double[] l,
      int row,
      double[] reciprocal,
      int lane) {
    int to = start(i >> 3) + (i & 7);
    for (int j = 0; j <= i; j++)
      values[to + 8 * j] = l[row + 8 * (columns == null ? j : columns[j])];
    values[reciprocals + i] = reciprocal[8 * from + lane];
  }

  /// The place of panel p: the panels before it have 8, 16, … columns.
  private static int start(int p) {
    return 32 * p * (p + 1);
  }

  public int size() {
    return n;
  }

  /// 1/min |L_ii|.
  public double largestReciprocal() {
    double largest = 0;
    for (int i = 0; i < n; i++) largest = Math.max(largest, Math.abs(values[reciprocals + i]));
    return largest;
  }

  /// Solves L w = b in place; b has padded length, its padding zero.
  public void solveLower(double[] b, int at) {
    int panels = DenseKernels.padded(n) >> 3;
    for (int p = 0; p < panels; p++) {
      int panel = start(p);
      if (p > 0) {
        KERNELS.multiply(8, 8 * p, -1, values, panel, 0, b, at, 1, b, at + 8 * p);
      }
      KERNELS.solveLower(8, values, panel + 64 * p, 0, values, reciprocals + 8 * p, b, at + 8 * p);
    }
  }

  /// Solves Lᵀ x = w in place; w has padded length.
  public void solveLowerTransposed(double[] w, int at) {
    for (int p = (DenseKernels.padded(n) >> 3) - 1; p >= 0; p--) {
      int panel = start(p);
      KERNELS.solveLowerTransposed(
          8, values, panel + 64 * p, 0, values, reciprocals + 8 * p, w, at + 8 * p);
      if (p > 0) {
        KERNELS.multiplyTransposed(8, 8 * p, -1, values, panel, 0, w, at + 8 * p, 1, w, at);
      }
    }
  }

  /// Bytes that the factor keeps alive.
  public long bytes() {
    return 8L * values.length;
  }
}
