package io.ffolayer.internal.kkt.semidefinite;

import io.ffolayer.program.matrix.Layout;

/// The rows of one semidefinite cone as what they are: a sparse symmetric matrix M_c for every
/// variable c that the cone meets. Where the entries stand, for all threads; 20 bytes an entry.
final class DataMatrices {
  /// What an entry (i, j), i < j, of the scaled triangle is times the entry of the matrix.
  static final double ROOT2 = Math.sqrt(2);

  /// Index of the cone in the order of the rows.
  final int cone;

  /// First row of the cone.
  final int first;

  final int order;

  /// Index of the block of rows that holds the numbers.
  final int block;

  /// The variables with entries, ascending.
  final int[] variable;

  /// Entries of variable[c]: start[c] … start[c+1] − 1.
  final int[] start;

  /// Row and column of each entry in its matrix, row ≤ column.
  final int[] row;

  final int[] column;

  /// Its place among the numbers of the block.
  final int[] position;

  /// @param layout of the block
  /// @param blockFirst first row of the block
  DataMatrices(int cone, int first, int order, int block, Layout layout, int blockFirst) {
    this.cone = cone;
    this.first = first;
    this.order = order;
    this.block = block;
    int from = first - blockFirst, end = from + order * (order + 1) / 2;
    int[] count = new int[layout.columns()];
    for (int j = 0; j < count.length; j++) {
      int c = j;
      layout.forEachIn(j, (i, place) -> count[c] += i >= from && i < end ? 1 : 0);
    }
    int met = 0, size = 0;
    for (int each : count) {
      met += each > 0 ? 1 : 0;
      size += each;
    }
    variable = new int[met];
    start = new int[met + 1];
    row = new int[size];
    column = new int[size];
    position = new int[size];
    int[] at = new int[1];
    for (int j = 0, c = 0; j < count.length; j++) {
      if (count[j] == 0) continue;
      variable[c] = j;
      layout.forEachIn(j, (i, place) -> add(i - from, end - from, place, at));
      start[++c] = at[0];
    }
  }

  private void add(int i, int size, int place, int[] at) {
    if (i < 0 || i >= size) return;
    int to = at[0]++, j = columnOf(i);
    column[to] = j;
    row[to] = i - j * (j + 1) / 2;
    position[to] = place;
  }

  /// The column of entry i of a triangle that stands column by column.
  static int columnOf(int i) {
    int j = (int) ((Math.sqrt(8.0 * i + 1) - 1) / 2);
    while (j * (j + 1) / 2 > i) j--;
    while ((j + 1) * (j + 2) / 2 <= i) j++;
    return j;
  }

  int entries() {
    return position.length;
  }

  /// One past the last row.
  int end() {
    return first + order * (order + 1) / 2;
  }

  /// matrix entries ← the numbers of a block: what stands in the triangle, over √2 beside the
  /// diagonal.
  void gather(double[] numbers, int at, double[] values) {
    for (int e = 0; e < values.length; e++) {
      double value = numbers[at + position[e]];
      values[e] = row[e] == column[e] ? value : value / ROOT2;
    }
  }

  /// The entry of the rotated row (i, j) in variable[c]: qᵢᵀM_c qⱼ, times √2 beside the diagonal.
  ///
  /// @param values entries of the matrices, by [#gather]
  /// @param q row i is qᵢ
  double rotated(double[] values, double[] q, int i, int j, int c) {
    int a = i * order, b = j * order;
    double sum = 0;
    for (int e = start[c]; e < start[c + 1]; e++) {
      int k = row[e], l = column[e];
      double product = q[a + k] * q[b + l];
      if (k != l) product += q[a + l] * q[b + k];
      sum += values[e] * product;
    }
    return i == j ? sum : ROOT2 * sum;
  }
}
