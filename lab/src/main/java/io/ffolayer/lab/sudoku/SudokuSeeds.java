package io.ffolayer.lab.sudoku;

import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.lab.Journal;
import io.ffolayer.lab.experiment.Experiment;
import io.ffolayer.lab.experiment.Findings;
import io.ffolayer.lab.experiment.Findings.Axis;
import io.ffolayer.lab.experiment.Findings.Curve;
import io.ffolayer.lab.experiment.Findings.Row;
import io.ffolayer.lab.sudoku.SudokuTraining.Settings;
import io.ffolayer.lab.sudoku.TrainingRecord.Epoch;
import io.ffolayer.lab.sudoku.TrainingRecord.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// The rules of 4×4 Sudoku, learnt on several seeds (E3).
public final class SudokuSeeds implements Experiment {
  private static final int EPOCHS = 6;

  /// Within so many epochs the published exact layer had no test board wrong.
  private static final int PUBLISHED = 4;

  private static final double[] PUBLISHED_WRONG = {0.90, 0.21, 0.006, 0};

  /// Epochs that were not trained, since no board was wrong before.
  private static final double NONE = Double.NaN;

  @Override
  public String name() {
    return "sudoku-seeds";
  }

  @Override
  public String about() {
    return "the rules of 4×4 Sudoku, learnt from boards on several seeds (E3)";
  }

  @Override
  public String question() {
    return "A quadratic program with unknown equalities learns the rules of 4×4 Sudoku from 9000 solved"
        + " boards in batches of 150, by first-order gradients; the boards are tested with the mean of what was"
        + " learnt in an epoch. The published exact layer had 90, 21, 0.6"
        + " and 0 % of its test boards wrong after one to four epochs. How many are wrong here, on every"
        + " seed?";
  }

  private static int seeds(Setting setting) {
    return setting.pick(2, 5);
  }

  @Override
  public int steps(Setting setting) {
    return seeds(setting);
  }

  @Override
  public Findings run(Setting setting, Journal journal, Consumer<String> step) {
    List<double[]> runs = new ArrayList<>();
    for (int k = 0; k < seeds(setting); k++) {
      long seed = setting.seed() + k;
      runs.add(journal.of("seed " + seed, () -> train(setting, seed)));
      step.accept("seed " + seed);
    }
    Findings.Draft draft = new Findings.Draft();
    say(draft, runs, setting);
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < runs.size(); k++)
      rows.add(new Row("seed " + (setting.seed() + k), runs.get(k)));
    rows.add(new Row("published", Arrays.copyOf(PUBLISHED_WRONG, EPOCHS + 3)));
    Arrays.fill(rows.getLast().values(), PUBLISHED, EPOCHS + 3, NONE);
    List<String> columns = new ArrayList<>(List.of("run"));
    for (int epoch = 1; epoch <= EPOCHS; epoch++) columns.add("wrong after epoch " + epoch);
    columns.addAll(List.of("loss of the last epoch", "forward s", "backward s"));
    return draft
        .table("Part of the test boards that break a rule", columns, rows)
        .chart(
            "Part of the test boards that break a rule",
            new Axis("epoch", false),
            new Axis("wrong", false),
            rows.stream().map(SudokuSeeds::curve).toList())
        .done();
  }

  /// Wrong boards after each epoch, the last loss, seconds forward and backward.
  private static double[] train(Setting setting, long seed) {
    Settings own = Settings.fourByFour(seed);
    PuzzleSet puzzles = own.puzzles().withSizes(setting.pick(1500, 9000), setting.pick(200, 1000));
    Settings settings =
        new Settings(
            puzzles,
            own.batch(),
            own.learningRate(),
            own.decay(),
            setting.pick(3, EPOCHS),
            Integer.MAX_VALUE);
    TrainingRecord record =
        new SudokuTraining(settings).averaged().run(new FirstOrder(), new Implicit(), new Silent());
    double[] found = new double[EPOCHS + 3];
    Arrays.fill(found, NONE);
    for (Epoch epoch : record.epochs())
      found[epoch.number() - 1] = epoch.test().wrong() / (double) puzzles.test();
    found[EPOCHS] = record.epochs().getLast().loss();
    found[EPOCHS + 1] = record.epochs().stream().mapToDouble(e -> e.seconds().forward()).sum();
    found[EPOCHS + 2] = record.epochs().stream().mapToDouble(e -> e.seconds().backward()).sum();
    return found;
  }

  private record Silent() implements SudokuTraining.Listener {
    @Override
    public void step(Step step) {}

    @Override
    public void epoch(Epoch epoch) {}
  }

  private static void say(Findings.Draft draft, List<double[]> runs, Setting setting) {
    if (setting.isSmall())
      draft.say(
          "This is the small version: a sixth of the boards, and of the steps of an epoch. It shows how"
              + " learning begins.");
    long learnt =
        runs.stream()
            .filter(run -> Arrays.stream(run, 0, PUBLISHED).anyMatch(wrong -> wrong == 0))
            .count();
    draft.say(
        "No test board was wrong within %d epochs on %d of %d seeds%s."
            .formatted(
                PUBLISHED,
                learnt,
                runs.size(),
                learnt == runs.size()
                    ? ", as published"
                    : setting.isSmall() ? "" : ": NOT as published on the others"));
  }

  private static Curve curve(Row row) {
    int epochs = (int) Arrays.stream(row.values(), 0, EPOCHS).filter(v -> !Double.isNaN(v)).count();
    double[] x = IntStream.rangeClosed(1, epochs).asDoubleStream().toArray();
    return new Curve(row.name(), true, x, Arrays.copyOf(row.values(), epochs));
  }
}
