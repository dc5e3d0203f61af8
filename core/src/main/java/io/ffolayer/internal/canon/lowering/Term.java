package io.ffolayer.internal.canon.lowering;

import io.ffolayer.program.AffineMap.Walk;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A part of a matrix whose entries are multiples of the scalars of one parameter, or constants:
/// `entry (row, column) += factor · θ[source]`.
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

  /// What loops read: the scalars of a parameter, or constants.
  ///
  /// @param values the constants, or null if there is a parameter
  /// @param at the place of each in the array
  record Data(int parameter, double @Nullable [] values, Walk at) {
    Data along(Walk other) {
      return new Data(parameter, values, other);
    }
  }

  /// Nested loops, outermost first: a whole block in a few numbers.
  ///
  /// @param column starts at the first column, or stays at [#CONSTANT]
  record Loops(Data data, double factor, int[] counts, Walk row, Walk column) implements Term {
    /// One loop along the rows, with a stride in the columns and one in the data.
    static Loops line(Data data, int column, int columnStride, int count) {
      return new Loops(
          data,
          1,
          new int[] {count},
          new Walk(0, new int[] {1}),
          new Walk(column, new int[] {columnStride}));
    }

    @Override
    public int parameter() {
      return data.parameter;
    }

    @Override
    public long count() {
      long count = 1;
      for (int c : counts) count *= c;
      return count;
    }

    /// Whether all entries are one constant.
    boolean isUniform() {
      return data.values != null && Arrays.stream(data.at.stride()).allMatch(stride -> stride == 0);
    }

    /// The constant of a uniform term.
    double uniformValue() {
      return data.values == null ? Double.NaN : factor * data.values[data.at.start()];
    }

    @Override
    public void forEach(Visitor visitor) {
      visit(0, row.start(), column.start(), data.at.start(), visitor);
    }

    private void visit(int depth, int r, int c, int s, Visitor visitor) {
      if (depth == counts.length) {
        double[] values = data.values;
        visitor.entry(r, c, s, values == null ? factor : factor * values[s]);
        return;
      }
      int perRow = row.stride()[depth];
      int perColumn = column.stride()[depth];
      int perSource = data.at.stride()[depth];
      for (int k = 0; k < counts[depth]; k++)
        visit(depth + 1, r + k * perRow, c + k * perColumn, s + k * perSource, visitor);
    }

    @Override
    public Loops scaled(double by) {
      return withFactor(factor * by);
    }

    Loops withFactor(double other) {
      return new Loops(data, other, counts, row, column);
    }

    @Override
    public Loops shifted(int rows) {
      return new Loops(data, factor, counts, new Walk(row.start() + rows, row.stride()), column);
    }

    /// The same entries with every row moved to row 0.
    Loops totalled() {
      return new Loops(data, factor, counts, new Walk(0, new int[counts.length]), column);
    }

    /// Whether the rows are 0, 1, …, rows − 1, once each, in the order of one loop.
    boolean isLine(int rows) {
      return counts.length == 1 && counts[0] == rows && row.start() == 0 && row.stride()[0] == 1;
    }

    /// The same as two loops over a row-major matrix of this shape; null if it is not one.
    @Nullable Loops asMatrix(int rows, int columns) {
      if (isLine(rows * columns))
        return new Loops(
            data.along(split(data.at, columns)),
            factor,
            new int[] {rows, columns},
            split(row, columns),
            split(column, columns));
      boolean matrix =
          counts.length == 2
              && counts[0] == rows
              && counts[1] == columns
              && row.start() == 0
              && row.stride()[0] == columns
              && row.stride()[1] == 1;
      return matrix ? this : null;
    }

    /// The walk of one loop as that of two, the inner one so many steps long.
    private static Walk split(Walk line, int inner) {
      int stride = line.stride()[0];
      return new Walk(line.start(), new int[] {stride * inner, stride});
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
