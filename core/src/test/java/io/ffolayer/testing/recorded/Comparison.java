package io.ffolayer.testing.recorded;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Compares results with recorded ones: words must be equal, arrays within a tolerance.
///
/// @param tolerance of the largest difference relative to the largest entry of an array
/// @param least what the largest entry of an array counts as where it is smaller
/// @param passedOver names of words and arrays that are not judged
public record Comparison(double tolerance, double least, Set<String> passedOver) {
  /// What was found of one result.
  ///
  /// @param isEqualToTheBit in everything, the unjudged included
  /// @param distance the largest of its judged arrays
  /// @param complaints what is beyond the tolerance
  /// @param notes what differs and is not judged
  public record Verdict(
      String name,
      boolean isEqualToTheBit,
      double distance,
      List<String> complaints,
      List<String> notes) {
    @Override
    public String toString() {
      String found =
          isEqualToTheBit
              ? "equal to the bit"
              : complaints.isEmpty() ? "within %.1e".formatted(distance) : "DIFFERS";
      List<String> all = new ArrayList<>(complaints);
      all.addAll(notes);
      return name + ": " + found + (all.isEmpty() ? "" : "\n    " + String.join("\n    ", all));
    }
  }

  /// A verdict for each name on either side.
  public List<Verdict> of(Results recorded, Results found) {
    Set<String> names = new LinkedHashSet<>(recorded.all().keySet());
    names.addAll(found.all().keySet());
    List<Verdict> verdicts = new ArrayList<>();
    for (String name : names) {
      Result before = recorded.all().get(name);
      Result after = found.all().get(name);
      if (before == null || after == null)
        verdicts.add(
            new Verdict(
                name,
                false,
                Double.POSITIVE_INFINITY,
                List.of(before == null ? "is new" : "is missing"),
                List.of()));
      else verdicts.add(of(name, before, after));
    }
    return verdicts;
  }

  private Verdict of(String name, Result before, Result after) {
    List<String> complaints = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    compareWords(before.words(), after.words(), complaints, notes);
    boolean isEqual = complaints.isEmpty() && notes.isEmpty();
    double worst = 0;
    for (String key : union(before.arrays().keySet(), after.arrays().keySet())) {
      Numbers old = before.arrays().get(key);
      Numbers now = after.arrays().get(key);
      boolean same = old != null && now != null && old.isEqualToTheBit(now);
      if (same) continue;
      isEqual = false;
      double distance =
          old == null || now == null ? Double.POSITIVE_INFINITY : old.distance(now, least);
      if (!isJudged(key)) notes.add("(%s within %.1e)".formatted(key, distance));
      else {
        worst = Math.max(worst, distance);
        if (!(distance <= tolerance)) complaints.add(key + " off by %.1e".formatted(distance));
      }
    }
    return new Verdict(name, isEqual, worst, complaints, notes);
  }

  private void compareWords(
      Map<String, String> before,
      Map<String, String> after,
      List<String> complaints,
      List<String> notes) {
    for (String key : union(before.keySet(), after.keySet())) {
      String old = String.valueOf(before.get(key));
      String now = String.valueOf(after.get(key));
      if (old.equals(now)) continue;
      (isJudged(key) ? complaints : notes).add("%s: %s, was %s".formatted(key, now, old));
    }
  }

  private boolean isJudged(String key) {
    return !key.startsWith("~") && !passedOver.contains(key);
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    Set<String> union = new LinkedHashSet<>(a);
    union.addAll(b);
    return union;
  }

  /// Verdicts with complaints, of names that are not allowed to have any.
  public static List<Verdict> failures(List<Verdict> verdicts, Predicate<String> allowed) {
    return verdicts.stream()
        .filter(verdict -> !verdict.complaints.isEmpty() && !allowed.test(verdict.name))
        .toList();
  }
}
