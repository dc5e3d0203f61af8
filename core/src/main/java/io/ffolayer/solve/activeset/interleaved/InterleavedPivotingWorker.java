package io.ffolayer.solve.activeset.interleaved;

import io.ffolayer.internal.linalg.kernel.InterleavedKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.solve.activeset.distance.ActiveRows;
import io.ffolayer.solve.activeset.distance.ActiveSetAnswer;
import io.ffolayer.solve.activeset.distance.PivotingRules;
import java.util.Arrays;

/// The rounds of block pivoting for eight small programs at once, in lockstep.
///
/// Each lane of a vector is one program with its own set F. Instead of gathering S_FF, rows outside
/// F become those of the identity, so that every lane does the same operations on its own numbers.
/// A lane that has ended goes on with the same F, and gets the same numbers again. What happens in
/// one lane depends on that lane alone: a program gives the same bits whatever stands beside it.
///
/// Programs in which a row depends on others, is zero, or whose P is not positive definite, leave
/// the lockstep and are done alone.
public final class InterleavedPivotingWorker implements Solver.Worker {
  /// Beyond these sizes a single program fills the vectors.
  static final int LARGEST_N = 16;

  static final int LARGEST_M = 32;

  private static final InterleavedKernels KERNELS = Kernels.interleaved();
  private static final int LANES = InterleavedKernels.LANES;

  private final int maxPivots;
  private final int n;
  private final int m;
  private final InterleavedProblem problem;
  private final LaneSets sets;
  private final LaneDuals duals;
  private final ActiveSetAnswer answer;
  private final Solver.Worker alone;
  private final double[] largest = new double[LANES];
  private final double[] bound = new double[LANES];
  private final int[] pivots = new int[LANES];

  /// @param name of the solver in its answers
  /// @param alone takes the programs that leave the lockstep
  public InterleavedPivotingWorker(
      ProgramStructure structure,
      String name,
      double tolerance,
      int maxPivots,
      Solver.Worker alone) {
    this.maxPivots = maxPivots;
    this.alone = alone;
    n = structure.variables();
    m = structure.rows();
    problem = new InterleavedProblem(structure);
    sets = new LaneSets(n, structure.equalities());
    duals = new LaneDuals(problem);
    answer = new ActiveSetAnswer(structure, tolerance, name);
  }

  public static boolean takes(ProgramStructure structure) {
    int n = structure.variables(), m = structure.rows();
    return 1 <= n && n <= LARGEST_N && 1 <= m && m <= LARGEST_M;
  }

  @Override
  public void solve(
      ProgramData data, int from, int to, WarmStart guess, Watch watch, Solution solution) {
    for (int first = from; first < to; first += LANES)
      solveLanes(data, first, Math.min(to, first + LANES), guess, watch, solution);
  }

  @Override
  public void release() {
    alone.release();
  }

  private void solveLanes(
      ProgramData data, int from, int to, WarmStart guess, Watch watch, Solution solution) {
    int found = 0;
    if (!watch.isStopped()) {
      int running = ((1 << (to - from)) - 1) & ~problem.load(data, from, to);
      start(from, to, guess);
      found = pivot(running);
      if (found != 0) duals.minimizeLagrangian();
    }
    for (int lane = 0; lane < to - from; lane++) {
      int instance = from + lane;
      if ((found & 1 << lane) == 0 || !finish(data, instance, lane, solution))
        alone.solve(data, instance, instance + 1, guess, watch, solution);
    }
  }

  private void start(int from, int to, WarmStart guess) {
    Arrays.fill(largest, 0);
    for (int e = 0; e < LANES * m; e++)
      if (problem.c[e] < Double.POSITIVE_INFINITY)
        largest[e & 7] = Math.max(largest[e & 7], Math.abs(problem.c[e]));
    Arrays.fill(pivots, 0);
    duals.start();
    sets.start(problem.c);
    int cold = 0;
    for (int lane = 0; lane < to - from; lane++) {
      WarmStart.Point point = guess.at(from + lane);
      if (point == null) cold |= 1 << lane;
      else sets.startFrom(point, lane, problem);
    }
    sets.exchange(cold);
    sets.forgetBest();
  }

  /// Runs the lanes until each has found its active rows or cannot go on.
  ///
  /// @return the lanes that have
  private int pivot(int started) {
    int running = started;
    int found = 0;
    for (int round = 0; round < maxPivots && running != 0; round++) {
      running &= ~duals.solve(sets);
      KERNELS.normInf(m, duals.z, 0, bound, 0);
      for (int lane = 0; lane < LANES; lane++) {
        bound[lane] = -PivotingRules.ZERO * Math.max(largest[lane], bound[lane]);
        if ((running & 1 << lane) != 0) pivots[lane]++;
      }
      sets.flagWrong(duals.z, duals.s, bound);
      int ended = sets.exchange(running);
      found |= ended;
      running &= ~ended;
    }
    return found;
  }

  /// Writes the answer of one lane.
  ///
  /// @return whether it is certified
  private boolean finish(ProgramData data, int instance, int lane, Solution solution) {
    for (int j = 0; j < n; j++) solution.y()[instance * n + j] = duals.y[LANES * j + lane];
    for (int i = 0; i < m; i++)
      solution.z()[instance * m + i] = duals.z[LANES * i + lane] * problem.scale[LANES * i + lane];
    int[] rows = sets.rows(lane);
    ActiveRows active =
        new ActiveRows(
            rows,
            () -> duals.keptFactor(data, instance, lane, rows),
            problem.largestEntry(lane),
            pivots[lane]);
    return answer.certifyPoint(data, instance, active, solution);
  }
}
