package io.ffolayer.internal.canon.lowering;

import java.util.ArrayList;
import java.util.List;

/// An affine expression as a matrix over the columns of the program and the constant column, each
/// entry affine in the parameters: a sum of terms.
///
/// @param rows number of entries of the expression
public record LinearForm(int rows, List<Term> terms) {
  public LinearForm {
    terms = List.copyOf(terms);
  }

  long count() {
    return terms.stream().mapToLong(Term::count).sum();
  }

  LinearForm scaled(double by) {
    return by == 1
        ? this
        : new LinearForm(rows, terms.stream().map(term -> term.scaled(by)).toList());
  }

  /// The terms with variables, or the constant ones. A term has either.
  public LinearForm part(boolean constant) {
    List<Term> chosen = new ArrayList<>();
    for (Term term : terms) {
      if (term instanceof Term.Loops loops) {
        if ((loops.column().start() == Term.CONSTANT) == constant) chosen.add(term);
        continue;
      }
      EntryList list = new EntryList();
      term.forEach((row, column, source, factor) -> {
        if ((column == Term.CONSTANT) == constant)
          list.add(term.parameter(), row, column, source, factor);
      });
      chosen.addAll(list.terms());
    }
    return new LinearForm(rows, chosen);
  }

  boolean readsParameters() {
    return terms.stream().anyMatch(term -> term.parameter() != Term.NONE);
  }

  /// The entries of each row together.
  ByRow byRow() {
    return new ByRow(this, rows, 1);
  }

  /// The entries in groups of `width` consecutive rows each.
  ByRow byGroup(int width) {
    return new ByRow(this, rows / width, width);
  }

  /// The entries sorted by group: those of group g are `start[g]` ≤ k < `start[g + 1]`.
  static final class ByRow {
    final int[] start;
    final int[] row;
    final int[] parameter;
    final int[] column;
    final int[] source;
    final double[] factor;

    ByRow(LinearForm form, int groups, int width) {
      int count = Math.toIntExact(form.count());
      start = new int[groups + 1];
      for (Term term : form.terms()) term.forEach((r, c, s, f) -> start[r / width + 1]++);
      for (int g = 0; g < groups; g++) start[g + 1] += start[g];
      row = new int[count];
      parameter = new int[count];
      column = new int[count];
      source = new int[count];
      factor = new double[count];
      int[] next = start.clone();
      for (Term term : form.terms())
        term.forEach((r, c, s, f) -> {
          int at = next[r / width]++;
          row[at] = r;
          parameter[at] = term.parameter();
          column[at] = c;
          source[at] = s;
          factor[at] = f;
        });
    }
  }
}
