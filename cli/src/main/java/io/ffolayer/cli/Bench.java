package io.ffolayer.cli;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.cli.report.Machine;
import io.ffolayer.cli.terminal.Progress;
import io.ffolayer.cli.terminal.Table;
import io.ffolayer.io.json.BadInputException;
import io.ffolayer.io.json.JsonWriter;
import io.ffolayer.io.json.RecordFile;
import io.ffolayer.lab.bench.Benchmark;
import io.ffolayer.lab.bench.Measurement;
import io.ffolayer.lab.bench.Measurement.Time;
import io.ffolayer.lab.bench.Workload;
import io.ffolayer.lab.bench.Workloads;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.UnsupportedProgramException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Times the standard workloads.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Time the standard workloads, with the error of the gradients beside the times.",
    footer = {
      "",
      "Times are milliseconds for the whole batch, median and (minimum), after a warm-up. The error is"
          + " the largest of all slots against the exact gradients at a tight solution. \"vectors\" is"
          + " the backward pass when no gradient of a matrix is written."
    })
final class Bench implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "Workloads; default: all. --list prints them.")
  private List<String> names = List.of();

  @Option(names = "--list", description = "Print the names of the workloads and end.")
  private boolean list;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "Timed calls of each workload; default: as many as fit into the time.")
  private int runs;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description =
          "Time to warm up, and then to measure, for each workload; default ${DEFAULT-VALUE}.")
  private double seconds = 2;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the record to FILE.")
  private @Nullable Path json;

  @Mixin private SolvingOptions options;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      Workloads.all()
          .forEach(w -> out.printf("%-16s B = %-4d %s%n", w.name(), w.batch(), w.size()));
      out.flush();
      return ExitCode.DONE;
    }
    if (runs < 0) throw refuse("--runs", "a number ≥ 0", String.valueOf(runs));
    if (!(seconds >= 0)) throw refuse("--seconds", "a number ≥ 0", String.valueOf(seconds));
    RecordFile record = json == null ? null : RecordFile.at(json);
    List<Measurement> measurements = measure(workloads());
    table(measurements).print(out);
    if (record != null)
      record.write(stream -> JsonWriter.write(stream, content -> write(content, measurements)));
    boolean solved = measurements.stream().allMatch(m -> m.unsolved() == 0);
    return solved ? ExitCode.DONE : ExitCode.NO_SOLUTION;
  }

  private ParameterException refuse(String what, String expected, String got) {
    return new ParameterException(
        spec.commandLine(),
        "Invalid value for %s: expected %s, got %s".formatted(what, expected, got));
  }

  private List<Workload> workloads() {
    if (names.isEmpty()) return Workloads.all();
    List<Workload> chosen = new ArrayList<>();
    for (String name : names)
      chosen.add(
          Workloads.all().stream()
              .filter(workload -> workload.name().equals(name))
              .findFirst()
              .orElseThrow(() -> refuse("NAME", "one of " + knownNames(), name)));
    return chosen;
  }

  private static String knownNames() {
    return Workloads.all().stream().map(Workload::name).collect(Collectors.joining(", "));
  }

  private List<Measurement> measure(List<Workload> workloads) {
    Solver solver = options.solver(null);
    Adjoint adjoint = options.adjoint(null);
    Benchmark benchmark = new Benchmark(options.threads(), runs, seconds, solver, adjoint);
    List<Measurement> measurements = new ArrayList<>();
    try (Progress progress =
        Progress.of("workloads", workloads.size(), spec.commandLine().getErr())) {
      for (Workload workload : workloads) {
        progress.say(workload.name());
        try {
          measurements.add(benchmark.measure(workload));
        } catch (UnsupportedProgramException unsupported) {
          throw new BadInputException(workload.name() + ": " + unsupported.getMessage());
        }
        progress.step();
      }
    }
    return measurements;
  }

  private static Table table(List<Measurement> measurements) {
    Table table =
        new Table(
            "workload",
            "B",
            "threads",
            "forward ms",
            "backward ms",
            "vectors ms",
            "gradient error",
            "kB allocated",
            "runs",
            "solver");
    for (Measurement m : measurements)
      table.row(
          m.workload().name(),
          String.valueOf(m.workload().batch()),
          String.valueOf(m.setting().threads()),
          time(m.times().forward()),
          time(m.times().backward()),
          m.times().withoutMatrices() == null ? "" : time(m.times().withoutMatrices()),
          Table.number(m.gradientError()),
          String.valueOf(m.allocatedBytes() / 1000),
          String.valueOf(m.setting().runs()),
          m.setting().solver());
    return table;
  }

  private static String time(Time time) {
    return "%s (%s)".formatted(Table.number(time.median()), Table.number(time.min()));
  }

  private void write(JsonWriter json, List<Measurement> measurements) {
    Machine.here().write(json);
    json.text("unit", "milliseconds for the whole batch");
    json.list("workloads", measurements, Bench::write);
  }

  private static void write(JsonWriter json, Measurement m) {
    json.text("name", m.workload().name())
        .text("size", m.workload().size())
        .integer("batch", m.workload().batch())
        .text("solver", m.setting().solver())
        .text("adjoint", m.setting().adjoint())
        .integer("threads", m.setting().threads())
        .integer("runs", m.setting().runs());
    write(json, "forward", m.times().forward());
    write(json, "backward", m.times().backward());
    if (m.times().withoutMatrices() != null)
      write(json, "backwardWithoutMatrices", m.times().withoutMatrices());
    json.number("firstForward", m.times().firstForward())
        .number("firstBackward", m.times().firstBackward())
        .number("gradientError", m.gradientError())
        .integer("allocatedBytes", m.allocatedBytes())
        .integer("unsolved", m.unsolved());
  }

  private static void write(JsonWriter json, String name, Time time) {
    json.object(name, part -> part.number("median", time.median()).number("min", time.min()));
  }
}
