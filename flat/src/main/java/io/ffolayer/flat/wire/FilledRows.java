package io.ffolayer.flat.wire;

import io.ffolayer.program.AffineMap;
import io.ffolayer.program.Cone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The rows of a sparse matrix in blocks: those of cones that are full are dense, what stands
/// between them stays sparse. A matrix that is a parameter beside bounds, as in Ay = b, y ≥ 0, is
/// then read where it stands, and multiplied by the kernels of dense matrices.
///
/// @param blocks of rows
/// @param maps to the numbers of each
record FilledRows(List<RowBlock> blocks, List<AffineMap> maps) {
  /// So much of the entries has to be stored.
  private static final double FULL = 0.9;

  /// And so many there have to be.
  private static final int WORTH = 1 << 10;

  /// @param cones of the rows, one after the other
  /// @param map to the entries of `a`, as it was read
  /// @param sizes of the parameters
  static FilledRows of(List<Cone> cones, Layout a, AffineMap map, int[] sizes) {
    List<List<Cone>> runs = new ArrayList<>();
    boolean anyFull = false, wasFull = true;
    int[] stored = a instanceof Layout.Sparse sparse ? entriesOfRows(sparse) : new int[0];
    int row = 0;
    for (Cone cone : cones) {
      boolean full = stored.length > 0 && isFull(stored, row, cone.size(), a.columns());
      if (full || wasFull) runs.add(new ArrayList<>());
      runs.getLast().add(cone);
      anyFull |= full;
      wasFull = full;
      row += cone.size();
    }
    if (!anyFull || !(a instanceof Layout.Sparse sparse))
      return new FilledRows(
          List.of(new RowBlock(product(cones), a)), List.of(Maps.compact(map, sizes)));
    List<RowBlock> blocks = new ArrayList<>();
    List<AffineMap> maps = new ArrayList<>();
    row = 0;
    for (List<Cone> run : runs) {
      Cone cone = product(run);
      boolean full = isFull(stored, row, cone.size(), a.columns());
      Layout layout = full ? new Layout.Dense(cone.size(), a.columns()) : rows(sparse, row, cone);
      blocks.add(new RowBlock(cone, layout));
      AffineMap own = Maps.restricted(map, places(sparse, row, layout), layout.size());
      maps.add(Maps.compact(own, sizes));
      row += cone.size();
    }
    return new FilledRows(blocks, maps);
  }

  private static Cone product(List<Cone> cones) {
    return cones.size() == 1 ? cones.getFirst() : new ProductCone(cones);
  }

  private static int[] entriesOfRows(Layout.Sparse a) {
    int[] entries = new int[a.rows()];
    for (int k = 0; k < a.size(); k++) entries[a.rowIndex(k)]++;
    return entries;
  }

  private static boolean isFull(int[] stored, int row, int rows, int columns) {
    long sum = 0, all = (long) rows * columns;
    for (int i = row; i < row + rows; i++) sum += stored[i];
    return sum >= WORTH && sum >= FULL * all;
  }

  private static Layout.Sparse rows(Layout.Sparse a, int first, Cone cone) {
    int[] starts = new int[a.columns() + 1], rows = new int[a.size()];
    int count = 0;
    for (int j = 0; j < a.columns(); j++) {
      for (int k = a.columnStart(j); k < a.columnStart(j + 1); k++) {
        int i = a.rowIndex(k) - first;
        if (i >= 0 && i < cone.size()) rows[count++] = i;
      }
      starts[j + 1] = count;
    }
    return Layout.Sparse.ofColumns(cone.size(), a.columns(), starts, Arrays.copyOf(rows, count));
  }

  /// Where each entry stands in a block of rows, −1 where it does not.
  private static int[] places(Layout.Sparse a, int first, Layout block) {
    int[] places = new int[a.size()];
    int next = 0;
    for (int j = 0; j < a.columns(); j++)
      for (int k = a.columnStart(j); k < a.columnStart(j + 1); k++) {
        int i = a.rowIndex(k) - first;
        if (i < 0 || i >= block.rows()) places[k] = -1;
        else places[k] = block instanceof Layout.Dense ? i * a.columns() + j : next++;
      }
    return places;
  }
}
