package io.ffolayer.internal.pass;

import io.ffolayer.internal.absent.EmptyRows;
import io.ffolayer.internal.batch.SpareWorkers;
import io.ffolayer.internal.closest.ClosestFeasible;
import io.ffolayer.internal.recording.Recording;
import io.ffolayer.internal.recording.SolveEvent;
import io.ffolayer.internal.tight.TightProgram;
import io.ffolayer.program.ParametricProgram;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.canonical.CanonicalProgram;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import org.jspecify.annotations.Nullable;

/// The way forward: the numbers of the programs at the parameters, checked, and handed to the
/// workers of the solver in chunks of instances.
public final class ForwardSolve {
  /// In so many parts the numbers of a batch are made.
  private static final int CHUNKS = 32;

  private final CanonicalProgram canonical;
  private final Inputs inputs;
  private final ProgramData data;
  private final DataCheck check;
  private final @Nullable String sharedComplaint;
  private final WarmStart guess;
  private final Watch watch;
  private final Solution solution;

  private ForwardSolve(
      CanonicalProgram canonical,
      Inputs inputs,
      ProgramData data,
      WarmStart guess,
      Watch watch,
      Solution solution) {
    this.canonical = canonical;
    this.inputs = inputs;
    this.data = data;
    this.check = DataCheck.of(data);
    this.sharedComplaint = inputs.sharedComplaint(canonical);
    this.guess = guess;
    this.watch = watch;
    this.solution = solution;
  }

  /// Solves a batch.
  ///
  /// @param guess one of another size than the program is passed over
  public static SolvedBatch of(LayerCore core, Inputs inputs, WarmStart guess) {
    ProgramData data =
        EmptyRows.settled(
            core.canonical()
                .program()
                .at(inputs.values(), (batch, work) -> onThreads(core, batch, work)));
    Solution solution = new Solution(data.structure(), data.batch(), core.options().keepsFactors());
    Watch watch = core.options().watch();
    @Nullable SolveEvent event = Recording.solve();
    long start = System.nanoTime();
    ForwardSolve solve =
        new ForwardSolve(core.canonical(), inputs, data, fitting(guess, solution), watch, solution);
    PreparedSolver solver = core.prepared();
    core.threads()
        .run(
            data.batch(),
            solver.prepared().grain(),
            solver.workers(),
            watch::interrupt,
            solve::run);
    double almost = core.options().almostSolved();
    for (int i = 0; i < data.batch() && almost > 0; i++) solution.acceptAlmost(i, almost);
    if (solver.closest() != null) solve.answerInfeasible(core, solver.closest());
    if (core.tight() != null) solve.settle(core, core.requireTight());
    double seconds = (System.nanoTime() - start) * 1e-9;
    SolvedBatch solved = new SolvedBatch(core, inputs, data, solution, seconds);
    if (event != null) event.commit(solution);
    return solved;
  }

  private static void onThreads(
      LayerCore core, int batch, ParametricProgram.EachInstance.Work work) {
    int grain = Math.max(1, batch / CHUNKS);
    core.threads().run(batch, grain, new SpareWorkers<>(() -> work), () -> {}, ForwardSolve::fill);
  }

  private static void fill(ParametricProgram.EachInstance.Work work, int from, int to) {
    work.on(from, to);
  }

  private static WarmStart fitting(WarmStart guess, Solution solution) {
    int n = solution.variables();
    int m = solution.rows();
    return instance -> {
      WarmStart.Point point = guess.at(instance);
      return point != null
              && point.y().length == n
              && point.s().length == m
              && point.z().length == m
          ? point
          : null;
    };
  }

  /// Hands the runs of instances with valid data to the worker.
  private void run(Solver.Worker worker, int from, int to) {
    double[] work = new double[2 * data.structure().variables()];
    int run = from;
    for (int i = from; i < to; i++) {
      String complaint = complaint(i, work);
      if (complaint == null) continue;
      if (run < i) worker.solve(data, run, i, guess, watch, solution);
      solution.record(i, Status.INVALID_DATA, Residuals.UNKNOWN, 0, "");
      solution.explain(i, complaint);
      run = i + 1;
    }
    if (run < to) worker.solve(data, run, to, guess, watch, solution);
  }

  private void answerInfeasible(LayerCore core, ClosestFeasible closest) {
    core.threads()
        .run(
            data.batch(),
            1,
            new SpareWorkers<>(closest::worker),
            watch::interrupt,
            (worker, from, to) -> {
              for (int i = from; i < to; i++)
                if (solution.status(i) == Status.INFEASIBLE)
                  closest.answer(worker, data, i, watch, solution);
            });
  }

  /// Free variables that stand for functions are brought to the values of these, where they lie as
  /// if they were bound.
  private void settle(LayerCore core, TightProgram tight) {
    core.threads()
        .run(
            data.batch(),
            1,
            new SpareWorkers<>(() -> tight),
            watch::interrupt,
            (program, from, to) -> {
              for (int i = from; i < to; i++)
                if (solution.isSolved(i)) program.settle(data, inputs.values(), i, solution, watch);
            });
  }

  /// What is wrong with the numbers of an instance, or with what is declared of its parameters.
  private @Nullable String complaint(int instance, double[] work) {
    String ofData = check.complaint(instance, work);
    if (ofData != null) return ofData;
    return sharedComplaint != null ? sharedComplaint : inputs.complaint(canonical, instance);
  }
}
