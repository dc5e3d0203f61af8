package io.ffolayer.internal.canon.lowering;

import io.ffolayer.model.Operation;
import io.ffolayer.program.AffineMap.Walk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An index map on the rows of a form. A regular map (a transpose, a slice, a repeated number) of a
/// term that is one loop stays loops.
final class Selecting {
  private final LinearForm form;
  private final int[] source;
  private final int[] counts;
  private final int[] rowStride;
  private final int @Nullable [] step;

  Selecting(Operation.Selection selection, LinearForm form) {
    this.form = form;
    this.source = selection.source();
    int[] shape = selection.shape();
    this.counts = shape.length == 0 ? new int[] {1} : shape;
    this.rowStride = rowMajor(counts);
    this.step = regularStep();
  }

  private static int[] rowMajor(int[] counts) {
    int[] stride = new int[counts.length];
    int next = 1;
    for (int d = counts.length - 1; d >= 0; d--) {
      stride[d] = next;
      next *= counts[d];
    }
    return stride;
  }

  /// The step of the map along each axis, or null where it is not regular.
  private int @Nullable [] regularStep() {
    if (source.length == 0 || source[0] < 0) return null;
    int[] steps = new int[counts.length];
    for (int d = 0; d < counts.length; d++)
      steps[d] = counts[d] > 1 ? source[rowStride[d]] - source[0] : 0;
    for (int k = 0; k < source.length; k++) {
      int expected = source[0];
      for (int d = 0; d < counts.length; d++) expected += k / rowStride[d] % counts[d] * steps[d];
      if (source[k] != expected) return null;
    }
    return steps;
  }

  /// Whether every row stays where it is, as in a reshape.
  private boolean isIdentity() {
    if (source.length != form.rows()) return false;
    for (int k = 0; k < source.length; k++) if (source[k] != k) return false;
    return true;
  }

  List<Term> terms() {
    if (isIdentity()) return form.terms();
    List<Term> terms = new ArrayList<>();
    List<Term> irregular = new ArrayList<>();
    for (Term term : form.terms()) {
      if (step != null && term instanceof Term.Loops loops && loops.isLine(form.rows()))
        terms.add(regular(loops, step));
      else irregular.add(term);
    }
    if (!irregular.isEmpty()) terms.addAll(listed(irregular));
    return terms;
  }

  private Term regular(Term.Loops line, int[] steps) {
    return new Term.Loops(
        line.data().along(along(line.data().at(), steps)),
        line.factor(),
        counts,
        new Walk(0, rowStride),
        along(line.column(), steps));
  }

  /// The walk that goes where the index map leads along a line.
  private Walk along(Walk line, int[] steps) {
    int perStep = line.stride()[0];
    return new Walk(
        line.start() + source[0] * perStep,
        Arrays.stream(steps).map(step -> step * perStep).toArray());
  }

  private List<Term> listed(List<Term> terms) {
    LinearForm.ByRow rows = new LinearForm(form.rows(), terms).byRow();
    EntryList list = new EntryList();
    for (int k = 0; k < source.length; k++) {
      if (source[k] < 0) continue;
      for (int e = rows.start[source[k]]; e < rows.start[source[k] + 1]; e++)
        list.add(rows.parameter[e], k, rows.column[e], rows.source[e], rows.factor[e]);
    }
    return list.terms();
  }
}
