package io.ffolayer.cli;

import io.ffolayer.cli.report.ExperimentReport;
import io.ffolayer.cli.report.Machine;
import io.ffolayer.cli.report.ReportFolder;
import io.ffolayer.cli.report.WholeReport;
import io.ffolayer.cli.terminal.Progress;
import io.ffolayer.io.json.JsonWriter;
import io.ffolayer.io.json.RecordFile;
import io.ffolayer.lab.UnavailableException;
import io.ffolayer.lab.experiment.Experiment;
import io.ffolayer.lab.experiment.Experiments;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Runs every experiment of the lab and writes one page.
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Run every experiment of the lab; write one page (report.html) and one record (report.json).",
      "What was done is kept in the folder: a run that was killed goes on where it was."
    })
final class Report implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--seed", paramLabel = "S", description = "Default ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(names = "--small", description = "A smaller version of each, for a first look.")
  private boolean small;

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description = "Where it all goes; default ${DEFAULT-VALUE}.")
  private Path folder = Path.of("report");

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Some of the experiments; ffo lab list prints their names.")
  private List<String> only = new ArrayList<>();

  @Option(names = "--fresh", description = "Forget what an earlier run has left in the folder.")
  private boolean fresh;

  @Override
  public Integer call() {
    Progress.withoutWarnings();
    List<Experiment> experiments = experiments();
    ReportFolder runs = ReportFolder.at(folder);
    RecordFile page = WholeReport.at(folder.resolve("report.html"));
    RecordFile record = RecordFile.at(folder.resolve("report.json"));
    if (fresh) experiments.forEach(runs::forget);
    List<ExperimentReport> reports = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (Experiment experiment : experiments)
      try {
        reports.add(run(runs, experiment));
      } catch (UnavailableException unavailable) {
        missing.add("%s: %s".formatted(experiment.name(), unavailable.getMessage()));
      }
    missing.forEach(text -> spec.commandLine().getErr().println("ffo: not run: " + text));
    WholeReport whole = new WholeReport(command(), reports, missing, Machine.here().lines());
    record.write(stream ->
        JsonWriter.write(
            stream,
            content -> {
              Machine.here().write(content);
              whole.write(content);
            }));
    page.write(whole::write);
    spec.commandLine().getOut().println(page.path());
    spec.commandLine().getOut().flush();
    return ExitCode.DONE;
  }

  private List<Experiment> experiments() {
    if (only.isEmpty()) return Experiments.ALL;
    List<Experiment> some = new ArrayList<>();
    for (String name : only) {
      Experiment experiment = Experiments.named(name);
      if (experiment == null)
        throw new ParameterException(
            spec.commandLine(),
            "Invalid value for --only: expected some of %s, got %s"
                .formatted(
                    String.join(", ", Experiments.ALL.stream().map(Experiment::name).toList()),
                    name));
      some.add(experiment);
    }
    return some;
  }

  private ExperimentReport run(ReportFolder runs, Experiment experiment) {
    Experiment.Setting setting = new Experiment.Setting(seed, small);
    try (Progress progress =
        Progress.of(experiment.name(), experiment.steps(setting), spec.commandLine().getErr())) {
      return runs.run(
          experiment,
          setting,
          text -> {
            synchronized (progress) {
              progress.step();
              progress.say(text);
            }
          });
    }
  }

  private String command() {
    return "ffo report --seed %d%s%s"
        .formatted(
            seed,
            small ? " --small" : "",
            only.isEmpty() ? "" : " --only " + String.join(",", only));
  }
}
