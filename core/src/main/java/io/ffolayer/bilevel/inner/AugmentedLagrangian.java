package io.ffolayer.bilevel.inner;

import io.ffolayer.solve.Watch;
import org.jspecify.annotations.Nullable;

/// The augmented Lagrangian method with accelerated inner steps, for general convex h, affine e,
/// and a simple set beside them (Rockafellar, *Math. Oper. Res.* 1, 1976). Each round minimizes the
/// augmented Lagrangian over the set and moves the multipliers to those at which its gradient is
/// that of the Lagrangian; the penalty grows fourfold where the violation does not fall to a
/// quarter. It takes what the others do not, and more steps than they do.
///
/// A problem counts as infeasible if the least violation was found and proves, by convexity, that
/// no point within 1e6·max(1, ‖y‖) is feasible.
///
/// @param accuracy δ̃: how near y* to stop, as [InnerMethod#accuracy] says, in [1e-15, 1e-1]; for
///   an ε-accurate hypergradient of order ε². Default 1e-11
/// @param maxIterations of all rounds together, ≥ 1. Default 500 000
/// @param penalty the first ρ, relative to the curvature of g over that of the rows, > 0. Default 1
public record AugmentedLagrangian(double accuracy, int maxIterations, double penalty)
    implements InnerMethod {
  public AugmentedLagrangian {
    Options.check(accuracy, maxIterations);
    if (!(penalty > 0) || Double.isInfinite(penalty))
      throw new IllegalArgumentException("penalty must be > 0, got " + penalty);
  }

  public AugmentedLagrangian() {
    this(1e-11, 500_000, 1);
  }

  @Override
  public AugmentedLagrangian withAccuracy(double other) {
    return new AugmentedLagrangian(other, maxIterations, penalty);
  }

  public AugmentedLagrangian withMaxIterations(int most) {
    return new AugmentedLagrangian(accuracy, most, penalty);
  }

  public AugmentedLagrangian withPenalty(double other) {
    return new AugmentedLagrangian(accuracy, maxIterations, other);
  }

  /// Every form is taken.
  @Override
  public void requireForm(InnerProblem problem) {}

  @Override
  public InnerSolution solve(
      InnerProblem problem, double[] x, @Nullable InnerPoint guess, Watch watch) {
    return UnitPasses.solve(
        problem,
        x,
        guess,
        accuracy,
        maxIterations,
        (scaled, from, near, most) -> {
          AugmentedLagrangian options = new AugmentedLagrangian(near, most, penalty);
          return new MultiplierRounds(options, scaled, x, from, watch).solve();
        });
  }
}
