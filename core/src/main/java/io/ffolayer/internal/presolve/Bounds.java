package io.ffolayer.internal.presolve;

import io.ffolayer.internal.presolve.WorkingProgram.Kind;
import java.util.Arrays;

/// The bounds of the variables of a [WorkingProgram]: its inequalities of one entry, the tightest
/// of each side.
final class Bounds {
  private static final int NONE = -1;

  private final WorkingProgram program;
  private final int[] lower;
  private final int[] upper;

  Bounds(WorkingProgram program) {
    this.program = program;
    lower = new int[program.variables];
    upper = new int[program.variables];
  }

  /// Finds them.
  void read() {
    Arrays.fill(lower, NONE);
    Arrays.fill(upper, NONE);
    for (int i = 0; i < program.b.length; i++) consider(i);
  }

  /// Takes a row that may have become a bound.
  void consider(int row) {
    if (!program.hasRow[row] || program.kind[row] != Kind.INEQUALITY || program.a.length(row) != 1)
      return;
    if (program.b[row] == Double.POSITIVE_INFINITY) return;
    int j = program.a.column(row, 0);
    int[] side = program.a.value(row, 0) > 0 ? upper : lower;
    if (side[j] == NONE || excess(row, side[j]) < 0) side[j] = row;
  }

  /// The row of the tightest lower bound, −1 where there is none.
  int lower(int j) {
    return lower[j];
  }

  int upper(int j) {
    return upper[j];
  }

  /// Whether another bound of the side is tighter, by a part of their sizes.
  boolean isLoose(int row, double margin) {
    int j = program.a.column(row, 0);
    int tightest = program.a.value(row, 0) > 0 ? upper[j] : lower[j];
    if (tightest == NONE || tightest == row) return false;
    double sizes = Math.abs(at(row)) + Math.abs(at(tightest));
    return excess(row, tightest) > margin * sizes;
  }

  /// How much looser one bound is than another of the same side.
  private double excess(int row, int other) {
    double difference = at(row) - at(other);
    return program.a.value(row, 0) > 0 ? difference : -difference;
  }

  private double at(int row) {
    return program.b[row] / program.a.value(row, 0);
  }

  /// The largest value of a·x_j within the bounds, +∞ where there is none.
  double most(int j, double a) {
    int row = a > 0 ? upper[j] : lower[j];
    return row == NONE ? Double.POSITIVE_INFINITY : a * at(row);
  }
}
