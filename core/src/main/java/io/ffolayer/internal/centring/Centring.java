package io.ffolayer.internal.centring;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which columns of A may have a common offset, by the structure alone.
///
/// A regression over years has a column of ones a_k beside a column a_j of years, which differ by
/// little: a_j ≈ r a_k. With the variables u_k = y_k + r y_j in place of y_k the same program has
/// the column a_j − r a_k, years from a year among them, and the conditioning of that:
///
/// ```
/// A y = Σ a y = a_k (y_k + r y_j) + (a_j − r a_k) y_j,     q_j y_j + q_k y_k = q_k u_k + (q_j − r q_k) y_j
/// ```
///
/// Each new number is rounded once (a fused multiplication), so nothing is lost: what the new
/// program says of the data is exact to their last digit. Without this the KKT system would have
/// the square of the conditioning of A, which no refinement survives (offsets of 1e8 times the
/// spread).
///
/// Such columns stand in no term of P – residuals are variables of their own – and a_k is where a_j
/// is.
public final class Centring {
  /// Most comparisons of rows while candidates are looked for, in entries of A.
  private static final long MOST_WORK = 20;

  final ProgramStructure structure;

  /// Columns that others may be measured by, each with those others.
  final List<Reference> references = new ArrayList<>();

  /// @param columns that have entries wherever this one has
  record Reference(int column, int[] columns) {}

  private Centring(ProgramStructure structure) {
    this.structure = structure;
  }

  /// Null where no columns can have a common offset.
  public static @Nullable Centring of(ProgramStructure structure) {
    if (!structure.hasEntries() || !(structure.quadratic() instanceof Layout.Sparse p)) return null;
    int[][] rows = rows(structure, free(p));
    Centring centring = new Centring(structure);
    centring.look(rows);
    return centring.references.isEmpty() ? null : centring;
  }

  /// Which variables stand in no term of P.
  private static boolean[] free(Layout.Sparse p) {
    boolean[] free = new boolean[p.columns()];
    Arrays.fill(free, true);
    for (int j = 0; j < free.length; j++)
      for (int e = p.columnStart(j); e < p.columnStart(j + 1); e++)
        free[j] = free[p.rowIndex(e)] = false;
    return free;
  }

  /// The rows of the entries of each free variable, ascending; empty for others.
  private static int[][] rows(ProgramStructure structure, boolean[] free) {
    int[][] rows = new int[free.length][];
    for (int j = 0; j < free.length; j++) {
      int[] list = new int[free[j] ? count(structure, j) : 0];
      rows[j] = list;
      int[] next = {0};
      for (int k = 0; free[j] && k < structure.blocks().size(); k++) {
        int first = structure.firstRow(k);
        structure
            .blocks()
            .get(k)
            .layout()
            .forEachIn(j, (i, position) -> list[next[0]++] = first + i);
      }
    }
    return rows;
  }

  private static int count(ProgramStructure structure, int j) {
    return structure.blocks().stream().mapToInt(block -> block.layout().columnSize(j)).sum();
  }

  private void look(int[][] rows) {
    long work = MOST_WORK * (structure.entries() + rows.length);
    int[][] inRow = columnsOfRows(rows);
    for (int k = 0; k < rows.length; k++) {
      if (rows[k].length < CommonOffsets.FEWEST) continue;
      List<Integer> columns = new ArrayList<>();
      for (int j : inRow[rows[k][0]]) {
        if (j == k) continue;
        work -= rows[k].length;
        if (work < 0) return;
        if (holds(rows[j], rows[k])) columns.add(j);
      }
      if (!columns.isEmpty())
        references.add(new Reference(k, columns.stream().mapToInt(j -> j).toArray()));
    }
  }

  /// The free variables with an entry in each row.
  private int[][] columnsOfRows(int[][] rows) {
    int[] count = new int[structure.rows()];
    for (int[] column : rows) for (int i : column) count[i]++;
    int[][] columns = new int[count.length][];
    for (int i = 0; i < count.length; i++) columns[i] = new int[count[i]];
    for (int j = rows.length - 1; j >= 0; j--) for (int i : rows[j]) columns[i][--count[i]] = j;
    return columns;
  }

  /// Whether an ascending list holds all of another.
  private static boolean holds(int[] all, int[] some) {
    int at = 0;
    for (int wanted : some) {
      while (at < all.length && all[at] < wanted) at++;
      if (at == all.length || all[at] != wanted) return false;
    }
    return true;
  }

  /// The common offsets of one instance, or null where there are none: the usual case, found by
  /// reading three numbers of each reference.
  public @Nullable CommonOffsets at(ProgramData data, int instance) {
    return CommonOffsets.of(this, data, instance);
  }
}
