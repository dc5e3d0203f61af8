package io.ffolayer.internal.canon.lowering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Entries as they come, kept apart by parameter.
final class EntryList {
  private final TreeMap<Integer, Growing> byParameter = new TreeMap<>();

  void add(int parameter, int row, int column, int source, double factor) {
    if (factor == 0) return;
    byParameter.computeIfAbsent(parameter, p -> new Growing()).add(row, column, source, factor);
  }

  List<Term> terms() {
    List<Term> terms = new ArrayList<>();
    byParameter.forEach((parameter, list) -> terms.add(list.term(parameter)));
    return terms;
  }

  /// The same with what stands at one place and reads one scalar added up, in the order of first
  /// occurrence; sums in the order in which the entries came.
  List<Term> likeTermsAdded() {
    List<Term> terms = new ArrayList<>();
    byParameter.forEach((parameter, list) -> terms.add(list.summed().term(parameter)));
    return terms;
  }

  /// Where an entry stands and what it reads.
  private record Place(int row, int column, int source) {}

  private static final class Growing {
    private int[] row = new int[16];
    private int[] column = new int[16];
    private int[] source = new int[16];
    private double[] factor = new double[16];
    private int size;

    void add(int r, int c, int s, double f) {
      if (size == row.length) {
        int larger = size + (size >> 1);
        row = Arrays.copyOf(row, larger);
        column = Arrays.copyOf(column, larger);
        source = Arrays.copyOf(source, larger);
        factor = Arrays.copyOf(factor, larger);
      }
      row[size] = r;
      column[size] = c;
      source[size] = s;
      factor[size++] = f;
    }

    Growing summed() {
      Map<Place, Integer> places = new HashMap<>();
      Growing sums = new Growing();
      for (int k = 0; k < size; k++) {
        int at = places.computeIfAbsent(new Place(row[k], column[k], source[k]), p -> sums.size);
        if (at == sums.size) sums.add(row[k], column[k], source[k], factor[k]);
        else sums.factor[at] += factor[k];
      }
      return sums;
    }

    Term term(int parameter) {
      return new Term.Entries(
          parameter,
          Arrays.copyOf(row, size),
          Arrays.copyOf(column, size),
          parameter == Term.NONE ? null : Arrays.copyOf(source, size),
          Arrays.copyOf(factor, size));
    }
  }
}
