package io.ffolayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.ShapeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A binding of another language knows positions, names, shapes and flat memory, and gets the bits
/// that tensors get.
class FlatLayerTest {
  static List<LayerExample> examples() {
    return LayerExample.all();
  }

  /// What a binding needs to know of a call: arrays by position and which of them are batched.
  private record FlatCall(boolean[] batched, double[][] values) {
    static FlatCall of(LayerExample example) {
      List<Parameter> parameters = example.layer().parameters();
      boolean[] batched = new boolean[parameters.size()];
      double[][] values = new double[parameters.size()][];
      for (int p = 0; p < values.length; p++) {
        Tensor tensor = example.values().get(parameters.get(p));
        values[p] = tensor.values().clone();
        batched[p] = tensor.rank() > parameters.get(p).tensorShape().length;
      }
      return new FlatCall(batched, values);
    }
  }

  private static double[][] cotangents(Layer layer, int batch) {
    return layer.outputs().stream()
        .map(output ->
            LayerExample.random(output.shape().length, batch * Tensor.sizeOf(output.shape()))
                .values())
        .toArray(double[][]::new);
  }

  private static Gradients expected(LayerExample example, ForwardPass pass, double[][] cotangents) {
    Map<Differentiable, Tensor> given = new HashMap<>();
    for (int k = 0; k < cotangents.length; k++) {
      var output = example.layer().outputs().get(k);
      given.put(output, Tensor.of(cotangents[k], pass.value(output).shape()));
    }
    return pass.backward(given);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void arraysByPositionGiveTheBitsOfTensors(LayerExample example) {
    Layer layer = example.layer();
    FlatCall call = FlatCall.of(example);
    ForwardPass tensors = example.layer().forward(example.values());
    Pass flat = layer.forward(LayerExample.BATCH, call.batched, call.values);
    for (int k = 0; k < layer.outputs().size(); k++) {
      double[] expected = tensors.value(layer.outputs().get(k)).values();
      double[] read = LayerExample.random(1, expected.length).values();
      flat.read(k, read);
      assertThat(read).isEqualTo(expected);
    }
    double[][] cotangents = cotangents(layer, LayerExample.BATCH);
    double[][] gradients = new double[call.values.length][];
    for (int p = 0; p < gradients.length; p++)
      gradients[p] = LayerExample.random(2, call.values[p].length).values();
    List<GradientReport> reports = flat.backward(cotangents, gradients);
    Gradients expected = expected(example, tensors, cotangents);
    assertThat(reports).isEqualTo(expected.reports());
    for (int p = 0; p < gradients.length; p++)
      assertThat(gradients[p]).isEqualTo(expected.of(layer.parameters().get(p)).values());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void segmentsOffTheHeapGiveTheBitsOfTensors(LayerExample example) {
    Layer layer = example.layer();
    FlatCall call = FlatCall.of(example);
    ForwardPass tensors = example.layer().forward(example.values());
    double[][] cotangents = cotangents(layer, LayerExample.BATCH);
    Gradients expected = expected(example, tensors, cotangents);
    try (Arena arena = Arena.ofConfined()) {
      Pass flat = layer.forward(LayerExample.BATCH, call.batched, segments(arena, call.values));
      for (int k = 0; k < layer.outputs().size(); k++) {
        double[] values = tensors.value(layer.outputs().get(k)).values();
        MemorySegment into = arena.allocate(8L * values.length + 4).asSlice(4);
        flat.read(k, into);
        assertThat(into.toArray(ValueLayout.JAVA_DOUBLE_UNALIGNED)).isEqualTo(values);
      }
      MemorySegment[] gradients = segments(arena, call.values);
      flat.backward(segments(arena, cotangents), gradients);
      for (int p = 0; p < gradients.length; p++)
        assertThat(gradients[p].toArray(ValueLayout.JAVA_DOUBLE))
            .isEqualTo(expected.of(layer.parameters().get(p)).values());
    }
  }

  private static MemorySegment[] segments(Arena arena, double[][] values) {
    MemorySegment[] segments = new MemorySegment[values.length];
    for (int k = 0; k < values.length; k++)
      segments[k] = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, values[k]);
    return segments;
  }

  private final Variable x = Variable.vector("x", 2);
  private final Parameter q = Parameter.vector("q", 2);
  private final Parameter u = Parameter.vector("u", 2);
  private final Layer layer =
      ConvexLayer.of(QuadraticProgram.in(x).minimize(Constant.identity(2, 1), q).atMost(u));
  private final int position = layer.outputs().indexOf(x);

  private double[] @Nullable [] only(double... cotangent) {
    double[][] cotangents = new double[layer.outputs().size()][];
    cotangents[position] = cotangent;
    return cotangents;
  }

  /// min ½‖x‖² + qᵀx, x ≤ u: x = min(−q, u).
  @Test
  void anArrayAndASegmentOfAnArrayAreWrittenInPlaceAndWhatIsNotWantedIsLeftOut() {
    double[][] values = {{-1, -3, 1, 1}, {2, 2}};
    Pass pass = layer.forward(2, new boolean[] {true, false}, values);
    double[] into = new double[4];
    pass.read(position, MemorySegment.ofArray(into));
    assertThat(into).containsExactly(new double[] {1, 2, -1, -1}, within(1e-9));
    double[] dq = new double[4];
    MemorySegment[] cotangents = new MemorySegment[layer.outputs().size()];
    cotangents[position] = MemorySegment.ofArray(new double[] {1, 1, 1, 1});
    pass.backward(cotangents, new MemorySegment[] {MemorySegment.ofArray(dq), null});
    assertThat(dq).containsExactly(new double[] {-1, 0, -1, -1}, within(1e-9));
  }

  @Test
  void anInstanceWithoutASolutionIsZeroInTheCallersMemory() {
    double[][] values = {{-1, Double.NaN, 1, 1}, {2, 2}};
    Pass pass = layer.forward(2, new boolean[] {true, false}, values);
    assertThat(pass.isSolved(0)).isFalse();
    double[] into = {7, 7, 7, 7};
    double[] dq = {7, 7, 7, 7};
    pass.read(position, into);
    pass.backward(only(1, 1, 1, 1), new double[][] {dq, null});
    assertThat(into).startsWith(0, 0);
    assertThat(dq).startsWith(0, 0);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment outside = arena.allocate(32).fill((byte) 1);
      pass.read(position, outside);
      assertThat(outside.toArray(ValueLayout.JAVA_DOUBLE)).isEqualTo(into);
    }
    double[] du = {7, 7};
    layer
        .forward(1, new boolean[2], new double[][] {{Double.NaN, 1}, {2, 2}})
        .backward(only(1, 1), new double[][] {null, du});
    assertThat(du).containsOnly(0);
  }

  @Test
  void memoryOfTheWrongSizeIsNamed() {
    boolean[] none = new boolean[2];
    assertThatThrownBy(() -> layer.forward(1, none, new double[][] {{1, 2}}))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("2 parameters");
    assertThatThrownBy(() -> layer.forward(1, none, new double[][] {{1, 2, 3}, {1, 2}}))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("q has 3 values, expected 2");
    assertThatThrownBy(() -> layer.forward(2, none, new double[][] {{1, 2}, {1, 2}}))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("without a batched parameter");
    Pass pass = layer.forward(1, none, new double[][] {{1, 2}, {1, 2}});
    assertThatThrownBy(() -> pass.read(position, new double[3])).isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> pass.read(position, MemorySegment.ofArray(new byte[17])))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("17 bytes");
    assertThatThrownBy(() -> pass.backward(only(1), new double[2][]))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("x has 1 values, expected 2");
    assertThatThrownBy(() -> pass.backward(only(1, 1), new double[][] {{1}, null}))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("q has room for 1 values, expected 2");
    assertThatThrownBy(() -> pass.backward(only(1, Double.NaN), new double[2][]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
  }
}
