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

  private final boolean denseQuadratic;

  /// For each block and each of its entries, in the order of its values, the place in `rows`.
  private final int[][] place;

  SparseProgram(ProgramStructure structure) {
    denseQuadratic = structure.quadratic() instanceof Layout.Dense;
    quadratic = upperTriangle(structure.quadratic());
    int blocks = structure.blocks().size();
    place = new int[blocks][];
    int[] start = new int[structure.variables() + 1];
    for (int k = 0; k < blocks; k++) {
      Layout layout = structure.blocks().get(k).layout();
      place[k] = new int[layout.size()];
      for (int j = 0; j < layout.columns(); j++) start[j + 1] += columnLength(layout, j);
    }
    for (int j = 0; j < structure.variables(); j++) start[j + 1] += start[j];
    int[] index = new int[start[structure.variables()]];
    int[] next = start.clone();
    for (int k = 0; k < blocks; k++)
      append(structure.blocks().get(k).layout(), structure.firstRow(k), next, index, place[k]);
    rows = CompressedColumns.of(structure.rows(), structure.variables(), start, index);
  }

  private static int columnLength(Layout layout, int column) {
    return switch (layout) {
      case Layout.Dense dense -> dense.rows();
      case Layout.Sparse sparse -> sparse.columnStart(column + 1) - sparse.columnStart(column);
    };
  }

  private static void append(Layout layout, int first, int[] next, int[] index, int[] place) {
    for (int j = 0; j < layout.columns(); j++) {
      switch (layout) {
        case Layout.Dense dense -> {
          for (int i = 0; i < dense.rows(); i++) {
            index[next[j]] = first + i;
            place[i * dense.columns() + j] = next[j]++;
          }
        }
        case Layout.Sparse sparse -> {
          for (int k = sparse.columnStart(j); k < sparse.columnStart(j + 1); k++) {
            index[next[j]] = first + sparse.rowIndex(k);
            place[k] = next[j]++;
          }
        }
      }
    }
  }

  private static CompressedColumns upperTriangle(Layout layout) {
    int n = layout.columns();
    return switch (layout) {
      case Layout.Sparse sparse ->
          CompressedColumns.of(n, n, sparse.columnStarts(), sparse.rowIndices());
      case Layout.Dense dense -> {
        int[] start = new int[n + 1];
        int[] index = new int[Math.toIntExact((long) n * (n + 1) / 2)];
        for (int j = 0, k = 0; j < n; j++) {
          for (int i = 0; i <= j; i++) index[k++] = i;
          start[j + 1] = k;
        }
        yield CompressedColumns.of(n, n, start, index);
      }
    };
  }

  /// Writes the values of P and A on the patterns.
  void gather(ProgramData data, int instance, double[] quadraticValues, double[] rowValues) {
    double[] p = data.quadratic().values();
    int pAt = data.quadratic().offset(instance);
    if (denseQuadratic) {
      int n = quadratic.cols();
      for (int j = 0, k = 0; j < n; j++)
        for (int i = 0; i <= j; i++) quadraticValues[k++] = p[pAt + j * n + i];
    } else {
      System.arraycopy(p, pAt, quadraticValues, 0, quadraticValues.length);
    }
    for (int k = 0; k < place.length; k++) {
      double[] values = data.rows().get(k).values();
      int at = data.rows().get(k).offset(instance);
      int[] to = place[k];
      for (int e = 0; e < to.length; e++) rowValues[to[e]] = values[at + e];
    }
  }
}
