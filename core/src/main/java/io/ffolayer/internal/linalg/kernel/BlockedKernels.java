package io.ffolayer.internal.linalg.kernel;

import java.util.function.BooleanSupplier;

/// The operations that are made of 8×8 blocks, over a few block operations that each implementation
/// provides.
///
/// A product of blocks goes through a register tile of 16×8: two panels of A against one of B. The
/// tile is written to scratch and merged into its place by a second, short method: one that did
/// both would be too long for the compiler to keep its vectors in registers.
///
/// Cholesky is left-looking: a block column receives the products of all columns before it, is
/// factored, and is not touched again. Beyond [#ONE_LEVEL] rows the columns before it are taken in
/// chunks of [#CHUNK], so that the panels of one chunk stay in the second-level cache while they
/// meet [#STRIP] columns.
abstract class BlockedKernels extends StripKernels {

  private static final int ONE_LEVEL = 256;
  private static final int STRIP = 64;
  private static final int CHUNK = 128;

  /// tile ← A Bᵀ, A two panels (16×k), B one panel (8×k); the tile holds two 8×8 blocks, column by
  /// column.
  abstract void product16(
      int k, double[] a, int aOffset, int aStride, double[] b, int bOffset, double[] tile);

  /// D ← C + sign·(8×8 block at `t` of the tile).
  abstract void merge(
      double[] tile, int t, double[] c, int cOffset, double[] d, int dOffset, double sign);

  /// D ← C + sign·A Bᵀ, A and B one panel each; may use the tile.
  abstract void product8(
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
      double[] tile);

  /// Factors the 8×8 block at `p` in place and writes the eight reciprocal pivots.
  ///
  /// @return the row of the first pivot that is not greater than `smallest`, or −1
  abstract int factorBlock(double[] a, int p, double smallest, double[] reciprocal, int rOffset);

  /// X ← X L⁻ᵀ for the 8×8 blocks X at `q` and L at `p`.
  abstract void solveBlock(double[] x, int q, double[] l, int p, double[] reciprocal, int rOffset);

  /// X ← X L⁻¹ for the 8×8 blocks X at `q` and L at `p`.
  abstract void solveBlockTransposed(
      double[] x, int q, double[] l, int p, double[] reciprocal, int rOffset);

  /// tile ← A L, A two panels (16×k), L eight columns of a panel matrix (k×8); the tile holds two
  /// 8×8 blocks.
  abstract void product16Columns(
      int k,
      double[] a,
      int aOffset,
      int aStride,
      double[] l,
      int lOffset,
      int lStride,
      double[] tile);

  private void pair(
      int k,
      double[] a,
      int aOffset,
      int aStride,
      double[] b,
      int bOffset,
      double[] c,
      int cOffset,
      double[] d,
      int dOffset,
      int dStride,
      double sign,
      double[] tile) {
    product16(k, a, aOffset, aStride, b, bOffset, tile);
    merge(tile, 0, c, cOffset, d, dOffset, sign);
    merge(tile, 64, c, cOffset + dStride, d, dOffset + dStride, sign);
  }

  /// The blocks of one block column, rows `from` to `to`: D ← C + sign·A Bᵀ, b one panel. Offsets
  /// are those of row 0.
  private void column(
      int from,
      int to,
      int k,
      double[] a,
      int aOffset,
      int aStride,
      double[] b,
      int bOffset,
      double[] c,
      int cOffset,
      double[] d,
      int dOffset,
      int dStride,
      double sign,
      double[] tile) {
    int i = from;
    for (; i + 16 <= to; i += 16) {
      int row = (i >> 3) * dStride;
      pair(
          k,
          a,
          aOffset + (i >> 3) * aStride,
          aStride,
          b,
          bOffset,
          c,
          cOffset + row,
          d,
          dOffset + row,
          dStride,
          sign,
          tile);
    }
    if (i < to) {
      int row = (i >> 3) * dStride;
      product8(
          k,
          a,
          aOffset + (i >> 3) * aStride,
          b,
          bOffset,
          c,
          cOffset + row,
          d,
          dOffset + row,
          sign,
          tile);
    }
  }

  @Override
  public void syrkLower(
      int rows,
      int k,
      double sign,
      double[] a,
      int aOffset,
      int aStride,
      double[] b,
      int bOffset,
      int bStride,
      double[] c,
      int cOffset,
      double[] d,
      int dOffset,
      int dStride,
      double[] tile) {
    int padded = DenseKernels.padded(rows);
    for (int j = 0; j < padded; j += 8) {
      int panel = bOffset + (j >> 3) * bStride;
      column(
          j,
          padded,
          k,
          a,
          aOffset,
          aStride,
          b,
          panel,
          c,
          cOffset + j * 8,
          d,
          dOffset + j * 8,
          dStride,
          sign,
          tile);
    }
  }

