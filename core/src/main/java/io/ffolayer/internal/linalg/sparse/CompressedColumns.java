package io.ffolayer.internal.linalg.sparse;

import java.util.Arrays;

/// The places of the nonzeros of a sparse matrix, column by column: column j has the rows
/// `rowIndex[columnStart[j]] … rowIndex[columnStart[j + 1] - 1]`, ascending.
///
/// The values live elsewhere, in arrays of the caller: one pattern serves every matrix of a batch.
/// All products take the value array with an offset and allocate nothing. The arrays of the pattern
/// are shared, not copied, and nobody may write to them.
public final class CompressedColumns {

  private final int rows;
  private final int cols;
  private final int[] columnStart;
  private final int[] rowIndex;

  private CompressedColumns(int rows, int cols, int[] columnStart, int[] rowIndex) {
    this.rows = rows;
    this.cols = cols;
    this.columnStart = columnStart;
    this.rowIndex = rowIndex;
  }

  /// The pattern with these arrays, which are kept, not copied.
  ///
  /// @throws IllegalArgumentException if a column start decreases, or the rows of a column are out
  ///   of range, unsorted or repeated
  public static CompressedColumns of(int rows, int cols, int[] columnStart, int[] rowIndex) {
    if (rows < 0 || cols < 0) {
      throw new IllegalArgumentException("a matrix cannot be " + rows + "×" + cols);
    }
    if (columnStart.length != cols + 1
        || columnStart[0] != 0
        || columnStart[cols] != rowIndex.length) {
      throw new IllegalArgumentException(
          "columnStart must have "
              + (cols + 1)
              + " entries, from 0 to the number of nonzeros "
              + rowIndex.length);
    }
    for (int j = 0; j < cols; j++) {
      requireAscending(rows, j, columnStart[j], columnStart[j + 1], rowIndex);
    }
    return new CompressedColumns(rows, cols, columnStart, rowIndex);
  }

  /// As [#of], for arrays that this package has built and need not be looked at again.
  static CompressedColumns trusted(int rows, int cols, int[] columnStart, int[] rowIndex) {
    return new CompressedColumns(rows, cols, columnStart, rowIndex);
  }

  /// The pattern without nonzeros.
  public static CompressedColumns empty(int rows, int cols) {
    return of(rows, cols, new int[cols + 1], new int[0]);
  }

  private static void requireAscending(int rows, int j, int from, int to, int[] rowIndex) {
    if (to < from || to > rowIndex.length) {
      throw new IllegalArgumentException(
          "columnStart decreases or leaves the nonzeros at column " + j);
    }
    int previous = -1;
    for (int p = from; p < to; p++) {
      int i = rowIndex[p];
      if (i < 0 || i >= rows) {
        throw new IllegalArgumentException(
            "row " + i + " in column " + j + " is outside of 0…" + (rows - 1));
      }
      if (i <= previous) {
        throw new IllegalArgumentException(
            "the rows of column "
                + j
                + " must ascend without repetition, but "
                + i
                + " follows "
                + previous
                + ". Maybe build the pattern from triplets.");
      }
      previous = i;
    }
  }

  public int rows() {
    return rows;
  }

  public int cols() {
    return cols;
  }

  public int nonzeros() {
    return rowIndex.length;
  }

  /// The live array of cols + 1 column starts: read only.
  public int[] columnStart() {
    return columnStart;
  }

  /// The live array of row indices: read only.
  public int[] rowIndex() {
    return rowIndex;
  }

  /// The pattern of Aᵀ and where its values come from.
  public Transposed transposed() {
    int[] start = new int[rows + 1];
    for (int i : rowIndex) {
      start[i + 1]++;
    }
    for (int i = 0; i < rows; i++) {
      start[i + 1] += start[i];
    }
    int[] next = Arrays.copyOf(start, rows);
    int[] index = new int[rowIndex.length];
    int[] source = new int[rowIndex.length];
    for (int j = 0; j < cols; j++) {
      for (int p = columnStart[j]; p < columnStart[j + 1]; p++) {
        int q = next[rowIndex[p]]++;
        index[q] = j;
        source[q] = p;
      }
    }
    return new Transposed(new CompressedColumns(cols, rows, start, index), source);
  }

