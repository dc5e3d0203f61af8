package io.ffolayer.solve;

import io.ffolayer.internal.linalg.DenseKernels;
import io.ffolayer.internal.linalg.Kernels;
import io.ffolayer.program.Layout;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;

/// The matrix of the dual of a strictly convex program, scaled to a unit diagonal:
///
/// ```
/// S = D A P⁻¹ Aᵀ D = (D X)(D X)ᵀ,    X = A L⁻ᵀ,    d_i = 1/‖x_i‖
/// ```
///
/// In these units s_i d_i and z_i / d_i are distances in the norm of P, all of one kind, so that
/// one tolerance serves every row however it is scaled. m n² + m² n flops; made once where the
/// batch shares P and A.
final class RangeSpace {
  private static final DenseKernels KERNELS = Kernels.dense();

  /// S in full, padded(m) columns.
  final double[] s;

  final int stride;

  /// d, padded; 0 for a row of zeros, whose row of S is zero.
  final double[] scale;

  private final QuadraticFactor quadratic;
  private final int m;
  private final int columns;
  private final double[] x;
  private final SharedMatrices last = new SharedMatrices(true);

  RangeSpace(ProgramStructure structure, QuadraticFactor quadratic) {
    this.quadratic = quadratic;
    m = structure.rows();
    int padded = DenseKernels.padded(m);
    stride = 8 * padded;
    columns = 8 * DenseKernels.padded(quadratic.n);
    x = new double[padded / 8 * columns];
    s = new double[padded * padded];
    scale = new double[padded];
  }

  /// Forms S for an instance whose P is factored already.
  void form(ProgramData data, int instance) {
    if (last.holds(data)) return;
    int row = 0;
    for (int k = 0; k < data.rows().size(); k++) {
      Layout layout = data.structure().blocks().get(k).layout();
      pack(layout, data.rows().get(k).values(), data.rows().get(k).offset(instance), row);
      row += layout.rows();
    }
    KERNELS.solveLowerRows(
        m,
        quadratic.n,
        quadratic.l,
        0,
        quadratic.stride,
        quadratic.reciprocal,
        0,
        x,
        0,
        columns,
        quadratic.tile);
    Arrays.fill(s, 0);
    KERNELS.syrkLower(
        m, quadratic.n, 1, x, 0, columns, x, 0, columns, s, 0, s, 0, stride, quadratic.tile);
    scaleToUnitDiagonal();
    last.remember(data);
  }

  private void pack(Layout layout, double[] a, int from, int first) {
    switch (layout) {
      case Layout.Dense d -> packDense(d.rows(), d.columns(), a, from, first);
      case Layout.Sparse sparse -> packSparse(sparse, a, from, first);
    }
  }

  /// Whole panels at once, the rows before and after them one by one: a block may start anywhere.
  private void packDense(int rows, int n, double[] a, int from, int first) {
    int end = first + rows;
    for (int row = first; row < end; ) {
      int at = from + (row - first) * n;
      int whole = (row & 7) == 0 ? (end - row) & -8 : 0;
      if (whole > 0) {
        KERNELS.packRows(whole, n, a, at, n, x, (row >> 3) * columns, columns);
        row += whole;
      } else {
        int to = DenseKernels.at(0, columns, row, 0);
        for (int j = 0; j < n; j++) x[to + 8 * j] = a[at + j];
        row++;
      }
    }
  }

  private void packSparse(Layout.Sparse layout, double[] a, int from, int first) {
    for (int row = first; row < first + layout.rows(); row++) {
      int to = DenseKernels.at(0, columns, row, 0);
      for (int j = 0; j < layout.columns(); j++) x[to + 8 * j] = 0;
    }
    for (int j = 0; j < layout.columns(); j++)
      for (int k = layout.columnStart(j); k < layout.columnStart(j + 1); k++)
        x[DenseKernels.at(0, columns, first + layout.rowIndex(k), j)] = a[from + k];
  }

  private void scaleToUnitDiagonal() {
    for (int i = 0; i < m; i++) {
      double norm = Math.sqrt(s[DenseKernels.at(0, stride, i, i)]);
      scale[i] = norm > 0 && norm < Double.POSITIVE_INFINITY ? 1 / norm : 0;
    }
    for (int p = 0; p < m; p += 8) {
      int panel = (p >> 3) * stride;
      for (int j = 0; j < p + 8; j++)
        for (int i = 0; i < 8; i++) s[panel + 8 * j + i] *= scale[p + i] * scale[j];
    }
    KERNELS.symmetrize(m, s, 0, stride);
  }
}
