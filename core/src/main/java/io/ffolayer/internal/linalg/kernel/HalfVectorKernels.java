package io.ffolayer.internal.linalg.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// The dense kernels on 256-bit vectors: a column of a panel is two of them. Here is what the
/// compiler does not find by itself; plain loops over neighbours it turns into vectors, and those
/// are inherited.
///
/// The rules of [VectorBlocks] hold: no method takes or returns a vector. With sixteen registers
/// the tile of a product is 8×4.
final class HalfVectorKernels extends ScalarKernels {

  private static final VectorSpecies<Double> H = DoubleVector.SPECIES_256;
  private static final VectorShuffle<Double> SWAP2 = VectorShuffle.fromValues(H, 2, 3, 0, 1);
  private static final VectorShuffle<Double> SWAP1 = VectorShuffle.fromValues(H, 1, 0, 3, 2);
  private static final VectorMask<Double> HIGH2 = VectorMask.fromLong(H, 0b1100);
  private static final VectorMask<Double> HIGH1 = VectorMask.fromLong(H, 0b1010);

  // ---- products of blocks

  @Override
  void product16(
      int k, double[] a, int aOffset, int aStride, double[] b, int bOffset, double[] tile) {
    for (int panel = 0; panel < 2; panel++) {
      product8x4(k, a, aOffset + panel * aStride, b, bOffset, tile, 64 * panel);
      product8x4(k, a, aOffset + panel * aStride, b, bOffset + 4, tile, 64 * panel + 32);
    }
  }

  @Override
  void product8(
      int k,
      double[] a,
      int aOffset,
      double[] b,
      int bOffset,
      double[] c,
      int cOffset,
      double[] d,
      int dOffset,
      double sign,
      double[] tile) {
    product8x4(k, a, aOffset, b, bOffset, tile, 0);
    product8x4(k, a, aOffset, b, bOffset + 4, tile, 32);
    merge(tile, 0, c, cOffset, d, dOffset, sign);
  }

  private static void product8x4(
      int k, double[] a, int p, double[] b, int q, double[] tile, int t) {
    DoubleVector zero = DoubleVector.zero(H);
    DoubleVector x0 = zero, x1 = zero, x2 = zero, x3 = zero;
    DoubleVector y0 = zero, y1 = zero, y2 = zero, y3 = zero;
    for (int i = 0; i < k; i++) {
      DoubleVector u = DoubleVector.fromArray(H, a, p + 8 * i);
      DoubleVector v = DoubleVector.fromArray(H, a, p + 8 * i + 4);
      DoubleVector w = DoubleVector.broadcast(H, b[q + 8 * i]);
      x0 = u.fma(w, x0);
      y0 = v.fma(w, y0);
      w = DoubleVector.broadcast(H, b[q + 8 * i + 1]);
      x1 = u.fma(w, x1);
      y1 = v.fma(w, y1);
      w = DoubleVector.broadcast(H, b[q + 8 * i + 2]);
      x2 = u.fma(w, x2);
      y2 = v.fma(w, y2);
      w = DoubleVector.broadcast(H, b[q + 8 * i + 3]);
      x3 = u.fma(w, x3);
      y3 = v.fma(w, y3);
    }
    x0.intoArray(tile, t);
    y0.intoArray(tile, t + 4);
    x1.intoArray(tile, t + 8);
    y1.intoArray(tile, t + 12);
    x2.intoArray(tile, t + 16);
    y2.intoArray(tile, t + 20);
    x3.intoArray(tile, t + 24);
    y3.intoArray(tile, t + 28);
  }

  @Override
  void product16Columns(
      int k,
      double[] a,
      int aOffset,
      int aStride,
      double[] l,
      int lOffset,
      int lStride,
      double[] tile) {
    for (int panel = 0; panel < 2; panel++) {
      columns8x4(k, a, aOffset + panel * aStride, l, lOffset, lStride, tile, 64 * panel);
      columns8x4(k, a, aOffset + panel * aStride, l, lOffset + 32, lStride, tile, 64 * panel + 32);
    }
  }

