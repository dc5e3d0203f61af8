package io.ffolayer.bilevel.inner;

import io.ffolayer.bilevel.function.SmoothFunction;
import io.ffolayer.internal.descent.Vectors;
import io.ffolayer.internal.linalg.dense.RowSpace;
import java.util.ArrayList;
import java.util.List;

/// Multipliers at a point for which none are known: those of the rows near equality that make the
/// gradient of the Lagrangian least. Rows whose multiplier comes out negative leave, the most
/// negative one first, and the others are asked again.
///
/// The gradients of the near rows are assembled by one product each: k products, 4nk² flops.
public final class LeastSquaresMultipliers {
  private static final double[] ONE = {1};
  private static final double CANDIDATE = 1e-3;

  private final InnerProblem problem;
  private final double[] x;
  private final double[] y;
  private final double nearness;

  private LeastSquaresMultipliers(InnerProblem problem, double[] x, double[] y, double nearness) {
    this.problem = problem;
    this.x = x;
    this.y = y;
    this.nearness = nearness;
  }

  /// The same point with multipliers for the rows of h and e; those of the set have a part in the
  /// sum, but are not returned.
  ///
  /// @param nearness distance to the boundary of a row, in units of max(1, ‖y‖), up to which it may
  ///   have a multiplier
  public static InnerPoint at(InnerProblem problem, double[] x, double[] y, double nearness) {
    return new LeastSquaresMultipliers(problem, x, y, nearness).point();
  }

  private InnerPoint point() {
    double[] gradient = new double[y.length];
    problem.objective().addProductY(x, y, ONE, gradient);
    SmoothFunction h = problem.allInequalities();
    SmoothFunction e = problem.allEqualities();
    List<double[]> fixed = new ArrayList<>();
    for (int i = 0; i < e.rows(); i++) fixed.add(gradientOf(e, x, y, i));
    List<Integer> near = new ArrayList<>();
    List<double[]> rows = new ArrayList<>();
    collect(h, near, rows);
    double[] lambda = new double[h.rows()];
    double[] nu = new double[e.rows()];
    if (Vectors.areFinite(gradient)) solve(gradient, fixed, near, rows, lambda, nu);
    return new InnerPoint(
        y,
        java.util.Arrays.copyOf(lambda, problem.inequalities().rows()),
        java.util.Arrays.copyOf(nu, problem.equalities().rows()));
  }

  private void collect(SmoothFunction h, List<Integer> near, List<double[]> rows) {
    double[] values = new double[h.rows()];
    if (values.length > 0) h.value(x, y, values);
    double largest = 0;
    for (double value : values) largest = Math.max(largest, Math.abs(value));
    double unit = Math.max(1, Vectors.norm(y));
    for (int i = 0; i < values.length; i++) {
      if (values[i] < -CANDIDATE * largest && values[i] < -nearness) continue;
      double[] row = gradientOf(h, x, y, i);
      if (-values[i] > nearness * unit * Vectors.norm(row)) continue;
      near.add(i);
      rows.add(row);
    }
  }

  private static void solve(
      double[] gradient,
      List<double[]> fixed,
      List<Integer> near,
      List<double[]> rows,
      double[] lambda,
      double[] nu) {
    while (true) {
      List<double[]> all = new ArrayList<>(fixed);
      all.addAll(rows);
      double[] z = new RowSpace(gradient.length, all).multipliers(gradient);
      int worst = -1;
      for (int i = fixed.size(); i < z.length; i++)
        if (z[i] < 0 && (worst < 0 || z[i] < z[worst])) worst = i;
      if (worst < 0) {
        System.arraycopy(z, 0, nu, 0, nu.length);
        for (int i = 0; i < near.size(); i++) lambda[near.get(i)] = z[fixed.size() + i];
        return;
      }
      near.remove(/* index */ worst - fixed.size());
      rows.remove(worst - fixed.size());
    }
  }

  /// ∇ of one row by y: one product.
  public static double[] gradientOf(SmoothFunction rows, double[] x, double[] y, int row) {
    double[] unit = new double[rows.rows()];
    unit[row] = 1;
    double[] gradient = new double[y.length];
    rows.addProductY(x, y, unit, gradient);
    return gradient;
  }
}
