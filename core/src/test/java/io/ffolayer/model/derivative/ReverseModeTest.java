package io.ffolayer.model.derivative;

import static io.ffolayer.model.Affine.convolve;
import static io.ffolayer.model.Affine.cumsum;
import static io.ffolayer.model.Affine.diag;
import static io.ffolayer.model.Affine.hstack;
import static io.ffolayer.model.Affine.kron;
import static io.ffolayer.model.Affine.stack;
import static io.ffolayer.model.Affine.trace;
import static io.ffolayer.model.Constant.constant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.model.Affine;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.atom.Atoms;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.Layout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Reverse mode gives the derivatives that central differences of the value show.
class ReverseModeTest {
  private final Variable x = Variable.vector("x", 3);
  private final Variable matrix = Variable.of("X", 3, 2);
  private final Variable number = Variable.of("t");
  private final Parameter p = Parameter.vector("p", 3);
  private final Parameter pattern =
      Parameter.sparse(
          "S", Layout.Sparse.ofEntries(2, 3, new int[] {0, 1, 1}, new int[] {2, 0, 1}));
  private final List<Expression> leaves = List.of(x, matrix, number, p, pattern);

  @Test
  void everyAffineOperationIsDifferentiated() {
    for (Expression expression :
        List.of(
            x.plus(number).times(3).minus(p),
            matrix.transpose().times(x),
            x.times(matrix),
            matrix.times(Constant.constant(new double[][] {{1, 2}, {3, -1}})),
            x.multiply(p).plus(number.times(x)),
            pattern.times(x).plus(pattern.times(p)),
            matrix.get(2, 1).times(x.slice(1, 3)),
            matrix.reshape(6).slice(2, 5).plus(x),
            Affine.sum(matrix, 0),
            Affine.sum(matrix, 1).plus(matrix.column(1)),
            stack(x, number, matrix, x),
            hstack(x, p, matrix).row(1),
            diag(x).times(matrix),
            trace(matrix.slice(0, 2)),
            cumsum(x),
            kron(matrix, Constant.constant(new double[][] {{1, 2}})),
            convolve(p, x))) check(expression);
  }

  @Test
  void compositionsAndSharedPartsAreDifferentiated() {
    Expression shared = Atoms.exp(x.times(0.3).plus(number));
    Expression nested = shared;
    for (int depth = 0; depth < 30; depth++) nested = nested.times(0.4).plus(nested.times(0.5));
    check(Atoms.sumSquares(shared.minus(p)).plus(Atoms.logSumExp(nested)));
    check(Atoms.logistic(matrix.transpose().times(x)).multiply(Atoms.square(pattern.times(x))));
  }

  @Test
  void theCoefficientsOfAtomsHaveDerivativesToo() {
    Expression positive = Atoms.exp(x);
    check(Atoms.huber(x, p.get(1).plus(0.3)));
    check(Atoms.power(positive, p.get(2)));
    Parameter form = Parameter.of("Q", 3, 3);
    double[] entries = {2, .5, -.3, .5, 1.5, .2, -.3, .2, 1};
    Expression quadratic = Atoms.quadForm(x, form);
    double[] gradient =
        ReverseMode.of(quadratic, List.of(form))
            .at(Map.of(x, values().get(x), form, Tensor.of(entries, 3, 3)))
            .pullBack(1)
            .get(form);
    double[] at = values().get(x).values();
    for (int k = 0; k < 9; k++)
      assertThat(gradient[k]).isCloseTo(at[k / 3] * at[k % 3], within(1e-14));
  }

  @Test
  void aLeafThatDoesNotOccurHasZeros() {
    var gradients = ReverseMode.of(x.sum(), leaves).at(values()).pullBack(1);
    assertThat(gradients.get(matrix)).containsOnly(0).hasSize(6);
    assertThat(gradients.get(x)).containsOnly(1);
  }

  @Test
  void anAtomWithoutDerivativeIsNamedUnlessItIsConstant() {
    assertThatThrownBy(() -> ReverseMode.of(Atoms.abs(x).sum().plus(number), leaves))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("abs in abs(x)");
    check(Atoms.abs(constant(-2, 1, 3)).multiply(x));
    assertThat(ReverseMode.of(Atoms.abs(p).times(x), List.of(x)).at(values()).pullBack(1).get(x))
        .containsExactly(0.5, 0.25, 2);
  }

  @Test
  void aCotangentOfAnotherSizeIsRefused() {
    assertThatThrownBy(() -> ReverseMode.of(x, leaves).at(values()).pullBack(1, 2))
        .hasMessageContaining("2 entries, the value 3");
  }

  private Map<Expression, Tensor> values() {
    return new HashMap<>(
        Map.of(
            x, Tensor.vector(.3, -.8, 1.1),
            matrix, Tensor.of(new double[] {.2, 1, -.5, .7, .9, -1.2}, 3, 2),
            number, Tensor.scalar(.6),
            p, Tensor.vector(-.5, .25, 2),
            pattern, Tensor.vector(1.5, -.7, .4)));
  }

  private void check(Expression expression) {
    double[] cotangent = new SplittableRandom(3).doubles(expression.size(), -1, 1).toArray();
    var gradients = ReverseMode.of(expression, leaves).at(values()).pullBack(cotangent);
    for (Expression leaf : leaves)
      for (int k = 0; k < values().get(leaf).size(); k++)
        assertThat(gradients.get(leaf)[k])
            .as("%s by %s[%d]", expression.name(), leaf.name(), k)
            .isCloseTo(difference(expression, leaf, k, cotangent), within(1e-8));
  }

  private double difference(Expression expression, Expression leaf, int k, double[] cotangent) {
    double step = 1e-5;
    return (product(expression, leaf, k, step, cotangent)
            - product(expression, leaf, k, -step, cotangent))
        / (2 * step);
  }

  private double product(Expression expression, Expression leaf, int k, double step, double[] c) {
    Map<Expression, Tensor> moved = values();
    Tensor old = moved.get(leaf);
    double[] entries = old.values().clone();
    entries[k] += step;
    moved.put(leaf, Tensor.of(entries, old.shape()));
    double[] value = expression.value(moved).values();
    double sum = 0;
    for (int i = 0; i < value.length; i++) sum += c[i] * value[i];
    return sum;
  }
}
