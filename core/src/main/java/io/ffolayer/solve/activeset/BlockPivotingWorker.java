package io.ffolayer.solve.activeset;

import io.ffolayer.internal.kkt.dense.RangeSpaceFactor;
import io.ffolayer.internal.linalg.dense.PackedCholesky;
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
import io.ffolayer.solve.activeset.distance.PivotingRules;
import io.ffolayer.solve.activeset.distance.RangeSpace;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The rounds of [BlockPivoting], in the units of [RangeSpace].
final class BlockPivotingWorker implements Solver.Worker {
  private static final DenseKernels KERNELS = Kernels.dense();

  /// So many dependent rows are left out in one round, and in so many rounds, before the method
  /// gives up.
  private static final int LARGEST_DROP = 8;

  private static final String INDEFINITE = "P is not positive definite to working precision";
  private static final String CONTRADICTION = "a row of zeros contradicts its right-hand side";
  private static final String CROWDED = "more rows would have to be active than are independent";
  private static final String CYCLED = "the pivots found no end";
  private static final String UNCERTAIN =
      "the residuals of the active rows are above the tolerance";

  private enum Outcome {
    FOUND,
    CROWDED,
    CYCLED
  }

  private final String name;
  private final int maxPivots;
  private final int n;
  private final int m;
  private final LeastDistance problem;
  private final RangeSpace range;
  private final ActiveSetAnswer answer;
  private final double[] scale;
  private final double[] c;
  private final double[] s;
  private final double[] rhs;
  private final double[] f;
  private final double[] reciprocal;
  private final double[] tile = new double[DenseKernels.TILE];
  private final int[] selected;
  private final boolean[] equality;
  private final boolean[] in;
  private final boolean[] wrong;
  private final double[] entered;
  private int count;
  private int pivots;

  public BlockPivotingWorker(ProgramStructure structure, BlockPivoting options) {
    name = options.name();
    maxPivots = options.maxPivots();
    n = structure.variables();
    m = structure.rows();
    problem = new LeastDistance(structure);
    range = new RangeSpace(problem);
    scale = problem.scale;
    c = problem.c;
    answer = new ActiveSetAnswer(structure, options.tolerance(), name);
    int padded = DenseKernels.padded(m);
    int most = DenseKernels.padded(Math.min(m, n));
    s = new double[padded];
    rhs = new double[padded];
    f = new double[most * most];
    reciprocal = new double[most];
    selected = new int[padded];
    equality = structure.equalities();
    in = new boolean[padded];
    wrong = new boolean[padded];
    entered = new double[padded];
  }

  @Override
  public void solve(
      ProgramData data, int from, int to, WarmStart guess, Watch watch, Solution solution) {
    for (int instance = from; instance < to; instance++) {
      Status stop = watch.stop();
      if (stop != null) {
        solution.clear(instance);
        solution.record(instance, stop, Residuals.UNKNOWN, 0, name);
      } else {
        solve(data, instance, guess.at(instance), solution);
      }
    }
  }

  private void solve(
      ProgramData data, int instance, WarmStart.@Nullable Point guess, Solution solution) {
    pivots = 0;
    if (!problem.formMatrices(data, instance)) {
      giveUp(instance, INDEFINITE, solution);
      return;
    }
    if (!problem.formDistances(data, instance)) {
      giveUp(instance, CONTRADICTION, solution);
      return;
    }
    range.form(data);
    Outcome outcome = guess == null ? Outcome.CYCLED : pivotFrom(guess);
    if (outcome != Outcome.FOUND) outcome = pivotFrom(null);
    if (outcome != Outcome.FOUND) {
      giveUp(instance, outcome == Outcome.CROWDED ? CROWDED : CYCLED, solution);
      return;
    }
    writeDuals(solution.z(), instance * m);
    ActiveRows found = new ActiveRows(keptFactor(data, instance), problem.largestEntry, pivots);
    if (!answer.certify(data, instance, found, problem.quadratic, solution))
      solution.explain(instance, UNCERTAIN);
  }

  private void giveUp(int instance, String reason, Solution solution) {
    solution.clear(instance);
    solution.record(instance, Status.ITERATION_LIMIT, Residuals.UNKNOWN, pivots, name);
    solution.explain(instance, reason);
  }

  private Outcome pivotFrom(WarmStart.@Nullable Point guess) {
    start(guess);
    return pivot();
  }

  /// Chooses the first active rows: those of the guess, or those that the unconstrained minimizer
  /// violates.
  private void start(WarmStart.@Nullable Point guess) {
    for (int row = 0; row < m; row++) {
      double d = scale[row];
      in[row] = equality[row] && d > 0;
      wrong[row] = !equality[row] && c[row] < 0;
      if (guess != null && !equality[row] && d > 0 && c[row] < Double.POSITIVE_INFINITY)
        in[row] = guess.z()[row] > guess.s()[row] * d * d;
    }
    if (guess == null) {
      System.arraycopy(c, 0, s, 0, m);
      exchangeAll();
    }
  }

