package io.ffolayer.model;

import static io.ffolayer.model.Affine.diag;
import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Affine.stack;
import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.Affine.trace;
import static io.ffolayer.model.Problem.maximize;
import static io.ffolayer.model.Problem.minimize;
import static io.ffolayer.model.atom.Atoms.abs;
import static io.ffolayer.model.atom.Atoms.entropy;
import static io.ffolayer.model.atom.Atoms.exp;
import static io.ffolayer.model.atom.Atoms.geoMean;
import static io.ffolayer.model.atom.Atoms.harmonicMean;
import static io.ffolayer.model.atom.Atoms.huber;
import static io.ffolayer.model.atom.Atoms.inverse;
import static io.ffolayer.model.atom.Atoms.klDiv;
import static io.ffolayer.model.atom.Atoms.lambdaMax;
import static io.ffolayer.model.atom.Atoms.lambdaMin;
import static io.ffolayer.model.atom.Atoms.log;
import static io.ffolayer.model.atom.Atoms.logDet;
import static io.ffolayer.model.atom.Atoms.logSumExp;
import static io.ffolayer.model.atom.Atoms.logistic;
import static io.ffolayer.model.atom.Atoms.matrixFrac;
import static io.ffolayer.model.atom.Atoms.max;
import static io.ffolayer.model.atom.Atoms.maximum;
import static io.ffolayer.model.atom.Atoms.min;
import static io.ffolayer.model.atom.Atoms.minimum;
import static io.ffolayer.model.atom.Atoms.norm1;
import static io.ffolayer.model.atom.Atoms.norm2;
import static io.ffolayer.model.atom.Atoms.normInf;
import static io.ffolayer.model.atom.Atoms.normNuc;
import static io.ffolayer.model.atom.Atoms.pnorm;
import static io.ffolayer.model.atom.Atoms.pos;
import static io.ffolayer.model.atom.Atoms.power;
import static io.ffolayer.model.atom.Atoms.quadForm;
import static io.ffolayer.model.atom.Atoms.quadOverLin;
import static io.ffolayer.model.atom.Atoms.relEntropy;
import static io.ffolayer.model.atom.Atoms.sigmaMax;
import static io.ffolayer.model.atom.Atoms.sqrt;
import static io.ffolayer.model.atom.Atoms.square;
import static io.ffolayer.model.atom.Atoms.sumLargest;
import static io.ffolayer.model.atom.Atoms.sumLargestEigenvalues;
import static io.ffolayer.model.atom.Atoms.sumSquares;
import static io.ffolayer.model.atom.Atoms.traceInv;
import static io.ffolayer.model.atom.Atoms.xexp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffolayer.ConvexLayer;
import io.ffolayer.model.rule.DcpException;
import io.ffolayer.model.rule.DppException;
import io.ffolayer.program.SecondOrderCone;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Problems that break a rule, each with the words that name the rule.
class DcpRulesTest {
  /// @param rule stands in the message
  record Invalid(Class<? extends Exception> kind, String rule, Problem problem) {
    @Override
    public String toString() {
      return problem.objective() + " with " + problem.constraints() + ": " + rule;
    }
  }

  private static final Variable X = Variable.vector("x", 3);
  private static final Variable Y = Variable.vector("y", 3);
  private static final Variable S = Variable.scalar("s");
  private static final Variable P = Variable.nonnegative("p", 3);
  private static final Variable M = Variable.matrix("M", 2, 2);
  private static final Parameter A = Parameter.vector("a", 3);
  private static final Parameter B = Parameter.vector("b", 3);
  private static final Parameter G = Parameter.scalar("g");
  private static final Parameter Q = Parameter.matrix("Q", 3, 3);
  private static final Constant INDEFINITE =
      Constant.constant(new double[][] {{1, 0, 0}, {0, -1, 0}, {0, 0, 1}});

  static List<Invalid> wrongObjectives() {
    return List.of(
        dcp("a minimized objective must be convex", minimize(sum(log(P)))),
        dcp("a minimized objective must be convex", minimize(sum(sqrt(P)))),
        dcp("a minimized objective must be convex", minimize(min(X))),
        dcp("a minimized objective must be convex", minimize(geoMean(P))),
        dcp("a minimized objective must be convex", minimize(harmonicMean(P))),
        dcp("a minimized objective must be convex", minimize(lambdaMin(M))),
        dcp("a minimized objective must be convex", minimize(logDet(M))),
        dcp("a minimized objective must be convex", minimize(sum(entropy(P)))),
        dcp("a minimized objective must be convex", minimize(pnorm(P, 0.5))),
        dcp("a maximized objective must be concave", maximize(norm2(X))),
        dcp("a maximized objective must be concave", maximize(sumSquares(X))),
        dcp("a maximized objective must be concave", maximize(normNuc(M))),
        dcp("a maximized objective must be concave", maximize(sumLargest(X, 2))),
        dcp("a maximized objective must be concave", maximize(traceInv(M))),
        dcp("a maximized objective must be concave", maximize(sum(klDiv(P, Y)))));
  }

