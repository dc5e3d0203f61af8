package io.ffolayer.internal.centring;

import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The columns of one instance that have a common offset, and the way to the program without it and
/// back ([Centring]).
public final class CommonOffsets {
  /// Entries that a column must have to measure others by: fewer nearly equal ones are no points
  /// with a common offset, but nearly dependent rows of a small program.
  static final int FEWEST = 8;

  /// Entries that are read first.
  private static final int SAMPLE = 3;

  /// Entries of a block that are read to find so many.
  private static final int MOST_READ = 8;

  /// A column is measured from an offset where its entries differ by less than this part of them.
  private static final double SPREAD = 1e-2;

  private final Centring centring;
  private final List<Shift> shifts;

  /// Column `column` is measured from `ratio` times column `reference`.
  private record Shift(int column, int reference, double ratio) {}

  private CommonOffsets(Centring centring, List<Shift> shifts) {
    this.centring = centring;
    this.shifts = shifts;
  }

  static @Nullable CommonOffsets of(Centring centring, ProgramData data, int instance) {
    List<Shift> shifts = new ArrayList<>();
    BitSet moved = new BitSet();
    BitSet references = new BitSet();
    for (Centring.Reference reference : centring.references) {
      int k = reference.column();
      if (moved.get(k) || !mayMeasure(data, instance, k)) continue;
      double[] ones = column(data, instance, k);
      for (int j : reference.columns()) {
        if (moved.get(j) || references.get(j)) continue;
        double ratio = ratio(column(data, instance, j), ones);
        if (ratio == 0) continue;
        shifts.add(new Shift(j, k, ratio));
        moved.set(j);
        references.set(k);
      }
    }
    return shifts.isEmpty() ? null : new CommonOffsets(centring, shifts);
  }

  /// Whether the first entries of a column that are not 0 are of one size, as those of a column of
  /// ones.
  private static boolean mayMeasure(ProgramData data, int instance, int k) {
    double size = 0;
    int count = 0;
    for (int b = 0; b < data.rows().size() && count < SAMPLE; b++) {
      Layout layout = data.structure().blocks().get(b).layout();
      Batched numbers = data.rows().get(b);
      int read = Math.min(MOST_READ, layout.columnSize(k));
      for (int e = 0; e < read && count < SAMPLE; e++) {
        int at = numbers.offset(instance) + position(layout, k, e);
        double entry = Math.abs(numbers.values()[at]);
        if (entry == 0) continue;
        if (count++ == 0) size = entry;
        else if (entry != size) return false;
      }
    }
    return count == SAMPLE;
  }

  /// Where entry e of a column stands among the numbers of a layout.
  private static int position(Layout layout, int column, int e) {
    return switch (layout) {
      case Layout.Dense dense -> e * dense.columns() + column;
      case Layout.Sparse sparse -> sparse.columnStart(column) + e;
      case Layout.Operator operator -> throw operator.noEntries("entries");
    };
  }

  /// A column of A, all rows.
  private static double[] column(ProgramData data, int instance, int j) {
    double[] column = new double[data.structure().rows()];
    for (int b = 0; b < data.rows().size(); b++) {
      int first = data.structure().firstRow(b);
      Batched numbers = data.rows().get(b);
      int at = numbers.offset(instance);
      data.structure()
          .blocks()
          .get(b)
          .layout()
          .forEachIn(j, (i, position) -> column[first + i] = numbers.values()[at + position]);
    }
    return column;
  }

  /// The offset of a column in parts of a reference: 0 where it has none.
  private static double ratio(double[] column, double[] reference) {
    int[] rows = rowsOf(reference);
    if (rows.length < FEWEST) return 0;
    int middle = rows[rows.length / 2];
    double ratio = column[middle] / reference[middle];
    if (ratio == 0 || !Double.isFinite(ratio)) return 0;
    boolean differs = false;
    for (int i : rows) {
      double left = Math.fma(-ratio, reference[i], column[i]);
      if (!(Math.abs(left) <= SPREAD * Math.abs(column[i]))) return 0;
      differs |= left != 0;
    }
    return differs ? ratio : 0;
  }

  private static int[] rowsOf(double[] column) {
    int[] rows = new int[column.length];
    int count = 0;
    for (int i = 0; i < column.length; i++) if (column[i] != 0) rows[count++] = i;
    return Arrays.copyOf(rows, count);
  }

  /// How many times larger than its part of the new variables a variable can be: 1 + the largest
  /// offset.
  public double stretch() {
    double largest = 0;
    for (Shift shift : shifts) largest = Math.max(largest, Math.abs(shift.ratio));
    return 1 + largest;
  }

  /// The numbers of the instance without the offsets, as a batch of one.
  public ProgramData centred(ProgramData data, int instance) {
    int n = data.structure().variables();
    double[] linear = part(data.linear(), instance, n);
    List<Batched> rows = new ArrayList<>();
    for (int b = 0; b < data.rows().size(); b++) {
      Layout layout = data.structure().blocks().get(b).layout();
      double[] values = part(data.rows().get(b), instance, layout.size());
      for (Shift shift : shifts) subtract(layout, shift, values);
      rows.add(Batched.shared(values));
    }
    for (Shift shift : shifts)
      linear[shift.column] = Math.fma(-shift.ratio, linear[shift.reference], linear[shift.column]);
    Batched quadratic = data.quadratic();
    return new ProgramData(
        data.structure(),
        1,
        Batched.shared(part(quadratic, instance, quadratic.size())),
        Batched.shared(linear),
        rows,
        Batched.shared(part(data.rhs(), instance, data.structure().rows())));
  }

  private static double[] part(Batched numbers, int instance, int size) {
    int at = numbers.offset(instance);
    return Arrays.copyOfRange(numbers.values(), at, at + size);
  }

  private static void subtract(Layout layout, Shift shift, double[] values) {
    double[] reference = new double[layout.rows()];
    layout.forEachIn(shift.reference, (i, position) -> reference[i] = values[position]);
    layout.forEachIn(
        shift.column,
        (i, position) -> values[position] = Math.fma(-shift.ratio, reference[i], values[position]));
  }

  /// y ← the old variables of the new ones u, in place.
  public void restore(double[] y, int at) {
    for (Shift shift : shifts)
      y[at + shift.reference] =
          Math.fma(-shift.ratio, y[at + shift.column], y[at + shift.reference]);
  }

  /// y ← the new variables of the old ones, in place.
  public void centre(double[] y, int at) {
    for (Shift shift : shifts)
      y[at + shift.reference] =
          Math.fma(shift.ratio, y[at + shift.column], y[at + shift.reference]);
  }

  /// c ← the cotangent of the new variables of that of the old ones, in place.
  public void pullBack(double[] c, int at) {
    for (Shift shift : shifts)
      c[at + shift.column] = Math.fma(-shift.ratio, c[at + shift.reference], c[at + shift.column]);
  }

  /// The structure, which is that of both programs.
  public PrimalDual room() {
    return PrimalDual.zeros(centring.structure, 1);
  }
}
