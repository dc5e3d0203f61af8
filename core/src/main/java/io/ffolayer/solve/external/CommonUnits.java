package io.ffolayer.solve.external;

import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.solve.external.ExternalAnswer.Claim;
import io.ffolayer.solve.external.ExternalProgram.Columns;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A program in units in which its numbers are about 1, for solvers whose tolerances are absolute:
/// the diagonal of P, the largest entry of each row (and of each column without curvature), the
/// largest side and the objective,
///
/// ```
/// y = D y',   P' = DPD/c,   q' = Dq/c,   A' = RAD,   b' = Rb,   z = cRz'
/// ```
///
/// All units are powers of two, so that no digit changes.
///
/// @param column D
/// @param row R
/// @param objective c
record CommonUnits(double[] column, double[] row, double objective) {
  /// Sides that are so much larger than what else is known of y stand for no bound.
  private static final double FAR = 1e5;

  /// Asks a solver in these units, and answers in those of the program.
  static ExternalAnswer ask(
      ExternalSolver solver,
      ExternalProgram program,
      WarmStart.@Nullable Point guess,
      Watch watch) {
    CommonUnits units = of(program);
    ExternalAnswer answer =
        solver.solve(units.scaled(program), guess == null ? null : units.scaled(guess), watch);
    if (answer.claim() != Claim.OPTIMAL) return answer;
    double[] y = times(units.column, answer.y()), z = times(units.row, answer.z());
    for (int i = 0; i < z.length; i++) z[i] *= units.objective;
    return ExternalAnswer.optimal(y, z, answer.iterations(), answer.message());
  }

  private static CommonUnits of(ExternalProgram program) {
    double[] column = columns(program);
    double[] row = new double[program.rowCount()];
    program.a().forEach((i, j, value) -> row[i] = Math.max(row[i], Math.abs(value) * column[j]));
    for (int i = 0; i < row.length; i++) row[i] = 1 / powerOfTwo(row[i]);
    double size = powerOfTwo(sizeOfY(program, column, row));
    double largest = 0;
    for (int j = 0; j < column.length; j++) column[j] *= size;
    for (int i = 0; i < row.length; i++) row[i] /= size;
    for (double slope : times(column, program.q())) largest = Math.max(largest, Math.abs(slope));
    double[] curvature = {largest};
    program
        .p()
        .forEach((i, j, value) ->
            curvature[0] = Math.max(curvature[0], Math.abs(value) * column[i] * column[j]));
    return new CommonUnits(column, row, powerOfTwo(curvature[0]));
  }

  /// By the diagonal of P; where that is 0 by the rows.
  private static double[] columns(ExternalProgram program) {
    double[] column = new double[program.variables()], inRows = new double[column.length];
    program
        .p()
        .forEach((i, j, value) -> column[j] = Math.max(column[j], i == j ? Math.sqrt(value) : 0));
    program.a().forEach((i, j, value) -> inRows[j] = Math.max(inRows[j], Math.abs(value)));
    for (int j = 0; j < column.length; j++)
      column[j] = 1 / powerOfTwo(column[j] > 0 ? column[j] : inRows[j]);
    return column;
  }

  /// About how large y is in the units of the columns: by the sides, and by the step to the least
  /// value where the curvature is 1.
  private static double sizeOfY(ExternalProgram program, double[] column, double[] row) {
    double size = 0;
    if (!program.isLinear())
      for (double slope : times(column, program.q())) size = Math.max(size, Math.abs(slope));
    double[] sides = times(row, program.b());
    for (int i = 0; i < sides.length; i++)
      if (program.equality()[i]) size = Math.max(size, Math.abs(sides[i]));
    double known = size > 0 ? FAR * size : Double.MAX_VALUE;
    for (double side : sides) if (Math.abs(side) <= known) size = Math.max(size, Math.abs(side));
    return size;
  }

  /// 1 where there is no size; far from the ends of the range, where a quotient could overflow.
  private static double powerOfTwo(double size) {
    return size > 0 ? Math.scalb(1.0, Math.clamp(Math.getExponent(size), -300, 300)) : 1;
  }

  private ExternalProgram scaled(ExternalProgram program) {
    double[] slopes = times(column, program.q());
    for (int j = 0; j < slopes.length; j++) slopes[j] /= objective;
    double[] left = column.clone();
    for (int j = 0; j < left.length; j++) left[j] /= objective;
    return new ExternalProgram(
        scaled(left, program.p()),
        slopes,
        scaled(row, program.a()),
        times(row, program.b()),
        program.equality());
  }

  private Columns scaled(double[] left, Columns matrix) {
    double[] values = matrix.values().clone();
    for (int j = 0; j < column.length; j++)
      for (int k = matrix.starts()[j]; k < matrix.starts()[j + 1]; k++)
        values[k] *= left[matrix.rows()[k]] * column[j];
    return new Columns(matrix.rowCount(), matrix.starts(), matrix.rows(), values);
  }

  private WarmStart.Point scaled(WarmStart.Point guess) {
    double[] y = guess.y().clone(), z = guess.z().clone();
    for (int j = 0; j < y.length; j++) y[j] /= column[j];
    for (int i = 0; i < z.length; i++) z[i] /= row[i] * objective;
    return new WarmStart.Point(y, times(row, guess.s()), z);
  }

  private static double[] times(double[] factors, double[] values) {
    double[] out = new double[values.length];
    Arrays.setAll(out, k -> factors[k] * values[k]);
    return out;
  }
}
