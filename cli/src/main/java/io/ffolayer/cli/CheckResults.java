package io.ffolayer.cli;

import io.ffolayer.adjoint.Flag;
import io.ffolayer.cli.check.CheckedSlot;
import io.ffolayer.cli.check.GradientCheck.Result;
import io.ffolayer.cli.terminal.Table;
import io.ffolayer.io.json.JsonWriter;
import io.ffolayer.solve.Status;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What `ffo check` found, over all problems of a file.
///
/// @param agreement largest error that counts as agreement
record CheckResults(double agreement, List<Result> results) {
  /// By the name of the parameter, over all problems.
  private Map<String, CheckedSlot> totals() {
    Map<String, CheckedSlot> totals = new LinkedHashMap<>();
    for (Result result : results)
      for (CheckedSlot slot : result.slots())
        totals.merge(slot.name(), slot.in(result.problem().place().problem()), CheckedSlot::plus);
    return totals;
  }

  /// Whether some gradient was compared, and all that were agree.
  boolean agrees() {
    Collection<CheckedSlot> slots = totals().values();
    return slots.stream().anyMatch(CheckedSlot::isCompared)
        && slots.stream().allMatch(slot -> slot.agrees(agreement));
  }

  int exitCode() {
    boolean invalid = results.stream().anyMatch(r -> r.status() == Status.INVALID_DATA);
    boolean solved = results.stream().allMatch(r -> r.status() == Status.SOLVED);
    if (invalid) return ExitCode.BAD_INPUT;
    return solved && agrees() ? ExitCode.DONE : ExitCode.NO_SOLUTION;
  }

  void print(PrintWriter out) {
    Table table =
        new Table(
            "slot",
            "compared",
            "of",
            "largest gradient",
            "largest error",
            "kinks",
            "no derivative",
            "worst entry",
            "");
    totals().values().forEach(slot -> row(table, slot));
    table.print(out);
    out.println();
    remarks().forEach(out::println);
    out.flush();
  }

  private void row(Table table, CheckedSlot slot) {
    CheckedSlot.Counts counts = slot.counts();
    table.row(
        slot.name(),
        String.valueOf(counts.tried()),
        String.valueOf(counts.total()),
        Table.number(slot.largest()),
        Table.number(slot.error()),
        String.valueOf(counts.kinks()),
        String.valueOf(counts.undefined()),
        slot.worst(),
        !slot.isCompared() ? "not compared" : slot.agrees(agreement) ? "agrees" : "DISAGREES");
  }

  private List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    for (Result result : results) {
      String place = result.problem().place().problem();
      String prefix = place.isEmpty() ? "" : place + ": ";
      if (result.status() != Status.SOLVED)
        remarks.add(prefix + result.status() + ", not compared");
      else if (!result.report().isClean()) remarks.add(prefix + "flags " + result.report().flags());
    }
    long solved = results.stream().filter(r -> r.status() == Status.SOLVED).count();
    if (solved > 0)
      remarks.add(verdict() + (solved > 1 ? " (%d problems).".formatted(solved) : "."));
    return remarks;
  }

  private String verdict() {
    Collection<CheckedSlot> slots = totals().values();
    if (slots.stream().noneMatch(CheckedSlot::isCompared))
      return "No gradient could be compared: no moved problem has a solution";
    if (!agrees())
      return "Some gradient differs from central differences by more than "
          + Table.number(agreement);
    String which =
        slots.stream().allMatch(CheckedSlot::isCompared) ? "" : " that could be compared";
    return "Every gradient"
        + which
        + " agrees with central differences to "
        + Table.number(agreement);
  }

  void write(JsonWriter json) {
    json.flag("agrees", agrees()).number("agreement", agreement);
    json.list("problems", results, CheckResults::write);
  }

  private static void write(JsonWriter json, Result result) {
    json.text("status", result.status().name());
    json.texts("flags", result.report().flags().stream().map(Flag::name).toList());
    json.list(
        "slots",
        result.slots(),
        (part, slot) ->
            part.text("slot", slot.name())
                .integer("entries", slot.counts().total())
                .integer("compared", slot.counts().tried())
                .integer("kinks", slot.counts().kinks())
                .integer("undefined", slot.counts().undefined())
                .number("largest", slot.largest())
                .number("error", slot.error())
                .text("worst", slot.worst()));
  }
}
