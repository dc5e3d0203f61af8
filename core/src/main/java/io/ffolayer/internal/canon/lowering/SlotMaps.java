package io.ffolayer.internal.canon.lowering;

import io.ffolayer.program.AffineMap;
import io.ffolayer.program.AffineMap.Walk;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The step from terms to the numbers of one slot: where each entry stands in its array, and the
/// map from the parameters that puts it there.
public final class SlotMaps {
  /// Where an entry stands and what part of it.
  public interface Placement {
    int of(int row, int column);

    default double share(int row, int column) {
      return 1;
    }
  }

  private SlotMaps() {}

  /// A slot that is a vector.
  public static AffineMap vector(int rows, List<Term> terms, ParameterOrder parameters) {
    return map(rows, terms, parameters, (row, column) -> row);
  }

  public static AffineMap map(
      int size, List<Term> terms, ParameterOrder parameters, Placement placement) {
    double @Nullable [] fixed = null;
    List<AffineMap> maps = new ArrayList<>();
    for (Term term : terms) {
      if (term.parameter() == Term.NONE) {
        double[] sum = fixed == null ? new double[size] : fixed;
        fixed = sum;
        term.forEach((row, column, source, factor) ->
            sum[placement.of(row, column)] += placement.share(row, column) * factor);
      } else maps.add(ofParameter(size, term, parameters, placement));
    }
    if (fixed != null && Arrays.stream(fixed).anyMatch(value -> value != 0))
      maps.addFirst(new AffineMap.Fixed(fixed));
    if (maps.isEmpty()) return new AffineMap.Fixed(new double[size]);
    return maps.size() == 1 ? maps.getFirst() : new AffineMap.Sum(size, maps);
  }

  private static AffineMap ofParameter(
      int size, Term term, ParameterOrder parameters, Placement placement) {
    int whole = parameters.scalars(term.parameter());
    if (term instanceof Term.Loops loops) {
      AffineMap.Strided strided = strided(size, loops, placement);
      if (strided != null) return isSame(strided, whole) ? same(strided) : strided;
    }
    int count = Math.toIntExact(term.count());
    int[] target = new int[count];
    int[] source = new int[count];
    double[] factor = new double[count];
    int[] next = {0};
    term.forEach((row, column, s, f) -> {
      int k = next[0]++;
      target[k] = placement.of(row, column);
      source[k] = s;
      factor[k] = f * placement.share(row, column);
    });
    return isSame(size, whole, target, source, factor)
        ? new AffineMap.Same(term.parameter(), size)
        : new AffineMap.Entries(term.parameter(), size, target, source, factor);
  }

  private static AffineMap same(AffineMap.Strided strided) {
    return new AffineMap.Same(strided.parameter(), strided.size());
  }

  /// The loops with steps of the slot in place of rows and columns, or null where the placement is
  /// not regular.
  private static AffineMap.@Nullable Strided strided(
      int size, Term.Loops loops, Placement placement) {
    int[] counts = loops.counts();
    if (loops.count() == 0) return null;
    Walk row = loops.row(), column = loops.column();
    int first = placement.of(row.start(), column.start());
    int[] step = new int[counts.length];
    for (int d = 0; d < counts.length; d++)
      if (counts[d] > 1)
        step[d] =
            placement.of(row.start() + row.stride()[d], column.start() + column.stride()[d])
                - first;
    Walk target = new Walk(first, step);
    Term.Data places = new Term.Data(loops.parameter(), null, target);
    boolean[] regular = {true};
    new Term.Loops(places, 1, counts, row, column)
        .forEach((i, j, expected, factor) ->
            regular[0] &= placement.of(i, j) == expected && placement.share(i, j) == 1);
    if (!regular[0]) return null;
    return new AffineMap.Strided(
        loops.parameter(), size, loops.factor(), counts, target, loops.data().at());
  }

  private static boolean isSame(AffineMap.Strided map, int whole) {
    Walk to = map.target(), from = map.source();
    if (map.factor() != 1 || map.size() != whole || to.start() != 0 || from.start() != 0)
      return false;
    int expected = 1;
    for (int d = map.counts().length - 1; d >= 0; d--) {
      if (map.counts()[d] == 1) continue;
      if (to.stride()[d] != expected || from.stride()[d] != expected) return false;
      expected *= map.counts()[d];
    }
    return expected == whole;
  }

  private static boolean isSame(int size, int whole, int[] target, int[] source, double[] factor) {
    if (size != whole || target.length != size) return false;
    BitSet seen = new BitSet(size);
    for (int k = 0; k < size; k++) {
      if (target[k] != source[k] || factor[k] != 1) return false;
      seen.set(target[k]);
    }
    return seen.cardinality() == size;
  }

  /// The places that occur, as a pattern.
  public static Layout.Sparse pattern(int rows, int columns, List<Term> terms, boolean upper) {
    long count = terms.stream().mapToLong(Term::count).sum();
    long[] keys = new long[Math.toIntExact(count)];
    int[] next = {0};
    for (Term term : terms)
      term.forEach((row, column, source, factor) -> {
        int i = upper ? Math.min(row, column) : row;
        int j = upper ? Math.max(row, column) : column;
        keys[next[0]++] = (long) j * rows + i;
      });
    Arrays.sort(keys);
    int[] start = new int[columns + 1];
    int[] index = new int[keys.length];
    int size = 0;
    for (int k = 0; k < keys.length; k++) {
      if (k > 0 && keys[k] == keys[k - 1]) continue;
      index[size++] = (int) (keys[k] % rows);
      start[(int) (keys[k] / rows) + 1]++;
    }
    for (int j = 0; j < columns; j++) start[j + 1] += start[j];
    return Layout.Sparse.ofColumns(rows, columns, start, Arrays.copyOf(index, size));
  }
}
