package io.ffolayer.lab.experiment;

import io.ffolayer.ConvexLayer;
import io.ffolayer.Gradients;
import io.ffolayer.program.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/// Gradients as vectors, and what the experiments ask of vectors.
public final class Vectors {
  private Vectors() {}

  /// The gradients of all parameters of a layer, one after the other.
  static double[] of(ConvexLayer layer, Gradients gradients) {
    return layer.parameters().stream()
        .map(gradients::of)
        .map(Tensor::values)
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int k = 0; k < x.length; k++) sum += x[k] * y[k];
    return sum;
  }

  static double norm(double[] x) {
    return Math.sqrt(dot(x, x));
  }

  /// ‖found − exact‖ / ‖exact‖; 0 where both are zero.
  static double error(double[] found, double[] exact) {
    double[] difference = new double[exact.length];
    Arrays.setAll(difference, k -> found[k] - exact[k]);
    double wrong = norm(difference);
    return wrong == 0 ? 0 : wrong / norm(exact);
  }

  /// The cosine of the angle between two vectors; 0 where just one of them is zero.
  static double cosine(double[] x, double[] y) {
    double sizes = norm(x) * norm(y);
    return sizes > 0 ? dot(x, y) / sizes : Arrays.equals(x, y) ? 1 : 0;
  }

  public static double[] normal(SplittableRandom random, int size, double mean, double deviation) {
    double[] x = new double[size];
    Arrays.setAll(x, k -> random.nextGaussian(mean, deviation));
    return x;
  }

  /// x + step · direction.
  public static double[] moved(double[] x, double[] direction, double step) {
    double[] moved = x.clone();
    for (int k = 0; k < x.length; k++) moved[k] += step * direction[k];
    return moved;
  }

  /// The relative error of a slope at 0 against central differences.
  static double slopeError(double found, DoubleUnaryOperator function, double step) {
    double expected = (function.applyAsDouble(step) - function.applyAsDouble(-step)) / (2 * step);
    return Math.abs(found - expected) / Math.abs(expected);
  }
}
