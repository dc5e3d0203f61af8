package io.ffolayer.solve.separable;

import io.ffolayer.internal.kkt.separable.SeparableProgram;
import io.ffolayer.program.ProgramData;
import java.util.Arrays;

/// The variable t that the radius of a [Ball] may be: one without cost that nothing but the head of
/// the cone and bounds of its own hold. The ball is as large as the bounds let it be.
final class RadiusVariable {
  private final SeparableProgram program;
  private final int headRow;

  /// The variable, or −1 where the radius is a number.
  private int t = -1;

  /// The row of the bound that makes the ball largest, t there, and the bound on the other side.
  private int boundRow;

  private double largest;
  private double otherBound;

  RadiusVariable(SeparableProgram program, int headRow) {
    this.program = program;
    this.headRow = headRow;
  }

  /// Reads which variable it is.
  void read() {
    t = program.variable(headRow);
  }

  /// The variable t, which has no part in the separable program, or −1.
  int variable() {
    return t;
  }

  boolean isThere() {
    return t >= 0;
  }

  /// Whether t has no cost and no other rows than the head of the cone and its bounds.
  ///
  /// @param inBall whether other rows of the cone have it
  /// @param column overwritten, n values
  /// @param rows overwritten, a value for each general row
  boolean isFree(ProgramData data, int instance, boolean inBall, double[] column, double[] rows) {
    if (program.diagonal()[t] != 0 || inBall) return false;
    if (data.linear().values()[data.linear().offset(instance) + t] != 0) return false;
    Arrays.fill(column, 0);
    column[t] = 1;
    program.multiply(column, 0, rows);
    for (int g = 0; g < program.generalCount(); g++) if (rows[g] != 0) return false;
    return true;
  }

  /// Takes t out of its bounds.
  ///
  /// @return what t adds to the slack of the head at the bound that makes the ball largest
  double release(VariableBounds bounds) {
    boolean grows = program.value(headRow) < 0;
    boundRow = grows ? bounds.upperRow[t] : bounds.lowerRow[t];
    largest = grows ? bounds.upper[t] : bounds.lower[t];
    otherBound = grows ? bounds.lower[t] : bounds.upper[t];
    bounds.lower[t] = Double.NEGATIVE_INFINITY;
    bounds.upper[t] = Double.POSITIVE_INFINITY;
    return -program.value(headRow) * largest;
  }

  /// The row of the bound that t stands at where the ball is tight.
  int boundRow() {
    return boundRow;
  }

  /// The value of t where the ball is tight.
  double largest() {
    return largest;
  }

  /// A value of t at which neither the cone nor a bound is active, if there is one.
  ///
  /// @param rhs of the head
  /// @param norm ‖s‖ of the rows below it
  double between(double rhs, double norm) {
    double a = program.value(headRow);
    double least = (rhs - norm) / a;
    least = a < 0 ? Math.max(least, otherBound) : Math.min(least, otherBound);
    return 0.5 * (least + largest);
  }

  /// Writes the slacks of its bounds.
  ///
  /// @param b those of the instance at `bAt`
  /// @param tight whether it stands at [#boundRow]
  void writeBounds(double value, boolean tight, double[] b, int bAt, double[] s, int rowAt) {
    for (int k = program.boundStart(t); k < program.boundStart(t + 1); k++) {
      int row = program.boundRow(k);
      if (row == headRow || program.structure().isEquality(row)) continue;
      boolean active = tight && row == boundRow;
      s[rowAt + row] = active ? 0 : Math.max(0, b[bAt + row] - program.value(row) * value);
    }
  }
}
