package io.ffolayer.internal.canon.lowering;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A part of a matrix whose entries are multiples of the scalars of one parameter, or constants:
/// entry (row, column) += factor · θ[source].
///
/// The column [#CONSTANT] holds what no variable multiplies.
public sealed interface Term {
  /// The column of the constant part.
  int CONSTANT = -1;

  /// The parameter of terms without one.
  int NONE = -1;

  /// Index of the parameter, or [#NONE].
  int parameter();

  /// Number of entries; several may stand at the same place.
  long count();

  void forEach(Visitor visitor);

  /// Takes an entry; without a parameter the source means nothing and the factor is the value.
  interface Visitor {
    void entry(int row, int column, int source, double factor);
  }

  Term scaled(double by);

  Term shifted(int rows);

  /// Nested loops, outermost first: a whole block in a few numbers.
  ///
  /// @param values the constants that `source` points into, or null if there is a parameter
  /// @param column first column, or [#CONSTANT] with strides 0
  record Loops(
      int parameter,
      double @Nullable [] values,
      double factor,
      int[] counts,
      int row,
      int[] rowStride,
      int column,
      int[] columnStride,
      int source,
      int[] sourceStride)
      implements Term {

    /// One loop with strides 1 in the rows.
    static Loops line(
        int parameter,
        double @Nullable [] values,
        int count,
        int column,
        int columnStride,
        int sourceStride) {
      return new Loops(
          parameter,
          values,
          1,
          new int[] {count},
          0,
          new int[] {1},
          column,
          new int[] {columnStride},
          0,
          new int[] {sourceStride});
    }

    @Override
    public long count() {
      long count = 1;
      for (int c : counts) count *= c;
      return count;
    }

    /// Whether all entries are one constant.
    boolean isUniform() {
      return values != null && Arrays.stream(sourceStride).allMatch(stride -> stride == 0);
    }

    /// The constant of a uniform term.
    double uniformValue() {
      return values == null ? Double.NaN : factor * values[source];
    }

    @Override
    public void forEach(Visitor visitor) {
      visit(0, row, column, source, visitor);
    }

    private void visit(int depth, int r, int c, int s, Visitor visitor) {
      if (depth == counts.length) {
        visitor.entry(r, c, s, values == null ? factor : factor * values[s]);
        return;
      }
      for (int k = 0; k < counts[depth]; k++)
        visit(
            depth + 1,
            r + k * rowStride[depth],
            c + k * columnStride[depth],
            s + k * sourceStride[depth],
            visitor);
    }

    @Override
    public Loops scaled(double by) {
      return new Loops(
          parameter,
          values,
          factor * by,
          counts,
          row,
          rowStride,
          column,
          columnStride,
          source,
          sourceStride);
    }

    @Override
    public Loops shifted(int rows) {
      return new Loops(
          parameter,
          values,
          factor,
          counts,
          row + rows,
          rowStride,
          column,
          columnStride,
          source,
          sourceStride);
    }

    /// The same entries with every row moved to row 0.
    Loops totalled() {
      return new Loops(
          parameter,
          values,
          factor,
          counts,
          0,
          new int[counts.length],
          column,
          columnStride,
          source,
          sourceStride);
    }

    /// Whether the rows are 0, 1, …, rows − 1, once each, in the order of one loop.
    boolean isLine(int rows) {
      return counts.length == 1 && counts[0] == rows && row == 0 && rowStride[0] == 1;
    }

    /// The same as two loops over a row-major matrix of this shape; null if it is not one.
    @Nullable Loops asMatrix(int rows, int columns) {
      if (isLine(rows * columns))
        return new Loops(
            parameter,
            values,
            factor,
            new int[] {rows, columns},
            0,
            new int[] {columns, 1},
            column,
            new int[] {columnStride[0] * columns, columnStride[0]},
            source,
            new int[] {sourceStride[0] * columns, sourceStride[0]});
      boolean matrix =
          counts.length == 2
              && counts[0] == rows
              && counts[1] == columns
              && row == 0
              && rowStride[0] == columns
              && rowStride[1] == 1;
      return matrix ? this : null;
    }
  }

  /// A list of entries.
  ///
  /// @param source null without a parameter
  record Entries(int parameter, int[] row, int[] column, int @Nullable [] source, double[] factor)
      implements Term {
    @Override
    public long count() {
      return row.length;
    }

    @Override
    public void forEach(Visitor visitor) {
      for (int k = 0; k < row.length; k++)
        visitor.entry(row[k], column[k], source == null ? 0 : source[k], factor[k]);
    }

    @Override
    public Entries scaled(double by) {
      double[] scaled = factor.clone();
      for (int k = 0; k < scaled.length; k++) scaled[k] *= by;
      return new Entries(parameter, row, column, source, scaled);
    }

    @Override
    public Entries shifted(int rows) {
      int[] shifted = row.clone();
      for (int k = 0; k < shifted.length; k++) shifted[k] += rows;
      return new Entries(parameter, shifted, column, source, factor);
    }
  }
}
