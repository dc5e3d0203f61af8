package io.ffolayer.internal.linalg;

import java.util.Arrays;

/// L D Lᵀ by dense blocks (multifrontal: Duff and Reid 1983; Liu 1992).
///
/// For a supernode with columns J and rows R below them:
///
///     1  add what its children in the elimination tree pass up to the entries of the matrix          [ F_JJ     ]
///                                                                                                     [ F_RJ F_RR ]
///     2  F_JJ = L_JJ D Lᵀ_JJ,   L_RJ = F_RJ L⁻ᵀ_JJ D⁻¹
///     3  F_RR − L_RJ D Lᵀ_RJ goes to the parent, whose columns and rows contain R
///
/// Children come before their parents in a post-order, so that what is passed up waits on a stack. Nearly all work
/// is in products of panel matrices, at the speed of the dense kernels.
public final class SupernodalLdl implements LdlFactor {

  private static final int PANEL = DenseKernels.PANEL;

  /// Columns that are factored together; the columns before them are taken in chunks.
  private static final int STRIP = 64;

  private static final int CHUNK = 128;

  private static final DenseKernels KERNELS = Kernels.dense();

  private final SupernodalStructure structure;
  private final double[] values;
  private final double[] inversePivot;
  private final double[] stack;
  private final int[] waiting;
  private final double[] scaled;
  private final double[] tile;
  private final double[] ones;
  private final double[] pivot;
  private final double[] reciprocal;
  private final double[] own;
  private final double[] others;
  private final int[] source;
  private final int[] target;

  SupernodalLdl(SupernodalStructure structure) {
    this.structure = structure;
    values = new double[structure.storedValues()];
    inversePivot = new double[structure.upper.cols()];
    stack = new double[structure.stackSize];
    waiting = new int[structure.count()];
    int columns = DenseKernels.padded(structure.mostColumns);
    int below = DenseKernels.padded(structure.mostBelow);
    scaled = new double[Math.max(below, STRIP) * Math.min(columns, CHUNK)];
    tile = new double[DenseKernels.TILE];
    ones = new double[columns];
    Arrays.fill(ones, 1);
    pivot = new double[columns];
    reciprocal = new double[columns];
    own = new double[columns];
    others = new double[below];
    source = new int[below];
    target = new int[below];
  }

  @Override
  public boolean factor(double[] upper, int offset, double[] sign, double regularisation) {
    Arrays.fill(values, 0);
    int[] entryPlace = structure.entryPlace;
    for (int p = 0; p < entryPlace.length; p++) {
      values[entryPlace[p]] = upper[offset + p];
    }
    int top = 0;
    int depth = 0;
    for (int s = 0; s < structure.count(); s++) {
      int size = structure.updateSize(s);
      Arrays.fill(stack, top, top + size, 0);
      int base = top;
      for (int k = 0; k < structure.childCount[s]; k++) {
        int child = waiting[--depth];
        base -= structure.updateSize(child);
        addChild(child, base, s, top);
      }
      if (!factorPanel(s, sign, regularisation)) {
        return false;
      }
      if (size > 0) {
        subtractOuterProduct(s, top);
        if (base < top) {
          System.arraycopy(stack, top, stack, base, size);
        }
        waiting[depth++] = s;
      }
      top = base + size;
    }
    return true;
  }

  /// Adds the update of a child, at `from` on the stack, to the panel of s and to its update at `to`.
  private void addChild(int child, int from, int s, int to) {
    int[] place = structure.placeInParent;
    int first = structure.rowStart[child];
    int rows = structure.below(child);
    int childBelow = DenseKernels.padded(rows);
    int columns = DenseKernels.padded(structure.width(s));
    int below = DenseKernels.padded(structure.below(s));
    int panel = structure.panelStart[s];
    int ownRows = 0;
    for (int i = 0; i < rows; i++) {
      source[i] = from + TriangleStrips.row(i, childBelow);
      target[i] = DenseKernels.at(panel, PANEL * columns, place[first + i], 0);
      if (place[first + i] < columns) {
        ownRows++;
      }
    }
    for (int k = 0; k < ownRows; k++) {
      addColumn(k, rows, values, PANEL * place[first + k]);
    }
    for (int i = ownRows; i < rows; i++) {
      target[i] = to + TriangleStrips.row(place[first + i] - columns, below);
    }
    for (int k = ownRows; k < rows; k++) {
      addColumn(k, rows, stack, PANEL * (place[first + k] - columns));
    }
  }

