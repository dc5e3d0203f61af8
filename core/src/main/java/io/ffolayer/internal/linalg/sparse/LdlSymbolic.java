package io.ffolayer.internal.linalg.sparse;

/// What can be known about the factor L D Lᵀ of a symmetric matrix from its pattern alone: made
/// once per structure, immutable, shared by every instance and thread.
///
/// The matrix is reordered by [ApproximateMinimumDegree] and then by the post-order of its
/// elimination tree, which leaves the fill as it is and puts the columns of one clique side by
/// side. Only the upper triangle of the reordered matrix is kept, with every diagonal entry present
/// and last in its column.
public final class LdlSymbolic {

  private final int[] order;
  private final CompressedColumns upper;
  private final int[] position;
  private final int[] parent;
  private final int[] columnCount;
  private final long nonzeros;
  private final double flops;

  private LdlSymbolic(int[] order, CompressedColumns upper, int[] position, int[] parent) {
    this.order = order;
    this.upper = upper;
    this.position = position;
    this.parent = parent;
    columnCount = EliminationTree.columnCounts(upper, parent);
    long sum = 0;
    double squares = 0;
    for (int count : columnCount) {
      sum += count;
      squares += (double) count * count;
    }
    nonzeros = sum;
    flops = squares;
  }

  /// Orders and analyses a symmetric matrix.
  ///
  /// @param matrix each entry of the symmetric matrix once, in either triangle; diagonal entries
  ///   may be missing
  public static LdlSymbolic analyse(CompressedColumns matrix) {
    return analyse(matrix, ApproximateMinimumDegree.order(matrix));
  }

  /// As [#analyse(CompressedColumns)], with a given order of elimination, which is post-ordered.
  public static LdlSymbolic analyse(CompressedColumns matrix, int[] order) {
    int[] parent = EliminationTree.parents(reorder(matrix, order).pattern());
    int[] postOrder = EliminationTree.postOrder(parent);
    int n = order.length;
    int[] place = new int[n];
    int[] composed = new int[n];
    for (int k = 0; k < n; k++) {
      place[postOrder[k]] = k;
      composed[k] = order[postOrder[k]];
    }
    int[] relabelled = new int[n];
    for (int j = 0; j < n; j++) {
      relabelled[place[j]] =
          parent[j] == EliminationTree.NONE ? EliminationTree.NONE : place[parent[j]];
    }
    TripletAssembly assembly = reorder(matrix, composed);
    return new LdlSymbolic(composed, assembly.pattern(), assembly.position(), relabelled);
  }

  /// The upper triangle of the reordered matrix. The first n triplets are its diagonal, the others
  /// the given entries.
  private static TripletAssembly reorder(CompressedColumns matrix, int[] order) {
    int n = matrix.cols();
    int[] place = inverse(order);
    int[] row = new int[n + matrix.nonzeros()];
    int[] col = new int[row.length];
    for (int k = 0; k < n; k++) {
      row[k] = place[k];
      col[k] = place[k];
    }
    int[] columnStart = matrix.columnStart();
    int[] rowIndex = matrix.rowIndex();
    for (int j = 0; j < n; j++) {
      for (int p = columnStart[j]; p < columnStart[j + 1]; p++) {
        int i = rowIndex[p];
        row[n + p] = Math.min(place[i], place[j]);
        col[n + p] = Math.max(place[i], place[j]);
      }
    }
    return TripletAssembly.merging(n, n, row, col);
  }

  private static int[] inverse(int[] order) {
    int[] place = new int[order.length];
    for (int k = 0; k < order.length; k++) {
      place[order[k]] = k;
    }
    return place;
  }

  public int dimension() {
    return order.length;
  }

  /// The live array: variable `order()[k]` is eliminated k-th. Read only.
  public int[] order() {
    return order;
  }

  /// The pattern of the upper triangle of the reordered matrix; the last entry of each column is
  /// its diagonal.
  public CompressedColumns upper() {
    return upper;
  }

  /// Where diagonal entry j of the given matrix is among the values of [#upper()].
  public int diagonalPosition(int j) {
    return position[j];
  }

  /// Where entry p of the given matrix is among the values of [#upper()].
  public int entryPosition(int p) {
    return position[order.length + p];
  }

  /// The live elimination tree of the reordered matrix: read only.
  public int[] parent() {
    return parent;
  }

  /// The live array of nonzeros below the diagonal in every column of L: read only.
  public int[] columnCount() {
    return columnCount;
  }

  /// Nonzeros of L below the diagonal.
  public long nonzeros() {
    return nonzeros;
  }

  /// Σ c_j² over the column counts c_j: multiplications and additions of a factorisation, to
  /// leading order.
  public double flops() {
    return flops;
  }
}
