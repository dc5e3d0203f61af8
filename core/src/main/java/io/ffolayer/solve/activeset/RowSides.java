package io.ffolayer.solve.activeset;

import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.activeset.distance.LeastDistance;
import io.ffolayer.solve.activeset.distance.PivotingRules;
import java.util.Arrays;

/// The guess F of [BlockPivoting]: which rows it takes for active, which rows stand on the wrong
/// side, and how they change sides.
final class RowSides {
  private final LeastDistance problem;
  private final int n;
  private final int m;
  private final boolean[] active;
  private final boolean[] wrong;
  private final double[] entering;

  RowSides(LeastDistance problem) {
    this.problem = problem;
    n = problem.quadratic.n;
    m = problem.m;
    active = new boolean[m];
    wrong = new boolean[m];
    entering = new double[m];
  }

  /// Starts with the rows that the unconstrained minimizer violates.
  void start() {
    for (int row = 0; row < m; row++) {
      boolean equality = problem.isEquality(row);
      active[row] = equality && problem.scale[row] > 0;
      wrong[row] = !equality && problem.c[row] < 0;
    }
    exchangeAll(problem.c);
  }

  /// Starts with the rows that are active in a guess.
  void startFrom(WarmStart.Point guess) {
    for (int row = 0; row < m; row++) {
      double d = problem.scale[row];
      if (problem.isEquality(row)) active[row] = d > 0;
      else
        active[row] =
            d > 0
                && problem.c[row] < Double.POSITIVE_INFINITY
                && guess.z()[row] > guess.s()[row] * d * d;
    }
  }

  /// Lists F, ascending.
  ///
  /// @return how many rows it has
  int list(int[] rows) {
    int count = 0;
    for (int row = 0; row < m; row++) if (active[row]) rows[count++] = row;
    return count;
  }

  /// Takes a row out of F that depends on others of it.
  void leaveOut(int row) {
    active[row] = false;
  }

  /// Marks the rows on the wrong side. An equality that was left out as dependent is wrong unless
  /// it holds.
  ///
  /// @param duals those of F
  /// @param s slacks; those of F become 0
  /// @param zero what counts as zero among them
  /// @return how many are wrong
  int markWrong(ActiveDuals duals, double[] s, double zero) {
    int violations = 0;
    Arrays.fill(wrong, false);
    for (int e = 0; e < duals.count(); e++) {
      int row = duals.row(e);
      s[row] = 0;
      if (!problem.isEquality(row) && !(duals.dual(e) >= -zero)) wrong[row] = true;
    }
    for (int row = 0; row < m; row++) {
      if (!(s[row] >= -zero) || (problem.isEquality(row) && !(s[row] <= zero))) wrong[row] = true;
      if (wrong[row]) violations++;
    }
    return violations;
  }

  /// Every wrong row changes its side, but no more rows enter than leave S_FF well away from
  /// singular: those that are violated most.
  void exchangeAll(double[] s) {
    int staying = 0, count = 0;
    for (int row = 0; row < m; row++) {
      if (active[row] && !wrong[row]) staying++;
      if (!active[row] && wrong[row]) entering[count++] = s[row];
    }
    double limit = PivotingRules.limit(entering, count, PivotingRules.room(n, staying));
    for (int row = 0; row < m; row++)
      if (wrong[row] && (active[row] || s[row] <= limit)) exchange(row);
  }

  /// The last wrong row changes its side.
  void exchangeLast() {
    for (int row = m - 1; row >= 0; row--)
      if (wrong[row]) {
        exchange(row);
        return;
      }
  }

  private void exchange(int row) {
    active[row] = !active[row] && problem.scale[row] > 0;
  }
}
