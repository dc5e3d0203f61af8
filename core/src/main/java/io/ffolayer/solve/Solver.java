package io.ffolayer.solve;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;

/// A method that solves programs of the standard form. An implementation is a record whose
/// components are its options.
///
/// The work is in three steps, each done as rarely as it can be: [#prepare] once per layer
/// (symbolic), a [Worker] once per thread (memory), [Worker#solve] for each run of instances.
public interface Solver {
  /// The name in results and reports.
  default String name() {
    return getClass().getSimpleName();
  }

  /// Does the symbolic work for one structure. The result is immutable and thread-safe.
  ///
  /// @param analysis the structure, and what others have found out about it already
  /// @throws UnsupportedProgramException if this method cannot take such programs, with the reason
  ///   and what to try
  Prepared prepare(Analysis analysis);

  /// The same for a structure that nothing is known of yet.
  default Prepared prepare(ProgramStructure structure) {
    return prepare(new Analysis(structure));
  }

  /// A solver made ready for one structure.
  interface Prepared {
    /// Instances are handed to a worker in aligned runs of this length (the last may be shorter),
    /// whatever the number of threads.
    default int grain() {
      return 1;
    }

    /// The memory of one thread, reused from call to call.
    Worker worker();
  }

  /// One thread's memory. Not thread-safe.
  interface Worker {
    /// Solves instances `from` ≤ i < `to` and writes each to the solution ([Solution#y()] …,
    /// [Solution#record]). The data were checked: finite (b may be +∞ at an inequality), and a
    /// dense P is symmetric; whether P is positive semidefinite was not. The result for an instance
    /// depends on its own data and guess only, not on its neighbours.
    void solve(ProgramData data, int from, int to, WarmStart guess, Watch watch, Solution solution);

    /// Lets go of the data and solutions that it was given, so that a worker that waits for the
    /// next call keeps no batch alive. It may go on as before.
    default void release() {}
  }
}
