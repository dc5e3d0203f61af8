package io.ffolayer.lab.experiment;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The experiments that there are.
public final class Experiments {
  private static final List<Experiment> OWN =
      List.of(
          new DropIn(),
          new Scaling(),
          new ActiveTolerance(),
          new ActiveSetStability(),
          new StepSize(),
          new OuterMethods());

  /// Those of this package, then those that other packages and modules offer as services, in the
  /// order in which they are listed.
  public static final List<Experiment> ALL =
      Stream.concat(
              OWN.stream(),
              ServiceLoader.load(Experiment.class).stream().map(ServiceLoader.Provider::get))
          .toList();

  private Experiments() {}

  /// The one of a name, or null.
  public static @Nullable Experiment named(String name) {
    for (Experiment experiment : ALL) if (experiment.name().equals(name)) return experiment;
    return null;
  }
}
