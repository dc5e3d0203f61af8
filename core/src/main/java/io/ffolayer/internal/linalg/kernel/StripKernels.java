package io.ffolayer.internal.linalg.kernel;

import java.util.Arrays;

/// The operations on a matrix and vectors, strip by strip: panels of a panel matrix, groups of four
/// rows of a row-major one. What has a body here besides the loops over strips is right for every
/// implementation and may be overridden by a faster one.
abstract class StripKernels extends PanelPacking {

  // ---- what an implementation provides

  /// Eight elements: out ← out + α A v, A one panel.
  abstract void addPanel(
      int cols, double alpha, double[] a, int panel, double[] v, int vOffset, double[] out, int o);

  /// Eight elements: out ← out + α A(:, selected) v, A one panel.
  abstract void addSelected(
      int count,
      int[] selected,
      double alpha,
      double[] a,
      int panel,
      double[] v,
      int vOffset,
      double[] out,
      int o);

  /// One element: out ← out + α aᵀ v, a one column of a panel matrix.
  abstract void addColumn(
      int panels,
      double alpha,
      double[] a,
      int first,
      int stride,
      double[] v,
      int vOffset,
      double[] out,
      int o);

  /// One row of a gradient: m ← a y + b x. Two rounded products and their rounded sum, not a fused
  /// operation: a symmetric gradient is then symmetric to the bit.
  abstract void setRankTwoRow(
      int n,
      double a,
      double[] y,
      int yOffset,
      double b,
      double[] x,
      int xOffset,
      double[] m,
      int row);

  /// The same, added to what is there.
  abstract void addRankTwoRow(
      int n,
      double a,
      double[] y,
      int yOffset,
      double b,
      double[] x,
      int xOffset,
      double[] m,
      int row);

