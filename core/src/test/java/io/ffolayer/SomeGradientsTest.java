package io.ffolayer;

import static io.ffolayer.model.Constant.identity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SomeGradientsTest {
  private final Variable x = Variable.vector("x", 2);
  private final Parameter q = Parameter.vector("q", 2);
  private final Parameter g = Parameter.matrix("G", 1, 2);
  private final Parameter h = Parameter.vector("h", 1);
  private final ForwardPass pass =
      ConvexLayer.of(QuadraticProgram.in(x).minimize(identity(2, 1), q).lessThan(g, h))
          .forward(
              Map.of(
                  q,
                  Tensor.vector(-1, -2),
                  g,
                  Tensor.of(new double[] {1, 1}, 1, 2),
                  h,
                  Tensor.vector(1)));
  private final Map<Variable, Tensor> cotangent = Map.of(x, Tensor.vector(1, 3));

  @Test
  void aGradientDoesNotDependOnWhichOthersAreAskedFor() {
    Gradients all = pass.backward(cotangent);
    Gradients some = pass.backward(cotangent, new FirstOrder(), List.of(h, q));
    assertThat(some.of(q)).isEqualTo(all.of(q));
    assertThat(some.of(h)).isEqualTo(all.of(h));
  }

  @Test
  void aGradientThatWasNotAskedForIsRefused() {
    Gradients some = pass.backward(cotangent, new FirstOrder(), List.of(q));
    assertThatThrownBy(() -> some.of(g))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not asked for")
        .hasMessageContaining("[q[2]]");
  }

  @Test
  void theGradientOfAStrangerCannotBeAskedFor() {
    Parameter stranger = Parameter.vector("r", 2);
    assertThatThrownBy(() -> pass.backward(cotangent, new FirstOrder(), List.of(stranger)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("r[2] does not belong to this layer");
  }
}
