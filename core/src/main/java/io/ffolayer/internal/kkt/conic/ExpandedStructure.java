package io.ffolayer.internal.kkt.conic;

import io.ffolayer.program.Cone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The layouts of a program whose large sparse second-order blocks keep their own rows, for
/// [ExpandedKkt]; for all threads.
///
/// The k rows (t, x) of such a block become k + 1: two dense *axis* rows (t ± uᵀx)/√2, and the k −
/// 1 rows x as they are.
public final class ExpandedStructure {
  /// Smaller blocks are rotated: little is filled.
  private static final int SMALLEST = 12;

  /// Each block costs a solve per factorisation.
  private static final int MOST = 8;

  /// One expanded cone.
  ///
  /// @param cone its index among the cones
  /// @param block the block of rows that it stands in
  /// @param first its first row in the program
  /// @param expandedFirst its first axis row in the expanded program
  record Expanded(
      int cone, int block, int first, int expandedFirst, ConeEntries entries, AxisRows axes) {
    /// Number of its rows.
    int size() {
      return entries.rows;
    }
  }

  /// The entries of the rows of a cone, one after the other.
  ///
  /// @param rows number of rows
  /// @param place where each stands in the values of the block
  /// @param row its row in the cone
  /// @param column its variable, as a place among the columns of the axis rows
  record ConeEntries(int rows, int[] place, int[] row, int[] column) {}

  /// The two axis rows of a cone.
  ///
  /// @param columns their variables: all that the cone sees
  /// @param plus the places of (t + uᵀx)/√2 in the values of the expanded block
  /// @param minus those of (t − uᵀx)/√2
  record AxisRows(int[] columns, int[] plus, int[] minus) {}

  final ProgramStructure original;

  /// What the KKT systems see.
  public final ProgramStructure rows;

  final List<Expanded> cones = new ArrayList<>();

  /// For each block and each of its entries the place among the expanded values, −1 where it goes
  /// into axis rows only; empty where the block is as it was.
  final List<int[]> places = new ArrayList<>();

  /// The expanded row of every row; that of its first axis row for the first of an expanded cone.
  final int[] expandedRow;

  private ExpandedStructure(ProgramStructure original) {
    this.original = original;
    expandedRow = new int[original.rows()];
    List<RowBlock> expanded = new ArrayList<>();
    int cone = 0, first = 0, added = 0;
    for (int k = 0; k < original.blocks().size(); k++) {
      RowBlock block = original.blocks().get(k);
      List<Cone> factors = factors(block.cone());
      if (block.layout() instanceof Layout.Sparse sparse
          && factors.stream().anyMatch(ExpandedStructure::isLarge)) {
        RowBlock wide = new Expansion(k, sparse, first, first + added).expand(factors, cone);
        expanded.add(wide);
        added += wide.rows() - block.rows();
      } else {
        for (int i = 0; i < block.rows(); i++) expandedRow[first + i] = first + added + i;
        places.add(new int[0]);
        expanded.add(block);
      }
      cone += factors.size();
      first += block.rows();
    }
    rows = new ProgramStructure(original.quadratic(), expanded);
  }

  /// The structure, or null where there is nothing that is worth it.
  public static @Nullable ExpandedStructure of(ProgramStructure structure) {
    if (structure.isPolyhedral()) return null;
    ExpandedStructure expanded = new ExpandedStructure(structure);
    int count = expanded.cones.size();
    return count > 0 && count <= MOST ? expanded : null;
  }

  private static List<Cone> factors(Cone cone) {
    return cone instanceof ProductCone product ? product.factors() : List.of(cone);
  }

  private static boolean isLarge(Cone cone) {
    return cone instanceof SecondOrderCone && cone.size() >= SMALLEST;
  }

  /// The entries of a sparse layout row by row.
  private static final class SparseRows {
    final Layout.Sparse layout;
    final int[] start;
    final int[] entry;
    final int[] column;

    SparseRows(Layout.Sparse layout) {
      this.layout = layout;
      start = new int[layout.rows() + 2];
      entry = new int[layout.size()];
      column = new int[layout.size()];
      for (int i : layout.rowIndices()) start[i + 2]++;
      for (int i = 2; i < start.length; i++) start[i] += start[i - 1];
      for (int j = 0; j < layout.columns(); j++)
        for (int e = layout.columnStart(j); e < layout.columnStart(j + 1); e++) {
          int at = start[layout.rowIndex(e) + 1]++;
          entry[at] = e;
          column[at] = j;
        }
    }
  }

