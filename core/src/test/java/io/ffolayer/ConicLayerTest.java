package io.ffolayer;

import static io.ffolayer.ProblemLayerTest.check;
import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.Affine.trace;
import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.atom.Atoms.exp;
import static io.ffolayer.model.atom.Atoms.norm2;
import static io.ffolayer.model.atom.Atoms.sumSquares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.ConeProgram;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.Layout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Problems over curved cones: closed forms, and gradients of every output.
class ConicLayerTest {
  @Test
  void aLinearFunctionOnABallIsLeastAgainstItsGradient() {
    var x = Variable.vector("x", 3);
    var c = Parameter.vector("c", 3);
    var t = Parameter.scalar("t");
    var ball = norm2(x).le(t);
    var problem = Problem.minimize(dot(c, x)).subjectTo(ball);
    var values = Map.of(c, Tensor.vector(1, 0.5, -0.5), t, Tensor.scalar(2));
    var pass = ConvexLayer.of(problem).forward(values);
    assertThat(pass.value(x).values())
        .containsExactly(new double[] {-1.632993, -0.816497, 0.816497}, within(1e-6));
    assertThat(pass.value(ball.dual()).item()).isCloseTo(1.22474487, within(1e-7));
    check(problem, values, List.of(x), List.of(ball));
  }

  @Test
  void aProgramInTheStandardFormIsTheSameLayer() {
    var x = Variable.vector("x", 3);
    var c = Parameter.vector("c", 3);
    var t = Parameter.vector("b", 4);
    var a =
        Constant.sparse(
            Layout.Sparse.ofEntries(4, 3, new int[] {1, 2, 3}, new int[] {0, 1, 2}), -1, -1, -1);
    var program = ConeProgram.in(x).minimize(c).subjectTo(a, t, new SecondOrderCone(4));
    var pass =
        ConvexLayer.of(program)
            .forward(Map.of(c, Tensor.vector(1, 0.5, -0.5), t, Tensor.vector(2, 0, 0, 0)));
    assertThat(pass.value(x).values())
        .containsExactly(new double[] {-1.632993, -0.816497, 0.816497}, within(1e-6));
    assertThat(pass.value(program.slacks().getFirst()).values()[0]).isCloseTo(2, within(1e-9));
    assertThat(pass.value(program.duals().getFirst()).values()[0])
        .isCloseTo(1.22474487, within(1e-7));
    double length = Math.sqrt(1.5);
    assertThat(pass.backward(x, Tensor.vector(1, 0, 0)).of(c).values()[0])
        .isCloseTo(-2 / length * (1 - 1 / 1.5), within(1e-6));
  }

  /// The bound of a norm that is slack leaves the value that stands for the norm undetermined; that
  /// is nobody's business, and the slack is that of the norm.
  @Test
  void onlyUndeterminedVariablesOfTheUserAreReported() {
    var x = Variable.vector("x", 2);
    var q = Parameter.vector("q", 2);
    var bound = norm2(x).le(10);
    var layer = ConvexLayer.of(Problem.minimize(sumSquares(x).plus(dot(q, x))).subjectTo(bound));
    var pass = layer.forward(Map.of(q, Tensor.vector(1, 2)));
    for (Adjoint adjoint : List.of(new FirstOrder(), new Implicit())) {
      var gradients = pass.backward(Map.of(x, Tensor.vector(1, 1)), adjoint);
      assertThat(gradients.report(0).flags()).isEmpty();
      assertThat(gradients.of(q).values()).containsExactly(new double[] {-.5, -.5}, within(1e-12));
      var slack = pass.backward(Map.of(bound.slack(), Tensor.scalar(1)), adjoint);
      assertThat(slack.report(0).flags()).isEmpty();
      double length = 2 * Math.sqrt(1.25);
      assertThat(slack.of(q).values())
          .containsExactly(new double[] {-.5 / length, -1 / length}, within(1e-10));
    }
  }

  @Test
  void theLeastEigenvalueIsASemidefiniteProgram() {
    var x = Variable.symmetric("X", 2);
    var c = Parameter.matrix("C", 2, 2);
    var unit = trace(x).eq(1);
    var cone = x.psd();
    var problem = Problem.minimize(trace(c.times(x))).subjectTo(unit, cone);
    var values = Map.of(c, Tensor.matrix(new double[][] {{1, 0.5}, {0.5, 2}}));
    var pass = ConvexLayer.of(problem).forward(values);
    assertThat(pass.value(problem.optimalValue()).item()).isCloseTo(0.79289322, within(1e-7));
    assertThat(pass.value(x).values())
        .containsExactly(
            new double[] {0.85355339, -0.35355339, -0.35355339, 0.14644661}, within(1e-7));
    assertThat(pass.value(cone.dual()).values())
        .containsExactly(new double[] {0.20710678, 0.5, 0.5, 1.20710678}, within(1e-7));
    check(problem, values, List.of(x), List.of(unit, cone));
  }

  @Test
  void anExponentialBesideASquare() {
    var x = Variable.vector("x", 3);
    var p = Parameter.vector("p", 3);
    var limit = sum(exp(x)).le(3);
    var problem = Problem.minimize(sumSquares(x.minus(p))).subjectTo(limit);
    check(problem, Map.of(p, Tensor.vector(0.7, -0.2, 0.4)), List.of(x), List.of(limit));
  }

  @Test
  void aRobustLeastSquaresProblem() {
    var x = Variable.vector("x", 2);
    var a = Parameter.matrix("A", 3, 2);
    var b = Parameter.vector("b", 3);
    var problem =
        Problem.minimize(norm2(a.times(x).minus(b)).plus(norm2(x).times(0.5)))
            .subjectTo(x.ge(constant(-1, -1)));
    check(
        problem,
        Map.of(
            a, Tensor.matrix(new double[][] {{1, 0.2}, {-0.3, 0.8}, {0.5, 0.5}}),
            b, Tensor.vector(1, 2, -0.5)),
        List.of(x),
        problem.constraints());
  }
}
