package io.ffolayer.internal.face;

import io.ffolayer.program.Auxiliaries;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.matrix.Layout;
import java.util.Arrays;

/// Auxiliary rows that help nothing: where the constraint that they help to state does not bind,
/// the variable that stands for its function is free, and where it lies beside these rows means
/// nothing. Rows belong together where they meet one auxiliary variable; together they are idle
/// where none of them is active.
final class IdleRows {
  private final int[] rows;

  /// For each auxiliary row the number of the group that it belongs to.
  private final int[] group;

  private final boolean[] busy;
  private final boolean[] equality;

  IdleRows(ProgramStructure structure, boolean[] equality) {
    Auxiliaries auxiliaries = structure.auxiliaries();
    this.equality = equality;
    rows = auxiliaries.rows();
    Groups groups = new Groups(rows.length == 0 ? 0 : structure.rows() + structure.variables());
    if (rows.length > 0) {
      for (int k = 0; k < structure.blocks().size(); k++)
        joinRows(
            structure.blocks().get(k),
            structure.firstRow(k),
            structure.rows(),
            auxiliaries,
            groups);
      for (ProgramStructure.ConeRows cone : structure.cones())
        if (!cone.cone().isPolyhedral())
          for (int i = cone.first() + 1; i < cone.end(); i++) groups.join(cone.first(), i);
    }
    int[] names = Arrays.stream(rows).map(groups::of).toArray();
    int[] distinct = Arrays.stream(names).sorted().distinct().toArray();
    group = Arrays.stream(names).map(name -> Arrays.binarySearch(distinct, name)).toArray();
    busy = new boolean[distinct.length];
  }

  /// Joins every auxiliary row with the auxiliary variables in it.
  private static void joinRows(
      RowBlock block, int first, int m, Auxiliaries auxiliaries, Groups groups) {
    for (int j = 0; j < block.layout().columns(); j++) {
      if (!auxiliaries.hasVariable(j)) continue;
      switch (block.layout()) {
        case Layout.Dense dense -> {
          for (int i = 0; i < dense.rows(); i++)
            if (auxiliaries.hasRow(first + i)) groups.join(first + i, m + j);
        }
        case Layout.Sparse sparse -> {
          for (int k = sparse.columnStart(j); k < sparse.columnStart(j + 1); k++)
            if (auxiliaries.hasRow(first + sparse.rowIndex(k)))
              groups.join(first + sparse.rowIndex(k), m + j);
        }
        case Layout.Operator operator -> {}
      }
    }
  }

  /// distance ← +∞ at idle rows.
  ///
  /// @param distance of every row from its other side, negative where it is active
  /// @param tolerance a row nearer to its other side does not count as active
  void passOver(double[] distance, double tolerance) {
    if (rows.length == 0) return;
    Arrays.fill(busy, false);
    for (int k = 0; k < rows.length; k++)
      if (!equality[rows[k]] && distance[rows[k]] < -tolerance) busy[group[k]] = true;
    for (int k = 0; k < rows.length; k++)
      if (!busy[group[k]]) distance[rows[k]] = Double.POSITIVE_INFINITY;
  }

  /// Sets of rows and variables that grow together.
  private static final class Groups {
    private final int[] parent;

    Groups(int size) {
      parent = new int[size];
      Arrays.setAll(parent, k -> k);
    }

    int of(int k) {
      int root = k;
      while (parent[root] != root) {
        parent[root] = parent[parent[root]];
        root = parent[root];
      }
      return root;
    }

    void join(int a, int b) {
      parent[of(a)] = of(b);
    }
  }
}
