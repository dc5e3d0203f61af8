package io.ffolayer.networks;

import java.util.Arrays;
import java.util.SplittableRandom;

/// The data of the paper's synthetic task: targets y ~ U[0, 1]^d, and features x = g(y) + 0.1·U[0,
/// 1] in R^640 with g a fresh random network of two layers of 128 (batch norm, ReLU), cut to ±10.
///
/// @param features samples × 640, row-major
/// @param targets samples × d, row-major
record SyntheticData(int samples, int d, double[] features, double[] targets) {
  static final int FEATURES = 640;
  private static final int HIDDEN = 128;
  private static final double LARGEST = 10;
  private static final double NOISE = 0.1;
  private static final double SMALLEST_VARIANCE = 1e-5;

  static SyntheticData of(int samples, int d, SplittableRandom random) {
    double[] y = new double[samples * d];
    Arrays.setAll(y, k -> random.nextDouble());
    double[] hidden = linear(y, samples, HIDDEN, random);
    hidden = linear(normedAndCut(hidden, samples), samples, HIDDEN, random);
    double[] x = linear(normedAndCut(hidden, samples), samples, FEATURES, random);
    for (int k = 0; k < x.length; k++)
      x[k] = Math.clamp(x[k], -LARGEST, LARGEST) + NOISE * random.nextDouble();
    return new SyntheticData(samples, d, x, y);
  }

  /// Weights and biases uniform in ±1/√inputs, as frameworks begin.
  private static double[] linear(double[] x, int samples, int units, SplittableRandom random) {
    int inputs = x.length / samples;
    double bound = 1 / Math.sqrt(inputs);
    double[] w = new double[units * inputs], b = new double[units];
    Arrays.setAll(w, k -> random.nextDouble(-bound, bound));
    Arrays.setAll(b, k -> random.nextDouble(-bound, bound));
    double[] out = new double[samples * units];
    for (int i = 0; i < samples; i++)
      for (int u = 0; u < units; u++) {
        double sum = b[u];
        for (int k = 0; k < inputs; k++) sum += w[u * inputs + k] * x[i * inputs + k];
        out[i * units + u] = sum;
      }
    return out;
  }

  /// Batch norm over all samples, then ReLU.
  private static double[] normedAndCut(double[] x, int samples) {
    int units = x.length / samples;
    double[] out = new double[x.length];
    for (int u = 0; u < units; u++) {
      double mean = 0, variance = 0;
      for (int i = 0; i < samples; i++) mean += x[i * units + u] / samples;
      for (int i = 0; i < samples; i++) variance += Math.pow(x[i * units + u] - mean, 2) / samples;
      double scale = 1 / Math.sqrt(variance + SMALLEST_VARIANCE);
      for (int i = 0; i < samples; i++)
        out[i * units + u] = Math.max(0, (x[i * units + u] - mean) * scale);
    }
    return out;
  }

  /// The numbers first … first + count − 1 in a drawn order.
  static int[] shuffled(int first, int count, SplittableRandom random) {
    int[] order = new int[count];
    Arrays.setAll(order, k -> first + k);
    for (int k = count - 1; k > 0; k--) {
      int other = random.nextInt(k + 1), kept = order[k];
      order[k] = order[other];
      order[other] = kept;
    }
    return order;
  }

  /// The targets of some samples, d numbers for each.
  double[] targetsOf(int[] chosen) {
    double[] out = new double[chosen.length * d];
    for (int i = 0; i < chosen.length; i++) System.arraycopy(targets, chosen[i] * d, out, i * d, d);
    return out;
  }
}
