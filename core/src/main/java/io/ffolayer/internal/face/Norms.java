package io.ffolayer.internal.face;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;

/// Norms of parts of arrays.
public final class Norms {
  private static final DenseKernels KERNELS = Kernels.dense();

  private Norms() {}

  static double squared(double[] x, int at, int length) {
    return KERNELS.dot(length, x, at, x, at);
  }

  public static double euclidean(double[] x, int at, int length) {
    return Math.sqrt(squared(x, at, length));
  }

  /// NaN where an entry is.
  public static double largest(double[] x, int at, int length) {
    return KERNELS.normInf(length, x, at);
  }
}
