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

  /// The best that a few first steps give, each a quarter of the one before; a step that changes
  /// the active rows counts as too long.
  public static Derivative sharpest(DoubleUnaryOperator f, double step) {
    Derivative best = new Derivative(Double.NaN, Double.POSITIVE_INFINITY);
    for (double first = step; first > 1e-3 * step; first /= 4) {
      Derivative next = attempt(f, first);
      if (next.error() < best.error()) best = next;
      if (best.error() <= 1e-9 * (1 + Math.abs(best.value()))) break;
    }
    return best;
  }

  private static Derivative attempt(DoubleUnaryOperator f, double step) {
    try {
      return at0(f, step);
    } catch (IllegalStateException tooFar) {
      return new Derivative(Double.NaN, Double.POSITIVE_INFINITY);
    }
  }

  /// Says that a program has other active rows than those it was to be differentiated on.
  private static final class FaceChanged extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    FaceChanged(String message) {
      super(message);
    }
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
      throw new FaceChanged("the active rows change within the step: " + name);
    return point.loss(c, d);
  }
}
