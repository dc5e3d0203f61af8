package io.ffolayer.lab.trust;

import io.ffolayer.lab.trust.face.Face;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// The verdicts of a sweep, counted.
public final class Tally {
  /// What the counts are sorted by.
  public enum Group {
    KIND("pairs"),
    STRICT_FACE("face, strictly complementary"),
    WEAK_FACE("face, not strictly complementary"),
    ZERO("what is zero"),
    UNITS("units"),
    FORM("layout"),
    TOLERANCE("tolerance"),
    ADJOINT("adjoint");

    private final String text;

    Group(String text) {
      this.text = text;
    }

    /// The head of a table.
    public String text() {
      return text;
    }
  }

  /// Counts by verdict.
  public static final class Counts {
    private final EnumMap<Verdict, Integer> counts = new EnumMap<>(Verdict.class);

    private void add(Verdict verdict) {
      counts.merge(verdict, 1, Integer::sum);
    }

    /// How many answers got this verdict.
    public int of(Verdict verdict) {
      return counts.getOrDefault(verdict, 0);
    }

    public int total() {
      return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  private final Map<Group, Map<String, Counts>> groups = new EnumMap<>(Group.class);
  private final Counts illPosed = new Counts();
  private int cases;
  private int none;
  private int estimates;
  private int covered;

  Tally() {
    for (Group group : Group.values())
      groups.put(
          group,
          group == Group.STRICT_FACE || group == Group.WEAK_FACE
              ? new TreeMap<>()
              : new LinkedHashMap<>());
  }

  void addNone() {
    none++;
  }

  void add(Trial trial) {
    cases++;
    Verdict verdict = trial.verdict();
    if (!trial.isWellPosed()) {
      illPosed.add(verdict);
      return;
    }
    Recipe recipe = trial.instance().recipe();
    boolean strict = recipe.face().kind() == Face.Kind.STRICT;
    if (strict && trial.report() != null) {
      estimates++;
      if (trial.accuracy().covered()) covered++;
    }
    Trial.Setting setting = trial.setting();
    count(strict ? Group.STRICT_FACE : Group.WEAK_FACE, recipe.face().toString(), verdict);
    count(Group.KIND, recipe.face().kind().text(), verdict);
    count(Group.ZERO, recipe.zero().text(), verdict);
    count(Group.UNITS, recipe.units().text(), verdict);
    count(Group.FORM, setting.form().text(), verdict);
    count(Group.TOLERANCE, String.valueOf(setting.tolerance()), verdict);
    count(Group.ADJOINT, setting.implicit() ? "implicit" : "first-order", verdict);
  }

  private void count(Group group, String key, Verdict verdict) {
    Map<String, Counts> counts = groups.getOrDefault(group, Map.of());
    counts.computeIfAbsent(key, k -> new Counts()).add(verdict);
  }

  /// The rows of one table.
  public Map<String, Counts> by(Group group) {
    return groups.getOrDefault(group, Map.of());
  }

  /// The answers whose problem or tolerance does not tell the gradient.
  public Counts illPosed() {
    return illPosed;
  }

  /// The number of answers.
  public int cases() {
    return cases;
  }

  /// Kinds of problems that could not be made.
  public int none() {
    return none;
  }

  /// The number of answers at well-posed problems with one derivative, whose estimate is compared.
  public int estimates() {
    return estimates;
  }

  /// How many of those estimates cover the error.
  public int covered() {
    return covered;
  }

  /// The total of one verdict, over well-posed and other problems.
  public int total(Verdict verdict) {
    int total = illPosed.of(verdict);
    for (Counts counts : by(Group.KIND).values()) total += counts.of(verdict);
    return total;
  }
}
