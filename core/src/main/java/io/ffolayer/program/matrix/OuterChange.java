package io.ffolayer.program.matrix;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;

/// The change du vᵀ + u dvᵀ of an outer product, written on the stored entries of a matrix: what
/// the gradient of uᵀM v with respect to M changes by when u and v change by du and dv.
///
/// The arrays hold the vectors of a batch; a call says where those of an instance begin. Values are
/// written, or added to what stands there.
///
/// @param u as long as M has rows, each instance
/// @param v as long as M has columns
/// @param du as u
/// @param dv as v
public record OuterChange(double[] u, double[] v, double[] du, double[] dv) {
  private static final DenseKernels KERNELS = Kernels.dense();

  /// M = or += du vᵀ + u dvᵀ.
  ///
  /// @param uAt where u and du begin
  /// @param vAt where v and dv begin
  public void write(Layout layout, int uAt, int vAt, boolean add, double[] m, int at) {
    switch (layout) {
      case Layout.Dense dense -> {
        int rows = dense.rows(), n = dense.columns();
        KERNELS.rankTwo(rows, n, du, uAt, v, vAt, u, uAt, dv, vAt, add, m, at, n);
      }
      case Layout.Sparse sparse -> writeSparse(sparse, uAt, vAt, add, m, at);
      case Layout.Operator operator -> requireNoNumbers(operator);
    }
  }

  /// The array of a block = or += du vᵀ + u dvᵀ on its rows and columns.
  ///
  /// @param uAt where u and du begin, for the first row of the matrix
  /// @param vAt where v and dv begin, for its first column
  public void write(Panel panel, int uAt, int vAt, boolean add, double[] m, int at) {
    int i = uAt + panel.row(), j = vAt + panel.column();
    int rows = panel.block().rows(), n = panel.block().columns();
    if (panel.byColumns()) KERNELS.rankTwo(n, rows, v, j, du, i, dv, j, u, i, add, m, at, rows);
    else KERNELS.rankTwo(rows, n, du, i, v, j, u, i, dv, j, add, m, at, n);
  }

  private static void requireNoNumbers(Layout.Operator operator) {
    if (operator.size() > 0) throw operator.noEntries("a gradient with respect to its numbers");
  }

  private void writeSparse(
      Layout.Sparse sparse, int uAt, int vAt, boolean add, double[] m, int at) {
    for (int j = 0; j < sparse.columns(); j++)
      for (int k = sparse.columnStart(j); k < sparse.columnStart(j + 1); k++) {
        int i = uAt + sparse.rowIndex(k);
        double value = du[i] * v[vAt + j] + u[i] * dv[vAt + j];
        m[at + k] = add ? m[at + k] + value : value;
      }
  }

  /// P = or += ½(dv vᵀ + v dvᵀ) for a symmetric P, whatever u is. An off-diagonal entry of a
  /// triangle stands for two, and gets both.
  ///
  /// @param vAt where v and dv begin
  public void writeSymmetric(Layout layout, int vAt, boolean add, double[] p, int at) {
    switch (layout) {
      case Layout.Dense dense -> {
        int n = dense.columns();
        KERNELS.symmetricRankTwo(n, dv, vAt, v, vAt, add, p, at, n);
      }
      case Layout.Sparse sparse -> writeTriangle(sparse, vAt, add, p, at);
      case Layout.Operator operator -> requireNoNumbers(operator);
    }
  }

  private void writeTriangle(Layout.Sparse sparse, int vAt, boolean add, double[] p, int at) {
    for (int j = 0; j < sparse.columns(); j++)
      for (int k = sparse.columnStart(j); k < sparse.columnStart(j + 1); k++) {
        int i = sparse.rowIndex(k);
        double value =
            i == j ? dv[vAt + i] * v[vAt + i] : dv[vAt + i] * v[vAt + j] + dv[vAt + j] * v[vAt + i];
        p[at + k] = add ? p[at + k] + value : value;
      }
  }
}
