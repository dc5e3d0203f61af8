package io.ffolayer.bilevel.inner;

import io.ffolayer.internal.descent.Landscape;
import io.ffolayer.internal.descent.Vectors;
import java.util.Arrays;

/// ½‖max(h, 0)‖² + ½‖e‖² over the set: how far the constraints are from being met. Its minimum is 0
/// where there is a feasible point.
final class Violation implements Landscape {
  private final InnerProblem problem;
  private final double[] x;

  Violation(InnerProblem problem, double[] x) {
    this.problem = problem;
    this.x = x;
  }

  @Override
  public int size() {
    return problem.inner();
  }

  /// max(h, 0).
  private double[] excess(double[] y) {
    double[] h = new double[problem.inequalities().rows()];
    if (h.length > 0) problem.inequalities().value(x, y, h);
    for (int i = 0; i < h.length; i++) h[i] = Math.max(h[i], 0);
    return h;
  }

  private double[] equalities(double[] y) {
    double[] e = new double[problem.equalities().rows()];
    if (e.length > 0) problem.equalities().value(x, y, e);
    return e;
  }

  @Override
  public double value(double[] y) {
    double[] h = excess(y);
    double[] e = equalities(y);
    return (Vectors.dot(h, h) + Vectors.dot(e, e)) / 2;
  }

  @Override
  public void gradient(double[] y, double[] out) {
    Arrays.fill(out, 0);
    double[] h = excess(y);
    if (h.length > 0) problem.inequalities().addProductY(x, y, h, out);
    double[] e = equalities(y);
    if (e.length > 0) problem.equalities().addProductY(x, y, e, out);
  }

  @Override
  public void project(double[] y) {
    problem.set().project(y);
  }

  /// Up to which distance from y the weights (max(h, 0), e) prove that no point is feasible. By
  /// convexity wᵀ(h, e) ≥ 2 · value − r‖z − y‖ at every point z of the set, r the residual of a
  /// gradient step that stays within rounding errors of y; a feasible z has wᵀ(h, e) ≤ 0.
  ///
  /// @param least the violation ‖w‖ below which nothing is proven, because of rounding errors
  double provenRadius(double[] y, double least, double residual) {
    double twice = 2 * value(y);
    if (!(Math.sqrt(twice) > least)) return 0;
    return residual > 0 ? twice / residual : Double.POSITIVE_INFINITY;
  }
}
