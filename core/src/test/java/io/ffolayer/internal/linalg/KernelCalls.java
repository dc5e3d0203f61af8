package io.ffolayer.internal.linalg;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/// One call of every dense kernel, by name.
final class KernelCalls {
  private static final int N = 45;
  private static final int K = 37;
  private static final int PADDED = DenseKernels.padded(N);
  private static final int STRIDE = 8 * PADDED;
  private static final int[] SELECTED = {1, 4, 5, 30, 36};

  private final DenseKernels kernels;
  private final double[] rows = new Random(1).doubles((long) N * N).toArray();
  private final double[] panels = new Random(2).doubles((long) PADDED * PADDED).toArray();
  private final double[] target = new double[PADDED * PADDED];
  private final double[] factor = new double[PADDED * PADDED];
  private final double[] reciprocal = new double[PADDED];
  private final double[] v = new Random(3).doubles(PADDED).toArray();
  private final double[] u = new Random(4).doubles(PADDED).toArray();
  private final double[] out = new double[PADDED];
  private final double[] outRows = new double[N * N];
  private final double[] tile = new double[DenseKernels.TILE];
  private double sum;

  private KernelCalls(DenseKernels kernels) {
    this.kernels = kernels;
    for (int i = 0; i < N; i++) {
      rows[i * N + i] += N;
    }
    kernels.packSymmetric(N, rows, 0, N, factor, 0, STRIDE);
    kernels.cholesky(N, 0, factor, 0, STRIDE, reciprocal, 0, tile);
  }

  static Map<String, Runnable> of(DenseKernels kernels) {
    Map<String, Runnable> calls = new LinkedHashMap<>();
    KernelCalls k = new KernelCalls(kernels);
    k.addPacking(calls);
    k.addFactors(calls);
    k.addProducts(calls);
    k.addVectors(calls);
    return calls;
  }

  private void addPacking(Map<String, Runnable> calls) {
    calls.put("packRows", () -> kernels.packRows(N, K, rows, 0, N, target, 0, STRIDE));
    calls.put(
        "packSelectedRows",
        () -> kernels.packSelectedRows(5, K, SELECTED, rows, 0, N, target, 0, STRIDE));
    calls.put("packTransposed", () -> kernels.packTransposed(K, N, rows, 0, N, target, 0, STRIDE));
    calls.put("packSymmetric", () -> kernels.packSymmetric(N, rows, 0, N, target, 0, STRIDE));
    calls.put("unpackRows", () -> kernels.unpackRows(N, K, panels, 0, STRIDE, outRows, 0, N));
    calls.put(
        "unpackTransposed", () -> kernels.unpackTransposed(K, N, panels, 0, STRIDE, outRows, 0, N));
    calls.put("normalizeRows", () -> kernels.normalizeRows(N, K, target, 0, STRIDE, out, 0));
    calls.put(
        "gatherRows",
        () -> kernels.gatherRows(5, K, SELECTED, panels, 0, STRIDE, target, 0, STRIDE));
    calls.put(
        "gatherPrincipal",
        () -> kernels.gatherPrincipal(5, SELECTED, panels, 0, STRIDE, target, 0, STRIDE));
    calls.put("symmetrize", () -> kernels.symmetrize(N, target, 0, STRIDE));
    calls.put(
        "scaleColumns",
        () -> kernels.scaleColumns(N, K, panels, 0, STRIDE, v, 0, target, 0, STRIDE));
  }

  private void addFactors(Map<String, Runnable> calls) {
    calls.put("packSymmetric, cholesky", this::packAndFactor);
    calls.put("solveLower", () -> kernels.solveLower(N, factor, 0, STRIDE, reciprocal, 0, u, 0));
    calls.put(
        "solveLowerTransposed",
        () -> kernels.solveLowerTransposed(N, factor, 0, STRIDE, reciprocal, 0, u, 0));
    calls.put(
        "solveLowerRows",
        () ->
            kernels.solveLowerRows(
                K, N, factor, 0, STRIDE, reciprocal, 0, target, 0, STRIDE, tile));
    calls.put(
        "solveLowerTransposedRows",
        () ->
            kernels.solveLowerTransposedRows(
                K, N, factor, 0, STRIDE, reciprocal, 0, target, 0, STRIDE, tile));
  }

  private void packAndFactor() {
    kernels.packSymmetric(N, rows, 0, N, factor, 0, STRIDE);
    if (kernels.cholesky(N, 0, factor, 0, STRIDE, reciprocal, 0, tile) >= 0) {
      throw new IllegalStateException("not positive definite");
    }
  }

  private void addProducts(Map<String, Runnable> calls) {
    calls.put(
        "syrkLower",
        () ->
            kernels.syrkLower(
                N, K, 1, panels, 0, STRIDE, panels, 0, STRIDE, panels, 0, target, 0, STRIDE, tile));
    calls.put(
        "gemmTransposed",
        () ->
            kernels.gemmTransposed(
                N, K, K, -1, panels, 0, STRIDE, panels, 0, STRIDE, panels, 0, target, 0, STRIDE,
                tile));
    calls.put("multiply", () -> kernels.multiply(N, K, 1, panels, 0, STRIDE, v, 0, 0.5, out, 0));
    calls.put(
        "multiplyTransposed",
        () -> kernels.multiplyTransposed(N, K, 1, panels, 0, STRIDE, v, 0, 0.5, out, 0));
    calls.put(
        "multiplySelected",
        () -> kernels.multiplySelected(N, 5, SELECTED, 1, panels, 0, STRIDE, v, 0, 0, out, 0));
    calls.put("rowsMultiply", () -> kernels.rowsMultiply(N, K, 1, rows, 0, N, v, 0, 0.5, out, 0));
    calls.put(
        "rowsMultiplyTransposed",
        () -> kernels.rowsMultiplyTransposed(N, K, 1, rows, 0, N, v, 0, 0.5, out, 0));
  }

  private void addVectors(Map<String, Runnable> calls) {
    calls.put("rankTwo", () -> kernels.rankTwo(N, K, v, 0, v, 0, v, 0, v, 0, false, outRows, 0, N));
    calls.put(
        "rankTwo, added", () -> kernels.rankTwo(N, K, v, 0, v, 0, v, 0, v, 0, true, outRows, 0, N));
    calls.put(
        "symmetricRankTwo", () -> kernels.symmetricRankTwo(N, v, 0, v, 0, true, outRows, 0, N));
    calls.put("dot", () -> sum += kernels.dot(N, v, 0, v, 0));
    calls.put("weightedDot", () -> sum += kernels.weightedDot(N, v, 0, v, 0, v, 0));
    calls.put("normInf", () -> sum += kernels.normInf(N, v, 0));
    calls.put("axpy", () -> kernels.axpy(N, 1e-9, v, 0, out, 0));
    calls.put("scale", () -> kernels.scale(N, 0.5, out, 0));
    calls.put("multiplyElements", () -> kernels.multiplyElements(N, v, 0, v, 0, out, 0));
  }

  /// What the results were used for, so that the compiler cannot drop them.
  double sum() {
    return sum;
  }
}
