package io.ffolayer.internal.scale;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;

/// The errors of equations that no number of the program reaches. The rows of a block with b = 0,
/// beside blocks that it has nothing to do with, are a program of their own: b, Ay and s may all be
/// 0 there, as at the apex of a cone, and what belongs to others is no measure. Then
///
/// ```
/// error_i / max(scale, 1e-3 max_k Σ_j |a_kj||y_j|)          over the rows k that are not reached; otherwise error_i / scale
/// ```
///
/// as for a whole program with b = 0, so that rounding is far below any tolerance. A row is reached
/// where b_i ≠ 0, or where it meets a variable that a reached row meets, or that P joins with such
/// a variable. Columns likewise, from q.
public final class OwnTerms {
  private static final int MOST_ROUNDS = 40;

  /// 1 where b reaches a row, and where q reaches a column; 0 elsewhere.
  private final double[] row;

  private final double[] column;

  /// Room for the marks of the others.
  private final double[] passedRow;

  private final double[] passedColumn;
  private final double[] joined;

  /// The sum of the sizes of the terms of every row and column at the point.
  private final double[] rowTerms;

  private final double[] columnTerms;
  private boolean isKnown;
  private boolean hasRowsApart;
  private boolean hasColumnsApart;

  public OwnTerms(ProgramStructure structure) {
    row = new double[structure.rows()];
    column = new double[structure.variables()];
    passedRow = new double[row.length];
    passedColumn = new double[column.length];
    joined = new double[column.length];
    rowTerms = new double[row.length];
    columnTerms = new double[column.length];
  }

  /// Forgets what is reached: to be called when the numbers change.
  public void forget() {
    isKnown = false;
  }

  /// Whether the largest error is that of an equation without a number of its own: only then can
  /// another measure be asked for.
  ///
  /// @param constant b or q
  public static boolean isAsked(double[] error, double[] constant) {
    double given = 0, others = 0;
    for (int i = 0; i < error.length; i++) {
      double size = Math.abs(error[i]);
      if (constant[i] == 0) others = Math.max(others, size);
      else given = Math.max(given, size);
    }
    return others > given;
  }

  /// Finds what is reached, once until [#forget]. O(entries), a few times.
  ///
  /// @param data has entries
  /// @param unit what 1 in each row of the data is in the unit of the errors; 0 for absent rows
  /// @return whether there are rows or columns that are not
  public boolean find(ProgramData data, int instance, double[] unit) {
    if (isKnown) return hasRowsApart || hasColumnsApart;
    isKnown = true;
    double[] b = data.rhs().values(), q = data.linear().values();
    int bAt = data.rhs().offset(instance), qAt = data.linear().offset(instance);
    for (int i = 0; i < row.length; i++) {
      boolean isAbsent = unit[i] == 0 || b[bAt + i] == Double.POSITIVE_INFINITY;
      row[i] = isAbsent || b[bAt + i] == 0 ? 0 : 1;
    }
    Arrays.fill(passedColumn, 0);
    reach(data, instance, row, passedColumn);
    for (int j = 0; j < column.length; j++) column[j] = q[qAt + j] == 0 ? 0 : 1;
    Arrays.fill(passedRow, 0);
    reach(data, instance, passedRow, column);
    hasRowsApart = hasZero(row);
    hasColumnsApart = hasZero(column);
    return hasRowsApart || hasColumnsApart;
  }

  private static boolean hasZero(double[] marks) {
    boolean zero = false;
    for (double mark : marks) zero |= mark == 0;
    return zero;
  }

  /// The relative primal residual, after [#find]. O(entries) where there are rows apart.
  ///
  /// @param error of every row
  /// @param unit as in [#find]
  /// @param scale what the errors of reached rows are compared with
  public double primal(
      ProgramData data, int instance, Point point, double[] error, double[] unit, double scale) {
    Arrays.fill(rowTerms, 0);
    if (hasRowsApart) data.a().addSizes(instance, point.y(), point.yAt(), rowTerms, 0);
    return largest(error, row, rowTerms, unit, scale);
  }

  /// The relative dual residual, likewise.
  public double dual(
      ProgramData data, int instance, Point point, double[] error, double[] unit, double scale) {
    Arrays.fill(columnTerms, 0);
    if (hasColumnsApart) {
      data.p().addSymmetricSizes(instance, point.y(), point.yAt(), columnTerms, 0);
      data.a().addTransposedSizes(instance, point.z(), point.rowAt(), columnTerms, 0);
    }
    return largest(error, column, columnTerms, unit, scale);
  }

  private void reach(ProgramData data, int instance, double[] rows, double[] columns) {
    int before = -1;
    for (int round = 0, reached = 0; round < MOST_ROUNDS && reached > before; round++) {
      before = reached;
      data.a().addTransposedSizes(instance, rows, 0, columns, 0);
      System.arraycopy(columns, 0, joined, 0, columns.length);
      data.p().addSymmetricSizes(instance, joined, 0, columns, 0);
      int count = settle(columns);
      data.a().addSizes(instance, columns, 0, rows, 0);
      reached = count + settle(rows);
    }
  }

  private static int settle(double[] marks) {
    int count = 0;
    for (int k = 0; k < marks.length; k++) {
      marks[k] = marks[k] > 0 ? 1 : 0;
      count += marks[k] > 0 ? 1 : 0;
    }
    return count;
  }

  private static double largest(
      double[] error, double[] reached, double[] terms, double[] unit, double scale) {
    double own = 0;
    for (int i = 0; i < error.length; i++)
      if (reached[i] == 0) own = Math.max(own, terms[i] * unit[i]);
    double apart = Math.max(scale, KktTerms.ROUNDING_FLOOR * own), largest = 0;
    for (int i = 0; i < error.length; i++) {
      double ratio = KktTerms.ratio(Math.abs(error[i]), reached[i] == 0 ? apart : scale);
      if (!(ratio <= largest)) largest = ratio;
    }
    return largest;
  }
}
