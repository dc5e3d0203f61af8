package io.ffolayer.djl;

import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListenerAdapter;
import java.util.function.Consumer;

/// Says once an epoch, in one line, what the layers of a network met: the part of the gradients at
/// a kink, how many rows changed side since the last visit of their sample, instances without a
/// solution, and the time in the layers.
///
/// ```java
/// config.addTrainingListeners(new LayerListener(System.out::println));
/// ```
///
/// The trainer must be a [LayerTrainer].
public final class LayerListener extends TrainingListenerAdapter {
  private final Consumer<String> line;
  private int epoch;

  /// @param line hears each line
  public LayerListener(Consumer<String> line) {
    this.line = line;
  }

  /// @throws IllegalArgumentException if the trainer has no layer statistics
  @Override
  public void onTrainingBegin(Trainer trainer) {
    if (!(trainer instanceof LayerTrainer))
      throw new IllegalArgumentException(
          "LayerListener needs a LayerTrainer, this is a %s. Maybe make it by LayerTrainer.of(model, config)"
              .formatted(trainer.getClass().getSimpleName()));
  }

  @Override
  public void onEpoch(Trainer trainer) {
    LayerStatistics.Epoch ended = ((LayerTrainer) trainer).statistics().endEpoch();
    epoch++;
    String advice =
        LayerStatistics.isTooMuch(ended.changes()) ? ". Maybe lower the learning rate" : "";
    line.accept("epoch %d: %s%s".formatted(epoch, ended, advice));
  }
}
