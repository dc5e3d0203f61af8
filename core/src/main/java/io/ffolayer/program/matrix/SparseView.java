package io.ffolayer.program.matrix;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.InterleavedKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The stored entries by compressed columns.
final class SparseView extends MatrixView {
  private static final DenseKernels KERNELS = Kernels.dense();
  private static final int LANES = InterleavedKernels.LANES;

  private final Layout.Sparse layout;
  private final Batched numbers;
  private final double[] values;
  private final int[] start;
  private final int[] index;
  private final int n;

  SparseView(Layout.Sparse layout, Batched numbers) {
    super(layout.rows(), layout.columns());
    this.layout = layout;
    this.numbers = numbers;
    values = numbers.values();
    start = layout.columnStarts();
    index = layout.rowIndices();
    n = layout.columns();
  }

  @Override
  public void add(int instance, double[] x, int xAt, double[] out, int outAt) {
    int at = numbers.offset(instance);
    for (int j = 0; j < n; j++) {
      double xj = x[xAt + j];
      for (int k = start[j]; k < start[j + 1]; k++) out[outAt + index[k]] += values[at + k] * xj;
    }
  }

  @Override
  public void addTransposed(int instance, double[] x, int xAt, double[] out, int outAt) {
    int at = numbers.offset(instance);
    for (int j = 0; j < n; j++) {
      double sum = 0;
      for (int k = start[j]; k < start[j + 1]; k++) sum += values[at + k] * x[xAt + index[k]];
      out[outAt + j] += sum;
    }
  }

  @Override
  public void addSymmetric(int instance, double[] x, int xAt, double[] out, int outAt) {
    int at = numbers.offset(instance);
    for (int j = 0; j < n; j++)
      for (int k = start[j]; k < start[j + 1]; k++) {
        int i = index[k];
        double value = values[at + k];
        out[outAt + i] += value * x[xAt + j];
        if (i != j) out[outAt + j] += value * x[xAt + i];
      }
  }

  @Override
  public void addSymmetricPart(int instance, double[] x, int xAt, double[] out, int outAt) {
    addSymmetric(instance, x, xAt, out, outAt);
  }

  @Override
  public boolean readsSingleRows() {
    return false;
  }

  @Override
  void addRow(int instance, int i, double[] x, int xAt, double[] out, int outAt) {
    for (int j = 0; j < n; j++) {
      int k = layout.position(i, j);
      if (k >= 0) out[outAt + i] += values[numbers.offset(instance) + k] * x[xAt + j];
    }
  }

  @Override
  public void add(int instance, double[] x, int xAt, DoubledSums sums, int first) {
    int at = numbers.offset(instance);
    for (int j = 0; j < n; j++)
      for (int k = start[j]; k < start[j + 1]; k++)
        sums.addProduct(first + index[k], values[at + k], x[xAt + j]);
  }

  @Override
  public void addTransposed(int instance, double[] x, int xAt, DoubledSums sums) {
    int at = numbers.offset(instance);
    for (int j = 0; j < n; j++)
      for (int k = start[j]; k < start[j + 1]; k++)
        sums.addProduct(j, values[at + k], x[xAt + index[k]]);
  }

  @Override
  public void addSymmetric(int instance, double[] x, int xAt, DoubledSums sums) {
    int at = numbers.offset(instance);
    for (int j = 0; j < n; j++)
      for (int k = start[j]; k < start[j + 1]; k++) {
        int i = index[k];
        sums.addProduct(i, values[at + k], x[xAt + j]);
        if (i != j) sums.addProduct(j, values[at + k], x[xAt + i]);
      }
  }

  @Override
  public void addSizes(int instance, double[] x, int xAt, double[] out, int outAt) {
    int at = numbers.offset(instance);
    for (int j = 0; j < n; j++)
      for (int k = start[j]; k < start[j + 1]; k++)
        out[outAt + index[k]] += Math.abs(values[at + k] * x[xAt + j]);
  }

  @Override
  public void addSizes(int instance, boolean[] wanted, int first, double[] x, double[] out) {
    int at = numbers.offset(instance);
    for (int j = 0; j < n; j++) {
      double size = Math.abs(x[j]);
      if (size == 0) continue;
      for (int k = start[j]; k < start[j + 1]; k++)
        out[first + index[k]] += Math.abs(values[at + k]) * size;
    }
  }

