package io.ffolayer.internal.linalg;

import java.util.Arrays;

/// The operations that are made of 8×8 blocks, over a few block operations that the two implementations provide.
///
/// A product of blocks goes through a register tile of 16×8: two panels of A against one of B. The tile is written to
/// scratch and merged into its place by a second, short method, because a compiled method can hold only about fifty vector
/// operations before the compiler silently stops inlining them.
///
/// Cholesky is left-looking: a block column receives the products of all columns before it, is factored, and is not
/// touched again. Beyond [#ONE_LEVEL] rows the columns before it are taken in chunks of [#CHUNK], so that the panels
/// of one chunk stay in the second-level cache while they meet [#STRIP] columns.
abstract class BlockedKernels implements DenseKernels {

  private static final int ONE_LEVEL = 256;
  private static final int STRIP = 64;
  private static final int CHUNK = 128;

  /// tile ← A Bᵀ, A two panels (16×k), B one panel (8×k); the tile holds two 8×8 blocks, column by column.
  abstract void product16(int k, double[] a, int aOffset, int aStride, double[] b, int bOffset, double[] tile);

  /// D ← C + sign·(8×8 block at `t` of the tile).
  abstract void merge(double[] tile, int t, double[] c, int cOffset, double[] d, int dOffset, double sign);

  /// D ← C + sign·A Bᵀ, A and B one panel each; may use the tile.
  abstract void product8(
      int k, double[] a, int aOffset, double[] b, int bOffset, double[] c, int cOffset, double[] d, int dOffset, double sign,
      double[] tile);

  /// Factors the 8×8 block at `p` in place and writes the eight reciprocal pivots.
  ///
  /// @return the row of the first pivot that is not greater than `smallest`, or −1
  abstract int factorBlock(double[] a, int p, double smallest, double[] reciprocal, int rOffset);

  /// X ← X L⁻ᵀ for the 8×8 blocks X at `q` and L at `p`.
  abstract void solveBlock(double[] x, int q, double[] l, int p, double[] reciprocal, int rOffset);

  /// X ← X L⁻¹ for the 8×8 blocks X at `q` and L at `p`.
  abstract void solveBlockTransposed(double[] x, int q, double[] l, int p, double[] reciprocal, int rOffset);

  /// X ← X − Y L for the 8×8 blocks X at `q`, Y at `r` and L at `p`.
  abstract void subtractProduct(double[] x, int q, int r, double[] l, int p);

  private void pair(
      int k, double[] a, int aOffset, int aStride, double[] b, int bOffset, double[] c, int cOffset, double[] d, int dOffset,
      int dStride, double sign, double[] tile) {
    product16(k, a, aOffset, aStride, b, bOffset, tile);
    merge(tile, 0, c, cOffset, d, dOffset, sign);
    merge(tile, 64, c, cOffset + dStride, d, dOffset + dStride, sign);
  }

  /// The blocks of one block column, rows `from` to `to`: D ← C + sign·A Bᵀ, b one panel. Offsets are those of row 0.
  private void column(
      int from, int to, int k, double[] a, int aOffset, int aStride, double[] b, int bOffset, double[] c, int cOffset,
      double[] d, int dOffset, int dStride, double sign, double[] tile) {
    int i = from;
    for (; i + 16 <= to; i += 16) {
      int row = (i >> 3) * dStride;
      pair(k, a, aOffset + (i >> 3) * aStride, aStride, b, bOffset, c, cOffset + row, d, dOffset + row, dStride, sign, tile);
    }
    if (i < to) {
      int row = (i >> 3) * dStride;
      product8(k, a, aOffset + (i >> 3) * aStride, b, bOffset, c, cOffset + row, d, dOffset + row, sign, tile);
    }
  }

