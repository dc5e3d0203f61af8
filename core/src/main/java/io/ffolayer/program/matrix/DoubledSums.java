package io.ffolayer.program.matrix;

/// Sums of products in about twice the working precision, for residuals that are smaller than the
/// rounding of their terms: each product and each addition is split into its value and its rounding
/// error, and the errors are summed on their own (Ogita, Rump, Oishi, *Accurate sum and dot
/// product*, 2005). About ten times the price of [Products].
public final class DoubledSums {
  private final double[] high;
  private final double[] low;

  /// @param high the sums so far; [#finish] leaves the results there
  /// @param low the errors, overwritten, as long
  public DoubledSums(double[] high, double[] low) {
    this.high = high;
    this.low = low;
  }

  public void addProduct(int at, double a, double b) {
    double product = a * b;
    double error = Math.fma(a, b, -product);
    double old = high[at];
    double sum = old + product;
    double part = sum - old;
    high[at] = sum;
    low[at] += (old - (sum - part)) + (product - part) + error;
  }

  /// sums += M x, from row `first` on.
  public void add(Layout layout, double[] m, int mAt, double[] x, int xAt, int first) {
    switch (layout) {
      case Layout.Dense d -> {
        for (int i = 0, k = mAt; i < d.rows(); i++)
          for (int j = 0; j < d.columns(); j++, k++) addProduct(first + i, m[k], x[xAt + j]);
      }
      case Layout.Sparse s -> {
        for (int j = 0; j < s.columns(); j++)
          for (int k = s.columnStart(j); k < s.columnStart(j + 1); k++)
            addProduct(first + s.rowIndex(k), m[mAt + k], x[xAt + j]);
      }
    }
  }

  /// sums += Mᵀ x.
  public void addTransposed(Layout layout, double[] m, int mAt, double[] x, int xAt) {
    switch (layout) {
      case Layout.Dense d -> {
        for (int i = 0, k = mAt; i < d.rows(); i++)
          for (int j = 0; j < d.columns(); j++, k++) addProduct(j, m[k], x[xAt + i]);
      }
      case Layout.Sparse s -> {
        for (int j = 0; j < s.columns(); j++)
          for (int k = s.columnStart(j); k < s.columnStart(j + 1); k++)
            addProduct(j, m[mAt + k], x[xAt + s.rowIndex(k)]);
      }
    }
  }

  /// sums += P y, P symmetric: dense in full, or sparse with its upper triangle.
  public void addSymmetric(Layout layout, double[] p, int pAt, double[] y, int yAt) {
    switch (layout) {
      case Layout.Dense d -> add(d, p, pAt, y, yAt, 0);
      case Layout.Sparse s -> {
        for (int j = 0; j < s.columns(); j++)
          for (int k = s.columnStart(j); k < s.columnStart(j + 1); k++) {
            int i = s.rowIndex(k);
            addProduct(i, p[pAt + k], y[yAt + j]);
            if (i != j) addProduct(j, p[pAt + k], y[yAt + i]);
          }
      }
    }
  }

  public void finish(int count) {
    for (int i = 0; i < count; i++) high[i] += low[i];
  }
}
