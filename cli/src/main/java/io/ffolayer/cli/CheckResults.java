package io.ffolayer.cli;

import io.ffolayer.adjoint.Flag;
import io.ffolayer.cli.GradientCheck.Result;
import io.ffolayer.cli.GradientCheck.Slot;
import io.ffolayer.cli.file.Json;
import io.ffolayer.solve.Status;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What `ffo check` found, over all problems of a file.
///
/// @param agreement largest error that counts as agreement
record CheckResults(double agreement, List<Result> results) {
  /// The same slot of all problems.
  private record Total(
      int problems,
      int compared,
      int total,
      int kinks,
      int undefined,
      double largest,
      Worst worst) {
    Total plus(Result result, Slot slot) {
      return new Total(
          problems + 1,
          compared + slot.compared(),
          total + slot.total(),
          kinks + slot.kinks(),
          undefined + slot.undefined(),
          Math.max(largest, slot.largest()),
          slot.error() > worst.error || worst.place.isEmpty()
              ? new Worst(slot.error(), place(result, slot))
              : worst);
    }

    private static String place(Result result, Slot slot) {
      String problem = result.problem().place().problem();
      return problem.isEmpty() || slot.worst().isEmpty()
          ? slot.worst()
          : problem + "." + slot.worst();
    }
  }

  private record Worst(double error, String place) {}

  private Map<String, Total> totals() {
    Map<String, Total> totals = new LinkedHashMap<>();
    for (String name : List.of("P", "q", "A", "b", "G", "h"))
      for (Result result : results)
        for (Slot slot : result.slots())
          if (slot.name().equals(name))
            totals.put(
                name,
                totals
                    .getOrDefault(name, new Total(0, 0, 0, 0, 0, 0, new Worst(0, "")))
                    .plus(result, slot));
    return totals;
  }

  boolean agrees() {
    return totals().values().stream().allMatch(total -> total.worst.error <= agreement);
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
    totals()
        .forEach((name, total) ->
            table.row(
                name,
                String.valueOf(total.compared),
                String.valueOf(total.total),
                Table.number(total.largest),
                Table.number(total.worst.error),
                String.valueOf(total.kinks),
                String.valueOf(total.undefined),
                total.worst.place,
                total.worst.error <= agreement ? "agrees" : "DISAGREES"));
    table.print(out);
    out.println();
    remarks().forEach(out::println);
    out.flush();
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
      remarks.add(
          (agrees()
                  ? "Every gradient agrees with central differences to "
                  : "Some gradient differs from central differences by more than ")
              + Table.number(agreement)
              + (solved > 1 ? " (%d problems).".formatted(solved) : "."));
    return remarks;
  }

  void write(Json json) {
    json.flag("agrees", agrees()).number("agreement", agreement);
    json.list("problems", results, CheckResults::write);
  }

  private static void write(Json json, Result result) {
    json.text("status", result.status().name());
    json.texts("flags", result.report().flags().stream().map(Flag::name).toList());
    json.list(
        "slots",
        result.slots(),
        (part, slot) ->
            part.text("slot", slot.name())
                .integer("entries", slot.total())
                .integer("compared", slot.compared())
                .integer("kinks", slot.kinks())
                .integer("undefined", slot.undefined())
                .number("largest", slot.largest())
                .number("error", slot.error())
                .text("worst", slot.worst()));
  }
}