  private Outcome pivot() {
    double largest = problem.largestDistance();
    int best = Integer.MAX_VALUE;
    int patience = PivotingRules.PATIENCE;
    int crowded = 0;
    for (int round = 0; round < maxPivots; round++) {
      pivots++;
      int dropped = solveActive();
      if (dropped < 0 || (dropped > 0 && ++crowded > LARGEST_DROP)) return Outcome.CROWDED;
      System.arraycopy(c, 0, s, 0, m);
      KERNELS.multiplySelected(m, count, selected, 1, range.s, 0, range.stride, rhs, 0, 1, s, 0);
      int violations =
          markWrong(PivotingRules.ZERO * Math.max(largest, KERNELS.normInf(count, rhs, 0)));
      if (violations == 0) return Outcome.FOUND;
      if (violations < best) {
        best = violations;
        patience = PivotingRules.PATIENCE;
        exchangeAll();
      } else if (patience > 0) {
        patience--;
        exchangeAll();
      } else {
        exchangeLast();
      }
    }
    return Outcome.CYCLED;
  }

  /// Solves S_FF z_F = −c_F into `rhs`. Rows of F that depend on rows before them leave it.
  ///
  /// @return how many did, or −1 if they are too many
  private int solveActive() {
    count = 0;
    for (int row = 0; row < m; row++) if (in[row]) selected[count++] = row;
    int dropped = 0;
    for (; ; dropped++) {
      if (count > n) return -1;
      int fStride = 8 * DenseKernels.padded(count);
      KERNELS.gatherPrincipal(count, selected, range.s, 0, range.stride, f, 0, fStride);
      int failed =
          KERNELS.cholesky(count, PivotingRules.DEPENDENT, f, 0, fStride, reciprocal, 0, tile);
      if (failed < 0) break;
      if (dropped == LARGEST_DROP) return -1;
      in[selected[failed]] = false;
      System.arraycopy(selected, failed + 1, selected, failed, count - failed - 1);
      count--;
    }
    for (int e = 0; e < count; e++) rhs[e] = -c[selected[e]];
    Arrays.fill(rhs, count, DenseKernels.padded(count), 0);
    int fStride = 8 * DenseKernels.padded(count);
    KERNELS.solveLower(count, f, 0, fStride, reciprocal, 0, rhs, 0);
    KERNELS.solveLowerTransposed(count, f, 0, fStride, reciprocal, 0, rhs, 0);
    return dropped;
  }

  /// Marks the rows on the wrong side. An equality that was dropped as dependent is wrong unless it
  /// holds.
  private int markWrong(double zero) {
    int violations = 0;
    Arrays.fill(wrong, false);
    for (int e = 0; e < count; e++) {
      int row = selected[e];
      s[row] = 0;
      if (!equality[row] && !(rhs[e] >= -zero)) wrong[row] = true;
    }
    for (int row = 0; row < m; row++) {
      if (!(s[row] >= -zero) || (equality[row] && !(s[row] <= zero))) wrong[row] = true;
      if (wrong[row]) violations++;
    }
    return violations;
  }

  /// Every wrong row changes its side, but no more rows enter than leave S_FF well away from
  /// singular: those that are violated most.
  private void exchangeAll() {
    int staying = 0, entering = 0;
    for (int row = 0; row < m; row++) {
      if (in[row] && !wrong[row]) staying++;
      if (!in[row] && wrong[row]) entered[entering++] = s[row];
    }
    double limit = PivotingRules.limit(entered, entering, PivotingRules.room(n, staying));
    for (int row = 0; row < m; row++) if (wrong[row] && (in[row] || s[row] <= limit)) exchange(row);
  }

  private void exchangeLast() {
    for (int row = m - 1; row >= 0; row--)
      if (wrong[row]) {
        exchange(row);
        return;
      }
  }

  private void exchange(int row) {
    in[row] = !in[row] && scale[row] > 0;
  }

  private void writeDuals(double[] z, int zAt) {
    Arrays.fill(z, zAt, zAt + m, 0);
    for (int e = 0; e < count; e++) z[zAt + selected[e]] = rhs[e] * scale[selected[e]];
  }

  private RangeSpaceFactor keptFactor(ProgramData data, int instance) {
    int[] rows = new int[count];
    double[] d = new double[count];
    for (int e = 0; e < count; e++) {
      rows[e] = selected[e];
      d[e] = scale[selected[e]];
    }
    PackedCholesky schur =
        PackedCholesky.copyOf(count, f, 0, 8 * DenseKernels.padded(count), reciprocal, 0);
    return new RangeSpaceFactor(data, instance, problem.quadratic.packed(), schur, rows, d);
  }
}
