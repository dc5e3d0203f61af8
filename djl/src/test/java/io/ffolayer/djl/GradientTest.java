package io.ffolayer.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Dual;
import io.ffolayer.model.OptimalValue;
import io.ffolayer.program.Tensor;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The gradient of networks that hold layers, in double, against central differences of the fourth
/// order along drawn directions of all parameters at once, and of each parameter alone.
class GradientTest {
  private static final int BATCH = 5;
  private static final int FEATURES = 4;
  private static final double STEP = 2e-4;
  private static final double TOLERANCE = 1e-8;

  @BeforeAll
  static void load() {
    PyTorch.assume();
  }

  @Test
  void gradientThroughOneLayerEqualsCentralDifferences() {
    Programs.Box box = Programs.Box.of(6);
    Block block = ConvexBlock.of(box.layer()).learn(box.h(), Tensor.vector(0.5)).build();
    requireExact(new SequentialBlock().add(linear(6)).add(block).add(linear(3)));
  }

  @Test
  void gradientThroughTwoStackedLayersEqualsCentralDifferences() {
    Programs.Box first = Programs.Box.of(6), second = Programs.Box.of(5);
    requireExact(
        new SequentialBlock()
            .add(linear(6))
            .add(ConvexBlock.of(first.layer()).learn(first.h(), Tensor.vector(0.5)).build())
            .add(linear(5))
            .add(Activation::tanh)
            .add(ConvexBlock.of(second.layer()).learn(second.h(), Tensor.vector(1)).build()));
  }

  /// P = LᵀL + I/2, A, b and h are the block's own, and x, the duals and the optimal value go on.
  @Test
  void gradientOfLearntParametersThroughSeveralOutputsEqualsCentralDifferences() {
    Programs.Full full = Programs.Full.of(6, 2, 8, 3);
    SplittableRandom random = new SplittableRandom(4);
    List<Differentiable> outputs = new ArrayList<>(List.of(full.x()));
    for (Differentiable output : full.layer().outputs())
      if (output instanceof Dual || output instanceof OptimalValue) outputs.add(output);
    assertThat(outputs).hasSize(4);
    requireExact(
        new SequentialBlock()
            .add(linear(6))
            .add(
                ConvexBlock.of(full.layer())
                    .learnGram(full.p(), 4, 0.5, new NormalInitializer(0.7f))
                    .learn(full.a(), Programs.normal(random, 2, 6))
                    .learn(full.b(), Programs.normal(random, 2))
                    .learn(full.h(), Tensor.vector(1, 1, 1, 1, 1, 1, 1, 1))
                    .returning(outputs.toArray(Differentiable[]::new))
                    .build()));
  }

  /// Two inputs of one layer come from the same trunk, the layer is called twice, and there is a
  /// way around it.
  @Test
  void gradientThroughBranchesAndRepeatedCallsEqualsCentralDifferences() {
    requireExact(new Branched());
  }

  private static Block linear(int units) {
    return Linear.builder().setUnits(units).build();
  }

  private static final class Branched extends AbstractBlock {
    private final Block trunk = addChildBlock("trunk", linear(5));
    private final Block costs = addChildBlock("costs", linear(5));
    private final Block bounds = addChildBlock("bounds", linear(1));
    private final Block layer;

