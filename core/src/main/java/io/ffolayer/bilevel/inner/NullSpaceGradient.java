package io.ffolayer.bilevel.inner;

import io.ffolayer.bilevel.function.SmoothFunction;
import io.ffolayer.bilevel.set.AffineProjection;
import io.ffolayer.internal.descent.Descent;
import io.ffolayer.internal.descent.Landscape;
import io.ffolayer.internal.descent.Vectors;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.Watch;
import org.jspecify.annotations.Nullable;

/// Accelerated projected gradient on the affine space e(x, y) = 0, for problems whose only
/// constraints are affine equalities. The projection is found by conjugate gradients with products
/// of the rows alone, so that no matrix is stored; its digits end where the square of the condition
/// of the rows reaches 1/ε. An affine set counts as equalities.
///
/// @param accuracy δ̃: how near y* to stop, as [InnerMethod#accuracy] says, in [1e-15, 1e-1]; for
///   an ε-accurate hypergradient of order ε². Default 1e-11
/// @param maxIterations ≥ 1. Default 100 000
public record NullSpaceGradient(double accuracy, int maxIterations) implements InnerMethod {
  public NullSpaceGradient {
    Options.check(accuracy, maxIterations);
  }

  public NullSpaceGradient() {
    this(1e-11, 100_000);
  }

  @Override
  public NullSpaceGradient withAccuracy(double other) {
    return new NullSpaceGradient(other, maxIterations);
  }

  public NullSpaceGradient withMaxIterations(int most) {
    return new NullSpaceGradient(accuracy, most);
  }

  @Override
  public void requireForm(InnerProblem problem) {
    Options.requireNoRows(
        "NullSpaceGradient takes affine equalities only", problem.allInequalities());
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
            descend(scaled, x, from, new NullSpaceGradient(near, most), watch));
  }

  private static InnerSolution descend(
      InnerProblem problem, double[] x, InnerPoint from, NullSpaceGradient options, Watch watch) {
    SmoothFunction rows = problem.allEqualities();
    AffineProjection projection = new AffineProjection(rows, x, problem.inner(), watch);
    Landscape landscape = new ObjectiveLandscape(problem, x, projection::project);
    Descent descent = new Descent(landscape, problem.strongConvexity(), from.y(), watch);
    Descent.End end =
        projection.isInconsistent(descent.y())
            ? inconsistent()
            : descent.untilDistance(options.accuracy, options.maxIterations);
    return Options.solution(end, point(problem, landscape, projection, descent.y()), descent);
  }

  private static Descent.End inconsistent() {
    return new Descent.End(
        Status.INFEASIBLE, "the equalities contradict each other: a combination of them is 0 = 1");
  }

  private static InnerPoint point(
      InnerProblem problem, Landscape landscape, AffineProjection projection, double[] y) {
    double[] gradient = new double[y.length];
    landscape.gradient(y, gradient);
    if (!Vectors.areFinite(gradient)) return new InnerPoint(y, new double[0], null);
    double[] nu = projection.multipliers(gradient);
    int own = problem.equalities().rows();
    return new InnerPoint(y, new double[0], java.util.Arrays.copyOf(nu, own));
  }
}
