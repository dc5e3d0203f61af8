package io.ffolayer.model.atom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HuberTest {
  /// minimize huber(x, M) + ½(x − θ)²: x = θ/3 where |θ| ≤ 3M, else θ ∓ 2M.
  @Test
  void theThresholdMayBeAParameter() {
    Variable x = Variable.vector("x", 2);
    Parameter threshold = Parameter.scalar("M").nonnegative();
    Parameter target = Parameter.vector("θ", 2);
    Problem problem =
        Problem.minimize(
            Atoms.huber(x, threshold).sum().plus(Atoms.sumSquares(x.minus(target)).times(.5)));
    ConvexLayer layer = ConvexLayer.of(problem);
    assertThat(layer.structure().isPolyhedral()).as("a quadratic program").isTrue();
    ForwardPass pass =
        layer.forward(Map.of(threshold, Tensor.scalar(.5), target, Tensor.vector(1.2, 4)));
    assertThat(pass.value(x).values()).containsExactly(new double[] {.4, 3}, within(1e-9));
    assertThat(pass.backward(x, Tensor.vector(1, 1)).of(threshold).item())
        .isCloseTo(-2, within(1e-9));
    assertThat(pass.backward(x, Tensor.vector(1, 1)).of(target).values())
        .containsExactly(new double[] {1 / 3.0, 1}, within(1e-9));
  }
}