    Branched() {
      Programs.Box box = Programs.Box.of(5);
      layer = addChildBlock("layer", ConvexBlock.of(box.layer()).taking(box.h(), box.q()).build());
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList in, boolean training, PairList<String, Object> params) {
      NDArray shared = trunk.forward(store, in, training).singletonOrThrow().tanh();
      NDArray q = costs.forward(store, new NDList(shared), training).singletonOrThrow();
      NDArray h = bounds.forward(store, new NDList(shared), training).singletonOrThrow();
      NDArray once = layer.forward(store, new NDList(h, q), training).singletonOrThrow();
      NDArray twice = layer.forward(store, new NDList(h, once.add(q)), training).singletonOrThrow();
      return new NDList(twice.add(shared), once.mul(shared));
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
      trunk.initialize(manager, type, shapes);
      Shape inner = new Shape(BATCH, 5);
      costs.initialize(manager, type, inner);
      bounds.initialize(manager, type, inner);
      layer.initialize(manager, type, new Shape(BATCH, 1), inner);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] shapes) {
      return new Shape[] {new Shape(BATCH, 5), new Shape(BATCH, 5)};
    }
  }

  private static void requireExact(Block network) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      manager.getEngine().setRandomSeed(5);
      network.setInitializer(new NormalInitializer(0.6f), ai.djl.nn.Parameter.Type.WEIGHT);
      network.initialize(manager, DataType.FLOAT64, new Shape(BATCH, FEATURES));
      Trial trial = Trial.of(network, manager);
      List<double[]> gradient = trial.gradient();
      SplittableRandom random = new SplittableRandom(6);
      for (int k = -1; k < gradient.size(); k++) trial.compare(gradient, k, random);
    }
  }

  /// A network, an input, and a loss of its outputs: Σ ⟨w, y⟩ + ½‖y‖².
  private record Trial(
      Block network,
      NDManager manager,
      NDArray input,
      NDArray half,
      List<ai.djl.nn.Parameter> all) {
    static Trial of(Block network, NDManager manager) {
      double[] x = Programs.normal(new SplittableRandom(7), BATCH * FEATURES).values();
      return new Trial(
          network,
          manager,
          manager.create(x, new Shape(BATCH, FEATURES)),
          manager.create(new double[] {0.5}),
          network.getParameters().values());
    }

    NDArray loss(boolean training) {
      SplittableRandom random = new SplittableRandom(8);
      NDArray sum = null;
      ParameterStore store = new ParameterStore(manager, false);
      for (NDArray y : network.forward(store, new NDList(input), training)) {
        double[] w = Programs.normal(random, Math.toIntExact(y.size())).values();
        NDArray weights = manager.create(w, y.getShape());
        NDArray term = y.mul(weights).add(y.square().mul(half)).sum();
        sum = sum == null ? term : sum.add(term);
      }
      return sum;
    }

    List<double[]> gradient() {
      try (LayerCollector collector = LayerCollector.open(network, new LayerStatistics())) {
        collector.backward(loss(true));
      }
      return all.stream().map(p -> p.getArray().getGradient().toDoubleArray()).toList();
    }

    /// @param only the parameter that moves, or −1 for all
    void compare(List<double[]> gradient, int only, SplittableRandom random) {
      List<double[]> direction = new ArrayList<>();
      double expected = 0, size = 0;
      for (int k = 0; k < gradient.size(); k++) {
        double[] d = Programs.normal(random, gradient.get(k).length).values();
        if (only >= 0 && k != only) d = new double[d.length];
        direction.add(d);
        for (int j = 0; j < d.length; j++) {
          expected += d[j] * gradient.get(k)[j];
          size += Math.abs(d[j] * gradient.get(k)[j]);
        }
      }
      double near = moved(direction, STEP) - moved(direction, -STEP);
      double far = moved(direction, 2 * STEP) - moved(direction, -2 * STEP);
      double found = (8 * near - far) / (12 * STEP);
      assertThat(Math.abs(found - expected))
          .as("parameter %d: %s against %s", only, expected, found)
          .isLessThanOrEqualTo(TOLERANCE * Math.max(1e-3, size));
    }

    private double moved(List<double[]> direction, double step) {
      List<double[]> kept = all.stream().map(p -> p.getArray().toDoubleArray()).toList();
      for (int k = 0; k < all.size(); k++) {
        double[] there = kept.get(k).clone();
        for (int j = 0; j < there.length; j++) there[j] += step * direction.get(k)[j];
        all.get(k).getArray().set(DoubleBuffer.wrap(there));
      }
      double loss = loss(false).toDoubleArray()[0];
      for (int k = 0; k < all.size(); k++)
        all.get(k).getArray().set(DoubleBuffer.wrap(kept.get(k)));
      return loss;
    }
  }
}
