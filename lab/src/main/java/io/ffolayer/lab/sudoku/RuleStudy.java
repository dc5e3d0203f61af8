package io.ffolayer.lab.sudoku;

import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.lab.Journal;
import io.ffolayer.lab.experiment.Experiment;
import io.ffolayer.lab.experiment.Findings;
import io.ffolayer.lab.experiment.Findings.Axis;
import io.ffolayer.lab.experiment.Findings.Curve;
import io.ffolayer.lab.experiment.Findings.Row;
import io.ffolayer.lab.sudoku.Puzzles.Puzzle;
import io.ffolayer.lab.sudoku.SudokuModel.Visit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// What holds the Sudoku layer back at 9×9: its start, its training, or what it can say at all?
public final class RuleStudy implements Experiment {
  private static final int BOX = 3;
  private static final int BATCH = 8;
  private static final int TRAINED = 9000;
  private static final int TESTED = 100;

  /// Of the boards that are kept back, the first so many are decoded repeatedly.
  private static final int REPEATED = 30;

  private static final int MARKS = 25;

  /// As the lab finds it.
  public RuleStudy() {}

  /// Where A and z₀ come from.
  private enum Start {
    SUDOKU,
    BOARDS,
    UNIFORM,
    EVEN
  }

  /// @param rate of Adam; 0 for no training
  private record Way(String name, Start start, double rate) {}

  private static final List<Way> WAYS =
      List.of(
          new Way("the rules of Sudoku, not trained", Start.SUDOKU, 0),
          new Way("rules of solved boards, not trained", Start.BOARDS, 0),
          new Way("rules of solved boards, rate 1e-5", Start.BOARDS, 1e-5),
          new Way("A uniform, z₀ = 0, rate .1", Start.UNIFORM, 0.1),
          new Way("A uniform, exp z₀ = 1/9, rate .01", Start.EVEN, 0.01),
          new Way("A uniform, exp z₀ = 1/9, rate .03", Start.EVEN, 0.03));

  @Override
  public String name() {
    return "sudoku-9x9-rules";
  }

  @Override
  public String about() {
    return "what holds the 9×9 Sudoku layer back: its start, its training, or what it can say (E3)";
  }

  @Override
  public String question() {
    return "The published layer, min .05‖y‖² − pᵀy, A y = A exp z₀, y ≥ 0, with 249 rules, learns"
        + " from 9000 boards with 30 to 40 clues and solves no board after an epoch. Would it, with"
        + " the right A? A is the rules of Sudoku themselves; or the rules that the solved boards"
        + " obey, by linear algebra: all that is orthogonal to their differences; or it is learnt"
        + " through the layer for an epoch, batches of 8 and Adam, from several starts. Boards are"
        + " decoded at once, by the largest entry of each cell, and repeatedly: entries above .95"
        + " become clues, or else the largest one, and the layer is asked again.";
  }

  @Override
  public int steps(Setting setting) {
    return ways(setting).size();
  }

  private static List<Way> ways(Setting setting) {
    return WAYS.subList(0, setting.pick(4, WAYS.size()));
  }

  private static int trainingSteps(Setting setting) {
    return setting.pick(2, TRAINED / BATCH);
  }

  /// What a way gave: {steps, loss of the last quarter of the epoch, test loss, boards wrong at
  /// once, boards wrong after repeated decoding}, then a 1 for each test board that was right at
  /// once, then the losses of training in marks.
  private static double[] result(Way way, Setting setting, List<Puzzle> all) {
    int tested = setting.pick(3, TESTED);
    List<Puzzle> training = all.subList(0, all.size() - tested);
    List<Puzzle> test = all.subList(training.size(), all.size());
    SplittableRandom random = new SplittableRandom(~setting.seed());
    SudokuModel model = new SudokuModel(BOX, way.rate > 0 ? way.rate : 1, random);
    start(model, way.start, training, random);
    double[] losses = way.rate > 0 ? train(model, setting, training) : new double[0];
    List<Board> atOnce = model.solve(test), repeated = RepeatedDecoding.solve(model, first(test));
    int[] keys = IntStream.range(-tested, 0).toArray();
    Visit visit = model.visit(test, Arrays.stream(keys).boxed().toList());
    double late =
        Arrays.stream(losses, losses.length * 3 / 4, losses.length).average().orElse(Double.NaN);
    double[] head = {losses.length, late, visit.loss(), wrong(atOnce), wrong(repeated)};
    double[] right = atOnce.stream().mapToDouble(board -> board.isSolved() ? 1 : 0).toArray();
    return joined(head, right, marks(losses));
  }

  private static void start(
      SudokuModel model, Start start, List<Puzzle> training, SplittableRandom random) {
    switch (start) {
      case SUDOKU -> start(model, Rules.ofSudoku(BOX));
      case BOARDS -> start(model, Rules.ofBoards(training));
      case UNIFORM -> {}
      case EVEN -> {
        double[] a = random.doubles((long) model.rules() * model.variables()).toArray();
        double[] z = new double[model.variables()];
        Arrays.fill(z, -Math.log(BOX * BOX));
        model.start(a, z);
      }
    }
  }

  private static void start(SudokuModel model, Rules rules) {
    if (rules.count() < model.rules())
      throw new IllegalStateException(
          "%d rules, and the model has %d".formatted(rules.count(), model.rules()));
    model.start(Arrays.copyOf(rules.a(), model.rules() * model.variables()), rules.logarithms());
  }

