package io.ffolayer.internal.linalg.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The interleaved kernels on the Vector API, for as many lanes as a vector of this machine has:
/// all eight, or the first four, see [PairedInterleavedKernels]. Four rows (or columns) run side by
/// side, because a sum of products waits four cycles for each of its terms. As in [VectorBlocks],
/// no method takes or returns a vector.
final class VectorInterleavedKernels implements InterleavedKernels {

  private static final VectorSpecies<Double> S =
      DoubleVector.SPECIES_PREFERRED.length() >= LANES
          ? DoubleVector.SPECIES_512
          : DoubleVector.SPECIES_256;

  // ---- factor

  @Override
  public int cholesky(
      int n, double smallest, double[] a, int aOffset, int ld, double[] reciprocal, int rOffset) {
    int failed = 0;
    for (int j = 0; j < n; j++) {
      int row = aOffset + 8 * j * ld;
      failed |= pivot(j, smallest, a, row, reciprocal, rOffset + 8 * j);
      int i = j + 1;
      for (; i + 4 <= n; i += 4) {
        solveFour(j, a, row, reciprocal, rOffset + 8 * j, a, aOffset + 8 * i * ld, 8 * ld);
      }
      for (; i < n; i++) {
        solveOne(j, a, row, reciprocal, rOffset + 8 * j, a, aOffset + 8 * i * ld);
      }
    }
    return failed;
  }

  /// The diagonal element of the row: what is left after the products, its root and reciprocal.
  private static int pivot(int j, double smallest, double[] a, int row, double[] r, int at) {
    DoubleVector s = DoubleVector.fromArray(S, a, row + 8 * j);
    DoubleVector t = DoubleVector.zero(S);
    int k = 0;
    for (; k + 2 <= j; k += 2) {
      DoubleVector x = DoubleVector.fromArray(S, a, row + 8 * k);
      DoubleVector y = DoubleVector.fromArray(S, a, row + 8 * k + 8);
      s = x.neg().fma(x, s);
      t = y.neg().fma(y, t);
    }
    if (k < j) {
      DoubleVector x = DoubleVector.fromArray(S, a, row + 8 * k);
      s = x.neg().fma(x, s);
    }
    s = s.add(t);
    VectorMask<Double> good = s.compare(VectorOperators.GT, smallest);
    DoubleVector one = DoubleVector.broadcast(S, 1);
    DoubleVector root = one.blend(s, good).sqrt();
    root.intoArray(a, row + 8 * j);
    one.div(root).intoArray(r, at);
    return (int) good.not().toLong();
  }

  /// One step of a substitution in four rows: x(j) ← (x(j) − Σ x(k) l(k)) r.
  private static void solveFour(
      int j, double[] l, int row, double[] r, int at, double[] x, int x0, int step) {
    int x1 = x0 + step;
    int x2 = x1 + step;
    int x3 = x2 + step;
    int o = 8 * j;
    DoubleVector s0 = DoubleVector.fromArray(S, x, x0 + o);
    DoubleVector s1 = DoubleVector.fromArray(S, x, x1 + o);
    DoubleVector s2 = DoubleVector.fromArray(S, x, x2 + o);
    DoubleVector s3 = DoubleVector.fromArray(S, x, x3 + o);
    for (int k = 0; k < o; k += 8) {
      DoubleVector u = DoubleVector.fromArray(S, l, row + k).neg();
      s0 = DoubleVector.fromArray(S, x, x0 + k).fma(u, s0);
      s1 = DoubleVector.fromArray(S, x, x1 + k).fma(u, s1);
      s2 = DoubleVector.fromArray(S, x, x2 + k).fma(u, s2);
      s3 = DoubleVector.fromArray(S, x, x3 + k).fma(u, s3);
    }
    DoubleVector scale = DoubleVector.fromArray(S, r, at);
    s0.mul(scale).intoArray(x, x0 + o);
    s1.mul(scale).intoArray(x, x1 + o);
    s2.mul(scale).intoArray(x, x2 + o);
    s3.mul(scale).intoArray(x, x3 + o);
  }

  private static void solveOne(int j, double[] l, int row, double[] r, int at, double[] x, int x0) {
    DoubleVector s = DoubleVector.fromArray(S, x, x0 + 8 * j);
    for (int k = 0; k < 8 * j; k += 8) {
      s = DoubleVector.fromArray(S, x, x0 + k).fma(DoubleVector.fromArray(S, l, row + k).neg(), s);
    }
    s.mul(DoubleVector.fromArray(S, r, at)).intoArray(x, x0 + 8 * j);
  }

