package io.ffolayer;

import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.atom.Atoms.norm2;
import static io.ffolayer.model.atom.Atoms.quadForm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.model.Constant;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.DcpException;
import io.ffolayer.model.rule.DppException;
import io.ffolayer.program.AffineMap;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.Layout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Quadratic forms with parametric matrices (reference case T22), and with the structure that a
/// quadratic program has.
class QuadraticFormsTest {
  private static final int N = 3;
  private final Variable x = Variable.vector("x", N);
  private final Parameter p = Parameter.psd("P", N);
  private final Parameter q = Parameter.vector("q", N);

  private static Tensor identity(double factor) {
    double[] values = new double[N * N];
    for (int k = 0; k < N; k++) values[k * N + k] = factor;
    return Tensor.wrap(values, N, N);
  }

  private final Problem plain = Problem.minimize(quadForm(x, p).times(0.5).plus(dot(q, x)));

  @Test
  void halfAFormWithAParameterIsTheSlotItself() {
    var canonical = io.ffolayer.internal.canon.CanonicalForm.of(plain).program();
    assertThat(canonical.structure().quadratic()).isEqualTo(new Layout.Dense(N, N));
    assertThat(canonical.quadratic()).isInstanceOf(AffineMap.Same.class);
    assertThat(canonical.linear()).isInstanceOf(AffineMap.Same.class);
  }

  @Test
  void inABoxItIsTheClippedMinimum() {
    var problem = plain.subjectTo(x.le(0.5), x.ge(-0.5));
    var pass =
        ConvexLayer.of(problem).forward(Map.of(p, identity(1), q, Tensor.vector(3, -3, 0.1)));
    assertThat(pass.value(x).values())
        .containsExactly(new double[] {-0.5, 0.5, -0.1}, within(1e-9));
    assertThat(pass.solver(0)).isNotEqualTo("interior point");
  }

  @Test
  void aNegatedFormIsMaximized() {
    var problem =
        Problem.maximize(quadForm(x, constant(identity(-1))).times(0.5).plus(dot(q, x)))
            .subjectTo(x.le(1), x.ge(-1));
    var pass = ConvexLayer.of(problem).forward(Map.of(q, Tensor.vector(2, -2, 0.5)));
    assertThat(pass.value(x).values()).containsExactly(new double[] {1, -1, 0.5}, within(1e-9));
    assertThat(pass.value(problem.optimalValue()).item())
        .isCloseTo(4 + 0.25 - 0.5 * 2.25, within(1e-9));
  }

  @Test
  void sumsOfFormsAndFormsOfAffineExpressionsHaveTheGradientsOfDifferences() {
    var more = Parameter.psd("R", N);
    var target = Parameter.vector("target", N);
    Constant mix = constant(new double[][] {{1, 2, 0}, {0, 1, -1}, {1, 0, 1}});
    Constant fixed = constant(new double[][] {{2, 0.5, 0}, {0.5, 1, 0}, {0, 0, 1}});
    var bound = x.le(0.4);
    var problem =
        Problem.minimize(
                quadForm(x, p.plus(more))
                    .plus(quadForm(mix.times(x), more).times(0.3))
                    .plus(quadForm(x.minus(target), fixed))
                    .plus(dot(q, x)))
            .subjectTo(bound);
    Tensor some = Tensor.matrix(new double[][] {{2, 0.3, 0}, {0.3, 1, 0.1}, {0, 0.1, 1.5}});
    ProblemLayerTest.checkSymmetric(
        problem,
        Map.of(
            p,
            identity(1),
            more,
            some,
            q,
            Tensor.vector(1, -3, 0.5),
            target,
            Tensor.vector(0.2, 0.8, -0.4)),
        List.of(x),
        List.of(bound));
  }

  @Test
  void whatIsNoFormOfTheRulesIsRefused() {
    var anything = Parameter.matrix("S", N, N);
    assertThatThrownBy(() -> ConvexLayer.of(Problem.minimize(quadForm(x, anything))))
        .isInstanceOf(DcpException.class);
    assertThatThrownBy(() -> ConvexLayer.of(Problem.minimize(quadForm(x, p.times(p)))))
        .isInstanceOfAny(DcpException.class, DppException.class);
    assertThatThrownBy(() -> ConvexLayer.of(Problem.minimize(quadForm(x.minus(q), p))))
        .isInstanceOf(DppException.class);
    assertThatThrownBy(
            () -> ConvexLayer.of(Problem.minimize(norm2(x)).subjectTo(quadForm(x, p).le(1))))
        .isInstanceOf(DppException.class);
  }
}
