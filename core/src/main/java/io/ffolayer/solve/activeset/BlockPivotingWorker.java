package io.ffolayer.solve.activeset;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
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
import io.ffolayer.solve.activeset.distance.PivotingRules;
import io.ffolayer.solve.activeset.distance.RangeSpace;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The rounds of [BlockPivoting], in the units of [RangeSpace].
final class BlockPivotingWorker implements Solver.Worker {
  private static final String INDEFINITE = "P is not positive definite to working precision";
  private static final String CONTRADICTION = "a row of zeros contradicts its right-hand side";
  private static final String CROWDED = "more rows would have to be active than are independent";
  private static final String CYCLED = "the pivots found no end";
  private static final String STOPPED = "stopped";
  private static final String UNCERTAIN =
      "the residuals of the active rows are above the tolerance";

  private enum Outcome {
    FOUND,
    CROWDED,
    CYCLED,
    STOPPED
  }

  private final String name;
  private final int maxPivots;
  private final int m;
  private final LeastDistance problem;
  private final RangeSpace range;
  private final RowSides sides;
  private final ActiveDuals duals;
  private final ActiveSetAnswer answer;
  private final double[] s;
  private int pivots;

  BlockPivotingWorker(ProgramStructure structure, BlockPivoting options) {
    name = options.name();
    maxPivots = options.maxPivots();
    m = structure.rows();
    problem = new LeastDistance(structure);
    range = new RangeSpace(problem);
    sides = new RowSides(problem);
    duals = new ActiveDuals(range);
    answer = new ActiveSetAnswer(structure, options.tolerance(), name);
    s = new double[DenseKernels.padded(m)];
  }

  @Override
  public void solve(
      ProgramData data, int from, int to, WarmStart guess, Watch watch, Solution solution) {
    for (int instance = from; instance < to; instance++) {
      pivots = 0;
      String failure = solve(data, instance, guess.at(instance), watch, solution);
      if (failure != null) giveUp(instance, failure, watch, solution);
    }
  }

  /// Solves one instance, or says why not.
  private @Nullable String solve(
      ProgramData data,
      int instance,
      WarmStart.@Nullable Point guess,
      Watch watch,
      Solution solution) {
    if (watch.isStopped()) return STOPPED;
    if (!problem.formMatrices(data, instance, watch))
      return watch.isStopped() ? STOPPED : INDEFINITE;
    if (!problem.formDistances(data, instance)) return CONTRADICTION;
    if (!range.form(data, watch)) return STOPPED;
    Outcome outcome = pivotFrom(guess, watch);
    if (guess != null && outcome != Outcome.FOUND) outcome = pivotFrom(null, watch);
    return switch (outcome) {
      case FOUND -> finish(data, instance, solution);
      case CROWDED -> CROWDED;
      case CYCLED -> CYCLED;
      case STOPPED -> STOPPED;
    };
  }

  private void giveUp(int instance, String reason, Watch watch, Solution solution) {
    solution.clear(instance);
    Status status = Status.ITERATION_LIMIT;
    if (reason.equals(STOPPED))
      status = Objects.requireNonNullElse(watch.stop(), Status.INTERRUPTED);
    solution.record(instance, status, Residuals.UNKNOWN, pivots, name);
    solution.explain(instance, reason);
  }

  private Outcome pivotFrom(WarmStart.@Nullable Point guess, Watch watch) {
    if (guess == null) sides.start();
    else sides.startFrom(guess);
    return pivot(watch);
  }

  private Outcome pivot(Watch watch) {
    double largest = problem.largestDistance();
    int best = Integer.MAX_VALUE;
    int patience = PivotingRules.PATIENCE;
    int crowded = 0;
    for (int round = 0; round < maxPivots; round++) {
      if (watch.isStopped()) return Outcome.STOPPED;
      pivots++;
      int dropped = duals.solve(sides);
      if (dropped < 0 || (dropped > 0 && ++crowded > ActiveDuals.LARGEST_DROP))
        return Outcome.CROWDED;
      duals.slacks(s);
      double zero = PivotingRules.ZERO * Math.max(largest, duals.largest());
      int violations = sides.markWrong(duals, s, zero);
      if (violations == 0) return Outcome.FOUND;
      if (violations < best) {
        best = violations;
        patience = PivotingRules.PATIENCE;
        sides.exchangeAll(s);
      } else if (patience > 0) {
        patience--;
        sides.exchangeAll(s);
      } else {
        sides.exchangeLast();
      }
    }
    return Outcome.CYCLED;
  }

  private @Nullable String finish(ProgramData data, int instance, Solution solution) {
    duals.write(solution.z(), instance * m);
    ActiveRows found =
        new ActiveRows(
            duals.rows(), () -> duals.keptFactor(data, instance), problem.largestEntry, pivots);
    if (!answer.certify(data, instance, found, problem.quadratic, solution))
      solution.explain(instance, UNCERTAIN);
    return null;
  }
}
