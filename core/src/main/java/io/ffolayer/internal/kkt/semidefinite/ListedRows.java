package io.ffolayer.internal.kkt.semidefinite;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The rows that belong to no semidefinite cone, row by row: where their entries stand, for all
/// threads. The rows of one curved cone, which a rotation mixes, all have the union of their
/// patterns and stand one behind the other, so that they can be rotated in place.
final class ListedRows {
  /// The rows of a curved cone: row-major with `columns` columns from `at` on among the values.
  record Part(int cone, int at, int columns) {}

  /// The rows, ascending.
  final int[] row;

  /// Entries of row[r]: start[r] … start[r+1] − 1.
  final int[] start;

  final int[] column;
  final List<Part> parts = new ArrayList<>();

  /// For each block the place among the values of each of its numbers, −1 where it is elsewhere.
  final List<int[]> place = new ArrayList<>();

  /// @param elsewhere which rows are left out
  ListedRows(ProgramStructure structure, ConeBlock[] cones, boolean[] elsewhere) {
    int m = structure.rows(), count = 0;
    int[][] columns = columns(structure, elsewhere);
    for (boolean out : elsewhere) count += out ? 0 : 1;
    for (ConeBlock cone : cones)
      if (cone.rotationSize() > 0 && !elsewhere[cone.first()]) unite(columns, cone);
    row = new int[count];
    start = new int[count + 1];
    int[] numberOf = new int[m];
    for (int i = 0, r = 0; i < m; i++) {
      numberOf[i] = r;
      if (elsewhere[i]) continue;
      row[r] = i;
      start[r + 1] = start[r] + columns[i].length;
      r++;
    }
    column = new int[start[count]];
    for (int r = 0; r < count; r++)
      System.arraycopy(columns[row[r]], 0, column, start[r], columns[row[r]].length);
    for (int k = 0; k < cones.length; k++)
      if (cones[k].rotationSize() > 0 && !elsewhere[cones[k].first()])
        parts.add(new Part(k, start[numberOf[cones[k].first()]], columns[cones[k].first()].length));
    findPlaces(structure, elsewhere, numberOf);
  }

  /// The columns of each row, ascending.
  private static int[][] columns(ProgramStructure structure, boolean[] elsewhere) {
    int m = structure.rows(), n = structure.variables();
    int[] length = new int[m];
    forEach(structure, (block, i, j, position) -> length[i] += elsewhere[i] ? 0 : 1);
    int[][] columns = new int[m][];
    for (int i = 0; i < m; i++) columns[i] = new int[length[i]];
    Arrays.fill(length, 0);
    if (n > 0)
      forEach(
          structure,
          (block, i, j, position) -> {
            if (!elsewhere[i]) columns[i][length[i]++] = j;
          });
    return columns;
  }

  private static void unite(int[][] columns, ConeBlock cone) {
    int[] union =
        Arrays.stream(columns, cone.first(), cone.end())
            .flatMapToInt(Arrays::stream)
            .sorted()
            .distinct()
            .toArray();
    Arrays.fill(columns, cone.first(), cone.end(), union);
  }

  private void findPlaces(ProgramStructure structure, boolean[] elsewhere, int[] numberOf) {
    for (RowBlock block : structure.blocks()) {
      int[] places = new int[block.layout().size()];
      Arrays.fill(places, -1);
      place.add(places);
    }
    forEach(
        structure,
        (block, i, j, position) -> {
          if (elsewhere[i]) return;
          int r = numberOf[i];
          place.get(block)[position] = Arrays.binarySearch(column, start[r], start[r + 1], j);
        });
  }

  private interface Entry {
    void accept(int block, int row, int column, int position);
  }

  /// Visits all entries, column by column.
  private static void forEach(ProgramStructure structure, Entry entry) {
    int first = 0;
    List<RowBlock> blocks = structure.blocks();
    for (int k = 0; k < blocks.size(); k++) {
      int block = k, from = first;
      for (int j = 0; j < structure.variables(); j++) {
        int c = j;
        blocks
            .get(k)
            .layout()
            .forEachIn(c, (i, position) -> entry.accept(block, from + i, c, position));
      }
      first += blocks.get(k).rows();
    }
  }
}
