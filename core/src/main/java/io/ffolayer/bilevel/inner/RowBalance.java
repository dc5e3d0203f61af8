package io.ffolayer.bilevel.inner;

import io.ffolayer.bilevel.function.SmoothFunction;
import io.ffolayer.internal.descent.StepLength;
import io.ffolayer.internal.descent.Vectors;
import java.util.SplittableRandom;

/// The size of the rows beside that of the objective.
///
/// @param rowLength the root mean square of the lengths of the gradients of the rows of h and e, by
///   one product with random signs; 1 if there are none
/// @param penalty the curvature of g over rowLength²: a penalty that curves as much as g
record RowBalance(double rowLength, double penalty) {
  static RowBalance at(InnerProblem problem, double[] x, double[] y) {
    int rows = problem.inequalities().rows() + problem.equalities().rows();
    double squares = squares(problem.inequalities(), x, y) + squares(problem.equalities(), x, y);
    double length = rows == 0 ? 1 : Math.sqrt(squares / rows);
    if (!(length > 0) || Double.isInfinite(length)) length = 1;
    StepLength step = new StepLength(new ObjectiveLandscape(problem, x, problem.set()::project));
    double curvature = step.start(y) == null ? step.curvature() : 1;
    double penalty = curvature / (length * length);
    return new RowBalance(length, Double.isFinite(penalty) && penalty > 0 ? penalty : 1);
  }

  private static double squares(SmoothFunction rows, double[] x, double[] y) {
    SplittableRandom random = new SplittableRandom(23);
    double[] signs = new double[rows.rows()];
    if (signs.length == 0) return 0;
    for (int i = 0; i < signs.length; i++) signs[i] = random.nextBoolean() ? 1 : -1;
    double[] product = new double[y.length];
    rows.addProductY(x, y, signs, product);
    return Vectors.dot(product, product);
  }
}
