package io.ffolayer.testing;

import java.util.function.DoubleUnaryOperator;

/// Central differences, extrapolated to step zero, with an estimate of their own error (Ridders,
/// *Accurate computation of F′(x) and F′(x)F″(x)*, Advances in Engineering Software 4, 1982).
public final class Differences {
  /// A derivative and what is known of its error.
  ///
  /// @param error what the table of extrapolations says about itself; a comparison should allow for
  ///   it
  public record Derivative(double value, double error) {}

  private static final double SHRINK = 2;
  private static final int COLUMNS = 7;

  private Differences() {}

  /// f′(0) from central differences with steps `step`, `step`/2, … .
  public static Derivative at0(DoubleUnaryOperator f, double step) {
    double[][] table = new double[COLUMNS][COLUMNS];
    double h = step;
    double best = Double.NaN;
    double error = Double.POSITIVE_INFINITY;
    for (int i = 0; i < COLUMNS; i++, h /= SHRINK) {
      table[0][i] = (f.applyAsDouble(h) - f.applyAsDouble(-h)) / (2 * h);
      double factor = 1;
      for (int j = 1; j <= i; j++) {
        factor *= SHRINK * SHRINK;
        table[j][i] = (factor * table[j - 1][i] - table[j - 1][i - 1]) / (factor - 1);
        double change =
            Math.max(
                Math.abs(table[j][i] - table[j - 1][i]),
                Math.abs(table[j][i] - table[j - 1][i - 1]));
        if (change <= error) {
          error = change;
          best = table[j][i];
        }
      }
    }
    return new Derivative(best, error);
  }

  /// The derivative of the loss c·y + d·z of the solution with respect to one entry, by an oracle
  /// that knows the active rows.
  public static Derivative ofEntry(
      Example example, Slot slot, int entry, double[] c, double[] d, double step) {
    Face face = example.face();
    return at0(
        h -> {
          PlainProgram moved = example.program().copy();
          slot.move(moved, entry, h);
          return loss(face, moved, c, d, example.name());
        },
        step);
  }

  /// The loss at a program whose active rows are those of the face.
  public static double loss(Face face, PlainProgram program, double[] c, double[] d, String name) {
    Face.Point point = face.solve(program);
    if (!face.holds(program, point))
      throw new IllegalStateException("the active rows change within the step: " + name);
    return point.loss(c, d);
  }
}