  @Override
  public void syrkLower(
      int rows, int k, double sign, double[] a, int aOffset, int aStride, double[] b, int bOffset, int bStride, double[] c,
      int cOffset, double[] d, int dOffset, int dStride, double[] tile) {
    int padded = DenseKernels.padded(rows);
    for (int j = 0; j < padded; j += 8) {
      int panel = bOffset + (j >> 3) * bStride;
      column(j, padded, k, a, aOffset, aStride, b, panel, c, cOffset + j * 8, d, dOffset + j * 8, dStride, sign, tile);
    }
  }

  @Override
  public void gemmTransposed(
      int rows, int cols, int k, double sign, double[] a, int aOffset, int aStride, double[] b, int bOffset, int bStride,
      double[] c, int cOffset, double[] d, int dOffset, int dStride, double[] tile) {
    int padded = DenseKernels.padded(rows);
    for (int j = 0; j < cols; j += 8) {
      int panel = bOffset + (j >> 3) * bStride;
      column(0, padded, k, a, aOffset, aStride, b, panel, c, cOffset + j * 8, d, dOffset + j * 8, dStride, sign, tile);
    }
  }

  @Override
  public int cholesky(
      int n, double smallest, double[] a, int aOffset, int stride, double[] reciprocal, int rOffset, double[] tile) {
    int padded = DenseKernels.padded(n);
    for (int i = n; i < padded; i++) {
      a[DenseKernels.at(aOffset, stride, i, i)] = 1 + smallest; // a padding pivot never fails
    }
    int strip = padded <= ONE_LEVEL ? padded : STRIP;
    for (int first = 0; first < padded; first += strip) {
      int end = Math.min(padded, first + strip);
      for (int k = 0; k < first; k += CHUNK) {
        subtractChunk(first, end, padded, k, Math.min(CHUNK, first - k), a, aOffset, stride, tile);
      }
      int failed = factorStrip(first, end, padded, smallest, a, aOffset, stride, reciprocal, rOffset, tile);
      if (failed >= 0) {
        return failed;
      }
    }
    return -1;
  }

  /// Subtracts from the block columns first…end the products of the k-columns start…start+length. Row pair by row pair:
  /// the pair stays in the first-level cache while it meets the panels of the strip.
  private void subtractChunk(
      int first, int end, int padded, int start, int length, double[] a, int aOffset, int stride, double[] tile) {
    int left = aOffset + start * 8;
    int i = first;
    for (; i + 16 <= padded; i += 16) {
      int row = (i >> 3) * stride;
      for (int j = first; j < end && j <= i + 8; j += 8) {
        int block = aOffset + row + j * 8;
        pair(length, a, left + row, stride, a, left + (j >> 3) * stride, a, block, a, block, stride, -1, tile);
      }
    }
    if (i < padded) {
      int row = (i >> 3) * stride;
      for (int j = first; j < end; j += 8) {
        int block = aOffset + row + j * 8;
        product8(length, a, left + row, a, left + (j >> 3) * stride, a, block, a, block, -1, tile);
      }
    }
  }

  /// Factors the block columns first…end, of which the products with columns before `first` have been subtracted.
  private int factorStrip(
      int first, int end, int padded, double smallest, double[] a, int aOffset, int stride, double[] reciprocal, int rOffset,
      double[] tile) {
    int left = aOffset + first * 8;
    for (int j = first; j < end; j += 8) {
      int panel = (j >> 3) * stride;
      int block = aOffset + j * 8;
      if (j > first) {
        column(j, padded, j - first, a, left, stride, a, left + panel, a, block, a, block, stride, -1, tile);
      }
      int failed = factorBlock(a, block + panel, smallest, reciprocal, rOffset + j);
      if (failed >= 0) {
        return j + failed;
      }
      for (int i = j + 8; i < padded; i += 8) {
        solveBlock(a, block + (i >> 3) * stride, a, block + panel, reciprocal, rOffset + j);
      }
    }
    return -1;
  }