  @Override
  public void raiseLargestTerms(
      int instance, boolean[] wanted, int first, double[] x, double[] out) {
    int at = numbers.offset(instance);
    for (int j = 0; j < n; j++)
      for (int k = start[j]; k < start[j + 1]; k++) {
        int i = first + index[k];
        out[i] = Math.max(out[i], Math.abs(values[at + k] * x[j]));
      }
  }

  @Override
  public void addTransposedSizes(int instance, double[] x, int xAt, double[] out, int outAt) {
    int at = numbers.offset(instance);
    for (int j = 0; j < n; j++)
      for (int k = start[j]; k < start[j + 1]; k++)
        out[outAt + j] += Math.abs(values[at + k] * x[xAt + index[k]]);
  }

  @Override
  public void addSymmetricSizes(int instance, double[] x, int xAt, double[] out, int outAt) {
    int at = numbers.offset(instance);
    for (int j = 0; j < n; j++)
      for (int k = start[j]; k < start[j + 1]; k++) {
        int i = index[k];
        out[outAt + i] += Math.abs(values[at + k] * x[xAt + j]);
        if (i != j) out[outAt + j] += Math.abs(values[at + k] * x[xAt + i]);
      }
  }

  @Override
  public double largest(int instance) {
    return KERNELS.normInf(index.length, values, numbers.offset(instance));
  }

  @Override
  public double largestSemidefinite(int instance) {
    return largest(instance);
  }

  @Override
  public boolean allFinite(int instance) {
    return KERNELS.allFinite(index.length, values, numbers.offset(instance));
  }

  @Override
  public void diagonal(int instance, double[] out) {
    int at = numbers.offset(instance);
    for (int j = 0; j < n; j++) {
      int k = layout.position(j, j);
      out[j] = k < 0 ? 0 : values[at + k];
    }
  }

  @Override
  public void addSquaredRowNorms(int instance, double[] out, int outAt) {
    int at = numbers.offset(instance);
    for (int k = 0; k < index.length; k++) out[outAt + index[k]] += values[at + k] * values[at + k];
  }

  @Override
  public void addWeightedSquares(int instance, double[] weight, double[] out, int outAt) {
    int at = numbers.offset(instance);
    for (int j = 0; j < n; j++)
      for (int k = start[j]; k < start[j + 1]; k++)
        out[outAt + index[k]] += values[at + k] * values[at + k] * weight[j];
  }

  @Override
  public void raiseRowNorms(int instance, double[] out, int outAt) {
    int at = numbers.offset(instance);
    for (int k = 0; k < index.length; k++)
      out[outAt + index[k]] = Math.max(out[outAt + index[k]], Math.abs(values[at + k]));
  }

  @Override
  public void raiseScaledNorms(
      int instance,
      double[] row,
      int first,
      double[] column,
      double[] rowNorm,
      double[] columnNorm) {
    int at = numbers.offset(instance);
    for (int j = 0; j < n; j++) {
      double scale = column[j], largest = columnNorm[j];
      for (int k = start[j]; k < start[j + 1]; k++) {
        double size = Math.abs(values[at + k]);
        int i = first + index[k];
        double inRow = size * scale, inColumn = size * row[i];
        if (inRow > rowNorm[i]) rowNorm[i] = inRow;
        if (inColumn > largest) largest = inColumn;
      }
      columnNorm[j] = largest;
    }
  }

  @Override
  public void raiseParts(int instance, double[] perRow, int first, double[] limit, double[] part) {
    int at = numbers.offset(instance);
    for (int j = 0; j < n; j++) {
      double largest = part[j];
      for (int k = start[j]; k < start[j + 1]; k++) {
        double ratio = Math.abs(values[at + k]) * perRow[first + index[k]];
        largest = Math.max(largest, ratio < limit[j] ? ratio : 0);
      }
      part[j] = largest;
    }
  }

