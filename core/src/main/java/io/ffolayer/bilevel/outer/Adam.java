package io.ffolayer.bilevel.outer;

import io.ffolayer.bilevel.set.SimpleSet;
import java.util.List;

/// Adam (Kingma & Ba, ICLR 2015), projected after each step.
///
/// @param step > 0
/// @param firstDecay of the mean of gradients, in [0, 1); 0.9 is usual
/// @param secondDecay of the mean of their squares, in [0, 1); 0.999 is usual
/// @param iterations ≥ 1
public record Adam(double step, double firstDecay, double secondDecay, int iterations)
    implements OuterMethod {
  private static final double LEAST = 1e-8;

  public Adam {
    Steps.checkPositive("step", step);
    Steps.checkIterations(iterations);
    if (!(firstDecay >= 0 && firstDecay < 1) || !(secondDecay >= 0 && secondDecay < 1))
      throw new IllegalArgumentException(
          "decays must be in [0, 1), got %s and %s".formatted(firstDecay, secondDecay));
  }

  /// With the usual decays.
  public Adam(double step, int iterations) {
    this(step, 0.9, 0.999, iterations);
  }

  @Override
  public OuterState begin(double[] x, long seed) {
    return new OuterState(0, seed, x, List.of(new double[x.length], new double[x.length]));
  }

  @Override
  public double[] query(OuterState state) {
    return state.x().clone();
  }

  @Override
  public OuterState step(OuterState state, double[] query, double[] gradient, SimpleSet set) {
    double[] mean = state.memory().getFirst().clone();
    double[] square = state.memory().getLast().clone();
    double[] next = state.x().clone();
    double first = 1 - Math.pow(firstDecay, state.iteration() + 1);
    double second = 1 - Math.pow(secondDecay, state.iteration() + 1);
    for (int k = 0; k < next.length; k++) {
      mean[k] = firstDecay * mean[k] + (1 - firstDecay) * gradient[k];
      square[k] = secondDecay * square[k] + (1 - secondDecay) * gradient[k] * gradient[k];
      next[k] -= step * (mean[k] / first) / (Math.sqrt(square[k] / second) + LEAST);
    }
    set.project(next);
    return state.next(next, List.of(mean, square));
  }

  @Override
  public double[] output(OuterState state) {
    return state.x().clone();
  }
}
