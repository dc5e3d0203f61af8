package io.ffolayer.bilevel.inner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffolayer.bilevel.function.CallCounter.Calls;
import io.ffolayer.bilevel.function.CallCounts;
import io.ffolayer.bilevel.function.SmoothFunction;
import io.ffolayer.bilevel.set.Ball;
import io.ffolayer.bilevel.set.Box;
import io.ffolayer.bilevel.set.ProductSet;
import io.ffolayer.bilevel.set.Simplex;
import io.ffolayer.model.Affine;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.model.atom.Atoms;
import java.util.List;
import org.junit.jupiter.api.Test;

class InnerProblemTest {
  private final Parameter a = Parameter.vector("a", 3);
  private final Variable y = Variable.vector("y", 3);
  private final double[] x = {.5, -.2, .9};
  private final double[] at = {.3, .4, -.6};

  private Problem words() {
    return Problem.maximize(Affine.dot(a, y).minus(Atoms.sumSquares(y)))
        .subjectTo(
            y.sum().eq(a.get(0)),
            y.ge(-1),
            Atoms.norm2(y).le(a.get(2)),
            Affine.stack(a.get(2).times(2), y).inCone(new io.ffolayer.program.SecondOrderCone(4)));
  }

  @Test
  void aProblemInWordsIsOneOfFunctions() {
    InnerProblem problem = InnerProblem.of(words(), List.of(a), List.of(y));
    assertThat(problem.objective().number(x, at)).isEqualTo(-(.15 - .08 - .54 - .61), EPSILON);
    assertThat(problem.inequalities().rows()).isEqualTo(5);
    assertThat(problem.equalities().rows()).isEqualTo(1);
    double[] h = new double[5];
    problem.inequalities().value(x, at, h);
    double norm = Math.sqrt(.61);
    assertThat(h).containsExactly(new double[] {-1.3, -1.4, -.4, norm - .9, norm - 1.8}, EPSILON);
    assertThat(problem.checkDerivatives(x, at)).isEmpty();
  }

  private static final org.assertj.core.data.Offset<Double> EPSILON =
      org.assertj.core.api.Assertions.within(1e-12);

  @Test
  void whatHasNoSmoothRowsIsRefusedWithTheReason() {
    Variable m = Variable.of("M", 2, 2);
    assertThatThrownBy(() ->
            InnerProblem.of(
                Problem.minimize(Atoms.sumSquares(m)).subjectTo(m.psd()), List.of(), List.of(m)))
        .hasMessageContaining("has no smooth rows");
    assertThatThrownBy(
            () -> InnerProblem.of(Problem.minimize(Atoms.norm1(y)), List.of(a), List.of(y)))
        .hasMessageContaining("has no first derivative everywhere");
  }

  @Test
  void aWrongDerivativeOfAConstraintIsNamed() {
    SmoothFunction wrong =
        SmoothFunction.ofNumber(
            (x, y) -> x[0] * y[1], (x, y, out) -> out[1] += y[1], (x, y, out) -> out[1] += x[0]);
    InnerProblem problem = InnerProblem.of(words(), List.of(a), List.of(y)).subjectTo(wrong);
    assertThat(problem.checkDerivatives(x, at).stream().map(Object::toString))
        .satisfiesExactly(
            first -> assertThat(first).startsWith("∂h[5]/∂x[0]"),
            second -> assertThat(second).startsWith("∂h[5]/∂x[1]"));
  }

  @Test
  void theRowsOfTheSetStandBehindThoseOfTheProblem() {
    InnerProblem problem =
        InnerProblem.of(words(), List.of(a), List.of(y))
            .within(ProductSet.of(new Simplex(2, 1), Ball.of(1, 2)));
    assertThat(problem.inequalities().rows()).isEqualTo(5);
    assertThat(problem.allInequalities().rows()).isEqualTo(5 + 2 + 1);
    assertThat(problem.allEqualities().rows()).isEqualTo(1 + 1);
    assertThatThrownBy(() -> problem.within(Box.of(2, 0, 1))).hasMessageContaining("length 2");
  }

  @Test
  void theCallsOfEachFunctionAreCountedApart() {
    CallCounts counts = new CallCounts();
    InnerProblem problem = InnerProblem.of(words(), List.of(a), List.of(y)).counted(counts);
    problem.objective().number(x, at);
    problem.inequalities().value(x, at, new double[5]);
    problem.equalities().addProductY(x, at, new double[] {1}, new double[3]);
    assertThat(counts.objective().calls()).isEqualTo(new Calls(1, 0, 0));
    assertThat(counts.equalities().calls()).isEqualTo(new Calls(0, 0, 1));
    assertThat(counts.calls()).isEqualTo(new Calls(2, 0, 1));
  }
}
