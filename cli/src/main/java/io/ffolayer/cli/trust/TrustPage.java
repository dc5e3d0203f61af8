package io.ffolayer.cli.trust;

import io.ffolayer.lab.trust.Distances;
import io.ffolayer.lab.trust.Feasibility;
import io.ffolayer.lab.trust.Tally;
import io.ffolayer.lab.trust.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The page `docs/trust.md`.
///
/// @param tally of the sweep
/// @param unanswered of the questions without a cost
/// @param atoms answers to single atoms
/// @param command that wrote the page
public record TrustPage(
    Tally tally,
    List<Feasibility.Unanswered> unanswered,
    List<Distances.Answer> atoms,
    String command) {
  private static final String HEAD =
      """
      # How far to trust it

      Written by `COMMAND`; do not edit. `--json` records the first failure of each kind with its truth, `--cases` writes each as a file for `ffo solve`, `--only` runs a part.

      ## What is asked

      A problem is made from its answer. A pair (s, z) is chosen on a face of a cone (the tables of [maths-cones.md](maths-cones.md)) in 60 digits, then A, P and y; b = Ay + s and q = −Py − Aᵀz are rounded to doubles. The derivative comes from the KKT conditions on the
      parametrised face s(p), z(p), solved in 60 digits: no projection, weight or rotation of the library takes part. Every problem is stated dense, sparse, and with P sparse and A dense, solved to 1e-6, 1e-9 and 1e-12 by the automatic choice, and differentiated by both adjoints; half of the losses depend on z too.

      An error of a gradient counts by what it does to the loss: an entry is weighted by the terms that its number stands among. *Right* is 1e-6 of the gradient of that slot, or 1e-9 of the loss where the gradient is 0, in every unit alike. Well-posed is a problem whose pair moves by less than
      1 % when every number moves by the tolerance (at least 1e-8) of its own terms, and whose gradient loses less than seven digits; the others are counted apart. At a kink with one weak direction both one-sided derivatives are known, and one of them, with a flag, is right; with several only the flag is asked for.

      """;

  private static final String SETTINGS =
      """
      Units: rows (a curved cone as one), variables or the objective times 10^±8, all alike or each its own; far out: coordinates of one cone up to 10^±4 or 10^±8 apart (e^±20, x/y = 10⁸); neighbours: an unrelated variable with a row and a cost of its own, of sizes up to 10^±8. What is zero: the solution, q, or b; residual form: the
      squares are variables of their own.

      """;

  /// The whole page.
  public String text() {
    StringBuilder page = new StringBuilder(HEAD.replace("COMMAND", command));
    page.append("## Counts\n\n").append(summary());
    page.append(table(Tally.Group.KIND)).append(SETTINGS);
    for (Tally.Group group : Tally.Group.values())
      if (group != Tally.Group.KIND) page.append(table(group));
    page.append("## Single atoms, and questions without a cost\n\n");
    page.append(ofAtoms()).append(ofQuestions());
    return page.toString();
  }

  private String summary() {
    long solved = 0, clean = 0, total = 0;
    for (Tally.Counts counts : tally.by(Tally.Group.KIND).values()) {
      total += counts.total();
      clean += counts.of(Verdict.RIGHT);
      solved += counts.total() - counts.of(Verdict.UNSOLVED);
    }
    return """
    %d answers, of which %d to well-posed problems. Of these %s are right and clean (at kinks: right and flagged), %s are unsolved, %d are wrong in silence (of all answers: %d). The error estimate covers %s of the answers where there is one derivative (%d of %d).

    """
        .formatted(
            tally.cases(),
            total,
            percent(clean, total),
            percent(total - solved, total),
            tally.total(Verdict.SILENT) - tally.illPosed().of(Verdict.SILENT),
            tally.total(Verdict.SILENT),
            percent(tally.covered(), tally.estimates()),
            tally.covered(),
            tally.estimates());
  }

  private static String percent(long part, long whole) {
    return whole == 0 ? "none" : String.format(Locale.ROOT, "%.2f %%", 100.0 * part / whole);
  }

  private String table(Tally.Group group) {
    StringBuilder table = new StringBuilder("| " + group.text());
    for (Verdict verdict : Verdict.values()) table.append(" | ").append(verdict.text());
    table.append(" |\n|---").append("|---:".repeat(Verdict.values().length)).append("|\n");
    tally.by(group).forEach((name, counts) -> row(table, name, counts));
    if (group == Tally.Group.KIND) row(table, "not well-posed", tally.illPosed());
    return table.append('\n').toString();
  }

  private static void row(StringBuilder table, String name, Tally.Counts counts) {
    table.append("| ").append(name.replace("|", "\\|"));
    for (Verdict verdict : Verdict.values()) table.append(" | ").append(counts.of(verdict));
    table.append(" |\n");
  }

  private String ofAtoms() {
    Map<String, int[]> byAtom = new TreeMap<>();
    int right = 0;
    for (Distances.Answer answer : atoms) {
      int[] counts = byAtom.computeIfAbsent(answer.atom(), name -> new int[2]);
      counts[1]++;
      if (!answer.isRight()) continue;
      counts[0]++;
      right++;
    }
    StringBuilder text =
        new StringBuilder(
            """
            min f(x) − p x with one atom, x = 10⁻⁸ … 10⁸, at the default tolerance: x to 1e-8, dx/dp to 1e-6 of the closed form (or what the rounding of p allows), and clean: %d of %d.
            """
                .formatted(right, atoms.size()));
    String rest =
        String.join(
            ", ",
            byAtom.entrySet().stream()
                .filter(e -> e.getValue()[0] < e.getValue()[1])
                .map(e -> e.getKey() + " " + e.getValue()[0] + " of " + e.getValue()[1])
                .toList());
    if (!rest.isEmpty()) text.append("Not all of: ").append(rest).append(".\n");
    return text.append('\n').toString();
  }

  private String ofQuestions() {
    String text =
        "Points strictly inside every cone, asked for without a cost: %d of %d found.%n"
            .formatted(Feasibility.QUESTIONS - unanswered.size(), Feasibility.QUESTIONS);
    for (Feasibility.Unanswered one : unanswered)
      text += "Not: %s, %s.%n".formatted(one.text(), one.status());
    return text;
  }
}