  /// Growing lists of positions.
  private static final class Positions {
    int[] row = new int[64];
    int[] column = new int[64];
    int size;

    int add(int i, int j) {
      if (size == row.length) {
        row = Arrays.copyOf(row, 2 * size);
        column = Arrays.copyOf(column, 2 * size);
      }
      row[size] = i;
      column[size] = j;
      return size++;
    }
  }

  /// The expansion of one block.
  private final class Expansion {
    private final int block;
    private final SparseRows from;
    private final int first;
    private final int expandedFirst;
    private final Positions pattern = new Positions();

    /// The place of every entry among the positions, −1 where it is in axis rows only.
    private final int[] place;

    private final List<Expanded> large = new ArrayList<>();

    /// @param first the first row of the block in the program
    /// @param expandedFirst the same in the expanded program
    Expansion(int block, Layout.Sparse layout, int first, int expandedFirst) {
      this.block = block;
      from = new SparseRows(layout);
      this.first = first;
      this.expandedFirst = expandedFirst;
      place = new int[from.entry.length];
      Arrays.fill(place, -1);
    }

    /// @param cone the index of the first of the block's cones
    RowBlock expand(List<Cone> factors, int cone) {
      List<Cone> kinds = new ArrayList<>();
      int at = 0, to = 0;
      for (Cone factor : factors) {
        boolean isLarge = isLarge(factor);
        if (isLarge) expandRows(at, factor.size(), to);
        else copyRows(at, factor.size(), to);
        if (isLarge) large.add(expanded(cone, at, factor.size(), to));
        kinds.add(isLarge ? new NonnegativeCone(factor.size() + 1) : factor);
        at += factor.size();
        to += factor.size() + (isLarge ? 1 : 0);
        cone++;
      }
      Layout.Sparse layout = layout(to);
      cones.addAll(large);
      return new RowBlock(kinds.size() == 1 ? kinds.getFirst() : new ProductCone(kinds), layout);
    }

    /// The rows x behind two axis rows, of which the first stands for t.
    private void expandRows(int at, int size, int to) {
      expandedRow[first + at] = expandedFirst + to;
      copyRows(at + 1, size - 1, to + 2);
    }

    private void copyRows(int at, int size, int to) {
      for (int i = 0; i < size; i++) {
        expandedRow[first + at + i] = expandedFirst + to + i;
        for (int k = from.start[at + i]; k < from.start[at + i + 1]; k++)
          place[from.entry[k]] = pattern.add(to + i, from.column[k]);
      }
    }

    private Expanded expanded(int cone, int at, int size, int to) {
      int begin = from.start[at], count = from.start[at + size] - begin;
      int[] columns =
          Arrays.stream(from.column, begin, begin + count).sorted().distinct().toArray();
      int[] entry = new int[count], row = new int[count], column = new int[count];
      for (int i = at; i < at + size; i++)
        for (int k = from.start[i]; k < from.start[i + 1]; k++) {
          entry[k - begin] = from.entry[k];
          row[k - begin] = i - at;
          column[k - begin] = Arrays.binarySearch(columns, from.column[k]);
        }
      ConeEntries entries = new ConeEntries(size, entry, row, column);
      return new Expanded(
          cone, block, first + at, expandedFirst + to, entries, axisRows(columns, to));
    }

    private AxisRows axisRows(int[] columns, int to) {
      int[] plus = new int[columns.length], minus = new int[columns.length];
      for (int c = 0; c < columns.length; c++) {
        plus[c] = pattern.add(to, columns[c]);
        minus[c] = pattern.add(to + 1, columns[c]);
      }
      return new AxisRows(columns, plus, minus);
    }

    /// The layout of all positions, which become places in its values.
    private Layout.Sparse layout(int rows) {
      int count = pattern.size;
      int[] row = Arrays.copyOf(pattern.row, count), column = Arrays.copyOf(pattern.column, count);
      Layout.Sparse layout = Layout.Sparse.ofEntries(rows, from.layout.columns(), row, column);
      int[] at = new int[count];
      for (int w = 0; w < count; w++) at[w] = layout.position(row[w], column[w]);
      for (int e = 0; e < place.length; e++) if (place[e] >= 0) place[e] = at[place[e]];
      for (Expanded cone : large)
        for (int c = 0; c < cone.axes.columns.length; c++) {
          cone.axes.plus[c] = at[cone.axes.plus[c]];
          cone.axes.minus[c] = at[cone.axes.minus[c]];
        }
      places.add(place);
      return layout;
    }
  }
}
