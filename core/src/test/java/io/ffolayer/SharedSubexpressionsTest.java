package io.ffolayer;

import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.atom.Atoms.abs;
import static io.ffolayer.model.atom.Atoms.square;
import static io.ffolayer.model.atom.Atoms.sumSquares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.model.Constant;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.DcpException;
import io.ffolayer.model.rule.DppException;
import io.ffolayer.program.Tensor;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An expression may hold another one twice, and that one a third one twice: whatever is done with
/// it takes time with the number of its parts, not of its ways down. And a chain may be long: no
/// step needs a stack as deep as the chain.
@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedSubexpressionsTest {
  private static final int DEPTH = 60;
  private static final int LONG = 10_000;
  private static final Constant A =
      Constant.constant(new double[][] {{.5, .1, 0}, {0, .4, .1}, {.2, 0, .3}});
  private static final Constant B =
      Constant.constant(new double[][] {{.2, 0, .1}, {.1, .3, 0}, {0, .1, .4}});

  private final Variable x = Variable.of("x", 3);
  private final Constant target = Constant.constant(1, 2, 3);

  private static Expression nested(int depth, Expression start, UnaryOperator<Expression> step) {
    Expression nested = start;
    for (int k = 0; k < depth; k++) nested = step.apply(nested);
    return nested;
  }

  private static Expression recurrence(Expression e) {
    return A.times(e).plus(B.times(e));
  }

  @Test
  void aRecurrenceOfMatricesBecomesOneMatrix() {
    Expression end = nested(DEPTH, x, SharedSubexpressionsTest::recurrence);
    double[] expected = {1, 2, 3};
    for (int k = 0; k < DEPTH; k++) expected = step(expected);
    assertThat(end.value(Map.of(x, Tensor.vector(1, 2, 3))).values())
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(expected);
    Problem problem = Problem.minimize(sumSquares(x.minus(target))).subjectTo(end.le(1));
    assertThat(values(problem)).usingComparatorWithPrecision(1e-6).containsExactly(1, 2, 3);
  }

  private static double[] step(double[] v) {
    return recurrence(Constant.constant(v)).value(Map.of()).values();
  }

  private double[] values(Problem problem) {
    return ConvexLayer.of(problem).forward(Map.of()).value(x).values();
  }

  @Test
  void aRecurrenceOfParametricVectorsKeepsItsPlaces() {
    Parameter p = Parameter.of("p", 3, 3);
    Expression end = nested(DEPTH, p.times(x), SharedSubexpressionsTest::recurrence);
    Problem problem = Problem.minimize(sumSquares(x.minus(target))).subjectTo(end.le(1));
    double[] y =
        ConvexLayer.of(problem)
            .forward(Map.of(p, Tensor.matrix(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}})))
            .value(x)
            .values();
    assertThat(y).usingComparatorWithPrecision(1e-6).containsExactly(1, 2, 3);
  }

  @Test
  void sumsOfAnExpressionWithItselfAreFactors() {
    Expression end = nested(DEPTH, x, e -> e.plus(e)).times(Math.scalb(1.0, -DEPTH));
    assertThat(end.value(Map.of(x, Tensor.vector(1, 2, 3))).values()).containsExactly(1, 2, 3);
    Problem problem = Problem.minimize(sumSquares(x.minus(target))).subjectTo(end.ge(2));
    assertThat(values(problem)).usingComparatorWithPrecision(1e-8).containsExactly(2, 2, 3);
    Expression scaled = nested(DEPTH, x, e -> e.times(.7).plus(e.times(.3)));
    problem = Problem.minimize(sumSquares(x.minus(target))).subjectTo(scaled.ge(2));
    assertThat(values(problem)).usingComparatorWithPrecision(1e-8).containsExactly(2, 2, 3);
  }

  @Test
  void anAtomThatStandsTwiceHasOneGraph() {
    Expression end =
        nested(
            DEPTH, x, e -> abs(e).times(.5).plus(abs(e).multiply(Constant.constant(.5, .5, .5))));
    Problem problem =
        Problem.minimize(sum(end).plus(sumSquares(x.minus(target)))).subjectTo(end.le(9));
    assertThat(values(problem)).usingComparatorWithPrecision(1e-6).containsExactly(.5, 1.5, 2.5);
  }

  @Test
  void aQuadraticThatStandsTwiceCountsTwice() {
    Expression shared = sumSquares(x.minus(target));
    Expression twice = nested(DEPTH, shared, e -> Constant.scalar(.5).times(e).plus(e.times(.5)));
    assertThat(values(Problem.minimize(twice.plus(sum(x).times(2)))))
        .usingComparatorWithPrecision(1e-8)
        .containsExactly(0, 1, 2);
  }

  @Test
  void aGeometricProgramTakesTheLogarithmOfEveryPartOnce() {
    Variable u = Variable.positive("u");
    Expression end = nested(DEPTH, u, e -> e.multiply(e).times(.5).plus(e.multiply(e).times(.5)));
    Problem problem = Problem.minimize(u).subjectTo(end.ge(1)).asGeometricProgram();
    assertThatThrownBy(() -> ConvexLayer.of(problem)).isInstanceOf(DcpException.class);
    Expression half = nested(8, u, e -> e.multiply(e).times(.5));
    Problem disciplined = Problem.minimize(u).subjectTo(half.ge(1)).asGeometricProgram();
    double value = ConvexLayer.of(disciplined).forward(Map.of()).value(u).values()[0];
    assertThat(value).isCloseTo(Math.pow(2, 255. / 256), within(1e-6));
  }

  @Test
  void refusalsAreShortAndNameTheCulprit() {
    Expression bad = nested(DEPTH, x.multiply(x), SharedSubexpressionsTest::recurrence);
    assertThat(bad.name()).hasSizeLessThan(1100).endsWith("…");
    assertThatThrownBy(() -> Problem.minimize(sum(bad)).requireDisciplined())
        .isInstanceOf(DcpException.class)
        .hasMessageContaining("square(x)")
        .satisfies(
            refusal -> assertThat(String.valueOf(refusal.getMessage())).hasSizeLessThan(12_000));
    Parameter p = Parameter.of("p", 3);
    Expression product =
        nested(DEPTH, p.multiply(p.multiply(x)), SharedSubexpressionsTest::recurrence);
    assertThatThrownBy(() -> Problem.minimize(sum(product)).requireDisciplined())
        .isInstanceOf(DppException.class)
        .hasMessageContaining("(p)");
  }

  @Test
  void manySumsInARowNeedNoDeepStack() {
    Expression total = nested(LONG, x, e -> e.plus(target).minus(x.times(.25)));
    double[] value = total.value(Map.of(x, Tensor.vector(1, 1, 1))).values();
    assertThat(value).containsExactly(1 + .75 * LONG, 1 + 1.75 * LONG, 1 + 2.75 * LONG);
    Problem problem = Problem.minimize(sumSquares(x.minus(target))).subjectTo(total.le(0));
    assertThat(values(problem)[0]).isCloseTo(4 * LONG / (LONG - 4.), within(1e-4));
  }

  @Test
  void longChainsOfMatricesAndAtomsNeedNoDeepStack() {
    Expression end = nested(LONG, x, e -> A.times(e).plus(target));
    Problem problem = Problem.minimize(sumSquares(x.minus(target))).subjectTo(end.le(9));
    assertThat(values(problem)).usingComparatorWithPrecision(1e-6).containsExactly(1, 2, 3);
    Expression bad = nested(LONG, x.multiply(x), e -> A.times(e).plus(target));
    assertThatThrownBy(() -> Problem.minimize(sum(bad)).requireDisciplined())
        .isInstanceOf(DcpException.class);
    Expression atoms = nested(300, x.minus(target), e -> square(abs(e).times(.5)).plus(1));
    Problem.minimize(sum(atoms)).requireDisciplined();
    assertThat(
            values(
                Problem.minimize(
                    sum(nested(300, x, e -> abs(e))).plus(sumSquares(x.minus(target))))))
        .usingComparatorWithPrecision(1e-4)
        .containsExactly(.5, 1.5, 2.5);
  }

  @Test
  void aWalkVisitsEveryPartOnceAndArgumentsFirst() {
    Expression end = nested(DEPTH, x, SharedSubexpressionsTest::recurrence);
    Set<Expression> seen = new HashSet<>();
    end.walk(
        Expression::arguments,
        part -> {
          assertThat(seen).containsAll(part.arguments());
          assertThat(seen.add(part)).isTrue();
        });
    assertThat(seen).hasSize(3 + 3 * DEPTH).contains(end);
  }
}
