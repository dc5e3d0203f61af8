package io.ffolayer.bilevel.outer;

import java.util.SplittableRandom;

/// Arithmetic of steps.
final class Steps {
  private Steps() {}

  static double norm(double[] v) {
    double sum = 0;
    for (double value : v) sum += value * value;
    return Math.sqrt(sum);
  }

  /// a + t b.
  static double[] plus(double[] a, double t, double[] b) {
    double[] out = a.clone();
    for (int k = 0; k < out.length; k++) out[k] += t * b[k];
    return out;
  }

  /// Uniform on the unit sphere.
  static double[] onSphere(int size, SplittableRandom random) {
    double[] w = new double[size];
    for (int k = 0; k < size; k++) w[k] = random.nextGaussian();
    double norm = norm(w);
    for (int k = 0; k < size; k++) w[k] /= norm;
    return w;
  }

  static void checkPositive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value))
      throw new IllegalArgumentException(name + " must be > 0, got " + value);
  }

  static void checkIterations(int iterations) {
    if (iterations < 1)
      throw new IllegalArgumentException("iterations must be ≥ 1, got " + iterations);
  }
}
