package io.ffolayer.program.matrix;

import java.util.Arrays;

/// Sums of products in about twice the working precision, for residuals that are smaller than the
/// rounding of their terms: each product and each addition is split into its value and its rounding
/// error, and the errors are summed on their own (Ogita, Rump, Oishi, *Accurate sum and dot
/// product*, 2005). About ten times the price of ordinary products.
public final class DoubledSums {
  private final double[] high;
  private final double[] low;

  /// Room for so many sums.
  public DoubledSums(int count) {
    high = new double[count];
    low = new double[count];
  }

  /// Begins again, every sum with a value.
  public void start(double[] values, int at) {
    System.arraycopy(values, at, high, 0, high.length);
    Arrays.fill(low, 0);
  }

  /// Begins again, every sum with a value times −1.
  public void startNegated(double[] values, int at) {
    for (int i = 0; i < high.length; i++) high[i] = -values[at + i];
    Arrays.fill(low, 0);
  }

  /// sum += a b, to about twice the working precision.
  public void addProduct(int at, double a, double b) {
    double product = a * b;
    double error = Math.fma(a, b, -product);
    double old = high[at];
    double sum = old + product;
    double part = sum - old;
    high[at] = sum;
    low[at] += (old - (sum - part)) + (product - part) + error;
  }

  /// Adds the errors to the sums.
  ///
  /// @return the sums, rounded: the array itself, which the next start overwrites
  public double[] finish() {
    for (int i = 0; i < high.length; i++) high[i] += low[i];
    return high;
  }
}
