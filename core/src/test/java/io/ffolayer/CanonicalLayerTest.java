package io.ffolayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.canonical.CanonicalProgram;
import io.ffolayer.program.canonical.Output;
import io.ffolayer.program.canonical.ProgramOutput;
import io.ffolayer.program.canonical.ProgramParameter;
import io.ffolayer.program.matrix.ShapeException;
import io.ffolayer.program.text.ProgramText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A layer that is rebuilt from its canonical program is the same layer.
class CanonicalLayerTest {
  static List<LayerExample> examples() {
    return LayerExample.all();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void aLayerRebuiltFromItsCanonicalProgramGivesTheSameBits(LayerExample example) {
    assertSameBits(example, ConvexLayer.of(example.layer().canonical()));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void aLayerRebuiltFromItsTextGivesTheSameBits(LayerExample example) {
    String text = ProgramText.write(example.layer().canonical());
    assertSameBits(example, ConvexLayer.of(ProgramText.read(text)));
  }

  private static void assertSameBits(LayerExample example, ConvexLayer rebuilt) {
    ConvexLayer layer = example.layer();
    ForwardPass pass = layer.forward(example.values());
    ForwardPass same = rebuilt.forward(moved(example.values(), layer, rebuilt));
    assertThat(pass.allSolved()).isTrue();
    for (int k = 0; k < layer.outputs().size(); k++) {
      Differentiable output = layer.outputs().get(k);
      Differentiable twin = rebuilt.outputs().get(k);
      assertThat(twin.name()).isEqualTo(output.name());
      assertThat(same.value(twin)).isEqualTo(pass.value(output));
      Tensor cotangent = LayerExample.random(k, pass.value(output).shape());
      Gradients gradients = pass.backward(output, cotangent);
      Gradients twins = same.backward(twin, cotangent);
      for (int p = 0; p < layer.parameters().size(); p++)
        assertThat(twins.of(rebuilt.parameters().get(p)))
            .isEqualTo(gradients.of(layer.parameters().get(p)));
    }
  }

  private static Map<Parameter, Tensor> moved(
      Map<Parameter, Tensor> values, ConvexLayer from, ConvexLayer to) {
    Map<Parameter, Tensor> moved = new HashMap<>();
    values.forEach((parameter, tensor) ->
        moved.put(to.parameters().get(from.parameters().indexOf(parameter)), tensor));
    return moved;
  }

  @Test
  void parametersAndOutputsAreFoundByTheirNames() {
    CanonicalProgram canonical = LayerExample.all().getFirst().layer().canonical();
    assertThat(canonical.parameters().get(canonical.parameter("h")).shape()).containsExactly(2);
    assertThat(canonical.outputs().get(canonical.output("x")).size()).isEqualTo(3);
    assertThatThrownBy(() -> canonical.parameter("H"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[q, G, h]");
    List<ProgramParameter> twice = List.of(canonical.parameters().getFirst());
    CanonicalProgram ambiguous =
        new CanonicalProgram(
            canonical.program(), List.of(twice.getFirst(), twice.getFirst()), List.of());
    assertThatThrownBy(() -> ambiguous.parameter("q")).hasMessageContaining("by position");
  }

  @Test
  void anOutputThatTheProgramDoesNotHoldIsRefused() {
    CanonicalProgram canonical = LayerExample.all().getFirst().layer().canonical();
    Output beyond = Output.Part.consecutive(Output.Vector.Y, 2, 2);
    assertThatThrownBy(() ->
            new CanonicalProgram(
                canonical.program(),
                canonical.parameters(),
                List.of(new ProgramOutput("x", new int[] {2}, beyond))))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("entry 3");
    assertThatThrownBy(() -> new ProgramOutput("x", new int[] {3}, beyond))
        .isInstanceOf(ShapeException.class);
  }
}
