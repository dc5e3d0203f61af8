package io.ffolayer.solve.activeset;

import io.ffolayer.internal.kkt.dense.RangeSpaceFactor;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.solve.activeset.distance.ActiveRows;
import io.ffolayer.solve.activeset.distance.ActiveSetAnswer;
import io.ffolayer.solve.activeset.distance.LeastDistance;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The steps of [DualActiveSet], in the coordinates of [LeastDistance].
final class DualActiveSetWorker implements Solver.Worker {
  private static final DenseKernels KERNELS = Kernels.dense();

  /// A row, one long, with less than this outside the span of F counts as dependent.
  private static final double DEPENDENT = 1e-11;

  /// Part of the largest distance in sight that counts as zero.
  private static final double ZERO = 1e-12;

  /// Rows that enter or leave, per variable and row, before rounding must be going round in
  /// circles.
  private static final long LARGEST_EFFORT = 20;

  /// Times that F may be solved afresh, at the end, and found wrong.
  private static final int FRESH_STARTS = 5;

  private static final String INDEFINITE = "P is not positive definite to working precision";
  private static final String LIMIT = "the iteration limit came before an end";
  private static final String STUCK = "the active rows are too close to dependent to settle";
  private static final String UNCERTAIN =
      "the residuals of the active rows are above the tolerance";
  private static final String UNPROVEN = "the rows seem to contradict each other, without proof";

  private enum Outcome {
    GOING_ON,
    FOUND,
    CONTRADICTION,
    INDEFINITE,
    LIMIT,
    STUCK,
    STOPPED
  }

  private final String name;
  private final int maxIterations;
  private final int n;
  private final int m;
  private final LeastDistance problem;
  private final WorkingSet set;
  private final ContradictionProof proof;
  private final ActiveSetAnswer answer;
  private final double[] s;
  private double largest;
  private int freshStarts;
  private Contradiction culprit = Contradiction.NONE;

  DualActiveSetWorker(ProgramStructure structure, DualActiveSet options) {
    name = options.name();
    n = structure.variables();
    m = structure.rows();
    maxIterations = (int) Math.min(options.maxIterations(), LARGEST_EFFORT * (n + m));
    problem = new LeastDistance(structure);
    set = new WorkingSet(problem);
    proof = new ContradictionProof(problem);
    answer = new ActiveSetAnswer(structure, options.tolerance(), name);
    s = new double[DenseKernels.padded(m)];
  }

  @Override
  public void solve(
      ProgramData data, int from, int to, WarmStart guess, Watch watch, Solution solution) {
    for (int instance = from; instance < to; instance++)
      solve(data, instance, guess.at(instance), watch, solution);
  }

  private void solve(
      ProgramData data,
      int instance,
      WarmStart.@Nullable Point guess,
      Watch watch,
      Solution solution) {
    set.clear();
    Outcome outcome = watch.isStopped() ? Outcome.STOPPED : start(data, instance, guess, watch);
    while (outcome == Outcome.GOING_ON) outcome = watch.isStopped() ? Outcome.STOPPED : step(watch);
    switch (outcome) {
      case FOUND -> finish(data, instance, solution);
      case CONTRADICTION -> prove(data, instance, solution);
      case INDEFINITE -> giveUp(instance, INDEFINITE, solution);
      case STUCK -> giveUp(instance, STUCK, solution);
      case LIMIT, GOING_ON -> giveUp(instance, LIMIT, solution);
      case STOPPED -> {
        Status stop = Objects.requireNonNullElse(watch.stop(), Status.INTERRUPTED);
        solution.clear(instance);
        solution.record(instance, stop, Residuals.UNKNOWN, set.changes(), name);
      }
    }
  }

  private void giveUp(int instance, String reason, Solution solution) {
    solution.clear(instance);
    solution.record(instance, Status.ITERATION_LIMIT, Residuals.UNKNOWN, set.changes(), name);
    solution.explain(instance, reason);
  }

  // ---- start

  private Outcome start(
      ProgramData data, int instance, WarmStart.@Nullable Point guess, Watch watch) {
    freshStarts = 0;
    if (!problem.formMatrices(data, instance, watch))
      return watch.isStopped() ? Outcome.STOPPED : Outcome.INDEFINITE;
    if (!problem.formDistances(data, instance)) {
      int i = contradictoryRow();
      return contradiction(i, problem.c[i]);
    }
    largest = problem.largestDistance();
    for (int i = 0; i < m; i++) {
      if (!problem.isEquality(i) || problem.scale[i] == 0) continue;
      if (watch.isStopped()) return Outcome.STOPPED;
      Outcome outcome = takeEquality(i);
      if (outcome != Outcome.GOING_ON) return outcome;
    }
    if (guess != null && !takeGuess(guess, watch)) return Outcome.STOPPED;
    set.slacks(s);
    return Outcome.GOING_ON;
  }

