package io.ffolayer.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.ffolayer.program.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The framework's own loop, with a layer in the network.
class EasyTrainTest {
  private static final int SAMPLES = 24, BATCH = 8, FEATURES = 3, N = 5, EPOCHS = 4;
  private static final double RATE = 0.05;

  @BeforeAll
  static void load() {
    PyTorch.assume();
  }

  /// Mean over the batch of ‖y − label‖².
  static final class SquareLoss extends Loss {
    SquareLoss() {
      super("square");
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      NDArray difference = predictions.head().sub(labels.head());
      return difference.square().sum(new int[] {1}).mean();
    }
  }

  private final SplittableRandom random = new SplittableRandom(1);
  private final Programs.Box box = Programs.Box.of(N);
  private final double[] weights = Programs.normal(random, N * FEATURES).values();
  private final double[] features = Programs.normal(random, SAMPLES * FEATURES).values();
  private final double[] labels = Programs.normal(random, SAMPLES * N).values();
  private final List<String> lines = new ArrayList<>();

  @Test
  void aFitWithTheBlockEqualsTheSameTrainingByHand() throws Exception {
    double[] byHand = trainedByHand();
    try (Model model = Model.newInstance("fit", "PyTorch")) {
      Linear linear = Linear.builder().setUnits(N).optBias(false).build();
      linear.setInitializer(given(weights), ai.djl.nn.Parameter.Type.WEIGHT);
      Block block = ConvexBlock.of(box.layer()).learn(box.h(), Tensor.vector(1)).build();
      model.setBlock(new SequentialBlock().add(linear).add(block));
      fit(model);
      double[] learnt = NumberArrays.read(linear.getParameters().get(0).getValue().getArray());
      double[] bound = NumberArrays.read(block.getParameters().get(0).getValue().getArray());
      for (int k = 0; k < learnt.length; k++)
        assertThat(learnt[k]).isCloseTo(byHand[k], within(2e-6));
      assertThat(bound[0]).isCloseTo(byHand[learnt.length], within(2e-6));
    }
  }

  @Test
  void theListenerSaysOneLineAnEpoch() throws Exception {
    try (Model model = Model.newInstance("listen", "PyTorch")) {
      model.setBlock(
          new SequentialBlock()
              .add(Linear.builder().setUnits(N).build())
              .add(ConvexBlock.of(box.layer()).learn(box.h(), Tensor.vector(1)).build()));
      fit(model);
    }
    assertThat(lines).hasSize(EPOCHS);
    assertThat(lines.getFirst())
        .matches(
            "epoch 1: \\S+ % weakly active, no sample seen twice, 0 of 24 unsolved, \\S+ s in the layers");
    assertThat(lines.getLast())
        .matches(
            "epoch 4: \\S+ % weakly active, \\S+ % of the rows changed side, 0 of 24 unsolved, \\S+ s in the layers.*");
  }

  private void fit(Model model) throws Exception {
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(new SquareLoss())
            .optDevices(new ai.djl.Device[] {ai.djl.Device.cpu()})
            .optOptimizer(
                Optimizer.sgd().setLearningRateTracker(Tracker.fixed((float) RATE)).build())
            .addTrainingListeners(new LayerListener(lines::add));
    try (LayerTrainer trainer = LayerTrainer.of(model, config)) {
      trainer.initialize(new Shape(BATCH, FEATURES));
      ArrayDataset data =
          new ArrayDataset.Builder()
              .setData(floats(trainer, features, FEATURES))
              .optLabels(floats(trainer, labels, N))
              .setSampling(BATCH, false)
              .build();
      EasyTrain.fit(trainer, EPOCHS, data, null);
    }
  }

  private static NDArray floats(LayerTrainer trainer, double[] values, int columns) {
    return NumberArrays.create(
        trainer.getManager(),
        values,
        new Shape(values.length / columns, columns),
        ai.djl.ndarray.types.DataType.FLOAT32);
  }

  private static Initializer given(double[] values) {
    return (manager, shape, type) -> NumberArrays.create(manager, values, shape, type);
  }

  /// Gradient descent in double on W and h: q = W f.
  private double[] trainedByHand() {
    double[] theta = new double[N * FEATURES + 1];
    System.arraycopy(weights, 0, theta, 0, weights.length);
    theta[N * FEATURES] = 1;
    for (int epoch = 0; epoch < EPOCHS; epoch++)
      for (int first = 0; first < SAMPLES; first += BATCH) {
        double[] gradient = gradient(theta, first);
        for (int k = 0; k < theta.length; k++) theta[k] -= RATE * gradient[k];
      }
    return theta;
  }

  private double[] gradient(double[] theta, int first) {
    double[] q = new double[BATCH * N];
    for (int i = 0; i < BATCH; i++)
      for (int j = 0; j < N; j++)
        for (int k = 0; k < FEATURES; k++)
          q[i * N + j] += theta[j * FEATURES + k] * features[(first + i) * FEATURES + k];
    var pass =
        box.layer()
            .forward(
                Map.of(
                    box.q(),
                    Tensor.wrap(q, BATCH, N),
                    box.h(),
                    Tensor.vector(theta[N * FEATURES])));
    double[] cotangent = pass.value(box.x()).values().clone();
    for (int k = 0; k < cotangent.length; k++)
      cotangent[k] = 2 * (cotangent[k] - labels[first * N + k]) / BATCH;
    var gradients = pass.backward(box.x(), Tensor.wrap(cotangent, BATCH, N));
    double[] ofCosts = gradients.of(box.q()).values();
    double[] out = new double[theta.length];
    for (int i = 0; i < BATCH; i++)
      for (int j = 0; j < N; j++)
        for (int k = 0; k < FEATURES; k++)
          out[j * FEATURES + k] += ofCosts[i * N + j] * features[(first + i) * FEATURES + k];
    out[N * FEATURES] = gradients.of(box.h()).values()[0];
    return out;
  }
}
