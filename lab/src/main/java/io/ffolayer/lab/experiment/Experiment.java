package io.ffolayer.lab.experiment;

import java.util.function.Consumer;

/// An experiment of the lab.
public interface Experiment {
  /// By which it is called, for example "step-size".
  String name();

  /// In one line.
  String about();

  /// What is asked and how, in a paragraph.
  String question();

  /// How many steps a run reports.
  int steps(Setting setting);

  /// Runs it. The same setting gives the same findings, but for times.
  ///
  /// @param step hears of each step, in words
  Findings run(Setting setting, Consumer<String> step);

  /// How to run one.
  ///
  /// @param seed of everything that is drawn
  /// @param isSmall whether to run the smaller version, for tests and for a first look
  record Setting(long seed, boolean isSmall) {
    /// @return one of two numbers
    int pick(int small, int full) {
      return isSmall ? small : full;
    }
  }
}