  /// into[target[i] + shift] += element (i, k) of the child, for i ≥ k.
  private void addColumn(int k, int rows, double[] into, int shift) {
    int column = PANEL * k;
    for (int i = k; i < rows; i++) {
      into[target[i] + shift] += stack[source[i] + column];
    }
  }

  /// Step 2: block columns of eight, left-looking within a strip, the strips left-looking by chunks.
  private boolean factorPanel(int s, double[] sign, double regularisation) {
    int width = structure.width(s);
    int columns = DenseKernels.padded(width);
    int rows = columns + DenseKernels.padded(structure.below(s));
    int base = structure.panelStart[s];
    int stride = PANEL * columns;
    int firstColumn = structure.firstColumn[s];
    for (int first = 0; first < columns; first += STRIP) {
      int end = Math.min(columns, first + STRIP);
      for (int k = 0; k < first; k += CHUNK) {
        subtractColumns(base, stride, rows, first, end, k, Math.min(CHUNK, first - k));
      }
      for (int j = first; j < end; j += PANEL) {
        if (j > first) {
          subtractColumns(base, stride, rows, j, j + PANEL, first, j - first);
        }
        int block = DenseKernels.at(base, stride, j, j);
        int used = Math.min(PANEL, width - j);
        if (!factorBlock(block, used, j, firstColumn + j, sign, regularisation)) {
          return false;
        }
        int left = rows - j - PANEL;
        int rest = block + stride;
        KERNELS.solveLowerRows(
            left, PANEL, values, block, stride, ones, 0, values, rest, stride, tile);
        KERNELS.scaleColumns(
            left, PANEL, values, rest, stride, reciprocal, j, values, rest, stride);
      }
    }
    System.arraycopy(reciprocal, 0, inversePivot, firstColumn, width);
    return true;
  }

  /// Subtracts the products of `length` columns from `start` on from the columns first…end.
  private void subtractColumns(
      int base, int stride, int rows, int first, int end, int start, int length) {
    KERNELS.scaleColumns(
        end - first,
        length,
        values,
        DenseKernels.at(base, stride, first, start),
        stride,
        pivot,
        start,
        scaled,
        0,
        PANEL * length);
    for (int row = first; row < rows; row += CHUNK) {
      int into = DenseKernels.at(base, stride, row, first);
      KERNELS.gemmTransposed(
          Math.min(CHUNK, rows - row),
          end - first,
          length,
          -1,
          values,
          DenseKernels.at(base, stride, row, start),
          stride,
          scaled,
          0,
          PANEL * length,
          values,
          into,
          values,
          into,
          stride,
          tile);
    }
  }

  /// L D Lᵀ of the `used` leading rows of a block of eight; its padding gets pivots of one.
  private boolean factorBlock(
      int block, int used, int j, int column, double[] sign, double regularisation) {
    Arrays.fill(pivot, j, j + PANEL, 1);
    Arrays.fill(reciprocal, j, j + PANEL, 1);
    for (int q = 0; q < used; q++) {
      double d = values[block + PANEL * q + q] + sign[column + q] * regularisation;
      for (int k = 0; k < q; k++) {
        double l = values[block + PANEL * k + q];
        d -= l * l * pivot[j + k];
      }
      if (!(sign[column + q] * d >= SMALLEST_PIVOT && Math.abs(d) <= Double.MAX_VALUE)) {
        return false;
      }
      pivot[j + q] = d;
      reciprocal[j + q] = 1 / d;
      for (int i = q + 1; i < used; i++) {
        double sum = values[block + PANEL * q + i];
        for (int k = 0; k < q; k++) {
          sum -= values[block + PANEL * k + i] * values[block + PANEL * k + q] * pivot[j + k];
        }
        values[block + PANEL * q + i] = sum * reciprocal[j + q];
      }
    }
    return true;
  }

