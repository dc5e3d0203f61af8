package io.ffolayer.program.matrix;

import java.util.Arrays;

/// How a matrix is made of the numbers of an array: all entries row by row, or the stored entries
/// of a fixed sparsity pattern – or no entries at all, only products. A sparse matrix stays sparse
/// from here to the gradient.
public sealed interface Layout {
  int rows();

  int columns();

  /// How many numbers: of stored entries, where there are entries.
  int size();

  /// Number of stored entries of a column.
  int columnSize(int column);

  /// What [#forEachIn] does with an entry: its row, and the place of its value among the numbers.
  interface Entry {
    void accept(int row, int position);
  }

  /// Visits the stored entries of a column, rows ascending. For the analysis of a structure.
  void forEachIn(int column, Entry entry);

  /// The upper triangle of a symmetric matrix as a pattern: of a dense one in full, of a sparse one
  /// what is stored.
  Sparse upperTriangle();

  /// All entries, row-major: entry (i, j) at i·columns + j.
  record Dense(int rows, int columns) implements Layout {
    public Dense {
      if (rows < 0 || columns < 0)
        throw new ShapeException("a matrix of shape [" + rows + ", " + columns + "]");
      if ((long) rows * columns > Integer.MAX_VALUE - 8)
        throw new ShapeException("shape [" + rows + ", " + columns + "] exceeds the largest array");
    }

    @Override
    public int size() {
      return rows * columns;
    }

    @Override
    public int columnSize(int column) {
      return rows;
    }

    @Override
    public void forEachIn(int column, Entry entry) {
      for (int i = 0; i < rows; i++) entry.accept(i, i * columns + column);
    }

    @Override
    public Sparse upperTriangle() {
      int[] start = new int[columns + 1];
      int[] index = new int[Math.toIntExact((long) columns * (columns + 1) / 2)];
      for (int j = 0, k = 0; j < columns; j++) {
        for (int i = 0; i <= j; i++) index[k++] = i;
        start[j + 1] = k;
      }
      return new Sparse(columns, columns, start, index);
    }
  }

  /// A matrix that is known by its products alone: a convolution, a transform, a map over a
  /// network.
  ///
  /// Products suffice for [MatrixView]'s products and for residuals. Norms, factorisations and
  /// gradients need entries, and are refused.
  ///
  /// The numbers may be anything that the products depend on, and differ between instances; the
  /// matrix must be linear in them, and there may be none. An operator holds no state that a
  /// product changes, for many threads use it at once.
  non-sealed interface Operator extends Layout {
    /// out += M x.
    void add(double[] numbers, int at, double[] x, int xAt, double[] out, int outAt);

    /// out += Mᵀ x.
    void addTransposed(double[] numbers, int at, double[] x, int xAt, double[] out, int outAt);

    @Override
    default int columnSize(int column) {
      throw noEntries("the number of entries of a column");
    }

    @Override
    default void forEachIn(int column, Entry entry) {
      throw noEntries("entries");
    }

    @Override
    default Sparse upperTriangle() {
      throw noEntries("a pattern");
    }

    /// What to throw where more than products is asked for.
    ///
    /// @param wanted what was asked for
    default UnsupportedOperationException noEntries(String wanted) {
      return new UnsupportedOperationException(
          "a matrix of shape [%d, %d] is given by an operator, which has products only, not %s. Maybe give it as Layout.Dense or Layout.Sparse, or take a method that needs products only"
              .formatted(rows(), columns(), wanted));
    }
  }

  /// Compressed columns: the entries of column j are k = columnStart(j) … columnStart(j+1) − 1, in
  /// rows rowIndex(k), ascending. Values stand in this order.
  final class Sparse implements Layout {
    private final int rows;
    private final int columns;
    private final int[] columnStart;
    private final int[] rowIndex;

    private Sparse(int rows, int columns, int[] columnStart, int[] rowIndex) {
      this.rows = rows;
      this.columns = columns;
      this.columnStart = columnStart;
      this.rowIndex = rowIndex;
    }

    /// The pattern with an entry at each `(i[k], j[k])`, in any order.
    ///
    /// @throws ShapeException if an index is out of range, or an entry stands twice
    public static Sparse ofEntries(int rows, int columns, int[] i, int[] j) {
      if (i.length != j.length)
        throw new ShapeException(
            "a pattern with " + i.length + " row indices and " + j.length + " column indices");
      for (int k = 0; k < i.length; k++)
        if (i[k] < 0 || i[k] >= rows || j[k] < 0 || j[k] >= columns)
          throw new ShapeException(
              "entry %d of the pattern is (%d, %d), outside [%d, %d]"
                  .formatted(k, i[k], j[k], rows, columns));
      int[] byRow = countingSort(rows, i, null);
      int[] byColumn = countingSort(columns, j, byRow);
      int[] start = new int[columns + 1];
      for (int column : j) start[column + 1]++;
      for (int c = 0; c < columns; c++) start[c + 1] += start[c];
      int[] index = new int[i.length];
      for (int k = 0; k < i.length; k++) index[k] = i[byColumn[k]];
      Sparse pattern = new Sparse(rows, columns, start, index);
      pattern.rejectRepeatedEntries();
      return pattern;
    }

