package io.ffolayer.internal.linalg.sparse;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import java.util.Arrays;

/// The supernodes of a factor and where everything goes, for [SupernodalLdl].
///
/// Supernode s has the columns from `firstColumn[s]` to `firstColumn[s + 1]` and the rows
/// `rowIndex[rowStart[s]] …` below them. Its columns are one panel matrix of padded(width) columns:
/// first padded(width) rows for the columns themselves, then padded(below) rows for the rest.
public final class SupernodalStructure implements LdlStructure {

  final CompressedColumns upper;
  final int[] firstColumn;
  final int[] rowStart;
  final int[] rowIndex;

  /// Where each row below a supernode is in the panel of its parent.
  final int[] placeInParent;

  final int[] childCount;

  /// Where the panel of each supernode starts among the values.
  final int[] panelStart;

  /// Where each entry of the matrix goes among the values.
  final int[] entryPlace;

  final int mostColumns;
  final int mostBelow;
  final int stackSize;

  /// @throws IllegalArgumentException if the panels have more values than an array can hold
  public SupernodalStructure(LdlSymbolic symbolic) {
    upper = symbolic.upper();
    firstColumn = Supernodes.partition(symbolic.parent(), symbolic.columnCount());
    int count = firstColumn.length - 1;
    rowStart = new int[count + 1];
    panelStart = new int[count + 1];
    childCount = new int[count];
    int columns = 0;
    int below = 0;
    long values = 0;
    long rows = 0;
    for (int s = 0; s < count; s++) {
      int b = symbolic.columnCount()[firstColumn[s + 1] - 1];
      columns = Math.max(columns, width(s));
      below = Math.max(below, b);
      rows += b;
      values += panelSize(width(s), b);
      rowStart[s + 1] = requireIndex(rows);
      panelStart[s + 1] = requireIndex(values);
    }
    mostColumns = columns;
    mostBelow = below;
    int[] parent = parents(symbolic.parent());
    stackSize = stackSize();
    rowIndex = new int[rowStart[count]];
    placeInParent = new int[rowIndex.length];
    entryPlace = new int[upper.nonzeros()];
    place(parent);
  }

  static long panelSize(int width, int below) {
    long w = DenseKernels.padded(width);
    return w * (w + DenseKernels.padded(below));
  }

  private static int requireIndex(long size) {
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "the factor has "
              + size
              + " values or more, which no array can hold. Maybe solve by products alone.");
    }
    return (int) size;
  }

  int count() {
    return firstColumn.length - 1;
  }

  int width(int s) {
    return firstColumn[s + 1] - firstColumn[s];
  }

  int below(int s) {
    return rowStart[s + 1] - rowStart[s];
  }

  /// Doubles of what a supernode passes up.
  int updateSize(int s) {
    return (int) TriangleStrips.size(DenseKernels.padded(below(s)));
  }

  /// The number of values, zeros among them, that a factor stores.
  public int storedValues() {
    return panelStart[count()];
  }

  /// The parent of each supernode, `count()` for a root; counts the children.
  private int[] parents(int[] parentOfColumn) {
    int[] supernodeOf = new int[parentOfColumn.length];
    for (int s = 0; s < count(); s++) {
      Arrays.fill(supernodeOf, firstColumn[s], firstColumn[s + 1], s);
    }
    int[] parent = new int[count()];
    for (int s = 0; s < count(); s++) {
      int above = parentOfColumn[firstColumn[s + 1] - 1];
      parent[s] = above == EliminationTree.NONE ? count() : supernodeOf[above];
      if (above != EliminationTree.NONE) {
        childCount[parent[s]]++;
      }
    }
    return parent;
  }

  /// Room for the updates that wait for their parents, and the one that is being made.
  private int stackSize() {
    int[] waiting = new int[count()];
    int depth = 0;
    long top = 0;
    long most = 0;
    for (int s = 0; s < count(); s++) {
      long size = TriangleStrips.size(DenseKernels.padded(below(s)));
      most = Math.max(most, top + size);
      requireIndex(most);
      for (int k = 0; k < childCount[s]; k++) {
        top -= updateSize(waiting[--depth]);
      }
      if (size > 0) {
        waiting[depth++] = s;
        top += size;
      }
    }
    return requireIndex(most);
  }

  /// Finds the rows of all supernodes, and the places of entries and rows.
  private void place(int[] parent) {
    int[] placeOf = new int[upper.cols()];
    int[] seenBy = new int[upper.cols()];
    Arrays.fill(seenBy, -1);
    int[] lastChild = new int[count() + 1];
    int[] previousSibling = new int[count()];
    Arrays.fill(lastChild, -1);
    CompressedColumns.Transposed lower = upper.transposed();
    for (int s = 0; s < count(); s++) {
      Arrays.fill(seenBy, firstColumn[s], firstColumn[s + 1], s);
      int[] columnStart = lower.pattern().columnStart();
      int next = rowStart[s];
      for (int p = columnStart[firstColumn[s]]; p < columnStart[firstColumn[s + 1]]; p++) {
        next = addRow(lower.pattern().rowIndex()[p], s, next, seenBy);
      }
      for (int c = lastChild[s]; c >= 0; c = previousSibling[c]) {
        for (int q = rowStart[c]; q < rowStart[c + 1]; q++) {
          next = addRow(rowIndex[q], s, next, seenBy);
        }
      }
      Arrays.sort(rowIndex, rowStart[s], next);
      numberRows(s, placeOf);
      placeEntries(s, lower, placeOf);
      for (int c = lastChild[s]; c >= 0; c = previousSibling[c]) {
        for (int q = rowStart[c]; q < rowStart[c + 1]; q++) {
          placeInParent[q] = placeOf[rowIndex[q]];
        }
      }
      previousSibling[s] = lastChild[parent[s]];
      lastChild[parent[s]] = s;
    }
  }

  private int addRow(int row, int s, int next, int[] seenBy) {
    if (seenBy[row] == s) {
      return next;
    }
    seenBy[row] = s;
    rowIndex[next] = row;
    return next + 1;
  }

  /// The rows of the panel of s: its columns, padding, and the rows below.
  private void numberRows(int s, int[] placeOf) {
    for (int j = firstColumn[s]; j < firstColumn[s + 1]; j++) {
      placeOf[j] = j - firstColumn[s];
    }
    int below = DenseKernels.padded(width(s));
    for (int q = rowStart[s]; q < rowStart[s + 1]; q++) {
      placeOf[rowIndex[q]] = below + q - rowStart[s];
    }
  }

  private void placeEntries(int s, CompressedColumns.Transposed lower, int[] placeOf) {
    int stride = DenseKernels.PANEL * DenseKernels.padded(width(s));
    for (int j = firstColumn[s]; j < firstColumn[s + 1]; j++) {
      int end = lower.pattern().columnStart()[j + 1];
      for (int p = lower.pattern().columnStart()[j]; p < end; p++) {
        int row = placeOf[lower.pattern().rowIndex()[p]];
        entryPlace[lower.source()[p]] =
            DenseKernels.at(panelStart[s], stride, row, j - firstColumn[s]);
      }
    }
  }

  @Override
  public SupernodalLdl newFactor() {
    return new SupernodalLdl(this);
  }
}
