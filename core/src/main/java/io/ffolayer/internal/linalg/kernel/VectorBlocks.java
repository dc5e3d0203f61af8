package io.ffolayer.internal.linalg.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/// The 8×8 block operations on 512-bit vectors: a column of a panel is one vector.
///
/// The compiler keeps a vector in a register only while every call on it is inlined; one call that
/// is not boxes the vectors, costs a factor of twenty, and gives no warning. The methods of the
/// Vector API are inlined by annotation whatever the size of the caller, ours are not once about
/// fifty vector operations have been met. So no method of ours takes or returns a vector,
/// repetition is written out, a method stays under about 1300 bytecodes, and a test asserts that a
/// warm kernel allocates nothing.
abstract class VectorBlocks extends BlockedKernels {

  static final VectorSpecies<Double> S = DoubleVector.SPECIES_512;

  @Override
  void product16(
      int k, double[] a, int aOffset, int aStride, double[] b, int bOffset, double[] tile) {
    DoubleVector zero = DoubleVector.zero(S);
    DoubleVector x0 = zero,
        x1 = zero,
        x2 = zero,
        x3 = zero,
        x4 = zero,
        x5 = zero,
        x6 = zero,
        x7 = zero;
    DoubleVector y0 = zero,
        y1 = zero,
        y2 = zero,
        y3 = zero,
        y4 = zero,
        y5 = zero,
        y6 = zero,
        y7 = zero;
    int second = aOffset + aStride;
    for (int e = 0; e < 8 * k; e += 8) {
      DoubleVector u = DoubleVector.fromArray(S, a, aOffset + e);
      DoubleVector v = DoubleVector.fromArray(S, a, second + e);
      DoubleVector w = DoubleVector.broadcast(S, b[bOffset + e]);
      x0 = u.fma(w, x0);
      y0 = v.fma(w, y0);
      w = DoubleVector.broadcast(S, b[bOffset + e + 1]);
      x1 = u.fma(w, x1);
      y1 = v.fma(w, y1);
      w = DoubleVector.broadcast(S, b[bOffset + e + 2]);
      x2 = u.fma(w, x2);
      y2 = v.fma(w, y2);
      w = DoubleVector.broadcast(S, b[bOffset + e + 3]);
      x3 = u.fma(w, x3);
      y3 = v.fma(w, y3);
      w = DoubleVector.broadcast(S, b[bOffset + e + 4]);
      x4 = u.fma(w, x4);
      y4 = v.fma(w, y4);
      w = DoubleVector.broadcast(S, b[bOffset + e + 5]);
      x5 = u.fma(w, x5);
      y5 = v.fma(w, y5);
      w = DoubleVector.broadcast(S, b[bOffset + e + 6]);
      x6 = u.fma(w, x6);
      y6 = v.fma(w, y6);
      w = DoubleVector.broadcast(S, b[bOffset + e + 7]);
      x7 = u.fma(w, x7);
      y7 = v.fma(w, y7);
    }
    x0.intoArray(tile, 0);
    x1.intoArray(tile, 8);
    x2.intoArray(tile, 16);
    x3.intoArray(tile, 24);
    x4.intoArray(tile, 32);
    x5.intoArray(tile, 40);
    x6.intoArray(tile, 48);
    x7.intoArray(tile, 56);
    y0.intoArray(tile, 64);
    y1.intoArray(tile, 72);
    y2.intoArray(tile, 80);
    y3.intoArray(tile, 88);
    y4.intoArray(tile, 96);
    y5.intoArray(tile, 104);
    y6.intoArray(tile, 112);
    y7.intoArray(tile, 120);
  }

