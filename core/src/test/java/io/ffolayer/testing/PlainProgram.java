package io.ffolayer.testing;

import java.util.Arrays;

/// One program of the standard form in plain dense numbers: ½ yᵀPy + qᵀy, a_i·y = b_i or a_i·y ≤
/// b_i.
///
/// @param p P in full, symmetric
/// @param q n numbers
/// @param a a row of numbers per constraint
/// @param b m numbers; +∞ where an inequality is absent
/// @param equality for each row whether it is an equality
public record PlainProgram(double[][] p, double[] q, double[][] a, double[] b, boolean[] equality) {
  public int n() {
    return q.length;
  }

  public int m() {
    return b.length;
  }

  public PlainProgram copy() {
    return new PlainProgram(copy(p), q.clone(), copy(a), b.clone(), equality.clone());
  }

  /// The rows in another order: row i of the result is row order[i] of this program.
  public PlainProgram withRows(int... order) {
    double[][] rows = new double[order.length][];
    double[] rhs = new double[order.length];
    boolean[] kind = new boolean[order.length];
    for (int i = 0; i < order.length; i++) {
      rows[i] = a[order[i]].clone();
      rhs[i] = b[order[i]];
      kind[i] = equality[order[i]];
    }
    return new PlainProgram(copy(p), q.clone(), rows, rhs, kind);
  }

  /// The same program with one more row below.
  public PlainProgram plusRow(double[] row, double rhs, boolean isEquality) {
    double[][] rows = Arrays.copyOf(copy(a), m() + 1);
    rows[m()] = row.clone();
    double[] sides = Arrays.copyOf(b, m() + 1);
    sides[m()] = rhs;
    boolean[] kinds = Arrays.copyOf(equality, m() + 1);
    kinds[m()] = isEquality;
    return new PlainProgram(copy(p), q.clone(), rows, sides, kinds);
  }

  /// The program in the variables y_j / column_j, its rows multiplied by row_i and its objective by
  /// a factor. The factors should be powers of two, so that nothing is rounded.
  public PlainProgram scaled(double[] row, double[] column, double objective) {
    PlainProgram c = copy();
    for (int i = 0; i < n(); i++) {
      c.q[i] *= objective * column[i];
      for (int j = 0; j < n(); j++) c.p[i][j] *= objective * column[i] * column[j];
    }
    for (int i = 0; i < m(); i++) {
      c.b[i] *= row[i];
      for (int j = 0; j < n(); j++) c.a[i][j] *= row[i] * column[j];
    }
    return c;
  }

  public double objective(double[] y) {
    double value = 0;
    for (int i = 0; i < n(); i++) {
      double py = 0;
      for (int j = 0; j < n(); j++) py += p[i][j] * y[j];
      value += y[i] * (0.5 * py + q[i]);
    }
    return value;
  }

  /// b − A y with equalities exactly 0.
  public double[] slack(double[] y) {
    double[] s = new double[m()];
    for (int i = 0; i < m(); i++) {
      double ay = 0;
      for (int j = 0; j < n(); j++) ay += a[i][j] * y[j];
      s[i] = equality[i] ? 0 : b[i] - ay;
    }
    return s;
  }

  static double[][] copy(double[][] matrix) {
    double[][] copy = new double[matrix.length][];
    for (int i = 0; i < copy.length; i++) copy[i] = matrix[i].clone();
    return copy;
  }

  /// All the numbers, to paste into a test that reproduces a failure.
  @Override
  public String toString() {
    return "P = %s, q = %s, A = %s, b = %s, equality = %s"
        .formatted(
            Arrays.deepToString(p),
            Arrays.toString(q),
            Arrays.deepToString(a),
            Arrays.toString(b),
            Arrays.toString(equality));
  }
}
