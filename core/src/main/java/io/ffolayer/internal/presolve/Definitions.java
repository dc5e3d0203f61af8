package io.ffolayer.internal.presolve;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Variables of one instance that equalities define: t with
///
/// ```
/// a t + Σ a_j y_j = b,     t in no other row, and in the objective as ½p t² + q t alone, p > 0
/// ```
///
/// What a modeller's Σ (Mx + c)² becomes in the standard form. A row defines one variable at most.
///
/// @param variables their indices, ascending
/// @param rows the row that defines each
/// @param kept the other variables, ascending
/// @param keptRows the other rows, ascending
record Definitions(int[] variables, int[] rows, int[] kept, int[] keptRows) {

  /// Null where there are none.
  static @Nullable Definitions of(ProgramData data, int instance, boolean[] equality) {
    boolean[] square = squares(data, instance);
    int n = square.length;
    int[] definition = new int[equality.length];
    double[] size = new double[equality.length];
    Arrays.fill(definition, -1);
    Column column = new Column();
    for (int j = 0; j < n; j++) {
      if (!square[j]) continue;
      column.read(data, instance, j);
      int row = column.row;
      if (column.count != 1 || !equality[row] || Math.abs(column.value) <= size[row]) continue;
      definition[row] = j;
      size[row] = Math.abs(column.value);
    }
    return of(definition, n);
  }

  private static @Nullable Definitions of(int[] definition, int n) {
    int[] owner = new int[n];
    Arrays.fill(owner, -1);
    for (int r = 0; r < definition.length; r++) if (definition[r] >= 0) owner[definition[r]] = r;
    int[] defined = IntStream.range(0, n).filter(j -> owner[j] >= 0).toArray();
    if (defined.length == 0) return null;
    return new Definitions(
        defined,
        IntStream.of(defined).map(j -> owner[j]).toArray(),
        IntStream.range(0, n).filter(j -> owner[j] < 0).toArray(),
        IntStream.range(0, definition.length).filter(r -> definition[r] < 0).toArray());
  }

  /// Which variables stand in P on its diagonal alone, with a positive entry. Of a dense P that has
  /// few zeros little more than the diagonal is read.
  private static boolean[] squares(ProgramData data, int instance) {
    double[] p = data.quadratic().values();
    int at = data.quadratic().offset(instance);
    int n = data.structure().variables();
    boolean[] square = new boolean[n];
    switch (data.structure().quadratic()) {
      case Layout.Dense dense -> {
        for (int j = 0; j < n; j++) square[j] = isAlone(p, at + j * n, n, j);
      }
      case Layout.Sparse sparse -> {
        for (int j = 0; j < n; j++) {
          int end = sparse.columnStart(j + 1) - 1;
          square[j] = end >= sparse.columnStart(j) && sparse.rowIndex(end) == j && p[at + end] > 0;
        }
        for (int j = 0; j < n; j++)
          for (int e = sparse.columnStart(j); e < sparse.columnStart(j + 1); e++)
            if (sparse.rowIndex(e) != j && p[at + e] != 0)
              square[j] = square[sparse.rowIndex(e)] = false;
      }
      case Layout.Operator operator -> throw operator.noEntries("entries");
    }
    return square;
  }

  private static boolean isAlone(double[] p, int at, int n, int j) {
    if (!(p[at + j] > 0)) return false;
    for (int k = 0; k < n; k++) if (k != j && p[at + k] != 0) return false;
    return true;
  }

  /// The entries of a column that are not 0: how many, up to two, and the last.
  private static final class Column {
    private int count;
    private int row;
    private double value;

    void read(ProgramData data, int instance, int j) {
      count = 0;
      for (int k = 0; k < data.rows().size() && count < 2; k++) {
        Batched numbers = data.rows().get(k);
        int first = data.structure().firstRow(k), at = numbers.offset(instance);
        Layout layout = data.structure().blocks().get(k).layout();
        if (layout instanceof Layout.Dense dense) readDense(dense, numbers.values(), at + j, first);
        else layout.forEachIn(j, (i, place) -> see(first + i, numbers.values()[at + place]));
      }
    }

    /// Of a column that is full two entries are read.
    private void readDense(Layout.Dense dense, double[] a, int at, int first) {
      for (int i = 0; i < dense.rows() && count < 2; i++)
        see(first + i, a[at + i * dense.columns()]);
    }

    private void see(int i, double entry) {
      if (entry == 0) return;
      count++;
      row = i;
      value = entry;
    }
  }

  /// Whether they are the same of another instance.
  boolean sameAs(Definitions other) {
    return Arrays.equals(variables, other.variables) && Arrays.equals(rows, other.rows);
  }
}