  static List<Invalid> wrongCompositions() {
    return List.of(
        dcp(
            "log is concave and increasing in sum(exp(x)), which is convex",
            maximize(log(exp(X).sum()))),
        dcp("exp is convex and increasing in min(x), which is concave", minimize(exp(min(X)))),
        dcp(
            "sqrt is concave and increasing in sumSquares(x), which is convex",
            maximize(sqrt(sumSquares(X)))),
        dcp("square is convex and not monotone", minimize(square(norm2(X).minus(1)))),
        dcp("square is convex and not monotone", minimize(square(log(S)))),
        dcp("norm2 is convex and not monotone", minimize(norm2(log(X)))),
        dcp("abs is convex and not monotone", minimize(norm1(square(X).minus(1)))),
        dcp("normInf is convex and not monotone", minimize(normInf(sqrt(X).minus(1)))),
        dcp(
            "inverse is convex and decreasing in norm2(x), which is convex",
            minimize(inverse(norm2(X)))),
        dcp("power[3.0] is convex and not monotone", minimize(power(norm2(X).minus(1), 3))),
        dcp("max is convex and increasing in log(x), which is concave", minimize(max(log(X)))),
        dcp("min is concave and increasing in abs(x), which is convex", maximize(min(abs(X)))),
        dcp("maximum is convex and increasing", minimize(maximum(sqrt(S), S))),
        dcp("minimum is concave and increasing", maximize(minimum(exp(S), S))),
        dcp("entropy is concave and not monotone", maximize(entropy(abs(X)).sum())),
        dcp("relEntropy is convex and not monotone", minimize(sum(relEntropy(square(X), Y)))),
        dcp("relEntropy is convex and decreasing", minimize(sum(relEntropy(X, square(Y))))),
        dcp(
            "logistic is convex and increasing in sqrt(x), which is concave",
            minimize(logistic(sqrt(X)).sum())),
        dcp(
            "logSumExp is convex and increasing in log(x), which is concave",
            minimize(logSumExp(log(X)))),
        dcp(
            "geoMean is concave and increasing in exp(x), which is convex",
            maximize(geoMean(exp(X)))),
        dcp("huber is convex and not monotone", minimize(huber(log(X), 1).sum())),
        dcp(
            "pos is convex and increasing in log(x), which is concave",
            minimize(pos(log(X)).sum())),
        dcp("xexp is convex and not monotone", minimize(xexp(norm2(X).minus(1)))),
        dcp("quadOverLin is convex and decreasing", minimize(quadOverLin(X, square(S)))),
        dcp("lambdaMax is convex and not monotone", minimize(lambdaMax(diag(abs(X))))),
        dcp("sigmaMax is convex and not monotone", minimize(sigmaMax(exp(M)))),
        dcp(
            "sumLargestEigenvalues[1] is convex and not monotone",
            minimize(sumLargestEigenvalues(square(M), 1))),
        dcp("matrixFrac is convex and not monotone", minimize(matrixFrac(abs(X), diag(Y)))));
  }

  static List<Invalid> wrongSumsAndProducts() {
    return List.of(
        dcp("sum of convex and concave terms", minimize(norm2(X).plus(sum(log(P))))),
        dcp("convex beside concave entries", minimize(sum(stack(square(S), sqrt(S))))),
        dcp("product of two expressions with variables", minimize(dot(X, Y))),
        dcp("product of two expressions with variables", minimize(sum(X.multiply(X)))),
        dcp("product of two expressions with variables", minimize(trace(M.times(M)))),
        dcp(
            "product of a curved expression and a factor of unknown sign",
            minimize(G.times(norm2(X)))),
        dcp(
            "product of a curved expression and a factor of unknown sign",
            minimize(dot(A, square(X)))),
        dcp("quadForm is neither convex nor concave here", minimize(quadForm(X, INDEFINITE))),
        dcp("quadForm is neither convex nor concave here", minimize(quadForm(X, Q))),
        dcp("huber is neither convex nor concave here", minimize(huber(X, G).sum())));
  }

  static List<Invalid> wrongConstraints() {
    return List.of(
        dcp("greater side − smaller side", minimize(S).subjectTo(norm2(X).ge(1))),
        dcp("greater side − smaller side", minimize(S).subjectTo(log(S).le(1))),
        dcp("greater side − smaller side", minimize(S).subjectTo(sqrt(S).le(square(S)))),
        dcp("left − right of an equality must be affine", minimize(S).subjectTo(norm2(X).eq(1))),
        dcp(
            "left − right of an equality must be affine",
            minimize(S).subjectTo(sumSquares(X).eq(S))),
        dcp("what lies in a cone must be affine", minimize(S).subjectTo(exp(M).psd())),
        dcp(
            "what lies in a cone must be affine",
            minimize(S).subjectTo(stack(S, abs(X)).inCone(new SecondOrderCone(4)))));
  }

  static List<Invalid> wrongUsesOfParameters() {
    return List.of(
        dpp("product of two parameter-dependent factors", minimize(dot(A.multiply(B), X))),
        dpp(
            "product of two parameter-dependent factors",
            minimize(sumSquares(Q.times(X.minus(A))))),
        dpp("a factor that is not affine in the parameters", minimize(dot(exp(A), X))),
        dpp("parameters enter", minimize(S).subjectTo(S.ge(log(A).sum()))),
        dpp("parameters enter", minimize(S).subjectTo(S.eq(square(G)))));
  }

  static List<Invalid> all() {
    return java.util.stream.Stream.of(
            wrongObjectives(),
            wrongCompositions(),
            wrongSumsAndProducts(),
            wrongConstraints(),
            wrongUsesOfParameters())
        .flatMap(List::stream)
        .toList();
  }

  @Test
  void thereAreAtLeastFifty() {
    assertThat(all()).hasSizeGreaterThanOrEqualTo(50);
  }

  @ParameterizedTest
  @MethodSource("all")
  void aBrokenRuleIsNamed(Invalid invalid) {
    assertThatThrownBy(() -> ConvexLayer.of(invalid.problem()))
        .isInstanceOf(invalid.kind())
        .hasMessageContaining(invalid.rule());
  }

  private static Invalid dcp(String rule, Problem problem) {
    return new Invalid(DcpException.class, rule, problem);
  }

  private static Invalid dpp(String rule, Problem problem) {
    return new Invalid(DppException.class, rule, problem);
  }
}