  @Override
  void merge(double[] tile, int t, double[] c, int cOffset, double[] d, int dOffset, double sign) {
    DoubleVector s = DoubleVector.broadcast(S, sign);
    for (int e = 0; e < 64; e += 8) {
      DoubleVector.fromArray(S, tile, t + e)
          .fma(s, DoubleVector.fromArray(S, c, cOffset + e))
          .intoArray(d, dOffset + e);
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
    DoubleVector zero = DoubleVector.zero(S);
    DoubleVector x0 = zero,
        x1 = zero,
        x2 = zero,
        x3 = zero,
        x4 = zero,
        x5 = zero,
        x6 = zero,
        x7 = zero;
    for (int e = 0; e < 8 * k; e += 8) {
      DoubleVector u = DoubleVector.fromArray(S, a, aOffset + e);
      x0 = u.fma(DoubleVector.broadcast(S, b[bOffset + e]), x0);
      x1 = u.fma(DoubleVector.broadcast(S, b[bOffset + e + 1]), x1);
      x2 = u.fma(DoubleVector.broadcast(S, b[bOffset + e + 2]), x2);
      x3 = u.fma(DoubleVector.broadcast(S, b[bOffset + e + 3]), x3);
      x4 = u.fma(DoubleVector.broadcast(S, b[bOffset + e + 4]), x4);
      x5 = u.fma(DoubleVector.broadcast(S, b[bOffset + e + 5]), x5);
      x6 = u.fma(DoubleVector.broadcast(S, b[bOffset + e + 6]), x6);
      x7 = u.fma(DoubleVector.broadcast(S, b[bOffset + e + 7]), x7);
    }
    x0.intoArray(tile, 0);
    x1.intoArray(tile, 8);
    x2.intoArray(tile, 16);
    x3.intoArray(tile, 24);
    x4.intoArray(tile, 32);
    x5.intoArray(tile, 40);
    x6.intoArray(tile, 48);
    x7.intoArray(tile, 56);
    merge(tile, 0, c, cOffset, d, dOffset, sign);
  }

  /// The chain from pivot to pivot is one division and one product: columns are updated with
  /// 1/pivot, and the square root that scales column j into L runs beside it.
  @Override
  int factorBlock(double[] a, int p, double smallest, double[] reciprocal, int rOffset) {
    DoubleVector x0 = DoubleVector.fromArray(S, a, p);
    DoubleVector x1 = DoubleVector.fromArray(S, a, p + 8);
    DoubleVector x2 = DoubleVector.fromArray(S, a, p + 16);
    DoubleVector x3 = DoubleVector.fromArray(S, a, p + 24);
    DoubleVector x4 = DoubleVector.fromArray(S, a, p + 32);
    DoubleVector x5 = DoubleVector.fromArray(S, a, p + 40);
    DoubleVector x6 = DoubleVector.fromArray(S, a, p + 48);
    DoubleVector x7 = DoubleVector.fromArray(S, a, p + 56);
    double pivot = a[p];
    if (!(pivot > smallest)) {
      return 0;
    }
    double root = 1 / Math.sqrt(pivot);
    reciprocal[rOffset] = root;
    DoubleVector u = x0.mul(-1 / pivot);
    x1 = u.fma(DoubleVector.broadcast(S, a[p + 1]), x1);
    x1.intoArray(a, p + 8);
    x2 = u.fma(DoubleVector.broadcast(S, a[p + 2]), x2);
    x3 = u.fma(DoubleVector.broadcast(S, a[p + 3]), x3);
    x4 = u.fma(DoubleVector.broadcast(S, a[p + 4]), x4);
    x5 = u.fma(DoubleVector.broadcast(S, a[p + 5]), x5);
    x6 = u.fma(DoubleVector.broadcast(S, a[p + 6]), x6);
    x7 = u.fma(DoubleVector.broadcast(S, a[p + 7]), x7);
    x0.mul(root).intoArray(a, p);
    pivot = a[p + 9];
    if (!(pivot > smallest)) {
      return 1;
    }
    root = 1 / Math.sqrt(pivot);
    reciprocal[rOffset + 1] = root;
    u = x1.mul(-1 / pivot);
    x2 = u.fma(DoubleVector.broadcast(S, a[p + 10]), x2);
    x2.intoArray(a, p + 16);
    x3 = u.fma(DoubleVector.broadcast(S, a[p + 11]), x3);
    x4 = u.fma(DoubleVector.broadcast(S, a[p + 12]), x4);
    x5 = u.fma(DoubleVector.broadcast(S, a[p + 13]), x5);
    x6 = u.fma(DoubleVector.broadcast(S, a[p + 14]), x6);
    x7 = u.fma(DoubleVector.broadcast(S, a[p + 15]), x7);
    x1.mul(root).intoArray(a, p + 8);
    pivot = a[p + 18];
    if (!(pivot > smallest)) {
      return 2;
    }
    root = 1 / Math.sqrt(pivot);
    reciprocal[rOffset + 2] = root;
    u = x2.mul(-1 / pivot);
    x3 = u.fma(DoubleVector.broadcast(S, a[p + 19]), x3);
    x3.intoArray(a, p + 24);
    x4 = u.fma(DoubleVector.broadcast(S, a[p + 20]), x4);
    x5 = u.fma(DoubleVector.broadcast(S, a[p + 21]), x5);
    x6 = u.fma(DoubleVector.broadcast(S, a[p + 22]), x6);
    x7 = u.fma(DoubleVector.broadcast(S, a[p + 23]), x7);
    x2.mul(root).intoArray(a, p + 16);
    pivot = a[p + 27];
    if (!(pivot > smallest)) {
      return 3;
    }
    root = 1 / Math.sqrt(pivot);
    reciprocal[rOffset + 3] = root;
    u = x3.mul(-1 / pivot);
    x4 = u.fma(DoubleVector.broadcast(S, a[p + 28]), x4);
    x4.intoArray(a, p + 32);
    x5 = u.fma(DoubleVector.broadcast(S, a[p + 29]), x5);
    x6 = u.fma(DoubleVector.broadcast(S, a[p + 30]), x6);
    x7 = u.fma(DoubleVector.broadcast(S, a[p + 31]), x7);
    x3.mul(root).intoArray(a, p + 24);
    pivot = a[p + 36];
    if (!(pivot > smallest)) {
      return 4;
    }
    root = 1 / Math.sqrt(pivot);
    reciprocal[rOffset + 4] = root;
    u = x4.mul(-1 / pivot);
    x5 = u.fma(DoubleVector.broadcast(S, a[p + 37]), x5);
    x5.intoArray(a, p + 40);
    x6 = u.fma(DoubleVector.broadcast(S, a[p + 38]), x6);
    x7 = u.fma(DoubleVector.broadcast(S, a[p + 39]), x7);
    x4.mul(root).intoArray(a, p + 32);
    pivot = a[p + 45];
    if (!(pivot > smallest)) {
      return 5;
    }
    root = 1 / Math.sqrt(pivot);
    reciprocal[rOffset + 5] = root;
    u = x5.mul(-1 / pivot);
    x6 = u.fma(DoubleVector.broadcast(S, a[p + 46]), x6);
    x6.intoArray(a, p + 48);
    x7 = u.fma(DoubleVector.broadcast(S, a[p + 47]), x7);
    x5.mul(root).intoArray(a, p + 40);
    pivot = a[p + 54];
    if (!(pivot > smallest)) {
      return 6;
    }
    root = 1 / Math.sqrt(pivot);
    reciprocal[rOffset + 6] = root;
    u = x6.mul(-1 / pivot);
    x7 = u.fma(DoubleVector.broadcast(S, a[p + 55]), x7);
    x7.intoArray(a, p + 56);
    x6.mul(root).intoArray(a, p + 48);
    pivot = a[p + 63];
    if (!(pivot > smallest)) {
      return 7;
    }
    root = 1 / Math.sqrt(pivot);
    reciprocal[rOffset + 7] = root;
    x7.mul(root).intoArray(a, p + 56);
    return -1;
  }

  @Override
  void solveBlock(double[] x, int q, double[] l, int p, double[] reciprocal, int rOffset) {
    DoubleVector x0 = DoubleVector.fromArray(S, x, q);
    DoubleVector x1 = DoubleVector.fromArray(S, x, q + 8);
    DoubleVector x2 = DoubleVector.fromArray(S, x, q + 16);
    DoubleVector x3 = DoubleVector.fromArray(S, x, q + 24);
    DoubleVector x4 = DoubleVector.fromArray(S, x, q + 32);
    DoubleVector x5 = DoubleVector.fromArray(S, x, q + 40);
    DoubleVector x6 = DoubleVector.fromArray(S, x, q + 48);
    DoubleVector x7 = DoubleVector.fromArray(S, x, q + 56);
    x0 = x0.mul(reciprocal[rOffset]);
    x0.intoArray(x, q);
    DoubleVector u = x0.neg();
    x1 = u.fma(DoubleVector.broadcast(S, l[p + 1]), x1);
    x2 = u.fma(DoubleVector.broadcast(S, l[p + 2]), x2);
    x3 = u.fma(DoubleVector.broadcast(S, l[p + 3]), x3);
    x4 = u.fma(DoubleVector.broadcast(S, l[p + 4]), x4);
    x5 = u.fma(DoubleVector.broadcast(S, l[p + 5]), x5);
    x6 = u.fma(DoubleVector.broadcast(S, l[p + 6]), x6);
    x7 = u.fma(DoubleVector.broadcast(S, l[p + 7]), x7);
    x1 = x1.mul(reciprocal[rOffset + 1]);
    x1.intoArray(x, q + 8);
    u = x1.neg();
    x2 = u.fma(DoubleVector.broadcast(S, l[p + 10]), x2);
    x3 = u.fma(DoubleVector.broadcast(S, l[p + 11]), x3);
    x4 = u.fma(DoubleVector.broadcast(S, l[p + 12]), x4);
    x5 = u.fma(DoubleVector.broadcast(S, l[p + 13]), x5);
    x6 = u.fma(DoubleVector.broadcast(S, l[p + 14]), x6);
    x7 = u.fma(DoubleVector.broadcast(S, l[p + 15]), x7);
    x2 = x2.mul(reciprocal[rOffset + 2]);
    x2.intoArray(x, q + 16);
    u = x2.neg();
    x3 = u.fma(DoubleVector.broadcast(S, l[p + 19]), x3);
    x4 = u.fma(DoubleVector.broadcast(S, l[p + 20]), x4);
    x5 = u.fma(DoubleVector.broadcast(S, l[p + 21]), x5);
    x6 = u.fma(DoubleVector.broadcast(S, l[p + 22]), x6);
    x7 = u.fma(DoubleVector.broadcast(S, l[p + 23]), x7);
    x3 = x3.mul(reciprocal[rOffset + 3]);
    x3.intoArray(x, q + 24);
    u = x3.neg();
    x4 = u.fma(DoubleVector.broadcast(S, l[p + 28]), x4);
    x5 = u.fma(DoubleVector.broadcast(S, l[p + 29]), x5);
    x6 = u.fma(DoubleVector.broadcast(S, l[p + 30]), x6);
    x7 = u.fma(DoubleVector.broadcast(S, l[p + 31]), x7);
    x4 = x4.mul(reciprocal[rOffset + 4]);
    x4.intoArray(x, q + 32);
    u = x4.neg();
    x5 = u.fma(DoubleVector.broadcast(S, l[p + 37]), x5);
    x6 = u.fma(DoubleVector.broadcast(S, l[p + 38]), x6);
    x7 = u.fma(DoubleVector.broadcast(S, l[p + 39]), x7);
    x5 = x5.mul(reciprocal[rOffset + 5]);
    x5.intoArray(x, q + 40);
    u = x5.neg();
    x6 = u.fma(DoubleVector.broadcast(S, l[p + 46]), x6);
    x7 = u.fma(DoubleVector.broadcast(S, l[p + 47]), x7);
    x6 = x6.mul(reciprocal[rOffset + 6]);
    x6.intoArray(x, q + 48);
    u = x6.neg();
    x7 = u.fma(DoubleVector.broadcast(S, l[p + 55]), x7);
    x7 = x7.mul(reciprocal[rOffset + 7]);
    x7.intoArray(x, q + 56);
  }

  @Override
  void solveBlockTransposed(
      double[] x, int q, double[] l, int p, double[] reciprocal, int rOffset) {
    DoubleVector x0 = DoubleVector.fromArray(S, x, q);
    DoubleVector x1 = DoubleVector.fromArray(S, x, q + 8);
    DoubleVector x2 = DoubleVector.fromArray(S, x, q + 16);
    DoubleVector x3 = DoubleVector.fromArray(S, x, q + 24);
    DoubleVector x4 = DoubleVector.fromArray(S, x, q + 32);
    DoubleVector x5 = DoubleVector.fromArray(S, x, q + 40);
    DoubleVector x6 = DoubleVector.fromArray(S, x, q + 48);
    DoubleVector x7 = DoubleVector.fromArray(S, x, q + 56);
    x7 = x7.mul(reciprocal[rOffset + 7]);
    x7.intoArray(x, q + 56);
    DoubleVector u = x7.neg();
    x0 = u.fma(DoubleVector.broadcast(S, l[p + 7]), x0);
    x1 = u.fma(DoubleVector.broadcast(S, l[p + 15]), x1);
    x2 = u.fma(DoubleVector.broadcast(S, l[p + 23]), x2);
    x3 = u.fma(DoubleVector.broadcast(S, l[p + 31]), x3);
    x4 = u.fma(DoubleVector.broadcast(S, l[p + 39]), x4);
    x5 = u.fma(DoubleVector.broadcast(S, l[p + 47]), x5);
    x6 = u.fma(DoubleVector.broadcast(S, l[p + 55]), x6);
    x6 = x6.mul(reciprocal[rOffset + 6]);
    x6.intoArray(x, q + 48);
    u = x6.neg();
    x0 = u.fma(DoubleVector.broadcast(S, l[p + 6]), x0);
    x1 = u.fma(DoubleVector.broadcast(S, l[p + 14]), x1);
    x2 = u.fma(DoubleVector.broadcast(S, l[p + 22]), x2);
    x3 = u.fma(DoubleVector.broadcast(S, l[p + 30]), x3);
    x4 = u.fma(DoubleVector.broadcast(S, l[p + 38]), x4);
    x5 = u.fma(DoubleVector.broadcast(S, l[p + 46]), x5);
    x5 = x5.mul(reciprocal[rOffset + 5]);
    x5.intoArray(x, q + 40);
    u = x5.neg();
    x0 = u.fma(DoubleVector.broadcast(S, l[p + 5]), x0);
    x1 = u.fma(DoubleVector.broadcast(S, l[p + 13]), x1);
    x2 = u.fma(DoubleVector.broadcast(S, l[p + 21]), x2);
    x3 = u.fma(DoubleVector.broadcast(S, l[p + 29]), x3);
    x4 = u.fma(DoubleVector.broadcast(S, l[p + 37]), x4);
    x4 = x4.mul(reciprocal[rOffset + 4]);
    x4.intoArray(x, q + 32);
    u = x4.neg();
    x0 = u.fma(DoubleVector.broadcast(S, l[p + 4]), x0);
    x1 = u.fma(DoubleVector.broadcast(S, l[p + 12]), x1);
    x2 = u.fma(DoubleVector.broadcast(S, l[p + 20]), x2);
    x3 = u.fma(DoubleVector.broadcast(S, l[p + 28]), x3);
    x3 = x3.mul(reciprocal[rOffset + 3]);
    x3.intoArray(x, q + 24);
    u = x3.neg();
    x0 = u.fma(DoubleVector.broadcast(S, l[p + 3]), x0);
    x1 = u.fma(DoubleVector.broadcast(S, l[p + 11]), x1);
    x2 = u.fma(DoubleVector.broadcast(S, l[p + 19]), x2);
    x2 = x2.mul(reciprocal[rOffset + 2]);
    x2.intoArray(x, q + 16);
    u = x2.neg();
    x0 = u.fma(DoubleVector.broadcast(S, l[p + 2]), x0);
    x1 = u.fma(DoubleVector.broadcast(S, l[p + 10]), x1);
    x1 = x1.mul(reciprocal[rOffset + 1]);
    x1.intoArray(x, q + 8);
    u = x1.neg();
    x0 = u.fma(DoubleVector.broadcast(S, l[p + 1]), x0);
    x0 = x0.mul(reciprocal[rOffset]);
    x0.intoArray(x, q);
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
    DoubleVector zero = DoubleVector.zero(S);
    DoubleVector x0 = zero,
        x1 = zero,
        x2 = zero,
        x3 = zero,
        x4 = zero,
        x5 = zero,
        x6 = zero,
        x7 = zero;
    DoubleVector y0 = zero,
        y1 = zero,
        y2 = zero,
        y3 = zero,
        y4 = zero,
        y5 = zero,
        y6 = zero,
        y7 = zero;
    int second = aOffset + aStride;
    for (int i = 0; i < k; i++) {
      DoubleVector u = DoubleVector.fromArray(S, a, aOffset + 8 * i);
      DoubleVector v = DoubleVector.fromArray(S, a, second + 8 * i);
      int q = lOffset + (i >> 3) * lStride + (i & 7);
      DoubleVector w = DoubleVector.broadcast(S, l[q]);
      x0 = u.fma(w, x0);
      y0 = v.fma(w, y0);
      w = DoubleVector.broadcast(S, l[q + 8]);
      x1 = u.fma(w, x1);
      y1 = v.fma(w, y1);
      w = DoubleVector.broadcast(S, l[q + 16]);
      x2 = u.fma(w, x2);
      y2 = v.fma(w, y2);
      w = DoubleVector.broadcast(S, l[q + 24]);
      x3 = u.fma(w, x3);
      y3 = v.fma(w, y3);
      w = DoubleVector.broadcast(S, l[q + 32]);
      x4 = u.fma(w, x4);
      y4 = v.fma(w, y4);
      w = DoubleVector.broadcast(S, l[q + 40]);
      x5 = u.fma(w, x5);
      y5 = v.fma(w, y5);
      w = DoubleVector.broadcast(S, l[q + 48]);
      x6 = u.fma(w, x6);
      y6 = v.fma(w, y6);
      w = DoubleVector.broadcast(S, l[q + 56]);
      x7 = u.fma(w, x7);
      y7 = v.fma(w, y7);
    }
    x0.intoArray(tile, 0);
    x1.intoArray(tile, 8);
    x2.intoArray(tile, 16);
    x3.intoArray(tile, 24);
    x4.intoArray(tile, 32);
    x5.intoArray(tile, 40);
    x6.intoArray(tile, 48);
    x7.intoArray(tile, 56);
    y0.intoArray(tile, 64);
    y1.intoArray(tile, 72);
    y2.intoArray(tile, 80);
    y3.intoArray(tile, 88);
    y4.intoArray(tile, 96);
    y5.intoArray(tile, 104);
    y6.intoArray(tile, 112);
    y7.intoArray(tile, 120);
  }
}
