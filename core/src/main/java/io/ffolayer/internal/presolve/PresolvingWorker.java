package io.ffolayer.internal.presolve;

import io.ffolayer.internal.proof.Convexity;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Solves what the rules leave of each instance, and takes the answer back. What does not pass in
/// the terms of the whole program – its residuals, or a proof – is asked of the whole.
///
/// The solver of the last reduced structure is kept: instances of a batch mostly reduce to the
/// same.
public final class PresolvingWorker implements Solver.Worker {
  /// The part of the variables and rows that has to go for a reduction to be worth it.
  private static final double WORTH = 0.02;

  private final RestoredAnswer taking;
  private final Convexity convexity;
  private final Supplier<Solver.Worker> whole;
  private final Function<ProgramStructure, Solver.Worker> workers;
  private Solver.@Nullable Worker wholeWorker;
  private @Nullable ProgramStructure lastStructure;
  private Solver.@Nullable Worker lastWorker;

  /// @param tolerance of the residuals of a solved instance
  /// @param convexity of the whole: what is left of a P that is not positive semidefinite may be
  /// @param whole makes the worker for the whole program, when it is first needed
  /// @param workers makes the worker for a structure that is left
  public PresolvingWorker(
      double tolerance,
      Convexity convexity,
      Supplier<Solver.Worker> whole,
      Function<ProgramStructure, Solver.Worker> workers) {
    taking = new RestoredAnswer(tolerance);
    this.convexity = convexity;
    this.whole = whole;
    this.workers = workers;
  }

  @Override
  public void solve(
      ProgramData data, int from, int to, WarmStart guess, Watch watch, Solution solution) {
    for (int i = from; i < to; i++) {
      ReducedProgram reduced = ReducedProgram.of(data, i);
      boolean done =
          reduced != null
              && isWorth(reduced, data)
              && convexity.lack(data, i, watch) == 0
              && solve(reduced, data, i, guess.at(i), watch, solution);
      if (!done) whole().solve(data, i, i + 1, guess, watch, solution);
    }
  }

  private static boolean isWorth(ReducedProgram reduced, ProgramData data) {
    int taken = reduced.taken().variables() + reduced.taken().rows();
    return taken >= WORTH * (data.structure().variables() + data.structure().rows());
  }

  private Solver.Worker whole() {
    if (wholeWorker == null) wholeWorker = whole.get();
    return wholeWorker;
  }

  private Solver.Worker worker(ProgramStructure structure) {
    if (lastWorker == null || !structure.equals(lastStructure)) {
      lastWorker = workers.apply(structure);
      lastStructure = structure;
    }
    return lastWorker;
  }

  /// @return whether there is an answer
  private boolean solve(
      ReducedProgram reduced,
      ProgramData data,
      int i,
      WarmStart.@Nullable Point guess,
      Watch watch,
      Solution solution) {
    ProgramData left = reduced.data();
    Solution answer = new Solution(left.structure(), 1, false);
    WarmStart.Point start = guess != null && fits(guess, solution) ? reduced.reduced(guess) : null;
    worker(left.structure()).solve(left, 0, 1, instance -> start, watch, answer);
    boolean taken = taking.take(reduced, answer, data, i, solution);
    if (taken) solution.reduced(i, reduced.taken());
    return taken;
  }

  private static boolean fits(WarmStart.Point guess, Solution solution) {
    return guess.y().length == solution.variables()
        && guess.s().length == solution.rows()
        && guess.z().length == solution.rows();
  }

  @Override
  public void release() {
    if (wholeWorker != null) wholeWorker.release();
    if (lastWorker != null) lastWorker.release();
  }
}
