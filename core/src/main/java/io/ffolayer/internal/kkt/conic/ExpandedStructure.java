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
  /// @param columns the variables of its rows
  /// @param entry the entries of its rows in the values of the block
  /// @param row the row of each of them in the cone
  /// @param slot the place of the variable of each of them in `columns`
  /// @param plus the places of the two axis rows in the values of the expanded block
  record Expanded(
      int cone,
      int block,
      int first,
      int size,
      int expandedFirst,
      int[] columns,
      int[] entry,
      int[] row,
      int[] slot,
      int[] plus,
      int[] minus) {}

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
        SparseRows from = new SparseRows(sparse);
        RowBlock wide = expand(k, from, factors, cone, first, first + added);
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

  private RowBlock expand(
      int block, SparseRows from, List<Cone> factors, int cone, int first, int expandedFirst) {
    Positions pattern = new Positions();
    int[] place = new int[from.entry.length];
    Arrays.fill(place, -1);
    List<Cone> kinds = new ArrayList<>();
    List<Expanded> mine = new ArrayList<>();
    int at = 0, to = 0;
    for (Cone factor : factors) {
      boolean large = isLarge(factor);
      int shift = large ? to + 1 - at : to - at;
      for (int i = at; i < at + factor.size(); i++) {
        expandedRow[first + i] = expandedFirst + (large && i == at ? to : i + shift);
        if (large && i == at) continue;
        for (int k = from.start[i]; k < from.start[i + 1]; k++)
          place[from.entry[k]] = pattern.add(i + shift, from.column[k]);
      }
      if (large)
        mine.add(axes(cone, block, from, at, factor.size(), to, pattern, first, expandedFirst));
      kinds.add(large ? new NonnegativeCone(factor.size() + 1) : factor);
      at += factor.size();
      to += factor.size() + (large ? 1 : 0);
      cone++;
    }
    Layout.Sparse layout =
        Layout.Sparse.ofEntries(
            to,
            from.layout.columns(),
            Arrays.copyOf(pattern.row, pattern.size),
            Arrays.copyOf(pattern.column, pattern.size));
    int[] final1 = new int[pattern.size];
    for (int w = 0; w < pattern.size; w++)
      final1[w] = layout.position(pattern.row[w], pattern.column[w]);
    for (int e = 0; e < place.length; e++) if (place[e] >= 0) place[e] = final1[place[e]];
    for (Expanded x : mine)
      for (int c = 0; c < x.columns.length; c++) {
        x.plus[c] = final1[x.plus[c]];
        x.minus[c] = final1[x.minus[c]];
      }
    places.add(place);
    cones.addAll(mine);
    return new RowBlock(kinds.size() == 1 ? kinds.getFirst() : new ProductCone(kinds), layout);
  }

  private static Expanded axes(
      int cone,
      int block,
      SparseRows from,
      int at,
      int size,
      int to,
      Positions pattern,
      int first,
      int expandedFirst) {
    int begin = from.start[at], count = from.start[at + size] - begin;
    int[] columns = Arrays.stream(from.column, begin, begin + count).sorted().distinct().toArray();
    int[] entry = new int[count], row = new int[count], slot = new int[count];
    for (int i = at; i < at + size; i++)
      for (int k = from.start[i]; k < from.start[i + 1]; k++) {
        entry[k - begin] = from.entry[k];
        row[k - begin] = i - at;
        slot[k - begin] = Arrays.binarySearch(columns, from.column[k]);
      }
    int[] plus = new int[columns.length], minus = new int[columns.length];
    for (int c = 0; c < columns.length; c++) {
      plus[c] = pattern.add(to, columns[c]);
      minus[c] = pattern.add(to + 1, columns[c]);
    }
    return new Expanded(
        cone, block, first + at, size, expandedFirst + to, columns, entry, row, slot, plus, minus);
  }
}
