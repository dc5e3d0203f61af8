package io.ffolayer.bilevel.outer;

import io.ffolayer.bilevel.set.SimpleSet;
import java.util.List;

/// x ← Π(x − η ∇F(x)).
///
/// @param step η > 0
/// @param iterations ≥ 1
public record ProjectedGradient(double step, int iterations) implements OuterMethod {
  public ProjectedGradient {
    Steps.checkPositive("step", step);
    Steps.checkIterations(iterations);
  }

  @Override
  public OuterState begin(double[] x, long seed) {
    return new OuterState(0, seed, x, List.of());
  }

  @Override
  public double[] query(OuterState state) {
    return state.x().clone();
  }

  @Override
  public OuterState step(OuterState state, double[] query, double[] gradient, SimpleSet set) {
    double[] next = Steps.plus(state.x(), -step, gradient);
    set.project(next);
    return state.next(next, List.of());
  }

  @Override
  public double[] output(OuterState state) {
    return state.x().clone();
  }
}
