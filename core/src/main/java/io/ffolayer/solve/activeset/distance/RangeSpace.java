package io.ffolayer.solve.activeset.distance;

import io.ffolayer.internal.batch.SharedMatrices;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.ProgramData;
import java.util.Arrays;

/// The matrix of the dual of a problem of least distance, S = X Xᵀ with a unit diagonal. m² n
/// flops; made once where the batch shares P and A.
public final class RangeSpace {
  private static final DenseKernels KERNELS = Kernels.dense();

  final LeastDistance problem;

  /// S in full, padded(m) columns.
  public final double[] s;

  public final int stride;
  private final SharedMatrices last = new SharedMatrices(true);

  public RangeSpace(LeastDistance problem) {
    this.problem = problem;
    int padded = DenseKernels.padded(problem.m);
    stride = 8 * padded;
    s = new double[padded * padded];
  }

  /// Forms S for an instance whose X stands in the problem.
  public void form(ProgramData data) {
    if (last.holds(data)) return;
    double[] x = problem.x;
    int n = problem.quadratic.n;
    Arrays.fill(s, 0);
    KERNELS.syrkLower(
        problem.m,
        n,
        1,
        x,
        0,
        problem.stride,
        x,
        0,
        problem.stride,
        s,
        0,
        s,
        0,
        stride,
        problem.quadratic.tile);
    KERNELS.symmetrize(problem.m, s, 0, stride);
    last.remember(data);
  }
}
