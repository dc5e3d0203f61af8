package io.ffolayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Status;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.Example;
import io.ffolayer.testing.RandomPrograms;
import io.ffolayer.testing.RandomPrograms.Curvature;
import io.ffolayer.testing.RandomPrograms.Size;
import io.ffolayer.testing.Sensitivity;
import io.ffolayer.testing.SlotGradients;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Duals as outputs, after the suite of cvxpylayers (T20).
class DualOutputsTest {
  static List<Adjoint> adjoints() {
    return List.of(new FirstOrder(), new Implicit());
  }

  @Test
  void dualsOfALinearProgram() {
    Variable x = Variable.vector("x", 2);
    Parameter c = Parameter.vector("c", 2);
    QuadraticProgram program =
        QuadraticProgram.in(x)
            .minimize(c)
            .equalTo(Constant.constant(new double[][] {{1, 1}}), Constant.constant(1))
            .atLeast(Constant.filled(2, 0));
    ForwardPass pass = ConvexLayer.of(program).forward(Map.of(c, Tensor.vector(1, 2)));
    assertThat(pass.value(x).values()).containsExactly(new double[] {1, 0}, within(1e-9));
    assertThat(pass.value(program.equalityDual()).values())
        .containsExactly(new double[] {-1}, within(1e-9));
    assertThat(pass.value(program.inequalityDual()).values())
        .containsExactly(new double[] {0, 1}, within(1e-9));
  }

  @Test
  void slacksOfAQuadraticProgramAreOutputsWithGradients() {
    Variable x = Variable.vector("x", 2);
    Parameter c = Parameter.vector("c", 2);
    QuadraticProgram program =
        QuadraticProgram.in(x)
            .minimize(Constant.constant(new double[][] {{2, 0}, {0, 4}}), c)
            .atMost(Constant.filled(2, 1));
    ForwardPass pass = ConvexLayer.of(program).forward(Map.of(c, Tensor.vector(1, -8)));
    var slack = program.slacks().getFirst();
    // x = (−1/2, 1), so that s = 1 − x
    assertThat(pass.value(slack).values()).containsExactly(new double[] {1.5, 0}, within(1e-12));
    assertThat(pass.backward(slack, Tensor.vector(1, 1)).of(c).values())
        .containsExactly(new double[] {0.5, 0}, within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("adjoints")
  void gradientOfADualAloneIsTheClosedForm(Adjoint adjoint) {
    // min c·x + ‖x‖², Σx = b:  ν = −(2b + Σc)/n
    int n = 4;
    Variable x = Variable.vector("x", n);
    Parameter c = Parameter.vector("c", n);
    Parameter b = Parameter.vector("b", 1);
    QuadraticProgram program =
        QuadraticProgram.in(x)
            .minimize(Constant.identity(n, 2), c)
            .equalTo(Constant.constant(new double[][] {{1, 1, 1, 1}}), b);
    ConvexLayer layer = ConvexLayer.of(program).withAdjoint(adjoint);
    ForwardPass pass =
        layer.forward(Map.of(c, Tensor.vector(1, -2, 0.5, 3), b, Tensor.vector(0.7)));
    assertThat(pass.value(program.equalityDual()).item()).isEqualTo(-(1.4 + 2.5) / n, within(1e-9));
    Gradients gradients = pass.backward(program.equalityDual(), Tensor.vector(1));
    assertThat(gradients.of(b).item()).isEqualTo(-2.0 / n, within(1e-9));
    assertThat(gradients.of(c).values()).containsOnly(new double[] {-1.0 / n}, within(1e-9));
    ForwardPass batch =
        layer.forward(
            Map.of(
                c,
                Tensor.of(new double[] {1, -2, 0.5, 3, 0, 0, 0, 4}, 2, n),
                b,
                Tensor.vector(0.7)));
    assertThat(batch.value(program.equalityDual()).shape()).containsExactly(2, 1);
    assertThat(batch.value(program.equalityDual()).values())
        .containsExactly(new double[] {-(1.4 + 2.5) / n, -(1.4 + 4) / n}, within(1e-9));
    assertThat(
            batch
                .backward(program.equalityDual(), Tensor.of(new double[] {1, 1}, 2, 1))
                .of(b)
                .item())
        .isEqualTo(-4.0 / n, within(1e-9));
  }

  @ParameterizedTest
  @MethodSource("adjoints")
  void gradientsOfEveryCombinationOfOutputsMatchCentralDifferences(Adjoint adjoint) {
    for (int seed = 0; seed < 12; seed++) {
      Example example =
          RandomPrograms.strictlyComplementary(4L * seed, new Size(6, 2, 2, 3, Curvature.DEFINITE));
      Sensitivity sensitivity = Sensitivity.of(example, seed, false);
      for (EverySlot layer : List.of(EverySlot.dense(6, 2, 5), EverySlot.sparse(6, 2, 5))) {
        EverySlot own = layer.withAdjoint(adjoint);
        ForwardPass pass = own.forward(List.of(example.program()));
        Answer answer = own.answer(pass, 0).mustBeTrueOf(example.program(), 1e-9);
        assertThat(answer.status()).isEqualTo(Status.SOLVED);
        SlotGradients gradients =
            own.gradients(own.backward(pass, sensitivity.c(), sensitivity.d()), 0);
        for (Sensitivity.Probe probe : sensitivity.probes())
          assertThat(probe.predicted(example.program(), gradients))
              .as("%s of %s", probe.slot(), example)
              .isEqualTo(
                  probe.derivative().value(),
                  within(1e-6 * Math.max(0.1, sensitivity.size(probe.slot()))));
      }
    }
  }

  @Test
  void aDualOfAnotherProgramIsRefusedByName() {
    Variable x = Variable.vector("x", 1);
    QuadraticProgram own =
        QuadraticProgram.in(x)
            .minimize(Constant.identity(1, 1), Constant.constant(1))
            .atLeast(Constant.constant(0));
    QuadraticProgram other = own.atMost(Constant.constant(5));
    ForwardPass pass = ConvexLayer.of(own).forward(Map.of());
    assertThatThrownBy(() -> pass.value(other.duals().get(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not belong");
    assertThatThrownBy(() -> pass.backward(other.duals().get(1), Tensor.vector(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not belong");
  }
}
