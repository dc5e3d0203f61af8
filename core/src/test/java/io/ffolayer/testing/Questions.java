package io.ffolayer.testing;

import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import java.util.concurrent.atomic.AtomicInteger;

/// How often a solve asks whether to stop: what a busy machine does not change.
public final class Questions {
  private Questions() {}

  /// Solves the first instance on a thread of its own, which looks interrupted from the `stop`-th
  /// question on.
  ///
  /// @return how often it asked
  public static int of(
      Solver.Worker worker, ProgramData data, Watch watch, Solution solution, int stop)
      throws InterruptedException {
    var asked = new AtomicInteger();
    var thread =
        new Thread(() -> worker.solve(data, 0, 1, WarmStart.NONE, watch, solution)) {
          @Override
          public boolean isInterrupted() {
            return asked.incrementAndGet() >= stop;
          }
        };
    thread.start();
    thread.join();
    return asked.get();
  }
}
