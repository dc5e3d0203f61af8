package io.ffolayer.internal.presolve;

import java.util.Arrays;

/// A sparse matrix that changes: the entries of each row, columns ascending, and for each column
/// the rows that may have an entry there.
final class SparseRows {
  /// What [#forEachIn] does with an entry of a column.
  interface Entry {
    void visit(int row, double value);
  }

  /// What is left of a sum, relative to what was subtracted, that counts as nothing.
  private static final double CANCELLED = 1e-13;

  private final int[][] column;
  private final double[][] value;
  private final int[] length;

  /// Rows that have, or had, an entry in a column; some more than once.
  private final int[][] listed;

  private final int[] listedCount;
  private final int[] columnCount;
  private final int[] seen;
  private int mark;
  private int[] mergedColumn = {};
  private double[] mergedValue = {};

  SparseRows(int rows, int columns) {
    column = new int[rows][];
    value = new double[rows][];
    length = new int[rows];
    listed = new int[columns][];
    listedCount = new int[columns];
    columnCount = new int[columns];
    seen = new int[rows];
    Arrays.fill(column, new int[0]);
    Arrays.fill(value, new double[0]);
    Arrays.fill(listed, new int[0]);
  }

  /// Appends an entry to a row whose columns so far are smaller.
  void append(int row, int j, double entry) {
    int at = length[row]++;
    if (at == column[row].length) {
      column[row] = Arrays.copyOf(column[row], 2 * at + 4);
      value[row] = Arrays.copyOf(value[row], 2 * at + 4);
    }
    column[row][at] = j;
    value[row][at] = entry;
    list(j, row);
    columnCount[j]++;
  }

  int rows() {
    return length.length;
  }

  /// Entries of a row.
  int length(int row) {
    return length[row];
  }

  /// Entries of a column.
  int count(int j) {
    return columnCount[j];
  }

  /// The column of the k-th entry of a row.
  int column(int row, int k) {
    return column[row][k];
  }

  double value(int row, int k) {
    return value[row][k];
  }

  /// The entry (row, j), 0 where there is none.
  double at(int row, int j) {
    int k = Arrays.binarySearch(column[row], 0, length[row], j);
    return k < 0 ? 0 : value[row][k];
  }

  /// The largest |entry| of a row.
  double largest(int row) {
    double largest = 0;
    for (int k = 0; k < length[row]; k++) largest = Math.max(largest, Math.abs(value[row][k]));
    return largest;
  }

  /// The same for rows with entries in the same columns.
  int patternHash(int row) {
    int hash = 1;
    for (int k = 0; k < length[row]; k++) hash = 31 * hash + column[row][k];
    return hash;
  }

  /// The entries of a row times x.
  double dot(int row, double[] x) {
    double sum = 0;
    for (int k = 0; k < length[row]; k++) sum += value[row][k] * x[column[row][k]];
    return sum;
  }

  /// Visits the entries of a column, in no order.
  void forEachIn(int j, Entry entry) {
    for (int row : rowsIn(j)) entry.visit(row, at(row, j));
  }

  /// The rows with an entry in a column. Forgets those that had one, and those listed twice.
  int[] rowsIn(int j) {
    int[] rows = listed[j];
    int count = 0;
    mark++;
    for (int k = 0; k < listedCount[j]; k++) {
      int row = rows[k];
      if (seen[row] == mark || at(row, j) == 0) continue;
      seen[row] = mark;
      rows[count++] = row;
    }
    listedCount[j] = count;
    return Arrays.copyOf(rows, count);
  }

  /// Removes all entries of a row.
  void clear(int row) {
    for (int k = 0; k < length[row]; k++) columnCount[column[row][k]]--;
    length[row] = 0;
  }

  /// row ← row − factor · other, the column `without` set to 0, and entries that cancel to rounding
  /// with it.
  void subtract(int row, double factor, int other, int without) {
    int most = length[row] + length[other];
    if (mergedColumn.length < most) {
      mergedColumn = new int[2 * most];
      mergedValue = new double[2 * most];
    }
    int count = 0, a = 0, b = 0;
    while (a < length[row] || b < length[other]) {
      int left = a < length[row] ? column[row][a] : Integer.MAX_VALUE;
      int right = b < length[other] ? column[other][b] : Integer.MAX_VALUE;
      int j = Math.min(left, right);
      double own = left == j ? value[row][a++] : 0;
      double change = right == j ? factor * value[other][b++] : 0;
      double sum = own - change;
      boolean stays = j != without && Math.abs(sum) > CANCELLED * Math.abs(change);
      if (stays) {
        mergedColumn[count] = j;
        mergedValue[count++] = sum;
      }
      if (own != 0 && !stays) columnCount[j]--;
      if (own == 0 && stays) {
        columnCount[j]++;
        list(j, row);
      }
    }
    column[row] = Arrays.copyOf(mergedColumn, count);
    value[row] = Arrays.copyOf(mergedValue, count);
    length[row] = count;
  }

  /// Adds to an entry, which need not be there.
  void add(int row, int j, double change) {
    int at = Arrays.binarySearch(column[row], 0, length[row], j);
    if (at >= 0) {
      value[row][at] += change;
      return;
    }
    int place = -at - 1, count = length[row];
    append(row, j, change);
    System.arraycopy(column[row], place, column[row], place + 1, count - place);
    System.arraycopy(value[row], place, value[row], place + 1, count - place);
    column[row][place] = j;
    value[row][place] = change;
  }

  private void list(int j, int row) {
    int count = listedCount[j];
    if (count == listed[j].length) listed[j] = Arrays.copyOf(listed[j], 2 * count + 2);
    listed[j][count] = row;
    listedCount[j]++;
  }
}
