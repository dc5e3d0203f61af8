package io.ffolayer.bilevel.inner;

import io.ffolayer.internal.descent.Descent;
import io.ffolayer.internal.descent.Landscape;
import io.ffolayer.solve.Watch;
import org.jspecify.annotations.Nullable;

/// Accelerated projected gradient with adaptive restart and backtracking, for problems whose only
/// constraint is a simple set. About √κ log(1/accuracy) iterations, each a gradient, two values and
/// a projection; κ is the ratio of the largest to the smallest curvature of g.
///
/// @param accuracy δ̃: how near y* to stop, as [InnerMethod#accuracy] says, in [1e-15, 1e-1]; for
///   an ε-accurate hypergradient of order ε². Default 1e-11
/// @param maxIterations ≥ 1. Default 100 000
public record AcceleratedGradient(double accuracy, int maxIterations) implements InnerMethod {
  public AcceleratedGradient {
    Options.check(accuracy, maxIterations);
  }

  public AcceleratedGradient() {
    this(1e-11, 100_000);
  }

  @Override
  public AcceleratedGradient withAccuracy(double other) {
    return new AcceleratedGradient(other, maxIterations);
  }

  public AcceleratedGradient withMaxIterations(int most) {
    return new AcceleratedGradient(accuracy, most);
  }

  @Override
  public void requireForm(InnerProblem problem) {
    Options.requireNoRows("AcceleratedGradient takes a simple set", problem.inequalities());
    Options.requireNoRows("AcceleratedGradient takes a simple set", problem.equalities());
  }

  @Override
  public InnerSolution solve(
      InnerProblem problem, double[] x, @Nullable InnerPoint guess, Watch watch) {
    requireForm(problem);
    return UnitPasses.solve(
        problem,
        x,
        guess,
        accuracy,
        maxIterations,
        (scaled, from, near, most) ->
            descend(scaled, x, from, new AcceleratedGradient(near, most), watch));
  }

  private static InnerSolution descend(
      InnerProblem problem, double[] x, InnerPoint from, AcceleratedGradient options, Watch watch) {
    Landscape landscape = new ObjectiveLandscape(problem, x, problem.set()::project);
    Descent descent = new Descent(landscape, problem.strongConvexity(), from.y(), watch);
    Descent.End end = descent.untilDistance(options.accuracy, options.maxIterations);
    InnerPoint point = new InnerPoint(descent.y(), new double[0], new double[0]);
    return Options.solution(end, point, descent);
  }
}
