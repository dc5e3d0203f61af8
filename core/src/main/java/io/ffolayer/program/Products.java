package io.ffolayer.program;

/// Matrix–vector products on a [Layout]: dense rows or compressed columns.
final class Products {
  private Products() {}

  /// out += M x.
  static void add(
      Layout layout, double[] m, int mAt, double[] x, int xAt, double[] out, int outAt) {
    switch (layout) {
      case Layout.Dense d -> {
        for (int i = 0; i < d.rows(); i++) {
          int row = mAt + i * d.columns();
          double sum = 0;
          for (int j = 0; j < d.columns(); j++) sum += m[row + j] * x[xAt + j];
          out[outAt + i] += sum;
        }
      }
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

  /// out += Mᵀ x.
  static void addTransposed(
      Layout layout, double[] m, int mAt, double[] x, int xAt, double[] out, int outAt) {
    switch (layout) {
      case Layout.Dense d -> {
        for (int i = 0; i < d.rows(); i++) {
          int row = mAt + i * d.columns();
          double xi = x[xAt + i];
          if (xi != 0) for (int j = 0; j < d.columns(); j++) out[outAt + j] += m[row + j] * xi;
        }
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

  /// out += P y, P symmetric: dense in full, or sparse with its upper triangle.
  static void addSymmetric(
      Layout layout, double[] p, int pAt, double[] y, int yAt, double[] out, int outAt) {
    switch (layout) {
      case Layout.Dense d -> add(d, p, pAt, y, yAt, out, outAt);
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
