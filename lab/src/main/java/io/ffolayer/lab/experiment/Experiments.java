package io.ffolayer.lab.experiment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The experiments that there are.
public final class Experiments {
  /// In the order in which they are listed.
  public static final List<Experiment> ALL =
      List.of(
          new DropIn(),
          new Scaling(),
          new ActiveTolerance(),
          new ActiveSetStability(),
          new StepSize(),
          new OuterMethods());

  private Experiments() {}

  /// The one of a name, or null.
  public static @Nullable Experiment named(String name) {
    for (Experiment experiment : ALL) if (experiment.name().equals(name)) return experiment;
    return null;
  }
}
