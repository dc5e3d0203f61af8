package io.ffolayer.internal.cone;

import io.ffolayer.internal.linalg.dense.SquareMatrices;
import io.ffolayer.internal.linalg.dense.SquareProducts;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;

/// The orthonormal U of a semidefinite cone that belongs to an orthonormal basis q₁, …, q_k: its
/// columns are svec of the symmetrised qᵢqⱼᵀ, in the order of svec, so that Uᵀ svec(M) =
/// svec(QᵀMQ). The basis is kept as Qᵀ, row i is qᵢ. A product costs 4k³ flops a column, 3k³ where
/// there are many: with columns side by side all loops run along the rows of the program.
final class EigenvectorRotation {
  private static final DenseKernels KERNELS = Kernels.dense();

  /// Columns that are rotated at a time.
  private static final int STRIP = 32;

  /// With fewer columns the loops along them would be too short.
  private static final int FEW = 4;

  private final int order;
  private final SquareProducts products;
  private final double[] matrix;
  private final double[] basis;
  private final double[] scratch;

  /// Entry (i, j) of every column of a strip, and of the product M Q, transposed.
  private double[] strip = new double[0];

  private double[] product = new double[0];

  EigenvectorRotation(int order, SquareProducts products) {
    this.order = order;
    this.products = products;
    matrix = new double[order * order];
    basis = new double[order * order];
    scratch = new double[order * order];
  }

  /// rows ← Uᵀ rows.
  void rotate(double[] q, double[] rows, int at, int columns) {
    if (columns < FEW) {
      SquareMatrices.transpose(order, q, basis);
      for (int j = 0; j < columns; j++) congruence(basis, rows, at + j, columns);
      return;
    }
    for (int from = 0; from < columns; from += STRIP)
      rotateStrip(q, rows, at + from, columns, Math.min(STRIP, columns - from));
  }

  /// v ← U v.
  void rotateBack(double[] q, double[] v, int at) {
    congruence(q, v, at, 1);
  }

  /// One column ← svec(Gᵀ M G).
  private void congruence(double[] g, double[] rows, int at, int ld) {
    ScaledTriangle.expand(order, rows, at, ld, matrix);
    products.congruence(g, matrix, scratch);
    ScaledTriangle.collect(order, matrix, rows, at, ld);
  }

  private void rotateStrip(double[] q, double[] rows, int at, int ld, int width) {
    if (strip.length == 0) {
      strip = new double[order * order * STRIP];
      product = new double[order * order * STRIP];
    }
    expand(rows, at, ld, width);
    int block = order * STRIP;
    for (int i = 0; i < order; i++)
      for (int b = 0; b < order; b++) {
        int to = b * block + i * STRIP; // Σⱼ q_bⱼ · (row j of block i)
        KERNELS.rowsMultiplyTransposed(
            order, width, 1, strip, i * block, STRIP, q, b * order, 0, product, to);
      }
    for (int b = 0; b < order; b++)
      for (int a = 0; a <= b; a++) {
        int to = at + ScaledTriangle.at(a, b) * ld;
        double unit = a == b ? 1 : ScaledTriangle.ROOT2;
        KERNELS.rowsMultiplyTransposed(
            order, width, unit, product, b * block, STRIP, q, a * order, 0, rows, to);
      }
  }

  private void expand(double[] rows, int at, int ld, int width) {
    for (int j = 0; j < order; j++)
      for (int i = 0; i <= j; i++) {
        int row = at + ScaledTriangle.at(i, j) * ld;
        int upper = (i * order + j) * STRIP, lower = (j * order + i) * STRIP;
        double unit = ScaledTriangle.unit(i, j);
        for (int c = 0; c < width; c++) strip[upper + c] = unit * rows[row + c];
        if (i != j) System.arraycopy(strip, upper, strip, lower, width);
      }
  }
}