    /// A pattern from its compressed columns; the arrays are copied.
    public static Sparse ofColumns(int rows, int columns, int[] columnStart, int[] rowIndex) {
      if (columnStart.length != columns + 1
          || columnStart[0] != 0
          || columnStart[columns] != rowIndex.length)
        throw new ShapeException(
            "column starts must run from 0 to "
                + rowIndex.length
                + " over "
                + columns
                + " columns");
      Sparse pattern = new Sparse(rows, columns, columnStart.clone(), rowIndex.clone());
      for (int c = 0; c < columns; c++)
        if (columnStart[c] > columnStart[c + 1])
          throw new ShapeException("column starts must not decrease, column " + c);
      for (int r : rowIndex)
        if (r < 0 || r >= rows)
          throw new ShapeException("row index " + r + " outside [0, " + rows + ")");
      pattern.rejectRepeatedEntries();
      return pattern;
    }

    /// The diagonal of an n×n matrix.
    public static Sparse diagonal(int n) {
      int[] start = new int[n + 1];
      int[] index = new int[n];
      for (int k = 0; k < n; k++) {
        start[k + 1] = k + 1;
        index[k] = k;
      }
      return new Sparse(n, n, start, index);
    }

    /// No entry at all: a zero matrix.
    public static Sparse empty(int rows, int columns) {
      return new Sparse(rows, columns, new int[columns + 1], new int[0]);
    }

    private static int[] countingSort(
        int buckets, int[] key, int @org.jspecify.annotations.Nullable [] order) {
      int[] next = new int[buckets + 1];
      for (int k : key) next[k + 1]++;
      for (int b = 0; b < buckets; b++) next[b + 1] += next[b];
      int[] sorted = new int[key.length];
      for (int k = 0; k < key.length; k++) {
        int entry = order == null ? k : order[k];
        sorted[next[key[entry]]++] = entry;
      }
      return sorted;
    }

    private void rejectRepeatedEntries() {
      for (int c = 0; c < columns; c++)
        for (int k = columnStart[c] + 1; k < columnStart[c + 1]; k++)
          if (rowIndex[k] <= rowIndex[k - 1])
            throw new ShapeException(
                rowIndex[k] == rowIndex[k - 1]
                    ? "entry ("
                        + rowIndex[k]
                        + ", "
                        + c
                        + ") stands twice in the pattern. Maybe add the two values"
                    : "rows of column " + c + " are not ascending");
    }

    @Override
    public int rows() {
      return rows;
    }

    @Override
    public int columns() {
      return columns;
    }

    @Override
    public int size() {
      return rowIndex.length;
    }

    @Override
    public int columnSize(int column) {
      return columnStart[column + 1] - columnStart[column];
    }

    @Override
    public void forEachIn(int column, Entry entry) {
      for (int k = columnStart[column]; k < columnStart[column + 1]; k++)
        entry.accept(rowIndex[k], k);
    }

    @Override
    public Sparse upperTriangle() {
      return this;
    }

    public int columnStart(int column) {
      return columnStart[column];
    }

    public int rowIndex(int entry) {
      return rowIndex[entry];
    }

    /// The starts themselves, not a copy, for kernels: to be read only.
    public int[] columnStarts() {
      return columnStart;
    }

    /// The row indices themselves, not a copy, for kernels: to be read only.
    public int[] rowIndices() {
      return rowIndex;
    }

    /// Position of entry (i, j) among the values, or −1 where the pattern has none. O(log column
    /// length).
    public int position(int i, int j) {
      int k = Arrays.binarySearch(rowIndex, columnStart[j], columnStart[j + 1], i);
      return k < 0 ? -1 : k;
    }

    public boolean isDiagonal() {
      return rows == columns && allEntries((i, j) -> i == j);
    }

    public boolean isUpperTriangular() {
      return allEntries((i, j) -> i <= j);
    }

    public boolean isLowerTriangular() {
      return allEntries((i, j) -> i >= j);
    }

    public boolean isSymmetric() {
      return rows == columns && allEntries((i, j) -> position(j, i) >= 0);
    }

    private interface EntryTest {
      boolean test(int i, int j);
    }

    private boolean allEntries(EntryTest test) {
      for (int j = 0; j < columns; j++)
        for (int k = columnStart[j]; k < columnStart[j + 1]; k++)
          if (!test.test(rowIndex[k], j)) return false;
      return true;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Sparse that
          && rows == that.rows
          && columns == that.columns
          && Arrays.equals(columnStart, that.columnStart)
          && Arrays.equals(rowIndex, that.rowIndex);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * rows + columns) + Arrays.hashCode(rowIndex);
    }

    @Override
    public String toString() {
      return "Sparse[" + rows + ", " + columns + ", " + size() + " entries]";
    }
  }
}
