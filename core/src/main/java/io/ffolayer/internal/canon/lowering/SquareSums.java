package io.ffolayer.internal.canon.lowering;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sums over equal places of a constant matrix, in a square array over the columns that occur where
/// that is no larger than the work; entries of parameters as they come.
final class SquareSums {
  private final EntryList list = new EntryList();
  private final Map<Long, double[]> sparse = new HashMap<>();
  private final int[] columns;
  private final double @Nullable [] dense;

  SquareSums(LinearForm.ByRow b) {
    columns = Arrays.stream(b.column).sorted().distinct().toArray();
    long products = 0;
    for (int k = 0; k + 1 < b.start.length; k++) {
      long width = (long) b.start[k + 1] - b.start[k];
      products += width * width;
    }
    long square = (long) columns.length * columns.length;
    dense = square <= 4 * products && square < 1 << 26 ? new double[(int) square] : null;
  }

  void add(int parameter, int row, int column, int source, double factor) {
    if (parameter != Term.NONE) list.add(parameter, row, column, source, factor);
    else if (dense != null) dense[place(row) * columns.length + place(column)] += factor;
    else sparse.computeIfAbsent(((long) row << 32) | column, key -> new double[1])[0] += factor;
  }

  private int place(int column) {
    int last = columns.length - 1;
    return columns[last] - columns[0] == last
        ? column - columns[0]
        : Arrays.binarySearch(columns, column);
  }

  List<Term> terms() {
    for (int k = 0; dense != null && k < dense.length; k++)
      list.add(Term.NONE, columns[k / columns.length], columns[k % columns.length], 0, dense[k]);
    for (long key : sparse.keySet().stream().mapToLong(k -> k).sorted().toArray()) {
      double[] sum = sparse.get(key);
      if (sum != null) list.add(Term.NONE, (int) (key >> 32), (int) key, 0, sum[0]);
    }
    return list.terms();
  }
}
