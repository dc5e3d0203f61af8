package io.ffolayer.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a block takes and returns, and what it does about instances without a solution.
class ConvexBlockTest {
  private static NDManager manager;

  private final Programs.Box box = Programs.Box.of(3);
  private final ConvexBlock.Builder builder = ConvexBlock.of(box.layer());
  private final LayerStatistics statistics = new LayerStatistics();

  @BeforeAll
  static void open() {
    PyTorch.assume();
    manager = NDManager.newBaseManager("PyTorch");
  }

  @AfterAll
  static void close() {
    if (manager != null) manager.close();
  }

  private NDList forward(ConvexBlock block, boolean training, NDArray... inputs) {
    return block.forward(new ParameterStore(manager, false), new NDList(inputs), training);
  }

  private static NDArray doubles(double[][] rows) {
    return manager.create(rows);
  }

  /// −q cut to [−1, 1], since the sum does not bind.
  @Test
  void outputsHaveTheTypeOfTheInputAndTheValuesOfTheLayer() {
    ConvexBlock block = builder.build();
    NDArray q = manager.create(new float[][] {{0.25f, -0.5f, 3}, {0, 1, -1}});
    NDArray h = manager.create(new float[][] {{10}, {10}});
    NDArray x = forward(block, false, q, h).singletonOrThrow();
    assertThat(x.getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(x.getShape()).isEqualTo(new Shape(2, 3));
    assertThat(x.toFloatArray()).containsExactly(-0.25f, 0.5f, -1, 0, -1, 1);
    assertThat(block.getOutputShapes(new Shape[] {q.getShape(), h.getShape()}))
        .containsExactly(new Shape(2, 3));
  }

  @Test
  void aMatrixParameterMayComeFlat() {
    Programs.Full full = Programs.Full.of(2, 1, 1, 1);
    ConvexBlock block =
        ConvexBlock.of(full.layer())
            .taking(full.p(), full.q())
            .learn(full.a(), Tensor.matrix(new double[][] {{1, 1}}))
            .learn(full.b(), Tensor.vector(1))
            .learn(full.h(), Tensor.vector(100))
            .build();
    NDArray flat = doubles(new double[][] {{2, 0, 0, 2}});
    NDArray q = doubles(new double[][] {{0, 0}});
    block.initialize(manager, DataType.FLOAT64, flat.getShape(), q.getShape());
    double[] byFlat = forward(block, false, flat, q).head().toDoubleArray();
    double[] byMatrix = forward(block, false, flat.reshape(1, 2, 2), q).head().toDoubleArray();
    assertThat(byFlat).containsExactly(0.5, 0.5);
    assertThat(byMatrix).containsExactly(byFlat);
  }

  @Test
  void learntParametersSurviveSavingAndLoading() throws Exception {
    ConvexBlock saved = builder.learn(box.h(), Tensor.vector(-0.75)).build();
    saved.initialize(manager, DataType.FLOAT64, new Shape(1, 3));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    saved.saveParameters(new DataOutputStream(bytes));
    ConvexBlock loaded = ConvexBlock.of(box.layer()).learn(box.h(), Initializer.ZEROS).build();
    loaded.loadParameters(
        manager, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    NDArray q = doubles(new double[][] {{0, 0, 0}});
    assertThat(forward(loaded, false, q).head().sum().toDoubleArray()[0])
        .isCloseTo(-0.75, within(1e-12));
  }

  private double[] gradientOfCosts(ConvexBlock block, NDArray q, NDArray h) {
    q.setRequiresGradient(true);
    try (LayerCollector collector = LayerCollector.open(block, statistics)) {
      NDList out = forward(block, true, q, h);
      collector.backward(out.head().sum());
    }
    return q.getGradient().toDoubleArray();
  }

  private NDArray someCosts() {
    return doubles(new double[][] {{0.25, -0.5, 3}, {0.25, -0.5, 3}, {0.25, Double.NaN, 3}});
  }

  private NDArray someBoundCosts() {
    return doubles(new double[][] {{0.5, -0.25, -0.125}});
  }

  /// The second is infeasible: no three entries ≥ −1 have a sum of −4.
  private NDArray someBounds() {
    return doubles(new double[][] {{10}, {-4}, {10}});
  }

  @Test
  void unsolvedInstancesAreMaskedAndCounted() {
    ConvexBlock block = builder.withMask().build();
    NDList out = forward(block, false, someCosts(), someBounds());
    assertThat(out.get(0).toDoubleArray()).containsExactly(-0.25, 0.5, -1, 0, 0, 0, 0, 0, 0);
    assertThat(out.get(1).toDoubleArray()).containsExactly(1, 0, 0);
    assertThat(gradientOfCosts(block, someCosts(), someBounds()))
        .containsExactly(-1, -1, 0, 0, 0, 0, 0, 0, 0);
    LayerStatistics.Epoch epoch = statistics.endEpoch();
    assertThat(epoch.instances()).isEqualTo(3);
    assertThat(epoch.unsolved()).isEqualTo(2);
    assertThat(epoch.reports()).isEqualTo(1);
    assertThat(statistics.soFar().instances()).isZero();
  }

  @Test
  void aBlockThatFailsNamesTheInstanceAndItsStatus() {
    ConvexBlock block = builder.whereUnsolved(Unsolved.FAIL).build();
    assertThatThrownBy(() -> forward(block, false, someCosts(), someBounds()))
        .isInstanceOf(UnsolvedException.class)
        .hasMessageContaining("2 of 3 instances were not solved; instance 1: INFEASIBLE")
        .hasMessageContaining("Maybe build the block with whereUnsolved(Unsolved.MASK)");
  }

  /// With the least shift, all of x is −1, whatever it costs.
  @Test
  void anInfeasibleInstanceIsAnsweredByTheClosestProblemOnRequest() {
    ConvexBlock block = builder.whereUnsolved(Unsolved.CLOSEST).withMask().build();
    NDList out = forward(block, false, someCosts(), someBounds());
    assertThat(out.get(1).toDoubleArray()).containsExactly(1, 1, 0);
    double[] x = out.get(0).toDoubleArray();
    for (int k = 3; k < 6; k++) assertThat(x[k]).isCloseTo(-1.25, within(1e-4));
  }

  @Test
  void dataGetNoGradientAndTheRestKeepsIts() {
    ConvexBlock block = builder.withoutGradient(box.h()).build();
    NDArray h = doubles(new double[][] {{-0.5}});
    h.setRequiresGradient(true);
    double[] all = gradientOfCosts(ConvexBlock.of(box.layer()).build(), someBoundCosts(), h);
    double bound = h.getGradient().toDoubleArray()[0];
    assertThat(gradientOfCosts(block, someBoundCosts(), h)).containsExactly(all);
    assertThat(h.getGradient().toDoubleArray()[0]).isEqualTo(bound);
  }

  @Test
  void trainingWithoutACollectorIsRefused() {
    ConvexBlock block = builder.build();
    assertThatThrownBy(() -> forward(block, true, someCosts(), someBounds()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no LayerCollector is open")
        .hasMessageContaining("Maybe train with LayerTrainer");
  }

  @Test
  void aSecondCollectorIsRefusedAndLeavesTheFirst() {
    SequentialBlock network = new SequentialBlock().add(builder.build());
    try (LayerCollector first = LayerCollector.open(network, statistics)) {
      assertThatThrownBy(() -> LayerCollector.open(network, statistics))
          .isInstanceOf(IllegalStateException.class);
      assertThat(first).isNotNull();
    }
    LayerCollector.open(network, statistics).close();
  }

  @Test
  void wrongInputsAreRefused() {
    ConvexBlock block = builder.build();
    NDArray q = doubles(new double[][] {{0, 0, 0}});
    NDArray h = doubles(new double[][] {{1}});
    assertThatThrownBy(() -> forward(block, false, q))
        .hasMessageContaining("takes 2 inputs, [q, h], and got 1");
    assertThatThrownBy(() -> forward(block, false, h, h))
        .hasMessageContaining("input 0, for parameter q, has shape (1, 1)");
    assertThatThrownBy(() -> forward(block, false, q, doubles(new double[][] {{1}, {2}})))
        .hasMessageContaining("different batch axes");
    assertThatThrownBy(() -> forward(block, false, q.toType(DataType.INT32, false), h))
        .hasMessageContaining("expected FLOAT32 or FLOAT64");
  }

  @Test
  void wrongDeclarationsAreRefused() {
    Parameter stranger = Parameter.vector("stranger", 3);
    assertThatThrownBy(() -> builder.learn(stranger, Initializer.ONES))
        .hasMessageContaining("stranger does not belong to the layer; its parameters are [q, h]");
    assertThatThrownBy(() -> builder.learn(box.h(), Tensor.vector(1, 2)))
        .hasMessageContaining("the start of parameter h has shape [2], expected [1]");
    assertThatThrownBy(() -> builder.learnGram(box.q(), 2, 0, Initializer.ONES))
        .hasMessageContaining("LᵀL needs a dense square matrix");
    assertThatThrownBy(() -> ConvexBlock.of(box.layer()).taking(box.q()).build())
        .hasMessageContaining("parameter h is neither taken nor learnt");
    assertThatThrownBy(() -> ConvexBlock.of(box.layer()).returning(box.x(), box.x()).build())
        .hasMessageContaining("x is returned twice");
    builder.learn(box.q(), Initializer.ONES).learn(box.h(), Initializer.ONES);
    assertThatThrownBy(builder::build).hasMessageContaining("every parameter is learnt");
  }

  /// As if solved alone, to the bit.
  @Test
  void aBatchEqualsItsInstances() {
    ConvexBlock block = builder.build();
    double[][] q = {{0.25, -0.5, 3}, {-4, 1, 2}};
    double[] both =
        forward(block, false, doubles(q), doubles(new double[][] {{0.1}, {0.2}}))
            .head()
            .toDoubleArray();
    var pass =
        box.layer().forward(Map.of(box.q(), Tensor.vector(q[1]), box.h(), Tensor.vector(0.2)));
    assertThat(new double[] {both[3], both[4], both[5]})
        .containsExactly(pass.value(box.x()).values());
  }
}
