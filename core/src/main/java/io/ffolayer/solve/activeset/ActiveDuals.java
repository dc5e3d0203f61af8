package io.ffolayer.solve.activeset;

import io.ffolayer.internal.kkt.dense.RangeSpaceFactor;
import io.ffolayer.internal.linalg.dense.PackedCholesky;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.activeset.distance.PivotingRules;
import io.ffolayer.solve.activeset.distance.RangeSpace;
import java.util.Arrays;

/// The duals on the rows F of [BlockPivoting], S_FF z_F = −c_F, and the factor of S_FF.
final class ActiveDuals {
  private static final DenseKernels KERNELS = Kernels.dense();

  /// So many dependent rows are left out in one round before the method gives up.
  static final int LARGEST_DROP = 8;

  private final RangeSpace range;
  private final int n;
  private final double[] factor;
  private final double[] reciprocal;
  private final double[] tile = new double[DenseKernels.TILE];
  private final int[] rows;
  private final double[] z;
  private int count;

  ActiveDuals(RangeSpace range) {
    this.range = range;
    n = range.problem.quadratic.n;
    int m = range.problem.m;
    int most = DenseKernels.padded(Math.min(m, n));
    factor = new double[most * most];
    reciprocal = new double[most];
    rows = new int[m];
    z = new double[DenseKernels.padded(m)];
  }

  /// Solves on F. Rows of F that depend on rows before them leave it.
  ///
  /// @return how many did, or −1 if they are too many
  int solve(RowSides sides) {
    count = sides.list(rows);
    int dropped = 0;
    for (; ; dropped++) {
      if (count > n) return -1;
      KERNELS.gatherPrincipal(count, rows, range.s, 0, range.stride, factor, 0, stride());
      int failed =
          KERNELS.cholesky(
              count, PivotingRules.DEPENDENT, factor, 0, stride(), reciprocal, 0, tile);
      if (failed < 0) break;
      if (dropped == LARGEST_DROP) return -1;
      sides.leaveOut(rows[failed]);
      System.arraycopy(rows, failed + 1, rows, failed, count - failed - 1);
      count--;
    }
    double[] c = range.problem.c;
    for (int e = 0; e < count; e++) z[e] = -c[rows[e]];
    Arrays.fill(z, count, DenseKernels.padded(count), 0);
    KERNELS.solveLower(count, factor, 0, stride(), reciprocal, 0, z, 0);
    KERNELS.solveLowerTransposed(count, factor, 0, stride(), reciprocal, 0, z, 0);
    return dropped;
  }

  private int stride() {
    return 8 * DenseKernels.padded(count);
  }

  /// s ← c + S z.
  void slacks(double[] s) {
    int m = range.problem.m;
    System.arraycopy(range.problem.c, 0, s, 0, m);
    KERNELS.multiplySelected(m, count, rows, 1, range.s, 0, range.stride, z, 0, 1, s, 0);
  }

  /// How many rows F has.
  int count() {
    return count;
  }

  /// Row number e of F.
  int row(int e) {
    return rows[e];
  }

  double dual(int e) {
    return z[e];
  }

  /// max |z_F|.
  double largest() {
    return KERNELS.normInf(count, z, 0);
  }

  /// Writes the duals in the units of the user.
  void write(double[] duals, int at) {
    Arrays.fill(duals, at, at + range.problem.m, 0);
    for (int e = 0; e < count; e++) duals[at + rows[e]] = z[e] * range.problem.scale[rows[e]];
  }

  /// F, to keep.
  int[] rows() {
    return Arrays.copyOf(rows, count);
  }

  /// The factor of the KKT system on F, to keep.
  RangeSpaceFactor keptFactor(ProgramData data, int instance) {
    double[] d = new double[count];
    for (int e = 0; e < count; e++) d[e] = range.problem.scale[rows[e]];
    PackedCholesky schur = PackedCholesky.copyOf(count, factor, 0, stride(), reciprocal, 0);
    return new RangeSpaceFactor(data, instance, range.problem.quadratic.packed(), schur, rows(), d);
  }
}
