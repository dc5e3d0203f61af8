package io.ffolayer;

import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.atom.Atoms.abs;
import static io.ffolayer.model.atom.Atoms.sumSquares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.model.Constraint;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.automatic.Automatic;
import io.ffolayer.testing.recorded.LayerResults;
import io.ffolayer.testing.recorded.Tap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Problems in the modeller's words, end to end: solutions against the same problem in another
/// form, gradients of every output with respect to every parameter against central differences.
class ProblemLayerTest {
  private final SplittableRandom random = new SplittableRandom(11);

  private Tensor normal(int... shape) {
    return Tensor.wrap(random.doubles(Tensor.sizeOf(shape), -1, 1).toArray(), shape);
  }

  @Test
  void leastSquaresWithAParametricMatrix() {
    var x = Variable.vector("x", 3);
    var a = Parameter.matrix("A", 5, 3);
    var b = Parameter.vector("b", 5);
    var bound = x.le(0.3);
    var problem = Problem.minimize(sumSquares(a.times(x).minus(b))).subjectTo(bound);
    check(problem, Map.of(a, normal(5, 3), b, normal(5)), List.of(x), List.of(bound));
  }

  @Test
  void theProjectionOnASimplexIsTheQuadraticProgramOfTheSameName() {
    int n = 6;
    var x = Variable.vector("x", n);
    var p = Parameter.vector("p", n);
    var budget = sum(x).eq(1);
    var sign = x.ge(0);
    var problem = Problem.minimize(sumSquares(x.minus(p))).subjectTo(budget, sign);
    Tensor values = normal(n);
    var q = Parameter.vector("q", n);
    var y = Variable.vector("y", n);
    var program =
        QuadraticProgram.in(y)
            .minimize(io.ffolayer.model.Constant.identity(n, 2), q)
            .equalTo(constant(new double[][] {{1, 1, 1, 1, 1, 1}}), constant(1))
            .atLeast(io.ffolayer.model.Constant.filled(n, 0));
    var layer = ConvexLayer.of(problem);
    assertThat(layer.structure().quadratic())
        .isEqualTo(ConvexLayer.of(program).structure().quadratic());
    double[] minusTwo = values.values().clone();
    for (int k = 0; k < n; k++) minusTwo[k] *= -2;
    var pass = layer.forward(Map.of(p, values));
    var other = ConvexLayer.of(program).forward(Map.of(q, Tensor.vector(minusTwo)));
    assertThat(pass.solver(0)).isEqualTo(other.solver(0));
    assertThat(pass.value(x).values()).containsExactly(other.value(y).values(), within(1e-12));
    check(problem, Map.of(p, values), List.of(x), List.of(budget, sign));
  }

  @Test
  void aPortfolioWithAbsoluteValuesAndAParametricWeight() {
    int n = 4;
    var w = Variable.vector("w", n);
    var mu = Parameter.vector("mu", n);
    var gamma = Parameter.scalar("gamma").nonnegative();
    var factor = constant(normal(3, n));
    var budget = sum(w).eq(1);
    var cap = w.le(0.6);
    var problem =
        Problem.maximize(
                dot(mu, w)
                    .minus(sumSquares(factor.times(w)))
                    .minus(sumSquares(w).times(0.1))
                    .minus(gamma.times(sum(abs(w)))))
            .subjectTo(budget, cap);
    check(
        problem,
        Map.of(mu, normal(n), gamma, Tensor.scalar(0.05)),
        List.of(w),
        List.of(budget, cap));
  }

  @Test
  void aWeightedSquareWithAParametricWeightAndTarget() {
    var x = Variable.vector("x", 3);
    var weight = Parameter.scalar("weight").nonnegative();
    var target = Parameter.vector("target", 3);
    var row = sum(x).le(0.1);
    var problem =
        Problem.minimize(
                weight
                    .times(sumSquares(x.minus(1)))
                    .plus(sumSquares(x.minus(target)))
                    .plus(sum(target)))
            .subjectTo(row);
    check(problem, Map.of(weight, Tensor.scalar(0.7), target, normal(3)), List.of(x), List.of(row));
  }

