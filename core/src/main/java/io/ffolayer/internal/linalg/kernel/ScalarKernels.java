package io.ffolayer.internal.linalg.kernel;

import java.util.Arrays;

/// The dense kernels in plain Java: the reference, and what runs where the Vector API is not.
class ScalarKernels extends BlockedKernels {

  @Override
  void product16(
      int k, double[] a, int aOffset, int aStride, double[] b, int bOffset, double[] tile) {
    for (int half = 0; half < 2; half++) {
      int panel = aOffset + half * aStride;
      for (int i = 0; i < 8; i += 4) {
        for (int j = 0; j < 8; j += 4) {
          product4(k, a, panel + i, b, bOffset + j, tile, 64 * half + 8 * j + i);
        }
      }
    }
  }

  /// A 4×4 register tile of A Bᵀ, sixteen sums that the compiler can keep in registers.
  private static void product4(int k, double[] a, int p, double[] b, int q, double[] tile, int t) {
    double s00 = 0, s10 = 0, s20 = 0, s30 = 0;
    double s01 = 0, s11 = 0, s21 = 0, s31 = 0;
    double s02 = 0, s12 = 0, s22 = 0, s32 = 0;
    double s03 = 0, s13 = 0, s23 = 0, s33 = 0;
    for (int e = 0; e < 8 * k; e += 8) {
      double a0 = a[p + e], a1 = a[p + e + 1], a2 = a[p + e + 2], a3 = a[p + e + 3];
      double b0 = b[q + e], b1 = b[q + e + 1], b2 = b[q + e + 2], b3 = b[q + e + 3];
      s00 += a0 * b0;
      s10 += a1 * b0;
      s20 += a2 * b0;
      s30 += a3 * b0;
      s01 += a0 * b1;
      s11 += a1 * b1;
      s21 += a2 * b1;
      s31 += a3 * b1;
      s02 += a0 * b2;
      s12 += a1 * b2;
      s22 += a2 * b2;
      s32 += a3 * b2;
      s03 += a0 * b3;
      s13 += a1 * b3;
      s23 += a2 * b3;
      s33 += a3 * b3;
    }
    store(tile, t, s00, s10, s20, s30);
    store(tile, t + 8, s01, s11, s21, s31);
    store(tile, t + 16, s02, s12, s22, s32);
    store(tile, t + 24, s03, s13, s23, s33);
  }

  private static void store(double[] x, int at, double x0, double x1, double x2, double x3) {
    x[at] = x0;
    x[at + 1] = x1;
    x[at + 2] = x2;
    x[at + 3] = x3;
  }

