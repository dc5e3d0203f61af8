package io.ffolayer.bilevel.inner;

import io.ffolayer.bilevel.function.SmoothFunction;
import io.ffolayer.internal.descent.Descent;
import io.ffolayer.internal.descent.Vectors;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.Watch;
import org.jspecify.annotations.Nullable;

/// The rounds of the augmented Lagrangian method at one outer point.
///
/// The distance to the solution has two parts. That of the last point to the minimum of its
/// augmented Lagrangian is told by [AnswerCheck]. That from the wrong multipliers falls by about
/// the same factor q each round, so that it is about ‖yₖ − yₖ₋₁‖ q/(1 − q).
final class MultiplierRounds {
  private static final double GROWTH = 4;
  private static final double LARGEST_GROWTH = 1e6;
  private static final double BROKEN = 1e-7;
  private static final double PROVEN = 1e6;
  private static final double FLOOR = 1e-15;
  private static final double ROUNDING = 3e-14;
  private static final int MOST_DRY = 3;
  private static final int MOST_ROUNDS = 300;

  private final AugmentedLagrangian options;
  private final InnerProblem problem;
  private final double[] x;
  private final Watch watch;
  private final AugmentedLandscape landscape;
  private RowBalance balance = new RowBalance(1, 1);
  private double firstPenalty;

  private double[] y;
  private int iterations;
  private double violation = Double.POSITIVE_INFINITY;
  private double moved = Double.POSITIVE_INFINITY;
  private double fromMultipliers = Double.POSITIVE_INFINITY;
  private double residual = Double.POSITIVE_INFINITY;
  private boolean isDoubted;
  private InnerSolution.Accuracy last =
      new InnerSolution.Accuracy(
          Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0);

  MultiplierRounds(
      AugmentedLagrangian options,
      InnerProblem problem,
      double[] x,
      InnerPoint guess,
      Watch watch) {
    this.options = options;
    this.problem = problem;
    this.x = x;
    this.watch = watch;
    this.y = guess.y().clone();
    problem.set().project(y);
    this.landscape = new AugmentedLandscape(problem, x, lambda(guess), nu(guess));
    balance();
  }

  private double[] lambda(InnerPoint guess) {
    double[] lambda = duals(guess.inequalityDuals(), problem.inequalities());
    for (int i = 0; i < lambda.length; i++) lambda[i] = Math.max(lambda[i], 0);
    return lambda;
  }

  private double[] nu(InnerPoint guess) {
    return duals(guess.equalityDuals(), problem.equalities());
  }

  private static double[] duals(double @Nullable [] given, SmoothFunction rows) {
    if (given == null || given.length != rows.rows()) return new double[rows.rows()];
    return Vectors.areFinite(given) ? given.clone() : new double[rows.rows()];
  }

  /// Starts with a penalty that curves as much as g where y is.
  private void balance() {
    balance = RowBalance.at(problem, x, y);
    firstPenalty = options.penalty() * balance.penalty();
    landscape.setPenalty(firstPenalty);
  }