  private static void columns8x4(
      int k, double[] a, int p, double[] l, int q, int lStride, double[] tile, int t) {
    DoubleVector zero = DoubleVector.zero(H);
    DoubleVector x0 = zero, x1 = zero, x2 = zero, x3 = zero;
    DoubleVector y0 = zero, y1 = zero, y2 = zero, y3 = zero;
    for (int i = 0; i < k; i++) {
      int r = q + (i >> 3) * lStride + (i & 7);
      DoubleVector u = DoubleVector.fromArray(H, a, p + 8 * i);
      DoubleVector v = DoubleVector.fromArray(H, a, p + 8 * i + 4);
      DoubleVector w = DoubleVector.broadcast(H, l[r]);
      x0 = u.fma(w, x0);
      y0 = v.fma(w, y0);
      w = DoubleVector.broadcast(H, l[r + 8]);
      x1 = u.fma(w, x1);
      y1 = v.fma(w, y1);
      w = DoubleVector.broadcast(H, l[r + 16]);
      x2 = u.fma(w, x2);
      y2 = v.fma(w, y2);
      w = DoubleVector.broadcast(H, l[r + 24]);
      x3 = u.fma(w, x3);
      y3 = v.fma(w, y3);
    }
    x0.intoArray(tile, t);
    y0.intoArray(tile, t + 4);
    x1.intoArray(tile, t + 8);
    y1.intoArray(tile, t + 12);
    x2.intoArray(tile, t + 16);
    y2.intoArray(tile, t + 20);
    x3.intoArray(tile, t + 24);
    y3.intoArray(tile, t + 28);
  }

  // ---- factor and substitutions in a block

  /// As in [VectorBlocks]; the upper halves of the last four columns lie above the diagonal.
  @Override
  int factorBlock(double[] a, int p, double smallest, double[] reciprocal, int rOffset) {
    DoubleVector x0 = DoubleVector.fromArray(H, a, p);
    DoubleVector y0 = DoubleVector.fromArray(H, a, p + 4);
    DoubleVector x1 = DoubleVector.fromArray(H, a, p + 8);
    DoubleVector y1 = DoubleVector.fromArray(H, a, p + 12);
    DoubleVector x2 = DoubleVector.fromArray(H, a, p + 16);
    DoubleVector y2 = DoubleVector.fromArray(H, a, p + 20);
    DoubleVector x3 = DoubleVector.fromArray(H, a, p + 24);
    DoubleVector y3 = DoubleVector.fromArray(H, a, p + 28);
    DoubleVector y4 = DoubleVector.fromArray(H, a, p + 36);
    DoubleVector y5 = DoubleVector.fromArray(H, a, p + 44);
    DoubleVector y6 = DoubleVector.fromArray(H, a, p + 52);
    DoubleVector y7 = DoubleVector.fromArray(H, a, p + 60);
    double pivot = a[p];
    if (!(pivot > smallest)) {
      return 0;
    }
    double root = 1 / Math.sqrt(pivot);
    reciprocal[rOffset] = root;
    DoubleVector u = x0.mul(-1 / pivot);
    DoubleVector v = y0.mul(-1 / pivot);
    x1 = u.fma(DoubleVector.broadcast(H, a[p + 1]), x1);
    x1.intoArray(a, p + 8);
    y1 = v.fma(DoubleVector.broadcast(H, a[p + 1]), y1);
    y1.intoArray(a, p + 12);
    x2 = u.fma(DoubleVector.broadcast(H, a[p + 2]), x2);
    y2 = v.fma(DoubleVector.broadcast(H, a[p + 2]), y2);
    x3 = u.fma(DoubleVector.broadcast(H, a[p + 3]), x3);
    y3 = v.fma(DoubleVector.broadcast(H, a[p + 3]), y3);
    y4 = v.fma(DoubleVector.broadcast(H, a[p + 4]), y4);
    y5 = v.fma(DoubleVector.broadcast(H, a[p + 5]), y5);
    y6 = v.fma(DoubleVector.broadcast(H, a[p + 6]), y6);
    y7 = v.fma(DoubleVector.broadcast(H, a[p + 7]), y7);
    x0.mul(root).intoArray(a, p);
    y0.mul(root).intoArray(a, p + 4);
    pivot = a[p + 9];
    if (!(pivot > smallest)) {
      return 1;
    }
    root = 1 / Math.sqrt(pivot);
    reciprocal[rOffset + 1] = root;
    u = x1.mul(-1 / pivot);
    v = y1.mul(-1 / pivot);
    x2 = u.fma(DoubleVector.broadcast(H, a[p + 10]), x2);
    x2.intoArray(a, p + 16);
    y2 = v.fma(DoubleVector.broadcast(H, a[p + 10]), y2);
    y2.intoArray(a, p + 20);
    x3 = u.fma(DoubleVector.broadcast(H, a[p + 11]), x3);
    y3 = v.fma(DoubleVector.broadcast(H, a[p + 11]), y3);
    y4 = v.fma(DoubleVector.broadcast(H, a[p + 12]), y4);
    y5 = v.fma(DoubleVector.broadcast(H, a[p + 13]), y5);
    y6 = v.fma(DoubleVector.broadcast(H, a[p + 14]), y6);
    y7 = v.fma(DoubleVector.broadcast(H, a[p + 15]), y7);
    x1.mul(root).intoArray(a, p + 8);
    y1.mul(root).intoArray(a, p + 12);
    pivot = a[p + 18];
    if (!(pivot > smallest)) {
      return 2;
    }
    root = 1 / Math.sqrt(pivot);
    reciprocal[rOffset + 2] = root;
    u = x2.mul(-1 / pivot);
    v = y2.mul(-1 / pivot);
    x3 = u.fma(DoubleVector.broadcast(H, a[p + 19]), x3);
    x3.intoArray(a, p + 24);
    y3 = v.fma(DoubleVector.broadcast(H, a[p + 19]), y3);
    y3.intoArray(a, p + 28);
    y4 = v.fma(DoubleVector.broadcast(H, a[p + 20]), y4);
    y5 = v.fma(DoubleVector.broadcast(H, a[p + 21]), y5);
    y6 = v.fma(DoubleVector.broadcast(H, a[p + 22]), y6);
    y7 = v.fma(DoubleVector.broadcast(H, a[p + 23]), y7);
    x2.mul(root).intoArray(a, p + 16);
    y2.mul(root).intoArray(a, p + 20);
    pivot = a[p + 27];
    if (!(pivot > smallest)) {
      return 3;
    }
    root = 1 / Math.sqrt(pivot);
    reciprocal[rOffset + 3] = root;
    v = y3.mul(-1 / pivot);
    y4 = v.fma(DoubleVector.broadcast(H, a[p + 28]), y4);
    y4.intoArray(a, p + 36);
    y5 = v.fma(DoubleVector.broadcast(H, a[p + 29]), y5);
    y6 = v.fma(DoubleVector.broadcast(H, a[p + 30]), y6);
    y7 = v.fma(DoubleVector.broadcast(H, a[p + 31]), y7);
    x3.mul(root).intoArray(a, p + 24);
    y3.mul(root).intoArray(a, p + 28);
    pivot = a[p + 36];
    if (!(pivot > smallest)) {
      return 4;
    }
    root = 1 / Math.sqrt(pivot);
    reciprocal[rOffset + 4] = root;
    v = y4.mul(-1 / pivot);
    y5 = v.fma(DoubleVector.broadcast(H, a[p + 37]), y5);
    y5.intoArray(a, p + 44);
    y6 = v.fma(DoubleVector.broadcast(H, a[p + 38]), y6);
    y7 = v.fma(DoubleVector.broadcast(H, a[p + 39]), y7);
    y4.mul(root).intoArray(a, p + 36);
    pivot = a[p + 45];
    if (!(pivot > smallest)) {
      return 5;
    }
    root = 1 / Math.sqrt(pivot);
    reciprocal[rOffset + 5] = root;
    v = y5.mul(-1 / pivot);
    y6 = v.fma(DoubleVector.broadcast(H, a[p + 46]), y6);
    y6.intoArray(a, p + 52);
    y7 = v.fma(DoubleVector.broadcast(H, a[p + 47]), y7);
    y5.mul(root).intoArray(a, p + 44);
    pivot = a[p + 54];
    if (!(pivot > smallest)) {
      return 6;
    }
    root = 1 / Math.sqrt(pivot);
    reciprocal[rOffset + 6] = root;
    v = y6.mul(-1 / pivot);
    y7 = v.fma(DoubleVector.broadcast(H, a[p + 55]), y7);
    y7.intoArray(a, p + 60);
    y6.mul(root).intoArray(a, p + 52);
    pivot = a[p + 63];
    if (!(pivot > smallest)) {
      return 7;
    }
    root = 1 / Math.sqrt(pivot);
    reciprocal[rOffset + 7] = root;
    y7.mul(root).intoArray(a, p + 60);
    return -1;
  }

