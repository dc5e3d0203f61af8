package io.ffolayer.internal.linalg.kernel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// One call of every interleaved kernel, by name.
final class InterleavedKernelCalls implements KernelCalls {
  private final Map<String, Runnable> calls = new LinkedHashMap<>();
  private final InterleavedKernels kernels;
  private final int n;
  private final double[] matrix;
  private final double[] factor;
  private final double[] target;
  private final double[] reciprocal;
  private final double[] mask;
  private final double[] out;
  private final double[] perLane = new double[16];

  private InterleavedKernelCalls(InterleavedKernels kernels, int n) {
    this.kernels = kernels;
    this.n = n;
    Random random = new Random(n);
    matrix = random.doubles(8L * n * n).toArray();
    mask = random.ints(8L * n, 0, 2).asDoubleStream().toArray();
    for (int i = 0; i < n; i++) {
      for (int l = 0; l < 8; l++) {
        matrix[8 * (i * n + i) + l] += n;
      }
    }
    factor = new double[8 * n * n];
    target = new double[8 * n * n];
    reciprocal = new double[8 * n];
    out = new double[8 * n];
    copyAndFactor();
  }

  static KernelCalls of(InterleavedKernels kernels, int n) {
    InterleavedKernelCalls calls = new InterleavedKernelCalls(kernels, n);
    calls.addFactors();
    calls.addProducts();
    calls.addMasks();
    return calls;
  }

  @Override
  public Map<String, Runnable> named() {
    return calls;
  }

  @Override
  public List<double[]> memory() {
    return List.of(factor, target, reciprocal, out, perLane);
  }

  private void copyAndFactor() {
    System.arraycopy(matrix, 0, factor, 0, factor.length);
    perLane[0] = kernels.cholesky(n, 0, factor, 0, n, reciprocal, 0);
  }

  private void addFactors() {
    calls.put("cholesky", this::copyAndFactor);
    calls.put("syrk", () -> kernels.syrk(n, n, matrix, 0, n, target, 0, n));
    calls.put(
        "solveLowerRows",
        () -> kernels.solveLowerRows(n, n, factor, 0, n, reciprocal, 0, target, 0, n));
    calls.put("select", () -> kernels.select(n, mask, 0, matrix, 0, mask, 0, out, 0));
    calls.put("solveLower", () -> kernels.solveLower(n, factor, 0, n, reciprocal, 0, out, 0));
    calls.put(
        "solveLowerTransposed",
        () -> kernels.solveLowerTransposed(n, factor, 0, n, reciprocal, 0, out, 0));
  }

  private void addProducts() {
    calls.put("multiply", () -> kernels.multiply(n, n, 1, matrix, 0, n, mask, 0, 0.5, out, 0));
    calls.put(
        "multiply, no output read",
        () -> kernels.multiply(n, n, 1, matrix, 0, n, mask, 0, 0, out, 0));
    calls.put(
        "multiplyTransposed",
        () -> kernels.multiplyTransposed(n, n, 1, matrix, 0, n, mask, 0, 0.5, out, 0));
  }

  private void addMasks() {
    calls.put("maskPrincipal", () -> kernels.maskPrincipal(n, mask, 0, matrix, 0, n, target, 0, n));
    calls.put("normInf", () -> kernels.normInf(n, matrix, 0, perLane, 0));
    calls.put("flagBelow", () -> kernels.flagBelow(n, matrix, 0, reciprocal, 0, out, 0));
    calls.put("flip", () -> kernels.flip(n, mask, 0, mask, 0, out, 0));
    calls.put("countFlags", () -> kernels.countFlags(n, mask, 0, perLane, 0, perLane, 8));
  }
}