  @Override
  void merge(double[] tile, int t, double[] c, int cOffset, double[] d, int dOffset, double sign) {
    for (int e = 0; e < 64; e++) {
      d[dOffset + e] = c[cOffset + e] + sign * tile[t + e];
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
    for (int i = 0; i < 8; i += 4) {
      for (int j = 0; j < 8; j += 4) {
        product4(k, a, aOffset + i, b, bOffset + j, tile, 8 * j + i);
      }
    }
    merge(tile, 0, c, cOffset, d, dOffset, sign);
  }

  @Override
  int factorBlock(double[] a, int p, double smallest, double[] reciprocal, int rOffset) {
    for (int j = 0; j < 8; j++) {
      int column = p + 8 * j;
      double pivot = a[column + j];
      if (!(pivot > smallest)) {
        return j;
      }
      double r = 1 / Math.sqrt(pivot);
      reciprocal[rOffset + j] = r;
      for (int i = j; i < 8; i++) {
        a[column + i] *= r;
      }
      for (int k = j + 1; k < 8; k++) {
        double factor = a[column + k];
        for (int i = k; i < 8; i++) {
          a[p + 8 * k + i] -= a[column + i] * factor;
        }
      }
    }
    return -1;
  }

  @Override
  void solveBlock(double[] x, int q, double[] l, int p, double[] reciprocal, int rOffset) {
    for (int j = 0; j < 8; j++) {
      double r = reciprocal[rOffset + j];
      for (int i = 0; i < 8; i++) {
        x[q + 8 * j + i] *= r;
      }
      for (int k = j + 1; k < 8; k++) {
        double factor = l[p + 8 * j + k];
        for (int i = 0; i < 8; i++) {
          x[q + 8 * k + i] -= x[q + 8 * j + i] * factor;
        }
      }
    }
  }

  @Override
  void solveBlockTransposed(
      double[] x, int q, double[] l, int p, double[] reciprocal, int rOffset) {
    for (int j = 7; j >= 0; j--) {
      double r = reciprocal[rOffset + j];
      for (int i = 0; i < 8; i++) {
        x[q + 8 * j + i] *= r;
      }
      for (int k = 0; k < j; k++) {
        double factor = l[p + 8 * k + j];
        for (int i = 0; i < 8; i++) {
          x[q + 8 * k + i] -= x[q + 8 * j + i] * factor;
        }
      }
    }
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
    Arrays.fill(tile, 0, TILE, 0);
    for (int i = 0; i < k; i += 8) {
      int cols = Math.min(8, k - i);
      int block = lOffset + (i >> 3) * lStride;
      for (int c = 0; c < 64; c += 8) {
        addPanel(cols, 1, a, aOffset + 8 * i, l, block + c, tile, c);
        addPanel(cols, 1, a, aOffset + aStride + 8 * i, l, block + c, tile, 64 + c);
      }
    }
  }

  @Override
  public void normalizeRows(
      int rows, int cols, double[] a, int aOffset, int stride, double[] d, int dOffset) {
    for (int i = 0; i < DenseKernels.padded(rows); i++) {
      int row = DenseKernels.at(aOffset, stride, i, 0);
      double square = 0;
      for (int k = 0; k < cols; k++) {
        square += a[row + 8 * k] * a[row + 8 * k];
      }
      double reciprocal =
          square > 0 && square < Double.POSITIVE_INFINITY ? 1 / Math.sqrt(square) : 0;
      d[dOffset + i] = reciprocal;
      for (int k = 0; k < cols; k++) {
        a[row + 8 * k] *= reciprocal;
      }
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
        double factor = w[wOffset + k];
        for (int e = 8 * k; e < 8 * k + 8; e++) {
          b[to + e] = a[from + e] * factor;
        }
      }
    }
  }