  @Override
  void solveBlock(double[] x, int q, double[] l, int p, double[] reciprocal, int rOffset) {
    solveFourRows(x, q, l, p, reciprocal, rOffset);
    solveFourRows(x, q + 4, l, p, reciprocal, rOffset);
  }

  private static void solveFourRows(
      double[] x, int q, double[] l, int p, double[] reciprocal, int rOffset) {
    DoubleVector x0 = DoubleVector.fromArray(H, x, q);
    DoubleVector x1 = DoubleVector.fromArray(H, x, q + 8);
    DoubleVector x2 = DoubleVector.fromArray(H, x, q + 16);
    DoubleVector x3 = DoubleVector.fromArray(H, x, q + 24);
    DoubleVector x4 = DoubleVector.fromArray(H, x, q + 32);
    DoubleVector x5 = DoubleVector.fromArray(H, x, q + 40);
    DoubleVector x6 = DoubleVector.fromArray(H, x, q + 48);
    DoubleVector x7 = DoubleVector.fromArray(H, x, q + 56);
    x0 = x0.mul(reciprocal[rOffset]);
    x0.intoArray(x, q);
    DoubleVector u = x0.neg();
    x1 = u.fma(DoubleVector.broadcast(H, l[p + 1]), x1);
    x2 = u.fma(DoubleVector.broadcast(H, l[p + 2]), x2);
    x3 = u.fma(DoubleVector.broadcast(H, l[p + 3]), x3);
    x4 = u.fma(DoubleVector.broadcast(H, l[p + 4]), x4);
    x5 = u.fma(DoubleVector.broadcast(H, l[p + 5]), x5);
    x6 = u.fma(DoubleVector.broadcast(H, l[p + 6]), x6);
    x7 = u.fma(DoubleVector.broadcast(H, l[p + 7]), x7);
    x1 = x1.mul(reciprocal[rOffset + 1]);
    x1.intoArray(x, q + 8);
    u = x1.neg();
    x2 = u.fma(DoubleVector.broadcast(H, l[p + 10]), x2);
    x3 = u.fma(DoubleVector.broadcast(H, l[p + 11]), x3);
    x4 = u.fma(DoubleVector.broadcast(H, l[p + 12]), x4);
    x5 = u.fma(DoubleVector.broadcast(H, l[p + 13]), x5);
    x6 = u.fma(DoubleVector.broadcast(H, l[p + 14]), x6);
    x7 = u.fma(DoubleVector.broadcast(H, l[p + 15]), x7);
    x2 = x2.mul(reciprocal[rOffset + 2]);
    x2.intoArray(x, q + 16);
    u = x2.neg();
    x3 = u.fma(DoubleVector.broadcast(H, l[p + 19]), x3);
    x4 = u.fma(DoubleVector.broadcast(H, l[p + 20]), x4);
    x5 = u.fma(DoubleVector.broadcast(H, l[p + 21]), x5);
    x6 = u.fma(DoubleVector.broadcast(H, l[p + 22]), x6);
    x7 = u.fma(DoubleVector.broadcast(H, l[p + 23]), x7);
    x3 = x3.mul(reciprocal[rOffset + 3]);
    x3.intoArray(x, q + 24);
    u = x3.neg();
    x4 = u.fma(DoubleVector.broadcast(H, l[p + 28]), x4);
    x5 = u.fma(DoubleVector.broadcast(H, l[p + 29]), x5);
    x6 = u.fma(DoubleVector.broadcast(H, l[p + 30]), x6);
    x7 = u.fma(DoubleVector.broadcast(H, l[p + 31]), x7);
    x4 = x4.mul(reciprocal[rOffset + 4]);
    x4.intoArray(x, q + 32);
    u = x4.neg();
    x5 = u.fma(DoubleVector.broadcast(H, l[p + 37]), x5);
    x6 = u.fma(DoubleVector.broadcast(H, l[p + 38]), x6);
    x7 = u.fma(DoubleVector.broadcast(H, l[p + 39]), x7);
    x5 = x5.mul(reciprocal[rOffset + 5]);
    x5.intoArray(x, q + 40);
    u = x5.neg();
    x6 = u.fma(DoubleVector.broadcast(H, l[p + 46]), x6);
    x7 = u.fma(DoubleVector.broadcast(H, l[p + 47]), x7);
    x6 = x6.mul(reciprocal[rOffset + 6]);
    x6.intoArray(x, q + 48);
    u = x6.neg();
    x7 = u.fma(DoubleVector.broadcast(H, l[p + 55]), x7);
    x7 = x7.mul(reciprocal[rOffset + 7]);
    x7.intoArray(x, q + 56);
  }

