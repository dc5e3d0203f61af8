package io.ffolayer.internal.kkt.dense;

import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.matrix.Layout;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The layouts of a program that is sparse only because of its *residual variables*: those of ‖w‖²,
/// w = Ax − b, where A is dense. For [ResidualKkt], for all threads.
///
/// A residual variable stands in one row, and in P on the diagonal alone. Each row has at most one;
/// without them n′ variables are left, and the rows of A over those are dense.
public final class ResidualStructure {
  /// Rows less full than this are not worth being made dense.
  private static final double LEAST_FILLED = 0.25;

  /// Nor is P, where so many times as many variables as rows are left.
  private static final int WIDEST = 4;

  static final int NONE = -1;

  final ProgramStructure original;

  /// What is left: n′ variables, all rows, dense.
  final ProgramStructure dense;

  /// The residual variable of every row, or [#NONE].
  final int[] residual;

  /// The place of every variable among those that are left, or [#NONE] for a residual.
  final int[] left;

  private ResidualStructure(ProgramStructure original, int[] residual) {
    this.original = original;
    this.residual = residual;
    left = new int[original.variables()];
    for (int j : residual) if (j != NONE) left[j] = NONE;
    int count = 0;
    for (int j = 0; j < left.length; j++) if (left[j] != NONE) left[j] = count++;
    RowBlock rows =
        new RowBlock(
            new NonnegativeCone(original.rows()), new Layout.Dense(original.rows(), count));
    dense = new ProgramStructure(new Layout.Dense(count, count), List.of(rows));
  }

  /// The structure, or null where nothing dense would be left.
  public static @Nullable ResidualStructure of(ProgramStructure program) {
    if (!(program.quadratic() instanceof Layout.Sparse p)) return null;
    int[] rowOf = onlyRows(program);
    boolean[] alone = standsOnDiagonalOnly(p);
    int[] residual = new int[program.rows()];
    Arrays.fill(residual, NONE);
    long count = 0;
    for (int j = 0; j < rowOf.length; j++)
      if (alone[j] && rowOf[j] >= 0 && residual[rowOf[j]] == NONE) {
        residual[rowOf[j]] = j;
        count++;
      }
    long n = program.variables() - count, m = program.rows();
    long entries = program.entries() - p.size() - count;
    boolean isWorthIt =
        count > 0 && n > 0 && n <= WIDEST * m && entries >= LEAST_FILLED * n * m && fits(n, m);
    return isWorthIt ? new ResidualStructure(program, residual) : null;
  }

  /// Whether arrays can be so long.
  private static boolean fits(long n, long m) {
    long longest = Math.max(n, m) + 8;
    return longest * longest < Integer.MAX_VALUE;
  }

  /// For each variable the row that it stands in, or a negative number where there are none or
  /// several.
  private static int[] onlyRows(ProgramStructure program) {
    int several = -2;
    int[] rowOf = new int[program.variables()];
    Arrays.fill(rowOf, NONE);
    for (int k = 0; k < program.blocks().size(); k++) {
      Layout layout = program.blocks().get(k).layout();
      int first = program.firstRow(k);
      for (int j = 0; j < rowOf.length; j++) {
        int variable = j, entries = layout.columnSize(j);
        if (entries == 0) continue;
        if (entries > 1 || rowOf[j] != NONE) rowOf[j] = several;
        else layout.forEachIn(j, (i, position) -> rowOf[variable] = first + i);
      }
    }
    return rowOf;
  }

  private static boolean[] standsOnDiagonalOnly(Layout.Sparse p) {
    boolean[] diagonal = new boolean[p.columns()];
    boolean[] coupled = new boolean[p.columns()];
    for (int j = 0; j < diagonal.length; j++)
      for (int e = p.columnStart(j); e < p.columnStart(j + 1); e++) {
        int i = p.rowIndex(e);
        if (i == j) diagonal[j] = true;
        else coupled[i] = coupled[j] = true;
      }
    for (int j = 0; j < diagonal.length; j++) diagonal[j] &= !coupled[j];
    return diagonal;
  }
}
