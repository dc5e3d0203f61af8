package io.ffolayer.internal.centring;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Solves instances whose columns have a common offset without it, and all others as they are.
///
/// The certificate is that of the program without the offset, of which the given one is another
/// notation: there the rounding of z alone, times the offset, would be above it.
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
    solution.take(i, centred, 0);
  }

  private static WarmStart.Point moved(CommonOffsets offsets, WarmStart.Point guess) {
    double[] y = guess.y().clone();
    offsets.centre(y, 0);
    return new WarmStart.Point(y, guess.s(), guess.z());
  }

  @Override
  public void release() {
    worker.release();
  }
}
