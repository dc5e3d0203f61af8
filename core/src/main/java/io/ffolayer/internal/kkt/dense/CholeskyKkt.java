package io.ffolayer.internal.kkt.dense;

import io.ffolayer.internal.kkt.KktFactor;
import io.ffolayer.internal.kkt.Origin;
import io.ffolayer.internal.linalg.dense.PackedCholesky;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/// The reduced system by two Cholesky factors, without regularisation, where P̃ is safely positive
/// definite and the kept rows are independent (or l keeps them apart):
///
/// ```
/// P̃ = L Lᵀ,   X = A_N L⁻ᵀ,   S = X Xᵀ + diag(l_N) = R Rᵀ
/// S dz = X L⁻¹t − g,   dy = L⁻ᵀ(L⁻¹t − Xᵀ dz)
/// ```
///
/// n²(m + n/3) + n²k + nk² + k³/3 flops on the dense kernels: several times faster than a pivoted
/// factorisation of order n + k.
final class CholeskyKkt implements ReducedKkt {
  /// A pivot below this part of the largest diagonal entry counts as 0.
  private static final double SMALLEST = 1e-13;

  private static final DenseKernels KERNELS = Kernels.dense();

  private final int variables;
  private final int stride;
  private final double[] lower;
  private final double[] reciprocal;
  private final double[] tile = new double[DenseKernels.TILE];
  private double[] rows = new double[0];
  private double[] schur = new double[0];
  private double[] schurReciprocal = new double[0];
  private int kept;
  private BooleanSupplier stop = () -> false;
  private int schurStride;

  CholeskyKkt(EliminableRows program) {
    variables = program.variables();
    int padded = DenseKernels.padded(variables);
    stride = 8 * padded;
    lower = new double[padded * padded];
    reciprocal = new double[padded];
  }

  /// Asked between the four products and factorisations.
  void stopWhen(BooleanSupplier newStop) {
    stop = newStop;
  }

  @Override
  public boolean factor(EliminableRows program, RowSplit split, double[] l, int lAt) {
    kept = split.keptCount;
    return factorQuadratic(program, split)
        && !stop.getAsBoolean()
        && (kept == 0 || factorSchur(program, split, l, lAt));
  }

  private boolean factorQuadratic(EliminableRows program, RowSplit split) {
    program.eliminate(split, lower);
    return !stop.getAsBoolean() && cholesky(variables, lower, stride, reciprocal);
  }

  private boolean factorSchur(EliminableRows program, RowSplit split, double[] l, int lAt) {
    reserve();
    program.packRows(kept, split.kept, rows);
    KERNELS.solveLowerRows(kept, variables, lower, 0, stride, reciprocal, 0, rows, 0, stride, tile);
    Arrays.fill(schur, 0, DenseKernels.padded(kept) * DenseKernels.padded(kept), 0);
    for (int i = 0; i < kept; i++)
      schur[DenseKernels.at(0, schurStride, i, i)] = l[lAt + split.kept[i]];
    KERNELS.syrkLower(
        kept,
        variables,
        1,
        rows,
        0,
        stride,
        rows,
        0,
        stride,
        schur,
        0,
        schur,
        0,
        schurStride,
        tile);
    return !stop.getAsBoolean() && cholesky(kept, schur, schurStride, schurReciprocal);
  }

  private boolean cholesky(int n, double[] a, int panelStride, double[] pivots) {
    double largest = 0;
    for (int i = 0; i < n; i++)
      largest = Math.max(largest, a[DenseKernels.at(0, panelStride, i, i)]);
    return KERNELS.cholesky(n, SMALLEST * largest, a, 0, panelStride, pivots, 0, tile, stop) < 0;
  }

  private void reserve() {
    int padded = DenseKernels.padded(kept);
    schurStride = 8 * padded;
    if (schur.length < padded * padded) schur = new double[padded * padded];
    if (rows.length < (padded >> 3) * stride) rows = new double[(padded >> 3) * stride];
    if (schurReciprocal.length < padded) schurReciprocal = new double[padded];
  }

  @Override
  public void solve(double[] t, double[] g) {
    KERNELS.solveLower(variables, lower, 0, stride, reciprocal, 0, t, 0);
    if (kept > 0) {
      KERNELS.multiply(kept, variables, 1, rows, 0, stride, t, 0, -1, g, 0);
      KERNELS.solveLower(kept, schur, 0, schurStride, schurReciprocal, 0, g, 0);
      KERNELS.solveLowerTransposed(kept, schur, 0, schurStride, schurReciprocal, 0, g, 0);
      KERNELS.multiplyTransposed(kept, variables, -1, rows, 0, stride, g, 0, 1, t, 0);
    }
    KERNELS.solveLowerTransposed(variables, lower, 0, stride, reciprocal, 0, t, 0);
  }

  /// The roots of the diagonal of S, the lengths of the rows of R.
  private double[] rowLengths() {
    double[] length = new double[kept];
    for (int e = 0; e < kept; e++) {
      double sum = 0;
      for (int j = 0; j <= e; j++) {
        double r = schur[DenseKernels.at(0, schurStride, e, j)];
        sum += r * r;
      }
      length[e] = Math.sqrt(sum);
    }
    return length;
  }

  /// Whether a kept row has so small a part outside the span of those before it that its pivot has
  /// lost most of its digits.
  boolean isDoubtful() {
    double[] length = rowLengths();
    for (int e = 0; e < kept; e++) {
      double part = 1 / (schurReciprocal[e] * length[e]);
      if (part * part < KktFactor.DOUBTFUL) return true;
    }
    return false;
  }

  /// The factor in other units: P̂ = diag(g) P diag(g) has the factor L̂ = diag(g) L.
  KktFactor keep(Origin origin, RowSplit split) {
    PackedCholesky quadratic =
        PackedCholesky.copyOf(variables, lower, 0, stride, reciprocal, 0, origin.columnUnit());
    double[] length = rowLengths();
    PackedCholesky complement =
        PackedCholesky.copyOf(kept, schur, 0, schurStride, schurReciprocal, 0, length);
    double[] scale = new double[kept];
    for (int e = 0; e < kept; e++) scale[e] = origin.rowUnit()[split.kept[e]] / length[e];
    return new RangeSpaceFactor(
        origin.data(),
        origin.instance(),
        quadratic,
        complement,
        Arrays.copyOf(split.kept, kept),
        scale);
  }
}
