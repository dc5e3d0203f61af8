package io.ffolayer.bilevel.oracle;

import io.ffolayer.bilevel.function.SmoothFunction;

/// g̃ + t cᵀy, g̃ = g + λᵀh + νᵀe with frozen multipliers.
record GhostObjective(FrozenRows frozen, double[] cotangent, double t) implements SmoothFunction {
  private static final double[] ONE = {1};

  @Override
  public int rows() {
    return 1;
  }

  @Override
  public void value(double[] x, double[] y, double[] out) {
    double sum = frozen.problem().objective().number(x, y);
    sum += product(frozen.problem().inequalities(), frozen.lambda(), x, y);
    sum += product(frozen.problem().equalities(), frozen.nu(), x, y);
    for (int k = 0; k < y.length; k++) sum += t * cotangent[k] * y[k];
    out[0] = sum;
  }

  private static double product(
      SmoothFunction functions, double[] weights, double[] x, double[] y) {
    if (isZero(weights)) return 0;
    double[] values = new double[weights.length];
    functions.value(x, y, values);
    double sum = 0;
    for (int i = 0; i < weights.length; i++) if (weights[i] != 0) sum += weights[i] * values[i];
    return sum;
  }

  private static boolean isZero(double[] weights) {
    for (double weight : weights) if (weight != 0) return false;
    return true;
  }

  @Override
  public void addProductX(double[] x, double[] y, double[] weights, double[] out) {
    frozen.problem().objective().addProductX(x, y, ONE, out);
    if (!isZero(frozen.lambda()))
      frozen.problem().inequalities().addProductX(x, y, frozen.lambda(), out);
    if (!isZero(frozen.nu())) frozen.problem().equalities().addProductX(x, y, frozen.nu(), out);
  }

  @Override
  public void addProductY(double[] x, double[] y, double[] weights, double[] out) {
    double[] own = weights[0] == 1 ? out : new double[out.length];
    frozen.problem().objective().addProductY(x, y, ONE, own);
    if (!isZero(frozen.lambda()))
      frozen.problem().inequalities().addProductY(x, y, frozen.lambda(), own);
    if (!isZero(frozen.nu())) frozen.problem().equalities().addProductY(x, y, frozen.nu(), own);
    for (int k = 0; k < out.length; k++) own[k] += t * cotangent[k];
    if (weights[0] != 1) for (int k = 0; k < out.length; k++) out[k] += weights[0] * own[k];
  }
}
