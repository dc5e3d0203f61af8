package io.ffolayer.lab.experiment;

import java.util.List;

/// The experiments that there are.
public final class Experiments {
  /// In the order in which they are listed.
  public static final List<Experiment> ALL = List.of(new StepSize());

  private Experiments() {}
}
