package io.ffolayer.program.matrix;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;

/// Matrix–vector products on a [Layout]: dense rows or compressed columns.
public final class Products {
  private static final DenseKernels KERNELS = Kernels.dense();

  private Products() {}

  /// out += M x.
  public static void add(
      Layout layout, double[] m, int mAt, double[] x, int xAt, double[] out, int outAt) {
    switch (layout) {
      case Layout.Dense d ->
          KERNELS.rowsMultiply(
              d.rows(), d.columns(), 1, m, mAt, d.columns(), x, xAt, 1, out, outAt);
      case Layout.Sparse s -> {
        int[] start = s.columnStarts();
        int[] index = s.rowIndices();
        for (int j = 0; j < s.columns(); j++) {
          double xj = x[xAt + j];
          for (int k = start[j]; k < start[j + 1]; k++) out[outAt + index[k]] += m[mAt + k] * xj;
        }
      }
    }
  }

  /// out[i] += (M x)[i] for the rows i of the block that `rows` lists between `from` and `to`,
  /// counted from `first`; a sparse block adds to its other rows too.
  public static void addRows(
      Layout layout,
      double[] m,
      int mAt,
      int[] rows,
      int from,
      int to,
      int first,
      double[] x,
      int xAt,
      double[] out,
      int outAt) {
    switch (layout) {
      case Layout.Dense d -> {
        for (int e = from; e < to; e++) {
          int i = rows[e] - first;
          out[outAt + i] += KERNELS.dot(d.columns(), m, mAt + i * d.columns(), x, xAt);
        }
      }
      case Layout.Sparse s -> {
        if (from < to) add(s, m, mAt, x, xAt, out, outAt);
      }
    }
  }

  /// out += Mᵀ x. Dense rows with x[i] = 0 are not read.
  public static void addTransposed(
      Layout layout, double[] m, int mAt, double[] x, int xAt, double[] out, int outAt) {
    switch (layout) {
      case Layout.Dense d ->
          KERNELS.rowsMultiplyTransposed(
              d.rows(), d.columns(), 1, m, mAt, d.columns(), x, xAt, 1, out, outAt);
      case Layout.Sparse s -> {
        int[] start = s.columnStarts();
        int[] index = s.rowIndices();
        for (int j = 0; j < s.columns(); j++) {
          double sum = 0;
          for (int k = start[j]; k < start[j + 1]; k++) sum += m[mAt + k] * x[xAt + index[k]];
          out[outAt + j] += sum;
        }
      }
    }
  }

  /// out += |M| |x|: the sizes of the terms of [#add].
  public static void addSizes(
      Layout layout, double[] m, int mAt, double[] x, int xAt, double[] out, int outAt) {
    switch (layout) {
      case Layout.Dense d -> {
        for (int i = 0; i < d.rows(); i++)
          out[outAt + i] += sizeOfDot(d.columns(), m, mAt + i * d.columns(), x, xAt);
      }
      case Layout.Sparse s -> {
        for (int j = 0; j < s.columns(); j++)
          for (int k = s.columnStart(j); k < s.columnStart(j + 1); k++)
            out[outAt + s.rowIndex(k)] += Math.abs(m[mAt + k] * x[xAt + j]);
      }
    }
  }

  private static double sizeOfDot(int n, double[] a, int aAt, double[] x, int xAt) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    int j = 0;
    for (; j + 4 <= n; j += 4) {
      s0 += Math.abs(a[aAt + j] * x[xAt + j]);
      s1 += Math.abs(a[aAt + j + 1] * x[xAt + j + 1]);
      s2 += Math.abs(a[aAt + j + 2] * x[xAt + j + 2]);
      s3 += Math.abs(a[aAt + j + 3] * x[xAt + j + 3]);
    }
    for (; j < n; j++) s0 += Math.abs(a[aAt + j] * x[xAt + j]);
    return (s0 + s1) + (s2 + s3);
  }

  /// out += |M|ᵀ |x|: the sizes of the terms of [#addTransposed].
  public static void addTransposedSizes(
      Layout layout, double[] m, int mAt, double[] x, int xAt, double[] out, int outAt) {
    switch (layout) {
      case Layout.Dense d -> {
        for (int i = 0; i < d.rows(); i++) {
          int row = mAt + i * d.columns();
          double xi = x[xAt + i];
          for (int j = 0; j < d.columns(); j++) out[outAt + j] += Math.abs(m[row + j] * xi);
        }
      }
      case Layout.Sparse s -> {
        for (int j = 0; j < s.columns(); j++)
          for (int k = s.columnStart(j); k < s.columnStart(j + 1); k++)
            out[outAt + j] += Math.abs(m[mAt + k] * x[xAt + s.rowIndex(k)]);
      }
    }
  }

  /// out += |P| |y|, P symmetric: the sizes of the terms of [#addSymmetric].
  public static void addSymmetricSizes(
      Layout layout, double[] p, int pAt, double[] y, int yAt, double[] out, int outAt) {
    switch (layout) {
      case Layout.Dense d -> addSizes(d, p, pAt, y, yAt, out, outAt);
      case Layout.Sparse s -> {
        for (int j = 0; j < s.columns(); j++)
          for (int k = s.columnStart(j); k < s.columnStart(j + 1); k++) {
            int i = s.rowIndex(k);
            out[outAt + i] += Math.abs(p[pAt + k] * y[yAt + j]);
            if (i != j) out[outAt + j] += Math.abs(p[pAt + k] * y[yAt + i]);
          }
      }
    }
  }

  /// out += P y, P symmetric: dense in full, or sparse with its upper triangle.
  public static void addSymmetric(
      Layout layout, double[] p, int pAt, double[] y, int yAt, double[] out, int outAt) {
    switch (layout) {
      case Layout.Dense d ->
          KERNELS.rowsMultiplyTransposed(
              d.rows(), d.columns(), 1, p, pAt, d.columns(), y, yAt, 1, out, outAt);
      case Layout.Sparse s -> {
        int[] start = s.columnStarts();
        int[] index = s.rowIndices();
        for (int j = 0; j < s.columns(); j++)
          for (int k = start[j]; k < start[j + 1]; k++) {
            int i = index[k];
            double value = p[pAt + k];
            out[outAt + i] += value * y[yAt + j];
            if (i != j) out[outAt + j] += value * y[yAt + i];
          }
      }
    }
  }
}
