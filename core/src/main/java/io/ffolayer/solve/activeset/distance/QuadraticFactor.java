package io.ffolayer.solve.activeset.distance;

import io.ffolayer.internal.batch.SharedMatrices;
import io.ffolayer.internal.linalg.dense.PackedCholesky;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Watch;
import org.jspecify.annotations.Nullable;

/// The Cholesky factor P = L Lᵀ of one instance, in the memory of a worker. Made once where the
/// batch shares P.
public final class QuadraticFactor {
  private static final DenseKernels KERNELS = Kernels.dense();

  /// A pivot that is smaller than this part of its diagonal entry is rounding: P is then singular
  /// to working precision.
  public static final double SINGULAR = 1e-13;

  /// About 10 ms of work.
  private static final long STRIP_FLOPS = 1L << 26;

  public final int n;
  private final int stride;
  private final double[] l;
  private final double[] reciprocal;
  final double[] tile = new double[DenseKernels.TILE];
  private final SharedMatrices last = SharedMatrices.quadratic();
  private boolean definite;
  private @Nullable PackedCholesky packed;

  QuadraticFactor(int n) {
    this.n = n;
    int padded = DenseKernels.padded(n);
    stride = 8 * padded;
    l = new double[padded * padded];
    reciprocal = new double[padded];
  }

  /// Factors P of an instance, n³/3 flops, or finds that it has done so.
  ///
  /// @return whether P is positive definite to working precision; meaningless where the watch has
  ///   stopped it
  boolean factor(ProgramData data, int instance, Watch watch) {
    if (last.holds(data)) return definite;
    double[] p = data.quadratic().values();
    int at = data.quadratic().offset(instance);
    packed = null;
    last.forget();
    KERNELS.packSymmetric(n, p, at, n, l, 0, stride);
    definite =
        KERNELS.cholesky(n, 0, l, 0, stride, reciprocal, 0, tile, watch::isStopped) < 0
            && pivotsAreLarge(p, at);
    if (!watch.isStopped()) last.remember(data);
    return definite;
  }

  private boolean pivotsAreLarge(double[] p, int at) {
    for (int j = 0; j < n; j++) {
      double r = reciprocal[j];
      if (!(r * r * p[at + j * n + j] * SINGULAR <= 1)) return false;
    }
    return true;
  }

  /// b ← L⁻¹ b, padded length.
  void solveLower(double[] b) {
    KERNELS.solveLower(n, l, 0, stride, reciprocal, 0, b, 0);
  }

  /// b ← L⁻ᵀ b, padded length.
  void solveLowerTransposed(double[] b) {
    KERNELS.solveLowerTransposed(n, l, 0, stride, reciprocal, 0, b, 0);
  }

  /// b ← P⁻¹ b, padded length.
  void solve(double[] b) {
    solveLower(b);
    solveLowerTransposed(b);
  }

  /// X ← X L⁻ᵀ in panels, padded(n) columns. rows·n² flops, in strips between which the watch is
  /// asked.
  ///
  /// @return false if it was stopped
  boolean solveRows(int rows, double[] x, int xStride, Watch watch) {
    int strip = (int) Math.clamp(STRIP_FLOPS / ((long) n * n + 1), 64, rows + 64L) & -16;
    for (int first = 0; first < rows; first += strip) {
      if (first > 0 && watch.isStopped()) return false;
      int count = Math.min(strip, rows - first);
      int at = (first >> 3) * xStride;
      KERNELS.solveLowerRows(count, n, l, 0, stride, reciprocal, 0, x, at, xStride, tile);
    }
    return true;
  }

  /// The factor as an immutable object, one for all instances that share P.
  public PackedCholesky packed() {
    if (packed == null) packed = PackedCholesky.copyOf(n, l, 0, stride, reciprocal, 0);
    return packed;
  }
}
