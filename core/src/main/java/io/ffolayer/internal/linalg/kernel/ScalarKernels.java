package io.ffolayer.internal.linalg.kernel;

/// The dense kernels in plain Java: the reference, and what runs where the Vector API is not.
///
/// They round as the vector kernels do, so that a result is the same to the bit: a sum is kept in
/// as many parts as the vectors that sum it have lanes, the parts are added in their order, and
/// products are fused with sums where theirs are. Only what stands above the diagonal of a factor,
/// which means nothing, differs, and what a factorisation leaves from the pivot on that ended it.
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
      s00 = Math.fma(a0, b0, s00);
      s10 = Math.fma(a1, b0, s10);
      s20 = Math.fma(a2, b0, s20);
      s30 = Math.fma(a3, b0, s30);
      s01 = Math.fma(a0, b1, s01);
      s11 = Math.fma(a1, b1, s11);
      s21 = Math.fma(a2, b1, s21);
      s31 = Math.fma(a3, b1, s31);
      s02 = Math.fma(a0, b2, s02);
      s12 = Math.fma(a1, b2, s12);
      s22 = Math.fma(a2, b2, s22);
      s32 = Math.fma(a3, b2, s32);
      s03 = Math.fma(a0, b3, s03);
      s13 = Math.fma(a1, b3, s13);
      s23 = Math.fma(a2, b3, s23);
      s33 = Math.fma(a3, b3, s33);
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
      double ratio = -1 / pivot;
      for (int k = j + 1; k < 8; k++) {
        double factor = a[column + k];
        for (int i = k; i < 8; i++) {
          a[p + 8 * k + i] = Math.fma(a[column + i] * ratio, factor, a[p + 8 * k + i]);
        }
      }
      double root = 1 / Math.sqrt(pivot);
      reciprocal[rOffset + j] = root;
      for (int i = j; i < 8; i++) {
        a[column + i] *= root;
      }
    }
    return -1;
  }

  @Override
  void solveBlock(double[] x, int q, double[] l, int p, double[] reciprocal, int rOffset) {
    for (int j = 0; j < 8; j++) {
      scaleColumn(x, q + 8 * j, reciprocal[rOffset + j]);
      for (int k = j + 1; k < 8; k++) {
        subtractColumn(x, q + 8 * j, l[p + 8 * j + k], q + 8 * k);
      }
    }
  }

  @Override
  void solveBlockTransposed(
      double[] x, int q, double[] l, int p, double[] reciprocal, int rOffset) {
    for (int j = 7; j >= 0; j--) {
      scaleColumn(x, q + 8 * j, reciprocal[rOffset + j]);
      for (int k = 0; k < j; k++) {
        subtractColumn(x, q + 8 * j, l[p + 8 * k + j], q + 8 * k);
      }
    }
  }

  private static void scaleColumn(double[] x, int at, double factor) {
    for (int i = at; i < at + 8; i++) x[i] *= factor;
  }

  private static void subtractColumn(double[] x, int from, double factor, int to) {
    for (int i = 0; i < 8; i++) x[to + i] = Math.fma(-x[from + i], factor, x[to + i]);
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
    for (int half = 0; half < 2; half++) {
      int panel = aOffset + half * aStride;
      for (int i = 0; i < 8; i += 4) {
        for (int j = 0; j < 8; j += 4) {
          columns4(k, a, panel + i, l, lOffset + 8 * j, lStride, tile, 64 * half + 8 * j + i);
        }
      }
    }
  }

  /// A 4×4 register tile of A L, as [#product4].
  private static void columns4(
      int k, double[] a, int p, double[] l, int q, int lStride, double[] tile, int t) {
    double s00 = 0, s10 = 0, s20 = 0, s30 = 0;
    double s01 = 0, s11 = 0, s21 = 0, s31 = 0;
    double s02 = 0, s12 = 0, s22 = 0, s32 = 0;
    double s03 = 0, s13 = 0, s23 = 0, s33 = 0;
    for (int e = 0; e < k; e++) {
      int o = p + 8 * e;
      int r = q + (e >> 3) * lStride + (e & 7);
      double a0 = a[o], a1 = a[o + 1], a2 = a[o + 2], a3 = a[o + 3];
      double b0 = l[r], b1 = l[r + 8], b2 = l[r + 16], b3 = l[r + 24];
      s00 = Math.fma(a0, b0, s00);
      s10 = Math.fma(a1, b0, s10);
      s20 = Math.fma(a2, b0, s20);
      s30 = Math.fma(a3, b0, s30);
      s01 = Math.fma(a0, b1, s01);
      s11 = Math.fma(a1, b1, s11);
      s21 = Math.fma(a2, b1, s21);
      s31 = Math.fma(a3, b1, s31);
      s02 = Math.fma(a0, b2, s02);
      s12 = Math.fma(a1, b2, s12);
      s22 = Math.fma(a2, b2, s22);
      s32 = Math.fma(a3, b2, s32);
      s03 = Math.fma(a0, b3, s03);
      s13 = Math.fma(a1, b3, s13);
      s23 = Math.fma(a2, b3, s23);
      s33 = Math.fma(a3, b3, s33);
    }
    store(tile, t, s00, s10, s20, s30);
    store(tile, t + 8, s01, s11, s21, s31);
    store(tile, t + 16, s02, s12, s22, s32);
    store(tile, t + 24, s03, s13, s23, s33);
  }

  @Override
  public void normalizeRows(
      int rows, int cols, double[] a, int aOffset, int stride, double[] d, int dOffset) {
    for (int i = 0; i < DenseKernels.padded(rows); i++) {
      int row = DenseKernels.at(aOffset, stride, i, 0);
      double square = squareOfRow(cols, a, row);
      double reciprocal =
          square > 0 && square < Double.POSITIVE_INFINITY ? 1 / Math.sqrt(square) : 0;
      d[dOffset + i] = reciprocal;
      for (int k = 0; k < cols; k++) {
        a[row + 8 * k] *= reciprocal;
      }
    }
  }

  private static double squareOfRow(int cols, double[] a, int row) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    int end = row + 8 * cols;
    int e = row;
    for (; e + 32 <= end; e += 32) {
      s0 = Math.fma(a[e], a[e], s0);
      s1 = Math.fma(a[e + 8], a[e + 8], s1);
      s2 = Math.fma(a[e + 16], a[e + 16], s2);
      s3 = Math.fma(a[e + 24], a[e + 24], s3);
    }
    for (; e < end; e += 8) s0 = Math.fma(a[e], a[e], s0);
    return (s0 + s1) + (s2 + s3);
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

  /// Row by row: the sum over the even columns and that over the odd ones.
  @Override
  void addPanel(
      int cols, double alpha, double[] a, int panel, double[] v, int vOffset, double[] out, int o) {
    addHalfPanel(cols, alpha, a, panel, v, vOffset, out, o);
    addHalfPanel(cols, alpha, a, panel + 4, v, vOffset, out, o + 4);
  }

  private static void addHalfPanel(
      int cols, double alpha, double[] a, int panel, double[] v, int vOffset, double[] out, int o) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    double t0 = 0, t1 = 0, t2 = 0, t3 = 0;
    int k = 0;
    int q = panel;
    for (; k + 2 <= cols; k += 2, q += 16) {
      double x = v[vOffset + k];
      double y = v[vOffset + k + 1];
      s0 = Math.fma(a[q], x, s0);
      s1 = Math.fma(a[q + 1], x, s1);
      s2 = Math.fma(a[q + 2], x, s2);
      s3 = Math.fma(a[q + 3], x, s3);
      t0 = Math.fma(a[q + 8], y, t0);
      t1 = Math.fma(a[q + 9], y, t1);
      t2 = Math.fma(a[q + 10], y, t2);
      t3 = Math.fma(a[q + 11], y, t3);
    }
    if (k < cols) {
      double x = v[vOffset + k];
      s0 = Math.fma(a[q], x, s0);
      s1 = Math.fma(a[q + 1], x, s1);
      s2 = Math.fma(a[q + 2], x, s2);
      s3 = Math.fma(a[q + 3], x, s3);
    }
    out[o] = Math.fma(s0 + t0, alpha, out[o]);
    out[o + 1] = Math.fma(s1 + t1, alpha, out[o + 1]);
    out[o + 2] = Math.fma(s2 + t2, alpha, out[o + 2]);
    out[o + 3] = Math.fma(s3 + t3, alpha, out[o + 3]);
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
    addHalfSelected(count, selected, alpha, a, panel, v, vOffset, out, o);
    addHalfSelected(count, selected, alpha, a, panel + 4, v, vOffset, out, o + 4);
  }

  private static void addHalfSelected(
      int count,
      int[] selected,
      double alpha,
      double[] a,
      int panel,
      double[] v,
      int vOffset,
      double[] out,
      int o) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    double t0 = 0, t1 = 0, t2 = 0, t3 = 0;
    int e = 0;
    for (; e + 2 <= count; e += 2) {
      int q = panel + 8 * selected[e];
      int r = panel + 8 * selected[e + 1];
      double x = v[vOffset + e];
      double y = v[vOffset + e + 1];
      s0 = Math.fma(a[q], x, s0);
      s1 = Math.fma(a[q + 1], x, s1);
      s2 = Math.fma(a[q + 2], x, s2);
      s3 = Math.fma(a[q + 3], x, s3);
      t0 = Math.fma(a[r], y, t0);
      t1 = Math.fma(a[r + 1], y, t1);
      t2 = Math.fma(a[r + 2], y, t2);
      t3 = Math.fma(a[r + 3], y, t3);
    }
    if (e < count) {
      int q = panel + 8 * selected[e];
      double x = v[vOffset + e];
      s0 = Math.fma(a[q], x, s0);
      s1 = Math.fma(a[q + 1], x, s1);
      s2 = Math.fma(a[q + 2], x, s2);
      s3 = Math.fma(a[q + 3], x, s3);
    }
    out[o] = Math.fma(s0 + t0, alpha, out[o]);
    out[o + 1] = Math.fma(s1 + t1, alpha, out[o + 1]);
    out[o + 2] = Math.fma(s2 + t2, alpha, out[o + 2]);
    out[o + 3] = Math.fma(s3 + t3, alpha, out[o + 3]);
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
    out[o] += alpha * columnSum(panels, a, first, stride, v, vOffset);
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
    for (int c = 0; c < 8; c++) {
      double sum = columnSum(panels, a, first + 8 * c, stride, v, vOffset);
      out[o + c] = Math.fma(sum, alpha, out[o + c]);
    }
  }

  private static double columnSum(
      int panels, double[] a, int first, int stride, double[] v, int vOffset) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
    for (int p = 0, q = first, u = vOffset; p < panels; p++, q += stride, u += 8) {
      s0 = Math.fma(a[q], v[u], s0);
      s1 = Math.fma(a[q + 1], v[u + 1], s1);
      s2 = Math.fma(a[q + 2], v[u + 2], s2);
      s3 = Math.fma(a[q + 3], v[u + 3], s3);
      s4 = Math.fma(a[q + 4], v[u + 4], s4);
      s5 = Math.fma(a[q + 5], v[u + 5], s5);
      s6 = Math.fma(a[q + 6], v[u + 6], s6);
      s7 = Math.fma(a[q + 7], v[u + 7], s7);
    }
    return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
  }

  @Override
  void subtractColumns(int panels, double[] l, int first, int stride, double[] b, int y) {
    double v0 = -b[y], v1 = -b[y + 1], v2 = -b[y + 2], v3 = -b[y + 3];
    double v4 = -b[y + 4], v5 = -b[y + 5], v6 = -b[y + 6], v7 = -b[y + 7];
    for (int p = 1, q = first; p <= panels; p++, q += stride) {
      for (int i = 0; i < 8; i++) {
        double s0 = Math.fma(l[q + 32 + i], v4, Math.fma(l[q + i], v0, b[y + 8 * p + i]));
        double s1 = Math.fma(l[q + 40 + i], v5, l[q + 8 + i] * v1);
        double s2 = Math.fma(l[q + 48 + i], v6, l[q + 16 + i] * v2);
        double s3 = Math.fma(l[q + 56 + i], v7, l[q + 24 + i] * v3);
        b[y + 8 * p + i] = (s0 + s1) + (s2 + s3);
      }
    }
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
    for (int i = 0; i < 4; i++) {
      out[o + i] += rowSum(cols, m, m0 + i * ld, v, vOffset) * alpha;
    }
  }

  /// Eight sums, as the lanes of a vector have them, and their sum.
  private static double rowSum(int cols, double[] m, int row, double[] v, int vOffset) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
    int k = 0;
    for (; k + 8 <= cols; k += 8) {
      int p = row + k;
      int q = vOffset + k;
      s0 = Math.fma(m[p], v[q], s0);
      s1 = Math.fma(m[p + 1], v[q + 1], s1);
      s2 = Math.fma(m[p + 2], v[q + 2], s2);
      s3 = Math.fma(m[p + 3], v[q + 3], s3);
      s4 = Math.fma(m[p + 4], v[q + 4], s4);
      s5 = Math.fma(m[p + 5], v[q + 5], s5);
      s6 = Math.fma(m[p + 6], v[q + 6], s6);
      s7 = Math.fma(m[p + 7], v[q + 7], s7);
    }
    if (k < cols) {
      s0 = Math.fma(at(m, row, k, cols), at(v, vOffset, k, cols), s0);
      s1 = Math.fma(at(m, row, k + 1, cols), at(v, vOffset, k + 1, cols), s1);
      s2 = Math.fma(at(m, row, k + 2, cols), at(v, vOffset, k + 2, cols), s2);
      s3 = Math.fma(at(m, row, k + 3, cols), at(v, vOffset, k + 3, cols), s3);
      s4 = Math.fma(at(m, row, k + 4, cols), at(v, vOffset, k + 4, cols), s4);
      s5 = Math.fma(at(m, row, k + 5, cols), at(v, vOffset, k + 5, cols), s5);
      s6 = Math.fma(at(m, row, k + 6, cols), at(v, vOffset, k + 6, cols), s6);
      s7 = Math.fma(at(m, row, k + 7, cols), at(v, vOffset, k + 7, cols), s7);
    }
    return ((s0 + s2) + (s1 + s3)) + ((s4 + s6) + (s5 + s7));
  }

  /// Element i of n that begin at `offset`; 0 beyond them, as in a vector that is not full.
  private static double at(double[] x, int offset, int i, int n) {
    return i < n ? x[offset + i] : 0;
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
    for (int k = 0; k < cols; k++) {
      double s = Math.fma(m[m2 + k], c2, Math.fma(m[m0 + k], c0, out[to + k]));
      out[to + k] = s + Math.fma(m[m3 + k], c3, m[m1 + k] * c1);
    }
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
    return (dotOfLanes(0, n, a, aOffset, b, bOffset) + dotOfLanes(2, n, a, aOffset, b, bOffset))
        + (dotOfLanes(1, n, a, aOffset, b, bOffset) + dotOfLanes(3, n, a, aOffset, b, bOffset));
  }

  /// The part of a dot product in lanes `lane` and `lane` + 4 of four vectors of eight.
  private static double dotOfLanes(
      int lane, int n, double[] a, int aOffset, double[] b, int bOffset) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    double t0 = 0, t1 = 0, t2 = 0, t3 = 0;
    int i = 0;
    for (; i + 32 <= n; i += 32) {
      int p = aOffset + i + lane;
      int q = bOffset + i + lane;
      s0 = Math.fma(a[p], b[q], s0);
      t0 = Math.fma(a[p + 4], b[q + 4], t0);
      s1 = Math.fma(a[p + 8], b[q + 8], s1);
      t1 = Math.fma(a[p + 12], b[q + 12], t1);
      s2 = Math.fma(a[p + 16], b[q + 16], s2);
      t2 = Math.fma(a[p + 20], b[q + 20], t2);
      s3 = Math.fma(a[p + 24], b[q + 24], s3);
      t3 = Math.fma(a[p + 28], b[q + 28], t3);
    }
    for (; i + 8 <= n; i += 8) {
      int p = aOffset + i + lane;
      int q = bOffset + i + lane;
      s0 = Math.fma(a[p], b[q], s0);
      t0 = Math.fma(a[p + 4], b[q + 4], t0);
    }
    if (i < n) {
      i += lane;
      s1 = Math.fma(at(a, aOffset, i, n), at(b, bOffset, i, n), s1);
      t1 = Math.fma(at(a, aOffset, i + 4, n), at(b, bOffset, i + 4, n), t1);
    }
    return ((s0 + s1) + (s2 + s3)) + ((t0 + t1) + (t2 + t3));
  }

  @Override
  public double weightedDot(
      int n, double[] w, int wOffset, double[] a, int aOffset, double[] b, int bOffset) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
    int i = 0;
    for (; i + 8 <= n; i += 8) {
      int o = wOffset + i;
      int p = aOffset + i;
      int q = bOffset + i;
      s0 = Math.fma(w[o] * a[p], b[q], s0);
      s1 = Math.fma(w[o + 1] * a[p + 1], b[q + 1], s1);
      s2 = Math.fma(w[o + 2] * a[p + 2], b[q + 2], s2);
      s3 = Math.fma(w[o + 3] * a[p + 3], b[q + 3], s3);
      s4 = Math.fma(w[o + 4] * a[p + 4], b[q + 4], s4);
      s5 = Math.fma(w[o + 5] * a[p + 5], b[q + 5], s5);
      s6 = Math.fma(w[o + 6] * a[p + 6], b[q + 6], s6);
      s7 = Math.fma(w[o + 7] * a[p + 7], b[q + 7], s7);
    }
    if (i < n) {
      s0 = Math.fma(at(w, wOffset, i, n) * at(a, aOffset, i, n), at(b, bOffset, i, n), s0);
      s1 =
          Math.fma(
              at(w, wOffset, i + 1, n) * at(a, aOffset, i + 1, n), at(b, bOffset, i + 1, n), s1);
      s2 =
          Math.fma(
              at(w, wOffset, i + 2, n) * at(a, aOffset, i + 2, n), at(b, bOffset, i + 2, n), s2);
      s3 =
          Math.fma(
              at(w, wOffset, i + 3, n) * at(a, aOffset, i + 3, n), at(b, bOffset, i + 3, n), s3);
      s4 =
          Math.fma(
              at(w, wOffset, i + 4, n) * at(a, aOffset, i + 4, n), at(b, bOffset, i + 4, n), s4);
      s5 =
          Math.fma(
              at(w, wOffset, i + 5, n) * at(a, aOffset, i + 5, n), at(b, bOffset, i + 5, n), s5);
      s6 =
          Math.fma(
              at(w, wOffset, i + 6, n) * at(a, aOffset, i + 6, n), at(b, bOffset, i + 6, n), s6);
      s7 =
          Math.fma(
              at(w, wOffset, i + 7, n) * at(a, aOffset, i + 7, n), at(b, bOffset, i + 7, n), s7);
    }
    return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
  }

  @Override
  public void axpy(int n, double alpha, double[] x, int xOffset, double[] y, int yOffset) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = Math.fma(x[xOffset + i], alpha, y[yOffset + i]);
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
    double sum =
        (sizeInLanes(0, n, a, aOffset, b, bOffset) + sizeInLanes(2, n, a, aOffset, b, bOffset))
            + (sizeInLanes(1, n, a, aOffset, b, bOffset)
                + sizeInLanes(3, n, a, aOffset, b, bOffset));
    for (int i = n & -8; i < n; i++) sum += Math.abs(a[aOffset + i] * b[bOffset + i]);
    return sum;
  }

  /// The part of [#sizeOfDot] in lanes `lane` and `lane` + 4 of two vectors of eight.
  private static double sizeInLanes(
      int lane, int n, double[] a, int aOffset, double[] b, int bOffset) {
    double s0 = 0, s1 = 0, t0 = 0, t1 = 0;
    int i = 0;
    for (; i + 16 <= n; i += 16) {
      int p = aOffset + i + lane;
      int q = bOffset + i + lane;
      s0 += Math.abs(a[p] * b[q]);
      t0 += Math.abs(a[p + 4] * b[q + 4]);
      s1 += Math.abs(a[p + 8] * b[q + 8]);
      t1 += Math.abs(a[p + 12] * b[q + 12]);
    }
    if (i + 8 <= n) {
      s0 += Math.abs(a[aOffset + i + lane] * b[bOffset + i + lane]);
      t0 += Math.abs(a[aOffset + i + lane + 4] * b[bOffset + i + lane + 4]);
    }
    return (s0 + s1) + (t0 + t1);
  }

  @Override
  public double largestProduct(int n, double[] a, int aOffset, double[] b, int bOffset) {
    double max = 0;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, Math.abs(a[aOffset + i] * b[bOffset + i]));
    }
    return max;
  }

  @Override
  public void raiseBelow(
      int n, double alpha, double[] a, int aOffset, double[] limit, double[] out) {
    for (int i = 0; i < n; i++) {
      double size = Math.abs(alpha * a[aOffset + i]);
      if (size < limit[i]) out[i] = Math.max(out[i], size);
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
