package io.ffolayer.solve.separable;

import io.ffolayer.internal.kkt.separable.IndependentRows;
import io.ffolayer.internal.kkt.separable.SchurComplement;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.solve.Watch;
import java.util.Arrays;

/// The iterations of [SemismoothNewton] on a [DualPoint].
///
/// The constants were chosen on Sudoku layers of 64×40 and 729×249 along their training; the
/// optimum is flat. Weights cut at 1e-5 or 1e-2 instead of 1e-3, a reach of 0.05, or a search to
/// 1e-3 or 0.2 cost up to ten per cent more; without the conjugate steps the larger layer takes
/// half as long again.
final class DualNewton {
  enum Outcome {
    CONVERGED,
    UNBOUNDED,
    LIMIT,
    STOPPED
  }

  /// κ: how far the weights reach, relative to the largest distance from a bound.
  private static final double REACH = 0.1;

  /// Weights below this are left out.
  private static final double NEGLIGIBLE = 1e-3;

  /// A step without a factorisation costs about as much as so many rows of one.
  private static final int ROWS_WORTH_A_STEP = 16;

  private static final int MOST_STEPS = 20;

  /// Steps go on with one factor while so many of them reduce gᵀS⁻¹g by this.
  private static final int LOOK_BACK = 4;

  private static final double PROGRESS = 0.3;

  /// How exactly the path is searched, relative to the slope at its start; with one row the search
  /// is the whole method.
  private static final double SEARCH = 1e-2;

  private static final double SEARCH_ONE_ROW = 1e-13;

  private static final int MOST_FINISHING = 6;

  /// A row whose violation is below this, relative, and whose multiplier is zero, is not active.
  private static final double SETTLED = 1e-10;

  /// Regularisation, relative to the diagonal that all variables together give.
  private static final double SHIFT = 1e-11;

  private final DualPoint point;
  private final DualFunction phi;
  private final DualSearch search;
  private final SchurComplement s = new SchurComplement();
  private final IndependentRows exact;
  private final double[] theta;
  private final double[] out;
  private final int[] rows;
  private final double[] step;
  private final double[] course;
  private final double[] last;
  private final double[] decrement = new double[MOST_STEPS];
  private int working;
  int factorisations;

  DualNewton(DualPoint point) {
    this.point = point;
    phi = point.phi;
    search = new DualSearch(point);
    exact = new IndependentRows(phi.program.structure());
    theta = new double[phi.n];
    out = new double[phi.n];
    int most = phi.program.structure().mostGeneralRows();
    rows = new int[most];
    step = new double[DenseKernels.padded(most)];
    course = new double[most];
    last = new double[most];
  }

  double[] direction() {
    return search.delta;
  }

  /// The factor on the active set, after [#finish].
  IndependentRows exact() {
    return exact;
  }

  /// 1/d at the free variables of [#exact], 0 elsewhere.
  double[] freeWeights() {
    return theta;
  }

  /// Iterates until the violation of the rows is at most `target`, relative.
  ///
  /// @param limit of factorisations
  Outcome iterate(double target, int limit, Watch watch) {
    for (int k = 0; ; k++) {
      double error = point.error();
      if (error <= target) return Outcome.CONVERGED;
      if (k >= limit) return Outcome.LIMIT;
      if (watch.isStopped()) return Outcome.STOPPED;
      working = point.workingRows(rows, 0);
      weigh(error);
      if (!factor()) return Outcome.LIMIT;
      if (watch.isStopped()) return Outcome.STOPPED;
      if (!steps(target, watch)) return Outcome.UNBOUNDED;
    }
  }

  /// Newton's step, and the conjugate ones that follow it with the same factor.
  ///
  /// @return false if φ falls along Newton's step without end
  private boolean steps(double target, Watch watch) {
    int most = Math.clamp(working / ROWS_WORTH_A_STEP, 1, MOST_STEPS);
    double before = 0;
    for (int k = 0; k < most; k++) {
      for (int a = 0; a < working; a++) step[a] = point.g[rows[a]];
      for (int a = working; a < DenseKernels.padded(working); a++) step[a] = 0;
      s.solve(step, 0);
      decrement[k] = along(step);
      if (k >= LOOK_BACK && !(decrement[k] < PROGRESS * decrement[k - LOOK_BACK])) break;
      conjugate(k == 0 ? 0 : Math.max(0, (decrement[k] - crossing()) / before));
      before = decrement[k];
      search.move(phi.p == 1 ? SEARCH_ONE_ROW : SEARCH, watch);
      if (search.unbounded && k == 0) return false;
      point.evaluate();
      if (search.unbounded || watch.isStopped()) break;
      if (point.error() <= target || !point.stillWorking(rows, working)) break;
    }
    return true;
  }

