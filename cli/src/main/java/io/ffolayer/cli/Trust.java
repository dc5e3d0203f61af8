package io.ffolayer.cli;

import io.ffolayer.cli.report.Machine;
import io.ffolayer.cli.terminal.Progress;
import io.ffolayer.cli.terminal.Table;
import io.ffolayer.cli.trust.FailingCase;
import io.ffolayer.cli.trust.Failures;
import io.ffolayer.cli.trust.TrustPage;
import io.ffolayer.io.json.BadInputException;
import io.ffolayer.io.json.JsonWriter;
import io.ffolayer.io.json.RecordFile;
import io.ffolayer.lab.trust.Distances;
import io.ffolayer.lab.trust.Feasibility;
import io.ffolayer.lab.trust.Sweep;
import io.ffolayer.lab.trust.Tally;
import io.ffolayer.lab.trust.Verdict;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Measures how far the library can be trusted: gradients on every face of every cone, in every
/// unit, against truths known in many digits.
@Command(
    name = "trust",
    mixinStandardHelpOptions = true,
    description =
        "Compare gradients on every face of every cone, in every unit, with truths known in many"
            + " digits.",
    footer = {
      "",
      "The same seed makes the same problems. docs/trust.md says what the columns mean.",
      "",
      "Exit code: 0 no gradient is wrong in silence, 1 some is, 2 bad usage."
    })
final class Trust implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--count",
      paramLabel = "N",
      description =
          "Answers to compare; default ${DEFAULT-VALUE}. A round over all kinds is 155000.")
  private int count = 20_000;

  @Option(names = "--seed", paramLabel = "S", description = "Default ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      description =
          "Problems whose description contains TEXT, for example \"exp:\"; several times for all of"
              + " several.")
  private List<String> only = List.of();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the counts, and the first failure of each kind, to FILE.")
  private @Nullable Path json;

  @Option(
      names = "--cases",
      paramLabel = "FOLDER",
      description = "Write these failures to FOLDER, each as a file for ffo solve.")
  private @Nullable Path cases;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description =
          "Write the page docs/trust.md to FILE, with single atoms and questions without a cost.")
  private @Nullable Path page;

  @Override
  public Integer call() {
    if (count < 1)
      throw new ParameterException(
          spec.commandLine(), "Invalid value for --count: expected a number ≥ 1, got " + count);
    RecordFile record = json == null ? null : RecordFile.at(json);
    RecordFile text = page == null ? null : RecordFile.at(page);
    if (cases != null && !Files.isDirectory(cases))
      throw new BadInputException(cases + ": there is no such folder");
    Failures failures = new Failures();
    Tally tally = run(failures);
    print(tally);
    if (record != null)
      record.write(stream -> JsonWriter.write(stream, content -> write(content, tally, failures)));
    if (text != null) {
      byte[] bytes = page(tally).getBytes(StandardCharsets.UTF_8);
      text.write(stream -> stream.write(bytes));
    }
    if (cases != null) writeCases(cases, failures);
    return tally.total(Verdict.SILENT) == 0 ? ExitCode.DONE : ExitCode.NO_SOLUTION;
  }

  private String page(Tally tally) {
    String command = "./ffo trust --count %d --seed %d --page docs/trust.md".formatted(count, seed);
    List<Feasibility.Unanswered> unanswered =
        new Feasibility(seed).unanswered(Feasibility.QUESTIONS);
    return new TrustPage(tally, unanswered, Distances.all(), command).text();
  }

  private Tally run(Failures failures) {
    try (Progress progress = Progress.of("trust", count, spec.commandLine().getErr())) {
      int[] seen = {0};
      return new Sweep(seed, count, only)
          .run(
              failures::add,
              now -> {
                for (; seen[0] < Math.min(now, count); seen[0]++) progress.step();
                progress.say(now + " answers, " + failures.all().size() + " kinds of failures");
              });
    }
  }

  private void print(Tally tally) {
    PrintWriter out = spec.commandLine().getOut();
    for (Tally.Group group : Tally.Group.values()) {
      table(group.text(), tally.by(group)).print(out);
      out.println();
    }
    table("ill-posed, beside these", Map.of("all", tally.illPosed())).print(out);
    out.println();
    out.printf(
        "%d answers; the error estimate covers %d of %d.%n",
        tally.cases(), tally.covered(), tally.estimates());
    out.flush();
  }

  private static Table table(String head, Map<String, Tally.Counts> rows) {
    List<String> cells = new ArrayList<>(List.of(head));
    for (Verdict verdict : Verdict.values()) cells.add(verdict.text());
    Table table = new Table(cells.toArray(String[]::new));
    rows.forEach((name, counts) -> {
      List<String> row = new ArrayList<>(List.of(name));
      for (Verdict verdict : Verdict.values()) row.add(String.valueOf(counts.of(verdict)));
      table.row(row.toArray(String[]::new));
    });
    return table;
  }

  private void write(JsonWriter content, Tally tally, Failures failures) {
    Machine.here().write(content);
    content.integer("seed", seed).integer("answers", tally.cases());
    for (Tally.Group group : Tally.Group.values())
      content.object(
          group.text(),
          part ->
              tally
                  .by(group)
                  .forEach((name, counts) -> part.object(name, cell -> write(cell, counts))));
    content.object("ill-posed", cell -> write(cell, tally.illPosed()));
    content.integer("estimates", tally.estimates()).integer("covered", tally.covered());
    content.list("failures", failures.all(), (part, failure) -> failure.write(part));
  }

  private static void write(JsonWriter cell, Tally.Counts counts) {
    for (Verdict verdict : Verdict.values()) cell.integer(verdict.name(), counts.of(verdict));
  }

  private static void writeCases(Path folder, Failures failures) {
    List<FailingCase> all = failures.all();
    for (int k = 0; k < all.size(); k++) {
      FailingCase failure = all.get(k);
      String name = "%04d-%s.json".formatted(k, failure.trial().verdict().name());
      RecordFile.at(folder.resolve(name))
          .write(stream -> JsonWriter.write(stream, failure::writeFile));
    }
  }
}
