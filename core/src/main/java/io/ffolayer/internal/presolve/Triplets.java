package io.ffolayer.internal.presolve;

import io.ffolayer.program.matrix.Layout;
import java.util.Arrays;

/// The entries of a sparse matrix, collected one by one.
public final class Triplets {
  private int[] row = new int[16];
  private int[] column = new int[16];
  private double[] value = new double[16];
  private int count;

  public void add(int i, int j, double entry) {
    if (count == row.length) {
      row = Arrays.copyOf(row, 2 * count);
      column = Arrays.copyOf(column, 2 * count);
      value = Arrays.copyOf(value, 2 * count);
    }
    row[count] = i;
    column[count] = j;
    value[count++] = entry;
  }

  public Layout.Sparse layout(int rows, int columns) {
    return Layout.Sparse.ofEntries(
        rows, columns, Arrays.copyOf(row, count), Arrays.copyOf(column, count));
  }

  /// The values in the order of their layout.
  public double[] values(Layout.Sparse layout) {
    double[] values = new double[count];
    for (int k = 0; k < count; k++) values[layout.position(row[k], column[k])] = value[k];
    return values;
  }
}