  @Override
  void addPanel(
      int cols, double alpha, double[] a, int panel, double[] v, int vOffset, double[] out, int o) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
    for (int k = 0, q = panel; k < cols; k++, q += 8) {
      double x = v[vOffset + k];
      s0 += a[q] * x;
      s1 += a[q + 1] * x;
      s2 += a[q + 2] * x;
      s3 += a[q + 3] * x;
      s4 += a[q + 4] * x;
      s5 += a[q + 5] * x;
      s6 += a[q + 6] * x;
      s7 += a[q + 7] * x;
    }
    out[o] += alpha * s0;
    out[o + 1] += alpha * s1;
    out[o + 2] += alpha * s2;
    out[o + 3] += alpha * s3;
    out[o + 4] += alpha * s4;
    out[o + 5] += alpha * s5;
    out[o + 6] += alpha * s6;
    out[o + 7] += alpha * s7;
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
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
    for (int e = 0; e < count; e++) {
      int q = panel + 8 * selected[e];
      double x = v[vOffset + e];
      s0 += a[q] * x;
      s1 += a[q + 1] * x;
      s2 += a[q + 2] * x;
      s3 += a[q + 3] * x;
      s4 += a[q + 4] * x;
      s5 += a[q + 5] * x;
      s6 += a[q + 6] * x;
      s7 += a[q + 7] * x;
    }
    out[o] += alpha * s0;
    out[o + 1] += alpha * s1;
    out[o + 2] += alpha * s2;
    out[o + 3] += alpha * s3;
    out[o + 4] += alpha * s4;
    out[o + 5] += alpha * s5;
    out[o + 6] += alpha * s6;
    out[o + 7] += alpha * s7;
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
    double sum = 0;
    for (int p = 0; p < panels; p++) {
      int q = first + p * stride;
      int u = vOffset + 8 * p;
      double s = a[q] * v[u] + a[q + 1] * v[u + 1] + (a[q + 2] * v[u + 2] + a[q + 3] * v[u + 3]);
      double t =
          a[q + 4] * v[u + 4] + a[q + 5] * v[u + 5] + (a[q + 6] * v[u + 6] + a[q + 7] * v[u + 7]);
      sum += s + t;
    }
    out[o] += alpha * sum;
  }

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
    for (int j = 0; j < n; j++) {
      m[row + j] = a * y[yOffset + j] + b * x[xOffset + j];
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
    for (int j = 0; j < n; j++) {
      m[row + j] += a * y[yOffset + j] + b * x[xOffset + j];
    }
  }

  @Override
  public double dot(int n, double[] a, int aOffset, double[] b, int bOffset) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    int i = 0;
    for (; i + 4 <= n; i += 4) {
      s0 += a[aOffset + i] * b[bOffset + i];
      s1 += a[aOffset + i + 1] * b[bOffset + i + 1];
      s2 += a[aOffset + i + 2] * b[bOffset + i + 2];
      s3 += a[aOffset + i + 3] * b[bOffset + i + 3];
    }
    for (; i < n; i++) {
      s0 += a[aOffset + i] * b[bOffset + i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  @Override
  public double weightedDot(
      int n, double[] w, int wOffset, double[] a, int aOffset, double[] b, int bOffset) {
    double s0 = 0, s1 = 0;
    int i = 0;
    for (; i + 2 <= n; i += 2) {
      s0 += w[wOffset + i] * a[aOffset + i] * b[bOffset + i];
      s1 += w[wOffset + i + 1] * a[aOffset + i + 1] * b[bOffset + i + 1];
    }
    if (i < n) {
      s0 += w[wOffset + i] * a[aOffset + i] * b[bOffset + i];
    }
    return s0 + s1;
  }

  @Override
  public void axpy(int n, double alpha, double[] x, int xOffset, double[] y, int yOffset) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] += alpha * x[xOffset + i];
    }
  }

  @Override
  public double normInf(int n, double[] x, int xOffset) {
    double max = 0;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, Math.abs(x[xOffset + i]));
    }
    return max;
  }

  @Override
  public double sizeOfDot(int n, double[] a, int aOffset, double[] b, int bOffset) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    int i = 0;
    for (; i + 4 <= n; i += 4) {
      s0 += Math.abs(a[aOffset + i] * b[bOffset + i]);
      s1 += Math.abs(a[aOffset + i + 1] * b[bOffset + i + 1]);
      s2 += Math.abs(a[aOffset + i + 2] * b[bOffset + i + 2]);
      s3 += Math.abs(a[aOffset + i + 3] * b[bOffset + i + 3]);
    }
    for (; i < n; i++) s0 += Math.abs(a[aOffset + i] * b[bOffset + i]);
    return (s0 + s1) + (s2 + s3);
  }

  @Override
  public double largestProduct(int n, double[] a, int aOffset, double[] b, int bOffset) {
    double max = 0;
    for (int i = 0; i < n; i++) {
      double size = Math.abs(a[aOffset + i] * b[bOffset + i]);
      if (size > max) max = size;
    }
    return max;
  }

  @Override
  public void raiseBelow(
      int n, double alpha, double[] a, int aOffset, double[] limit, double[] out) {
    for (int i = 0; i < n; i++) {
      double size = Math.abs(alpha * a[aOffset + i]);
      if (size < limit[i] && size > out[i]) out[i] = size;
    }
  }

  @Override
  public boolean allFinite(int n, double[] x, int xOffset) {
    double zero = 0;
    for (int i = 0; i < n; i++) {
      zero += x[xOffset + i] * 0; // NaN from the first element that is not finite
    }
    return zero == 0;
  }
}
