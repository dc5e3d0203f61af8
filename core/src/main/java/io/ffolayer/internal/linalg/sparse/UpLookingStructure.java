package io.ffolayer.internal.linalg.sparse;

import java.util.Arrays;

/// The nonzeros of L by columns and by rows, for [UpLookingLdl].
///
/// Row k of L is what can be reached in the elimination tree from the entries of row k of the
/// matrix.
public final class UpLookingStructure implements LdlStructure {

  final CompressedColumns upper;

  /// L strictly below the diagonal, by columns, rows ascending.
  final int[] columnStart;

  final int[] rowIndex;

  /// The same by rows, columns ascending: an order in which no column needs a later one.
  final int[] rowStart;

  final int[] columnIndex;

  /// @throws IllegalArgumentException if L has more nonzeros than an array can hold
  public UpLookingStructure(LdlSymbolic symbolic) {
    if (symbolic.nonzeros() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "the factor has "
              + symbolic.nonzeros()
              + " nonzeros, more than an array can hold. Maybe solve by products alone.");
    }
    upper = symbolic.upper();
    int n = symbolic.dimension();
    columnStart = new int[n + 1];
    for (int j = 0; j < n; j++) {
      columnStart[j + 1] = columnStart[j] + symbolic.columnCount()[j];
    }
    rowIndex = new int[columnStart[n]];
    fillRows(symbolic.parent());
    CompressedColumns.Transposed rows =
        CompressedColumns.trusted(n, n, columnStart, rowIndex).transposed();
    rowStart = rows.pattern().columnStart();
    columnIndex = rows.pattern().rowIndex();
  }

  private void fillRows(int[] parent) {
    int n = parent.length;
    int[] next = Arrays.copyOf(columnStart, n);
    int[] visitedBy = new int[n];
    int[] upperStart = upper.columnStart();
    int[] upperIndex = upper.rowIndex();
    for (int k = 0; k < n; k++) {
      visitedBy[k] = k;
      for (int p = upperStart[k]; p < upperStart[k + 1] - 1; p++) {
        for (int j = upperIndex[p]; visitedBy[j] != k; j = parent[j]) {
          visitedBy[j] = k;
          rowIndex[next[j]++] = k;
        }
      }
    }
  }

  @Override
  public UpLookingLdl newFactor() {
    return new UpLookingLdl(this);
  }
}