  @Override
  void solveBlockTransposed(
      double[] x, int q, double[] l, int p, double[] reciprocal, int rOffset) {
    solveFourRowsTransposed(x, q, l, p, reciprocal, rOffset);
    solveFourRowsTransposed(x, q + 4, l, p, reciprocal, rOffset);
  }

  private static void solveFourRowsTransposed(
      double[] x, int q, double[] l, int p, double[] reciprocal, int rOffset) {
    DoubleVector x0 = DoubleVector.fromArray(H, x, q);
    DoubleVector x1 = DoubleVector.fromArray(H, x, q + 8);
    DoubleVector x2 = DoubleVector.fromArray(H, x, q + 16);
    DoubleVector x3 = DoubleVector.fromArray(H, x, q + 24);
    DoubleVector x4 = DoubleVector.fromArray(H, x, q + 32);
    DoubleVector x5 = DoubleVector.fromArray(H, x, q + 40);
    DoubleVector x6 = DoubleVector.fromArray(H, x, q + 48);
    DoubleVector x7 = DoubleVector.fromArray(H, x, q + 56);
    x7 = x7.mul(reciprocal[rOffset + 7]);
    x7.intoArray(x, q + 56);
    DoubleVector u = x7.neg();
    x0 = u.fma(DoubleVector.broadcast(H, l[p + 7]), x0);
    x1 = u.fma(DoubleVector.broadcast(H, l[p + 15]), x1);
    x2 = u.fma(DoubleVector.broadcast(H, l[p + 23]), x2);
    x3 = u.fma(DoubleVector.broadcast(H, l[p + 31]), x3);
    x4 = u.fma(DoubleVector.broadcast(H, l[p + 39]), x4);
    x5 = u.fma(DoubleVector.broadcast(H, l[p + 47]), x5);
    x6 = u.fma(DoubleVector.broadcast(H, l[p + 55]), x6);
    x6 = x6.mul(reciprocal[rOffset + 6]);
    x6.intoArray(x, q + 48);
    u = x6.neg();
    x0 = u.fma(DoubleVector.broadcast(H, l[p + 6]), x0);
    x1 = u.fma(DoubleVector.broadcast(H, l[p + 14]), x1);
    x2 = u.fma(DoubleVector.broadcast(H, l[p + 22]), x2);
    x3 = u.fma(DoubleVector.broadcast(H, l[p + 30]), x3);
    x4 = u.fma(DoubleVector.broadcast(H, l[p + 38]), x4);
    x5 = u.fma(DoubleVector.broadcast(H, l[p + 46]), x5);
    x5 = x5.mul(reciprocal[rOffset + 5]);
    x5.intoArray(x, q + 40);
    u = x5.neg();
    x0 = u.fma(DoubleVector.broadcast(H, l[p + 5]), x0);
    x1 = u.fma(DoubleVector.broadcast(H, l[p + 13]), x1);
    x2 = u.fma(DoubleVector.broadcast(H, l[p + 21]), x2);
    x3 = u.fma(DoubleVector.broadcast(H, l[p + 29]), x3);
    x4 = u.fma(DoubleVector.broadcast(H, l[p + 37]), x4);
    x4 = x4.mul(reciprocal[rOffset + 4]);
    x4.intoArray(x, q + 32);
    u = x4.neg();
    x0 = u.fma(DoubleVector.broadcast(H, l[p + 4]), x0);
    x1 = u.fma(DoubleVector.broadcast(H, l[p + 12]), x1);
    x2 = u.fma(DoubleVector.broadcast(H, l[p + 20]), x2);
    x3 = u.fma(DoubleVector.broadcast(H, l[p + 28]), x3);
    x3 = x3.mul(reciprocal[rOffset + 3]);
    x3.intoArray(x, q + 24);
    u = x3.neg();
    x0 = u.fma(DoubleVector.broadcast(H, l[p + 3]), x0);
    x1 = u.fma(DoubleVector.broadcast(H, l[p + 11]), x1);
    x2 = u.fma(DoubleVector.broadcast(H, l[p + 19]), x2);
    x2 = x2.mul(reciprocal[rOffset + 2]);
    x2.intoArray(x, q + 16);
    u = x2.neg();
    x0 = u.fma(DoubleVector.broadcast(H, l[p + 2]), x0);
    x1 = u.fma(DoubleVector.broadcast(H, l[p + 10]), x1);
    x1 = x1.mul(reciprocal[rOffset + 1]);
    x1.intoArray(x, q + 8);
    u = x1.neg();
    x0 = u.fma(DoubleVector.broadcast(H, l[p + 1]), x0);
    x0 = x0.mul(reciprocal[rOffset]);
    x0.intoArray(x, q);
  }

