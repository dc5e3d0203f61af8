package io.ffolayer.internal.kkt;

import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.matrix.Layout;
import org.jspecify.annotations.Nullable;

/// Diagonal scalings and ∞-norms of matrices on a [Layout].
final class LayoutScaling {
  private LayoutScaling() {}

  /// rowNorm[first + i] ← max(·, max_j |a_ij| column[j]) and columnNorm[j] ← max(·, max_i row[first
  /// + i] |a_ij|): the norms of the scaled matrix up to the factor of the row or column itself.
  static void norms(
      Layout layout,
      double[] a,
      int at,
      double[] row,
      int first,
      double[] column,
      double[] rowNorm,
      double[] columnNorm) {
    switch (layout) {
      case Layout.Dense d -> {
        for (int i = 0; i < d.rows(); i++) {
          int start = at + i * d.columns();
          rowNorm[first + i] = Math.max(rowNorm[first + i], largest(a, start, column));
          raise(columnNorm, a, start, row[first + i]);
        }
      }
      case Layout.Sparse s -> {
        int[] start = s.columnStarts();
        int[] index = s.rowIndices();
        for (int j = 0; j < s.columns(); j++) {
          double scale = column[j], largest = columnNorm[j];
          for (int k = start[j]; k < start[j + 1]; k++) {
            double size = Math.abs(a[at + k]);
            int i = first + index[k];
            double inRow = size * scale, inColumn = size * row[i];
            if (inRow > rowNorm[i]) rowNorm[i] = inRow;
            if (inColumn > largest) largest = inColumn;
          }
          columnNorm[j] = largest;
        }
      }
    }
  }

  /// columnNorm[j] ← max(·, max_i scale[i] |p_ij|) for a symmetric matrix: dense in full, or sparse
  /// with its upper triangle.
  ///
  /// @param scale null for ones
  static void symmetricNorms(
      Layout layout, double[] p, int at, double @Nullable [] scale, double[] columnNorm) {
    switch (layout) {
      case Layout.Dense d -> {
        for (int i = 0; i < d.rows(); i++)
          raise(columnNorm, p, at + i * d.columns(), scale == null ? 1 : scale[i]);
      }
      case Layout.Sparse s -> {
        int[] start = s.columnStarts();
        int[] index = s.rowIndices();
        for (int j = 0; j < s.columns(); j++)
          for (int k = start[j]; k < start[j + 1]; k++) {
            int i = index[k];
            double size = Math.abs(p[at + k]);
            columnNorm[j] = Math.max(columnNorm[j], size * (scale == null ? 1 : scale[i]));
            columnNorm[i] = Math.max(columnNorm[i], size * (scale == null ? 1 : scale[j]));
          }
      }
    }
  }

  /// out ← diag(row) A diag(column), both sides of any sign; entries of a row with factor 0 become
  /// 0.
  static void scale(
      Layout layout, double[] a, int at, double[] row, int first, double[] column, double[] out) {
    switch (layout) {
      case Layout.Dense d -> {
        int columns = d.columns();
        for (int i = 0; i < d.rows(); i++) {
          int start = i * columns;
          double factor = row[first + i];
          for (int j = 0; j < columns; j++) out[start + j] = factor * a[at + start + j] * column[j];
        }
      }
      case Layout.Sparse s -> {
        int[] start = s.columnStarts();
        int[] index = s.rowIndices();
        for (int j = 0; j < s.columns(); j++)
          for (int k = start[j]; k < start[j + 1]; k++)
            out[k] = row[first + index[k]] * a[at + k] * column[j];
      }
    }
  }

  /// sum[first + i] += Σ_j a_ij².
  static void addSquaredRowNorms(Layout layout, double[] a, double[] sum, int first) {
    switch (layout) {
      case Layout.Dense d -> {
        for (int i = 0; i < d.rows(); i++) {
          int row = i * d.columns();
          sum[first + i] += Kernels.dense().dot(d.columns(), a, row, a, row);
        }
      }
      case Layout.Sparse s -> {
        int[] index = s.rowIndices();
        for (int k = 0; k < index.length; k++) sum[first + index[k]] += a[k] * a[k];
      }
    }
  }

  private static double largest(double[] a, int at, double[] scale) {
    double largest = 0;
    for (int j = 0; j < scale.length; j++)
      largest = Math.max(largest, Math.abs(a[at + j]) * scale[j]);
    return largest;
  }

  private static void raise(double[] norm, double[] a, int at, double factor) {
    for (int j = 0; j < norm.length; j++) norm[j] = Math.max(norm[j], Math.abs(a[at + j]) * factor);
  }
}