  /// hᵀg on the working rows.
  private double along(double[] h) {
    double sum = 0;
    for (int a = 0; a < working; a++) sum += h[a] * point.g[rows[a]];
    return sum;
  }

  /// hᵀg of the step before.
  private double crossing() {
    double sum = 0;
    for (int a = 0; a < working; a++) sum += step[a] * last[a];
    return sum;
  }

  /// δ ← −h + β δ, or −h where that does not point downward.
  private void conjugate(double beta) {
    for (int a = 0; a < working; a++) {
      course[a] = beta == 0 ? -step[a] : beta * course[a] - step[a];
      last[a] = point.g[rows[a]];
    }
    if (beta > 0 && !(along(course) < 0)) for (int a = 0; a < working; a++) course[a] = -step[a];
    double[] delta = search.delta;
    Arrays.fill(delta, 0);
    for (int a = 0; a < working; a++) delta[rows[a]] = course[a];
  }

  private void weigh(double error) {
    double farthest = 0;
    for (int j = 0; j < phi.n; j++) {
      out[j] = phi.isFixed(j) ? 0 : point.outside(j);
      farthest = Math.max(farthest, out[j]);
    }
    double reach = REACH * farthest * error;
    double square = reach * reach;
    for (int j = 0; j < phi.n; j++) {
      double w = out[j] == 0 ? 1 : square / (square + out[j] * out[j]);
      theta[j] = phi.isFixed(j) || !(w > NEGLIGIBLE) ? 0 : w * phi.inverse[j];
    }
  }

  private boolean factor() {
    double shift = SHIFT;
    for (int attempt = 0; attempt < 4; attempt++) {
      factorisations++;
      phi.program.schur(working == phi.p ? null : rows, working, theta, s);
      for (int a = 0; a < working; a++)
        s.addToDiagonal(a, shift * phi.rowScale[rows[a]] * phi.rowScale[rows[a]]);
      if (s.factor(0) < 0) return true;
      shift *= 1e3;
    }
    return false;
  }

  /// Newton's own steps on the variables and rows that are active now, without regularisation, from
  /// a fresh r, as long as they help. What they leave in [#exact] is the factor on the active set
  /// of the answer.
  ///
  /// @return false if the active set did not settle, or the watch has stopped it
  boolean finish(Watch watch) {
    point.refresh();
    point.evaluate();
    double error = point.error();
    if (!factorActive()) return false;
    for (int k = 0; k < MOST_FINISHING; k++) {
      if (error == 0) break;
      if (watch.isStopped()) return false;
      exactStep();
      double next = point.error();
      if (activeSetChanged()) {
        if (!factorActive()) return false;
      } else if (next > 0.3 * error) {
        return true;
      }
      error = next;
    }
    return !activeSetChanged();
  }

  private boolean factorActive() {
    working = point.workingRows(rows, SETTLED);
    for (int j = 0; j < phi.n; j++) theta[j] = point.isFreeVariable(j) ? phi.inverse[j] : 0;
    factorisations++;
    return exact.factor(phi.program, rows, working, theta, null);
  }

  private void exactStep() {
    double[] delta = search.delta;
    Arrays.fill(delta, 0);
    for (int a = 0; a < working; a++) delta[rows[a]] = -point.g[rows[a]];
    exact.solve(delta, phi.p);
    for (int i = 0; i < phi.p; i++) {
      point.nu[i] += delta[i];
      if (!phi.isFree[i] && point.nu[i] < 0) point.nu[i] = 0;
    }
    point.refresh();
    point.evaluate();
  }

  private boolean activeSetChanged() {
    for (int j = 0; j < phi.n; j++) if (point.isFreeVariable(j) != theta[j] > 0) return true;
    int a = 0;
    for (int i = 0; i < phi.p; i++)
      if (phi.isFree[i] || point.nu[i] > 0) {
        if (a == working || rows[a++] != i) return true;
      }
    return a != working;
  }
}
