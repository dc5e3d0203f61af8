package io.ffolayer.internal.presolve;

import io.ffolayer.internal.batch.SharedMatrices;
import io.ffolayer.internal.proof.Convexity;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Reduction;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Solves each instance without the variables that equalities define, where they are many and their
/// map is dense; what does not pass in the terms of the whole program is asked of the whole.
///
/// Matrices that are shared by the batch, or are constants, are condensed once.
public final class CondensingWorker implements Solver.Worker {
  /// So many variables have to be defined.
  private static final int FEWEST = 4;

  /// So much of the map from the others has to be there: a sparse one is solved faster as it is.
  private static final double FILL = 0.25;

  /// So many of the others may be there, and so many entries may the map have.
  private static final int MOST_KEPT = 2000;

  private static final long MOST_ENTRIES = 1 << 23;

  private final boolean[] equality;
  private final RestoredAnswer taking;
  private final Convexity convexity;
  private final Supplier<Solver.Worker> whole;
  private final Function<ProgramStructure, Solver.Worker> workers;
  private final SharedMatrices shared = SharedMatrices.both();
  private Solver.@Nullable Worker wholeWorker;
  private @Nullable CondensedProgram program;
  private Solver.@Nullable Worker worker;
  private boolean isWorth;

  /// @param structure of the whole
  /// @param tolerance of the residuals of a point that is taken from what is left
  /// @param convexity of the whole: P' may be positive semidefinite where P is not
  /// @param whole makes the worker for the whole program, when it is first needed
  /// @param workers makes the worker for what is left
  public CondensingWorker(
      ProgramStructure structure,
      double tolerance,
      Convexity convexity,
      Supplier<Solver.Worker> whole,
      Function<ProgramStructure, Solver.Worker> workers) {
    equality = structure.equalities();
    taking = new RestoredAnswer(tolerance);
    this.convexity = convexity;
    this.whole = whole;
    this.workers = workers;
  }

  @Override
  public void solve(
      ProgramData data, int from, int to, WarmStart guess, Watch watch, Solution solution) {
    int run = from;
    for (int i = from; i < to; i++) {
      if (!solveCondensed(data, i, guess.at(i), watch, solution)) continue;
      if (run < i) whole().solve(data, run, i, guess, watch, solution);
      run = i + 1;
    }
    if (run < to) whole().solve(data, run, to, guess, watch, solution);
  }

  /// @return whether there is an answer
  private boolean solveCondensed(
      ProgramData data, int i, WarmStart.@Nullable Point guess, Watch watch, Solution solution) {
    CondensedProgram condensed = load(data, i);
    Solver.Worker of = worker;
    if (condensed == null || of == null || convexity.lack(data, i, watch) != 0) return false;
    ProgramData left = condensed.at(data, i);
    Solution answer = new Solution(condensed.structure(), 1, false);
    WarmStart.Point start = guess == null ? null : condensed.reduced(guess);
    of.solve(left, 0, 1, instance -> start, watch, answer);
    boolean taken = taking.take(condensed, answer, data, i, solution);
    if (taken) {
      int count = condensed.definitions().variables().length;
      solution.reduced(i, new Reduction(count, count, 0));
    }
    return taken;
  }

  /// The program with the matrices of an instance, or null where there is nothing to gain.
  private @Nullable CondensedProgram load(ProgramData data, int i) {
    if (!shared.holds(data)) {
      shared.forget();
      isWorth = read(data, i);
      shared.remember(data);
    }
    return isWorth ? program : null;
  }

  private boolean read(ProgramData data, int i) {
    Definitions found = Definitions.of(data, i, equality);
    if (found == null) return false;
    int count = found.variables().length, kept = found.kept().length;
    if (count < FEWEST || kept < 1 || kept > MOST_KEPT || (long) count * kept > MOST_ENTRIES)
      return false;
    if (program == null || !found.sameAs(program.definitions())) {
      program = new CondensedProgram(data.structure(), found);
      worker = workers.apply(program.structure());
    }
    return program.load(data, i, FILL);
  }

  private Solver.Worker whole() {
    if (wholeWorker == null) wholeWorker = whole.get();
    return wholeWorker;
  }

  @Override
  public void release() {
    if (wholeWorker != null) wholeWorker.release();
    if (worker != null) worker.release();
  }
}
