package io.ffolayer.bilevel.function;

import java.util.ArrayList;
import java.util.List;

/// Compares the derivatives that a function gives with central differences of its values, entry by
/// entry, and names those that are wrong. It costs m products and 4 evaluations for each entry of x
/// and y: for tests and for the first run, not for every run.
///
/// ```java
/// assertThat(DerivativeCheck.of(g, "g").at(x, y)).isEmpty();
/// ```
public final class DerivativeCheck {
  /// The step, relative to the entry: the best for differences of second order, about ε^⅓.
  private static final double STEP = 0x1p-17;

  /// What differences may be off, relative to the largest derivative of their row.
  private static final double TOLERANCE = 1e-6;

  private final SmoothFunction function;
  private final String name;

  private DerivativeCheck(SmoothFunction function, String name) {
    this.function = function;
    this.name = name;
  }

  /// @param name the name in the findings
  public static DerivativeCheck of(SmoothFunction function, String name) {
    return new DerivativeCheck(function, name);
  }

  /// A derivative that is not what differences show.
  ///
  /// @param function the name of the function
  /// @param row which of its rows, from 0
  /// @param argument "x" or "y"
  /// @param index which entry of the argument, from 0
  /// @param given what the function says
  /// @param difference what its values say
  public record Finding(
      String function, int row, String argument, int index, double given, double difference) {
    @Override
    public String toString() {
      return "∂%s[%d]/∂%s[%d] is given as %s, but differences of the values say %s"
          .formatted(function, row, argument, index, given, difference);
    }
  }

  /// The derivatives that are wrong at a point, in order; none if all are right. Where differences
  /// of two step lengths disagree – at a kink, at the edge of the domain – nothing is said.
  public List<Finding> at(double[] x, double[] y) {
    List<Finding> findings = new ArrayList<>();
    double[][] byX = new double[function.rows()][x.length];
    double[][] byY = new double[function.rows()][y.length];
    for (int row = 0; row < function.rows(); row++) {
      double[] unit = new double[function.rows()];
      unit[row] = 1;
      function.addProductX(x, y, unit, byX[row]);
      function.addProductY(x, y, unit, byY[row]);
    }
    for (int i = 0; i < x.length; i++) compare(findings, x, y, i, true, byX);
    for (int i = 0; i < y.length; i++) compare(findings, x, y, i, false, byY);
    return findings;
  }

  private void compare(
      List<Finding> findings, double[] x, double[] y, int i, boolean isX, double[][] given) {
    double[] point = isX ? x : y;
    double step = STEP * Math.max(1, Math.abs(point[i]));
    double[] wide = difference(x, y, i, isX, 2 * step);
    double[] narrow = difference(x, y, i, isX, step);
    for (int row = 0; row < given.length; row++) {
      double best = narrow[row] + (narrow[row] - wide[row]) / 3;
      double unsure = 10 * Math.abs(narrow[row] - wide[row]);
      double allowed = TOLERANCE * Math.max(largest(given[row]), Math.abs(best)) + unsure;
      boolean isRight = Math.abs(given[row][i] - best) <= allowed;
      if (!isRight && !Double.isNaN(best))
        findings.add(new Finding(name, row, isX ? "x" : "y", i, given[row][i], best));
    }
  }

  private double[] difference(double[] x, double[] y, int i, boolean isX, double step) {
    double[] above = valueAt(x, y, i, isX, step);
    double[] below = valueAt(x, y, i, isX, -step);
    for (int row = 0; row < above.length; row++)
      above[row] = (above[row] - below[row]) / (2 * step);
    return above;
  }

  private double[] valueAt(double[] x, double[] y, int i, boolean isX, double step) {
    double[] moved = (isX ? x : y).clone();
    moved[i] += step;
    double[] out = new double[function.rows()];
    function.value(isX ? moved : x, isX ? y : moved, out);
    return out;
  }

  private static double largest(double[] values) {
    double largest = 0x1p-20;
    for (double value : values) if (Math.abs(value) > largest) largest = Math.abs(value);
    return largest;
  }
}
