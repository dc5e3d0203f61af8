package io.ffolayer.adjoint;

import io.ffolayer.internal.linalg.DenseKernels;
import io.ffolayer.internal.linalg.Kernels;

/// Norms of parts of arrays.
final class Norms {
  private static final DenseKernels KERNELS = Kernels.dense();

  private Norms() {}

  static double squared(double[] x, int at, int length) {
    return KERNELS.dot(length, x, at, x, at);
  }

  static double euclidean(double[] x, int at, int length) {
    return Math.sqrt(squared(x, at, length));
  }

  /// NaN where an entry is.
  static double largest(double[] x, int at, int length) {
    return KERNELS.normInf(length, x, at);
  }
}
