package io.ffolayer.internal.linalg.dense;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import java.util.Arrays;

/// Products of square matrices of one order, row-major without padding: for small ones those of
/// [SquareMatrices], for large ones through the panels of [DenseKernels], whose packing is then a
/// small part of the work.
///
/// The object owns its memory, three matrices of its order where it is large; nothing is allocated
/// after the first product.
public final class SquareProducts {
  /// Below this order packing costs more than it saves; measured.
  private static final int LARGE = 48;

  private static final DenseKernels KERNELS = Kernels.dense();

  private final int n;
  private final int stride;
  private double[] left = new double[0];
  private double[] right = left;
  private double[] product = left;
  private final double[] tile = new double[DenseKernels.TILE];

  /// @param n order of the matrices
  public SquareProducts(int n) {
    this.n = n;
    stride = 8 * DenseKernels.padded(n);
  }

  /// Whether matrices of an order are multiplied through panels.
  public static boolean isLarge(int n) {
    return n >= LARGE;
  }

  /// out ← A B. 2n³ flops.
  public void multiply(double[] a, double[] b, double[] out) {
    if (!isLarge(n)) {
      SquareMatrices.multiply(n, a, b, out);
      return;
    }
    reserve();
    KERNELS.packRows(n, n, a, 0, n, left, 0, stride);
    KERNELS.packTransposed(n, n, b, 0, n, right, 0, stride);
    multiplyPacked(out);
  }

  /// out ← Aᵀ B. 2n³ flops.
  public void multiplyTransposed(double[] a, double[] b, double[] out) {
    if (!isLarge(n)) {
      SquareMatrices.multiplyTransposed(n, a, b, out);
      return;
    }
    reserve();
    KERNELS.packTransposed(n, n, a, 0, n, left, 0, stride);
    KERNELS.packTransposed(n, n, b, 0, n, right, 0, stride);
    multiplyPacked(out);
  }

  /// m ← Gᵀ M G, M symmetric, with scratch of n² numbers. 4n³ flops.
  public void congruence(double[] g, double[] m, double[] scratch) {
    multiply(m, g, scratch);
    multiplyTransposed(g, scratch, m);
  }

  private void reserve() {
    if (left.length > 0) return;
    int padded = DenseKernels.padded(n);
    left = new double[padded * padded];
    right = new double[padded * padded];
    product = new double[padded * padded];
  }

  private void multiplyPacked(double[] out) {
    Arrays.fill(product, 0);
    KERNELS.gemmTransposed(
        n, n, n, 1, left, 0, stride, right, 0, stride, product, 0, product, 0, stride, tile);
    KERNELS.unpackRows(n, n, product, 0, stride, out, 0, n);
  }
}