  // ---- matrix times vector

  @Override
  void addPanel(
      int cols, double alpha, double[] a, int panel, double[] v, int vOffset, double[] out, int o) {
    DoubleVector s0 = DoubleVector.zero(H), s1 = s0, t0 = s0, t1 = s0;
    int k = 0;
    for (; k + 2 <= cols; k += 2) {
      DoubleVector v0 = DoubleVector.broadcast(H, v[vOffset + k]);
      DoubleVector v1 = DoubleVector.broadcast(H, v[vOffset + k + 1]);
      s0 = DoubleVector.fromArray(H, a, panel + 8 * k).fma(v0, s0);
      t0 = DoubleVector.fromArray(H, a, panel + 8 * k + 4).fma(v0, t0);
      s1 = DoubleVector.fromArray(H, a, panel + 8 * k + 8).fma(v1, s1);
      t1 = DoubleVector.fromArray(H, a, panel + 8 * k + 12).fma(v1, t1);
    }
    if (k < cols) {
      DoubleVector v0 = DoubleVector.broadcast(H, v[vOffset + k]);
      s0 = DoubleVector.fromArray(H, a, panel + 8 * k).fma(v0, s0);
      t0 = DoubleVector.fromArray(H, a, panel + 8 * k + 4).fma(v0, t0);
    }
    DoubleVector factor = DoubleVector.broadcast(H, alpha);
    s0.add(s1).fma(factor, DoubleVector.fromArray(H, out, o)).intoArray(out, o);
    t0.add(t1).fma(factor, DoubleVector.fromArray(H, out, o + 4)).intoArray(out, o + 4);
  }

