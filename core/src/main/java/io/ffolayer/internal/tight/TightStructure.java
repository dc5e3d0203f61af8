package io.ffolayer.internal.tight;

import io.ffolayer.program.Cone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.canonical.Tightening;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// The program of a [Tightening], cut out of the whole one: its listed variables and rows, with
/// sparse blocks, and where each of its numbers stands in the whole.
public final class TightStructure {
  private static final int ABSENT = -1;

  private final Tightening tightening;
  private final ProgramStructure whole;
  private final ProgramStructure structure;
  private final List<Part> parts = new ArrayList<>();
  private final int[] bounds;
  private final List<ProgramStructure.ConeRows> cones;

  /// What is kept of one block: the place of every entry in the numbers of the block.
  private record Part(int block, Layout.Sparse pattern, int[] source) {}

  TightStructure(ProgramStructure whole, Tightening tightening) {
    this.whole = whole;
    this.tightening = tightening;
    int[] newColumn = places(tightening.variables(), whole.variables());
    int[] newRow = places(tightening.rows(), whole.rows());
    List<RowBlock> blocks = new ArrayList<>();
    for (int k = 0; k < whole.blocks().size(); k++) {
      int first = whole.firstRow(k);
      RowBlock block = whole.blocks().get(k);
      int[] rows = counted(newRow, first, first + block.rows());
      int count = Arrays.stream(rows).max().orElse(ABSENT) + 1;
      if (count == 0) continue;
      Part part = part(k, block.layout(), rows, count, newColumn);
      parts.add(part);
      blocks.add(new RowBlock(kept(block.cone(), rows), part.pattern));
    }
    bounds = bounds(whole, newRow, newColumn);
    cones =
        whole.cones().stream()
            .filter(part -> part.cone().size() > 0 && newRow[part.first()] != ABSENT)
            .filter(part -> !part.cone().isPolyhedral())
            .toList();
    int n = tightening.variables().length;
    structure = new ProgramStructure(Layout.Sparse.empty(n, n), blocks);
  }

  /// Where each index of the whole stands among the kept ones.
  private static int[] places(int[] kept, int length) {
    int[] places = new int[length];
    Arrays.fill(places, ABSENT);
    for (int k = 0; k < kept.length; k++) places[kept[k]] = k;
    return places;
  }

  /// The kept rows of a block, numbered from 0.
  private static int[] counted(int[] newRow, int from, int to) {
    int[] rows = new int[to - from];
    int next = 0;
    for (int i = from; i < to; i++) rows[i - from] = newRow[i] == ABSENT ? ABSENT : next++;
    return rows;
  }

  private static Part part(int k, Layout layout, int[] rows, int count, int[] newColumn) {
    Entries entries = new Entries();
    for (int j = 0; j < newColumn.length; j++) {
      if (newColumn[j] == ABSENT) continue;
      switch (layout) {
        case Layout.Dense dense -> {
          for (int i = 0; i < rows.length; i++)
            if (rows[i] != ABSENT) entries.add(rows[i], newColumn[j], i * newColumn.length + j);
        }
        case Layout.Sparse sparse -> {
          for (int e = sparse.columnStart(j); e < sparse.columnStart(j + 1); e++)
            if (rows[sparse.rowIndex(e)] != ABSENT)
              entries.add(rows[sparse.rowIndex(e)], newColumn[j], e);
        }
        case Layout.Operator operator -> throw operator.noEntries("a tightening");
      }
    }
    int columns = (int) Arrays.stream(newColumn).filter(j -> j != ABSENT).count();
    return entries.part(k, count, columns);
  }

  /// Entries column by column, rows ascending: the order of a sparse layout.
  private static final class Entries {
    private int[] row = new int[16];
    private int[] column = new int[16];
    private int[] source = new int[16];
    private int size;

    void add(int i, int j, int from) {
      if (size == row.length) {
        row = Arrays.copyOf(row, 2 * size);
        column = Arrays.copyOf(column, 2 * size);
        source = Arrays.copyOf(source, 2 * size);
      }
      row[size] = i;
      column[size] = j;
      source[size++] = from;
    }

