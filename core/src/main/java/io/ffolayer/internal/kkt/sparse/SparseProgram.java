package io.ffolayer.internal.kkt.sparse;

import io.ffolayer.internal.linalg.sparse.CompressedColumns;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Layout;

/// The patterns of P and of all rows of A together, as compressed columns, and where the values of
/// the blocks go in them. Immutable.
final class SparseProgram {
  /// P: the upper triangle.
  final CompressedColumns quadratic;

  /// A: the blocks one below the other.
  final CompressedColumns rows;

  /// For each block and each of its entries, in the order of its values, the place in `rows`.
  private final int[][] place;

  SparseProgram(ProgramStructure structure) {
    Layout.Sparse upper = structure.quadratic().upperTriangle();
    quadratic =
        CompressedColumns.of(
            upper.rows(), upper.columns(), upper.columnStarts(), upper.rowIndices());
    int blocks = structure.blocks().size();
    place = new int[blocks][];
    int[] start = new int[structure.variables() + 1];
    for (int k = 0; k < blocks; k++) {
      Layout layout = structure.blocks().get(k).layout();
      place[k] = new int[layout.size()];
      for (int j = 0; j < layout.columns(); j++) start[j + 1] += layout.columnSize(j);
    }
    for (int j = 0; j < structure.variables(); j++) start[j + 1] += start[j];
    int[] index = new int[start[structure.variables()]];
    int[] next = start.clone();
    for (int k = 0; k < blocks; k++)
      append(structure.blocks().get(k).layout(), structure.firstRow(k), next, index, place[k]);
    rows = CompressedColumns.of(structure.rows(), structure.variables(), start, index);
  }

  private static void append(Layout layout, int first, int[] next, int[] index, int[] place) {
    for (int j = 0; j < layout.columns(); j++) {
      int column = j;
      layout.forEachIn(
          j,
          (i, position) -> {
            index[next[column]] = first + i;
            place[position] = next[column]++;
          });
    }
  }

  /// Writes the values of P and A on the patterns.
  void gather(ProgramData data, int instance, double[] quadraticValues, double[] rowValues) {
    data.p().copyUpperTriangleTo(instance, quadraticValues);
    for (int k = 0; k < place.length; k++) {
      double[] values = data.rows().get(k).values();
      int at = data.rows().get(k).offset(instance);
      int[] to = place[k];
      for (int e = 0; e < to.length; e++) rowValues[to[e]] = values[at + e];
    }
  }
}