  // ---- substitutions

  @Override
  public void solveLower(
      int n,
      double[] l,
      int lOffset,
      int ld,
      double[] reciprocal,
      int rOffset,
      double[] b,
      int bOffset) {
    for (int j = 0; j < n; j++) {
      DoubleVector y =
          DoubleVector.fromArray(S, b, bOffset + 8 * j)
              .mul(DoubleVector.fromArray(S, reciprocal, rOffset + 8 * j));
      y.intoArray(b, bOffset + 8 * j);
      DoubleVector u = y.neg();
      for (int i = j + 1; i < n; i++) {
        DoubleVector.fromArray(S, l, lOffset + 8 * (i * ld + j))
            .fma(u, DoubleVector.fromArray(S, b, bOffset + 8 * i))
            .intoArray(b, bOffset + 8 * i);
      }
    }
  }

  @Override
  public void solveLowerTransposed(
      int n,
      double[] l,
      int lOffset,
      int ld,
      double[] reciprocal,
      int rOffset,
      double[] b,
      int bOffset) {
    for (int j = n - 1; j >= 0; j--) {
      DoubleVector x =
          DoubleVector.fromArray(S, b, bOffset + 8 * j)
              .mul(DoubleVector.fromArray(S, reciprocal, rOffset + 8 * j));
      x.intoArray(b, bOffset + 8 * j);
      DoubleVector u = x.neg();
      int row = lOffset + 8 * j * ld;
      for (int e = 0; e < 8 * j; e += 8) {
        DoubleVector.fromArray(S, l, row + e)
            .fma(u, DoubleVector.fromArray(S, b, bOffset + e))
            .intoArray(b, bOffset + e);
      }
    }
  }

  @Override
  public void solveLowerRows(
      int rows,
      int n,
      double[] l,
      int lOffset,
      int lLd,
      double[] reciprocal,
      int rOffset,
      double[] x,
      int xOffset,
      int xLd) {
    int i = 0;
    for (; i + 4 <= rows; i += 4) {
      for (int j = 0; j < n; j++) {
        solveFour(
            j,
            l,
            lOffset + 8 * j * lLd,
            reciprocal,
            rOffset + 8 * j,
            x,
            xOffset + 8 * i * xLd,
            8 * xLd);
      }
    }
    for (; i < rows; i++) {
      solveLower(n, l, lOffset, lLd, reciprocal, rOffset, x, xOffset + 8 * i * xLd);
    }
  }

  // ---- products

  @Override
  public void syrk(
      int rows, int k, double[] x, int xOffset, int xLd, double[] s, int sOffset, int sLd) {
    for (int j = 0; j < rows; j++) {
      int row = xOffset + 8 * j * xLd;
      int i = j;
      for (; i + 4 <= rows; i += 4) {
        productsOfFour(
            k, x, row, xOffset + 8 * i * xLd, 8 * xLd, s, sOffset + 8 * (i * sLd + j), 8 * sLd);
      }
      for (; i < rows; i++) {
        productOfOne(k, x, row, xOffset + 8 * i * xLd, s, sOffset + 8 * (i * sLd + j));
      }
      for (i = j + 1; i < rows; i++) {
        DoubleVector.fromArray(S, s, sOffset + 8 * (i * sLd + j))
            .intoArray(s, sOffset + 8 * (j * sLd + i));
      }
    }
  }

  private static void productsOfFour(
      int k, double[] x, int row, int x0, int step, double[] s, int to, int toStep) {
    int x1 = x0 + step;
    int x2 = x1 + step;
    int x3 = x2 + step;
    DoubleVector s0 = DoubleVector.zero(S);
    DoubleVector s1 = s0;
    DoubleVector s2 = s0;
    DoubleVector s3 = s0;
    for (int e = 0; e < 8 * k; e += 8) {
      DoubleVector u = DoubleVector.fromArray(S, x, row + e);
      s0 = DoubleVector.fromArray(S, x, x0 + e).fma(u, s0);
      s1 = DoubleVector.fromArray(S, x, x1 + e).fma(u, s1);
      s2 = DoubleVector.fromArray(S, x, x2 + e).fma(u, s2);
      s3 = DoubleVector.fromArray(S, x, x3 + e).fma(u, s3);
    }
    s0.intoArray(s, to);
    s1.intoArray(s, to + toStep);
    s2.intoArray(s, to + 2 * toStep);
    s3.intoArray(s, to + 3 * toStep);
  }

