package io.ffolayer.lab.experiment;

import io.ffolayer.lab.Journal;
import java.util.function.Consumer;

/// An experiment of the lab. One that is to be found by [Experiments] and is not in its package is
/// named as a service, in `META-INF/services`, and has a constructor without arguments.
public interface Experiment {
  /// By which it is called, for example "step-size".
  String name();

  /// In one line.
  String about();

  /// What is asked and how, in a paragraph.
  String question();

  /// How many steps a run reports.
  int steps(Setting setting);

  /// Runs it. The same setting gives the same findings, to the bit, but for times.
  ///
  /// @param step hears of each step, in words
  default Findings run(Setting setting, Consumer<String> step) {
    return run(setting, Journal.NONE, step);
  }

  /// Runs it, or goes on with a run that was killed: one that asks the journal for its steps does
  /// none of them again; the others begin anew. The findings are those of an undisturbed run.
  ///
  /// One of the two methods is to be written.
  ///
  /// @param journal what has been computed with the same setting
  default Findings run(Setting setting, Journal journal, Consumer<String> step) {
    return run(setting, step);
  }

  /// How to run one.
  ///
  /// @param seed of everything that is drawn
  /// @param isSmall whether to run the smaller version, for tests and for a first look
  record Setting(long seed, boolean isSmall) {
    /// @return one of two numbers
    public int pick(int small, int full) {
      return isSmall ? small : full;
    }
  }
}
