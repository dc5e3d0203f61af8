package io.ffolayer.internal.canon;

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
    boolean columnsAreLeft = a.column() != Term.CONSTANT;
    Term.Loops columns = columnsAreLeft ? a : b;
    int[] of = columns.columnStride();
    int[] from = data.sourceStride();
    return new Term.Loops(
        data.parameter(),
        data.values(),
        data.factor() * factor,
        new int[] {m, k, n},
        0,
        new int[] {n, 0, 1},
        columns.column(),
        columnsAreLeft ? new int[] {of[0], of[1], 0} : new int[] {0, of[0], of[1]},
        data.source(),
        dataIsLeft ? new int[] {from[0], from[1], 0} : new int[] {0, from[0], from[1]});
  }

  private List<Term> listed(LinearForm left, LinearForm right) {
    LinearForm.ByRow a = left.byRow();
    LinearForm.ByRow b = right.byRow();
    if (left.readsParameters() || right.readsParameters()) {
      EntryList list = new EntryList();
      for (int row = 0; row < m * k; row++)
        for (int j = 0; j < n; j++) join(a, row, b, row % k * n + j, row / k * n + j, list);
      return list.terms();
    }
    return accumulated(a, b);
  }

  /// Every entry of a row of a with every entry of a row of b.
  private static void join(
      LinearForm.ByRow a, int aRow, LinearForm.ByRow b, int bRow, int row, EntryList list) {
    for (int x = a.start[aRow]; x < a.start[aRow + 1]; x++)
      for (int y = b.start[bRow]; y < b.start[bRow + 1]; y++) {
        boolean leftHas = a.parameter[x] != Term.NONE;
        list.add(
            leftHas ? a.parameter[x] : b.parameter[y],
            row,
            Math.max(a.column[x], b.column[y]),
            leftHas ? a.source[x] : b.source[y],
            a.factor[x] * b.factor[y]);
      }
  }

  /// Constants: the sums over k are formed, so that the product has at most m·n rows of as many
  /// entries as there are columns.
  private List<Term> accumulated(LinearForm.ByRow a, LinearForm.ByRow b) {
    int width = 1;
    for (int c : a.column) width = Math.max(width, c + 2);
    for (int c : b.column) width = Math.max(width, c + 2);
    double[] sums = new double[width];
    boolean[] touched = new boolean[width];
    int[] places = new int[width];
    EntryList list = new EntryList();
    for (int i = 0; i < m; i++)
      for (int j = 0; j < n; j++) {
        int used = 0;
        for (int l = 0; l < k; l++)
          for (int x = a.start[i * k + l]; x < a.start[i * k + l + 1]; x++)
            for (int y = b.start[l * n + j]; y < b.start[l * n + j + 1]; y++) {
              int place = Math.max(a.column[x], b.column[y]) + 1;
              if (!touched[place]) {
                touched[place] = true;
                places[used++] = place;
              }
              sums[place] += a.factor[x] * b.factor[y];
            }
        for (int u = 0; u < used; u++) {
          list.add(Term.NONE, i * n + j, places[u] - 1, 0, sums[places[u]]);
          touched[places[u]] = false;
          sums[places[u]] = 0;
        }
      }
    return list.terms();
  }

  /// The product entry by entry; a form with one row counts for every row.
  static List<Term> elementwise(int rows, LinearForm left, LinearForm right) {
    LinearForm.ByRow a = left.byRow();
    LinearForm.ByRow b = right.byRow();
    EntryList list = new EntryList();
    for (int row = 0; row < rows; row++)
      join(a, left.rows() == 1 ? 0 : row, b, right.rows() == 1 ? 0 : row, row, list);
    return list.terms();
  }
}