  @Override
  void addSelected(
      int count,
      int[] selected,
      double alpha,
      double[] a,
      int panel,
      double[] v,
      int vOffset,
      double[] out,
      int o) {
    DoubleVector s0 = DoubleVector.zero(H), s1 = s0, t0 = s0, t1 = s0;
    int e = 0;
    for (; e + 2 <= count; e += 2) {
      int p = panel + 8 * selected[e];
      int q = panel + 8 * selected[e + 1];
      DoubleVector v0 = DoubleVector.broadcast(H, v[vOffset + e]);
      DoubleVector v1 = DoubleVector.broadcast(H, v[vOffset + e + 1]);
      s0 = DoubleVector.fromArray(H, a, p).fma(v0, s0);
      t0 = DoubleVector.fromArray(H, a, p + 4).fma(v0, t0);
      s1 = DoubleVector.fromArray(H, a, q).fma(v1, s1);
      t1 = DoubleVector.fromArray(H, a, q + 4).fma(v1, t1);
    }
    if (e < count) {
      int p = panel + 8 * selected[e];
      DoubleVector v0 = DoubleVector.broadcast(H, v[vOffset + e]);
      s0 = DoubleVector.fromArray(H, a, p).fma(v0, s0);
      t0 = DoubleVector.fromArray(H, a, p + 4).fma(v0, t0);
    }
    DoubleVector factor = DoubleVector.broadcast(H, alpha);
    s0.add(s1).fma(factor, DoubleVector.fromArray(H, out, o)).intoArray(out, o);
    t0.add(t1).fma(factor, DoubleVector.fromArray(H, out, o + 4)).intoArray(out, o + 4);
  }

  @Override
  void subtractColumns(int panels, double[] l, int first, int stride, double[] b, int y) {
    subtractFromHalves(panels, l, first, stride, b, y, y + 8);
    subtractFromHalves(panels, l, first + 4, stride, b, y, y + 12);
  }

  private static void subtractFromHalves(
      int panels, double[] l, int first, int stride, double[] b, int y, int to) {
    DoubleVector v0 = DoubleVector.broadcast(H, -b[y]);
    DoubleVector v1 = DoubleVector.broadcast(H, -b[y + 1]);
    DoubleVector v2 = DoubleVector.broadcast(H, -b[y + 2]);
    DoubleVector v3 = DoubleVector.broadcast(H, -b[y + 3]);
    DoubleVector v4 = DoubleVector.broadcast(H, -b[y + 4]);
    DoubleVector v5 = DoubleVector.broadcast(H, -b[y + 5]);
    DoubleVector v6 = DoubleVector.broadcast(H, -b[y + 6]);
    DoubleVector v7 = DoubleVector.broadcast(H, -b[y + 7]);
    for (int i = 0, q = first, o = to; i < panels; i++, q += stride, o += 8) {
      DoubleVector s0 = DoubleVector.fromArray(H, l, q).fma(v0, DoubleVector.fromArray(H, b, o));
      DoubleVector s1 = DoubleVector.fromArray(H, l, q + 8).mul(v1);
      DoubleVector s2 = DoubleVector.fromArray(H, l, q + 16).mul(v2);
      DoubleVector s3 = DoubleVector.fromArray(H, l, q + 24).mul(v3);
      s0 = DoubleVector.fromArray(H, l, q + 32).fma(v4, s0);
      s1 = DoubleVector.fromArray(H, l, q + 40).fma(v5, s1);
      s2 = DoubleVector.fromArray(H, l, q + 48).fma(v6, s2);
      s3 = DoubleVector.fromArray(H, l, q + 56).fma(v7, s3);
      s0.add(s1).add(s2.add(s3)).intoArray(b, o);
    }
  }

  @Override
  void addEightColumns(
      int panels,
      double alpha,
      double[] a,
      int first,
      int stride,
      double[] v,
      int vOffset,
      double[] out,
      int o) {
    addFourColumns(panels, alpha, a, first, stride, v, vOffset, out, o);
    addFourColumns(panels, alpha, a, first + 32, stride, v, vOffset, out, o + 4);
  }

