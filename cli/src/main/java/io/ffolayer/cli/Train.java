package io.ffolayer.cli;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.cli.report.Machine;
import io.ffolayer.io.json.JsonWriter;
import io.ffolayer.io.json.RecordFile;
import io.ffolayer.lab.experiment.Experiment;
import io.ffolayer.lab.experiment.Experiments;
import io.ffolayer.lab.sudoku.SudokuTraining;
import io.ffolayer.lab.sudoku.SudokuTraining.Settings;
import io.ffolayer.lab.sudoku.TrainingRecord;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Runs an experiment of the lab.
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Run an experiment of the lab; ffo lab list prints their names.",
    footer = {
      "",
      "Exit code: 0 done, or all boards learnt; 1 some test board is still wrong; 2 bad usage."
    })
final class Train implements Callable<Integer> {
  /// A training run by name.
  ///
  /// @param settings from a seed
  record Sudoku(String about, LongFunction<Settings> settings) {}

  static final Map<String, Sudoku> SUDOKU =
      new TreeMap<>(
          Map.of(
              "sudoku-4x4",
              new Sudoku("learn the rules of 4×4 Sudoku from 9000 boards", Settings::fourByFour),
              "sudoku-9x9",
              new Sudoku(
                  "learn the rules of 9×9 Sudoku from 9000 boards; takes a minute",
                  Settings::nineByNine),
              "sudoku-9x9-published",
              new Sudoku(
                  "the same with the published settings, which learn nothing; takes minutes",
                  Settings::publishedNineByNine)));

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "The experiment.")
  private String name;

  @Option(names = "--seed", paramLabel = "S", description = "Default ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(names = "--epochs", paramLabel = "N", description = "Most epochs; default: its own.")
  private @Nullable Integer epochs;

  @Option(
      names = "--adjoint",
      paramLabel = "NAME",
      description = "first-order (the default) or implicit; of Sudoku.")
  private @Nullable String adjoint;

  @Option(names = "--small", description = "A smaller version, for a first look; not of Sudoku.")
  private boolean small;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the record to FILE.")
  private @Nullable Path json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page with tables and plots to FILE; not of Sudoku (see ffo demo).")
  private @Nullable Path html;

  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description =
          "Keep each step in FILE, and go on from it if it is there: a run that was killed loses nothing;"
              + " not of Sudoku.")
  private @Nullable Path journal;

  @Override
  public Integer call() {
    Experiment experiment = Experiments.named(name);
    return experiment == null ? trainSudoku() : run(experiment);
  }

  private int run(Experiment experiment) {
    if (epochs != null) throw refuse("--epochs", "it for Sudoku only", name);
    if (adjoint != null) throw refuse("--adjoint", "it for Sudoku only", name);
    new ExperimentRun(experiment, new Experiment.Setting(seed, small))
        .run(json, html, journal, spec.commandLine().getOut(), spec.commandLine().getErr());
    return ExitCode.DONE;
  }

  private int trainSudoku() {
    Settings settings = settings();
    if (small) throw refuse("--small", "it for the other experiments", name);
    if (journal != null) throw refuse("--journal", "it for the other experiments", name);
    if (html != null) throw refuse("--html", "it for the other experiments", name);
    boolean exact = isExact();
    Adjoint own = exact ? new Implicit() : new FirstOrder();
    Adjoint other = exact ? new FirstOrder() : new Implicit();
    RecordFile record = json == null ? null : RecordFile.at(json);
    TrainingRecord run =
        new SudokuTraining(settings)
            .run(own, other, new TrainingView(name, settings, spec.commandLine().getErr()));
    PrintWriter out = spec.commandLine().getOut();
    TrainingView.print(out, List.of(run), other.name());
    if (record != null)
      record.write(stream ->
          JsonWriter.write(
              stream,
              content -> {
                Machine.here().write(content);
                TrainingView.write(content, settings);
                content.list("runs", List.of(run), TrainingView::write);
              }));
    return run.solved() ? ExitCode.DONE : ExitCode.NO_SOLUTION;
  }

  private static List<String> names() {
    return Stream.concat(SUDOKU.keySet().stream(), Experiments.ALL.stream().map(Experiment::name))
        .toList();
  }

  private Settings settings() {
    Sudoku experiment = SUDOKU.get(name);
    if (experiment == null) throw refuse("NAME", "one of " + String.join(", ", names()), name);
    Settings settings = experiment.settings.apply(seed);
    if (epochs == null) return settings;
    if (epochs < 1) throw refuse("--epochs", "a number ≥ 1", String.valueOf(epochs));
    return settings.withMostEpochs(epochs);
  }

  private boolean isExact() {
    return switch (adjoint) {
      case null -> false;
      case "first-order" -> false;
      case "implicit" -> true;
      default -> throw refuse("--adjoint", "first-order or implicit", adjoint);
    };
  }

  private ParameterException refuse(String what, String expected, String got) {
    return new ParameterException(
        spec.commandLine(),
        "Invalid value for %s: expected %s, got %s".formatted(what, expected, got));
  }
}
