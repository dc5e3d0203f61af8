package io.ffolayer.internal.kkt.semidefinite;

import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Layout;
import java.util.Arrays;

/// The entries of the turned program of a [MatrixVariableStructure], in the order of its layouts,
/// and where each comes from.
final class TurnedEntries {
  final Layout.Sparse coneLayout;
  final Layout.Sparse flatLayout;
  final int[] block;
  final int[] position;

  /// The turned row of each entry of a cone.
  final int[] divisor;

  final int coneEntries;

  private int[] row = new int[64];
  private int[] column = new int[64];
  private int[] fromBlock = new int[64];
  private int[] fromPosition = new int[64];
  private int size;

  TurnedEntries(
      ProgramStructure program,
      MatrixVariableStructure structure,
      MatrixVariableStructure.Reading reading) {
    int first = 0;
    for (int b = 0; b < program.blocks().size(); b++) {
      int from = first, current = b;
      Layout layout = program.blocks().get(b).layout();
      for (int j = 0; j < layout.columns(); j++) {
        int turned = reading.turnedRow[j];
        layout.forEachIn(
            j,
            (i, at) -> {
              int e = -1 - reading.place[from + i];
              if (e >= 0) add(turned, e, current, at);
            });
      }
      first += layout.rows();
    }
    int rows = structure.coneRows + structure.free.length;
    for (int e : structure.inequality) add(rows++, e, -1, 0);
    coneLayout = layout(0, structure.coneRows, structure.flat.length);
    flatLayout = layout(structure.coneRows, rows, structure.flat.length);
    coneEntries = coneLayout.size();
    block = new int[size];
    position = new int[size];
    divisor = new int[size];
    for (int k = 0; k < size; k++) {
      boolean isCone = row[k] < structure.coneRows;
      int to =
          isCone
              ? coneLayout.position(row[k], column[k])
              : coneEntries + flatLayout.position(row[k] - structure.coneRows, column[k]);
      block[to] = fromBlock[k];
      position[to] = fromPosition[k];
      divisor[to] = row[k];
    }
  }

  private void add(int i, int j, int b, int at) {
    if (size == row.length) {
      row = Arrays.copyOf(row, 2 * size);
      column = Arrays.copyOf(column, 2 * size);
      fromBlock = Arrays.copyOf(fromBlock, 2 * size);
      fromPosition = Arrays.copyOf(fromPosition, 2 * size);
    }
    row[size] = i;
    column[size] = j;
    fromBlock[size] = b;
    fromPosition[size++] = at;
  }

  private Layout.Sparse layout(int from, int end, int columns) {
    int[] i = new int[size], j = new int[size];
    int count = 0;
    for (int k = 0; k < size; k++)
      if (row[k] >= from && row[k] < end) {
        i[count] = row[k] - from;
        j[count++] = column[k];
      }
    return Layout.Sparse.ofEntries(
        end - from, columns, Arrays.copyOf(i, count), Arrays.copyOf(j, count));
  }
}
