package io.ffolayer.internal.tight;

import io.ffolayer.internal.batch.SpareWorkers;
import io.ffolayer.internal.batch.Threads;
import io.ffolayer.program.ParameterValues;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Watch;
import org.jspecify.annotations.Nullable;

/// The tight slacks of a solved batch, found when they are first asked for.
public final class TightSlacks {
  private double @Nullable [] slacks;

  /// b − Ay of all instances at the tight y, [B, m].
  public synchronized double[] of(
      TightProgram program,
      ProgramData data,
      ParameterValues theta,
      Solution solution,
      Threads threads,
      Watch watch) {
    if (slacks != null) return slacks;
    double[] found = solution.s().clone();
    threads.run(
        data.batch(),
        1,
        new SpareWorkers<>(() -> program),
        watch::interrupt,
        (tight, from, to) -> {
          for (int i = from; i < to; i++)
            if (solution.isSolved(i)) {
              int yAt = i * solution.variables();
              TightPoint point = tight.at(data, theta, i, solution.y(), yAt, watch);
              int m = solution.rows();
              System.arraycopy(point.slacks(data, i), 0, found, i * m, m);
            }
        });
    slacks = found;
    return found;
  }
}
