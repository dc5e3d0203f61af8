package io.ffolayer.program.matrix;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.InterleavedKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/// All entries row by row: rows go to the kernels as they are.
final class DenseView extends MatrixView {
  private static final DenseKernels KERNELS = Kernels.dense();
  private static final int LANES = InterleavedKernels.LANES;

  private final Layout.Dense layout;
  private final Batched numbers;
  private final double[] values;
  private final int m;
  private final int n;

  DenseView(Layout.Dense layout, Batched numbers) {
    super(layout.rows(), layout.columns());
    this.layout = layout;
    this.numbers = numbers;
    values = numbers.values();
    m = layout.rows();
    n = layout.columns();
  }

  @Override
  public void add(int instance, double[] x, int xAt, double[] out, int outAt) {
    KERNELS.rowsMultiply(m, n, 1, values, numbers.offset(instance), n, x, xAt, 1, out, outAt);
  }

  @Override
  public void addTransposed(int instance, double[] x, int xAt, double[] out, int outAt) {
    KERNELS.rowsMultiplyTransposed(
        m, n, 1, values, numbers.offset(instance), n, x, xAt, 1, out, outAt);
  }

  @Override
  public void addSymmetric(int instance, double[] x, int xAt, double[] out, int outAt) {
    addTransposed(instance, x, xAt, out, outAt);
  }

  @Override
  public void addSymmetricPart(int instance, double[] x, int xAt, double[] out, int outAt) {
    int at = numbers.offset(instance);
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        out[outAt + i] += 0.5 * (values[at + i * n + j] + values[at + j * n + i]) * x[xAt + j];
  }

  @Override
  public boolean readsSingleRows() {
    return true;
  }

  @Override
  void addRow(int instance, int i, double[] x, int xAt, double[] out, int outAt) {
    out[outAt + i] += KERNELS.dot(n, values, numbers.offset(instance) + i * n, x, xAt);
  }

  @Override
  public void add(int instance, double[] x, int xAt, DoubledSums sums, int first) {
    for (int i = 0, k = numbers.offset(instance); i < m; i++)
      for (int j = 0; j < n; j++, k++) sums.addProduct(first + i, values[k], x[xAt + j]);
  }

  @Override
  public void addTransposed(int instance, double[] x, int xAt, DoubledSums sums) {
    for (int i = 0, k = numbers.offset(instance); i < m; i++)
      for (int j = 0; j < n; j++, k++) sums.addProduct(j, values[k], x[xAt + i]);
  }

  @Override
  public void addSymmetric(int instance, double[] x, int xAt, DoubledSums sums) {
    add(instance, x, xAt, sums, 0);
  }

  @Override
  public void addSizes(int instance, double[] x, int xAt, double[] out, int outAt) {
    int at = numbers.offset(instance);
    for (int i = 0; i < m; i++) out[outAt + i] += KERNELS.sizeOfDot(n, values, at + i * n, x, xAt);
  }

  @Override
  public void addSizes(int instance, boolean[] wanted, int first, double[] x, double[] out) {
    int at = numbers.offset(instance);
    for (int i = 0; i < m; i++)
      if (wanted[first + i]) out[first + i] += KERNELS.sizeOfDot(n, values, at + i * n, x, 0);
  }

  @Override
  public void raiseLargestTerms(
      int instance, boolean[] wanted, int first, double[] x, double[] out) {
    int at = numbers.offset(instance);
    for (int i = 0; i < m; i++)
      if (wanted[first + i])
        out[first + i] =
            Math.max(out[first + i], KERNELS.largestProduct(n, values, at + i * n, x, 0));
  }

  @Override
  public void addTransposedSizes(int instance, double[] x, int xAt, double[] out, int outAt) {
    for (int i = 0; i < m; i++) {
      int row = numbers.offset(instance) + i * n;
      double xi = x[xAt + i];
      if (xi == 0) continue;
      for (int j = 0; j < n; j++) out[outAt + j] += Math.abs(values[row + j] * xi);
    }
  }

  @Override
  public void addSymmetricSizes(int instance, double[] x, int xAt, double[] out, int outAt) {
    addSizes(instance, x, xAt, out, outAt);
  }

  @Override
  public double largest(int instance) {
    return KERNELS.normInf(m * n, values, numbers.offset(instance));
  }

  @Override
  public double largestSemidefinite(int instance) {
    int at = numbers.offset(instance);
    double largest = 0;
    for (int j = 0; j < n; j++) largest = Math.max(largest, Math.abs(values[at + j * n + j]));
    return largest;
  }

  @Override
  public boolean allFinite(int instance) {
    return KERNELS.allFinite(m * n, values, numbers.offset(instance));
  }

  @Override
  public void diagonal(int instance, double[] out) {
    int at = numbers.offset(instance);
    for (int j = 0; j < n; j++) out[j] = values[at + j * n + j];
  }

  @Override
  public void addSquaredRowNorms(int instance, double[] out, int outAt) {
    for (int i = 0; i < m; i++) {
      int row = numbers.offset(instance) + i * n;
      out[outAt + i] += KERNELS.dot(n, values, row, values, row);
    }
  }

