package io.ffolayer.program.matrix;

import org.jspecify.annotations.Nullable;

/// A block of rows and columns of a matrix of which every entry is stored, in the order of an array
/// that holds the block row by row, or column by column.
///
/// @param row of the matrix, the first of the block
/// @param column of the matrix, the first of the block
/// @param block the size of the block
/// @param byColumns whether the array holds the block column by column
public record Panel(int row, int column, Layout.Dense block, boolean byColumns) {

  /// The block that stored entries are, or null where they are none.
  ///
  /// @param positions of the entries in the layout, in the order of the array; at least one
  public static @Nullable Panel of(Layout layout, int[] positions) {
    int[] rows = new int[positions.length], columns = new int[positions.length];
    if (!read(layout, positions, rows, columns)) return null;
    int across = leading(rows, columns), down = leading(columns, rows);
    if (isGrid(rows, columns, across)) return of(rows, columns, across, false);
    return isGrid(columns, rows, down) ? of(rows, columns, down, true) : null;
  }

  private static Panel of(int[] rows, int[] columns, int run, boolean byColumns) {
    int runs = rows.length / run;
    Layout.Dense block = byColumns ? new Layout.Dense(run, runs) : new Layout.Dense(runs, run);
    return new Panel(rows[0], columns[0], block, byColumns);
  }

  private static boolean read(Layout layout, int[] positions, int[] rows, int[] columns) {
    switch (layout) {
      case Layout.Dense dense -> {
        for (int k = 0; k < positions.length; k++) {
          rows[k] = positions[k] / dense.columns();
          columns[k] = positions[k] % dense.columns();
        }
        return true;
      }
      case Layout.Sparse sparse -> {
        for (int k = 0; k < positions.length; k++) {
          rows[k] = sparse.rowIndex(positions[k]);
          columns[k] = columnOf(sparse, positions[k]);
        }
        return true;
      }
      case Layout.Operator operator -> {
        return false;
      }
    }
  }

  private static int columnOf(Layout.Sparse sparse, int position) {
    int low = 0, high = sparse.columns() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (sparse.columnStart(middle) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /// How many entries stand one beside the other at the beginning.
  private static int leading(int[] fixed, int[] moving) {
    int run = 1;
    while (run < fixed.length && fixed[run] == fixed[0] && moving[run] == moving[0] + run) run++;
    return run;
  }

  private static boolean isGrid(int[] slow, int[] fast, int run) {
    if (slow.length % run != 0) return false;
    for (int k = 0; k < slow.length; k++)
      if (slow[k] != slow[0] + k / run || fast[k] != fast[0] + k % run) return false;
    return true;
  }
}
