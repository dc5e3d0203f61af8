package io.ffolayer.bilevel.outer;

import java.util.List;
import java.util.SplittableRandom;

/// All that an outer method needs to go on: what it draws at random depends on seed and iteration
/// alone.
///
/// @param iteration steps done
/// @param seed of what is drawn
/// @param x where it is
/// @param memory what the method keeps beside, in its own order
public record OuterState(int iteration, long seed, double[] x, List<double[]> memory) {
  public OuterState {
    memory = List.copyOf(memory);
  }

  /// The random numbers of the next step.
  SplittableRandom random() {
    return new SplittableRandom(seed + 0x9E3779B97F4A7C15L * (iteration + 1));
  }

  /// After one more step.
  OuterState next(double[] newX, List<double[]> newMemory) {
    return new OuterState(iteration + 1, seed, newX, newMemory);
  }
}
