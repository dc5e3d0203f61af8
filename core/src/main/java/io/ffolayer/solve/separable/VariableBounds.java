package io.ffolayer.solve.separable;

import io.ffolayer.internal.kkt.separable.SeparableProgram;
import io.ffolayer.internal.kkt.separable.SeparableStructure;
import io.ffolayer.program.ProgramData;
import java.util.Arrays;

/// The interval [l_j, u_j] that the bounds of a separable program leave to each variable, and the
/// rows that set its ends.
final class VariableBounds {
  /// Ends that cross by less than this, relative to their size, are taken as one point.
  private static final double TOUCHING = 1e-13;

  final double[] lower;
  final double[] upper;
  final int[] lowerRow;
  final int[] upperRow;

  /// The rows that contradict each other, or −1; the second is −1 where one void row does so alone.
  int firstConflict;

  int secondConflict;

  VariableBounds(int n) {
    lower = new double[n];
    upper = new double[n];
    lowerRow = new int[n];
    upperRow = new int[n];
  }

  /// Reads the right-hand sides.
  ///
  /// @return false if an end is not representable
  boolean read(SeparableProgram program, ProgramData data, int instance) {
    Arrays.fill(lower, Double.NEGATIVE_INFINITY);
    Arrays.fill(upper, Double.POSITIVE_INFINITY);
    Arrays.fill(lowerRow, -1);
    Arrays.fill(upperRow, -1);
    firstConflict = -1;
    secondConflict = -1;
    SeparableStructure structure = program.structure();
    double[] b = data.rhs().values();
    int offset = data.rhs().offset(instance);
    for (int row = 0; row < structure.rows(); row++) {
      double rhs = b[offset + row];
      int j = program.variable(row);
      if (rhs == Double.POSITIVE_INFINITY || structure.isCurved(row)) continue;
      if (j >= 0) {
        double end = rhs / program.value(row);
        if (!(Math.abs(end) < Double.POSITIVE_INFINITY)) return false;
        if (structure.isEquality(row)) fix(j, end, row);
        else if (program.value(row) > 0) lowerUpper(j, end, row);
        else raiseLower(j, end, row);
      } else if (program.isVoid(row) && (structure.isEquality(row) ? rhs != 0 : rhs < 0)) {
        firstConflict = row;
      }
    }
    if (firstConflict < 0) for (int j = 0; j < lower.length; j++) meet(j, structure);
    return true;
  }

  private void fix(int j, double end, int row) {
    raiseLower(j, end, row);
    lowerUpper(j, end, row);
  }

  private void lowerUpper(int j, double end, int row) {
    if (end < upper[j]) {
      upper[j] = end;
      upperRow[j] = row;
    }
  }

  private void raiseLower(int j, double end, int row) {
    if (end > lower[j]) {
      lower[j] = end;
      lowerRow[j] = row;
    }
  }

  private void meet(int j, SeparableStructure structure) {
    double gap = lower[j] - upper[j];
    if (!(gap > 0)) return;
    if (gap > TOUCHING * Math.max(Math.abs(lower[j]), Math.abs(upper[j]))
        && 1 / gap < Double.POSITIVE_INFINITY) {
      firstConflict = upperRow[j];
      secondConflict = lowerRow[j];
    } else if (structure.isEquality(lowerRow[j])) {
      upper[j] = lower[j];
    } else {
      lower[j] = upper[j];
    }
  }
}