    Part part(int block, int rows, int columns) {
      int[] i = Arrays.copyOf(row, size);
      int[] j = Arrays.copyOf(column, size);
      Layout.Sparse pattern = Layout.Sparse.ofEntries(rows, columns, i, j);
      return new Part(block, pattern, Arrays.copyOf(source, size));
    }
  }

  /// The inequalities that hold pulled variables, and are not of those that pull them tight.
  private static int[] bounds(ProgramStructure whole, int[] newRow, int[] newColumn) {
    BitSet bounds = new BitSet();
    for (int k = 0; k < whole.blocks().size(); k++) {
      if (!(whole.blocks().get(k).cone() instanceof NonnegativeCone)) continue;
      Layout layout = whole.blocks().get(k).layout();
      int first = whole.firstRow(k);
      if (layout instanceof Layout.Sparse sparse) {
        for (int j = 0; j < newColumn.length; j++)
          for (int e = sparse.columnStart(j); e < sparse.columnStart(j + 1); e++)
            if (newColumn[j] != ABSENT) bounds.set(first + sparse.rowIndex(e));
      } else bounds.set(first, first + layout.rows());
    }
    return bounds.stream().filter(i -> newRow[i] == ABSENT).toArray();
  }

  /// The cone of the kept rows of a block.
  private static Cone kept(Cone cone, int[] rows) {
    if (!(cone instanceof ProductCone product)) return part(cone, rows, 0);
    List<Cone> factors = new ArrayList<>();
    int first = 0;
    for (Cone factor : product.factors()) {
      Cone part = part(factor, rows, first);
      if (part.size() > 0) factors.add(part);
      first += factor.size();
    }
    return new ProductCone(factors);
  }

  private static Cone part(Cone cone, int[] rows, int first) {
    int count = 0;
    for (int i = first; i < first + cone.size(); i++) count += rows[i] == ABSENT ? 0 : 1;
    if (count == cone.size()) return cone;
    return cone instanceof ZeroCone ? new ZeroCone(count) : new NonnegativeCone(count);
  }

  ProgramStructure structure() {
    return structure;
  }

  /// The curved cones that pull, where they stand in the whole.
  List<ProgramStructure.ConeRows> cones() {
    return cones;
  }

  /// The rows in which a pulled variable may have come to lie where nothing pulls it.
  int[] bounds() {
    return bounds;
  }

  Tightening tightening() {
    return tightening;
  }

  /// The numbers of one instance where the other variables are as in y.
  ///
  /// @param pull n numbers
  ProgramData at(ProgramData data, int instance, double[] pull, double[] y) {
    int[] variables = tightening.variables();
    double[] fixed = y.clone();
    double[] linear = new double[variables.length];
    for (int t = 0; t < variables.length; t++) {
      fixed[variables[t]] = 0;
      linear[t] = pull[variables[t]];
    }
    double[] left = slacks(whole, data, instance, fixed);
    double[] rhs = Arrays.stream(tightening.rows()).mapToDouble(i -> left[i]).toArray();
    List<Batched> rows = new ArrayList<>();
    for (Part part : parts) {
      Batched numbers = data.rows().get(part.block);
      double[] values = new double[part.source.length];
      for (int e = 0; e < values.length; e++)
        values[e] = numbers.values()[numbers.offset(instance) + part.source[e]];
      rows.add(Batched.shared(values));
    }
    return new ProgramData(
        structure,
        1,
        Batched.shared(new double[0]),
        Batched.shared(linear),
        rows,
        Batched.shared(rhs));
  }

  /// b − Ay.
  static double[] slacks(ProgramStructure structure, ProgramData data, int instance, double[] y) {
    double[] slack = new double[structure.rows()];
    data.addRowProduct(instance, y, 0, slack, 0);
    Batched b = data.rhs();
    for (int i = 0; i < slack.length; i++) slack[i] = b.values()[b.offset(instance) + i] - slack[i];
    return slack;
  }
}
