package io.ffolayer.internal.linalg.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// The dense kernels on 512-bit vectors; here packing and the operations on row-major matrices and
/// vectors.
final class VectorKernels extends VectorProducts {

  private static final VectorMask<Double> FIRST4 = VectorMask.fromLong(S, 0b1111);

  // ---- packing

  @Override
  void copyPanel(int height, int cols, double[] m, int from, int ld, double[] p, int panel) {
    if (height == 8) {
      for (int k = 0; k < cols; k++) {
        DoubleVector.fromArray(S, m, from + k * ld).intoArray(p, panel + 8 * k);
      }
    } else {
      VectorMask<Double> inside = S.indexInRange(0, height);
      for (int k = 0; k < cols; k++) {
        DoubleVector.fromArray(S, m, from + k * ld, inside).intoArray(p, panel + 8 * k);
      }
    }
  }

  /// In registers: blocks of 4, then of 2, then of 1 change places across the diagonal.
  @Override
  void transpose(double[] m, int from, int ld, double[] t, int to, int toLd) {
    DoubleVector x0 = DoubleVector.fromArray(S, m, from);
    DoubleVector x1 = DoubleVector.fromArray(S, m, from + ld);
    DoubleVector x2 = DoubleVector.fromArray(S, m, from + 2 * ld);
    DoubleVector x3 = DoubleVector.fromArray(S, m, from + 3 * ld);
    DoubleVector x4 = DoubleVector.fromArray(S, m, from + 4 * ld);
    DoubleVector x5 = DoubleVector.fromArray(S, m, from + 5 * ld);
    DoubleVector x6 = DoubleVector.fromArray(S, m, from + 6 * ld);
    DoubleVector x7 = DoubleVector.fromArray(S, m, from + 7 * ld);
    DoubleVector y;
    y = x0.blend(x4.rearrange(SWAP4), HIGH4);
    x4 = x0.rearrange(SWAP4).blend(x4, HIGH4);
    x0 = y;
    y = x1.blend(x5.rearrange(SWAP4), HIGH4);
    x5 = x1.rearrange(SWAP4).blend(x5, HIGH4);
    x1 = y;
    y = x2.blend(x6.rearrange(SWAP4), HIGH4);
    x6 = x2.rearrange(SWAP4).blend(x6, HIGH4);
    x2 = y;
    y = x3.blend(x7.rearrange(SWAP4), HIGH4);
    x7 = x3.rearrange(SWAP4).blend(x7, HIGH4);
    x3 = y;
    y = x0.blend(x2.rearrange(SWAP2), HIGH2);
    x2 = x0.rearrange(SWAP2).blend(x2, HIGH2);
    x0 = y;
    y = x1.blend(x3.rearrange(SWAP2), HIGH2);
    x3 = x1.rearrange(SWAP2).blend(x3, HIGH2);
    x1 = y;
    y = x4.blend(x6.rearrange(SWAP2), HIGH2);
    x6 = x4.rearrange(SWAP2).blend(x6, HIGH2);
    x4 = y;
    y = x5.blend(x7.rearrange(SWAP2), HIGH2);
    x7 = x5.rearrange(SWAP2).blend(x7, HIGH2);
    x5 = y;
    y = x0.blend(x1.rearrange(SWAP1), HIGH1);
    x1 = x0.rearrange(SWAP1).blend(x1, HIGH1);
    x0 = y;
    y = x2.blend(x3.rearrange(SWAP1), HIGH1);
    x3 = x2.rearrange(SWAP1).blend(x3, HIGH1);
    x2 = y;
    y = x4.blend(x5.rearrange(SWAP1), HIGH1);
    x5 = x4.rearrange(SWAP1).blend(x5, HIGH1);
    x4 = y;
    y = x6.blend(x7.rearrange(SWAP1), HIGH1);
    x7 = x6.rearrange(SWAP1).blend(x7, HIGH1);
    x6 = y;
    x0.intoArray(t, to);
    x1.intoArray(t, to + toLd);
    x2.intoArray(t, to + 2 * toLd);
    x3.intoArray(t, to + 3 * toLd);
    x4.intoArray(t, to + 4 * toLd);
    x5.intoArray(t, to + 5 * toLd);
    x6.intoArray(t, to + 6 * toLd);
    x7.intoArray(t, to + 7 * toLd);
  }

