package io.ffolayer.internal.canon.lowering;

import io.ffolayer.model.Coefficient;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Operation;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.matrix.Layout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sparse matrix that is a parameter, a constant, or a multiple of one. It is known by its
/// entries alone: rows × columns may be more than an array holds, so that it has no place among the
/// forms whose rows are the entries of an expression.
///
/// @param parameter its index, or [Term#NONE]
/// @param values of a constant, in the order of the pattern, or null
record SparseLeaf(Layout.Sparse pattern, int parameter, double @Nullable [] values, double factor) {
  /// Null where an expression is something else.
  static @Nullable SparseLeaf of(Expression expression, ParameterOrder parameters) {
    double factor = 1;
    Expression leaf = expression;
    while (leaf instanceof Operation.Scaling scaling) {
      factor *= scaling.factor();
      leaf = scaling.arguments().getFirst();
    }
    if (!(leaf instanceof Coefficient coefficient)) return null;
    Layout.Sparse pattern = coefficient.pattern();
    if (pattern == null) return null;
    return switch (coefficient) {
      case Parameter p -> new SparseLeaf(pattern, parameters.index(p), null, factor);
      case Constant c -> new SparseLeaf(pattern, Term.NONE, c.values(), factor);
    };
  }

  /// Takes an entry: where it stands, and what it reads.
  interface Visitor {
    void entry(int i, int j, int source, double factor);
  }

  /// Column by column.
  void forEach(Visitor visitor) {
    for (int j = 0; j < pattern.columns(); j++)
      for (int k = pattern.columnStart(j); k < pattern.columnStart(j + 1); k++)
        visitor.entry(pattern.rowIndex(k), j, k, values == null ? factor : factor * values[k]);
  }

  /// The product with the form of an inner×n matrix on its right.
  List<Term> times(LinearForm right, int n) {
    LinearForm.ByRow b = right.byRow();
    EntryList list = new EntryList();
    forEach((i, l, source, f) -> {
      for (int j = 0; j < n; j++)
        for (int y = b.start[l * n + j]; y < b.start[l * n + j + 1]; y++)
          add(b, y, source, f, i * n + j, list);
    });
    return terms(list, right);
  }

  /// The product with the form of an m×inner matrix on its left.
  List<Term> under(LinearForm left, int m) {
    LinearForm.ByRow a = left.byRow();
    int inner = pattern.rows();
    int n = pattern.columns();
    EntryList list = new EntryList();
    forEach((l, j, source, f) -> {
      for (int i = 0; i < m; i++)
        for (int x = a.start[i * inner + l]; x < a.start[i * inner + l + 1]; x++)
          add(a, x, source, f, i * n + j, list);
    });
    return terms(list, left);
  }

  /// Adds the product of an entry of this with one of a form, of which not both read a parameter.
  private void add(LinearForm.ByRow form, int k, int source, double f, int row, EntryList list) {
    boolean isConstant = parameter == Term.NONE;
    list.add(
        isConstant ? form.parameter[k] : parameter,
        row,
        form.column[k],
        isConstant ? form.source[k] : source,
        f * form.factor[k]);
  }

  /// Where rows of the form hold several entries, many of the product may stand at one place.
  private static List<Term> terms(EntryList list, LinearForm form) {
    return form.count() > form.rows() ? list.likeTermsAdded() : list.terms();
  }
}
