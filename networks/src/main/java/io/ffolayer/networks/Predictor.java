package io.ffolayer.networks;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.ffolayer.djl.LayerStatistics;
import io.ffolayer.djl.LayerTrainer;
import io.ffolayer.lab.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A perceptron 640–128–128–d, in 32 bits, alone or with a layer behind it, in training: Adam with
/// rate 1e-3, gradients longer than 2 cut to that length, batches of 8.
final class Predictor implements AutoCloseable {
  static final int BATCH = 8;
  private static final int HIDDEN = 128;
  private static final float RATE = 1e-3f;
  private static final double LONGEST = 2;

  private final Model model;
  private final Block perceptron;
  private final LayerTrainer trainer;

  private Predictor(Model model, Block perceptron, LayerTrainer trainer) {
    this.model = model;
    this.perceptron = perceptron;
    this.trainer = trainer;
  }

  /// A perceptron as the framework initialises it from a seed.
  ///
  /// @param d how many numbers it predicts
  /// @param layer what stands behind it, or null
  /// @param loss of what comes out, against the targets
  /// @throws UnavailableException if PyTorch does not load here
  static Predictor of(int d, @Nullable Block layer, Loss loss, long seed) {
    engine().setRandomSeed((int) seed);
    SequentialBlock perceptron =
        new SequentialBlock()
            .add(Linear.builder().setUnits(HIDDEN).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(HIDDEN).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(d).build());
    Model model = Model.newInstance("predictor", "PyTorch");
    model.setBlock(layer == null ? perceptron : new SequentialBlock().add(perceptron).add(layer));
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(loss)
            .optDevices(new Device[] {Device.cpu()})
            .optOptimizer(Optimizer.adam().optLearningRateTracker(Tracker.fixed(RATE)).build());
    LayerTrainer trainer = LayerTrainer.of(model, config);
    trainer.initialize(new Shape(BATCH, SyntheticData.FEATURES));
    return new Predictor(model, perceptron, trainer);
  }

  private static Engine engine() {
    try {
      return Engine.getEngine("PyTorch");
    } catch (RuntimeException | LinkageError refused) {
      throw new UnavailableException(
          "PyTorch does not load on this platform; the build fetches that of Linux x86-64: "
              + refused,
          refused);
    }
  }

  /// What the layer met since this was last asked.
  LayerStatistics.Epoch endEpoch() {
    return trainer.statistics().endEpoch();
  }

  /// One step of training.
  ///
  /// @param samples BATCH of them
  /// @return the loss before it
  double step(SyntheticData data, int[] samples) {
    try (NDManager manager = trainer.getManager().newSubManager()) {
      NDList features = new NDList(features(manager, data, samples));
      NDList targets = new NDList(targets(manager, data, samples));
      NDArray loss;
      try (GradientCollector collector = trainer.newGradientCollector()) {
        loss = trainer.getLoss().evaluate(targets, trainer.forward(features, targets));
        collector.backward(loss);
      }
      shorten(manager);
      trainer.step();
      return loss.toFloatArray()[0];
    }
  }

  /// Cuts the gradient of all parameters together to the greatest length.
  private void shorten(NDManager manager) {
    List<NDArray> gradients = new ArrayList<>();
    double squares = 0;
    for (Parameter parameter : model.getBlock().getParameters().values()) {
      NDArray gradient = parameter.getArray().getGradient();
      gradient.attach(manager);
      gradients.add(gradient);
      for (float g : gradient.toFloatArray()) squares += (double) g * g;
    }
    double length = Math.sqrt(squares);
    if (length <= LONGEST) return;
    NDArray factor = manager.create(new float[] {(float) (LONGEST / length)});
    gradients.forEach(gradient -> gradient.muli(factor));
  }

  /// What the perceptron predicts, d numbers for each sample.
  double[] predict(SyntheticData data, int[] samples) {
    try (NDManager manager = trainer.getManager().newSubManager()) {
      NDList features = new NDList(features(manager, data, samples));
      float[] found =
          perceptron
              .forward(new ParameterStore(manager, false), features, false)
              .singletonOrThrow()
              .toFloatArray();
      double[] wide = new double[found.length];
      for (int k = 0; k < wide.length; k++) wide[k] = found[k];
      return wide;
    }
  }

  private static NDArray features(NDManager manager, SyntheticData data, int[] samples) {
    return array(manager, data.features(), SyntheticData.FEATURES, samples);
  }

  private static NDArray targets(NDManager manager, SyntheticData data, int[] samples) {
    return array(manager, data.targets(), data.d(), samples);
  }

  private static NDArray array(NDManager manager, double[] rows, int columns, int[] samples) {
    float[] chosen = new float[samples.length * columns];
    for (int i = 0; i < samples.length; i++)
      for (int k = 0; k < columns; k++)
        chosen[i * columns + k] = (float) rows[samples[i] * columns + k];
    return manager.create(chosen, new Shape(samples.length, columns));
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
  }
}
