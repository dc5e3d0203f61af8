package io.ffolayer.bilevel.oracle;

import io.ffolayer.adjoint.Scheme;
import io.ffolayer.bilevel.inner.InnerPoint;
import io.ffolayer.bilevel.inner.InnerProblem;
import io.ffolayer.bilevel.inner.InnerSolution;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.Watch;
import org.jspecify.annotations.Nullable;

/// Steps 4 and 5 for one cotangent of length 1: the perturbed problems, and the difference of the
/// Lagrangian.
///
/// @param cotangent c/‖c‖
record Ghost(
    FirstOrderOracle oracle,
    double[] x,
    InnerSolution base,
    FrozenRows rows,
    double[] cotangent,
    Watch watch) {
  private static final double[] ONE = {1};
  private static final double ROUNDING = 0x1p-51;

  /// A difference quotient.
  ///
  /// @param gradient for the cotangent of length 1
  /// @param step (y₊ − y₋)/2, or y₊ − y₀
  /// @param noise what the solver left, relative to the step
  /// @param rounding what rounding may add to the gradient
  /// @param residual the larger residual of the perturbed problems over δ
  /// @param status of the worse of them
  record Difference(
      double[] gradient,
      double[] step,
      double noise,
      double rounding,
      double residual,
      Status status) {
    boolean isSolved() {
      return status == Status.SOLVED;
    }

    boolean isStopped() {
      return status == Status.TIME_LIMIT || status == Status.INTERRUPTED;
    }
  }

  static double norm(double[] v) {
    double sum = 0;
    for (double value : v) sum += value * value;
    return Math.sqrt(sum);
  }

  /// The δ to begin with: the user's, or σ accuracy^⅓.
  double delta() {
    if (oracle.delta() > 0) return oracle.delta();
    InnerSolution.Accuracy accuracy = base.accuracy();
    double smallest = accuracy.smallestCurvature();
    double largest = Math.max(accuracy.largestCurvature(), 1e-300);
    boolean isKnown = smallest > 0 && smallest < Double.POSITIVE_INFINITY;
    double curvature = isKnown ? Math.sqrt(smallest * largest) : largest;
    double[] gradient = new double[base.y().length];
    rows.problem().objective().addProductY(x, base.y(), ONE, gradient);
    double unit = FrozenRows.size(cotangent, base.y());
    double sigma = 0;
    for (double value : gradient) sigma = Math.max(sigma, Math.abs(value));
    // The gradient of the rows balances that of g at the solution.
    return Math.max(Math.min(2 * sigma, largest * unit), curvature * unit) * oracle.motion();
  }

  /// Another δ where y moved far from what was meant, else the same.
  double rescaled(double delta, Difference first) {
    double wanted = oracle.motion() * FrozenRows.size(first.step(), base.y());
    double moved = norm(first.step());
    boolean isRight = moved == 0 || (moved > wanted / 30 && moved < 5 * wanted);
    return isRight ? delta : delta * Math.clamp(wanted / moved, 1e-6, 1e6);
  }

  /// The quotient at δ.
  ///
  /// @param wider the quotient at 2δ, from which the solves start, if there is one
  Difference difference(double delta, @Nullable Difference wider) {
    double[] y = base.y();
    double[] half = wider == null ? new double[y.length] : wider.step();
    InnerSolution above = solve(delta, moved(y, half, 0.5));
    boolean isCentral = oracle.scheme() == Scheme.CENTRAL;
    double[] mirrored = moved(y, moved(above.y(), y, -1), -1);
    InnerSolution below = isCentral ? solve(-delta, mirrored) : solve(0, y);
    double width = isCentral ? 2 * delta : delta;
    double[] step = moved(above.y(), below.y(), -1);
    double distance = norm(step);
    double residual = Math.max(above.accuracy().residual(), below.accuracy().residual()) / delta;
    double left = above.accuracy().distance() + below.accuracy().distance();
    double[] gradient = new double[x.length];
    double size = addDifference(above, below, delta, isCentral, gradient);
    for (int k = 0; k < gradient.length; k++) gradient[k] /= width;
    for (int k = 0; k < step.length; k++) step[k] /= isCentral ? 2 : 1;
    return new Difference(
        gradient,
        step,
        distance == 0 ? 0 : left / distance,
        ROUNDING * size / width,
        Double.isNaN(residual) ? Double.POSITIVE_INFINITY : residual,
        worse(above, below));
  }

  private static Status worse(InnerSolution above, InnerSolution below) {
    for (InnerSolution solution : new InnerSolution[] {above, below}) {
      boolean isNear = solution.accuracy().distance() < 1e-6 * Math.max(1, norm(solution.y()));
      boolean isUsable =
          solution.isSolved() || (solution.status() == Status.ITERATION_LIMIT && isNear);
      if (!isUsable) return solution.status();
    }
    return Status.SOLVED;
  }

  /// Adds ∇ₓ of the Lagrangian at the upper point less that at the lower; the size of its terms.
  private double addDifference(
      InnerSolution above, InnerSolution below, double delta, boolean isCentral, double[] out) {
    GhostObjective plain = new GhostObjective(rows, cotangent, 0);
    double[] lower = new double[x.length];
    plain.addProductX(x, above.y(), ONE, out);
    plain.addProductX(x, below.y(), ONE, lower);
    double size = norm(out);
    for (int k = 0; k < out.length; k++) out[k] -= lower[k];
    double[] weights = multipliers(above.y(), delta);
    double[] other = multipliers(below.y(), isCentral ? -delta : 0);
    for (int i = 0; i < weights.length; i++) weights[i] -= other[i];
    addRows(weights, out);
    return size;
  }

  /// out ← out + Σ wᵀ∂(e, h_I)/∂x at y*.
  private void addRows(double[] weights, double[] out) {
    int equalities = rows.nu().length;
    double[] byEquality = java.util.Arrays.copyOf(weights, equalities);
    if (equalities > 0) rows.problem().equalities().addProductX(x, base.y(), byEquality, out);
    double[] byRow = new double[rows.lambda().length];
    for (int k = 0; k < rows.active().size(); k++)
      byRow[rows.active().get(k)] = weights[equalities + k];
    if (!rows.active().isEmpty())
      rows.problem().inequalities().addProductX(x, base.y(), byRow, out);
  }

  /// The multipliers of the ghost problem at its solution.
  private double[] multipliers(double[] y, double t) {
    double[] gradient = new double[y.length];
    new GhostObjective(rows, cotangent, t).addProductY(x, y, ONE, gradient);
    return rows.space().multipliers(gradient);
  }

  private InnerSolution solve(double t, double[] start) {
    GhostObjective objective = new GhostObjective(rows, cotangent, t);
    InnerProblem problem =
        InnerProblem.minimize(objective, x.length, start.length).within(rows.space());
    double smallest = base.accuracy().smallestCurvature();
    if (smallest > 0 && smallest < Double.POSITIVE_INFINITY)
      problem = problem.stronglyConvex(smallest / 2);
    return oracle.ghost().solve(problem, x, InnerPoint.of(start), watch);
  }

  private static double[] moved(double[] y, double[] step, double factor) {
    double[] moved = new double[y.length];
    for (int k = 0; k < moved.length; k++) moved[k] = y[k] + factor * step[k];
    return moved;
  }
}