  /// Step 3, tile by tile.
  private void subtractOuterProduct(int s, int to) {
    int columns = DenseKernels.padded(structure.width(s));
    int below = DenseKernels.padded(structure.below(s));
    int stride = PANEL * columns;
    int from = DenseKernels.at(structure.panelStart[s], stride, columns, 0);
    for (int k = 0; k < columns; k += CHUNK) {
      int length = Math.min(CHUNK, columns - k);
      int left = from + PANEL * k;
      KERNELS.scaleColumns(
          below, length, values, left, stride, pivot, k, scaled, 0, PANEL * length);
      for (int i = 0; i < below; i += TriangleStrips.STRIP) {
        for (int j = 0; j <= i; j += TriangleStrips.STRIP) {
          subtractTile(left, stride, length, to, below, i, j);
        }
      }
    }
  }

  /// Subtracts the product of `length` columns from the tile at (i, j) of the update.
  private void subtractTile(int left, int stride, int length, int to, int below, int i, int j) {
    int rows = Math.min(TriangleStrips.STRIP, below - i);
    int a = left + (i >> 3) * stride;
    int b = j * length;
    int into = to + TriangleStrips.row(i, below) + PANEL * j;
    int step = TriangleStrips.stride(i, below);
    if (i == j) {
      KERNELS.syrkLower(
          rows, length, -1, values, a, stride, scaled, b, PANEL * length, stack, into, stack, into, step, tile);
    } else {
      KERNELS.gemmTransposed(
          rows, TriangleStrips.STRIP, length, -1, values, a, stride, scaled, b, PANEL * length, stack, into, stack,
          into, step, tile);
    }
  }

  @Override
  public void solve(double[] x) {
    for (int s = 0; s < structure.count(); s++) {
      solveDown(s, x);
    }
    for (int j = 0; j < inversePivot.length; j++) {
      x[j] *= inversePivot[j];
    }
    for (int s = structure.count() - 1; s >= 0; s--) {
      solveUp(s, x);
    }
  }

  private void load(int s, double[] x) {
    int width = structure.width(s);
    System.arraycopy(x, structure.firstColumn[s], own, 0, width);
    Arrays.fill(own, width, DenseKernels.padded(width), 0);
  }

  private void solveDown(int s, double[] x) {
    int width = structure.width(s);
    int columns = DenseKernels.padded(width);
    int base = structure.panelStart[s];
    load(s, x);
    KERNELS.solveLower(width, values, base, PANEL * columns, ones, 0, own, 0);
    System.arraycopy(own, 0, x, structure.firstColumn[s], width);
    int below = structure.below(s);
    KERNELS.multiply(
        below, width, 1, values, base + PANEL * columns * (columns >> 3), PANEL * columns, own, 0, 0, others, 0);
    int first = structure.rowStart[s];
    for (int i = 0; i < below; i++) {
      x[structure.rowIndex[first + i]] -= others[i];
    }
  }

  private void solveUp(int s, double[] x) {
    int width = structure.width(s);
    int columns = DenseKernels.padded(width);
    int base = structure.panelStart[s];
    int below = structure.below(s);
    int first = structure.rowStart[s];
    for (int i = 0; i < below; i++) {
      others[i] = x[structure.rowIndex[first + i]];
    }
    Arrays.fill(others, below, DenseKernels.padded(below), 0);
    load(s, x);
    KERNELS.multiplyTransposed(
        below, width, -1, values, base + PANEL * columns * (columns >> 3), PANEL * columns, others, 0, 1, own, 0);
    KERNELS.solveLowerTransposed(width, values, base, PANEL * columns, ones, 0, own, 0);
    System.arraycopy(own, 0, x, structure.firstColumn[s], width);
  }
}