  @Override
  public void solveLowerRows(
      int rows, int n, double[] l, int lOffset, int lStride, double[] reciprocal, int rOffset, double[] x, int xOffset,
      int xStride, double[] tile) {
    int padded = DenseKernels.padded(rows);
    for (int j = 0; j < n; j += 8) {
      int panel = lOffset + (j >> 3) * lStride;
      int block = xOffset + j * 8;
      if (j > 0) {
        column(0, padded, j, x, xOffset, xStride, l, panel, x, block, x, block, xStride, -1, tile);
      }
      for (int i = 0; i < padded; i += 8) {
        solveBlock(x, block + (i >> 3) * xStride, l, panel + j * 8, reciprocal, rOffset + j);
      }
    }
  }

  @Override
  public void solveLowerTransposedRows(
      int rows, int n, double[] l, int lOffset, int lStride, double[] reciprocal, int rOffset, double[] x, int xOffset,
      int xStride, double[] tile) {
    int paddedRows = DenseKernels.padded(rows);
    for (int j = DenseKernels.padded(n) - 8; j >= 0; j -= 8) {
      int panel = lOffset + (j >> 3) * lStride;
      for (int i = 0; i < paddedRows; i += 8) {
        int row = xOffset + (i >> 3) * xStride;
        solveBlockTransposed(x, row + j * 8, l, panel + j * 8, reciprocal, rOffset + j);
        for (int k = 0; k < j; k += 8) {
          subtractProduct(x, row + k * 8, row + j * 8, l, panel + k * 8);
        }
      }
    }
  }

  // ---- packing: bound by memory, the same for both implementations unless overridden

  @Override
  public void packRows(int rows, int cols, double[] m, int mOffset, int ld, double[] p, int pOffset, int stride) {
    int i = 0;
    for (; i + 8 <= rows; i += 8) {
      packEightRows(cols, m, mOffset + i * ld, ld, p, pOffset + (i >> 3) * stride);
    }
    if (i < rows) {
      int panel = pOffset + (i >> 3) * stride;
      Arrays.fill(p, panel, panel + 8 * cols, 0);
      for (int r = i; r < rows; r++) {
        packRow(cols, m, mOffset + r * ld, p, panel + (r & 7));
      }
    }
  }

  private static void packEightRows(int cols, double[] m, int m0, int ld, double[] p, int panel) {
    int m1 = m0 + ld;
    int m2 = m1 + ld;
    int m3 = m2 + ld;
    int m4 = m3 + ld;
    int m5 = m4 + ld;
    int m6 = m5 + ld;
    int m7 = m6 + ld;
    for (int k = 0, to = panel; k < cols; k++, to += 8) {
      p[to] = m[m0 + k];
      p[to + 1] = m[m1 + k];
      p[to + 2] = m[m2 + k];
      p[to + 3] = m[m3 + k];
      p[to + 4] = m[m4 + k];
      p[to + 5] = m[m5 + k];
      p[to + 6] = m[m6 + k];
      p[to + 7] = m[m7 + k];
    }
  }

  private static void packRow(int cols, double[] m, int from, double[] p, int to) {
    for (int k = 0; k < cols; k++) {
      p[to + 8 * k] = m[from + k];
    }
  }

  @Override
  public void packSelectedRows(
      int count, int cols, int[] selected, double[] m, int mOffset, int ld, double[] p, int pOffset, int stride) {
    zeroPadding(count, cols, p, pOffset, stride);
    for (int a = 0; a < count; a++) {
      packRow(cols, m, mOffset + selected[a] * ld, p, pOffset + (a >> 3) * stride + (a & 7));
    }
  }

  /// Clears the last panel when it is not full.
  static void zeroPadding(int rows, int cols, double[] p, int pOffset, int stride) {
    if ((rows & 7) != 0) {
      int panel = pOffset + (rows >> 3) * stride;
      Arrays.fill(p, panel, panel + 8 * cols, 0);
    }
  }

  @Override
  public void packTransposed(int rows, int cols, double[] m, int mOffset, int ld, double[] p, int pOffset, int stride) {
    for (int i = 0; i < rows; i += 8) {
      copyPanel(Math.min(8, rows - i), cols, m, mOffset + i, ld, p, pOffset + (i >> 3) * stride);
    }
  }