  /// y += alpha · A x
  public void addProduct(
      double alpha, double[] a, int offset, double[] x, int xOffset, double[] y, int yOffset) {
    for (int j = 0; j < cols; j++) {
      double xj = alpha * x[xOffset + j];
      for (int p = columnStart[j]; p < columnStart[j + 1]; p++) {
        y[yOffset + rowIndex[p]] += a[offset + p] * xj;
      }
    }
  }

  /// y += alpha · Aᵀ x
  public void addTransposedProduct(
      double alpha, double[] a, int offset, double[] x, int xOffset, double[] y, int yOffset) {
    for (int j = 0; j < cols; j++) {
      double sum = 0;
      for (int p = columnStart[j]; p < columnStart[j + 1]; p++) {
        sum += a[offset + p] * x[xOffset + rowIndex[p]];
      }
      y[yOffset + j] += alpha * sum;
    }
  }

  /// y += alpha · S x, S the symmetric matrix of which this pattern holds one triangle with the
  /// diagonal.
  public void addSymmetricProduct(
      double alpha, double[] s, int offset, double[] x, int xOffset, double[] y, int yOffset) {
    for (int j = 0; j < cols; j++) {
      double xj = alpha * x[xOffset + j];
      double sum = 0;
      for (int p = columnStart[j]; p < columnStart[j + 1]; p++) {
        int i = rowIndex[p];
        double value = s[offset + p];
        y[yOffset + i] += value * xj;
        if (i != j) {
          sum += value * x[xOffset + i];
        }
      }
      y[yOffset + j] += alpha * sum;
    }
  }

  /// `norms[i] = max(norms[i], max_j |a_ij|)`
  public void raiseToRowNorms(double[] a, int offset, double[] norms, int normsOffset) {
    for (int p = 0; p < rowIndex.length; p++) {
      int i = normsOffset + rowIndex[p];
      norms[i] = Math.max(norms[i], Math.abs(a[offset + p]));
    }
  }

  /// `norms[j] = max(norms[j], max_i |a_ij|)`
  public void raiseToColumnNorms(double[] a, int offset, double[] norms, int normsOffset) {
    for (int j = 0; j < cols; j++) {
      double norm = norms[normsOffset + j];
      for (int p = columnStart[j]; p < columnStart[j + 1]; p++) {
        norm = Math.max(norm, Math.abs(a[offset + p]));
      }
      norms[normsOffset + j] = norm;
    }
  }

  /// `squares[i] += Σ_j a_ij²`
  public void addSquaredRowNorms(double[] a, int offset, double[] squares, int squaresOffset) {
    for (int p = 0; p < rowIndex.length; p++) {
      double value = a[offset + p];
      squares[squaresOffset + rowIndex[p]] += value * value;
    }
  }

  @Override
  public String toString() {
    return "CompressedColumns[" + rows + "×" + cols + ", " + rowIndex.length + " nonzeros]";
  }

  /// The pattern of a transpose; value k of it is value `source[k]` of the original.
  ///
  /// The array is shared and read only.
  public static final class Transposed {

    private final CompressedColumns pattern;
    private final int[] source;

    private Transposed(CompressedColumns pattern, int[] source) {
      this.pattern = pattern;
      this.source = source;
    }

    public CompressedColumns pattern() {
      return pattern;
    }

    /// The live array: read only.
    public int[] source() {
      return source;
    }

    /// Writes the values of the transpose.
    public void gather(double[] a, int offset, double[] transposed, int transposedOffset) {
      for (int k = 0; k < source.length; k++) {
        transposed[transposedOffset + k] = a[offset + source[k]];
      }
    }
  }
}
