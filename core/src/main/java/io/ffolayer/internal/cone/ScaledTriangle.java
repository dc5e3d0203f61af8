package io.ffolayer.internal.cone;

/// A symmetric k×k matrix as the vector of its upper triangle, column by column, off-diagonal
/// entries times √2, so that inner products agree ([io.ffolayer.program.PsdCone]).
final class ScaledTriangle {
  static final double ROOT2 = Math.sqrt(2);

  private ScaledTriangle() {}

  /// k(k+1)/2.
  static int size(int order) {
    return order * (order + 1) / 2;
  }

  /// The place of entry (i, j), i ≤ j.
  static int at(int i, int j) {
    return j * (j + 1) / 2 + i;
  }

  /// What an entry of the vector stands for in the matrix.
  static double unit(int i, int j) {
    return i == j ? 1 : 1 / ROOT2;
  }

  /// matrix ← mat(v), row-major, both triangles.
  static void expand(int order, double[] v, int at, double[] matrix) {
    expand(order, v, at, 1, matrix);
  }

  /// The same for a vector whose entries are `stride` apart: a column of rows.
  static void expand(int order, double[] v, int at, int stride, double[] matrix) {
    for (int j = 0; j < order; j++)
      for (int i = 0; i <= j; i++) {
        double value = v[at + at(i, j) * stride] * unit(i, j);
        matrix[i * order + j] = value;
        matrix[j * order + i] = value;
      }
  }

  /// v ← svec(½(M + Mᵀ)).
  static void collect(int order, double[] matrix, double[] v, int at) {
    collect(order, matrix, v, at, 1);
  }

  /// The same for a vector whose entries are `stride` apart.
  static void collect(int order, double[] matrix, double[] v, int at, int stride) {
    for (int j = 0; j < order; j++)
      for (int i = 0; i <= j; i++) {
        double sum = matrix[i * order + j] + matrix[j * order + i];
        v[at + at(i, j) * stride] = i == j ? sum / 2 : sum / ROOT2;
      }
  }
}
