package io.ffolayer.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;

/// A trainer of networks that hold layers ([ConvexBlock]): the framework's own, but for the
/// gradient collector that it hands out, so that `EasyTrain.fit` trains with it as it is.
///
/// ```java
/// try (LayerTrainer trainer = LayerTrainer.of(model, config)) {
///   trainer.initialize(new Shape(batch, features));
///   EasyTrain.fit(trainer, epochs, trainingSet, testSet);
/// }
/// ```
///
/// Not thread-safe, as the framework's is not.
public final class LayerTrainer extends Trainer {
  private final LayerStatistics statistics = new LayerStatistics();

  /// Whether anybody hears of active sets that change: what samples they belong to has its price.
  private final boolean isHeard;

  private LayerTrainer(Model model, TrainingConfig config) {
    super(model, config);
    isHeard = config.getTrainingListeners().stream().anyMatch(LayerListener.class::isInstance);
  }

  /// A trainer for a model, whose initializers it sets as `model.newTrainer(config)` does.
  ///
  /// @throws IllegalStateException if the model has no block
  /// @throws IllegalArgumentException if the configuration trains several devices at once
  public static LayerTrainer of(Model model, TrainingConfig config) {
    if (model.getBlock() == null)
      throw new IllegalStateException("the model has no block. Maybe call model.setBlock first");
    if (config.getExecutorService() != null && config.getDevices().length > 1)
      throw new IllegalArgumentException(
          "several devices at once need a gradient collector for each. Maybe leave out the executor service");
    config
        .getInitializers()
        .forEach(pair -> model.getBlock().setInitializer(pair.getKey(), pair.getValue()));
    return new LayerTrainer(model, config);
  }

  /// What the layers met since the last epoch ended; how active sets changed only where a
  /// [LayerListener] listens.
  public LayerStatistics statistics() {
    return statistics;
  }

  /// A collector that goes through the layers of the model.
  @Override
  public GradientCollector newGradientCollector() {
    return LayerCollector.open(getModel().getBlock(), statistics);
  }

  @Override
  public NDList forward(NDList data) {
    if (isHeard) statistics.visiting(keys(data));
    return super.forward(data);
  }

  @Override
  public NDList forward(NDList data, NDList labels) {
    if (isHeard) statistics.visiting(keys(data));
    return super.forward(data, labels);
  }

  /// A number for each sample, from its features: the data sets of the framework name none. Equal
  /// features are taken for the same sample.
  private static long[] keys(NDList data) {
    if (data.isEmpty() || data.head().getShape().dimension() < 1) return new long[0];
    int batch = Math.toIntExact(data.head().getShape().get(0));
    long[] keys = new long[batch];
    for (NDArray array : data) {
      if (!NumberArrays.areNumbers(array.getDataType())) continue;
      double[] values = NumberArrays.read(array);
      if (batch == 0 || values.length % batch != 0) return new long[0];
      int size = values.length / batch;
      for (int i = 0; i < batch; i++)
        for (int k = 0; k < size; k++)
          keys[i] = mixed(keys[i] ^ Double.doubleToLongBits(values[i * size + k]));
    }
    return keys;
  }

  /// The finishing step of MurmurHash3 (Appleby 2011).
  private static long mixed(long bits) {
    long h = bits + 0x9e3779b97f4a7c15L;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
