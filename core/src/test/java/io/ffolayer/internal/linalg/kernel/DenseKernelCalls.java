package io.ffolayer.internal.linalg.kernel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/// One call of every dense kernel, by name.
final class DenseKernelCalls implements KernelCalls {
  private final Map<String, Runnable> calls = new LinkedHashMap<>();
  private final DenseKernels kernels;
  private final int n;
  private final int k;
  private final int stride;
  private final int[] selected;
  private final double[] rows;
  private final double[] panels;
  private final double[] target;
  private final double[] factor;
  private final double[] reciprocal;
  private final double[] v;
  private final double[] u;
  private final double[] out;
  private final double[] outRows;
  private final double[] tile = new double[DenseKernels.TILE];
  private final double[] sum = new double[1];

  private DenseKernelCalls(DenseKernels kernels, int n, int k) {
    this.kernels = kernels;
    this.n = n;
    this.k = k;
    int padded = DenseKernels.padded(n);
    stride = 8 * padded;
    selected = IntStream.range(0, k).filter(i -> i % 3 != 1).toArray();
    rows = new Random(1).doubles((long) n * n).toArray();
    panels = new Random(2).doubles((long) padded * padded).toArray();
    target = new double[padded * padded];
    factor = new double[padded * padded];
    reciprocal = new double[padded];
    v = new Random(3).doubles(padded).toArray();
    u = new Random(4).doubles(padded).toArray();
    out = new double[padded];
    outRows = new double[n * n];
    for (int i = 0; i < n; i++) {
      rows[i * n + i] += n;
    }
    packAndFactor();
  }

  static KernelCalls of(DenseKernels kernels, int n, int k) {
    DenseKernelCalls calls = new DenseKernelCalls(kernels, n, k);
    calls.addPacking();
    calls.addFactors();
    calls.addProducts();
    calls.addVectors();
    return calls;
  }

  @Override
  public Map<String, Runnable> named() {
    return calls;
  }

  @Override
  public List<double[]> memory() {
    return List.of(target, lowerTriangle(), reciprocal, u, out, outRows, sum);
  }

  /// What stands above the diagonal of a factor means nothing.
  private double[] lowerTriangle() {
    double[] lower = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        lower[i * n + j] = factor[DenseKernels.at(0, stride, i, j)];
      }
    }
    return lower;
  }

  private void addPacking() {
    calls.put("packRows", () -> kernels.packRows(n, k, rows, 0, n, target, 0, stride));
    calls.put(
        "packSelectedRows",
        () ->
            kernels.packSelectedRows(selected.length, k, selected, rows, 0, n, target, 0, stride));
    calls.put("packTransposed", () -> kernels.packTransposed(k, n, rows, 0, n, target, 0, stride));
    calls.put("packSymmetric", () -> kernels.packSymmetric(n, rows, 0, n, target, 0, stride));
    calls.put("unpackRows", () -> kernels.unpackRows(n, k, panels, 0, stride, outRows, 0, n));
    calls.put(
        "unpackTransposed", () -> kernels.unpackTransposed(k, n, panels, 0, stride, outRows, 0, n));
    calls.put("normalizeRows", () -> kernels.normalizeRows(n, k, target, 0, stride, out, 0));
    calls.put(
        "gatherRows",
        () ->
            kernels.gatherRows(selected.length, k, selected, panels, 0, stride, target, 0, stride));
    calls.put(
        "gatherPrincipal",
        () ->
            kernels.gatherPrincipal(
                selected.length, selected, panels, 0, stride, target, 0, stride));
    calls.put("symmetrize", () -> kernels.symmetrize(n, target, 0, stride));
    calls.put(
        "scaleColumns",
        () -> kernels.scaleColumns(n, k, panels, 0, stride, v, 0, target, 0, stride));
  }

  private void addFactors() {
    calls.put("packSymmetric, cholesky", this::packAndFactor);
    calls.put("solveLower", () -> kernels.solveLower(n, factor, 0, stride, reciprocal, 0, u, 0));
    calls.put(
        "solveLowerTransposed",
        () -> kernels.solveLowerTransposed(n, factor, 0, stride, reciprocal, 0, u, 0));
    calls.put(
        "solveLowerRows",
        () ->
            kernels.solveLowerRows(
                k, n, factor, 0, stride, reciprocal, 0, target, 0, stride, tile));
    calls.put(
        "solveLowerTransposedRows",
        () ->
            kernels.solveLowerTransposedRows(
                k, n, factor, 0, stride, reciprocal, 0, target, 0, stride, tile));
  }

  private void packAndFactor() {
    kernels.packSymmetric(n, rows, 0, n, factor, 0, stride);
    if (kernels.cholesky(n, 0, factor, 0, stride, reciprocal, 0, tile) >= 0) {
      throw new IllegalStateException("not positive definite");
    }
  }

  private void addProducts() {
    calls.put(
        "syrkLower",
        () ->
            kernels.syrkLower(
                n, k, 1, panels, 0, stride, panels, 0, stride, panels, 0, target, 0, stride, tile));
    calls.put(
        "gemmTransposed",
        () ->
            kernels.gemmTransposed(
                n, k, k, -1, panels, 0, stride, panels, 0, stride, panels, 0, target, 0, stride,
                tile));
    calls.put("multiply", () -> kernels.multiply(n, k, 1, panels, 0, stride, v, 0, 0.5, out, 0));
    calls.put(
        "multiplyTransposed",
        () -> kernels.multiplyTransposed(n, k, 1, panels, 0, stride, v, 0, 0.5, out, 0));
    calls.put(
        "multiplySelected",
        () ->
            kernels.multiplySelected(
                n, selected.length, selected, 1, panels, 0, stride, v, 0, 0, out, 0));
    calls.put("rowsMultiply", () -> kernels.rowsMultiply(n, k, 1, rows, 0, n, v, 0, 0.5, out, 0));
    calls.put(
        "rowsMultiplyTransposed",
        () -> kernels.rowsMultiplyTransposed(n, k, 1, rows, 0, n, v, 0, 0.5, out, 0));
  }

  private void addVectors() {
    calls.put("rankTwo", () -> kernels.rankTwo(n, k, v, 0, v, 0, v, 0, v, 0, false, outRows, 0, n));
    calls.put(
        "rankTwo, added", () -> kernels.rankTwo(n, k, v, 0, v, 0, v, 0, v, 0, true, outRows, 0, n));
    calls.put(
        "symmetricRankTwo", () -> kernels.symmetricRankTwo(n, v, 0, v, 0, true, outRows, 0, n));
    calls.put("dot", () -> sum[0] += kernels.dot(n, v, 0, v, 0));
    calls.put("weightedDot", () -> sum[0] += kernels.weightedDot(n, v, 0, v, 0, v, 0));
    calls.put("normInf", () -> sum[0] += kernels.normInf(n, v, 0));
    calls.put("axpy", () -> kernels.axpy(n, 1e-9, v, 0, out, 0));
    calls.put("scale", () -> kernels.scale(n, 0.5, out, 0));
    calls.put("multiplyElements", () -> kernels.multiplyElements(n, v, 0, v, 0, out, 0));
  }
}
