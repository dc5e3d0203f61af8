package io.ffolayer.bilevel.oracle;

import io.ffolayer.bilevel.inner.InnerSolution;
import io.ffolayer.solve.Watch;

/// The oracle at one outer point, where the inner problem is solved. Immutable and thread-safe.
public interface OracleVisit {
  /// What the inner method found; of smoothed constraints, at the last draw.
  InnerSolution solution();

  /// y*(x); of smoothed constraints, the mean over the draws.
  double[] y();

  /// The derivative of cᵀy* by x. Two perturbed problems are solved for the gradient, and two for
  /// its error estimate.
  ///
  /// @param cotangent c, as long as y; read only
  Hypergradient pullBack(double[] cotangent, Watch watch);
}
