package io.ffolayer.internal.centring;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Solves instances whose columns have a common offset without it, and all others as they are.
public final class CentredSolver implements Solver.Worker {
  private final Centring centring;
  private final Solver.Worker worker;

  /// The workers themselves where no columns can have a common offset.
  public static Solver.Prepared of(ProgramStructure structure, Supplier<Solver.Worker> workers) {
    Centring centring = Centring.of(structure);
    return centring == null ? workers::get : () -> new CentredSolver(centring, workers.get());
  }

  private CentredSolver(Centring centring, Solver.Worker worker) {
    this.centring = centring;
    this.worker = worker;
  }

  @Override
  public void solve(
      ProgramData data, int from, int to, WarmStart guess, Watch watch, Solution solution) {
    for (int i = from; i < to; i++) {
      CommonOffsets offsets = centring.at(data, i);
      if (offsets == null) worker.solve(data, i, i + 1, guess, watch, solution);
      else solve(offsets, data, i, guess.at(i), watch, solution);
    }
  }

  private void solve(
      CommonOffsets offsets,
      ProgramData data,
      int i,
      WarmStart.@Nullable Point guess,
      Watch watch,
      Solution solution) {
    Solution centred = new Solution(data.structure(), 1, false);
    WarmStart.Point moved = guess == null ? null : moved(offsets, guess);
    worker.solve(offsets.centred(data, i), 0, 1, instance -> moved, watch, centred);
    offsets.restore(centred.y(), 0);
    int n = solution.variables(), m = solution.rows();
    System.arraycopy(centred.y(), 0, solution.y(), i * n, n);
    System.arraycopy(centred.s(), 0, solution.s(), i * m, m);
    System.arraycopy(centred.z(), 0, solution.z(), i * m, m);
    record(i, centred, solution);
  }

  private static WarmStart.Point moved(CommonOffsets offsets, WarmStart.Point guess) {
    double[] y = guess.y().clone();
    offsets.centre(y, 0);
    return new WarmStart.Point(y, guess.s(), guess.z());
  }

  /// The certificate is that of the program without the offset, of which this one is another
  /// notation: in the given one the rounding of z alone, times the offset, would be above it.
  private static void record(int i, Solution centred, Solution solution) {
    Residuals residuals =
        new Residuals(centred.primalResidual(0), centred.dualResidual(0), centred.gap(0));
    solution.record(i, centred.status(0), residuals, centred.iterations(0), centred.solver(0));
    String message = centred.message(0);
    if (message != null) solution.explain(i, message);
  }

  @Override
  public void release() {
    worker.release();
  }
}
