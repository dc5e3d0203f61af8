package io.ffolayer.ojalgo;

import io.ffolayer.program.AffineMap;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The entries of one slot of a program, as they are found in the model: several at one place add
/// up.
final class SlotEntries {
  /// A number of the model: a constant, or an entry of a parameter with its default.
  ///
  /// @param parameter −1 for a constant
  record ModelNumber(double value, int parameter, int entry) {
    boolean isConstant() {
      return parameter < 0;
    }
  }

  private record Term(int row, int column, double factor, ModelNumber number) {}

  private final List<Term> terms = new ArrayList<>();

  /// Adds factor · number.
  void add(int row, int column, double factor, ModelNumber number) {
    terms.add(new Term(row, column, factor, number));
  }

  /// The first place of the diagonal with constants alone whose sum is below 0, by more than their
  /// rounding, or −1.
  int negativeDiagonal(int size) {
    double[] sums = new double[size], sizes = new double[size];
    for (Term term : terms) {
      if (term.row != term.column) continue;
      double value =
          term.number.isConstant() ? term.factor * term.number.value : Double.POSITIVE_INFINITY;
      sums[term.row] += value;
      sizes[term.row] += Math.abs(value);
    }
    for (int j = 0; j < size; j++) if (sums[j] < -1e-9 * sizes[j]) return j;
    return -1;
  }

  /// The places that are met.
  Layout.Sparse pattern(int rows, int columns) {
    long[] places =
        terms.stream()
            .mapToLong(term -> (long) term.row * columns + term.column)
            .distinct()
            .toArray();
    return Layout.Sparse.ofEntries(
        rows,
        columns,
        Arrays.stream(places).mapToInt(place -> (int) (place / columns)).toArray(),
        Arrays.stream(places).mapToInt(place -> (int) (place % columns)).toArray());
  }

  /// The values on the pattern, from the parameters.
  AffineMap map(Layout.Sparse pattern, int parameters) {
    double[] constants = new double[pattern.size()];
    for (Term term : terms)
      if (term.number.isConstant())
        constants[pattern.position(term.row, term.column)] += term.factor * term.number.value;
    List<AffineMap> parts = new ArrayList<>(List.of(new AffineMap.Fixed(constants)));
    for (int p = 0; p < parameters; p++) {
      int parameter = p;
      List<Term> own = terms.stream().filter(term -> term.number.parameter == parameter).toList();
      if (own.isEmpty()) continue;
      parts.add(
          new AffineMap.Entries(
              parameter,
              pattern.size(),
              own.stream().mapToInt(term -> pattern.position(term.row, term.column)).toArray(),
              own.stream().mapToInt(term -> term.number.entry).toArray(),
              own.stream().mapToDouble(Term::factor).toArray()));
    }
    return parts.size() == 1 ? parts.getFirst() : new AffineMap.Sum(pattern.size(), parts);
  }

  /// A pattern with an entry in every row of one column.
  static Layout.Sparse column(int rows) {
    int[] all = new int[rows];
    Arrays.setAll(all, i -> i);
    return Layout.Sparse.ofEntries(rows, 1, all, new int[rows]);
  }
}
