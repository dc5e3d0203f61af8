package io.ffolayer.bilevel.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffolayer.model.Affine;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.atom.Atoms;
import io.ffolayer.program.matrix.Layout;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SmoothFunctionTest {
  private final double[] x = new SplittableRandom(1).doubles(6, .2, 1).toArray();
  private final double[] y = new SplittableRandom(2).doubles(5, .2, 1).toArray();

  /// F₁ = x₀ y₀² + y₄, F₂ = x₁ x₂ y₁.
  private static SmoothFunction byHand(double mistake) {
    return SmoothFunction.ofRows(
        2,
        (x, y, out) -> {
          out[0] = x[0] * y[0] * y[0] + y[4];
          out[1] = x[1] * x[2] * y[1];
        },
        (x, y, w, out) -> {
          out[0] += w[0] * y[0] * y[0];
          out[1] += w[1] * x[2] * y[1];
          out[2] += w[1] * x[1] * y[1];
        },
        (x, y, w, out) -> {
          out[0] += w[0] * 2 * x[0] * y[0];
          out[1] += w[1] * x[1] * x[2] * (1 + mistake);
          out[4] += w[0];
        });
  }

  @Test
  void theCheckFindsNothingWhereNothingIsWrong() {
    assertThat(DerivativeCheck.of(byHand(0), "h").at(x, y)).isEmpty();
  }

  @Test
  void theCheckNamesTheFunctionTheRowAndTheIndexThatAreWrong() {
    List<DerivativeCheck.Finding> findings = DerivativeCheck.of(byHand(1e-4), "h").at(x, y);
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().toString()).startsWith("∂h[1]/∂y[1] is given as");
    assertThat(findings.getFirst().difference())
        .isCloseTo(x[1] * x[2], org.assertj.core.api.Assertions.within(1e-9));
  }

  @Test
  void aDerivativeThatIsNotANumberIsFound() {
    SmoothFunction broken =
        SmoothFunction.ofNumber(
            (x, y) -> y[0], (x, y, out) -> {}, (x, y, out) -> out[0] += Double.NaN);
    assertThat(DerivativeCheck.of(broken, "g").at(x, y)).hasSize(1);
  }

  @Test
  void expressionsAreFunctionsOfTheirParametersAndVariables() {
    Parameter p = Parameter.vector("p", 3);
    Parameter sparse =
        Parameter.sparse(
            "S", Layout.Sparse.ofEntries(2, 3, new int[] {0, 1, 1}, new int[] {2, 0, 1}));
    Variable u = Variable.vector("u", 3);
    Variable v = Variable.vector("v", 2);
    Expression rows = Affine.stack(Atoms.logSumExp(u.multiply(p)), sparse.times(u).multiply(v));
    SmoothFunction function = ExpressionFunction.of(rows, List.of(p, sparse), List.of(u, v));
    assertThat(function.rows()).isEqualTo(3);
    assertThat(DerivativeCheck.of(function, "F").at(x, y)).isEmpty();
    assertThatThrownBy(() -> ExpressionFunction.of(rows, List.of(p), List.of(u, v)))
        .hasMessageContaining("S occurs in");
  }

  @Test
  void stackedRowsFollowOneAnother() {
    SmoothFunction stacked = new StackedFunction(List.of(byHand(0), byHand(0), byHand(0)));
    assertThat(stacked.rows()).isEqualTo(6);
    assertThat(DerivativeCheck.of(stacked, "h").at(x, y)).isEmpty();
  }

  @Test
  void everyCallIsCounted() {
    CallCounter counter = new CallCounter();
    SmoothFunction counted = counter.counting(byHand(0));
    counted.value(x, y, new double[2]);
    CallCounter.Calls before = counter.calls();
    counted.addProductX(x, y, new double[2], new double[6]);
    counted.addProductY(x, y, new double[2], new double[5]);
    counted.addProductY(x, y, new double[2], new double[5]);
    assertThat(counter.calls().since(before)).isEqualTo(new CallCounter.Calls(0, 1, 2));
    assertThat(counter.calls().total()).isEqualTo(4);
  }

  @Test
  void samplesRefuteWhatIsNotConvexAndNothingElse() {
    ConvexityCheck check = new ConvexityCheck(200, 2, 5);
    SmoothFunction waves =
        SmoothFunction.ofRows(
            2,
            (x, y, out) -> {
              out[0] = Math.exp(y[0]) + y[1];
              out[1] = y[0] * y[0] + Math.sin(3 * y[1]);
            },
            (x, y, w, out) -> {},
            (x, y, w, out) -> {});
    assertThat(check.refute(waves, x, y).orElseThrow().row()).isEqualTo(1);
    assertThat(check.refute(waves, x, y).orElseThrow().toString()).contains("row 1 is not convex");
    assertThat(check.refute(byHand(0), x, y)).isEmpty();
  }
}
