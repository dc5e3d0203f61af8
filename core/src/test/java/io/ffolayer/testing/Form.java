package io.ffolayer.testing;

import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntToDoubleFunction;

/// The layouts in which the same numbers can be handed to the library. A sparse pattern holds what
/// is not zero in some instance of the batch.
public enum Form {
  DENSE,
  SPARSE,
  DENSE_P_SPARSE_A,
  SPARSE_P_DENSE_A;

  public boolean hasSparseP() {
    return this == SPARSE || this == SPARSE_P_DENSE_A;
  }

  public boolean hasSparseA() {
    return this == SPARSE || this == DENSE_P_SPARSE_A;
  }

  public ProgramData data(PlainProgram program) {
    return data(List.of(program));
  }

  /// A batch in which every instance has its own numbers.
  public ProgramData data(List<PlainProgram> batch) {
    return data(batch, EnumSet.noneOf(Slot.class));
  }

  /// A batch in which the named slots are one block for all; they take the numbers of the first
  /// instance.
  public ProgramData data(List<PlainProgram> batch, Set<Slot> shared) {
    PlainProgram first = batch.getFirst();
    int n = first.n();
    ProgramStructure structure = structure(batch);
    Object origin = new Object();
    Batched p =
        slot(
            batch,
            shared.contains(Slot.P),
            origin,
            structure.quadratic(),
            0,
            (x, i, j) -> x.p()[i][j]);
    Batched q = vector(batch, shared.contains(Slot.Q), origin, n, x -> i -> x.q()[i]);
    Batched b = vector(batch, shared.contains(Slot.B), origin, first.m(), x -> i -> x.b()[i]);
    List<Batched> rows = new ArrayList<>();
    for (int k = 0; k < structure.blocks().size(); k++)
      rows.add(
          slot(
              batch,
              shared.contains(Slot.A),
              origin,
              structure.blocks().get(k).layout(),
              structure.firstRow(k),
              (x, i, j) -> x.a()[i][j]));
    return new ProgramData(structure, batch.size(), p, q, rows, b);
  }

  public ProgramStructure structure(List<PlainProgram> batch) {
    PlainProgram first = batch.getFirst();
    int n = first.n();
    Layout p =
        hasSparseP()
            ? pattern(n, n, (i, j) -> i <= j && batch.stream().anyMatch(x -> x.p()[i][j] != 0))
            : new Layout.Dense(n, n);
    List<RowBlock> blocks = new ArrayList<>();
    for (int from = 0, to; from < first.m(); from = to) {
      to = from + 1;
      while (to < first.m() && first.equality()[to] == first.equality()[from]) to++;
      int start = from;
      int rows = to - from;
      Layout layout =
          hasSparseA()
              ? pattern(rows, n, (i, j) -> batch.stream().anyMatch(x -> x.a()[start + i][j] != 0))
              : new Layout.Dense(rows, n);
      blocks.add(
          new RowBlock(
              first.equality()[from] ? new ZeroCone(rows) : new NonnegativeCone(rows), layout));
    }
    return new ProgramStructure(p, blocks);
  }

  private interface Entry {
    double of(PlainProgram program, int i, int j);
  }

  private interface Stored {
    boolean test(int i, int j);
  }

  private interface VectorOf {
    IntToDoubleFunction of(PlainProgram program);
  }

  private static Batched slot(
      List<PlainProgram> batch,
      boolean shared,
      Object origin,
      Layout layout,
      int firstRow,
      Entry entry) {
    int size = layout.size();
    double[] values = new double[shared ? size : size * batch.size()];
    for (int t = 0; t < (shared ? 1 : batch.size()); t++) {
      PlainProgram program = batch.get(t);
      int at = t * size;
      switch (layout) {
        case Layout.Dense d -> {
          for (int k = 0; k < size; k++)
            values[at + k] = entry.of(program, firstRow + k / d.columns(), k % d.columns());
        }
        case Layout.Operator operator -> throw operator.noEntries("entries");
        case Layout.Sparse s -> {
          for (int j = 0; j < s.columns(); j++)
            for (int k = s.columnStart(j); k < s.columnStart(j + 1); k++)
              values[at + k] = entry.of(program, firstRow + s.rowIndex(k), j);
        }
      }
    }
    return shared ? Batched.shared(values) : new Batched(values, size, size, origin);
  }

  private static Batched vector(
      List<PlainProgram> batch, boolean shared, Object origin, int size, VectorOf vector) {
    double[] values = new double[shared ? size : size * batch.size()];
    for (int t = 0; t < (shared ? 1 : batch.size()); t++) {
      IntToDoubleFunction of = vector.of(batch.get(t));
      for (int i = 0; i < size; i++) values[t * size + i] = of.applyAsDouble(i);
    }
    return shared ? Batched.shared(values) : new Batched(values, size, size, origin);
  }

  private static Layout.Sparse pattern(int rows, int columns, Stored stored) {
    List<Integer> is = new ArrayList<>();
    List<Integer> js = new ArrayList<>();
    for (int i = 0; i < rows; i++)
      for (int j = 0; j < columns; j++)
        if (stored.test(i, j)) {
          is.add(i);
          js.add(j);
        }
    return Layout.Sparse.ofEntries(
        rows,
        columns,
        is.stream().mapToInt(Integer::intValue).toArray(),
        js.stream().mapToInt(Integer::intValue).toArray());
  }
}
