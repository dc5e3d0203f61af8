package io.ffolayer.testing;

/// Sums of products as if computed in twice the precision and then rounded (Ogita, Rump, Oishi,
/// *Accurate sum and dot product*, SIAM J. Sci. Comput. 26, 2005), so that a check of residuals has
/// no rounding of its own.
final class Accurate {
  private double sum;
  private double low;

  Accurate add(double x) {
    double next = sum + x;
    double part = next - sum;
    low += (sum - (next - part)) + (x - part);
    sum = next;
    return this;
  }

  Accurate addProduct(double x, double y) {
    double product = x * y;
    if (product != 0) {
      low += Math.fma(x, y, -product);
      add(product);
    }
    return this;
  }

  double value() {
    return sum + low;
  }
}
