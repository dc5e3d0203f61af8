package io.ffolayer.solve.activeset.interleaved;

import io.ffolayer.internal.batch.SharedMatrices;
import io.ffolayer.internal.linalg.dense.PackedCholesky;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.InterleavedKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.solve.activeset.distance.LeastDistance;
import io.ffolayer.solve.activeset.distance.QuadraticFactor;
import org.jspecify.annotations.Nullable;

/// Eight small problems of [LeastDistance] side by side, with S = X Xᵀ, in the layout of
/// [InterleavedKernels]: element (i, j) of problem l at 8·(i·columns + j) + l. Lanes without an
/// instance hold zeros.
final class InterleavedProblem {
  private static final DenseKernels DENSE = Kernels.dense();
  private static final InterleavedKernels KERNELS = Kernels.interleaved();

  private static final int LANES = InterleavedKernels.LANES;

  final int n;
  final int m;

  /// L of each problem, n×n.
  final double[] l;

  final double[] reciprocal;

  /// X, m×n, rows one long.
  final double[] x;

  /// The factors that made them so; 0 for a row of zeros.
  final double[] scale;

  /// S, m×m.
  final double[] s;

  /// L⁻¹q and c.
  final double[] u;

  final double[] c;

  private final double[] diagonal;
  private final double[] b;
  private final SharedMatrices last = SharedMatrices.both();
  private boolean shared;
  private @Nullable PackedCholesky sharedFactor;
  private int indefinite;

  InterleavedProblem(ProgramStructure structure) {
    n = structure.variables();
    m = structure.rows();
    l = new double[LANES * n * n];
    reciprocal = new double[LANES * n];
    x = new double[LANES * m * n];
    scale = new double[LANES * m];
    s = new double[LANES * m * m];
    u = new double[LANES * n];
    c = new double[LANES * m];
    diagonal = new double[LANES * n];
    b = new double[LANES * m];
  }

  /// Loads instances from ≤ i < to into the first lanes.
  ///
  /// @return bit l is set where problem l is not for this path: P is not positive definite, or a
  ///   row is zero
  int load(ProgramData data, int from, int to) {
    int count = to - from;
    if (!last.holds(data)) {
      formMatrices(data, from, count);
      last.remember(data);
      shared = last.holds(data);
      sharedFactor = null;
    }
    pack(data.linear(), from, count, n, u, 0);
    pack(data.rhs(), from, count, m, b, 0);
    KERNELS.solveLower(n, l, 0, n, reciprocal, 0, u, 0);
    KERNELS.multiply(m, n, 1, x, 0, n, u, 0, 0, c, 0);
    int unfit = indefinite;
    for (int e = 0; e < LANES * m; e++) {
      if (scale[e] > 0) c[e] += scale[e] * b[e];
      else unfit |= 1 << (e & 7);
    }
    return unfit & ((1 << count) - 1);
  }

  private void formMatrices(ProgramData data, int from, int count) {
    data.p().packLanes(from, count, l, 0);
    for (int j = 0; j < n; j++)
      System.arraycopy(l, LANES * (j * n + j), diagonal, LANES * j, LANES);
    indefinite = KERNELS.cholesky(n, 0, l, 0, n, reciprocal, 0);
    for (int e = 0; e < LANES * n; e++) {
      double r = reciprocal[e];
      if (!(r * r * diagonal[e] * QuadraticFactor.SINGULAR <= 1)) indefinite |= 1 << (e & 7);
    }
    data.a().packLanes(from, count, x, 0);
    KERNELS.solveLowerRows(m, n, l, 0, n, reciprocal, 0, x, 0, n);
    // A row of x across the problems is a panel.
    DENSE.normalizeRows(LANES * m, n, x, 0, LANES * n, scale, 0);
    KERNELS.syrk(m, n, x, 0, n, s, 0, m);
  }

  /// A slot that is shared fills all lanes, so that it serves every later run.
  private static void pack(Batched slot, int from, int count, int size, double[] to, int at) {
    int lanes = slot.isShared() ? LANES : count;
    DENSE.packRows(
        lanes,
        size,
        slot.values(),
        slot.offset(from),
        slot.isShared() ? 0 : size,
        to,
        at,
        LANES * size);
  }

  /// A bound on the |entries| of A of one problem.
  double largestEntry(int lane) {
    double largestP = 0, smallest = Double.POSITIVE_INFINITY;
    for (int e = lane; e < LANES * n; e += LANES) largestP = Math.max(largestP, diagonal[e]);
    for (int e = lane; e < LANES * m; e += LANES) smallest = Math.min(smallest, scale[e]);
    return LeastDistance.largestEntry(largestP, smallest);
  }

  /// The factor of P of one problem, for keeping.
  PackedCholesky packedFactor(int lane) {
    if (!shared) return PackedCholesky.ofLane(n, l, n, reciprocal, lane);
    if (sharedFactor == null) sharedFactor = PackedCholesky.ofLane(n, l, n, reciprocal, lane);
    return sharedFactor;
  }
}
