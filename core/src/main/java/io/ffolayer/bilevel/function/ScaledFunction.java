package io.ffolayer.bilevel.function;

/// A function in other units: row i is factorᵢ Fᵢ(x, length · y).
///
/// @param factors one for each row, > 0; powers of two keep every digit
/// @param length > 0, likewise
public record ScaledFunction(SmoothFunction function, double[] factors, double length)
    implements SmoothFunction {
  @Override
  public int rows() {
    return function.rows();
  }

  @Override
  public void value(double[] x, double[] y, double[] out) {
    function.value(x, times(length, y), out);
    for (int i = 0; i < out.length; i++) out[i] *= factors[i];
  }

  @Override
  public void addProductX(double[] x, double[] y, double[] weights, double[] out) {
    function.addProductX(x, times(length, y), weighted(weights), out);
  }

  @Override
  public void addProductY(double[] x, double[] y, double[] weights, double[] out) {
    double[] own = new double[out.length];
    function.addProductY(x, times(length, y), weighted(weights), own);
    for (int k = 0; k < out.length; k++) out[k] += length * own[k];
  }

  private double[] weighted(double[] weights) {
    double[] weighted = weights.clone();
    for (int i = 0; i < weighted.length; i++) weighted[i] *= factors[i];
    return weighted;
  }

  private static double[] times(double factor, double[] v) {
    double[] scaled = v.clone();
    for (int k = 0; k < scaled.length; k++) scaled[k] *= factor;
    return scaled;
  }
}
