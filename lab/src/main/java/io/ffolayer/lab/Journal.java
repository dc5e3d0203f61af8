package io.ffolayer.lab;

import java.util.function.Supplier;

/// What a run has computed so far, step by step, so that a run that was killed goes on where it
/// was. A step is a function of the settings alone: what a journal has of it is what it would give
/// again, but for times.
@FunctionalInterface
public interface Journal {
  /// Keeps nothing.
  Journal NONE = (step, work) -> work.get();

  /// The numbers of a step: those that are kept, else those of the work, which are then kept.
  ///
  /// @param step its name, different from those of all other steps of the run
  /// @param work what gives the numbers
  double[] of(String step, Supplier<double[]> work);
}