  /// Eight (or, in the last panel, `height`) neighbouring elements of each of `cols` rows of m become the columns of a panel.
  void copyPanel(int height, int cols, double[] m, int from, int ld, double[] p, int panel) {
    for (int k = 0; k < cols; k++) {
      int to = panel + 8 * k;
      System.arraycopy(m, from + k * ld, p, to, height);
      for (int i = height; i < 8; i++) {
        p[to + i] = 0;
      }
    }
  }

  @Override
  public void packSymmetric(int n, double[] m, int mOffset, int ld, double[] p, int pOffset, int stride) {
    for (int i = 0; i < n; i += 8) {
      int height = Math.min(8, n - i);
      int panel = pOffset + (i >> 3) * stride;
      copyPanel(height, i + height, m, mOffset + i, ld, p, panel);
      identityPadding(i + height, p, panel);
    }
  }

  /// Rounds the last panel of a symmetric matrix of size n up by columns of the identity.
  static void identityPadding(int n, double[] p, int panel) {
    for (int k = n; k < DenseKernels.padded(n); k++) {
      Arrays.fill(p, panel + 8 * k, panel + 8 * k + 8, 0);
      p[panel + 8 * k + (k & 7)] = 1;
    }
  }

  @Override
  public void unpackRows(int rows, int cols, double[] p, int pOffset, int stride, double[] m, int mOffset, int ld) {
    for (int i = 0; i < rows; i++) {
      int from = pOffset + (i >> 3) * stride + (i & 7);
      int to = mOffset + i * ld;
      for (int k = 0; k < cols; k++) {
        m[to + k] = p[from + 8 * k];
      }
    }
  }

  @Override
  public void unpackTransposed(int rows, int cols, double[] p, int pOffset, int stride, double[] m, int mOffset, int ld) {
    for (int i = 0; i < rows; i += 8) {
      int panel = pOffset + (i >> 3) * stride;
      int height = Math.min(8, rows - i);
      for (int k = 0; k < cols; k++) {
        System.arraycopy(p, panel + 8 * k, m, mOffset + k * ld + i, height);
      }
    }
  }

  @Override
  public void gatherPrincipal(
      int count, int[] selected, double[] s, int sOffset, int sStride, double[] f, int fOffset, int fStride) {
    for (int a = 0; a < count; a++) {
      int row = selected[a];
      int from = sOffset + (row >> 3) * sStride + (row & 7);
      int to = fOffset + (a >> 3) * fStride + (a & 7);
      for (int b = 0; b <= a; b++) {
        f[to + 8 * b] = s[from + 8 * selected[b]];
      }
    }
    if ((count & 7) != 0) {
      int panel = fOffset + (count >> 3) * fStride;
      for (int b = 0; b < count; b++) {
        Arrays.fill(f, panel + 8 * b + (count & 7), panel + 8 * b + 8, 0);
      }
      identityPadding(count, f, panel);
    }
  }

  @Override
  public void gatherRows(
      int count, int cols, int[] selected, double[] p, int pOffset, int pStride, double[] g, int gOffset, int gStride) {
    zeroPadding(count, cols, g, gOffset, gStride);
    for (int a = 0; a < count; a++) {
      int from = pOffset + (selected[a] >> 3) * pStride + (selected[a] & 7);
      int to = gOffset + (a >> 3) * gStride + (a & 7);
      for (int k = 0; k < cols; k++) {
        g[to + 8 * k] = p[from + 8 * k];
      }
    }
  }

  @Override
  public void symmetrize(int n, double[] c, int cOffset, int stride) {
    for (int i = 8; i < n; i += 8) {
      for (int j = 0; j < i; j += 8) {
        int lower = cOffset + (i >> 3) * stride + 8 * j;
        int upper = cOffset + (j >> 3) * stride + 8 * i;
        for (int b = 0; b < 8; b++) {
          for (int a = 0; a < 8; a++) {
            c[upper + 8 * a + b] = c[lower + 8 * b + a];
          }
        }
      }
    }
  }
}
