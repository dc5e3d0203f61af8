package io.ffolayer.internal.presolve;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import java.util.Arrays;

/// Adds Mᵀ D M to symmetric matrices, D a nonnegative diagonal. In the memory of one thread.
final class SquareSums {
  private static final DenseKernels KERNELS = Kernels.dense();

  private final double[] tile = new double[DenseKernels.TILE];
  private double[] roots = {};
  private double[] factor = {};
  private double[] product = {};

  /// sum += Mᵀ D M. rows·x² flops.
  ///
  /// @param map M, rows·x
  /// @param square the diagonal of D
  /// @param sum x·x, symmetric
  void add(int x, double[] map, double[] square, double[] sum) {
    int count = square.length, padded = DenseKernels.padded(x);
    int stride = 8 * Math.max(padded, count);
    if (roots.length != count) roots = new double[count];
    if (factor.length != padded / 8 * stride) {
      factor = new double[padded / 8 * stride];
      product = new double[factor.length];
    }
    for (int k = 0; k < count; k++) roots[k] = Math.sqrt(square[k]);
    KERNELS.packTransposed(x, count, map, 0, x, factor, 0, stride);
    KERNELS.scaleColumns(x, count, factor, 0, stride, roots, 0, factor, 0, stride);
    Arrays.fill(product, 0.0);
    KERNELS.syrkLower(
        x, count, 1, factor, 0, stride, factor, 0, stride, product, 0, product, 0, stride, tile);
    for (int i = 0; i < x; i++)
      for (int j = 0; j <= i; j++) {
        double entry = sum[i * x + j] + product[DenseKernels.at(0, stride, i, j)];
        sum[i * x + j] = sum[j * x + i] = entry;
      }
  }
}
