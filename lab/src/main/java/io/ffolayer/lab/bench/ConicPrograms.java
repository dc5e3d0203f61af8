package io.ffolayer.lab.bench;

import static io.ffolayer.model.Affine.diag;
import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.atom.Atoms.entropy;
import static io.ffolayer.model.atom.Atoms.logistic;
import static io.ffolayer.model.atom.Atoms.norm2;
import static io.ffolayer.model.atom.Atoms.pnorm;
import static io.ffolayer.model.atom.Atoms.sumSquares;

import io.ffolayer.ConvexLayer;
import io.ffolayer.lab.bench.Workload.Task;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.Map;
import java.util.stream.IntStream;

/// Programs over curved cones, in the modeller's words; the parameter is the one that a model would
/// learn.
final class ConicPrograms {
  private final int batch;

  ConicPrograms(int batch) {
    this.batch = batch;
  }

  /// The synthetic program of Zhao et al. 2026 in a ball: min ½‖x‖² + qᵀx, −1 ≤ x ≤ 0, 1ᵀx ≤ 3, ‖x‖
  /// ≤
  /// 1. Parameter q.
  Task ball(int n) {
    Variable x = Variable.vector("x", n);
    Parameter q = Parameter.vector("q", n);
    Problem problem =
        Problem.minimize(sumSquares(x).times(0.5).plus(dot(q, x)))
            .subjectTo(x.ge(-1), x.le(0), sum(x).le(3), norm2(x).le(1));
    double[] values = new RandomNumbers(3).normal(batch * n, 0.5, 1.15);
    return task(problem, q, Tensor.wrap(values, batch, n), x);
  }

  /// The softmax by entropy: min −qᵀx − H(x), 1ᵀx = 1. Parameter q.
  Task softmax(int n) {
    Variable x = Variable.vector("x", n);
    Parameter q = Parameter.vector("q", n);
    Problem problem = Problem.maximize(dot(q, x).plus(sum(entropy(x)))).subjectTo(sum(x).eq(1));
    double[] values = new RandomNumbers(5).normal(batch * n, 0, 1);
    return task(problem, q, Tensor.wrap(values, batch, n), x);
  }

  /// Regularised logistic regression. Parameter: the data matrix.
  Task logisticRegression(int samples, int features) {
    Variable w = Variable.vector("w", features);
    Parameter data = Parameter.matrix("X", samples, features);
    double[] labels = IntStream.range(0, samples).mapToDouble(i -> 1 - i % 2 * 2).toArray();
    var margins = constant(labels).multiply(data.times(w));
    Problem problem =
        Problem.minimize(
            sum(logistic(margins.negate())).dividedBy(samples).plus(sumSquares(w).times(0.05)));
    double[] values = new RandomNumbers(6).normal(batch * samples * features, 0, 1);
    return task(problem, data, Tensor.wrap(values, batch, samples, features), w);
  }

  /// The nearest correlation matrix: min ½‖X − C‖², diag X = 1, X positive semidefinite. Parameter
  /// C.
  Task correlation(int order) {
    Variable x = Variable.psd("X", order);
    Parameter c = Parameter.matrix("C", order, order);
    Problem problem = Problem.minimize(sumSquares(x.minus(c)).times(0.5)).subjectTo(diag(x).eq(1));
    double[] values = new RandomNumbers(7).uniform(batch * order * order, -1, 1);
    for (int at = 0; at < values.length; at += order * order)
      for (int i = 0; i < order; i++) {
        for (int j = 0; j < i; j++) values[at + j * order + i] = values[at + i * order + j];
        values[at + i * order + i] = 1;
      }
    return task(problem, c, Tensor.wrap(values, batch, order, order), x);
  }

  /// The projection on the ball of the 3-norm: min ½‖x − q‖², ‖x‖₃ ≤ 1. Parameter q.
  Task normBall(int n) {
    Variable x = Variable.vector("x", n);
    Parameter q = Parameter.vector("q", n);
    Problem problem =
        Problem.minimize(sumSquares(x.minus(q)).times(0.5)).subjectTo(pnorm(x, 3).le(1));
    double[] values = new RandomNumbers(8).normal(batch * n, 0, 1);
    return task(problem, q, Tensor.wrap(values, batch, n), x);
  }

  private Task task(Problem problem, Parameter parameter, Tensor values, Variable x) {
    int size = x.size();
    double[] cotangent = new RandomNumbers(4).normal(batch * size, 0, 1);
    int[] shape = new int[x.shape().length + 1];
    shape[0] = batch;
    System.arraycopy(x.shape(), 0, shape, 1, x.shape().length);
    return new Task(
        () -> ConvexLayer.of(problem),
        Map.of(parameter, values),
        Map.of(x, Tensor.wrap(cotangent, shape)));
  }
}
