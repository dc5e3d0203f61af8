package io.ffolayer.internal.linalg.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/// Panel matrices and single vectors on 512-bit vectors: substitutions, and products with vectors.
///
/// Sums over lanes are written out with shuffles: `reduceLanes` may add in another order once a
/// method is compiled, and a result must not depend on that.
abstract class VectorProducts extends VectorBlocks {

  static final VectorShuffle<Double> SWAP4 = VectorShuffle.fromValues(S, 4, 5, 6, 7, 0, 1, 2, 3);
  static final VectorShuffle<Double> SWAP2 = VectorShuffle.fromValues(S, 2, 3, 0, 1, 6, 7, 4, 5);
  static final VectorShuffle<Double> SWAP1 = VectorShuffle.fromValues(S, 1, 0, 3, 2, 5, 4, 7, 6);
  static final VectorMask<Double> HIGH4 = VectorMask.fromLong(S, 0b11110000);
  static final VectorMask<Double> HIGH2 = VectorMask.fromLong(S, 0b11001100);
  static final VectorMask<Double> HIGH1 = VectorMask.fromLong(S, 0b10101010);

  @Override
  public void normalizeRows(
      int rows, int cols, double[] a, int aOffset, int stride, double[] d, int dOffset) {
    int panels = DenseKernels.padded(rows) >> 3;
    for (int p = 0; p < panels; p++) {
      normalizePanel(cols, a, aOffset + p * stride, d, dOffset + 8 * p);
    }
  }

  private static void normalizePanel(int cols, double[] a, int panel, double[] d, int to) {
    DoubleVector s0 = DoubleVector.zero(S), s1 = s0, s2 = s0, s3 = s0;
    int end = panel + 8 * cols;
    int e = panel;
    for (; e + 32 <= end; e += 32) {
      DoubleVector x0 = DoubleVector.fromArray(S, a, e);
      DoubleVector x1 = DoubleVector.fromArray(S, a, e + 8);
      DoubleVector x2 = DoubleVector.fromArray(S, a, e + 16);
      DoubleVector x3 = DoubleVector.fromArray(S, a, e + 24);
      s0 = x0.fma(x0, s0);
      s1 = x1.fma(x1, s1);
      s2 = x2.fma(x2, s2);
      s3 = x3.fma(x3, s3);
    }
    for (; e < end; e += 8) {
      DoubleVector x = DoubleVector.fromArray(S, a, e);
      s0 = x.fma(x, s0);
    }
    DoubleVector square = s0.add(s1).add(s2.add(s3));
    VectorMask<Double> good =
        square
            .compare(VectorOperators.GT, 0)
            .and(square.compare(VectorOperators.LT, Double.POSITIVE_INFINITY));
    DoubleVector one = DoubleVector.broadcast(S, 1);
    DoubleVector r = DoubleVector.zero(S).blend(one.div(one.blend(square, good).sqrt()), good);
    r.intoArray(d, to);
    for (e = panel; e < end; e += 8) {
      DoubleVector.fromArray(S, a, e).mul(r).intoArray(a, e);
    }
  }

  @Override
  public void scaleColumns(
      int rows,
      int cols,
      double[] a,
      int aOffset,
      int aStride,
      double[] w,
      int wOffset,
      double[] b,
      int bOffset,
      int bStride) {
    for (int i = 0; i < rows; i += 8) {
      int from = aOffset + (i >> 3) * aStride;
      int to = bOffset + (i >> 3) * bStride;
      for (int k = 0; k < cols; k++) {
        DoubleVector.fromArray(S, a, from + 8 * k).mul(w[wOffset + k]).intoArray(b, to + 8 * k);
      }
    }
  }

  // ---- substitutions

