package io.ffolayer.solve.activeset.interleaved;

import io.ffolayer.internal.kkt.dense.RangeSpaceFactor;
import io.ffolayer.internal.linalg.dense.PackedCholesky;
import io.ffolayer.internal.linalg.kernel.InterleavedKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.activeset.distance.PivotingRules;

/// The duals and slacks of eight small programs on their sets F, the factor of their S_FF, and
/// their minimizers.
final class LaneDuals {
  private static final InterleavedKernels KERNELS = Kernels.interleaved();
  private static final int LANES = InterleavedKernels.LANES;

  final double[] z;
  final double[] s;
  final double[] y;

  private final InterleavedProblem problem;
  private final int m;
  private final double[] minusC;
  private final double[] factor;
  private final double[] reciprocal;
  private final double[] zeros;

  LaneDuals(InterleavedProblem problem) {
    this.problem = problem;
    m = problem.m;
    int rows = LANES * m;
    z = new double[rows];
    s = new double[rows];
    y = new double[LANES * problem.n];
    minusC = new double[rows];
    factor = new double[rows * m];
    reciprocal = new double[rows];
    zeros = new double[rows];
  }

  /// Takes the c of the problem.
  void start() {
    for (int e = 0; e < LANES * m; e++) minusC[e] = -problem.c[e];
  }

  /// S_FF z_F = −c_F, z = 0 elsewhere, s = c + S z. Rows outside F are those of the identity.
  ///
  /// @return the lanes in which S_FF is singular
  int solve(LaneSets sets) {
    KERNELS.maskPrincipal(m, sets.mask, 0, problem.s, 0, m, factor, 0, m);
    int failed = KERNELS.cholesky(m, PivotingRules.DEPENDENT, factor, 0, m, reciprocal, 0);
    KERNELS.select(m, sets.mask, 0, minusC, 0, zeros, 0, z, 0);
    KERNELS.solveLower(m, factor, 0, m, reciprocal, 0, z, 0);
    KERNELS.solveLowerTransposed(m, factor, 0, m, reciprocal, 0, z, 0);
    System.arraycopy(problem.c, 0, s, 0, LANES * m);
    KERNELS.multiply(m, m, 1, problem.s, 0, m, z, 0, 1, s, 0);
    return failed;
  }

  /// y = −L⁻ᵀ(L⁻¹q + Xᵀz).
  void minimizeLagrangian() {
    int n = problem.n;
    System.arraycopy(problem.u, 0, y, 0, LANES * n);
    KERNELS.multiplyTransposed(m, n, -1, problem.x, 0, n, z, 0, -1, y, 0);
    KERNELS.solveLowerTransposed(n, problem.l, 0, n, problem.reciprocal, 0, y, 0);
  }

  /// The factor of the KKT system on F of one lane, to keep.
  RangeSpaceFactor keptFactor(ProgramData data, int instance, int lane, int[] rows) {
    double[] d = new double[rows.length];
    for (int k = 0; k < rows.length; k++) d[k] = problem.scale[LANES * rows[k] + lane];
    PackedCholesky schur = PackedCholesky.ofLane(rows, factor, m, reciprocal, lane);
    return new RangeSpaceFactor(data, instance, problem.packedFactor(lane), schur, rows, d);
  }
}
