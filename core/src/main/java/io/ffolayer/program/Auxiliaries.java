package io.ffolayer.program;

import io.ffolayer.program.matrix.ShapeException;
import java.util.Arrays;
import java.util.BitSet;

/// Which variables and rows of a program only help to state it: variables that stand for values of
/// functions, like the t of ‖x‖ ≤ t ≤ 1, and the rows that bind them to these values, like ‖x‖ ≤ t.
///
/// That such a variable is undetermined (neither inequality binds) does no harm, and no report
/// speaks of it unless it was asked for; nor does one call a row weakly active that only helps, and
/// helps nothing there.
public final class Auxiliaries {
  /// Every variable and row has a meaning of its own.
  public static final Auxiliaries NONE = new Auxiliaries(new BitSet(), new BitSet());

  private final BitSet variables;
  private final BitSet rows;

  /// @param variables their indices
  /// @param rows whole cones
  public Auxiliaries(BitSet variables, BitSet rows) {
    this.variables = (BitSet) variables.clone();
    this.rows = (BitSet) rows.clone();
  }

  /// These variables, and no rows.
  ///
  /// @throws ShapeException if an index is negative
  public static Auxiliaries ofVariables(int... indices) {
    BitSet set = new BitSet();
    for (int j : indices) {
      if (j < 0) throw new ShapeException("there is no variable " + j);
      set.set(j);
    }
    return new Auxiliaries(set, new BitSet());
  }

  public boolean hasVariable(int j) {
    return variables.get(j);
  }

  public boolean hasRow(int i) {
    return rows.get(i);
  }

  public boolean hasRows() {
    return !rows.isEmpty();
  }

  /// The indices of the variables, ascending.
  public int[] variables() {
    return variables.stream().toArray();
  }

  /// The indices of the rows, ascending.
  public int[] rows() {
    return rows.stream().toArray();
  }

  /// @throws ShapeException if there are others than n variables and m rows
  void requireWithin(int n, int m) {
    if (variables.length() > n || rows.length() > m)
      throw new ShapeException(
          "auxiliary variable %d or row %d in a program with %d variables and %d rows"
              .formatted(variables.length() - 1, rows.length() - 1, n, m));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Auxiliaries that
        && variables.equals(that.variables)
        && rows.equals(that.rows);
  }

  @Override
  public int hashCode() {
    return 31 * variables.hashCode() + rows.hashCode();
  }

  @Override
  public String toString() {
    return "variables %s, rows %s".formatted(Arrays.toString(variables()), Arrays.toString(rows()));
  }
}