  /// Subtracts from the panels below the block its eight columns times the eight values at `y`.
  @Override
  void subtractColumns(int panels, double[] l, int first, int stride, double[] b, int y) {
    DoubleVector v0 = DoubleVector.broadcast(S, -b[y]);
    DoubleVector v1 = DoubleVector.broadcast(S, -b[y + 1]);
    DoubleVector v2 = DoubleVector.broadcast(S, -b[y + 2]);
    DoubleVector v3 = DoubleVector.broadcast(S, -b[y + 3]);
    DoubleVector v4 = DoubleVector.broadcast(S, -b[y + 4]);
    DoubleVector v5 = DoubleVector.broadcast(S, -b[y + 5]);
    DoubleVector v6 = DoubleVector.broadcast(S, -b[y + 6]);
    DoubleVector v7 = DoubleVector.broadcast(S, -b[y + 7]);
    for (int i = 1, q = first; i <= panels; i++, q += stride) {
      DoubleVector s0 =
          DoubleVector.fromArray(S, l, q).fma(v0, DoubleVector.fromArray(S, b, y + 8 * i));
      DoubleVector s1 = DoubleVector.fromArray(S, l, q + 8).mul(v1);
      DoubleVector s2 = DoubleVector.fromArray(S, l, q + 16).mul(v2);
      DoubleVector s3 = DoubleVector.fromArray(S, l, q + 24).mul(v3);
      s0 = DoubleVector.fromArray(S, l, q + 32).fma(v4, s0);
      s1 = DoubleVector.fromArray(S, l, q + 40).fma(v5, s1);
      s2 = DoubleVector.fromArray(S, l, q + 48).fma(v6, s2);
      s3 = DoubleVector.fromArray(S, l, q + 56).fma(v7, s3);
      s0.add(s1).add(s2.add(s3)).intoArray(b, y + 8 * i);
    }
  }

  // ---- matrix times vector

  @Override
  void addTwoPanels(
      int cols,
      double alpha,
      double[] a,
      int panel,
      int stride,
      double[] v,
      int vOffset,
      double[] out,
      int o) {
    DoubleVector s0 = DoubleVector.zero(S), s1 = s0, t0 = s0, t1 = s0;
    int second = panel + stride;
    int k = 0;
    for (; k + 2 <= cols; k += 2) {
      DoubleVector v0 = DoubleVector.broadcast(S, v[vOffset + k]);
      DoubleVector v1 = DoubleVector.broadcast(S, v[vOffset + k + 1]);
      s0 = DoubleVector.fromArray(S, a, panel + 8 * k).fma(v0, s0);
      t0 = DoubleVector.fromArray(S, a, second + 8 * k).fma(v0, t0);
      s1 = DoubleVector.fromArray(S, a, panel + 8 * k + 8).fma(v1, s1);
      t1 = DoubleVector.fromArray(S, a, second + 8 * k + 8).fma(v1, t1);
    }
    if (k < cols) {
      DoubleVector v0 = DoubleVector.broadcast(S, v[vOffset + k]);
      s0 = DoubleVector.fromArray(S, a, panel + 8 * k).fma(v0, s0);
      t0 = DoubleVector.fromArray(S, a, second + 8 * k).fma(v0, t0);
    }
    s0.add(s1)
        .fma(DoubleVector.broadcast(S, alpha), DoubleVector.fromArray(S, out, o))
        .intoArray(out, o);
    t0.add(t1)
        .fma(DoubleVector.broadcast(S, alpha), DoubleVector.fromArray(S, out, o + 8))
        .intoArray(out, o + 8);
  }

