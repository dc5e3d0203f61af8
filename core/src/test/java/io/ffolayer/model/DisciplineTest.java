package io.ffolayer.model;

import static io.ffolayer.model.Affine.stack;
import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.atom.Atoms.abs;
import static io.ffolayer.model.atom.Atoms.exp;
import static io.ffolayer.model.atom.Atoms.norm2;
import static io.ffolayer.model.atom.Atoms.sumSquares;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffolayer.model.rule.DcpException;
import io.ffolayer.model.rule.DppException;
import io.ffolayer.program.SecondOrderCone;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Problems that the rules refuse, each with the rule and the advice in the message.
class DisciplineTest {
  private static final Variable X = Variable.vector("x", 3);
  private static final Variable Y = Variable.vector("y", 3);
  private static final Variable T = Variable.scalar("t");
  private static final Variable POSITIVE = Variable.nonnegative("v", 3);
  private static final Parameter GAMMA = Parameter.scalar("gamma");
  private static final Parameter WEIGHT = Parameter.scalar("weight").nonnegative();
  private static final Parameter L = Parameter.matrix("L", 3, 3);
  private static final Parameter C = Parameter.vector("c", 3);

  static Stream<Arguments> notConvex() {
    return Stream.of(
        Arguments.of(Problem.maximize(sumSquares(X)), "convex", "minimize it instead"),
        Arguments.of(Problem.minimize(norm2(X).negate()), "concave is asked", "turn the"),
        Arguments.of(Problem.minimize(X.times(X)), "two expressions with variables", "square(x)"),
        Arguments.of(
            Problem.minimize(X.times(Y)), "two expressions with variables", "asGeometricProgram"),
        Arguments.of(
            Problem.minimize(sum(X.multiply(Y))), "two expressions with variables", "quadratic"),
        Arguments.of(
            Problem.minimize(norm2(X).minus(norm2(Y))), "sum of convex and concave", "collect"),
        Arguments.of(
            Problem.minimize(GAMMA.times(norm2(X))), "factor of unknown sign", "nonnegative()"),
        Arguments.of(Problem.minimize(sum(abs(abs(X).minus(1)))), "not monotone", "new variable"),
        Arguments.of(
            Problem.minimize(sumSquares(exp(X).minus(1))), "not monotone in", "new variable"),
        Arguments.of(
            Problem.minimize(norm2(X)).subjectTo(norm2(X).ge(1)), "concave", "turn the inequality"),
        Arguments.of(
            Problem.minimize(norm2(X)).subjectTo(norm2(X).eq(1)), "affine is asked", "inequality"),
        Arguments.of(
            Problem.minimize(T).subjectTo(stack(norm2(X), T).inCone(new SecondOrderCone(2))),
            "what lies in a cone",
            "inequality"),
        Arguments.of(
            Problem.minimize(T).subjectTo(exp(T.negate()).ge(norm2(X))), "concave", "Maybe"));
  }

  @ParameterizedTest
  @MethodSource("notConvex")
  void whatIsNotConvexByTheRulesIsRefusedWithTheRule(Problem problem, String rule, String advice) {
    assertThatThrownBy(problem::requireDisciplined)
        .isInstanceOf(DcpException.class)
        .hasMessageContaining(rule)
        .hasMessageContaining("←")
        .hasMessageContaining("Maybe")
        .hasMessageContaining(advice);
  }

  static Stream<Arguments> notParametric() {
    return Stream.of(
        Arguments.of(
            Problem.minimize(WEIGHT.times(norm2(L.times(X)))),
            "product of two parameter-dependent factors",
            "v.eq(L·x)"),
        Arguments.of(
            Problem.minimize(C.times(L).times(X).plus(norm2(X))),
            "product of two parameter-dependent factors",
            "pass c·L as one parameter"),
        Arguments.of(
            Problem.minimize(norm2(X)).subjectTo(WEIGHT.times(GAMMA).times(X).le(1)),
            "product of two parameter-dependent factors",
            "one parameter"),
        Arguments.of(
            Problem.minimize(exp(GAMMA).times(norm2(X))),
            "not affine in the parameters",
            "pass exp(gamma) as a parameter"));
  }

  @ParameterizedTest
  @MethodSource("notParametric")
  void whatIsNotAffineInTheParametersIsRefusedWithTheRule(
      Problem problem, String rule, String advice) {
    assertThatThrownBy(problem::requireDisciplined)
        .isInstanceOf(DppException.class)
        .hasMessageContaining(rule)
        .hasMessageContaining("←")
        .hasMessageContaining(advice);
  }

  @Test
  void theMessageIsATreeWithTheCulpritMarked() {
    assertThatThrownBy(Problem.minimize(WEIGHT.times(norm2(L.times(X))))::requireDisciplined)
        .hasMessage(
            """
            weight·norm2(L·x) is convex in its variables, but the standard form is not affine in the parameters (weight, L).
              times                   convex, nonnegative, parameters: NOT affine   ← product of two parameter-dependent factors
              ├─ weight               parameter, nonnegative
              └─ norm2                convex, nonnegative, parameters: affine
                 └─ L·x               affine, parameters: affine
            Maybe put a new variable v in place of L·x with the constraint v.eq(L·x), or make weight a constant.\
            """);
  }

  static Stream<Problem> disciplined() {
    return Stream.of(
        Problem.minimize(WEIGHT.times(norm2(X)).plus(C.times(X))),
        Problem.minimize(norm2(L.times(X).minus(C)).plus(sumSquares(X))),
        Problem.minimize(sumSquares(exp(X))),
        Problem.minimize(norm2(abs(X).plus(POSITIVE))).subjectTo(exp(X).le(T), X.ge(C)),
        Problem.maximize(C.times(X).minus(exp(T))).subjectTo(norm2(X).le(T)),
        Problem.minimize(exp(GAMMA).plus(T)).subjectTo(T.ge(GAMMA)));
  }

  @ParameterizedTest
  @MethodSource("disciplined")
  void whatTheRulesShowIsAccepted(Problem problem) {
    assertThatCode(problem::requireDisciplined).doesNotThrowAnyException();
  }
}
