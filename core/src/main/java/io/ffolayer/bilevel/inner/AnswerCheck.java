package io.ffolayer.bilevel.inner;

import io.ffolayer.internal.descent.CurvatureProbe;
import io.ffolayer.internal.descent.Landscape;
import io.ffolayer.internal.descent.StepLength;
import io.ffolayer.internal.descent.Vectors;
import java.util.Objects;

/// How good a point with multipliers is, whoever found it. At the right multipliers the solution
/// minimizes the augmented Lagrangian, so that a projected gradient step there, over the least
/// curvature, tells the distance; what is wrong with the multipliers shows in the rows, as max(h,
/// −λ/ρ) and e, in units of y by the mean length of their gradients.
final class AnswerCheck {
  private AnswerCheck() {}

  static InnerSolution.Accuracy of(InnerProblem problem, double[] x, InnerPoint point) {
    double[] lambda = Objects.requireNonNull(point.inequalityDuals());
    double[] nu = Objects.requireNonNull(point.equalityDuals());
    double[] y = point.y();
    AugmentedLandscape landscape = new AugmentedLandscape(problem, x, lambda, nu);
    RowBalance balance = RowBalance.at(problem, x, y);
    landscape.setPenalty(balance.penalty());
    StepLength step = new StepLength(landscape);
    if (step.start(y) != null) return unknown();
    CurvatureProbe.Range range = CurvatureProbe.at(landscape, y, 1 / step.curvature());
    double largest = Math.max(step.curvature(), range.largest());
    double residual = residual(landscape, y, largest);
    boolean isKnown = range.smallest() > range.noise();
    double smallest = isKnown ? range.smallest() : 0;
    if (problem.strongConvexity() > 0) smallest = Math.max(smallest, problem.strongConvexity());
    double rounding = 0x1p-54 * (largest * Vectors.norm(y) + step.slope());
    double fromGradient = 2 * (residual + rounding) / smallest;
    if (smallest == Double.POSITIVE_INFINITY && residual > 100 * rounding) fromGradient = smallest;
    double distance = fromGradient + broken(landscape, y) / balance.rowLength();
    if (range.isConcave())
      return new InnerSolution.Accuracy(
          residual, Double.POSITIVE_INFINITY, range.smallest(), largest);
    return new InnerSolution.Accuracy(
        residual, Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance, smallest, largest);
  }

  private static InnerSolution.Accuracy unknown() {
    double none = Double.POSITIVE_INFINITY;
    return new InnerSolution.Accuracy(none, none, 0, 0);
  }

  /// L‖Π(y − ∇/L) − y‖, and what keeps y itself out of the set.
  private static double residual(Landscape landscape, double[] y, double largest) {
    double[] inside = y.clone();
    landscape.project(inside);
    double[] gradient = new double[y.length];
    landscape.gradient(y, gradient);
    double[] next = new double[y.length];
    Vectors.combine(y, -1 / largest, gradient, next);
    landscape.project(next);
    return largest * (Vectors.distance(next, y) + Vectors.distance(inside, y));
  }

  private static double broken(AugmentedLandscape landscape, double[] y) {
    double[] next = landscape.nextLambda(landscape.inequalities(y));
    double[] e = landscape.equalities(y);
    double change = Vectors.distance(next, landscape.lambda()) / landscape.penalty();
    return Math.hypot(change, Vectors.norm(e));
  }
}
