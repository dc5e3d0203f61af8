package io.ffolayer.internal.kkt.dense;

import io.ffolayer.internal.kkt.KktFactor;
import io.ffolayer.internal.linalg.dense.PackedCholesky;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.program.ProgramData;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The KKT factor of a strictly convex program by its range space: the factors of P = L Lᵀ and of
/// the Schur complement of the rows N, scaled to a unit diagonal,
///
/// ```
/// S = D A_N P⁻¹ A_Nᵀ D = R Rᵀ
/// dz_N = D S⁻¹ D (A_N P⁻¹ r_y − r_zN)
/// dy   = P⁻¹ (r_y − A_Nᵀ dz_N)
/// ```
///
/// The rows themselves are read from the data, which a pass keeps anyway. With k rows in N that is
/// about n²/2 + k²/2 doubles, and 4n² + 4nk + 2k² flops for a solve, which reads L four times, A_N
/// twice and R twice.
public final class RangeSpaceFactor implements KktFactor {
  private final ProgramData data;
  private final int instance;
  private final int[] kept;
  private final PackedCholesky quadratic;
  private final PackedCholesky schur;
  private final int[] order;
  private final double[] scale;

  /// @param order the rows N in the order of the factor `schur`
  /// @param scale the diagonal of D, in that order
  public RangeSpaceFactor(
      ProgramData data,
      int instance,
      PackedCholesky quadratic,
      PackedCholesky schur,
      int[] order,
      double[] scale) {
    this.data = data;
    this.instance = instance;
    this.quadratic = quadratic;
    this.schur = schur;
    this.order = order;
    this.scale = scale;
    this.kept = sorted(order);
  }

  private static int[] sorted(int[] order) {
    for (int e = 1; e < order.length; e++) {
      if (order[e] < order[e - 1]) {
        int[] copy = order.clone();
        Arrays.sort(copy);
        return copy;
      }
    }
    return order;
  }

  @Override
  public int[] keptRows() {
    return kept;
  }

  /// O(rows of N).
  @Override
  public boolean isDoubtful() {
    double largest = schur.largestReciprocal();
    return largest * largest * DOUBTFUL > 1;
  }

  @Override
  public int workSize() {
    return 2 * DenseKernels.padded(quadratic.size()) + DenseKernels.padded(order.length);
  }

  @Override
  public void solve(double[] y, int yAt, double[] z, int zAt, double[] work) {
    int n = quadratic.size();
    int padded = DenseKernels.padded(n);
    Arrays.fill(work, 0, 2 * padded, 0);
    System.arraycopy(y, yAt, work, 0, n);
    quadratic.solveLower(work, 0);
    System.arraycopy(work, 0, work, padded, padded);
    quadratic.solveLowerTransposed(work, padded);
    if (order.length == 0) {
      System.arraycopy(work, padded, y, yAt, n);
      Arrays.fill(z, zAt, zAt + data.structure().rows(), 0);
      return;
    }
    solveSchur(work, padded, z, zAt, 2 * padded);
    Arrays.fill(work, padded, 2 * padded, 0);
    data.addTransposedProduct(instance, z, zAt, work, padded);
    quadratic.solveLower(work, padded);
    for (int j = 0; j < padded; j++) {
      work[j] -= work[padded + j];
    }
    quadratic.solveLowerTransposed(work, 0);
    System.arraycopy(work, 0, y, yAt, n);
  }

  /// dz_N ← D S⁻¹ D (A_N t − r_zN), t at `tAt` of the work memory, scratch at `gAt`; r_z on entry
  /// of z, dz on return.
  private void solveSchur(double[] work, int tAt, double[] z, int zAt, int gAt) {
    int k = order.length;
    for (int e = 0; e < k; e++) {
      work[gAt + e] = -z[zAt + order[e]];
    }
    Arrays.fill(work, gAt + k, gAt + DenseKernels.padded(k), 0);
    Arrays.fill(z, zAt, zAt + data.structure().rows(), 0);
    data.a().addListed(instance, kept, work, tAt, z, zAt);
    for (int e = 0; e < k; e++) {
      work[gAt + e] = scale[e] * (work[gAt + e] + z[zAt + order[e]]);
    }
    schur.solveLower(work, gAt);
    schur.solveLowerTransposed(work, gAt);
    Arrays.fill(z, zAt, zAt + data.structure().rows(), 0);
    for (int e = 0; e < k; e++) {
      z[zAt + order[e]] = scale[e] * work[gAt + e];
    }
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // what was scaled for a factor are other data
  public @Nullable KktFactor over(ProgramData from, ProgramData to) {
    return data == from && instance == 0
        ? new RangeSpaceFactor(to, 0, quadratic, schur, order, scale)
        : null;
  }

  @Override
  public long bytes() {
    return quadratic.bytes() + schur.bytes() + 12L * order.length;
  }
}