  private int contradictoryRow() {
    for (int i = 0; i < m; i++)
      if (problem.scale[i] == 0
          && (problem.c[i] < 0 || (problem.isEquality(i) && problem.c[i] > 0))) return i;
    throw new IllegalStateException("no contradictory row");
  }

  private Outcome contradiction(int i, double slack) {
    culprit = new Contradiction(i, slack);
    return Outcome.CONTRADICTION;
  }

  /// An equality is taken in by a full step, whatever its sign, unless it depends on those before
  /// it; then it must hold already.
  private Outcome takeEquality(int i) {
    set.look(i);
    double outside = set.split();
    double slack = set.slack(i);
    if (outside <= DEPENDENT)
      return Math.abs(slack) <= zero() ? Outcome.GOING_ON : contradiction(i, slack);
    double t = -slack / (outside * outside);
    set.move(t);
    set.enter(i, t);
    return Outcome.GOING_ON;
  }

  /// Starts on the active rows of a guess, without those that depend on others, and without those
  /// whose duals come out negative.
  ///
  /// @return false if it was stopped
  private boolean takeGuess(WarmStart.Point guess, Watch watch) {
    for (int i = 0; i < m && set.size() < n; i++) {
      double d = problem.scale[i];
      if (problem.isEquality(i) || d == 0 || problem.c[i] == Double.POSITIVE_INFINITY) continue;
      if (!(guess.z()[i] > guess.s()[i] * d * d)) continue;
      if (watch.isStopped()) return false;
      set.look(i);
      if (set.split() > Math.sqrt(DEPENDENT)) set.enter(i, 0);
    }
    set.solveAfresh(ZERO, largest);
    return true;
  }

  // ---- steps

  /// Takes in the row that is violated most, after the rows that are in its way have left.
  private Outcome step(Watch watch) {
    int p = mostViolated();
    if (p < 0) return confirm();
    set.look(p);
    double dual = 0;
    while (set.changes() < maxIterations) {
      if (watch.isStopped()) return Outcome.STOPPED;
      double outside = set.split();
      boolean dependent = outside <= DEPENDENT;
      int blocking = set.blocking();
      double full = dependent ? Double.POSITIVE_INFINITY : -s[p] / (outside * outside);
      double partial =
          blocking < 0
              ? Double.POSITIVE_INFINITY
              : Math.max(0, set.dual(blocking)) / set.coefficient(blocking);
      double t = Math.min(full, partial);
      if (t == Double.POSITIVE_INFINITY) return contradiction(p, s[p]);
      if (dependent) set.moveDuals(t);
      else set.move(t);
      dual += t;
      if (full <= partial) {
        set.enter(p, dual);
        set.slacks(s);
        return Outcome.GOING_ON;
      }
      set.leave(blocking);
      if (!dependent) set.slacks(s);
    }
    return Outcome.LIMIT;
  }

  private int mostViolated() {
    double worst = -zero();
    int p = -1;
    for (int i = 0; i < m; i++)
      if (s[i] < worst && !set.holds(i) && !problem.isEquality(i)) {
        worst = s[i];
        p = i;
      }
    return p;
  }

  /// What counts as zero among distances.
  private double zero() {
    return ZERO * Math.max(largest, KERNELS.normInf(n, set.v, 0));
  }

  // ---- end

  /// No row is violated: solves on F afresh and looks again.
  private Outcome confirm() {
    boolean kept = set.solveAfresh(ZERO, largest);
    set.slacks(s);
    if (kept && mostViolated() < 0) return Outcome.FOUND;
    return ++freshStarts > FRESH_STARTS ? Outcome.STUCK : Outcome.GOING_ON;
  }

  private void finish(ProgramData data, int instance, Solution solution) {
    double[] z = solution.z();
    Arrays.fill(z, instance * m, (instance + 1) * m, 0);
    int[] rows = new int[set.size()];
    for (int e = 0; e < rows.length; e++) {
      rows[e] = set.row(e);
      z[instance * m + rows[e]] = set.dual(e) * problem.scale[rows[e]];
    }
    ActiveRows found =
        new ActiveRows(
            rows, () -> keptFactor(data, instance, rows), problem.largestEntry, set.changes());
    if (!answer.certify(data, instance, found, problem.quadratic, solution))
      solution.explain(instance, UNCERTAIN);
  }

  private RangeSpaceFactor keptFactor(ProgramData data, int instance, int[] rows) {
    double[] d = new double[rows.length];
    for (int e = 0; e < rows.length; e++) d[e] = problem.scale[rows[e]];
    return new RangeSpaceFactor(
        data, instance, problem.quadratic.packed(), set.basis().gramFactor(), rows, d);
  }

  private void prove(ProgramData data, int instance, Solution solution) {
    solution.clear(instance);
    double error = proof.write(data, instance, culprit, set, solution);
    if (Double.isNaN(error)) giveUp(instance, UNPROVEN, solution);
    else
      solution.record(instance, Status.INFEASIBLE, new Residuals(error, 0, 0), set.changes(), name);
  }
}
