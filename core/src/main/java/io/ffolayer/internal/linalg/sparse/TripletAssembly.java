package io.ffolayer.internal.linalg.sparse;

import java.util.Arrays;

/// Sorts triplets (row, column) into compressed columns and remembers where each one went.
///
/// Two stable counting sorts, first by row, then by column: O(triplets + rows + cols), and
/// deterministic.
public final class TripletAssembly {

  private final CompressedColumns pattern;
  private final int[] position;

  private TripletAssembly(CompressedColumns pattern, int[] position) {
    this.pattern = pattern;
    this.position = position;
  }

  /// Every triplet gets a place of its own.
  ///
  /// @throws IllegalArgumentException if an index is out of range, or two triplets have the same
  ///   row and column
  public static TripletAssembly distinct(int rows, int cols, int[] row, int[] col) {
    return assemble(rows, cols, row, col, true);
  }

  /// Triplets with the same row and column share one place.
  public static TripletAssembly merging(int rows, int cols, int[] row, int[] col) {
    return assemble(rows, cols, row, col, false);
  }

  public CompressedColumns pattern() {
    return pattern;
  }

  /// The live array of the places of the triplets among the nonzeros of the pattern: read only.
  public int[] position() {
    return position;
  }

  private static TripletAssembly assemble(
      int rows, int cols, int[] row, int[] col, boolean distinct) {
    if (row.length != col.length) {
      throw new IllegalArgumentException(
          row.length + " rows, but " + col.length + " columns are given");
    }
    requireInRange("row", row, rows);
    requireInRange("column", col, cols);
    int[] byRow = stableOrder(row, rows, identity(row.length));
    int[] sorted = stableOrder(col, cols, byRow);
    int[] columnStart = new int[cols + 1];
    int[] rowIndex = new int[row.length];
    int[] position = new int[row.length];
    int count = 0;
    for (int s = 0; s < sorted.length; s++) {
      int t = sorted[s];
      boolean repeated = s > 0 && row[t] == row[sorted[s - 1]] && col[t] == col[sorted[s - 1]];
      if (repeated && distinct) {
        throw new IllegalArgumentException(
            "entry ("
                + row[t]
                + ", "
                + col[t]
                + ") is given twice, as triplets "
                + sorted[s - 1]
                + " and "
                + t
                + ". Maybe add their values before.");
      }
      if (!repeated) {
        rowIndex[count++] = row[t];
        columnStart[col[t] + 1]++;
      }
      position[t] = count - 1;
    }
    for (int j = 0; j < cols; j++) {
      columnStart[j + 1] += columnStart[j];
    }
    int[] used = count == rowIndex.length ? rowIndex : Arrays.copyOf(rowIndex, count);
    return new TripletAssembly(CompressedColumns.trusted(rows, cols, columnStart, used), position);
  }

  private static void requireInRange(String what, int[] index, int bound) {
    for (int t = 0; t < index.length; t++) {
      if (index[t] < 0 || index[t] >= bound) {
        throw new IllegalArgumentException(
            what + " " + index[t] + " of triplet " + t + " is outside of 0…" + (bound - 1));
      }
    }
  }

  private static int[] identity(int length) {
    int[] order = new int[length];
    Arrays.setAll(order, t -> t);
    return order;
  }

  /// The numbers of the triplets in ascending order of their keys; equal keys keep the given order.
  private static int[] stableOrder(int[] key, int bound, int[] given) {
    int[] next = new int[bound + 1];
    for (int k : key) {
      next[k + 1]++;
    }
    for (int k = 0; k < bound; k++) {
      next[k + 1] += next[k];
    }
    int[] order = new int[key.length];
    for (int s = 0; s < key.length; s++) {
      int t = given[s];
      order[next[key[t]]++] = t;
    }
    return order;
  }
}
