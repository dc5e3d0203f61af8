package io.ffolayer.cli;

import io.ffolayer.cli.terminal.Progress;
import io.ffolayer.cli.terminal.Table;
import io.ffolayer.io.json.JsonWriter;
import io.ffolayer.lab.sudoku.SudokuTraining;
import io.ffolayer.lab.sudoku.SudokuTraining.Settings;
import io.ffolayer.lab.sudoku.TrainingRecord;
import io.ffolayer.lab.sudoku.TrainingRecord.Epoch;
import io.ffolayer.lab.sudoku.TrainingRecord.Step;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a training run is shown: a bar for each epoch, a table at the end, a record.
final class TrainingView implements SudokuTraining.Listener {
  private final String name;
  private final Settings settings;
  private final PrintWriter err;
  private @Nullable Progress progress;

  /// @param name stands before the bars
  TrainingView(String name, Settings settings, PrintWriter err) {
    Progress.withoutWarnings();
    this.name = name;
    this.settings = settings;
    this.err = err;
  }

  @Override
  public void step(Step step) {
    int perEpoch = settings.stepsPerEpoch();
    if (progress == null)
      progress =
          Progress.of(name + ", epoch " + ((step.number() - 1) / perEpoch + 1), perEpoch, err);
    progress.say(
        "loss %s, boards solved %d of %d"
            .formatted(Table.number(step.loss()), step.solved(), settings.batch()));
    progress.step();
  }

  @Override
  public void epoch(Epoch epoch) {
    if (progress == null) return;
    progress.say(
        "loss %s, test boards solved %d of %d"
            .formatted(
                Table.number(epoch.loss()),
                settings.puzzles().test() - epoch.test().wrong(),
                settings.puzzles().test()));
    progress.close();
    progress = null;
  }

  /// One line per epoch.
  ///
  /// @param reference what the gradients were compared with
  static void print(PrintWriter out, List<TrainingRecord> records, String reference) {
    Table table =
        new Table(
            "adjoint",
            "epoch",
            "loss",
            "wrong boards",
            "row changes",
            "gradient against " + reference,
            "forward s",
            "backward s");
    for (TrainingRecord record : records)
      for (Epoch epoch : record.epochs())
        table.row(
            record.adjoint(),
            String.valueOf(epoch.number()),
            Table.number(epoch.loss()),
            String.valueOf(epoch.test().wrong()),
            epoch.number() == 1 ? "" : Table.number(epoch.changes().perVisit()),
            epoch.trust().difference() < 0 ? "" : Table.number(epoch.trust().difference()),
            Table.number(epoch.seconds().forward()),
            Table.number(epoch.seconds().backward()));
    table.print(out);
  }

  static void write(JsonWriter json, Settings settings) {
    json.object(
        "settings",
        part ->
            part.integer("seed", settings.puzzles().seed())
                .integer("box", settings.puzzles().box())
                .integer("trainingBoards", settings.puzzles().training())
                .integer("testBoards", settings.puzzles().test())
                .integer("fewestClues", settings.puzzles().fewestClues())
                .integer("mostClues", settings.puzzles().mostClues())
                .integer("batch", settings.batch())
                .number("learningRate", settings.learningRate())
                .number("decay", settings.decay())
                .integer("mostEpochs", settings.mostEpochs())
                .integer("rules", settings.model().rules())
                .number("regularization", settings.model().regularization())
                .text("start", settings.model().start().name().toLowerCase(Locale.ROOT)));
  }

  /// A run: every epoch and every step.
  static void write(JsonWriter json, TrainingRecord record) {
    json.text("adjoint", record.adjoint())
        .flag("solved", record.solved())
        .integer("wrongBoardsBefore", record.wrongBefore());
    json.list("epochs", record.epochs(), TrainingView::write);
    json.object(
        "steps",
        steps -> {
          List<Step> all = record.steps();
          steps.numbers("loss", all.stream().mapToDouble(Step::loss).toArray());
          steps.integers("boardsSolved", all.stream().mapToInt(Step::solved).toArray());
          steps.numbers("rowChanges", all.stream().mapToDouble(Step::changes).toArray());
          List<Step> compared = all.stream().filter(step -> step.trust().isCompared()).toList();
          steps.integers("compared", compared.stream().mapToInt(Step::number).toArray());
          steps.numbers(
              "gradientDifference",
              compared.stream().mapToDouble(step -> step.trust().difference()).toArray());
        });
  }

  private static void write(JsonWriter json, Epoch epoch) {
    json.integer("epoch", epoch.number())
        .number("loss", epoch.loss())
        .integer("wrongBoards", epoch.test().wrong())
        .number("rowChanges", epoch.changes().perVisit())
        .number("changedShare", epoch.changes().share())
        .number("gradientDifference", epoch.trust().difference())
        .integer("unsolved", epoch.trust().unsolved())
        .integer("flagged", epoch.trust().flagged())
        .number("forwardSeconds", epoch.seconds().forward())
        .number("backwardSeconds", epoch.seconds().backward())
        .number("testSeconds", epoch.test().seconds());
  }
}
