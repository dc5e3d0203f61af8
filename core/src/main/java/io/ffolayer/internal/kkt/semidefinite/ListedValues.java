package io.ffolayer.internal.kkt.semidefinite;

import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.kkt.dense.RowSplit;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.matrix.Batched;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The numbers of [ListedRows] of one instance, rotated; the memory of one thread.
final class ListedValues {
  private final ListedRows rows;
  private final double[] values;

  ListedValues(ListedRows rows) {
    this.rows = rows;
    values = new double[rows.column.length];
  }

  void load(ProgramData data, int instance, @Nullable Rotation rotation) {
    if (!rows.parts.isEmpty()) Arrays.fill(values, 0);
    for (int k = 0; k < rows.place.size(); k++) {
      int[] place = rows.place.get(k);
      Batched numbers = data.rows().get(k);
      int at = numbers.offset(instance);
      for (int e = 0; e < place.length; e++)
        if (place[e] >= 0) values[place[e]] = numbers.values()[at + e];
    }
    if (rotation != null)
      for (ListedRows.Part part : rows.parts)
        rotation.applyToRows(part.cone(), values, part.at(), part.columns());
  }

  /// Adds these rows to a split, each by its own length.
  void split(RowSplit split, double[] l, double ratio) {
    for (int r = 0; r < rows.row.length; r++) {
      double weight = l[rows.row[r]];
      if (weight == Double.POSITIVE_INFINITY) continue;
      double square = 0;
      for (int e = rows.start[r]; e < rows.start[r + 1]; e++) square += values[e] * values[e];
      if (weight > 0 && weight * ratio >= square) {
        split.weight[rows.row[r]] = 1 / weight;
        split.eliminatedCount++;
      } else {
        split.kept[split.keptCount++] = rows.row[r];
      }
    }
  }

  /// s += Σ w a aᵀ over these rows, blocks on and below the diagonal.
  void eliminate(RowSplit split, double[] s, int stride) {
    for (int r = 0; r < rows.row.length; r++) {
      double weight = split.weight[rows.row[r]];
      if (weight == 0) continue;
      for (int e = rows.start[r]; e < rows.start[r + 1]; e++) {
        int i = rows.column[e], end = i | 7; // columns ascend: up to the end of the diagonal block
        double part = weight * values[e];
        for (int f = rows.start[r]; f < rows.start[r + 1] && rows.column[f] <= end; f++)
          s[DenseKernels.at(0, stride, i, rows.column[f])] += part * values[f];
      }
    }
  }

  /// Writes the entries of a row into a row of panels that begins at `at`.
  void writeRow(int row, double[] panels, int at) {
    int r = Arrays.binarySearch(rows.row, row);
    for (int e = rows.start[r]; e < rows.start[r + 1]; e++)
      panels[at + 8 * rows.column[e]] = values[e];
  }
}
