package io.ffolayer.testing;

import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/// Minimizes a convex function under convex constraints from their values alone: the ellipsoid
/// method (Shor 1977; Yudin & Nemirovski 1976) with deep cuts. It shares nothing with the library:
/// no cone, no graph form, no linear algebra. For two to five unknowns.
///
/// A subgradient is a difference quotient at a point moved at random by a hair, where a convex
/// function is differentiable with probability one: there it is a gradient, here one up to the hair
/// times the Lipschitz constant.
public final class EllipsoidMethod {
  private static final double HAIR = 1e-8;
  private static final double STEP = 1e-10;

  private EllipsoidMethod() {}

  /// The least value over {x : constraints(x) ≤ 0}.
  ///
  /// @param constraint the largest violation; wherever it is ≤ 0 the objective must be finite
  /// @param center center of a ball that holds a solution
  /// @return the smallest feasible value seen, +∞ if no feasible point was seen
  public static double minimum(
      ToDoubleFunction<double[]> objective,
      ToDoubleFunction<double[]> constraint,
      double[] center,
      double radius,
      long seed) {
    Search search = new Search(objective, constraint, center.clone(), new SplittableRandom(seed));
    for (double size = radius; size > 1e-4 * radius; size /= 5) search.run(size);
    return search.best;
  }

  /// Starts again around the best point so far with a smaller ball, which mends a cut that a kink
  /// within a step has spoiled.
  private static final class Search {
    private final ToDoubleFunction<double[]> objective;
    private final ToDoubleFunction<double[]> constraint;
    private final double[] bestPoint;
    private final SplittableRandom random;
    private double best = Double.POSITIVE_INFINITY;

    Search(
        ToDoubleFunction<double[]> objective,
        ToDoubleFunction<double[]> constraint,
        double[] bestPoint,
        SplittableRandom random) {
      this.objective = objective;
      this.constraint = constraint;
      this.bestPoint = bestPoint;
      this.random = random;
    }

    void run(double radius) {
      int n = bestPoint.length;
      double[] x = bestPoint.clone();
      double[][] shape = new double[n][n];
      for (int i = 0; i < n; i++) shape[i][i] = radius * radius;
      boolean goesOn = true;
      for (int k = 0; goesOn && k < 200 * n; k++) {
        double violation = constraint.applyAsDouble(x);
        if (violation > 0) {
          goesOn = cut(x, shape, gradient(constraint, x, random), violation);
          continue;
        }
        double value = objective.applyAsDouble(x);
        double depth = Math.max(0, value - best);
        if (value < best) {
          best = value;
          System.arraycopy(x, 0, bestPoint, 0, n);
        }
        goesOn = cut(x, shape, gradient(objective, x, random), depth);
      }
    }
  }

  private static double[] gradient(
      ToDoubleFunction<double[]> f, double[] x, SplittableRandom random) {
    double[] near = x.clone();
    for (int i = 0; i < x.length; i++) near[i] += HAIR * random.nextDouble(-1, 1);
    double[] g = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double at = near[i];
      near[i] = at + STEP;
      double above = f.applyAsDouble(near);
      near[i] = at - STEP;
      double below = f.applyAsDouble(near);
      near[i] = at;
      g[i] = (above - below) / (2 * STEP);
    }
    return g;
  }

  /// The smallest ellipsoid around {y in the present one: gᵀ(y − x) + depth ≤ 0}; false where it is
  /// too small to be cut.
  private static boolean cut(double[] x, double[][] shape, double[] g, double depth) {
    int n = x.length;
    double[] pg = new double[n];
    double width = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) pg[i] += shape[i][j] * g[j];
      width += g[i] * pg[i];
    }
    width = Math.sqrt(width);
    if (!(width > 1e-10)) return false;
    double alpha = depth / width;
    if (!(alpha < 1)) return false;
    double step = (1 + n * alpha) / (n + 1) / width;
    double shrink = n * n * (1 - alpha * alpha) / (n * n - 1.0);
    double rankOne = 2 * (1 + n * alpha) / ((n + 1) * (1 + alpha)) / (width * width);
    for (int i = 0; i < n; i++) x[i] -= step * pg[i];
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) shape[i][j] = shrink * (shape[i][j] - rankOne * pg[i] * pg[j]);
    return true;
  }
}