  private static void addFourColumns(
      int panels,
      double alpha,
      double[] a,
      int first,
      int stride,
      double[] v,
      int vOffset,
      double[] out,
      int o) {
    DoubleVector s0 = DoubleVector.zero(H), s1 = s0, s2 = s0, s3 = s0;
    DoubleVector t0 = s0, t1 = s0, t2 = s0, t3 = s0;
    for (int p = 0, q = first; p < panels; p++, q += stride) {
      DoubleVector u = DoubleVector.fromArray(H, v, vOffset + 8 * p);
      DoubleVector w = DoubleVector.fromArray(H, v, vOffset + 8 * p + 4);
      s0 = DoubleVector.fromArray(H, a, q).fma(u, s0);
      t0 = DoubleVector.fromArray(H, a, q + 4).fma(w, t0);
      s1 = DoubleVector.fromArray(H, a, q + 8).fma(u, s1);
      t1 = DoubleVector.fromArray(H, a, q + 12).fma(w, t1);
      s2 = DoubleVector.fromArray(H, a, q + 16).fma(u, s2);
      t2 = DoubleVector.fromArray(H, a, q + 20).fma(w, t2);
      s3 = DoubleVector.fromArray(H, a, q + 24).fma(u, s3);
      t3 = DoubleVector.fromArray(H, a, q + 28).fma(w, t3);
    }
    s0 = s0.add(t0);
    s1 = s1.add(t1);
    s2 = s2.add(t2);
    s3 = s3.add(t3);
    s0 = s0.blend(s2, HIGH2).add(s0.rearrange(SWAP2).blend(s2.rearrange(SWAP2), HIGH2));
    s1 = s1.blend(s3, HIGH2).add(s1.rearrange(SWAP2).blend(s3.rearrange(SWAP2), HIGH2));
    s0 = s0.blend(s1, HIGH1).add(s0.rearrange(SWAP1).blend(s1.rearrange(SWAP1), HIGH1));
    s0.fma(DoubleVector.broadcast(H, alpha), DoubleVector.fromArray(H, out, o)).intoArray(out, o);
  }

  @Override
  void addFourProducts(
      int cols,
      double alpha,
      double[] m,
      int m0,
      int ld,
      double[] v,
      int vOffset,
      double[] out,
      int o) {
    DoubleVector s0 = DoubleVector.zero(H), s1 = s0, s2 = s0, s3 = s0;
    DoubleVector t0 = s0, t1 = s0, t2 = s0, t3 = s0;
    int m1 = m0 + ld;
    int m2 = m1 + ld;
    int m3 = m2 + ld;
    int k = 0;
    for (; k + 8 <= cols; k += 8) {
      DoubleVector u = DoubleVector.fromArray(H, v, vOffset + k);
      DoubleVector w = DoubleVector.fromArray(H, v, vOffset + k + 4);
      s0 = DoubleVector.fromArray(H, m, m0 + k).fma(u, s0);
      t0 = DoubleVector.fromArray(H, m, m0 + k + 4).fma(w, t0);
      s1 = DoubleVector.fromArray(H, m, m1 + k).fma(u, s1);
      t1 = DoubleVector.fromArray(H, m, m1 + k + 4).fma(w, t1);
      s2 = DoubleVector.fromArray(H, m, m2 + k).fma(u, s2);
      t2 = DoubleVector.fromArray(H, m, m2 + k + 4).fma(w, t2);
      s3 = DoubleVector.fromArray(H, m, m3 + k).fma(u, s3);
      t3 = DoubleVector.fromArray(H, m, m3 + k + 4).fma(w, t3);
    }
    // The halves change places with each step; s + t has the same bits as t + s. One copy of this
    // for both: the first compiler gives up on larger methods, and then they may never be compiled.
    for (; k < cols; k += 4) {
      VectorMask<Double> in = H.indexInRange(k, cols);
      DoubleVector u = DoubleVector.fromArray(H, v, vOffset + k, in);
      DoubleVector r0 = DoubleVector.fromArray(H, m, m0 + k, in).fma(u, s0);
      DoubleVector r1 = DoubleVector.fromArray(H, m, m1 + k, in).fma(u, s1);
      DoubleVector r2 = DoubleVector.fromArray(H, m, m2 + k, in).fma(u, s2);
      DoubleVector r3 = DoubleVector.fromArray(H, m, m3 + k, in).fma(u, s3);
      s0 = t0;
      s1 = t1;
      s2 = t2;
      s3 = t3;
      t0 = r0;
      t1 = r1;
      t2 = r2;
      t3 = r3;
    }
    s0 = s0.blend(s2, HIGH2).add(s0.rearrange(SWAP2).blend(s2.rearrange(SWAP2), HIGH2));
    s1 = s1.blend(s3, HIGH2).add(s1.rearrange(SWAP2).blend(s3.rearrange(SWAP2), HIGH2));
    s0 = s0.blend(s1, HIGH1).add(s0.rearrange(SWAP1).blend(s1.rearrange(SWAP1), HIGH1));
    t0 = t0.blend(t2, HIGH2).add(t0.rearrange(SWAP2).blend(t2.rearrange(SWAP2), HIGH2));
    t1 = t1.blend(t3, HIGH2).add(t1.rearrange(SWAP2).blend(t3.rearrange(SWAP2), HIGH2));
    t0 = t0.blend(t1, HIGH1).add(t0.rearrange(SWAP1).blend(t1.rearrange(SWAP1), HIGH1));
    DoubleVector.fromArray(H, out, o).add(s0.add(t0).mul(alpha)).intoArray(out, o);
  }

