package io.ffolayer.bilevel.inner;

import io.ffolayer.internal.descent.Landscape;
import io.ffolayer.internal.descent.Vectors;
import java.util.Arrays;

/// The augmented Lagrangian for inequalities and equalities (Rockafellar 1973),
///
/// ```
/// g + (‖max(λ + ρh, 0)‖² − ‖λ‖²) / 2ρ + νᵀe + ρ/2 ‖e‖²
/// ```
///
/// whose gradient is that of the Lagrangian at the multipliers max(λ + ρh, 0) and ν + ρe.
final class AugmentedLandscape implements Landscape {
  private static final double[] ONE = {1};

  private final InnerProblem problem;
  private final double[] x;
  private double[] lambda;
  private double[] nu;
  private double penalty;

  AugmentedLandscape(InnerProblem problem, double[] x, double[] lambda, double[] nu) {
    this.problem = problem;
    this.x = x;
    this.lambda = lambda;
    this.nu = nu;
  }

  /// λ, not a copy.
  double[] lambda() {
    return lambda;
  }

  /// ν, not a copy.
  double[] nu() {
    return nu;
  }

  void setMultipliers(double[] newLambda, double[] newNu) {
    lambda = newLambda;
    nu = newNu;
  }

  double penalty() {
    return penalty;
  }

  void setPenalty(double penalty) {
    this.penalty = penalty;
  }

  double[] inequalities(double[] y) {
    double[] h = new double[lambda.length];
    if (h.length > 0) problem.inequalities().value(x, y, h);
    return h;
  }

  double[] equalities(double[] y) {
    double[] e = new double[nu.length];
    if (e.length > 0) problem.equalities().value(x, y, e);
    return e;
  }

  /// max(λ + ρh, 0).
  double[] nextLambda(double[] h) {
    double[] next = new double[lambda.length];
    for (int i = 0; i < next.length; i++) next[i] = Math.max(lambda[i] + penalty * h[i], 0);
    return next;
  }

  /// ν + ρe.
  double[] nextNu(double[] e) {
    double[] next = new double[nu.length];
    Vectors.combine(nu, penalty, e, next);
    return next;
  }

  @Override
  public int size() {
    return problem.inner();
  }

  @Override
  public double value(double[] y) {
    double value = problem.objective().number(x, y);
    double[] next = nextLambda(inequalities(y));
    for (int i = 0; i < next.length; i++)
      value += (next[i] - lambda[i]) * (next[i] + lambda[i]) / (2 * penalty);
    double[] e = equalities(y);
    return value + Vectors.dot(nu, e) + penalty / 2 * Vectors.dot(e, e);
  }

  @Override
  public void gradient(double[] y, double[] out) {
    Arrays.fill(out, 0);
    problem.objective().addProductY(x, y, ONE, out);
    if (lambda.length > 0) {
      double[] weights = nextLambda(inequalities(y));
      if (!isZero(weights)) problem.inequalities().addProductY(x, y, weights, out);
    }
    if (nu.length > 0) problem.equalities().addProductY(x, y, nextNu(equalities(y)), out);
  }

  private static boolean isZero(double[] weights) {
    for (double weight : weights) if (weight != 0) return false;
    return true;
  }

  @Override
  public void project(double[] y) {
    problem.set().project(y);
  }
}
