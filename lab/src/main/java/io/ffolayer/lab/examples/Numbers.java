package io.ffolayer.lab.examples;

import io.ffolayer.program.Tensor;
import java.util.SplittableRandom;

/// Seeded numbers for the examples.
final class Numbers {
  private Numbers() {}

  /// Independent standard normal entries.
  static Tensor normal(long seed, int... shape) {
    Tensor tensor = Tensor.zeros(shape);
    SplittableRandom random = new SplittableRandom(seed);
    for (int k = 0; k < tensor.size(); k++) tensor.values()[k] = random.nextGaussian();
    return tensor;
  }

  /// Entries between two bounds.
  static Tensor uniform(long seed, double low, double high, int... shape) {
    Tensor tensor = Tensor.zeros(shape);
    SplittableRandom random = new SplittableRandom(seed);
    for (int k = 0; k < tensor.size(); k++) tensor.values()[k] = random.nextDouble(low, high);
    return tensor;
  }
}