  // ---- vectors

  @Override
  public double dot(int n, double[] a, int aOffset, double[] b, int bOffset) {
    DoubleVector s0 = DoubleVector.zero(H), s1 = s0, s2 = s0, s3 = s0;
    DoubleVector t0 = s0, t1 = s0, t2 = s0, t3 = s0;
    int i = 0;
    for (; i + 32 <= n; i += 32) {
      int p = aOffset + i;
      int q = bOffset + i;
      s0 = DoubleVector.fromArray(H, a, p).fma(DoubleVector.fromArray(H, b, q), s0);
      t0 = DoubleVector.fromArray(H, a, p + 4).fma(DoubleVector.fromArray(H, b, q + 4), t0);
      s1 = DoubleVector.fromArray(H, a, p + 8).fma(DoubleVector.fromArray(H, b, q + 8), s1);
      t1 = DoubleVector.fromArray(H, a, p + 12).fma(DoubleVector.fromArray(H, b, q + 12), t1);
      s2 = DoubleVector.fromArray(H, a, p + 16).fma(DoubleVector.fromArray(H, b, q + 16), s2);
      t2 = DoubleVector.fromArray(H, a, p + 20).fma(DoubleVector.fromArray(H, b, q + 20), t2);
      s3 = DoubleVector.fromArray(H, a, p + 24).fma(DoubleVector.fromArray(H, b, q + 24), s3);
      t3 = DoubleVector.fromArray(H, a, p + 28).fma(DoubleVector.fromArray(H, b, q + 28), t3);
    }
    for (; i + 8 <= n; i += 8) {
      int p = aOffset + i;
      int q = bOffset + i;
      s0 = DoubleVector.fromArray(H, a, p).fma(DoubleVector.fromArray(H, b, q), s0);
      t0 = DoubleVector.fromArray(H, a, p + 4).fma(DoubleVector.fromArray(H, b, q + 4), t0);
    }
    if (i < n) {
      VectorMask<Double> in = H.indexInRange(i, n);
      DoubleVector u = DoubleVector.fromArray(H, a, aOffset + i, in);
      s1 = u.fma(DoubleVector.fromArray(H, b, bOffset + i, in), s1);
      in = H.indexInRange(i + 4, n);
      u = DoubleVector.fromArray(H, a, aOffset + i + 4, in);
      t1 = u.fma(DoubleVector.fromArray(H, b, bOffset + i + 4, in), t1);
    }
    s0 = s0.add(s1).add(s2.add(s3)).add(t0.add(t1).add(t2.add(t3)));
    s0 = s0.add(s0.rearrange(SWAP2));
    return s0.add(s0.rearrange(SWAP1)).lane(0);
  }

  @Override
  public double sizeOfDot(int n, double[] a, int aOffset, double[] b, int bOffset) {
    DoubleVector s0 = DoubleVector.zero(H), s1 = s0, t0 = s0, t1 = s0;
    int i = 0;
    for (; i + 16 <= n; i += 16) {
      int p = aOffset + i;
      int q = bOffset + i;
      DoubleVector u = DoubleVector.fromArray(H, a, p);
      s0 = s0.add(u.mul(DoubleVector.fromArray(H, b, q)).abs());
      u = DoubleVector.fromArray(H, a, p + 4);
      t0 = t0.add(u.mul(DoubleVector.fromArray(H, b, q + 4)).abs());
      u = DoubleVector.fromArray(H, a, p + 8);
      s1 = s1.add(u.mul(DoubleVector.fromArray(H, b, q + 8)).abs());
      u = DoubleVector.fromArray(H, a, p + 12);
      t1 = t1.add(u.mul(DoubleVector.fromArray(H, b, q + 12)).abs());
    }
    if (i + 8 <= n) {
      DoubleVector u = DoubleVector.fromArray(H, a, aOffset + i);
      s0 = s0.add(u.mul(DoubleVector.fromArray(H, b, bOffset + i)).abs());
      u = DoubleVector.fromArray(H, a, aOffset + i + 4);
      t0 = t0.add(u.mul(DoubleVector.fromArray(H, b, bOffset + i + 4)).abs());
      i += 8;
    }
    s0 = s0.add(s1).add(t0.add(t1));
    s0 = s0.add(s0.rearrange(SWAP2));
    double sum = s0.add(s0.rearrange(SWAP1)).lane(0);
    for (; i < n; i++) sum += Math.abs(a[aOffset + i] * b[bOffset + i]);
    return sum;
  }
}