  InnerSolution solve() {
    double wanted = Double.POSITIVE_INFINITY;
    int dryRounds = 0;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Descent descent = new Descent(landscape, problem.strongConvexity(), y, watch);
      int left = Math.max(options.maxIterations() - iterations, 1);
      Descent.End end = descent.untilResidual(wanted, left);
      iterations += descent.iterations();
      residual = descent.residual();
      boolean isDry = end.equals(Descent.End.ROUNDING);
      if (end.status() != Status.SOLVED && !isDry) {
        y = descent.y();
        return answer(end, unchecked(descent));
      }
      moveTo(descent.y());
      if (round == 1) balance();
      InnerSolution found = checked();
      if (found != null) return found;
      double floor = FLOOR * descent.largestCurvature() * unit();
      isDry |= wanted == floor;
      if (isDry && fromMultipliers <= options.accuracy() * unit() && ++dryRounds > MOST_DRY)
        return answer(Descent.End.ROUNDING, AnswerCheck.of(problem, x, point()));
      wanted = Math.max(Math.min(wanted, Math.max(residual, 1e-6)) / 10, floor);
    }
    return answer(isProvenInfeasible() ? infeasible() : unmet(), last);
  }

  /// The answer, if the multipliers have settled and the point passes the check, or is proven to be
  /// none.
  private @Nullable InnerSolution checked() {
    double allowed = options.accuracy() * unit();
    boolean isSteep = landscape.penalty() > 1e4 * firstPenalty;
    if (isSteep && !isDoubted && violation > 1e-6 * unit()) {
      isDoubted = true;
      if (isProvenInfeasible()) return answer(infeasible(), last);
    }
    if (fromMultipliers > allowed / 2 || 2 * residual > allowed * last.smallestCurvature())
      return null;
    last = AnswerCheck.of(problem, x, point());
    if (last.smallestCurvature() < 0) return answer(Descent.End.CONCAVE, last);
    if (last.distance() + fromMultipliers <= allowed) return answer(Descent.End.SOLVED, last);
    return last.smallestCurvature() == 0 ? answer(Descent.End.FLAT, last) : null;
  }

  private InnerPoint point() {
    return new InnerPoint(y, landscape.lambda(), landscape.nu());
  }

  private static InnerSolution.Accuracy unchecked(Descent descent) {
    double distance = descent.distance();
    return new InnerSolution.Accuracy(
        descent.residual(), distance, descent.smallestCurvature(), descent.largestCurvature());
  }

  private double unit() {
    return Math.max(1, Vectors.norm(y));
  }

  /// Takes the minimum of the round, and the multipliers that belong to it.
  private void moveTo(double[] next) {
    double[] h = landscape.inequalities(next);
    double[] e = landscape.equalities(next);
    double[] lambda = landscape.nextLambda(h);
    double[] nu = landscape.nextNu(e);
    double change =
        Math.hypot(
            Vectors.distance(lambda, landscape.lambda()), Vectors.distance(nu, landscape.nu()));
    double reached = change / landscape.penalty();
    double step = Vectors.distance(next, y);
    double rate = moved == Double.POSITIVE_INFINITY ? 0.9 : Math.clamp(step / moved, 0.01, 0.9);
    fromMultipliers = reached == 0 ? 0 : step * rate / (1 - rate);
    moved = step;
    y = next.clone();
    landscape.setMultipliers(lambda, nu);
    boolean isSlow =
        reached > violation / GROWTH && reached > ROUNDING * balance.rowLength() * unit();
    if (isSlow && landscape.penalty() < LARGEST_GROWTH * firstPenalty)
      landscape.setPenalty(GROWTH * landscape.penalty());
    violation = reached;
  }

  private boolean isProvenInfeasible() {
    Violation landscapeOfViolation = new Violation(problem, x);
    Descent descent = new Descent(landscapeOfViolation, 0, y, watch);
    descent.untilResidual(0, Math.min(options.maxIterations(), 20_000));
    iterations += descent.iterations();
    double rounding = 0x1p-50 * descent.largestCurvature() * Vectors.norm(descent.y());
    double least = BROKEN * balance.rowLength() * unit();
    double radius =
        landscapeOfViolation.provenRadius(descent.y(), least, 2 * descent.residual() + rounding);
    return radius >= PROVEN * Math.max(1, Vectors.norm(descent.y()));
  }

  private static Descent.End infeasible() {
    return new Descent.End(
        Status.INFEASIBLE,
        "no y near satisfies the constraints: the least violation was found, and it is not 0");
  }

  private static Descent.End unmet() {
    return new Descent.End(
        Status.ITERATION_LIMIT,
        "the constraints were not met to the accuracy. Maybe they contradict each other, or their"
            + " gradients depend on each other at the solution");
  }

  private InnerSolution answer(Descent.End end, InnerSolution.Accuracy measured) {
    double distance = measured.distance() + fromMultipliers;
    InnerSolution.Accuracy accuracy =
        new InnerSolution.Accuracy(
            measured.residual(),
            Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance,
            measured.smallestCurvature(),
            measured.largestCurvature());
    return new InnerSolution(end.status(), point(), accuracy, iterations, end.message());
  }
}
