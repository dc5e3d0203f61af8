package io.ffolayer.internal.canon.lowering;

import io.ffolayer.program.AffineMap.Walk;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The product of two forms of which one has no variables, and not both have parameters: of an m×k
/// and a k×n matrix, both row-major.
///
/// A whole parameter times a whole variable is three nested loops; anything else meets entry by
/// entry.
record Multiplying(int m, int k, int n) {
  List<Term> matrices(LinearForm left, LinearForm right) {
    List<Term> terms = new ArrayList<>();
    List<Term> leftRest = new ArrayList<>();
    for (Term a : left.terms()) {
      Term.Loops matrix = a instanceof Term.Loops loops ? loops.asMatrix(m, k) : null;
      List<Term> products = matrix == null ? null : looped(matrix, right);
      if (products == null) leftRest.add(a);
      else terms.addAll(products);
    }
    if (!leftRest.isEmpty()) terms.addAll(listed(new LinearForm(left.rows(), leftRest), right));
    return terms;
  }

  /// One term of the left with every term of the right, or null where one of them is irregular.
  private @Nullable List<Term> looped(Term.Loops a, LinearForm right) {
    List<Term> products = new ArrayList<>();
    for (Term term : right.terms()) {
      Term.Loops b = term instanceof Term.Loops loops ? loops.asMatrix(k, n) : null;
      if (b == null) return null;
      if (a.isUniform()) products.add(product(a, b, b, a.uniformValue(), false));
      else if (b.isUniform()) products.add(product(a, b, a, b.uniformValue(), true));
      else return null;
    }
    return products;
  }

  /// @param data the factor that is not one constant
  private Term product(
      Term.Loops a, Term.Loops b, Term.Loops data, double factor, boolean dataIsLeft) {
    boolean columnsAreLeft = a.column().start() != Term.CONSTANT;
    Walk columns = columnsAreLeft ? a.column() : b.column();
    return new Term.Loops(
        data.data().along(over(data.data().at(), dataIsLeft)),
        data.factor() * factor,
        new int[] {m, k, n},
        new Walk(0, new int[] {n, 0, 1}),
        over(columns, columnsAreLeft));
  }

  /// The walk over the left matrix (m, k) or the right one (k, n) in three loops over m, k, n.
  private static Walk over(Walk walk, boolean left) {
    int outer = walk.stride()[0], inner = walk.stride()[1];
    return new Walk(walk.start(), left ? new int[] {outer, inner, 0} : new int[] {0, outer, inner});
  }

  private List<Term> listed(LinearForm left, LinearForm right) {
    LinearForm.ByRow b = right.byRow();
    if (!left.readsParameters() && !right.readsParameters()) return accumulated(left.byGroup(k), b);
    EntryList list = new EntryList();
    for (Term term : left.terms())
      term.forEach((row, column, source, factor) -> {
        Entry entry = new Entry(term.parameter(), column, source, factor);
        for (int j = 0; j < n; j++) entry.meet(b, row % k * n + j, row / k * n + j, list);
      });
    return isNested(left) || isNested(right) ? list.likeTermsAdded() : list.terms();
  }

  /// Whether a form is itself a product with parameters, entry by entry: its entries and those of
  /// what is made of it soon are many at one place.
  private static boolean isNested(LinearForm form) {
    for (Term term : form.terms())
      if (term instanceof Term.Entries && term.parameter() != Term.NONE) return true;
    return false;
  }

  /// One entry of a factor.
  private record Entry(int parameter, int column, int source, double factor) {
    /// The products with the entries of a row of b, as entries of a row of the product.
    void meet(LinearForm.ByRow b, int bRow, int row, EntryList list) {
      boolean isConstant = parameter == Term.NONE;
      for (int y = b.start[bRow]; y < b.start[bRow + 1]; y++)
        list.add(
            isConstant ? b.parameter[y] : parameter,
            row,
            Math.max(column, b.column[y]),
            isConstant ? b.source[y] : source,
            factor * b.factor[y]);
    }
  }

  /// Constants: the sums over k are formed, so that the product has at most m·n rows of as many
  /// entries as there are columns.
  private List<Term> accumulated(LinearForm.ByRow a, LinearForm.ByRow b) {
    RowSums sums = new RowSums(Math.max(widest(a), widest(b)));
    EntryList list = new EntryList();
    for (int i = 0; i < m; i++)
      for (int j = 0; j < n; j++) {
        for (int x = a.start[i]; x < a.start[i + 1]; x++) {
          int bRow = a.row[x] % k * n + j;
          for (int y = b.start[bRow]; y < b.start[bRow + 1]; y++)
            sums.add(Math.max(a.column[x], b.column[y]), a.factor[x] * b.factor[y]);
        }
        sums.flush(i * n + j, list);
      }
    return list.terms();
  }

  private static int widest(LinearForm.ByRow form) {
    int widest = Term.CONSTANT;
    for (int column : form.column) widest = Math.max(widest, column);
    return widest;
  }

  /// The entries of one row of a product while they are summed.
  private static final class RowSums {
    private final double[] sums;
    private final boolean[] touched;
    private final int[] places;
    private int used;

    RowSums(int widest) {
      sums = new double[widest + 2];
      touched = new boolean[widest + 2];
      places = new int[widest + 2];
    }

    void add(int column, double value) {
      int place = column + 1;
      if (!touched[place]) {
        touched[place] = true;
        places[used++] = place;
      }
      sums[place] += value;
    }

    void flush(int row, EntryList list) {
      for (int u = 0; u < used; u++) {
        list.add(Term.NONE, row, places[u] - 1, 0, sums[places[u]]);
        touched[places[u]] = false;
        sums[places[u]] = 0;
      }
      used = 0;
    }
  }

  /// The product entry by entry; a form with one row counts for every row.
  static List<Term> elementwise(int rows, LinearForm left, LinearForm right) {
    if (right.rows() == 1 && left.rows() > 1) return elementwise(rows, right, left);
    EntryList list = new EntryList();
    if (left.rows() == 1) {
      LinearForm.ByRow number = left.byRow();
      for (Term term : right.terms())
        term.forEach(
            (row, c, s, f) -> new Entry(term.parameter(), c, s, f).meet(number, 0, row, list));
      return list.terms();
    }
    LinearForm.ByRow b = right.byRow();
    for (Term term : left.terms())
      term.forEach((row, c, s, f) -> new Entry(term.parameter(), c, s, f).meet(b, row, row, list));
    return list.terms();
  }
}
