package io.ffolayer.bilevel.outer;

import io.ffolayer.solve.Watch;

/// Ends a run where it is stationary: where the measured norm of the Goldstein subgradient
/// ([SubgradientNorm]) at the point that the method would return is small. Each test costs as many
/// gradients as the norm has samples; in a record the tests before a step count among its
/// evaluations. It knows nothing of a set for x: it asks for F at points around x whether they are
/// in it or not, and a minimum that the set holds is not stationary for it.
///
/// @param norm how it is measured
/// @param tolerance ε ≥ 0: the run ends where the norm is at most that
/// @param every steps between two tests, ≥ 1
public record StationarityTest(SubgradientNorm norm, double tolerance, int every) {
  public StationarityTest {
    if (!(tolerance >= 0))
      throw new IllegalArgumentException("the tolerance must be ≥ 0, got " + tolerance);
    if (every < 1) throw new IllegalArgumentException("every must be ≥ 1, got " + every);
  }

  /// Whether the run may end before its next step.
  boolean isMet(OuterMethod method, OuterState state, Hyperobjective objective, Watch watch) {
    int done = state.iteration();
    return done > 0
        && done % every == 0
        && norm.at(objective, method.output(state), watch) <= tolerance;
  }

  /// Gradients that tests have cost before a step.
  long evaluations(int stepsBefore) {
    return (long) norm.samples() * (stepsBefore / every);
  }
}