  @Test
  void severalVariablesAndAMatrixVariable() {
    var x = Variable.matrix("X", 2, 3);
    var y = Variable.vector("y", 2);
    var a = Parameter.matrix("A", 3, 2);
    var c = Parameter.matrix("C", 2, 2);
    var tie = x.times(a).eq(c.plus(io.ffolayer.model.Affine.diag(y)));
    var problem =
        Problem.minimize(
                sumSquares(x)
                    .plus(sumSquares(y.minus(1)))
                    .plus(sum(abs(a.transpose().times(x.get(0, 0))))))
            .subjectTo(tie, x.row(1).ge(-0.4));
    check(problem, Map.of(a, normal(3, 2), c, normal(2, 2)), List.of(x, y), List.of(tie));
  }

  @Test
  void aBatchOfProblemsEqualsItsItemsAndSumsTheGradientsOfSharedParameters() {
    int batch = 3, n = 4;
    var x = Variable.vector("x", n);
    var p = Parameter.vector("p", n);
    var gamma = Parameter.scalar("gamma").nonnegative();
    var cap = x.le(0.4);
    var problem =
        Problem.minimize(sumSquares(x.minus(p)).plus(gamma.times(sum(abs(x))))).subjectTo(cap);
    var layer = ConvexLayer.of(problem);
    Tensor all = normal(batch, n);
    var pass = layer.forward(Map.of(p, all, gamma, Tensor.scalar(0.3)));
    Tensor seed = normal(batch, n);
    Tensor rise = normal(batch);
    var grads = pass.backward(Map.of(cap.slack(), seed, problem.optimalValue(), rise));
    double sum = 0;
    for (int i = 0; i < batch; i++) {
      var alone = layer.forward(Map.of(p, all.slice(i), gamma, Tensor.scalar(0.3)));
      assertThat(pass.value(cap.slack()).slice(i)).isEqualTo(alone.value(cap.slack()));
      assertThat(pass.value(problem.optimalValue()).slice(i))
          .isEqualTo(alone.value(problem.optimalValue()));
      var one =
          alone.backward(Map.of(cap.slack(), seed.slice(i), problem.optimalValue(), rise.slice(i)));
      assertThat(grads.of(p).slice(i)).isEqualTo(one.of(p));
      sum += one.of(gamma).item();
    }
    assertThat(grads.of(gamma).item()).isCloseTo(sum, within(1e-14));
  }

  /// ℓ = ½‖x*(p, w)‖², x* = p/(1 + w) inside the bounds: the second derivatives are known.
  @Test
  void theHessianProductOfALossIsThatOfItsClosedForm() {
    var x = Variable.vector("x", 2);
    var p = Parameter.vector("p", 2);
    var w = Parameter.scalar("w").nonnegative();
    var problem =
        Problem.minimize(sumSquares(x.minus(p)).plus(w.times(sumSquares(x)))).subjectTo(x.le(9));
    var pass =
        ConvexLayer.of(problem).forward(Map.of(p, Tensor.vector(1, -2), w, Tensor.scalar(0.5)));
    var product =
        pass.hessianProduct(
            at -> Map.of(x, at.value(x)), Map.of(p, Tensor.vector(0.3, 0.1), w, Tensor.scalar(1)));
    double u = 1.5;
    double dot = 0.3 * 1 + 0.1 * -2, square = 5;
    assertThat(product.get(p).values())
        .containsExactly(
            new double[] {
              0.3 / (u * u) - 2 * 1 / (u * u * u), 0.1 / (u * u) - 2 * -2 / (u * u * u)
            },
            within(1e-7));
    assertThat(product.get(w).item())
        .isCloseTo(-2 * dot / (u * u * u) + 3 * square / (u * u * u * u), within(1e-7));
  }

  /// Central differences of ⟨seed, output⟩ for every output and parameter.
  static void check(
      Problem problem,
      Map<Parameter, Tensor> values,
      List<Variable> variables,
      List<Constraint> constraints) {
    check(problem, values, variables, constraints, false);
  }

