package io.ffolayer.program;

import io.ffolayer.internal.linalg.DenseKernels;
import io.ffolayer.internal.linalg.Kernels;

/// Matrix–vector products on a [Layout]: dense rows or compressed columns.
final class Products {
  /// One row at a time takes about so much longer per row than four at a time.
  private static final int SPARSE_ROWS = 3;

  private static final DenseKernels KERNELS = Kernels.dense();

  private Products() {}

  /// out += M x.
  static void add(
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
  static void addRows(
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

  /// out += Mᵀ x. Where most of x is zero, rows with x[i] = 0 are not read.
  static void addTransposed(
      Layout layout, double[] m, int mAt, double[] x, int xAt, double[] out, int outAt) {
    switch (layout) {
      case Layout.Dense d -> {
        int nonzeros = 0;
        for (int i = 0; i < d.rows(); i++) if (x[xAt + i] != 0) nonzeros++;
        if (SPARSE_ROWS * nonzeros > d.rows()) {
          KERNELS.rowsMultiplyTransposed(
              d.rows(), d.columns(), 1, m, mAt, d.columns(), x, xAt, 1, out, outAt);
          return;
        }
        for (int i = 0; i < d.rows(); i++)
          if (x[xAt + i] != 0)
            KERNELS.axpy(d.columns(), x[xAt + i], m, mAt + i * d.columns(), out, outAt);
      }
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

  /// out += |M|ᵀ |x|: the sizes of the terms of [#addTransposed].
  static void addTransposedSizes(
      Layout layout, double[] m, int mAt, double[] x, int xAt, double[] out, int outAt) {
    switch (layout) {
      case Layout.Dense d -> {
        for (int k = 0; k < d.size(); k++)
          out[outAt + k % d.columns()] += Math.abs(m[mAt + k] * x[xAt + k / d.columns()]);
      }
      case Layout.Sparse s -> {
        for (int j = 0; j < s.columns(); j++)
          for (int k = s.columnStart(j); k < s.columnStart(j + 1); k++)
            out[outAt + j] += Math.abs(m[mAt + k] * x[xAt + s.rowIndex(k)]);
      }
    }
  }

  /// out += P y, P symmetric: dense in full, or sparse with its upper triangle.
  static void addSymmetric(
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
