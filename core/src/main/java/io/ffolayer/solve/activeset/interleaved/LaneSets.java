package io.ffolayer.solve.activeset.interleaved;

import io.ffolayer.internal.linalg.kernel.InterleavedKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.activeset.distance.PivotingRules;
import java.util.Arrays;

/// The guess F of each of eight small programs, and how rows change sides: the rules of
/// [PivotingRules], in each lane by itself. Element i of lane l stands at 8·i + l.
final class LaneSets {
  private static final InterleavedKernels KERNELS = Kernels.interleaved();
  private static final int LANES = InterleavedKernels.LANES;

  /// 1 for the rows of F, 0 for the others.
  final double[] mask;

  private final int n;
  private final int m;
  private final double[] isEquality;
  private final double[] zeros;

  /// What must not be negative: z on F, s elsewhere, 0 on equalities.
  private final double[] sign;

  /// 1 where it is.
  private final double[] flags;

  private final double[] entering;
  private final double[] exchanging = new double[LANES];
  private final double[] wrong = new double[LANES];
  private final double[] lastWrong = new double[LANES];
  private final double[] inside = new double[LANES];
  private final double[] unused = new double[LANES];
  private final double[] best = new double[LANES];
  private final int[] patience = new int[LANES];

  LaneSets(int n, boolean[] equality) {
    this.n = n;
    m = equality.length;
    int rows = LANES * m;
    isEquality = new double[rows];
    for (int e = 0; e < rows; e++) isEquality[e] = equality[e >> 3] ? 1 : 0;
    zeros = new double[rows];
    mask = new double[rows];
    sign = new double[rows];
    flags = new double[rows];
    entering = new double[m];
  }

  /// F = the equalities in all lanes; flags the inequalities that v = 0 violates.
  ///
  /// @param c of all lanes
  void start(double[] c) {
    System.arraycopy(isEquality, 0, mask, 0, LANES * m);
    KERNELS.select(m, isEquality, 0, zeros, 0, c, 0, sign, 0);
    KERNELS.flagBelow(m, sign, 0, zeros, 0, flags, 0);
    Arrays.fill(patience, PivotingRules.PATIENCE);
    forgetBest();
  }

  /// From here on every number of wrong rows is progress.
  void forgetBest() {
    Arrays.fill(best, Double.POSITIVE_INFINITY);
  }

  /// F = the rows that are active in a guess, in one lane.
  void startFrom(WarmStart.Point guess, int lane, InterleavedProblem problem) {
    for (int i = 0; i < m; i++) {
      int e = LANES * i + lane;
      double d = problem.scale[e];
      if (isEquality[e] == 0 && problem.c[e] < Double.POSITIVE_INFINITY)
        mask[e] = guess.z()[i] > guess.s()[i] * d * d ? 1 : 0;
    }
  }

  /// Flags the rows on the wrong side; equalities never are.
  ///
  /// @param bound of each lane: what is below it is negative
  void flagWrong(double[] z, double[] s, double[] bound) {
    KERNELS.select(m, mask, 0, z, 0, s, 0, sign, 0);
    KERNELS.select(m, isEquality, 0, zeros, 0, sign, 0, sign, 0);
    KERNELS.flagBelow(m, sign, 0, bound, 0, flags, 0);
  }

  /// Flagged rows change sides in the lanes that run.
  ///
  /// @return the lanes in which nothing is flagged
  int exchange(int running) {
    KERNELS.countFlags(m, flags, 0, wrong, 0, lastWrong, 0);
    KERNELS.countFlags(m, mask, 0, inside, 0, unused, 0);
    int ended = 0;
    for (int lane = 0; lane < LANES; lane++) {
      exchanging[lane] = 0;
      if ((running & 1 << lane) == 0) continue;
      if (wrong[lane] == 0) ended |= 1 << lane;
      else if (!exchangesAll(lane)) flip(LANES * (int) lastWrong[lane] + lane);
      else if (inside[lane] + wrong[lane] <= PivotingRules.room(n, 0)) exchanging[lane] = 1;
      else exchangeWithinRoom(lane);
    }
    KERNELS.flip(m, flags, 0, exchanging, 0, mask, 0);
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
    int staying = 0, count = 0;
    for (int e = lane; e < LANES * m; e += LANES) {
      if (mask[e] != 0 && flags[e] == 0) staying++;
      if (mask[e] == 0 && flags[e] != 0) entering[count++] = sign[e];
    }
    double limit = PivotingRules.limit(entering, count, PivotingRules.room(n, staying));
    for (int e = lane; e < LANES * m; e += LANES)
      if (flags[e] != 0 && (mask[e] != 0 || sign[e] <= limit)) flip(e);
  }

  /// The rows of F in one lane, ascending.
  int[] rows(int lane) {
    int count = 0;
    for (int e = lane; e < LANES * m; e += LANES) if (mask[e] != 0) count++;
    int[] rows = new int[count];
    for (int i = 0, k = 0; i < m; i++) if (mask[LANES * i + lane] != 0) rows[k++] = i;
    return rows;
  }
}
