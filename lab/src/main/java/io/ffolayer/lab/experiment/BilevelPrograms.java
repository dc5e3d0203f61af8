package io.ffolayer.lab.experiment;

import static io.ffolayer.bilevel.Bilevel.argmin;
import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.atom.Atoms.quadForm;
import static io.ffolayer.model.atom.Atoms.sumSquares;

import io.ffolayer.ConvexLayer;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.bilevel.Bilevel;
import io.ffolayer.bilevel.inner.InnerProblem;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.List;
import java.util.SplittableRandom;

/// The bilevel problems of the experiment on outer methods.
final class BilevelPrograms {
  private static final double WEIGHT = 0.01;

  private BilevelPrograms() {}

  /// The problem of Kornowski et al. 2024:
  ///
  /// ```
  /// min_x cᵀy* + 0.01‖x‖² + 0.01‖y*‖²,     y* = argmin ½yᵀQy + xᵀPy  s.t.  A y ≤ b
  /// ```
  ///
  /// @param outer numbers of x
  /// @param inner numbers of y; there are a fifth as many rows
  static Bilevel random(int outer, int inner, Adjoint adjoint, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Parameter x = Parameter.vector("x", outer);
    Variable y = Variable.vector("y", inner);
    Tensor q = positiveDefinite(inner, random);
    Expression coupling = constant(normal(random, 1 / Math.sqrt(outer), inner, outer)).times(x);
    int rows = inner / 5;
    Problem lower =
        Problem.minimize(quadForm(y, constant(q)).times(0.5).plus(dot(coupling, y)))
            .subjectTo(
                constant(normal(random, 1 / Math.sqrt(inner), rows, inner))
                    .times(y)
                    .le(constant(positive(random, rows))));
    Expression upper =
        dot(constant(normal(random, 1 / Math.sqrt(inner), inner)), y)
            .plus(sumSquares(x).times(WEIGHT))
            .plus(sumSquares(y).times(WEIGHT));
    ConvexLayer layer = ConvexLayer.of(lower).withThreads(1).withAdjoint(adjoint);
    List<Parameter> xs = List.of(x);
    List<Variable> ys = List.of(y);
    return Bilevel.minimize(upper, xs, ys).subjectTo(argmin(layer, xs, ys));
  }

  /// g = (y − a)²/2, h = y − a x ≤ 0: y* = a min(1, x) has a kink at x = 1, where no continuous
  /// estimator is right on both sides.
  static InnerProblem kinked(double a) {
    Parameter x = Parameter.vector("x", 1);
    Variable y = Variable.vector("y", 1);
    Problem lower = Problem.minimize(sumSquares(y.minus(a)).times(0.5)).subjectTo(y.le(x.times(a)));
    return InnerProblem.of(lower, List.of(x), List.of(y));
  }

  private static Tensor positiveDefinite(int n, SplittableRandom random) {
    double[] m = normal(random, 1 / Math.sqrt(n), n, n).values(), q = new double[n * n];
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) {
        double sum = i == j ? 0.5 : 0;
        for (int k = 0; k < n; k++) sum += m[i * n + k] * m[j * n + k];
        q[i * n + j] = sum;
      }
    return Tensor.of(q, n, n);
  }

  private static Tensor positive(SplittableRandom random, int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) values[i] = random.nextDouble(0.1, 1);
    return Tensor.of(values, n);
  }

  private static Tensor normal(SplittableRandom random, double deviation, int... shape) {
    int size = 1;
    for (int length : shape) size *= length;
    return Tensor.of(Vectors.normal(random, size, 0, deviation), shape);
  }
}