  @Override
  public void raiseSymmetricNorms(int instance, double @Nullable [] scale, double[] norm) {
    int at = numbers.offset(instance);
    for (int j = 0; j < n; j++)
      for (int k = start[j]; k < start[j + 1]; k++) {
        int i = index[k];
        double size = Math.abs(values[at + k]);
        norm[j] = Math.max(norm[j], size * (scale == null ? 1 : scale[i]));
        norm[i] = Math.max(norm[i], size * (scale == null ? 1 : scale[j]));
      }
  }

  @Override
  public void scaleInto(int instance, double[] row, int first, double[] column, MatrixView out) {
    int at = numbers.offset(instance);
    double[] to = out.numbers().values();
    for (int j = 0; j < n; j++)
      for (int k = start[j]; k < start[j + 1]; k++)
        to[k] = row[first + index[k]] * values[at + k] * column[j];
  }

  @Override
  public void copyTo(int instance, double[] out, int at, int stride) {
    clear(out, at, stride);
    int from = numbers.offset(instance);
    for (int j = 0; j < n; j++)
      for (int k = start[j]; k < start[j + 1]; k++)
        out[at + index[k] * stride + j] = values[from + k];
  }

  @Override
  public void copySymmetricTo(int instance, double[] out, int at, int stride) {
    clear(out, at, stride);
    int from = numbers.offset(instance);
    for (int j = 0; j < n; j++)
      for (int k = start[j]; k < start[j + 1]; k++) {
        out[at + index[k] * stride + j] = values[from + k];
        out[at + j * stride + index[k]] = values[from + k];
      }
  }

  private void clear(double[] out, int at, int stride) {
    for (int i = 0; i < rows(); i++) Arrays.fill(out, at + i * stride, at + i * stride + n, 0);
  }

  @Override
  public void copyUpperTriangleTo(int instance, double[] out) {
    System.arraycopy(values, numbers.offset(instance), out, 0, index.length);
  }

  @Override
  public void packRows(int instance, double[] panels, int first, int stride) {
    int at = numbers.offset(instance);
    for (int row = first; row < first + rows(); row++) {
      int to = DenseKernels.at(0, stride, row, 0);
      for (int j = 0; j < n; j++) panels[to + 8 * j] = 0;
    }
    for (int j = 0; j < n; j++)
      for (int k = start[j]; k < start[j + 1]; k++)
        panels[DenseKernels.at(0, stride, first + index[k], j)] = values[at + k];
  }

  @Override
  public void packLanes(int from, int count, double[] out, int at) {
    int lanes = isShared() ? LANES : count;
    Arrays.fill(out, at, at + LANES * rows() * n, 0);
    for (int j = 0; j < n; j++)
      for (int k = start[j]; k < start[j + 1]; k++)
        for (int lane = 0; lane < lanes; lane++)
          out[at + LANES * (index[k] * n + j) + lane] = values[numbers.offset(from + lane) + k];
  }

  @Override
  public void forEach(int instance, Entry entry) {
    int at = numbers.offset(instance);
    for (int j = 0; j < n; j++)
      for (int k = start[j]; k < start[j + 1]; k++) entry.accept(index[k], j, values[at + k]);
  }

  @Override
  public MatrixView rowsWhere(int instance, boolean[] kept, int first) {
    int[] target = new int[rows()];
    int count = 0;
    for (int i = 0; i < target.length; i++) target[i] = kept[first + i] ? count++ : -1;
    int[] keptStart = new int[n + 1];
    int[] keptIndex = new int[index.length];
    double[] keptValues = new double[index.length];
    int entries = 0;
    for (int j = 0; j < n; j++) {
      for (int k = start[j]; k < start[j + 1]; k++) {
        if (target[index[k]] < 0) continue;
        keptIndex[entries] = target[index[k]];
        keptValues[entries++] = values[numbers.offset(instance) + k];
      }
      keptStart[j + 1] = entries;
    }
    return new SparseView(
        Layout.Sparse.ofColumns(count, n, keptStart, Arrays.copyOf(keptIndex, entries)),
        Batched.shared(Arrays.copyOf(keptValues, entries)));
  }

  @Override
  public boolean isShared() {
    return numbers.isShared();
  }

  @Override
  public boolean sameAs(MatrixView other) {
    return other instanceof SparseView that
        && numbers.sameAs(that.numbers)
        && layout.equals(that.layout);
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