  private static void productOfOne(int k, double[] x, int row, int other, double[] s, int to) {
    DoubleVector sum = DoubleVector.zero(S);
    for (int e = 0; e < 8 * k; e += 8) {
      sum = DoubleVector.fromArray(S, x, row + e).fma(DoubleVector.fromArray(S, x, other + e), sum);
    }
    sum.intoArray(s, to);
  }

  @Override
  public void multiply(
      int rows,
      int cols,
      double alpha,
      double[] a,
      int aOffset,
      int ld,
      double[] v,
      int vOffset,
      double beta,
      double[] out,
      int outOffset) {
    start(rows, beta, out, outOffset);
    int i = 0;
    for (; i + 4 <= rows; i += 4) {
      addFour(cols, alpha, a, aOffset + 8 * i * ld, 8 * ld, 8, v, vOffset, out, outOffset + 8 * i);
    }
    for (; i < rows; i++) {
      addOne(cols, alpha, a, aOffset + 8 * i * ld, 8, v, vOffset, out, outOffset + 8 * i);
    }
  }

  @Override
  public void multiplyTransposed(
      int rows,
      int cols,
      double alpha,
      double[] a,
      int aOffset,
      int ld,
      double[] v,
      int vOffset,
      double beta,
      double[] out,
      int outOffset) {
    start(cols, beta, out, outOffset);
    int j = 0;
    for (; j + 4 <= cols; j += 4) {
      addFour(rows, alpha, a, aOffset + 8 * j, 8, 8 * ld, v, vOffset, out, outOffset + 8 * j);
    }
    for (; j < cols; j++) {
      addOne(rows, alpha, a, aOffset + 8 * j, 8 * ld, v, vOffset, out, outOffset + 8 * j);
    }
  }

  /// Four sums of products with v: `across` is the way from one sum to the next, `along` from one
  /// term to the next.
  private static void addFour(
      int terms,
      double alpha,
      double[] a,
      int first,
      int across,
      int along,
      double[] v,
      int vOffset,
      double[] out,
      int to) {
    DoubleVector s0 = DoubleVector.zero(S);
    DoubleVector s1 = s0;
    DoubleVector s2 = s0;
    DoubleVector s3 = s0;
    for (int e = 0, p = first; e < 8 * terms; e += 8, p += along) {
      DoubleVector u = DoubleVector.fromArray(S, v, vOffset + e);
      s0 = DoubleVector.fromArray(S, a, p).fma(u, s0);
      s1 = DoubleVector.fromArray(S, a, p + across).fma(u, s1);
      s2 = DoubleVector.fromArray(S, a, p + 2 * across).fma(u, s2);
      s3 = DoubleVector.fromArray(S, a, p + 3 * across).fma(u, s3);
    }
    DoubleVector factor = DoubleVector.broadcast(S, alpha);
    s0.fma(factor, DoubleVector.fromArray(S, out, to)).intoArray(out, to);
    s1.fma(factor, DoubleVector.fromArray(S, out, to + 8)).intoArray(out, to + 8);
    s2.fma(factor, DoubleVector.fromArray(S, out, to + 16)).intoArray(out, to + 16);
    s3.fma(factor, DoubleVector.fromArray(S, out, to + 24)).intoArray(out, to + 24);
  }

  private static void addOne(
      int terms,
      double alpha,
      double[] a,
      int first,
      int along,
      double[] v,
      int vOffset,
      double[] out,
      int to) {
    DoubleVector s = DoubleVector.zero(S);
    for (int e = 0, p = first; e < 8 * terms; e += 8, p += along) {
      s = DoubleVector.fromArray(S, a, p).fma(DoubleVector.fromArray(S, v, vOffset + e), s);
    }
    s.fma(DoubleVector.broadcast(S, alpha), DoubleVector.fromArray(S, out, to)).intoArray(out, to);
  }

  /// out ← β out, where β = 0 does not read.
  private static void start(int n, double beta, double[] out, int outOffset) {
    if (beta == 0) {
      for (int e = outOffset; e < outOffset + 8 * n; e += 8) {
        DoubleVector.zero(S).intoArray(out, e);
      }
    } else if (beta != 1) {
      for (int e = outOffset; e < outOffset + 8 * n; e += 8) {
        DoubleVector.fromArray(S, out, e).mul(beta).intoArray(out, e);
      }
    }
  }

