package io.ffolayer.internal.linalg.sparse;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/// Dense L D Lᵀ of the leading columns of a panel matrix, with pivots of known signs and therefore
/// without a search for them.
///
/// A panel has padded(width) columns; its rows are those of the columns, padded(width), and
/// padded(below) more. [#factor] is left-looking in blocks of eight columns, so that nearly all
/// work is in products of panel matrices; columns before the current strip are taken in chunks that
/// stay in the second-level cache.
///
/// A workspace, for one thread: it keeps the pivots of the last panel for [#subtractOuterProduct].
final class PanelLdl {

  private static final int PANEL = DenseKernels.PANEL;
  private static final int STRIP = 64;
  private static final int CHUNK = 128;
  private static final DenseKernels KERNELS = Kernels.dense();

  private final double[] pivot;
  private final double[] reciprocal;
  private final double[] ones;
  private final double[] scaled;
  private final double[] tile = new double[DenseKernels.TILE];
  private BooleanSupplier stop = () -> false;

  /// @param mostColumns of any panel
  /// @param mostBelow rows below the columns of any panel
  PanelLdl(int mostColumns, int mostBelow) {
    int columns = DenseKernels.padded(mostColumns);
    pivot = new double[columns];
    reciprocal = new double[columns];
    ones = ones(columns);
    int rows = Math.max(DenseKernels.padded(mostBelow), STRIP);
    scaled = new double[rows * Math.min(columns, CHUNK)];
  }

  /// Asked before every strip of columns of a large panel.
  void stopWhen(BooleanSupplier newStop) {
    stop = newStop;
  }

  static double[] ones(int n) {
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    return ones;
  }

  /// Factors in place: below the diagonal of the columns stands L, in the rows below them L too.
  ///
  /// @param sign of the pivots, from `at` on
  /// @param inverse receives the reciprocal pivots, from `at` on
  /// @return false if a pivot has the wrong sign, is too small, or is not finite, or it was stopped
  boolean factor(
      int width,
      int below,
      double[] a,
      int base,
      double regularisation,
      double[] sign,
      double[] inverse,
      int at) {
    int columns = DenseKernels.padded(width);
    int rows = columns + DenseKernels.padded(below);
    for (int first = 0; first < columns; first += STRIP) {
      int end = Math.min(columns, first + STRIP);
      if (first > 0 && stop.getAsBoolean()) {
        return false;
      }
      for (int k = 0; k < first; k += CHUNK) {
        subtractColumns(a, base, columns, rows, first, end, k, Math.min(CHUNK, first - k));
      }
      for (int j = first; j < end; j += PANEL) {
        if (j > first) {
          subtractColumns(a, base, columns, rows, j, j + PANEL, first, j - first);
        }
        int block = DenseKernels.at(base, PANEL * columns, j, j);
        int used = Math.min(PANEL, width - j);
        if (!factorBlock(a, block, used, j, regularisation, sign, at + j)) {
          return false;
        }
        solveBelow(a, block, PANEL * columns, rows - j - PANEL, j);
      }
    }
    System.arraycopy(reciprocal, 0, inverse, at, width);
    return true;
  }

  /// Subtracts the products of `length` columns from `start` on from the columns first…end.
  private void subtractColumns(
      double[] a, int base, int columns, int rows, int first, int end, int start, int length) {
    int stride = PANEL * columns;
    int top = DenseKernels.at(base, stride, first, start);
    int step = PANEL * length;
    KERNELS.scaleColumns(end - first, length, a, top, stride, pivot, start, scaled, 0, step);
    for (int row = first; row < rows; row += CHUNK) {
      int height = Math.min(CHUNK, rows - row);
      int left = DenseKernels.at(base, stride, row, start);
      int into = DenseKernels.at(base, stride, row, first);
      KERNELS.gemmTransposed(
          height,
          end - first,
          length,
          -1,
          a,
          left,
          stride,
          scaled,
          0,
          step,
          a,
          into,
          a,
          into,
          stride,
          tile);
    }
  }

  /// L D Lᵀ of the `used` leading rows of an 8×8 block; its padding gets pivots of one.
  private boolean factorBlock(
      double[] a, int block, int used, int j, double regularisation, double[] sign, int at) {
    Arrays.fill(pivot, j, j + PANEL, 1);
    Arrays.fill(reciprocal, j, j + PANEL, 1);
    for (int q = 0; q < used; q++) {
      int column = block + PANEL * q;
      double d = a[column + q] + sign[at + q] * regularisation;
      for (int k = 0; k < q; k++) {
        double l = a[block + PANEL * k + q];
        d -= l * l * pivot[j + k];
      }
      if (!LdlFactor.isTrusted(sign[at + q] * d)) {
        return false;
      }
      pivot[j + q] = d;
      reciprocal[j + q] = 1 / d;
      for (int i = q + 1; i < used; i++) {
        double sum = a[column + i];
        for (int k = 0; k < q; k++) {
          sum -= a[block + PANEL * k + i] * a[block + PANEL * k + q] * pivot[j + k];
        }
        a[column + i] = sum / d;
      }
    }
    return true;
  }

  private void solveBelow(double[] a, int block, int stride, int rows, int j) {
    int rest = block + stride;
    KERNELS.solveLowerRows(rows, PANEL, a, block, stride, ones, 0, a, rest, stride, tile);
    KERNELS.scaleColumns(rows, PANEL, a, rest, stride, reciprocal, j, a, rest, stride);
  }

  /// to −= L D Lᵀ, unless it is stopped, with the rows of L below the columns of the panel that was
  /// factored last.
  ///
  /// @param to the lower triangle in [TriangleStrips]
  void subtractOuterProduct(int width, int below, double[] a, int base, double[] to, int toOffset) {
    int columns = DenseKernels.padded(width);
    int rows = DenseKernels.padded(below);
    int stride = PANEL * columns;
    int lower = DenseKernels.at(base, stride, columns, 0);
    for (int k = 0; k < columns; k += CHUNK) {
      int length = Math.min(CHUNK, columns - k);
      int left = lower + PANEL * k;
      KERNELS.scaleColumns(rows, length, a, left, stride, pivot, k, scaled, 0, PANEL * length);
      for (int i = 0; i < rows; i += TriangleStrips.STRIP) {
        if (i > 0 && stop.getAsBoolean()) {
          return;
        }
        for (int j = 0; j <= i; j += TriangleStrips.STRIP) {
          int into = toOffset + TriangleStrips.row(i, rows) + PANEL * j;
          subtractTile(i, j, length, a, left + (i >> 3) * stride, stride, to, into, rows);
        }
      }
    }
  }

  /// Subtracts the product of `length` columns from the tile at (i, j).
  private void subtractTile(
      int i, int j, int length, double[] a, int left, int stride, double[] to, int into, int n) {
    int height = Math.min(TriangleStrips.STRIP, n - i);
    int step = TriangleStrips.stride(i, n);
    int right = j * length;
    int rightStep = PANEL * length;
    if (i == j) {
      KERNELS.syrkLower(
          height, length, -1, a, left, stride, scaled, right, rightStep, to, into, to, into, step,
          tile);
    } else {
      KERNELS.gemmTransposed(
          height,
          TriangleStrips.STRIP,
          length,
          -1,
          a,
          left,
          stride,
          scaled,
          right,
          rightStep,
          to,
          into,
          to,
          into,
          step,
          tile);
    }
  }
}
