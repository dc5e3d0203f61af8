package io.ffolayer.internal.scale;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.ProgramStructure.ConeRows;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The parts of a program that have nothing to do with each other: no row meets variables of two of
/// them, no curved cone has rows of two, and P joins none. Such a program is several that are
/// solved together, and what one of them is made of is no measure for another.
///
/// Only entries that are not 0 join. O(entries): one look at the values where none of a sparse
/// pattern is 0, which is joined once; one full row where a matrix is dense.
public final class Parts {
  private final ProgramStructure structure;
  private final int variables;

  /// A forest of variables and rows: each points towards the root of its part.
  private final int[] parent;

  private final int[] partOfRoot;
  private final int[] ofColumn;
  private final int[] ofRow;

  /// The forest of the cones and of all entries of sparse patterns; empty until it is asked for.
  private int[] ofPatterns = new int[0];

  private int treesOfPatterns;
  private int columnTreesOfPatterns;
  private final boolean isDense;
  private final boolean[] hasNoEntry;
  private boolean isOfPatterns;
  private int trees;

  /// Of them those with a variable, which is their root.
  private int columnTrees;

  private int count = 1;

  public Parts(ProgramStructure structure) {
    this.structure = structure;
    variables = structure.variables();
    int size = variables + structure.rows();
    parent = new int[size];
    partOfRoot = new int[size];
    ofColumn = new int[variables];
    ofRow = new int[structure.rows()];
    hasNoEntry = new boolean[structure.rows()];
    boolean dense = structure.quadratic() instanceof Layout.Dense;
    for (RowBlock block : structure.blocks()) dense |= block.layout() instanceof Layout.Dense;
    isDense = dense;
  }

  /// Finds the parts of one instance.
  ///
  /// @return their number, 1 for a matrix by an operator
  public int find(ProgramData data, int instance) {
    if (!data.hasEntries() || variables == 0) return 1;
    boolean isFirst = ofPatterns.length == 0;
    if (isFirst) joinPatterns();
    boolean hasZeros = hasZeros(data, instance);
    if (!isFirst && !isDense && !hasZeros && isOfPatterns) return count;
    isOfPatterns = !isDense && !hasZeros;
    if (hasZeros) {
      startWithCones();
      joinSparse(data, instance);
    } else {
      System.arraycopy(ofPatterns, 0, parent, 0, parent.length);
      trees = treesOfPatterns;
      columnTrees = columnTreesOfPatterns;
    }
    if (trees > 1) joinDense(data, instance);
    number();
    return count;
  }

  public int count() {
    return count;
  }

  /// The part of a variable.
  public int ofColumn(int j) {
    return count == 1 ? 0 : ofColumn[j];
  }

  /// The part of a row, the first where it has no coefficients.
  public int ofRow(int i) {
    return count == 1 ? 0 : ofRow[i];
  }

  /// Whether a row has no coefficients, of several parts: it says nothing of any of them.
  boolean hasNoEntry(int i) {
    return count > 1 && hasNoEntry[i];
  }

  private boolean hasZeros(ProgramData data, int instance) {
    boolean zero = hasZeros(structure.quadratic(), data.quadratic(), instance);
    for (int k = 0; k < structure.blocks().size() && !zero; k++)
      zero = hasZeros(structure.blocks().get(k).layout(), data.rows().get(k), instance);
    return zero;
  }

  private static boolean hasZeros(Layout layout, Batched numbers, int instance) {
    if (!(layout instanceof Layout.Sparse)) return false;
    double[] values = numbers.values();
    boolean zero = false;
    int from = numbers.offset(instance);
    for (int k = from; k < from + numbers.size(); k++) zero |= values[k] == 0;
    return zero;
  }

  private void startWithCones() {
    for (int node = 0; node < parent.length; node++) parent[node] = node;
    trees = parent.length;
    columnTrees = variables;
    for (ConeRows cone : structure.cones())
      if (!cone.cone().isPolyhedral())
        for (int i = cone.first() + 1; i < cone.end(); i++)
          join(variables + cone.first(), variables + i);
  }

  private void joinPatterns() {
    startWithCones();
    joinSparse(null, 0);
    ofPatterns = parent.clone();
    treesOfPatterns = trees;
    columnTreesOfPatterns = columnTrees;
  }

  /// @param data null to join by every entry of the patterns
  private void joinSparse(@Nullable ProgramData data, int instance) {
    joinSparse(structure.quadratic(), 0, data == null ? null : data.quadratic(), instance);
    for (int k = 0; k < structure.blocks().size(); k++)
      joinSparse(
          structure.blocks().get(k).layout(),
          variables + structure.firstRow(k),
          data == null ? null : data.rows().get(k),
          instance);
  }

  private void joinSparse(Layout layout, int first, @Nullable Batched numbers, int instance) {
    if (!(layout instanceof Layout.Sparse sparse)) return;
    int from = numbers == null ? 0 : numbers.offset(instance);
    for (int j = 0; j < variables && trees > 1; j++) {
      int root = root(j);
      for (int k = sparse.columnStart(j); k < sparse.columnStart(j + 1); k++) {
        int node = first + sparse.rowIndex(k);
        // Most rows of a filled column are where the column is already.
        if (parent[node] == root || (numbers != null && numbers.values()[from + k] == 0)) continue;
        join(node, j);
        root = root(j);
      }
    }
  }

  private void joinDense(ProgramData data, int instance) {
    if (structure.quadratic() instanceof Layout.Dense) joinDense(data.quadratic(), instance, 0);
    for (int k = 0; k < structure.blocks().size(); k++)
      if (structure.blocks().get(k).layout() instanceof Layout.Dense)
        joinDense(data.rows().get(k), instance, variables + structure.firstRow(k));
  }

  /// @param matrix row by row
  private void joinDense(Batched matrix, int instance, int first) {
    double[] values = matrix.values();
    int rows = matrix.size() / variables;
    for (int i = 0, from = matrix.offset(instance); i < rows && trees > 1; i++, from += variables)
      joinRow(values, from, first + i);
  }

  /// Ends where the row has joined all variables.
  private void joinRow(double[] values, int from, int row) {
    for (int j = 0; j < variables; j++) {
      if (values[from + j] != 0) join(row, j);
      if (columnTrees == 1 && root(row) < variables) return;
    }
  }

  private void join(int a, int b) {
    int rootA = root(a), rootB = root(b);
    if (rootA == rootB) return;
    int larger = Math.max(rootA, rootB);
    parent[larger] = Math.min(rootA, rootB);
    trees--;
    if (larger < variables) columnTrees--;
  }

  private int root(int node) {
    int at = node;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  private void number() {
    Arrays.fill(partOfRoot, -1);
    count = 0;
    for (int j = 0; j < variables; j++) ofColumn[j] = part(j);
    for (int i = 0; i < ofRow.length; i++) {
      hasNoEntry[i] = root(variables + i) >= variables;
      ofRow[i] = hasNoEntry[i] ? 0 : part(variables + i);
    }
  }

  private int part(int node) {
    int root = root(node);
    if (partOfRoot[root] < 0) {
      partOfRoot[root] = count;
      count++;
    }
    return partOfRoot[root];
  }
}