  @Override
  public void addWeightedSquares(int instance, double[] weight, double[] out, int outAt) {
    for (int i = 0, k = numbers.offset(instance); i < m; i++)
      for (int j = 0; j < n; j++, k++) out[outAt + i] += values[k] * values[k] * weight[j];
  }

  @Override
  public void raiseRowNorms(int instance, double[] out, int outAt) {
    int at = numbers.offset(instance);
    for (int i = 0; i < m; i++)
      out[outAt + i] = Math.max(out[outAt + i], KERNELS.normInf(n, values, at + i * n));
  }

  @Override
  public void raiseScaledNorms(
      int instance,
      double[] row,
      int first,
      double[] column,
      double[] rowNorm,
      double[] columnNorm) {
    for (int i = 0; i < m; i++) {
      int start = numbers.offset(instance) + i * n;
      rowNorm[first + i] = Math.max(rowNorm[first + i], largestInRow(start, column));
      raise(columnNorm, start, row[first + i]);
    }
  }

  @Override
  public void raiseParts(int instance, double[] perRow, int first, double[] limit, double[] part) {
    for (int i = 0, at = numbers.offset(instance); i < m; i++, at += n) {
      double scale = perRow[first + i];
      if (scale > 0) KERNELS.raiseBelow(n, scale, values, at, limit, part);
    }
  }

  @Override
  public void raiseSymmetricNorms(int instance, double @Nullable [] scale, double[] norm) {
    for (int i = 0; i < n; i++)
      raise(norm, numbers.offset(instance) + i * n, scale == null ? 1 : scale[i]);
  }

  private double largestInRow(int at, double[] scale) {
    double largest = 0;
    for (int j = 0; j < n; j++) largest = Math.max(largest, Math.abs(values[at + j]) * scale[j]);
    return largest;
  }

  private void raise(double[] norm, int at, double factor) {
    for (int j = 0; j < n; j++) norm[j] = Math.max(norm[j], Math.abs(values[at + j]) * factor);
  }

  @Override
  public void scaleInto(int instance, double[] row, int first, double[] column, MatrixView out) {
    int at = numbers.offset(instance);
    double[] to = out.numbers().values();
    for (int i = 0; i < m; i++) {
      int start = i * n;
      double factor = row[first + i];
      for (int j = 0; j < n; j++) to[start + j] = factor * values[at + start + j] * column[j];
    }
  }

  @Override
  public void copyTo(int instance, double[] out, int at, int stride) {
    int from = numbers.offset(instance);
    if (stride == n) System.arraycopy(values, from, out, at, m * n);
    else
      for (int i = 0; i < m; i++) System.arraycopy(values, from + i * n, out, at + i * stride, n);
  }

  @Override
  public void copySymmetricTo(int instance, double[] out, int at, int stride) {
    copyTo(instance, out, at, stride);
  }

  /// Reads the lower triangle, which stands in the order of the upper one's columns.
  @Override
  public void copyUpperTriangleTo(int instance, double[] out) {
    int at = numbers.offset(instance);
    for (int j = 0, k = 0; j < n; j++)
      for (int i = 0; i <= j; i++) out[k++] = values[at + j * n + i];
  }

  /// Whole panels at once, the rows before and after them one by one: a block may start anywhere.
  @Override
  public void packRows(int instance, double[] panels, int first, int stride) {
    int from = numbers.offset(instance);
    int end = first + m;
    for (int row = first; row < end; ) {
      int at = from + (row - first) * n;
      int whole = (row & 7) == 0 ? (end - row) & -8 : 0;
      if (whole > 0) {
        KERNELS.packRows(whole, n, values, at, n, panels, (row >> 3) * stride, stride);
        row += whole;
      } else {
        int to = DenseKernels.at(0, stride, row, 0);
        for (int j = 0; j < n; j++) panels[to + 8 * j] = values[at + j];
        row++;
      }
    }
  }

  @Override
  public void packLanes(int from, int count, double[] out, int at) {
    int size = m * n;
    KERNELS.packRows(
        isShared() ? LANES : count,
        size,
        values,
        numbers.offset(from),
        isShared() ? 0 : size,
        out,
        at,
        LANES * size);
  }

  @Override
  public void forEach(int instance, Entry entry) {
    for (int i = 0, k = numbers.offset(instance); i < m; i++)
      for (int j = 0; j < n; j++, k++) entry.accept(i, j, values[k]);
  }

  @Override
  public MatrixView rowsWhere(int instance, boolean[] kept, int first) {
    int count = 0;
    for (int i = 0; i < m; i++) if (kept[first + i]) count++;
    double[] chosen = new double[count * n];
    for (int i = 0, to = 0; i < m; i++) {
      if (!kept[first + i]) continue;
      System.arraycopy(values, numbers.offset(instance) + i * n, chosen, to, n);
      to += n;
    }
    return new DenseView(new Layout.Dense(count, n), Batched.shared(chosen));
  }

  @Override
  public boolean isShared() {
    return numbers.isShared();
  }

  @Override
  public boolean sameAs(MatrixView other) {
    return other instanceof DenseView that
        && layout.equals(that.layout)
        && numbers.sameAs(that.numbers);
  }

  @Override
  public boolean isRowMajor() {
    return true;
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public Batched numbers() {
    return numbers;
  }
}
