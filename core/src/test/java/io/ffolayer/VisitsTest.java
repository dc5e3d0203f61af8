package io.ffolayer;

import static io.ffolayer.model.Constant.filled;
import static io.ffolayer.model.Constant.identity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VisitsTest {
  private final Variable x = Variable.vector("x", 4);
  private final Parameter q = Parameter.vector("q", 4);
  private final ConvexLayer layer =
      ConvexLayer.of(QuadraticProgram.in(x).minimize(identity(4, 1), q).atLeast(filled(4, 0)));

  private ForwardPass pass(double... linear) {
    return layer.forward(Map.of(q, Tensor.of(linear, linear.length / 4, 4)));
  }

  @Test
  void rowsThatChangeBetweenVisitsOfASampleAreCounted() {
    var monitor = new ActiveSetMonitor();
    monitor.record(List.of("a", "b"), pass(1, 1, -1, -1, 1, 1, 1, 1));
    assertThat(monitor.endEpoch()).isEqualTo(new ActiveSetMonitor.Epoch(0, 0, 0));
    monitor.record(List.of("b", "a"), pass(1, 1, 1, -1, 1, 1, -1, -1));
    assertThat(monitor.endEpoch()).isEqualTo(new ActiveSetMonitor.Epoch(2, 8, 1));
  }

  @Test
  void theShareIsOfTheRowsThatWereCompared() {
    var epoch = new ActiveSetMonitor.Epoch(2, 8, 1);
    assertThat(epoch.share()).isEqualTo(0.125);
    assertThat(epoch.changesPerVisit()).isEqualTo(0.5);
    assertThat(new ActiveSetMonitor.Epoch(0, 0, 0).share()).isZero();
  }

  @Test
  void aKeyForEachInstanceIsAskedFor() {
    assertThatThrownBy(
            () -> new ActiveSetMonitor().record(List.of("a"), pass(1, 1, 1, 1, 2, 2, 2, 2)))
        .hasMessage("1 keys for a batch of 2");
  }

  @Test
  void aWarmStartChangesNoAnswerAndIsKeptPerKey() {
    var store = new WarmStarts();
    var values = Map.of(q, Tensor.of(new double[] {1, -2, 3, -4, 4, 3, -2, -1}, 2, 4));
    var cold = layer.forward(values);
    layer.forward(values, store, List.of(1, 2));
    assertThat(store.size()).isEqualTo(2);
    assertThat(layer.forward(values, store, List.of(1, 2)).value(x)).isEqualTo(cold.value(x));
    assertThat(layer.forward(values, store, List.of(2, 3)).value(x)).isEqualTo(cold.value(x));
  }

  @Test
  void aLayerForInferenceGivesTheSameAnswersAndGradients() {
    var values = Map.of(q, Tensor.of(new double[] {1, -2, 3, -4}, 4));
    var c = Tensor.of(new double[] {1, 1, 1, 1}, 4);
    var kept = layer.forward(values);
    var lean = layer.forInference().forward(values);
    assertThat(lean.value(x)).isEqualTo(kept.value(x));
    assertThat(lean.backward(x, c).of(q)).isEqualTo(kept.backward(x, c).of(q));
  }
}
