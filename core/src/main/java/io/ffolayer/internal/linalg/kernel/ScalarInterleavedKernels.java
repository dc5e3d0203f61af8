package io.ffolayer.internal.linalg.kernel;

import java.util.Arrays;

/// The interleaved kernels in plain Java: the innermost loop runs over the problems. They round as
/// [VectorInterleavedKernels] do, as [ScalarKernels] round as the vector kernels do.
final class ScalarInterleavedKernels implements InterleavedKernels {

  @Override
  public int cholesky(
      int n, double smallest, double[] a, int aOffset, int ld, double[] reciprocal, int rOffset) {
    int failed = 0;
    for (int j = 0; j < n; j++) {
      int row = aOffset + 8 * j * ld;
      for (int lane = 0; lane < 8; lane++) {
        double pivot = pivot(j, a, row + lane);
        boolean good = pivot > smallest;
        if (!good) failed |= 1 << lane;
        double root = Math.sqrt(good ? pivot : 1);
        a[row + 8 * j + lane] = root;
        reciprocal[rOffset + 8 * j + lane] = 1 / root;
      }
      for (int i = j + 1; i < n; i++) {
        int other = aOffset + 8 * i * ld;
        for (int e = 0; e < 8 * j; e += 8) subtract(a, other + e, a, row + e, a, other + 8 * j);
        scale(reciprocal, rOffset + 8 * j, a, other + 8 * j);
      }
    }
    return failed;
  }

  /// What is left of a diagonal element after the products of the even columns and of the odd ones.
  private static double pivot(int j, double[] a, int row) {
    double s = a[row + 8 * j], t = 0;
    int e = row;
    for (; e + 8 < row + 8 * j; e += 16) {
      s = Math.fma(-a[e], a[e], s);
      t = Math.fma(-a[e + 8], a[e + 8], t);
    }
    if ((j & 1) != 0) s = Math.fma(-a[e], a[e], s);
    return s + t;
  }

  /// x ← x − a b
  private static void subtract(double[] a, int aAt, double[] b, int bAt, double[] x, int xAt) {
    for (int l = 0; l < 8; l++) {
      x[xAt + l] = Math.fma(-a[aAt + l], b[bAt + l], x[xAt + l]);
    }
  }

  /// x ← r x
  private static void scale(double[] r, int rAt, double[] x, int xAt) {
    for (int l = 0; l < 8; l++) {
      x[xAt + l] *= r[rAt + l];
    }
  }

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
      scale(reciprocal, rOffset + 8 * j, b, bOffset + 8 * j);
      for (int i = j + 1; i < n; i++) {
        subtract(l, lOffset + 8 * (i * ld + j), b, bOffset + 8 * j, b, bOffset + 8 * i);
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
      scale(reciprocal, rOffset + 8 * j, b, bOffset + 8 * j);
      for (int i = 0; i < j; i++) {
        subtract(l, lOffset + 8 * (j * ld + i), b, bOffset + 8 * j, b, bOffset + 8 * i);
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
    for (int i = 0; i < rows; i++) {
      solveLower(n, l, lOffset, lLd, reciprocal, rOffset, x, xOffset + 8 * i * xLd);
    }
  }

  @Override
  public void syrk(
      int rows, int k, double[] x, int xOffset, int xLd, double[] s, int sOffset, int sLd) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j <= i; j++) {
        int to = sOffset + 8 * (i * sLd + j);
        int p = xOffset + 8 * i * xLd;
        int q = xOffset + 8 * j * xLd;
        for (int lane = 0; lane < 8; lane++) {
          s[to + lane] = sum(k, x, p + lane, 8, x, q + lane);
        }
        System.arraycopy(s, to, s, sOffset + 8 * (j * sLd + i), 8);
      }
    }
  }

  /// A sum of products in one lane: `along` is the way from one factor of the first to the next.
  private static double sum(int terms, double[] a, int first, int along, double[] v, int at) {
    double sum = 0;
    for (int k = 0, p = first, q = at; k < terms; k++, p += along, q += 8) {
      sum = Math.fma(a[p], v[q], sum);
    }
    return sum;
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
    for (int e = 0; e < 8 * rows; e++) {
      int first = aOffset + 8 * (e >> 3) * ld + (e & 7);
      double sum = sum(cols, a, first, 8, v, vOffset + (e & 7));
      out[outOffset + e] = Math.fma(sum, alpha, out[outOffset + e]);
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
    for (int e = 0; e < 8 * cols; e++) {
      double sum = sum(rows, a, aOffset + e, 8 * ld, v, vOffset + (e & 7));
      out[outOffset + e] = Math.fma(sum, alpha, out[outOffset + e]);
    }
  }

  /// out ← β out, where β = 0 does not read.
  private static void start(int n, double beta, double[] out, int outOffset) {
    for (int e = outOffset; e < outOffset + 8 * n; e++) {
      out[e] = beta == 0 ? 0 : beta * out[e];
    }
  }

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
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        for (int l = 0; l < 8; l++) {
          boolean in = mask[maskOffset + 8 * i + l] != 0 && mask[maskOffset + 8 * j + l] != 0;
          f[fOffset + 8 * (i * fLd + j) + l] =
              in ? s[sOffset + 8 * (i * sLd + j) + l] : i == j ? 1 : 0;
        }
      }
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
    for (int e = 0; e < 8 * n; e++) {
      out[outOffset + e] = mask[maskOffset + e] != 0 ? a[aOffset + e] : b[bOffset + e];
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
    for (int e = 0; e < 8 * n; e++) {
      flags[flagsOffset + e] = v[vOffset + e] >= bound[boundOffset + (e & 7)] ? 0 : 1;
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
    Arrays.fill(count, countOffset, countOffset + 8, 0);
    Arrays.fill(last, lastOffset, lastOffset + 8, -1);
    for (int e = 0; e < 8 * n; e++) {
      if (flags[flagsOffset + e] != 0) {
        count[countOffset + (e & 7)]++;
        last[lastOffset + (e & 7)] = e >> 3;
      }
    }
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
    for (int e = 0; e < 8 * n; e++) {
      if (flags[flagsOffset + e] != 0 && lanes[lanesOffset + (e & 7)] != 0) {
        mask[maskOffset + e] = 1 - mask[maskOffset + e];
      }
    }
  }

  @Override
  public void normInf(int n, double[] x, int xOffset, double[] out, int outOffset) {
    Arrays.fill(out, outOffset, outOffset + 8, 0);
    for (int e = 0; e < 8 * n; e++) {
      out[outOffset + (e & 7)] = Math.max(out[outOffset + (e & 7)], Math.abs(x[xOffset + e]));
    }
  }
}