  @Override
  public void gemmTransposed(
      int rows,
      int cols,
      int k,
      double sign,
      double[] a,
      int aOffset,
      int aStride,
      double[] b,
      int bOffset,
      int bStride,
      double[] c,
      int cOffset,
      double[] d,
      int dOffset,
      int dStride,
      double[] tile) {
    int padded = DenseKernels.padded(rows);
    for (int j = 0; j < cols; j += 8) {
      int panel = bOffset + (j >> 3) * bStride;
      column(
          0,
          padded,
          k,
          a,
          aOffset,
          aStride,
          b,
          panel,
          c,
          cOffset + j * 8,
          d,
          dOffset + j * 8,
          dStride,
          sign,
          tile);
    }
  }

  @Override
  public int cholesky(
      int n,
      double smallest,
      double[] a,
      int aOffset,
      int stride,
      double[] reciprocal,
      int rOffset,
      double[] tile,
      BooleanSupplier stop) {
    int padded = DenseKernels.padded(n);
    for (int i = n; i < padded; i++) {
      a[DenseKernels.at(aOffset, stride, i, i)] = 1 + smallest; // a padding pivot never fails
    }
    int strip = padded <= ONE_LEVEL ? padded : STRIP;
    for (int first = 0; first < padded; first += strip) {
      if (first > 0 && stop.getAsBoolean()) {
        return first;
      }
      int end = Math.min(padded, first + strip);
      for (int k = 0; k < first; k += CHUNK) {
        subtractChunk(first, end, padded, k, Math.min(CHUNK, first - k), a, aOffset, stride, tile);
      }
      int failed =
          factorStrip(first, end, padded, smallest, a, aOffset, stride, reciprocal, rOffset, tile);
      if (failed >= 0) {
        return failed;
      }
    }
    return -1;
  }

  /// Subtracts from the block columns first…end the products of the k-columns start…start+length.
  /// Row pair by row pair: the pair stays in the first-level cache while it meets the panels of the
  /// strip.
  private void subtractChunk(
      int first,
      int end,
      int padded,
      int start,
      int length,
      double[] a,
      int aOffset,
      int stride,
      double[] tile) {
    int left = aOffset + start * 8;
    int i = first;
    for (; i + 16 <= padded; i += 16) {
      int row = (i >> 3) * stride;
      for (int j = first; j < end && j <= i + 8; j += 8) {
        int block = aOffset + row + j * 8;
        pair(
            length,
            a,
            left + row,
            stride,
            a,
            left + (j >> 3) * stride,
            a,
            block,
            a,
            block,
            stride,
            -1,
            tile);
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

  /// Factors the block columns first…end, of which the products with columns before `first` have
  /// been subtracted.
  private int factorStrip(
      int first,
      int end,
      int padded,
      double smallest,
      double[] a,
      int aOffset,
      int stride,
      double[] reciprocal,
      int rOffset,
      double[] tile) {
    int left = aOffset + first * 8;
    for (int j = first; j < end; j += 8) {
      int panel = (j >> 3) * stride;
      int block = aOffset + j * 8;
      if (j > first) {
        column(
            j,
            padded,
            j - first,
            a,
            left,
            stride,
            a,
            left + panel,
            a,
            block,
            a,
            block,
            stride,
            -1,
            tile);
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
      int rows,
      int n,
      double[] l,
      int lOffset,
      int lStride,
      double[] reciprocal,
      int rOffset,
      double[] x,
      int xOffset,
      int xStride,
      double[] tile) {
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
      int rows,
      int n,
      double[] l,
      int lOffset,
      int lStride,
      double[] reciprocal,
      int rOffset,
      double[] x,
      int xOffset,
      int xStride,
      double[] tile) {
    int panels = DenseKernels.padded(rows) >> 3;
    for (int j = DenseKernels.padded(n) - 8; j >= 0; j -= 8) {
      int below = lOffset + ((j >> 3) + 1) * lStride + 8 * j;
      for (int p = 0; p < panels; p += 2) {
        int row = xOffset + p * xStride;
        int second = p + 1 < panels ? xStride : 0; // an odd last panel meets itself
        product16Columns(
            DenseKernels.padded(n) - j - 8, x, row + 8 * j + 64, second, l, below, lStride, tile);
        for (int q = row + 8 * j, t = 0; t <= (second > 0 ? 64 : 0); t += 64, q += second) {
          merge(tile, t, x, q, x, q, -1);
          solveBlockTransposed(x, q, l, below - lStride, reciprocal, rOffset + j);
        }
      }
    }
  }
}