  @Override
  void addPanel(
      int cols, double alpha, double[] a, int panel, double[] v, int vOffset, double[] out, int o) {
    DoubleVector s0 = DoubleVector.zero(S), s1 = s0;
    int k = 0;
    for (; k + 2 <= cols; k += 2) {
      s0 =
          DoubleVector.fromArray(S, a, panel + 8 * k)
              .fma(DoubleVector.broadcast(S, v[vOffset + k]), s0);
      s1 =
          DoubleVector.fromArray(S, a, panel + 8 * k + 8)
              .fma(DoubleVector.broadcast(S, v[vOffset + k + 1]), s1);
    }
    if (k < cols) {
      s0 =
          DoubleVector.fromArray(S, a, panel + 8 * k)
              .fma(DoubleVector.broadcast(S, v[vOffset + k]), s0);
    }
    s0.add(s1)
        .fma(DoubleVector.broadcast(S, alpha), DoubleVector.fromArray(S, out, o))
        .intoArray(out, o);
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
    DoubleVector s0 = DoubleVector.zero(S), s1 = s0;
    int e = 0;
    for (; e + 2 <= count; e += 2) {
      s0 =
          DoubleVector.fromArray(S, a, panel + 8 * selected[e])
              .fma(DoubleVector.broadcast(S, v[vOffset + e]), s0);
      s1 =
          DoubleVector.fromArray(S, a, panel + 8 * selected[e + 1])
              .fma(DoubleVector.broadcast(S, v[vOffset + e + 1]), s1);
    }
    if (e < count) {
      s0 =
          DoubleVector.fromArray(S, a, panel + 8 * selected[e])
              .fma(DoubleVector.broadcast(S, v[vOffset + e]), s0);
    }
    s0.add(s1)
        .fma(DoubleVector.broadcast(S, alpha), DoubleVector.fromArray(S, out, o))
        .intoArray(out, o);
  }

  /// Adds to eight elements of the output α times eight columns times v.
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
    DoubleVector s0 = DoubleVector.zero(S),
        s1 = s0,
        s2 = s0,
        s3 = s0,
        s4 = s0,
        s5 = s0,
        s6 = s0,
        s7 = s0;
    for (int p = 0, q = first; p < panels; p++, q += stride) {
      DoubleVector u = DoubleVector.fromArray(S, v, vOffset + 8 * p);
      s0 = DoubleVector.fromArray(S, a, q).fma(u, s0);
      s1 = DoubleVector.fromArray(S, a, q + 8).fma(u, s1);
      s2 = DoubleVector.fromArray(S, a, q + 16).fma(u, s2);
      s3 = DoubleVector.fromArray(S, a, q + 24).fma(u, s3);
      s4 = DoubleVector.fromArray(S, a, q + 32).fma(u, s4);
      s5 = DoubleVector.fromArray(S, a, q + 40).fma(u, s5);
      s6 = DoubleVector.fromArray(S, a, q + 48).fma(u, s6);
      s7 = DoubleVector.fromArray(S, a, q + 56).fma(u, s7);
    }
    // each fold halves the number of vectors and adds two lanes of each; at the end lane c is the
    // sum of s_c
    s0 = s0.blend(s4, HIGH4).add(s0.rearrange(SWAP4).blend(s4.rearrange(SWAP4), HIGH4));
    s1 = s1.blend(s5, HIGH4).add(s1.rearrange(SWAP4).blend(s5.rearrange(SWAP4), HIGH4));
    s2 = s2.blend(s6, HIGH4).add(s2.rearrange(SWAP4).blend(s6.rearrange(SWAP4), HIGH4));
    s3 = s3.blend(s7, HIGH4).add(s3.rearrange(SWAP4).blend(s7.rearrange(SWAP4), HIGH4));
    s0 = s0.blend(s2, HIGH2).add(s0.rearrange(SWAP2).blend(s2.rearrange(SWAP2), HIGH2));
    s1 = s1.blend(s3, HIGH2).add(s1.rearrange(SWAP2).blend(s3.rearrange(SWAP2), HIGH2));
    s0 = s0.blend(s1, HIGH1).add(s0.rearrange(SWAP1).blend(s1.rearrange(SWAP1), HIGH1));
    s0.fma(DoubleVector.broadcast(S, alpha), DoubleVector.fromArray(S, out, o)).intoArray(out, o);
  }

  @Override
  void addColumn(
      int panels,
      double alpha,
      double[] a,
      int first,
      int stride,
      double[] v,
      int vOffset,
      double[] out,
      int o) {
    DoubleVector s = DoubleVector.zero(S);
    for (int p = 0, q = first; p < panels; p++, q += stride) {
      s = DoubleVector.fromArray(S, a, q).fma(DoubleVector.fromArray(S, v, vOffset + 8 * p), s);
    }
    s = s.add(s.rearrange(SWAP4));
    s = s.add(s.rearrange(SWAP2));
    out[o] += alpha * s.add(s.rearrange(SWAP1)).lane(0);
  }
}