  // ---- masks

  @Override
  public void maskPrincipal(
      int n,
      double[] mask,
      int maskOffset,
      double[] s,
      int sOffset,
      int sLd,
      double[] f,
      int fOffset,
      int fLd) {
    DoubleVector zero = DoubleVector.zero(S);
    for (int i = 0; i < n; i++) {
      VectorMask<Double> row =
          DoubleVector.fromArray(S, mask, maskOffset + 8 * i).compare(VectorOperators.NE, 0);
      for (int j = 0; j < i; j++) {
        VectorMask<Double> in =
            DoubleVector.fromArray(S, mask, maskOffset + 8 * j)
                .compare(VectorOperators.NE, 0)
                .and(row);
        zero.blend(DoubleVector.fromArray(S, s, sOffset + 8 * (i * sLd + j)), in)
            .intoArray(f, fOffset + 8 * (i * fLd + j));
      }
      DoubleVector one = DoubleVector.broadcast(S, 1);
      one.blend(DoubleVector.fromArray(S, s, sOffset + 8 * (i * sLd + i)), row)
          .intoArray(f, fOffset + 8 * (i * fLd + i));
    }
  }

  @Override
  public void select(
      int n,
      double[] mask,
      int maskOffset,
      double[] a,
      int aOffset,
      double[] b,
      int bOffset,
      double[] out,
      int outOffset) {
    for (int e = 0; e < 8 * n; e += 8) {
      VectorMask<Double> in =
          DoubleVector.fromArray(S, mask, maskOffset + e).compare(VectorOperators.NE, 0);
      DoubleVector.fromArray(S, b, bOffset + e)
          .blend(DoubleVector.fromArray(S, a, aOffset + e), in)
          .intoArray(out, outOffset + e);
    }
  }

  @Override
  public void flagBelow(
      int n,
      double[] v,
      int vOffset,
      double[] bound,
      int boundOffset,
      double[] flags,
      int flagsOffset) {
    DoubleVector least = DoubleVector.fromArray(S, bound, boundOffset);
    for (int e = 0; e < 8 * n; e += 8) {
      VectorMask<Double> good =
          DoubleVector.fromArray(S, v, vOffset + e).compare(VectorOperators.GE, least);
      DoubleVector.broadcast(S, 1).blend(0, good).intoArray(flags, flagsOffset + e);
    }
  }

  @Override
  public void countFlags(
      int n,
      double[] flags,
      int flagsOffset,
      double[] count,
      int countOffset,
      double[] last,
      int lastOffset) {
    DoubleVector sum = DoubleVector.zero(S);
    DoubleVector latest = DoubleVector.broadcast(S, -1);
    for (int i = 0; i < n; i++) {
      DoubleVector flag = DoubleVector.fromArray(S, flags, flagsOffset + 8 * i);
      sum = sum.add(flag);
      latest = latest.blend(i, flag.compare(VectorOperators.NE, 0));
    }
    sum.intoArray(count, countOffset);
    latest.intoArray(last, lastOffset);
  }

  @Override
  public void flip(
      int n,
      double[] flags,
      int flagsOffset,
      double[] lanes,
      int lanesOffset,
      double[] mask,
      int maskOffset) {
    VectorMask<Double> on =
        DoubleVector.fromArray(S, lanes, lanesOffset).compare(VectorOperators.NE, 0);
    for (int e = 0; e < 8 * n; e += 8) {
      VectorMask<Double> turn =
          DoubleVector.fromArray(S, flags, flagsOffset + e).compare(VectorOperators.NE, 0).and(on);
      DoubleVector old = DoubleVector.fromArray(S, mask, maskOffset + e);
      old.blend(DoubleVector.broadcast(S, 1).sub(old), turn).intoArray(mask, maskOffset + e);
    }
  }

  @Override
  public void normInf(int n, double[] x, int xOffset, double[] out, int outOffset) {
    DoubleVector max = DoubleVector.zero(S);
    for (int e = 0; e < 8 * n; e += 8) {
      max = max.max(DoubleVector.fromArray(S, x, xOffset + e).abs());
    }
    max.intoArray(out, outOffset);
  }
}