  // ---- matrix times vector, row-major

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
    DoubleVector s0 = DoubleVector.zero(S), s1 = s0, s2 = s0, s3 = s0;
    int m1 = m0 + ld;
    int m2 = m1 + ld;
    int m3 = m2 + ld;
    int k = 0;
    for (; k + 8 <= cols; k += 8) {
      DoubleVector u = DoubleVector.fromArray(S, v, vOffset + k);
      s0 = DoubleVector.fromArray(S, m, m0 + k).fma(u, s0);
      s1 = DoubleVector.fromArray(S, m, m1 + k).fma(u, s1);
      s2 = DoubleVector.fromArray(S, m, m2 + k).fma(u, s2);
      s3 = DoubleVector.fromArray(S, m, m3 + k).fma(u, s3);
    }
    if (k < cols) {
      VectorMask<Double> in = S.indexInRange(k, cols);
      DoubleVector u = DoubleVector.fromArray(S, v, vOffset + k, in);
      s0 = DoubleVector.fromArray(S, m, m0 + k, in).fma(u, s0);
      s1 = DoubleVector.fromArray(S, m, m1 + k, in).fma(u, s1);
      s2 = DoubleVector.fromArray(S, m, m2 + k, in).fma(u, s2);
      s3 = DoubleVector.fromArray(S, m, m3 + k, in).fma(u, s3);
    }
    s0 = s0.blend(s2, HIGH2).add(s0.rearrange(SWAP2).blend(s2.rearrange(SWAP2), HIGH2));
    s1 = s1.blend(s3, HIGH2).add(s1.rearrange(SWAP2).blend(s3.rearrange(SWAP2), HIGH2));
    s0 = s0.blend(s1, HIGH1).add(s0.rearrange(SWAP1).blend(s1.rearrange(SWAP1), HIGH1));
    s0 = s0.add(s0.rearrange(SWAP4)).mul(alpha);
    DoubleVector.fromArray(S, out, o, FIRST4).add(s0).intoArray(out, o, FIRST4);
  }

  @Override
  void addFourRows(
      int cols,
      double c0,
      double c1,
      double c2,
      double c3,
      double[] m,
      int m0,
      int m1,
      int m2,
      int m3,
      double[] out,
      int to) {
    DoubleVector v0 = DoubleVector.broadcast(S, c0);
    DoubleVector v1 = DoubleVector.broadcast(S, c1);
    DoubleVector v2 = DoubleVector.broadcast(S, c2);
    DoubleVector v3 = DoubleVector.broadcast(S, c3);
    int k = 0;
    for (; k + 8 <= cols; k += 8) {
      DoubleVector s =
          DoubleVector.fromArray(S, m, m0 + k).fma(v0, DoubleVector.fromArray(S, out, to + k));
      DoubleVector t = DoubleVector.fromArray(S, m, m1 + k).mul(v1);
      s = DoubleVector.fromArray(S, m, m2 + k).fma(v2, s);
      t = DoubleVector.fromArray(S, m, m3 + k).fma(v3, t);
      s.add(t).intoArray(out, to + k);
    }
    // One by one: a masked store would make the next load of these elements wait.
    for (; k < cols; k++) {
      double s = Math.fma(m[m2 + k], c2, Math.fma(m[m0 + k], c0, out[to + k]));
      out[to + k] = s + Math.fma(m[m3 + k], c3, m[m1 + k] * c1);
    }
  }

  // ---- gradients, row-major

  @Override
  void setRankTwoRow(
      int n,
      double a,
      double[] y,
      int yOffset,
      double b,
      double[] x,
      int xOffset,
      double[] m,
      int row) {
    DoubleVector u = DoubleVector.broadcast(S, a);
    DoubleVector v = DoubleVector.broadcast(S, b);
    int j = 0;
    for (; j + 8 <= n; j += 8) {
      DoubleVector.fromArray(S, y, yOffset + j)
          .mul(u)
          .add(DoubleVector.fromArray(S, x, xOffset + j).mul(v))
          .intoArray(m, row + j);
    }
    if (j < n) {
      VectorMask<Double> in = S.indexInRange(j, n);
      DoubleVector s = DoubleVector.fromArray(S, y, yOffset + j, in).mul(u);
      DoubleVector t = DoubleVector.fromArray(S, x, xOffset + j, in).mul(v);
      s.add(t).intoArray(m, row + j, in);
    }
  }

  @Override
  void addRankTwoRow(
      int n,
      double a,
      double[] y,
      int yOffset,
      double b,
      double[] x,
      int xOffset,
      double[] m,
      int row) {
    DoubleVector u = DoubleVector.broadcast(S, a);
    DoubleVector v = DoubleVector.broadcast(S, b);
    int j = 0;
    for (; j + 8 <= n; j += 8) {
      DoubleVector s =
          DoubleVector.fromArray(S, y, yOffset + j)
              .mul(u)
              .add(DoubleVector.fromArray(S, x, xOffset + j).mul(v));
      DoubleVector.fromArray(S, m, row + j).add(s).intoArray(m, row + j);
    }
    if (j < n) {
      VectorMask<Double> in = S.indexInRange(j, n);
      DoubleVector s = DoubleVector.fromArray(S, y, yOffset + j, in).mul(u);
      DoubleVector t = DoubleVector.fromArray(S, x, xOffset + j, in).mul(v);
      DoubleVector.fromArray(S, m, row + j, in).add(s.add(t)).intoArray(m, row + j, in);
    }
  }

  // ---- vectors

  @Override
  public double dot(int n, double[] a, int aOffset, double[] b, int bOffset) {
    DoubleVector s0 = DoubleVector.zero(S), s1 = s0, s2 = s0, s3 = s0;
    int i = 0;
    for (; i + 32 <= n; i += 32) {
      s0 =
          DoubleVector.fromArray(S, a, aOffset + i)
              .fma(DoubleVector.fromArray(S, b, bOffset + i), s0);
      s1 =
          DoubleVector.fromArray(S, a, aOffset + i + 8)
              .fma(DoubleVector.fromArray(S, b, bOffset + i + 8), s1);
      s2 =
          DoubleVector.fromArray(S, a, aOffset + i + 16)
              .fma(DoubleVector.fromArray(S, b, bOffset + i + 16), s2);
      s3 =
          DoubleVector.fromArray(S, a, aOffset + i + 24)
              .fma(DoubleVector.fromArray(S, b, bOffset + i + 24), s3);
    }
    for (; i + 8 <= n; i += 8) {
      s0 =
          DoubleVector.fromArray(S, a, aOffset + i)
              .fma(DoubleVector.fromArray(S, b, bOffset + i), s0);
    }
    if (i < n) {
      VectorMask<Double> in = S.indexInRange(i, n);
      s1 =
          DoubleVector.fromArray(S, a, aOffset + i, in)
              .fma(DoubleVector.fromArray(S, b, bOffset + i, in), s1);
    }
    s0 = s0.add(s1).add(s2.add(s3));
    s0 = s0.add(s0.rearrange(SWAP4));
    s0 = s0.add(s0.rearrange(SWAP2));
    return s0.add(s0.rearrange(SWAP1)).lane(0);
  }

  @Override
  public double weightedDot(
      int n, double[] w, int wOffset, double[] a, int aOffset, double[] b, int bOffset) {
    DoubleVector s = DoubleVector.zero(S);
    int i = 0;
    for (; i + 8 <= n; i += 8) {
      s =
          DoubleVector.fromArray(S, w, wOffset + i)
              .mul(DoubleVector.fromArray(S, a, aOffset + i))
              .fma(DoubleVector.fromArray(S, b, bOffset + i), s);
    }
    if (i < n) {
      VectorMask<Double> in = S.indexInRange(i, n);
      DoubleVector u =
          DoubleVector.fromArray(S, w, wOffset + i, in)
              .mul(DoubleVector.fromArray(S, a, aOffset + i, in));
      s = u.fma(DoubleVector.fromArray(S, b, bOffset + i, in), s);
    }
    s = s.add(s.rearrange(SWAP4));
    s = s.add(s.rearrange(SWAP2));
    return s.add(s.rearrange(SWAP1)).lane(0);
  }

  @Override
  public void axpy(int n, double alpha, double[] x, int xOffset, double[] y, int yOffset) {
    DoubleVector a = DoubleVector.broadcast(S, alpha);
    int i = 0;
    for (; i + 8 <= n; i += 8) {
      DoubleVector.fromArray(S, x, xOffset + i)
          .fma(a, DoubleVector.fromArray(S, y, yOffset + i))
          .intoArray(y, yOffset + i);
    }
    // One by one: a masked store would make the next load of these elements wait.
    for (; i < n; i++) {
      y[yOffset + i] = Math.fma(x[xOffset + i], alpha, y[yOffset + i]);
    }
  }

  /// Without their signs doubles are ordered as their bits are, NaN above all: a maximum of
  /// integers is one instruction, that of doubles, for the sake of NaN, a dozen.
  @Override
  public double normInf(int n, double[] x, int xOffset) {
    LongVector max = DoubleVector.zero(S).reinterpretAsLongs();
    LongVector max1 = max;
    int i = 0;
    for (; i + 16 <= n; i += 16) {
      max = max.max(DoubleVector.fromArray(S, x, xOffset + i).abs().reinterpretAsLongs());
      max1 = max1.max(DoubleVector.fromArray(S, x, xOffset + i + 8).abs().reinterpretAsLongs());
    }
    for (; i < n; i += 8) {
      VectorMask<Double> inside = S.indexInRange(i, n);
      max = max.max(DoubleVector.fromArray(S, x, xOffset + i, inside).abs().reinterpretAsLongs());
    }
    return Double.longBitsToDouble(max.max(max1).reduceLanes(VectorOperators.MAX));
  }

  @Override
  public double sizeOfDot(int n, double[] a, int aOffset, double[] b, int bOffset) {
    DoubleVector s0 = DoubleVector.zero(S), s1 = s0;
    int i = 0;
    for (; i + 16 <= n; i += 16) {
      s0 = s0.add(sizes(a, aOffset + i, b, bOffset + i));
      s1 = s1.add(sizes(a, aOffset + i + 8, b, bOffset + i + 8));
    }
    for (; i + 8 <= n; i += 8) s0 = s0.add(sizes(a, aOffset + i, b, bOffset + i));
    s0 = s0.add(s1);
    s0 = s0.add(s0.rearrange(SWAP4));
    s0 = s0.add(s0.rearrange(SWAP2));
    double sum = s0.add(s0.rearrange(SWAP1)).lane(0);
    for (; i < n; i++) sum += Math.abs(a[aOffset + i] * b[bOffset + i]);
    return sum;
  }

  @Override
  public double largestProduct(int n, double[] a, int aOffset, double[] b, int bOffset) {
    DoubleVector m0 = DoubleVector.zero(S), m1 = m0;
    int i = 0;
    for (; i + 16 <= n; i += 16) {
      m0 = m0.max(sizes(a, aOffset + i, b, bOffset + i));
      m1 = m1.max(sizes(a, aOffset + i + 8, b, bOffset + i + 8));
    }
    for (; i + 8 <= n; i += 8) m0 = m0.max(sizes(a, aOffset + i, b, bOffset + i));
    double max = m0.max(m1).reduceLanes(VectorOperators.MAX);
    for (; i < n; i++) max = Math.max(max, Math.abs(a[aOffset + i] * b[bOffset + i]));
    return max;
  }

  @Override
  public void raiseBelow(
      int n, double alpha, double[] a, int aOffset, double[] limit, double[] out) {
    int i = 0;
    for (; i + 8 <= n; i += 8) {
      DoubleVector size = DoubleVector.fromArray(S, a, aOffset + i).mul(alpha).abs();
      DoubleVector before = DoubleVector.fromArray(S, out, i);
      VectorMask<Double> counts = size.lt(DoubleVector.fromArray(S, limit, i));
      before.blend(before.max(size), counts).intoArray(out, i);
    }
    for (; i < n; i++) {
      double size = Math.abs(alpha * a[aOffset + i]);
      if (size < limit[i]) out[i] = Math.max(out[i], size);
    }
  }

  private static DoubleVector sizes(double[] a, int aAt, double[] b, int bAt) {
    return DoubleVector.fromArray(S, a, aAt).mul(DoubleVector.fromArray(S, b, bAt)).abs();
  }

  @Override
  public boolean allFinite(int n, double[] x, int xOffset) {
    DoubleVector zero = DoubleVector.zero(S);
    DoubleVector sum = zero;
    DoubleVector sum1 = zero;
    DoubleVector sum2 = zero;
    DoubleVector sum3 = zero;
    int i = 0;
    for (; i + 32 <= n; i += 32) {
      sum = DoubleVector.fromArray(S, x, xOffset + i).fma(zero, sum);
      sum1 = DoubleVector.fromArray(S, x, xOffset + i + 8).fma(zero, sum1);
      sum2 = DoubleVector.fromArray(S, x, xOffset + i + 16).fma(zero, sum2);
      sum3 = DoubleVector.fromArray(S, x, xOffset + i + 24).fma(zero, sum3);
    }
    for (; i < n; i += 8) {
      sum = DoubleVector.fromArray(S, x, xOffset + i, S.indexInRange(i, n)).fma(zero, sum);
    }
    // Every lane is ±0, or NaN from the first element that is not finite.
    return sum.add(sum1).add(sum2.add(sum3)).reduceLanes(VectorOperators.ADD) == 0;
  }
}
