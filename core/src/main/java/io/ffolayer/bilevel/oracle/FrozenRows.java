package io.ffolayer.bilevel.oracle;

import io.ffolayer.bilevel.function.SmoothFunction;
import io.ffolayer.bilevel.inner.InnerPoint;
import io.ffolayer.bilevel.inner.InnerProblem;
import io.ffolayer.bilevel.inner.InnerSolution;
import io.ffolayer.bilevel.inner.LeastSquaresMultipliers;
import io.ffolayer.bilevel.set.AffineSet;
import java.util.ArrayList;
import java.util.List;

/// Steps 2 and 3: the active rows at a solution, their gradients, and the multipliers.
///
/// A row and its multiplier are compared as distances in y: how far the row is, −h/‖∇h‖, and how
/// far y would go without it, λ‖∇h‖/c with the curvature c of g along the gradients of the rows.
/// The row is active where the second is larger. The margin is the least of the larger of both, in
/// units of the part of y that the row sees.
///
/// @param problem with the rows of the set among h and e
/// @param lambda for each row of h, 0 where it is not active
/// @param nu for each row of e
/// @param active the rows of h that are active
/// @param space the rows of e, then the active rows of h, as equalities through y
record FrozenRows(
    InnerProblem problem,
    double[] lambda,
    double[] nu,
    List<Integer> active,
    AffineSet space,
    Nearest nearest) {
  /// The row that is nearest to changing sides.
  ///
  /// @param margin in units of the row's own size of y
  /// @param distance as a distance of y
  record Nearest(double margin, double distance) {}

  private static final double[] ONE = {1};
  private static final double NEAR = 0.1;

  static FrozenRows at(InnerProblem problem, double[] x, InnerSolution solution, double accuracy) {
    return new Finding(problem.withoutSet(), x, solution).frozen(accuracy);
  }

  private record Finding(InnerProblem problem, double[] x, InnerSolution solution) {
    FrozenRows frozen(double accuracy) {
      double[] y = solution.y();
      InnerPoint point = multipliers(accuracy);
      double[] lambda = point.inequalityDuals() == null ? new double[0] : point.inequalityDuals();
      double[] nu = point.equalityDuals() == null ? new double[0] : point.equalityDuals();
      List<double[]> rows = new ArrayList<>();
      for (int i = 0; i < nu.length; i++)
        rows.add(LeastSquaresMultipliers.gradientOf(problem.equalities(), x, y, i));
      List<Integer> near = new ArrayList<>();
      List<double[]> gradients = new ArrayList<>();
      double[] h = near(lambda, near, gradients);
      double curvature = curvatureAlong(gradients, lambda, near);
      double[] frozen = new double[lambda.length];
      List<Integer> active = new ArrayList<>();
      double margin = Double.POSITIVE_INFINITY;
      double distance = Double.POSITIVE_INFINITY;
      for (int k = 0; k < near.size(); k++) {
        int i = near.get(k);
        double length = Math.max(norm(gradients.get(k)), Double.MIN_NORMAL);
        double slack = Math.max(-h[i], 0) / length;
        double pull = lambda[i] * length / curvature;
        double larger = Math.max(slack, pull);
        distance = Math.min(distance, larger);
        margin = Math.min(margin, larger / size(gradients.get(k), y));
        if (pull <= slack) continue;
        frozen[i] = lambda[i];
        active.add(i);
        rows.add(gradients.get(k));
      }
      AffineSet space = through(y, rows);
      return new FrozenRows(
          problem, frozen, nu, List.copyOf(active), space, new Nearest(margin, distance));
    }

    private InnerPoint multipliers(double accuracy) {
      InnerPoint point = solution.point();
      boolean isComplete =
          point.inequalityDuals() != null
              && point.inequalityDuals().length == problem.inequalities().rows()
              && point.equalityDuals() != null
              && point.equalityDuals().length == problem.equalities().rows();
      if (isComplete) return point;
      double nearness = Math.max(1e-7, 100 * accuracy);
      return LeastSquaresMultipliers.at(problem, x, point.y(), nearness);
    }

    /// The rows that have a multiplier or are not far, and all values.
    private double[] near(double[] lambda, List<Integer> near, List<double[]> gradients) {
      SmoothFunction rows = problem.inequalities();
      double[] h = new double[rows.rows()];
      if (h.length > 0) rows.value(x, solution.y(), h);
      double unit = unit(solution.y());
      for (int i = 0; i < h.length; i++) {
        if (lambda[i] == 0 && -h[i] > NEAR * unit) continue;
        double[] gradient = LeastSquaresMultipliers.gradientOf(rows, x, solution.y(), i);
        if (lambda[i] == 0 && -h[i] > NEAR * unit * norm(gradient)) continue;
        near.add(i);
        gradients.add(gradient);
      }
      return h;
    }

    /// The curvature of g along a mean of the gradients that hold y, by one difference.
    private double curvatureAlong(List<double[]> gradients, double[] lambda, List<Integer> near) {
      double[] y = solution.y();
      double[] normal = new double[y.length];
      for (int k = 0; k < near.size(); k++)
        if (lambda[near.get(k)] > 0)
          add(normal, (k % 2 == 0 ? 1 : -1) / norm(gradients.get(k)), gradients.get(k));
      double length = norm(normal);
      double largest = Math.max(solution.accuracy().largestCurvature(), Double.MIN_NORMAL);
      if (!(length > 0)) return largest;
      double step = 1e-5 * unit(y) / length;
      double[] above = gradient(y, step, normal);
      double[] below = gradient(y, -step, normal);
      double product = 0;
      for (int k = 0; k < y.length; k++) product += (above[k] - below[k]) * normal[k];
      double curvature = product / (2 * step * length * length);
      return Double.isFinite(curvature) ? Math.max(curvature, 1e-6 * largest) : largest;
    }

    private double[] gradient(double[] y, double step, double[] direction) {
      double[] moved = y.clone();
      add(moved, step, direction);
      double[] out = new double[y.length];
      problem.objective().addProductY(x, moved, ONE, out);
      return out;
    }
  }

  private static AffineSet through(double[] y, List<double[]> rows) {
    double[][] matrix = rows.toArray(double[][]::new);
    double[] right = new double[matrix.length];
    for (int i = 0; i < right.length; i++)
      for (int k = 0; k < y.length; k++) right[i] += matrix[i][k] * y[k];
    return AffineSet.of(y.length, matrix, right);
  }

  private static double unit(double[] y) {
    return Math.max(1, norm(y));
  }

  /// The size of y where a vector v looks, Σ|vₖyₖ|/‖v‖, at least 1: entries that v does not see
  /// have no part in it.
  static double size(double[] v, double[] y) {
    double sum = 0;
    for (int k = 0; k < y.length; k++) sum += Math.abs(v[k] * y[k]);
    double length = norm(v);
    return length > 0 ? Math.max(1, sum / length) : 1;
  }

  private static void add(double[] out, double factor, double[] v) {
    for (int k = 0; k < out.length; k++) out[k] += factor * v[k];
  }

  private static double norm(double[] v) {
    double sum = 0;
    for (double value : v) sum += value * value;
    return Math.sqrt(sum);
  }

  /// How many rows hold with equality, those of e included.
  int count() {
    return nu.length + active.size();
  }
}
