package io.ffolayer.bilevel.outer;

import io.ffolayer.bilevel.set.SimpleSet;
import java.util.List;

/// The practical variant of [Goldstein]: x ← Π(x − η ∇F(x + δw)), w uniform on the unit sphere. It
/// returns a mean in which later points count more, with weights that grow linearly.
///
/// @param step η > 0
/// @param radius δ > 0, in units of x
/// @param iterations ≥ 1
public record PerturbedDescent(double step, double radius, int iterations) implements OuterMethod {
  public PerturbedDescent {
    Steps.checkPositive("step", step);
    Steps.checkPositive("radius", radius);
    Steps.checkIterations(iterations);
  }

  @Override
  public OuterState begin(double[] x, long seed) {
    return new OuterState(0, seed, x, List.of(x));
  }

  @Override
  public double[] query(OuterState state) {
    double[] w = Steps.onSphere(state.x().length, state.random());
    return Steps.plus(state.x(), radius, w);
  }

  @Override
  public OuterState step(OuterState state, double[] query, double[] gradient, SimpleSet set) {
    double[] next = Steps.plus(state.x(), -step, gradient);
    set.project(next);
    double weight = 2.0 / (state.iteration() + 2);
    double[] mean = state.memory().getFirst().clone();
    for (int k = 0; k < mean.length; k++) mean[k] += weight * (next[k] - mean[k]);
    return state.next(next, List.of(mean));
  }

  @Override
  public double[] output(OuterState state) {
    return state.memory().getFirst().clone();
  }
}
