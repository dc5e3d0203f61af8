package io.ffolayer.solve.activeset.interleaved;

import io.ffolayer.internal.kkt.dense.RangeSpaceFactor;
import io.ffolayer.internal.linalg.dense.PackedCholesky;
import io.ffolayer.internal.linalg.kernel.InterleavedKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
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
  private final ActiveSetAnswer answer;
  private final Solver.Worker alone;
  private final double[] isEquality;
  private final double[] zeros;
  private final double[] mask;
  private final double[] f;
  private final double[] reciprocal;
  private final double[] minusC;
  private final double[] z;
  private final double[] s;
  private final double[] flags;
  private final double[] y;
  private final double[] entered;
  private final double[] largest = new double[LANES];
  private final double[] bound = new double[LANES];
  private final double[] lanes = new double[LANES];
  private final double[] wrong = new double[LANES];
  private final double[] lastWrong = new double[LANES];
  private final double[] inside = new double[LANES];
  private final double[] unused = new double[LANES];
  private final int[] pivots = new int[LANES];
  private final int[] patience = new int[LANES];
  private final double[] best = new double[LANES];

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
    answer = new ActiveSetAnswer(structure, tolerance, name);
    int rows = LANES * m;
    isEquality = new double[rows];
    boolean[] equality = structure.equalities();
    for (int e = 0; e < rows; e++) isEquality[e] = equality[e >> 3] ? 1 : 0;
    zeros = new double[rows];
    mask = new double[rows];
    f = new double[rows * m];
    reciprocal = new double[rows];
    minusC = new double[rows];
    z = new double[rows];
    s = new double[rows];
    flags = new double[rows];
    y = new double[LANES * n];
    entered = new double[m];
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

  private void solveLanes(
      ProgramData data, int from, int to, WarmStart guess, Watch watch, Solution solution) {
    Status stop = watch.stop();
    int found = 0;
    if (stop == null) {
      int running = ((1 << (to - from)) - 1) & ~problem.load(data, from, to);
      start(from, to, guess);
      found = pivot(running);
      if (found != 0) minimizeLagrangian();
    }
    for (int lane = 0; lane < to - from; lane++) {
      int instance = from + lane;
      if ((found & 1 << lane) != 0) finish(data, instance, lane, guess, watch, solution);
      else alone.solve(data, instance, instance + 1, guess, watch, solution);
    }
  }

  // ---- rounds

  private void start(int from, int to, WarmStart guess) {
    for (int e = 0; e < LANES * m; e++) minusC[e] = -problem.c[e];
    Arrays.fill(largest, 0);
    for (int e = 0; e < LANES * m; e++)
      if (problem.c[e] < Double.POSITIVE_INFINITY)
        largest[e & 7] = Math.max(largest[e & 7], Math.abs(problem.c[e]));
    System.arraycopy(isEquality, 0, mask, 0, LANES * m);
    KERNELS.select(m, isEquality, 0, zeros, 0, problem.c, 0, s, 0);
    KERNELS.flagBelow(m, s, 0, zeros, 0, flags, 0);
    Arrays.fill(best, Double.POSITIVE_INFINITY);
    Arrays.fill(patience, PivotingRules.PATIENCE);
    Arrays.fill(pivots, 0);
    int cold = 0;
    for (int lane = 0; lane < to - from; lane++) {
      WarmStart.Point point = guess.at(from + lane);
      if (point == null) cold |= 1 << lane;
      else startFrom(point, lane);
    }
    exchange(cold);
    Arrays.fill(best, Double.POSITIVE_INFINITY);
  }

  private void startFrom(WarmStart.Point guess, int lane) {
    for (int i = 0; i < m; i++) {
      int e = LANES * i + lane;
      double d = problem.scale[e];
      if (isEquality[e] == 0 && problem.c[e] < Double.POSITIVE_INFINITY)
        mask[e] = guess.z()[i] > guess.s()[i] * d * d ? 1 : 0;
    }
  }

  /// Runs the lanes until each has found its active rows or cannot go on.
  ///
  /// @return the lanes that have
  private int pivot(int started) {
    int running = started;
    int found = 0;
    for (int round = 0; round < maxPivots && running != 0; round++) {
      running &= ~solveActive();
      KERNELS.normInf(m, z, 0, bound, 0);
      for (int lane = 0; lane < LANES; lane++) {
        bound[lane] = -PivotingRules.ZERO * Math.max(largest[lane], bound[lane]);
        if ((running & 1 << lane) != 0) pivots[lane]++;
      }
      // Looked at are z on F, s elsewhere; equalities are never wrong.
      KERNELS.select(m, mask, 0, z, 0, s, 0, s, 0);
      KERNELS.select(m, isEquality, 0, zeros, 0, s, 0, s, 0);
      KERNELS.flagBelow(m, s, 0, bound, 0, flags, 0);
      int ended = exchange(running);
      found |= ended;
      running &= ~ended;
    }
    return found;
  }

  /// S_FF z_F = −c_F, z = 0 elsewhere, s = c + S z.
  ///
  /// @return the lanes in which S_FF is singular
  private int solveActive() {
    KERNELS.maskPrincipal(m, mask, 0, problem.s, 0, m, f, 0, m);
    int failed = KERNELS.cholesky(m, PivotingRules.DEPENDENT, f, 0, m, reciprocal, 0);
    KERNELS.select(m, mask, 0, minusC, 0, zeros, 0, z, 0);
    KERNELS.solveLower(m, f, 0, m, reciprocal, 0, z, 0);
    KERNELS.solveLowerTransposed(m, f, 0, m, reciprocal, 0, z, 0);
    System.arraycopy(problem.c, 0, s, 0, LANES * m);
    KERNELS.multiply(m, m, 1, problem.s, 0, m, z, 0, 1, s, 0);
    return failed;
  }

  /// Flagged rows change sides in the lanes that run, by the rules of [PivotingRules].
  ///
  /// @return the lanes in which nothing is flagged
  private int exchange(int running) {
    KERNELS.countFlags(m, flags, 0, wrong, 0, lastWrong, 0);
    KERNELS.countFlags(m, mask, 0, inside, 0, unused, 0);
    int ended = 0;
    for (int lane = 0; lane < LANES; lane++) {
      lanes[lane] = 0;
      if ((running & 1 << lane) == 0) continue;
      if (wrong[lane] == 0) ended |= 1 << lane;
      else if (!exchangesAll(lane)) flip(LANES * (int) lastWrong[lane] + lane);
      else if (inside[lane] + wrong[lane] <= PivotingRules.room(n, 0)) lanes[lane] = 1;
      else exchangeWithinRoom(lane);
    }
    KERNELS.flip(m, flags, 0, lanes, 0, mask, 0);
    return ended;
  }

  private boolean exchangesAll(int lane) {
    if (wrong[lane] < best[lane]) {
      best[lane] = wrong[lane];
      patience[lane] = PivotingRules.PATIENCE;
      return true;
    }
    return patience[lane]-- > 0;
  }

  private void flip(int e) {
    mask[e] = 1 - mask[e];
  }

  private void exchangeWithinRoom(int lane) {
    int staying = 0, entering = 0;
    for (int e = lane; e < LANES * m; e += LANES) {
      if (mask[e] != 0 && flags[e] == 0) staying++;
      if (mask[e] == 0 && flags[e] != 0) entered[entering++] = s[e];
    }
    double limit = PivotingRules.limit(entered, entering, PivotingRules.room(n, staying));
    for (int e = lane; e < LANES * m; e += LANES)
      if (flags[e] != 0 && (mask[e] != 0 || s[e] <= limit)) flip(e);
  }

  // ---- end

  /// y = −L⁻ᵀ(L⁻¹q + Xᵀz), all lanes.
  private void minimizeLagrangian() {
    System.arraycopy(problem.u, 0, y, 0, LANES * n);
    KERNELS.multiplyTransposed(m, n, -1, problem.x, 0, n, z, 0, -1, y, 0);
    KERNELS.solveLowerTransposed(n, problem.l, 0, n, problem.reciprocal, 0, y, 0);
  }

  private void finish(
      ProgramData data, int instance, int lane, WarmStart guess, Watch watch, Solution solution) {
    for (int j = 0; j < n; j++) solution.y()[instance * n + j] = y[LANES * j + lane];
    for (int i = 0; i < m; i++)
      solution.z()[instance * m + i] = z[LANES * i + lane] * problem.scale[LANES * i + lane];
    ActiveRows active =
        new ActiveRows(keptFactor(data, instance, lane), problem.largestEntry(lane), pivots[lane]);
    if (!answer.certifyPoint(data, instance, active, solution))
      alone.solve(data, instance, instance + 1, guess, watch, solution);
  }

  private RangeSpaceFactor keptFactor(ProgramData data, int instance, int lane) {
    int count = 0;
    for (int e = lane; e < LANES * m; e += LANES) if (mask[e] != 0) count++;
    int[] rows = new int[count];
    double[] d = new double[count];
    for (int i = 0, k = 0; i < m; i++)
      if (mask[LANES * i + lane] != 0) {
        rows[k] = i;
        d[k++] = problem.scale[LANES * i + lane];
      }
    PackedCholesky schur = PackedCholesky.ofLane(rows, f, m, reciprocal, lane);
    return new RangeSpaceFactor(data, instance, problem.packedFactor(lane), schur, rows, d);
  }
}
