package io.ffolayer.lab.bench;

import java.util.SplittableRandom;

/// A seeded source of arrays.
final class RandomNumbers {
  private final SplittableRandom random;

  RandomNumbers(long seed) {
    random = new SplittableRandom(seed);
  }

  /// Normal numbers.
  double[] normal(int size, double mean, double deviation) {
    double[] out = new double[size];
    for (int k = 0; k < size; k++) out[k] = random.nextGaussian(mean, deviation);
    return out;
  }

  double[] uniform(int size, double least, double most) {
    double[] out = new double[size];
    for (int k = 0; k < size; k++) out[k] = random.nextDouble(least, most);
    return out;
  }

  /// `count` times true, at random places.
  boolean[] chosen(int size, int count) {
    boolean[] out = new boolean[size];
    int left = count;
    for (int k = 0; k < size; k++)
      if (random.nextInt(size - k) < left) {
        out[k] = true;
        left--;
      }
    return out;
  }
}
