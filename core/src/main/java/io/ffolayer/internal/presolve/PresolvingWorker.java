package io.ffolayer.internal.presolve;

import io.ffolayer.internal.proof.Convexity;
import io.ffolayer.internal.scale.CombinationTerms;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
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

  /// Rounding of bᵀz, relative to its terms.
  private static final double CREDIBLE = 1e-10;

  private final double tolerance;
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
    this.tolerance = tolerance;
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
    boolean taken = take(reduced, answer, data, i, solution);
    if (taken) solution.reduced(i, reduced.taken());
    return taken;
  }

  /// @return whether the answer to what is left answers the whole
  private boolean take(
      ReducedProgram reduced, Solution answer, ProgramData data, int i, Solution solution) {
    return switch (answer.status(0)) {
      case SOLVED -> takePoint(reduced, answer, data, i, solution);
      case INFEASIBLE -> takeProof(reduced, answer, data, i, solution);
      case UNBOUNDED, ITERATION_LIMIT, INVALID_DATA -> false; // another solve may know better
      case TIME_LIMIT, INTERRUPTED, ALMOST_SOLVED, CLOSEST_FEASIBLE ->
          takeEnd(reduced, answer, data, i, solution);
    };
  }

  private static boolean fits(WarmStart.Point guess, Solution solution) {
    return guess.y().length == solution.variables()
        && guess.s().length == solution.rows()
        && guess.z().length == solution.rows();
  }

  private static WarmStart.Point point(Solution answer) {
    return new WarmStart.Point(answer.y(), answer.s(), answer.z());
  }

  private boolean takePoint(
      ReducedProgram reduced, Solution answer, ProgramData data, int i, Solution solution) {
    WarmStart.Point point = reduced.restored(point(answer), data, i);
    Residuals residuals = Residuals.of(data, i, point);
    if (!residuals.within(tolerance)) return false;
    write(point, i, solution);
    solution.record(i, Status.SOLVED, residuals, answer.iterations(0), answer.solver(0));
    return true;
  }

  /// An answer without a solution.
  private boolean takeEnd(
      ReducedProgram reduced, Solution answer, ProgramData data, int i, Solution solution) {
    WarmStart.Point point = reduced.restored(point(answer), data, i);
    Residuals residuals = Residuals.of(data, i, point);
    write(point, i, solution);
    solution.record(i, answer.status(0), residuals, answer.iterations(0), answer.solver(0));
    String message = answer.message(0);
    if (message != null) solution.explain(i, message);
    return true;
  }

  private static void write(WarmStart.Point point, int i, Solution solution) {
    System.arraycopy(point.y(), 0, solution.y(), i * solution.variables(), point.y().length);
    System.arraycopy(point.s(), 0, solution.s(), i * solution.rows(), point.s().length);
    System.arraycopy(point.z(), 0, solution.z(), i * solution.rows(), point.z().length);
  }

  /// Takes z with bᵀz = −1 and Aᵀz = 0 to rounding in the terms of the whole, if it is that.
  private static boolean takeProof(
      ReducedProgram reduced, Solution answer, ProgramData data, int i, Solution solution) {
    double[] z = reduced.restoredProof(answer.z());
    Batched b = data.rhs();
    double sum = 0, sizes = 0;
    for (int k = 0; k < z.length; k++) {
      if (z[k] == 0) continue;
      double term = b.values()[b.offset(i) + k] * z[k];
      sum -= term;
      sizes += Math.abs(term);
    }
    if (!(sum > CREDIBLE * sizes) || !new CombinationTerms(data, i).vanish(z, 0)) return false;
    for (int k = 0; k < z.length; k++) z[k] /= sum;
    solution.clear(i);
    System.arraycopy(z, 0, solution.z(), i * z.length, z.length);
    Residuals residuals =
        new Residuals(answer.primalResidual(0), answer.dualResidual(0), answer.gap(0));
    solution.record(i, Status.INFEASIBLE, residuals, answer.iterations(0), answer.solver(0));
    return true;
  }

  @Override
  public void release() {
    if (wholeWorker != null) wholeWorker.release();
    if (lastWorker != null) lastWorker.release();
  }
}
