package io.ffolayer.internal.canon.lowering;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Long sums with their like terms added: loops that differ in their factor only, and entries at
/// one place. Without it, x + x, the sum of that with itself, and so on would have as many terms as
/// 2 to its depth.
final class LikeTerms {
  private LikeTerms() {}

  static List<Term> added(List<Term> terms) {
    Map<Term.Loops, Double> loops = new LinkedHashMap<>();
    EntryList entries = new EntryList();
    for (Term term : terms)
      if (term instanceof Term.Loops like)
        loops.merge(like.withFactor(1), like.factor(), Double::sum);
      else
        term.forEach((row, column, source, factor) ->
            entries.add(term.parameter(), row, column, source, factor));
    List<Term> sums = new ArrayList<>();
    loops.forEach((like, factor) -> sums.add(like.withFactor(factor)));
    sums.addAll(entries.likeTermsAdded());
    return sums;
  }
}
