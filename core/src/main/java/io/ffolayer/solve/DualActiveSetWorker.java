package io.ffolayer.solve;

import io.ffolayer.internal.kkt.RangeSpaceFactor;
import io.ffolayer.internal.linalg.DenseKernels;
import io.ffolayer.internal.linalg.Kernels;
import io.ffolayer.internal.linalg.RowBasis;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The steps of [DualActiveSet], in the coordinates of [LeastDistance].
final class DualActiveSetWorker implements Solver.Worker {
  private static final DenseKernels KERNELS = Kernels.dense();

  /// A row, one long, with less than this outside the span of F counts as dependent.
  private static final double DEPENDENT = 1e-11;

  /// Part of the largest distance in sight that counts as zero.
  private static final double ZERO = 1e-12;

  /// A coefficient of a row that is smaller than this part of the largest is rounding.
  private static final double NO_COEFFICIENT = 1e-13;

  /// A certificate of infeasibility must exclude every point nearer than this many times the
  /// largest distance in the data.
  private static final double REACH = 1e6;

  /// Bound on ‖Aᵀz‖∞ of a certificate relative to the sizes of its terms.
  private static final double CERTIFICATE_ERROR = 1e-9;

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
    LIMIT,
    STUCK
  }

  private final String name;
  private final int maxIterations;
  private final int n;
  private final int m;
  private final LeastDistance problem;
  private final RowBasis basis;
  private final ActiveSetAnswer answer;
  private final double[] row;
  private final double[] v;
  private final double[] s;
  private final double[] coefficient;
  private final int[] active;
  private final double[] z;
  private final double[] side;
  private final double[] dual;
  private final boolean[] isActive;
  private int iterations;
  private double largest;
  private int freshStarts;
  private int culprit;
  private double culpritSlack;

  DualActiveSetWorker(ProgramStructure structure, DualActiveSet options) {
    name = options.name();
    n = structure.variables();
    m = structure.rows();
    maxIterations = (int) Math.min(options.maxIterations(), LARGEST_EFFORT * (n + m));
    problem = new LeastDistance(structure);
    basis = new RowBasis(n);
    answer = new ActiveSetAnswer(structure, options.tolerance(), name);
    row = new double[n];
    v = new double[n];
    s = new double[DenseKernels.padded(m)];
    coefficient = new double[n + 1];
    active = new int[n + 1];
    z = new double[n + 1];
    side = new double[n + 1];
    dual = new double[DenseKernels.padded(m)];
    isActive = new boolean[m];
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
    iterations = 0;
    Status stop = watch.stop();
    if (stop == null && !problem.formMatrices(data, instance)) {
      giveUp(instance, INDEFINITE, solution);
      return;
    }
    Outcome outcome = Outcome.GOING_ON;
    if (stop == null) outcome = start(data, instance, guess);
    while (stop == null && outcome == Outcome.GOING_ON) {
      outcome = step();
      stop = watch.stop();
    }
    if (stop != null) {
      solution.clear(instance);
      solution.record(instance, stop, Residuals.UNKNOWN, iterations, name);
      return;
    }
    switch (outcome) {
      case FOUND -> finish(data, instance, solution);
      case CONTRADICTION -> prove(data, instance, solution);
      case STUCK -> giveUp(instance, STUCK, solution);
      case LIMIT, GOING_ON -> giveUp(instance, LIMIT, solution);
    }
  }

  private void giveUp(int instance, String reason, Solution solution) {
    solution.clear(instance);
    solution.record(instance, Status.ITERATION_LIMIT, Residuals.UNKNOWN, iterations, name);
    solution.explain(instance, reason);
  }

  // ---- start

  private Outcome start(ProgramData data, int instance, WarmStart.@Nullable Point guess) {
    basis.clear();
    Arrays.fill(isActive, false);
    if (!problem.formDistances(data, instance)) {
      return contradiction(contradictoryRow());
    }
    largest = problem.largestDistance();
    freshStarts = 0;
    Arrays.fill(v, 0);
    for (int i = 0; i < m; i++) {
      if (!problem.isEquality(i)) continue;
      Outcome outcome = takeEquality(i);
      if (outcome != Outcome.GOING_ON) return outcome;
    }
    if (guess != null) takeGuess(guess);
    else slacks();
    return Outcome.GOING_ON;
  }

  private int contradictoryRow() {
    for (int i = 0; i < m; i++)
      if (problem.scale[i] == 0
          && (problem.c[i] < 0 || (problem.isEquality(i) && problem.c[i] > 0))) return i;
    throw new IllegalStateException("no contradictory row");
  }

  private Outcome contradiction(int i) {
    culprit = i;
    culpritSlack = problem.c[i] - (problem.scale[i] > 0 ? KERNELS.dot(n, row, 0, v, 0) : 0);
    return Outcome.CONTRADICTION;
  }

  /// An equality is taken in by a full step, whatever its sign, unless it depends on those before
  /// it; then it must hold already.
  private Outcome takeEquality(int i) {
    if (problem.scale[i] == 0) return Outcome.GOING_ON;
    load(i);
    double outside = basis.project(row);
    double slack = problem.c[i] - KERNELS.dot(n, row, 0, v, 0);
    basis.coefficients(coefficient);
    if (basis.size() == n || outside <= DEPENDENT)
      return Math.abs(slack) <= zero() ? Outcome.GOING_ON : contradiction(i);
    double t = -slack / (outside * outside);
    move(t);
    enter(i, t);
    return Outcome.GOING_ON;
  }

  /// Starts on the active rows of a guess, without those that depend on others, and without those
  /// whose duals come out negative.
  private void takeGuess(WarmStart.Point guess) {
    for (int i = 0; i < m && basis.size() < n; i++) {
      double d = problem.scale[i];
      if (isActive[i] || problem.isEquality(i) || d == 0) continue;
      if (problem.c[i] == Double.POSITIVE_INFINITY) continue;
      if (!(guess.z()[i] > guess.s()[i] * d * d)) continue;
      load(i);
      if (basis.project(row) > Math.sqrt(DEPENDENT)) enter(i, 0);
    }
    solveOnActive();
    slacks();
  }

  // ---- steps

  /// Takes in the row that is violated most, or one row less on the way to it.
  private Outcome step() {
    int p = mostViolated();
    if (p < 0) return confirm();
    load(p);
    double gained = 0;
    while (iterations < maxIterations) {
      double outside = basis.project(row);
      basis.coefficients(coefficient);
      boolean dependent = basis.size() == n || outside <= DEPENDENT;
      int blocking = blockingRow();
      double full = dependent ? Double.POSITIVE_INFINITY : -s[p] / (outside * outside);
      double partial =
          blocking < 0
              ? Double.POSITIVE_INFINITY
              : Math.max(0, z[blocking]) / coefficient[blocking];
      double t = Math.min(full, partial);
      if (t == Double.POSITIVE_INFINITY) return contradiction(p);
      if (dependent) moveDuals(t);
      else move(t);
      gained += t;
      if (full <= partial) {
        enter(p, gained);
        slacks();
        return Outcome.GOING_ON;
      }
      leave(blocking);
      if (!dependent) slacks();
    }
    return Outcome.LIMIT;
  }

  private int mostViolated() {
    double worst = -zero();
    int p = -1;
    for (int i = 0; i < m; i++)
      if (s[i] < worst && !isActive[i] && !problem.isEquality(i)) {
        worst = s[i];
        p = i;
      }
    return p;
  }

  /// The inequality of F whose dual comes to zero first, or −1.
  private int blockingRow() {
    int k = basis.size();
    double smallest = NO_COEFFICIENT * Math.max(1, KERNELS.normInf(k, coefficient, 0));
    int blocking = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int e = 0; e < k; e++) {
      if (problem.isEquality(active[e]) || !(coefficient[e] > smallest)) continue;
      double ratio = Math.max(0, z[e]) / coefficient[e];
      if (ratio < least) {
        least = ratio;
        blocking = e;
      }
    }
    return blocking;
  }

  private void move(double t) {
    KERNELS.axpy(n, -t, basis.outside(), 0, v, 0);
    moveDuals(t);
  }

  private void moveDuals(double t) {
    KERNELS.axpy(basis.size(), -t, coefficient, 0, z, 0);
  }

  private void enter(int i, double dual) {
    active[basis.size()] = i;
    z[basis.size()] = dual;
    isActive[i] = true;
    basis.append();
    iterations++;
  }

  private void leave(int e) {
    isActive[active[e]] = false;
    int behind = basis.size() - e - 1;
    System.arraycopy(active, e + 1, active, e, behind);
    System.arraycopy(z, e + 1, z, e, behind);
    basis.remove(e);
    iterations++;
  }

  /// What counts as zero among distances.
  private double zero() {
    return ZERO * Math.max(largest, KERNELS.normInf(n, v, 0));
  }

  /// s = c − X v, zero on F.
  private void slacks() {
    System.arraycopy(problem.c, 0, s, 0, s.length);
    KERNELS.multiply(m, n, -1, problem.x, 0, problem.stride, v, 0, 1, s, 0);
    for (int e = 0; e < basis.size(); e++) s[active[e]] = 0;
  }

  private void load(int i) {
    int from = DenseKernels.at(0, problem.stride, i, 0);
    for (int j = 0; j < n; j++) row[j] = problem.x[from + 8 * j];
  }

  // ---- end

  /// No row is violated: solves on F afresh, without what has gathered on the way, and looks again.
  private Outcome confirm() {
    boolean kept = solveOnActive();
    slacks();
    if (kept && mostViolated() < 0) return Outcome.FOUND;
    return ++freshStarts > FRESH_STARTS ? Outcome.STUCK : Outcome.GOING_ON;
  }

  /// v and z from F alone; rows with negative duals leave F, the most negative first.
  ///
  /// @return whether all stayed
  private boolean solveOnActive() {
    boolean all = true;
    while (true) {
      int k = basis.size();
      for (int e = 0; e < k; e++) side[e] = problem.c[active[e]];
      basis.shortest(side, v, z);
      double least = -ZERO * Math.max(largest, KERNELS.normInf(k, z, 0));
      int wrong = -1;
      for (int e = 0; e < k; e++)
        if (z[e] < least && !problem.isEquality(active[e])) {
          least = z[e];
          wrong = e;
        }
      if (wrong < 0) return all;
      leave(wrong);
      all = false;
    }
  }

  private void finish(ProgramData data, int instance, Solution solution) {
    int k = basis.size();
    int[] rows = Arrays.copyOf(active, k);
    double[] d = new double[k];
    Arrays.fill(solution.z(), instance * m, (instance + 1) * m, 0);
    for (int e = 0; e < k; e++) {
      d[e] = problem.scale[rows[e]];
      solution.z()[instance * m + rows[e]] = z[e] * d[e];
    }
    RangeSpaceFactor factor =
        new RangeSpaceFactor(
            data, instance, problem.quadratic.packed(), basis.gramFactor(), rows, d);
    if (!answer.certify(data, instance, problem.quadratic, factor, iterations, solution))
      solution.explain(instance, UNCERTAIN);
  }

  /// The certificate z = (1, −r) on the row that cannot be satisfied and on F – with the other sign
  /// where an equality is on the other side –, if it is one.
  private void prove(ProgramData data, int instance, Solution solution) {
    int k = basis.size();
    double sign = culpritSlack > 0 ? -1 : 1;
    Arrays.fill(dual, 0);
    dual[culprit] = sign;
    for (int e = 0; e < k; e++) dual[active[e]] = -sign * coefficient[e];
    for (int round = 0; round < 2; round++) {
      for (int e = 0; e < k; e++)
        if (!problem.isEquality(active[e])) dual[active[e]] = Math.max(0, dual[active[e]]);
      KERNELS.multiplyTransposed(m, n, 1, problem.x, 0, problem.stride, dual, 0, 0, row, 0);
      if (round > 0) break;
      basis.project(row);
      basis.coefficients(coefficient);
      for (int e = 0; e < k; e++) dual[active[e]] -= coefficient[e];
    }
    solution.clear(instance);
    if (excludesAllInReach()) {
      double error = writeCertificate(data, instance, solution.z());
      if (error <= CERTIFICATE_ERROR) {
        Residuals residuals = new Residuals(error, 0, 0);
        solution.record(instance, Status.INFEASIBLE, residuals, iterations, name);
        return;
      }
    }
    giveUp(instance, UNPROVEN, solution);
  }

  /// A feasible v has (Xᵀz)·v ≤ cᵀz < 0, so that ‖v‖ ≥ |cᵀz| / ‖Xᵀz‖.
  private boolean excludesAllInReach() {
    if (problem.scale[culprit] == 0) return true;
    double cz = 0;
    for (int i = 0; i < m; i++) if (dual[i] != 0) cz += problem.c[i] * dual[i];
    double length = Math.sqrt(KERNELS.dot(n, row, 0, row, 0));
    return cz < 0 && REACH * largest * length <= -cz;
  }

  /// Writes z with bᵀz = −1.
  ///
  /// @return ‖Aᵀz‖∞ relative to the sizes of its terms, or NaN
  private double writeCertificate(ProgramData data, int instance, double[] certificate) {
    int at = instance * m;
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    double bz = 0;
    for (int i = 0; i < m; i++) {
      if (dual[i] == 0) continue;
      certificate[at + i] = dual[i] * (problem.scale[i] > 0 ? problem.scale[i] : 1);
      bz += b[bAt + i] * certificate[at + i];
    }
    if (!(bz < 0)) return Double.NaN;
    for (int i = 0; i < m; i++) certificate[at + i] /= -bz;
    Arrays.fill(row, 0);
    data.addTransposedProduct(instance, certificate, at, row, 0);
    double error = KERNELS.normInf(n, row, 0);
    Arrays.fill(row, 0);
    data.addTransposedSizes(instance, certificate, at, row, 0);
    return error == 0 ? 0 : error / KERNELS.normInf(n, row, 0);
  }
}
