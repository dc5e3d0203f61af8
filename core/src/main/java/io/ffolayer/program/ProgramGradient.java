package io.ffolayer.program;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.matrix.Layout;
import java.util.Arrays;

/// From the direction (dy, dz) of a backward pass to the gradient of the numbers of the program:
/// the only assembly.
///
/// ```
/// ∂ℓ/∂q = dy        ∂ℓ/∂P = ½(dy yᵀ + y dyᵀ)        ∂ℓ/∂b = −dz        ∂ℓ/∂A = dz yᵀ + z dyᵀ
/// ```
///
/// on the stored pattern only. Where a triangle of P is stored, an off-diagonal entry moves two
/// numbers and gets dy_i y_j + dy_j y_i. Both terms of ∂A come from the Lagrangian: zᵀA y depends
/// on A through y and through z.
///
/// @param structure what the instances share
/// @param y base points, [B, n]
/// @param z [B, m] The optimal value has ∂/∂P = ½yyᵀ, ∂/∂q = y, ∂/∂A = z yᵀ, ∂/∂b = −z: in the
///   matrices a direction (y, z)/2, in the vectors the rest. [#addValue] adds it.
///
/// @param dy directions, [B, n]
/// @param dz [B, m]
/// @param value cotangent of the optimal value, [B]
public record ProgramGradient(
    ProgramStructure structure, double[] y, double[] z, double[] dy, double[] dz, double[] value) {
  private static final DenseKernels KERNELS = Kernels.dense();

  /// out = or += ∂ℓ/∂P of one instance, on the layout of P.
  public void quadratic(int instance, boolean add, double[] out, int at) {
    int n = structure.variables();
    int base = instance * n;
    switch (structure.quadratic()) {
      case Layout.Dense dense -> KERNELS.symmetricRankTwo(n, dy, base, y, base, add, out, at, n);
      case Layout.Sparse sparse -> sparseQuadratic(sparse, base, add, out, at);
    }
  }

  private void sparseQuadratic(Layout.Sparse sparse, int base, boolean add, double[] out, int at) {
    for (int j = 0; j < sparse.columns(); j++)
      for (int k = sparse.columnStart(j); k < sparse.columnStart(j + 1); k++) {
        int i = sparse.rowIndex(k);
        double value =
            i == j
                ? dy[base + i] * y[base + i]
                : dy[base + i] * y[base + j] + dy[base + j] * y[base + i];
        out[at + k] = add ? out[at + k] + value : value;
      }
  }

  /// out = or += ∂ℓ/∂A of one instance on the layout of one block.
  ///
  /// @param from first row to write of a dense block, `to` the row after the last; a sparse block
  ///   is written whole, with the call that has `from` = 0
  public void rows(int instance, int block, int from, int to, boolean add, double[] out, int at) {
    int n = structure.variables();
    int base = instance * n;
    int row = instance * structure.rows() + structure.firstRow(block);
    switch (structure.blocks().get(block).layout()) {
      case Layout.Dense dense -> {
        KERNELS.rankTwo(
            to - from,
            n,
            dz,
            row + from,
            y,
            base,
            z,
            row + from,
            dy,
            base,
            add,
            out,
            at + from * n,
            n);
      }
      case Layout.Sparse sparse -> {
        if (from == 0) sparseRows(sparse, base, row, add, out, at);
      }
    }
  }

  private void sparseRows(
      Layout.Sparse sparse, int base, int row, boolean add, double[] out, int at) {
    for (int j = 0; j < sparse.columns(); j++)
      for (int k = sparse.columnStart(j); k < sparse.columnStart(j + 1); k++) {
        int i = row + sparse.rowIndex(k);
        double value = dz[i] * y[base + j] + z[i] * dy[base + j];
        out[at + k] = add ? out[at + k] + value : value;
      }
  }

  /// out = or += ∂ℓ/∂q = dy.
  public void linear(int instance, boolean add, double[] out, int at) {
    int n = structure.variables();
    int base = instance * n;
    double half = 0.5 * value[instance];
    for (int j = 0; j < n; j++)
      out[at + j] = (add ? out[at + j] : 0) + dy[base + j] + half * y[base + j];
  }

  /// out = or += ∂ℓ/∂b = −dz.
  public void rhs(int instance, boolean add, double[] out, int at) {
    int m = structure.rows();
    int base = instance * m;
    double half = 0.5 * value[instance];
    for (int i = 0; i < m; i++)
      out[at + i] = (add ? out[at + i] : 0) - dz[base + i] - half * z[base + i];
  }

  /// Adds c · (gradient of the optimal value) to one instance.
  public void addValue(int instance, double c) {
    int n = structure.variables();
    int m = structure.rows();
    value[instance] += c;
    for (int j = instance * n; j < (instance + 1) * n; j++) dy[j] += 0.5 * c * y[j];
    for (int i = instance * m; i < (instance + 1) * m; i++) dz[i] += 0.5 * c * z[i];
  }

  /// Makes the contribution of an instance zero: one that was not solved.
  public void silence(int instance) {
    int n = structure.variables();
    int m = structure.rows();
    value[instance] = 0;
    for (double[] array : new double[][] {y, dy})
      Arrays.fill(array, instance * n, (instance + 1) * n, 0.0);
    for (double[] array : new double[][] {z, dz})
      Arrays.fill(array, instance * m, (instance + 1) * m, 0.0);
  }
}