  /// Sixteen elements: out ← out + α A v, A two panels.
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
    addPanel(cols, alpha, a, panel, v, vOffset, out, o);
    addPanel(cols, alpha, a, panel + stride, v, vOffset, out, o + 8);
  }

  /// Eight elements: out ← out + α Aᵀ v, A eight columns of a panel matrix.
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
      addColumn(panels, alpha, a, first + 8 * c, stride, v, vOffset, out, o + c);
    }
  }

  /// Subtracts from the panels of b below the one at `y` eight columns times the eight values at
  /// `y`.
  void subtractColumns(int panels, double[] l, int first, int stride, double[] b, int y) {
    for (int i = 1; i <= panels; i++) {
      addPanel(8, -1, l, first + (i - 1) * stride, b, y, b, y + 8 * i);
    }
  }

  /// Four elements: out ← out + α M v, M four rows.
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
      out[o + i] += alpha * dot(cols, m, m0 + i * ld, v, vOffset);
    }
  }

  /// out ← out + c₀ m₀ + c₁ m₁ + c₂ m₂ + c₃ m₃, rows of M that start at these places.
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
    axpy(cols, c0, m, m0, out, to);
    axpy(cols, c1, m, m1, out, to);
    axpy(cols, c2, m, m2, out, to);
    axpy(cols, c3, m, m3, out, to);
  }

  // ---- substitutions

  @Override
  public void solveLower(
      int n,
      double[] l,
      int lOffset,
      int stride,
      double[] reciprocal,
      int rOffset,
      double[] b,
      int bOffset) {
    int panels = DenseKernels.padded(n) >> 3;
    for (int j = 0; j < panels; j++) {
      int block = lOffset + j * stride + 64 * j;
      solveLowerBlock(l, block, reciprocal, rOffset + 8 * j, b, bOffset + 8 * j);
      subtractColumns(panels - j - 1, l, block + stride, stride, b, bOffset + 8 * j);
    }
  }

  @Override
  public void solveLowerTransposed(
      int n,
      double[] l,
      int lOffset,
      int stride,
      double[] reciprocal,
      int rOffset,
      double[] b,
      int bOffset) {
    int panels = DenseKernels.padded(n) >> 3;
    for (int j = panels - 1; j >= 0; j--) {
      int block = lOffset + j * stride + 64 * j;
      int below = bOffset + 8 * j + 8;
      addEightColumns(panels - j - 1, -1, l, block + stride, stride, b, below, b, below - 8);
      solveUpperBlock(l, block, reciprocal, rOffset + 8 * j, b, bOffset + 8 * j);
    }
  }

  /// Solves with the lower triangle of the 8×8 block at `p`. The rows are scaled by their
  /// reciprocal pivots before the unknowns are known, so that only one fused operation stands
  /// between one unknown and the next.
  private static void solveLowerBlock(double[] l, int p, double[] r, int o, double[] b, int y) {
    double r0 = r[o];
    double y0 = b[y] * r0;
    double r1 = r[o + 1];
    double y1 = Math.fma(-l[p + 1] * r1, y0, b[y + 1] * r1);
    double r2 = r[o + 2];
    double y2 = Math.fma(-l[p + 10] * r2, y1, Math.fma(-l[p + 2] * r2, y0, b[y + 2] * r2));
    double r3 = r[o + 3];
    double y3 =
        Math.fma(
            -l[p + 19] * r3,
            y2,
            Math.fma(-l[p + 11] * r3, y1, Math.fma(-l[p + 3] * r3, y0, b[y + 3] * r3)));
    double r4 = r[o + 4];
    double y4 =
        Math.fma(
            -l[p + 28] * r4,
            y3,
            Math.fma(
                -l[p + 20] * r4,
                y2,
                Math.fma(-l[p + 12] * r4, y1, Math.fma(-l[p + 4] * r4, y0, b[y + 4] * r4))));
    double r5 = r[o + 5];
    double y5 =
        Math.fma(
            -l[p + 37] * r5,
            y4,
            Math.fma(
                -l[p + 29] * r5,
                y3,
                Math.fma(
                    -l[p + 21] * r5,
                    y2,
                    Math.fma(-l[p + 13] * r5, y1, Math.fma(-l[p + 5] * r5, y0, b[y + 5] * r5)))));
    double r6 = r[o + 6];
    double y6 =
        Math.fma(
            -l[p + 46] * r6,
            y5,
            Math.fma(
                -l[p + 38] * r6,
                y4,
                Math.fma(
                    -l[p + 30] * r6,
                    y3,
                    Math.fma(
                        -l[p + 22] * r6,
                        y2,
                        Math.fma(
                            -l[p + 14] * r6, y1, Math.fma(-l[p + 6] * r6, y0, b[y + 6] * r6))))));
    double r7 = r[o + 7];
    double y7 =
        Math.fma(
            -l[p + 55] * r7,
            y6,
            Math.fma(
                -l[p + 47] * r7,
                y5,
                Math.fma(
                    -l[p + 39] * r7,
                    y4,
                    Math.fma(
                        -l[p + 31] * r7,
                        y3,
                        Math.fma(
                            -l[p + 23] * r7,
                            y2,
                            Math.fma(
                                -l[p + 15] * r7,
                                y1,
                                Math.fma(-l[p + 7] * r7, y0, b[y + 7] * r7)))))));
    b[y] = y0;
    b[y + 1] = y1;
    b[y + 2] = y2;
    b[y + 3] = y3;
    b[y + 4] = y4;
    b[y + 5] = y5;
    b[y + 6] = y6;
    b[y + 7] = y7;
  }

  /// Solves with the transpose of the lower triangle of the 8×8 block at `p`, as [#solveLowerBlock]
  /// does.
  private static void solveUpperBlock(double[] l, int p, double[] r, int o, double[] b, int y) {
    double r7 = r[o + 7];
    double x7 = b[y + 7] * r7;
    double r6 = r[o + 6];
    double x6 = Math.fma(-l[p + 55] * r6, x7, b[y + 6] * r6);
    double r5 = r[o + 5];
    double x5 = Math.fma(-l[p + 46] * r5, x6, Math.fma(-l[p + 47] * r5, x7, b[y + 5] * r5));
    double r4 = r[o + 4];
    double x4 =
        Math.fma(
            -l[p + 37] * r4,
            x5,
            Math.fma(-l[p + 38] * r4, x6, Math.fma(-l[p + 39] * r4, x7, b[y + 4] * r4)));
    double r3 = r[o + 3];
    double x3 =
        Math.fma(
            -l[p + 28] * r3,
            x4,
            Math.fma(
                -l[p + 29] * r3,
                x5,
                Math.fma(-l[p + 30] * r3, x6, Math.fma(-l[p + 31] * r3, x7, b[y + 3] * r3))));
    double r2 = r[o + 2];
    double x2 =
        Math.fma(
            -l[p + 19] * r2,
            x3,
            Math.fma(
                -l[p + 20] * r2,
                x4,
                Math.fma(
                    -l[p + 21] * r2,
                    x5,
                    Math.fma(-l[p + 22] * r2, x6, Math.fma(-l[p + 23] * r2, x7, b[y + 2] * r2)))));
    double r1 = r[o + 1];
    double x1 =
        Math.fma(
            -l[p + 10] * r1,
            x2,
            Math.fma(
                -l[p + 11] * r1,
                x3,
                Math.fma(
                    -l[p + 12] * r1,
                    x4,
                    Math.fma(
                        -l[p + 13] * r1,
                        x5,
                        Math.fma(
                            -l[p + 14] * r1, x6, Math.fma(-l[p + 15] * r1, x7, b[y + 1] * r1))))));
    double r0 = r[o];
    double x0 =
        Math.fma(
            -l[p + 1] * r0,
            x1,
            Math.fma(
                -l[p + 2] * r0,
                x2,
                Math.fma(
                    -l[p + 3] * r0,
                    x3,
                    Math.fma(
                        -l[p + 4] * r0,
                        x4,
                        Math.fma(
                            -l[p + 5] * r0,
                            x5,
                            Math.fma(
                                -l[p + 6] * r0, x6, Math.fma(-l[p + 7] * r0, x7, b[y] * r0)))))));
    b[y] = x0;
    b[y + 1] = x1;
    b[y + 2] = x2;
    b[y + 3] = x3;
    b[y + 4] = x4;
    b[y + 5] = x5;
    b[y + 6] = x6;
    b[y + 7] = x7;
  }

  // ---- matrix times vector

  @Override
  public void multiply(
      int rows,
      int cols,
      double alpha,
      double[] a,
      int aOffset,
      int stride,
      double[] v,
      int vOffset,
      double beta,
      double[] out,
      int outOffset) {
    int panels = DenseKernels.padded(rows) >> 3;
    scaleOutput(8 * panels, beta, out, outOffset);
    int p = 0;
    for (; p + 2 <= panels; p += 2) {
      addTwoPanels(
          cols, alpha, a, aOffset + p * stride, stride, v, vOffset, out, outOffset + 8 * p);
    }
    if (p < panels) {
      addPanel(cols, alpha, a, aOffset + p * stride, v, vOffset, out, outOffset + 8 * p);
    }
  }

  @Override
  public void multiplySelected(
      int rows,
      int count,
      int[] selected,
      double alpha,
      double[] a,
      int aOffset,
      int stride,
      double[] v,
      int vOffset,
      double beta,
      double[] out,
      int outOffset) {
    int panels = DenseKernels.padded(rows) >> 3;
    scaleOutput(8 * panels, beta, out, outOffset);
    for (int p = 0; p < panels; p++) {
      addSelected(
          count, selected, alpha, a, aOffset + p * stride, v, vOffset, out, outOffset + 8 * p);
    }
  }

  @Override
  public void multiplyTransposed(
      int rows,
      int cols,
      double alpha,
      double[] a,
      int aOffset,
      int stride,
      double[] v,
      int vOffset,
      double beta,
      double[] out,
      int outOffset) {
    int panels = DenseKernels.padded(rows) >> 3;
    scaleOutput(cols, beta, out, outOffset);
    int k = 0;
    for (; k + 8 <= cols; k += 8) {
      addEightColumns(panels, alpha, a, aOffset + 8 * k, stride, v, vOffset, out, outOffset + k);
    }
    for (; k < cols; k++) {
      addColumn(panels, alpha, a, aOffset + 8 * k, stride, v, vOffset, out, outOffset + k);
    }
  }

  @Override
  public void rowsMultiply(
      int rows,
      int cols,
      double alpha,
      double[] m,
      int mOffset,
      int ld,
      double[] v,
      int vOffset,
      double beta,
      double[] out,
      int outOffset) {
    scaleOutput(rows, beta, out, outOffset);
    int i = 0;
    for (; i + 4 <= rows; i += 4) {
      addFourProducts(cols, alpha, m, mOffset + i * ld, ld, v, vOffset, out, outOffset + i);
    }
    for (; i < rows; i++) {
      out[outOffset + i] += alpha * dot(cols, m, mOffset + i * ld, v, vOffset);
    }
  }

  @Override
  public void rowsMultiplyTransposed(
      int rows,
      int cols,
      double alpha,
      double[] m,
      int mOffset,
      int ld,
      double[] v,
      int vOffset,
      double beta,
      double[] out,
      int outOffset) {
    scaleOutput(cols, beta, out, outOffset);
    int end = vOffset + rows;
    int at = mOffset - vOffset * ld;
    int i = nextNonzero(v, vOffset, end);
    while (i < end) {
      int i1 = nextNonzero(v, i + 1, end);
      int i2 = nextNonzero(v, i1 + 1, end);
      int i3 = nextNonzero(v, i2 + 1, end);
      if (i3 < end) {
        addFourRows(
            cols,
            alpha * v[i],
            alpha * v[i1],
            alpha * v[i2],
            alpha * v[i3],
            m,
            at + i * ld,
            at + i1 * ld,
            at + i2 * ld,
            at + i3 * ld,
            out,
            outOffset);
      } else {
        axpy(cols, alpha * v[i], m, at + i * ld, out, outOffset);
        if (i1 < end) axpy(cols, alpha * v[i1], m, at + i1 * ld, out, outOffset);
        if (i2 < end) axpy(cols, alpha * v[i2], m, at + i2 * ld, out, outOffset);
      }
      i = nextNonzero(v, i3 + 1, end);
    }
  }

  /// The first place from `at` on that does not hold zero, or one not below `end`.
  private static int nextNonzero(double[] v, int at, int end) {
    int i = at;
    while (i < end && v[i] == 0) i++;
    return i;
  }

  // ---- gradients and vectors

  @Override
  public void rankTwo(
      int rows,
      int cols,
      double[] a,
      int aOffset,
      double[] y,
      int yOffset,
      double[] b,
      int bOffset,
      double[] x,
      int xOffset,
      boolean add,
      double[] m,
      int mOffset,
      int ld) {
    for (int i = 0; i < rows; i++) {
      if (add) {
        addRankTwoRow(
            cols, a[aOffset + i], y, yOffset, b[bOffset + i], x, xOffset, m, mOffset + i * ld);
      } else {
        setRankTwoRow(
            cols, a[aOffset + i], y, yOffset, b[bOffset + i], x, xOffset, m, mOffset + i * ld);
      }
    }
  }

  @Override
  public void symmetricRankTwo(
      int n,
      double[] d,
      int dOffset,
      double[] y,
      int yOffset,
      boolean add,
      double[] m,
      int mOffset,
      int ld) {
    for (int i = 0; i < n; i++) {
      if (add) {
        addRankTwoRow(
            n,
            0.5 * d[dOffset + i],
            y,
            yOffset,
            0.5 * y[yOffset + i],
            d,
            dOffset,
            m,
            mOffset + i * ld);
      } else {
        setRankTwoRow(
            n,
            0.5 * d[dOffset + i],
            y,
            yOffset,
            0.5 * y[yOffset + i],
            d,
            dOffset,
            m,
            mOffset + i * ld);
      }
    }
  }

  @Override
  public void scale(int n, double alpha, double[] x, int xOffset) {
    for (int i = 0; i < n; i++) {
      x[xOffset + i] *= alpha;
    }
  }

  @Override
  public void multiplyElements(
      int n, double[] a, int aOffset, double[] b, int bOffset, double[] out, int outOffset) {
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = a[aOffset + i] * b[bOffset + i];
    }
  }

  /// out ← β out, where β = 0 does not read.
  final void scaleOutput(int n, double beta, double[] out, int outOffset) {
    if (beta == 0) {
      Arrays.fill(out, outOffset, outOffset + n, 0);
    } else if (beta != 1) {
      scale(n, beta, out, outOffset);
    }
  }
}
