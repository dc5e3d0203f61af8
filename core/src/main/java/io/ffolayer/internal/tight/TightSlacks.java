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

  /// b − Ay of all instances at the tight y, [B, m]. Of closest feasible answers it is so in the
  /// rows of the user that are not shifted; a shifted one has its slack 0.
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
            if (solution.hasPoint(i)) {
              int yAt = i * solution.variables();
              TightPoint point = tight.at(data, theta, i, solution.y(), yAt, watch);
              int m = solution.rows();
              double[] own = point.slacks(data, i);
              if (solution.isSolved(i)) System.arraycopy(own, 0, found, i * m, m);
              else
                for (int k : tight.bounds()) found[i * m + k] = Math.max(found[i * m + k], own[k]);
            }
        });
    slacks = found;
    return found;
  }
}
