package io.ffolayer.solve.activeset.distance;

import io.ffolayer.internal.batch.SharedMatrices;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Watch;
import java.util.Arrays;

/// The matrix of the dual of a problem of least distance, S = X Xᵀ with a unit diagonal. m² n
/// flops; made once where the batch shares P and A.
public final class RangeSpace {
  private static final DenseKernels KERNELS = Kernels.dense();

  /// About 10 ms of work.
  private static final long STRIP_FLOPS = 1L << 26;

  public final LeastDistance problem;

  /// S in full, padded(m) columns.
  public final double[] s;

  public final int stride;
  private final SharedMatrices last = SharedMatrices.both();

  public RangeSpace(LeastDistance problem) {
    this.problem = problem;
    int padded = DenseKernels.padded(problem.m);
    stride = 8 * padded;
    s = new double[padded * padded];
  }

  /// Forms S for an instance whose X stands in the problem, in strips between which the watch is
  /// asked.
  ///
  /// @return false if it was stopped
  public boolean form(ProgramData data, Watch watch) {
    if (last.holds(data)) return true;
    last.forget();
    int m = problem.m, n = problem.quadratic.n;
    Arrays.fill(s, 0);
    int strip = (int) Math.clamp(STRIP_FLOPS / ((long) m * n + 1), 64, m + 64L) & -16;
    for (int first = 0; first < m; first += strip) {
      if (first > 0 && watch.isStopped()) return false;
      formStrip(first, Math.min(strip, m - first));
    }
    KERNELS.symmetrize(m, s, 0, stride);
    last.remember(data);
    return true;
  }

  /// The rows first ≤ i < first + count of S up to the diagonal.
  private void formStrip(int first, int count) {
    double[] x = problem.x;
    int n = problem.quadratic.n;
    int rows = (first >> 3) * problem.stride;
    int at = (first >> 3) * stride;
    double[] tile = problem.quadratic.tile;
    if (first > 0)
      KERNELS.gemmTransposed(
          count,
          first,
          n,
          1,
          x,
          rows,
          problem.stride,
          x,
          0,
          problem.stride,
          s,
          at,
          s,
          at,
          stride,
          tile);
    int diagonal = at + 8 * first;
    KERNELS.syrkLower(
        count,
        n,
        1,
        x,
        rows,
        problem.stride,
        x,
        rows,
        problem.stride,
        s,
        diagonal,
        s,
        diagonal,
        stride,
        tile);
  }
}
