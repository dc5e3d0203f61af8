package io.ffolayer.cli;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.cli.report.DemoReport;
import io.ffolayer.cli.report.Machine;
import io.ffolayer.cli.terminal.Table;
import io.ffolayer.io.json.JsonWriter;
import io.ffolayer.io.json.RecordFile;
import io.ffolayer.lab.sudoku.PuzzleSet;
import io.ffolayer.lab.sudoku.SudokuTraining;
import io.ffolayer.lab.sudoku.SudokuTraining.Settings;
import io.ffolayer.lab.sudoku.TrainingRecord;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Learns the rules of Sudoku, twice: with the first-order gradient and with the exact one.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Learn the rules of 4×4 Sudoku from solved boards, through a differentiable quadratic program.",
      "Trains with the first-order gradient and again with the exact one, and writes a report."
    })
final class Demo implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--seed", paramLabel = "S", description = "Default ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--boards",
      paramLabel = "N",
      description = "Boards to learn from; default ${DEFAULT-VALUE}.")
  private int training = 9000;

  @Option(
      names = "--test-boards",
      paramLabel = "N",
      description = "Boards to test on; default ${DEFAULT-VALUE}.")
  private int test = 1000;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Most epochs of a run; default ${DEFAULT-VALUE}.")
  private int epochs = 20;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Where the report goes; default ${DEFAULT-VALUE}.")
  private Path html = Path.of("ffo-demo.html");

  @Option(names = "--json", paramLabel = "FILE", description = "Write the record to FILE.")
  private @Nullable Path json;

  @Override
  public Integer call() {
    Settings settings = settings();
    RecordFile report = DemoReport.at(html);
    RecordFile record = json == null ? null : RecordFile.at(json);
    PrintWriter err = spec.commandLine().getErr();
    long start = System.nanoTime();
    SudokuTraining training = new SudokuTraining(settings);
    List<TrainingRecord> runs = new ArrayList<>();
    runs.add(run(training, "first-order", new FirstOrder(), new Implicit(), err));
    runs.add(run(training, "exact", new Implicit(), new FirstOrder(), err));
    double seconds = (System.nanoTime() - start) * 1e-9;

    PrintWriter out = spec.commandLine().getOut();
    out.println();
    TrainingView.print(out, runs, "the other");
    out.println();
    out.println(verdict(runs, seconds));
    report.write(new DemoReport(settings, runs, Machine.here().lines(), seconds)::write);
    out.println("Report: " + report.path().toAbsolutePath());
    out.flush();
    if (record != null)
      record.write(
          stream -> JsonWriter.write(stream, content -> write(content, settings, runs, seconds)));
    return runs.stream().allMatch(TrainingRecord::solved) ? ExitCode.DONE : ExitCode.NO_SOLUTION;
  }

  private Settings settings() {
    try {
      Settings standard = Settings.fourByFour(seed);
      return new Settings(
          PuzzleSet.fourByFour(seed).withSizes(training, test),
          Math.min(standard.batch(), Math.max(1, training)),
          standard.learningRate(),
          standard.decay(),
          epochs,
          standard.compareEvery());
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), "" + wrong.getMessage());
    }
  }

  private static TrainingRecord run(
      SudokuTraining training, String name, Adjoint adjoint, Adjoint other, PrintWriter err) {
    return training.run(adjoint, other, new TrainingView(name, training.settings(), err));
  }

  private String verdict(List<TrainingRecord> runs, double seconds) {
    List<String> ends = new ArrayList<>();
    for (TrainingRecord run : runs)
      ends.add(
          "%s: %d of %d test boards wrong after %d epochs"
              .formatted(
                  run.adjoint(),
                  run.epochs().getLast().test().wrong(),
                  test,
                  run.epochs().getLast().number()));
    return String.join("; ", ends) + ". " + Table.number(seconds) + " s.";
  }

  private static void write(
      JsonWriter json, Settings settings, List<TrainingRecord> runs, double seconds) {
    Machine.here().write(json);
    TrainingView.write(json, settings);
    json.number("seconds", seconds).list("runs", runs, TrainingView::write);
  }
}