  private static double[] train(SudokuModel model, Setting setting, List<Puzzle> training) {
    double[] losses = new double[trainingSteps(setting)];
    for (int k = 0; k < losses.length; k++) {
      int first = k * BATCH % (training.size() - BATCH + 1);
      List<Integer> keys = IntStream.range(first, first + BATCH).boxed().toList();
      Visit visit = model.visit(training.subList(first, first + BATCH), keys);
      losses[k] = visit.loss();
      model.step(model.slope(visit, new FirstOrder()));
    }
    return losses;
  }

  private static List<Puzzle> first(List<Puzzle> test) {
    return test.subList(0, Math.min(REPEATED, test.size()));
  }

  private static int wrong(List<Board> boards) {
    return (int) boards.stream().filter(board -> !board.isSolved()).count();
  }

  private static double[] joined(double[]... parts) {
    return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
  }

  /// The means of equal parts.
  private static double[] marks(double[] losses) {
    int count = Math.min(MARKS, losses.length);
    double[] marks = new double[count];
    for (int k = 0; k < count; k++)
      marks[k] =
          Arrays.stream(losses, k * losses.length / count, (k + 1) * losses.length / count)
              .average()
              .orElse(Double.NaN);
    return marks;
  }

  private static List<Puzzle> puzzles(Setting setting) {
    int training = setting.pick(1000, TRAINED);
    return PuzzleSet.nineByNine(setting.seed()).withSizes(training, setting.pick(3, TESTED)).draw();
  }

  @Override
  public Findings run(Setting setting, Journal journal, Consumer<String> step) {
    List<Puzzle> all = puzzles(setting);
    List<double[]> found = new ArrayList<>();
    for (Way way : ways(setting)) {
      found.add(journal.of(way.name, () -> result(way, setting, all)));
      step.accept(way.name);
    }
    int tested = setting.pick(3, TESTED);
    Findings.Draft draft = new Findings.Draft();
    say(draft, found, tested);
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < found.size(); k++)
      rows.add(new Row(WAYS.get(k).name, Arrays.copyOf(found.get(k), HEAD)));
    draft.table(
        "An epoch, and %d boards that were kept back, of which the first %d are decoded repeatedly"
            .formatted(tested, Math.min(REPEATED, tested)),
        List.of(
            "A", "steps", "loss, last quarter", "test loss", "wrong at once", "wrong, repeated"),
        rows);
    charts(draft, all.subList(all.size() - tested, all.size()), found);
    return draft.done();
  }

  private static final int HEAD = 5;

  private static void say(Findings.Draft draft, List<double[]> found, int tested) {
    int again = Math.min(REPEATED, tested);
    double[] exact = found.get(0), boards = found.get(1);
    draft
        .say(
            "With the rules of Sudoku the layer answers %.0f %% of the boards at once with this ε, so no training of A is to bring it far beyond (sudoku-9x9-training has other ε); asked repeatedly, it solves %.1f %%."
                .formatted(share(exact[3], tested), share(exact[4], again)))
        .say(
            "The rules that the solved boards obey, found without a word of Sudoku, solve %.0f %% at once and %.1f %% repeatedly, with a test loss of %.3g."
                .formatted(share(boards[3], tested), share(boards[4], again), boards[2]));
    for (int k = 2; k < found.size(); k++) {
      double[] of = found.get(k);
      draft.say(
          "%s: test loss %.4f after %.0f steps, %.0f %% at once, %.1f %% repeatedly."
              .formatted(
                  WAYS.get(k).name, of[2], of[0], share(of[3], tested), share(of[4], again)));
    }
  }

  /// Of the boards that are right, in percent.
  private static double share(double wrong, int tested) {
    return 100 * (tested - wrong) / tested;
  }

  private static void charts(Findings.Draft draft, List<Puzzle> test, List<double[]> found) {
    List<Curve> losses = new ArrayList<>();
    for (int k = 0; k < found.size(); k++) {
      double[] y = Arrays.copyOfRange(found.get(k), HEAD + test.size(), found.get(k).length);
      double[] x = IntStream.rangeClosed(1, y.length).asDoubleStream().toArray();
      for (int mark = 0; mark < x.length; mark++) x[mark] *= found.get(k)[0] / y.length;
      if (y.length > 0) losses.add(new Curve(WAYS.get(k).name, true, x, y));
    }
    draft.chart("Loss in training", new Axis("step", false), new Axis("loss", true), losses);
    int[] clues = test.stream().mapToInt(p -> given(p.clues())).toArray();
    double[] different = Arrays.stream(clues).distinct().sorted().asDoubleStream().toArray();
    double[] shares =
        Arrays.stream(different)
            .map(c ->
                IntStream.range(0, clues.length)
                    .filter(i -> clues[i] == c)
                    .mapToDouble(i -> found.getFirst()[HEAD + i])
                    .average()
                    .orElse(Double.NaN))
            .toArray();
    draft.chart(
        "Boards that the rules of Sudoku answer at once",
        new Axis("clues", false),
        new Axis("part of the boards", false),
        List.of(new Curve("the rules of Sudoku", true, different, shares)));
  }

  private static int given(Board clues) {
    return (int) IntStream.of(clues.cells()).filter(digit -> digit > 0).count();
  }
}
