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

/// Solves each instance without the variables that equalities define, where that is worth it; what
/// does not pass in the terms of the whole program is asked of the whole.
public final class CondensingWorker implements Solver.Worker {
  private final Condensation condensation;
  private final RestoredAnswer taking;
  private final Convexity convexity;
  private final Supplier<Solver.Worker> whole;
  private final Function<ProgramStructure, Solver.Worker> workers;
  private Solver.@Nullable Worker wholeWorker;
  private @Nullable CondensedShape workerOf;
  private Solver.@Nullable Worker worker;

  /// @param shapes of the programs that any thread met
  private CondensingWorker(
      ProgramStructure structure,
      CondensedShape.Known shapes,
      double tolerance,
      Convexity convexity,
      Supplier<Solver.Worker> whole,
      Function<ProgramStructure, Solver.Worker> workers) {
    condensation = new Condensation(structure, shapes);
    taking = new RestoredAnswer(tolerance);
    this.convexity = convexity;
    this.whole = whole;
    this.workers = workers;
  }

  /// The workers of the whole where no variable can be defined.
  ///
  /// @param tolerance of the residuals of a point that is taken from what is left
  /// @param convexity of the whole: P' may be positive semidefinite where P is not
  /// @param workers makes the worker for what is left
  public static Solver.Prepared of(
      ProgramStructure structure,
      double tolerance,
      Supplier<Convexity.Prepared> convexity,
      Solver.Prepared whole,
      Function<ProgramStructure, Solver.Worker> workers) {
    if (!Condensation.mayDefine(structure)) return whole;
    Convexity.Prepared prepared = convexity.get();
    CondensedShape.Known shapes = new CondensedShape.Known();
    return new Solver.Prepared() {
      @Override
      public int grain() {
        return whole.grain();
      }

      @Override
      public Solver.Worker worker() {
        return new CondensingWorker(
            structure, shapes, tolerance, Convexity.of(prepared, 0), whole::worker, workers);
      }
    };
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
    CondensedProgram condensed = condensation.at(data, i);
    if (condensed == null || convexity.lack(data, i, watch) != 0) return false;
    ProgramData left = condensed.at(data, i);
    Solution answer = new Solution(condensed.structure(), 1, solution.keepsFactors());
    WarmStart.Point start = guess == null ? null : condensed.reduced(guess);
    worker(condensed).solve(left, 0, 1, instance -> start, watch, answer);
    boolean taken = taking.take(condensed, answer, data, i, solution);
    if (taken) solution.reduced(i, condensed.shape().reduction());
    if (taken && solution.isSolved(i) && solution.keepsFactors())
      solution.keep(i, condensation.leave(left, answer.factor(0)));
    return taken;
  }

  @SuppressWarnings("ReferenceEquality") // one object for each list of definitions
  private Solver.Worker worker(CondensedProgram of) {
    if (worker == null || workerOf != of.shape()) {
      worker = workers.apply(of.structure());
      workerOf = of.shape();
    }
    return worker;
  }

  private Solver.Worker whole() {
    if (wholeWorker == null) wholeWorker = whole.get();
    return wholeWorker;
  }

  @Override
  public void release() {
    condensation.release();
    if (wholeWorker != null) wholeWorker.release();
    if (worker != null) worker.release();
  }
}
