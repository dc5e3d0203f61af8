package io.ffolayer.internal.presolve;

import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.matrix.Layout;

/// Whether the layouts of a structure let expect that presolve finds something: sparse data, and an
/// equality with few entries or with a variable that has few other rows.
public final class ReducibleStructure {
  private static final int FEW = 2;

  private ReducibleStructure() {}

  /// O(entries of A).
  public static boolean mayReduce(ProgramStructure structure) {
    if (!(structure.quadratic() instanceof Layout.Sparse)) return false;
    for (RowBlock block : structure.blocks())
      if (!(block.layout() instanceof Layout.Sparse)) return false;
    boolean[] equality = structure.equalities();
    int[] length = new int[structure.rows()];
    int[] count = new int[structure.variables()];
    int[] onlyEquality = new int[structure.variables()];
    int first = 0;
    for (RowBlock block : structure.blocks()) {
      Layout.Sparse rows = (Layout.Sparse) block.layout();
      for (int j = 0; j < count.length; j++)
        for (int e = rows.columnStart(j); e < rows.columnStart(j + 1); e++) {
          int row = first + rows.rowIndex(e);
          length[row]++;
          count[j]++;
          if (equality[row]) onlyEquality[j]++;
        }
      first += rows.rows();
    }
    for (int i = 0; i < length.length; i++) if (equality[i] && length[i] <= FEW) return true;
    for (int j = 0; j < count.length; j++)
      if (onlyEquality[j] == 1 && count[j] <= FEW + 1) return true;
    return false;
  }
}