  /// The same where semidefinite parameters move symmetrically, both entries of a pair together.
  static void checkSymmetric(
      Problem problem,
      Map<Parameter, Tensor> values,
      List<Variable> variables,
      List<Constraint> constraints) {
    check(problem, values, variables, constraints, true);
  }

  private static void check(
      Problem problem,
      Map<Parameter, Tensor> values,
      List<Variable> variables,
      List<Constraint> constraints,
      boolean symmetric) {
    List<Differentiable> outputs = new ArrayList<>(variables);
    for (Constraint constraint : constraints) {
      outputs.add(constraint.dual());
      outputs.add(constraint.slack());
    }
    outputs.add(problem.optimalValue());
    var layer = ConvexLayer.of(problem).withSolver(new Automatic(1e-13));
    Tap.show((results, name) -> LayerResults.add(results, name, layer, values, outputs));
    ForwardPass pass = layer.forward(values);
    assertThat(pass.allSolved()).as(pass.message(0)).isTrue();
    SplittableRandom seeds = new SplittableRandom(5);
    for (Differentiable output : outputs) {
      double[] seed = seeds.doubles(Tensor.sizeOf(output.shape()), -1, 1).toArray();
      Gradients gradients = pass.backward(output, Tensor.wrap(seed, output.shape()));
      for (Parameter parameter : layer.parameters()) {
        double[] gradient = gradients.of(parameter).values();
        Tensor at = values.get(parameter);
        for (int k = 0; k < gradient.length; k++) {
          double step = 1e-5;
          double difference =
              (loss(layer, values, parameter, at, k, symmetric, step, output, seed)
                      - loss(layer, values, parameter, at, k, symmetric, -step, output, seed))
                  / (2 * step);
          int mirror = symmetric ? mirror(parameter, k) : k;
          assertThat(mirror == k ? gradient[k] : gradient[k] + gradient[mirror])
              .as("%s with respect to %s[%d]", output.name(), parameter.name(), k)
              .isCloseTo(difference, within(1e-6 * Math.max(1, Math.abs(difference))));
        }
        double[] direction = seeds.doubles(gradient.length, -1, 1).toArray();
        Tensor change = pass.jvp(Map.of(parameter, Tensor.wrap(direction, at.shape()))).of(output);
        double forward = 0, backward = 0;
        for (int k = 0; k < seed.length; k++) forward += seed[k] * change.values()[k];
        for (int k = 0; k < gradient.length; k++) backward += gradient[k] * direction[k];
        assertThat(forward)
            .as("jvp of %s along %s", output.name(), parameter.name())
            .isCloseTo(backward, within(1e-8 * Math.max(1, Math.abs(backward))));
        double[] jacobian = pass.jacobian(output, parameter).values();
        for (int k = 0; k < gradient.length; k++) {
          double row = 0;
          for (int o = 0; o < seed.length; o++) row += seed[o] * jacobian[o * gradient.length + k];
          assertThat(row).isCloseTo(gradient[k], within(1e-9 * Math.max(1, Math.abs(row))));
        }
      }
    }
  }

  private static int mirror(Parameter parameter, int k) {
    if (parameter.domain() != Parameter.Domain.PSD) return k;
    int order = parameter.shape()[0];
    return k % order * order + k / order;
  }

  private static double loss(
      ConvexLayer layer,
      Map<Parameter, Tensor> values,
      Parameter parameter,
      Tensor at,
      int k,
      boolean symmetric,
      double step,
      Differentiable output,
      double[] seed) {
    double[] moved = at.values().clone();
    moved[k] += step;
    int mirror = symmetric ? mirror(parameter, k) : k;
    if (mirror != k) moved[mirror] += step;
    Map<Parameter, Tensor> there = new LinkedHashMap<>(values);
    there.put(parameter, Tensor.wrap(moved, at.shape()));
    ForwardPass pass = layer.forward(there);
    assertThat(pass.allSolved()).isTrue();
    double[] value = pass.value(output).values();
    double sum = 0;
    for (int i = 0; i < seed.length; i++) sum += seed[i] * value[i];
    return sum;
  }
}
