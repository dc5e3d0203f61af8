package io.ffolayer.lab.sudoku;

import io.ffolayer.lab.Journal;
import io.ffolayer.lab.experiment.Experiment;
import io.ffolayer.lab.experiment.Findings;
import io.ffolayer.lab.experiment.Findings.Axis;
import io.ffolayer.lab.experiment.Findings.Curve;
import io.ffolayer.lab.experiment.Findings.Row;
import io.ffolayer.lab.sudoku.Puzzles.Puzzle;
import io.ffolayer.lab.sudoku.RuleLearner.Method;
import io.ffolayer.lab.sudoku.RuleLearner.Plan;
import io.ffolayer.lab.sudoku.RuleLearner.Shown;
import io.ffolayer.lab.sudoku.SudokuModel.Setup;
import io.ffolayer.lab.sudoku.SudokuModel.Start;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What it takes to learn 9×9 Sudoku through the layer, from a random start.
public final class TrainingStudy implements Experiment {
  private static final int BOX = 3;
  private static final int TRAINED = 9000;
  private static final int TESTED = 100;
  private static final int RULES = 249;
  private static final int MARKS = 25;

  /// A puzzle is answered with this ε, whatever the layer learnt with.
  private static final double ASKED = 0.01;

  private static final double[] REGULARIZATIONS = {0.1, 0.03, 0.01, 0.001};

  /// The loss that was published for this layer after an epoch.
  private static final double PUBLISHED = 0.0693;

  /// As the lab finds it.
  public TrainingStudy() {}

  /// @param epochs of as many steps as the boards make batches
  private record Way(String name, Plan plan, int epochs) {}

  private static final List<Way> WAYS = Stream.concat(ofPuzzles(), ofSolutions()).toList();

  private static Stream<Way> ofPuzzles() {
    Setup uniform = new Setup(BOX, RULES, 1, Start.UNIFORM);
    return Stream.of(
        puzzles("uniform, ε = 1, Adam .003", uniform, Method.ADAM, 0.003, 8),
        puzzles("orthonormal, ε = .1, Adam .003", random(RULES, 0.1), Method.ADAM, 0.003, 8),
        puzzles("orthonormal, ε = 1, Adam .003", random(RULES, 1), Method.ADAM, 0.003, 8),
        puzzles("the same, rate falling", random(RULES, 1), Method.ADAM_FALLING, 0.003, 8),
        puzzles("the same, batches of 32", random(RULES, 1), Method.ADAM, 0.003, 32),
        puzzles("the same, 200 rules", random(200, 1), Method.ADAM, 0.003, 8),
        puzzles("the same, 300 rules", random(300, 1), Method.ADAM, 0.003, 8),
        puzzles("rows kept orthonormal, ε = 1", random(RULES, 1), Method.ORTHONORMAL, 25, 8));
  }

  private static Stream<Way> ofSolutions() {
    Plan partly = new Plan(random(RULES, 1.5), Method.ORTHONORMAL, 30, 8, Shown.PARTLY_SOLVED, 0);
    return Stream.of(
        new Way("partly solved boards, ε = 1.5", partly, 1),
        solutions("whole boards, ε = 1", 1, 0, 1),
        solutions("whole boards, ε = 1.5", 1.5, 0, 1),
        solutions("whole boards, ε = 1.5, mean", 1.5, 0.2, 1),
        solutions("whole boards, ε = 1.5, mean, two epochs", 1.5, 0.2, 2),
        solutions("whole boards, ε = 1.5, mean, three epochs", 1.5, 0.2, 3));
  }

  private static Setup random(int rules, double regularization) {
    return new Setup(BOX, rules, regularization, Start.ORTHONORMAL);
  }

  private static Way puzzles(String name, Setup setup, Method method, double rate, int batch) {
    return new Way(name, new Plan(setup, method, rate, batch, Shown.PUZZLES, 0), 1);
  }

  private static Way solutions(String name, double regularization, double mean, int epochs) {
    Setup setup = random(RULES, regularization);
    Plan plan = new Plan(setup, Method.ORTHONORMAL, 30, 8, Shown.SOLUTIONS, mean);
    return new Way(name, plan, epochs);
  }

  @Override
  public String name() {
    return "sudoku-9x9-training";
  }

  @Override
  public String about() {
    return "what it takes to learn 9×9 Sudoku through the layer, from a random start (E3)";
  }

  @Override
  public String question() {
    return "The layer min ε/2 ‖y‖² − pᵀy, A y = A exp z₀, y ≥ 0, with 249 rules and ε = .1, learns"
        + " nothing of 9×9 Sudoku from a uniform A by Adam with rate .1: its loss stays at .08. What"
        + " do the start, ε, the rate, the batch, the rank of A, the kind of steps, and the boards"
        + " that are shown change? 9000 boards with 30 to 40 clues, an epoch each. The puzzle"
        + " is shown, or with any part of its blanks filled in, or the whole board, which the layer"
        + " has to leave as it is. Uniform: A between"
        + " 0 and 1, z₀ = 0. Orthonormal: rows of random directions, exp z₀ = 1/9. Rows kept"
        + " orthonormal: plain gradient steps, and A pulled back to orthonormal rows every five."
        + " Mean: tested with the mean of A and z₀ over the last fifth of the steps. Test boards"
        + " are puzzles that were kept back, answered with ε = .01 by the largest entry of each"
        + " cell, at once or repeatedly: entries above .95 become clues, or else the largest one,"
        + " and the layer is asked again.";
  }

  @Override
  public int steps(Setting setting) {
    return 1 + WAYS.size();
  }

  /// For each ε {test loss, wrong at once} of the rules of Sudoku.
  private static double[] bounds(List<Puzzle> test) {
    Rules rules = Rules.ofSudoku(BOX);
    double[] found = new double[2 * REGULARIZATIONS.length];
    for (int k = 0; k < REGULARIZATIONS.length; k++) {
      Setup setup = Setup.published(BOX).withRegularization(REGULARIZATIONS[k]);
      SudokuModel model = new SudokuModel(setup, 1, new SplittableRandom(0));
      model.start(rules.a(), rules.logarithms());
      found[2 * k] = loss(model, test);
      found[2 * k + 1] = wrong(model.solve(test));
    }
    return found;
  }

  private static double loss(SudokuModel model, List<Puzzle> test) {
    return model.visit(test, IntStream.range(-test.size(), 0).boxed().toList()).loss();
  }

  private static int wrong(List<Board> boards) {
    return (int) boards.stream().filter(board -> !board.isSolved()).count();
  }

  private static final int HEAD = 7;

  /// {steps, loss of the last quarter, test loss, part of the rows that are no rules; with the ε
  /// for answers: test loss, wrong at once, wrong after repeated asking, which is tried where some
  /// board was right at once}, then the losses of training in marks.
  private static double[] result(Way way, Setting setting, List<Puzzle> all) {
    int tested = setting.pick(3, TESTED);
    List<Puzzle> training = all.subList(0, all.size() - tested);
    List<Puzzle> test = all.subList(training.size(), all.size());
    RuleLearner learner = new RuleLearner(way.plan, ~setting.seed());
    int steps = setting.pick(20, way.epochs * (TRAINED / way.plan.batch()));
    double[] losses = learner.learn(training, steps);
    double late = Arrays.stream(losses, steps * 3 / 4, steps).average().orElse(Double.NaN);
    SudokuModel model = learner.model(), asked = learner.asked(ASKED);
    double[] a = Arrays.copyOf(model.learnt(), model.rules() * model.variables());
    int atOnce = wrong(asked.solve(test));
    double repeated = atOnce < tested ? wrong(RepeatedDecoding.solve(asked, test)) : Double.NaN;
    double missed = Rules.ofSudoku(BOX).missedBy(a);
    double[] head = {steps, late, loss(model, test), missed, loss(asked, test), atOnce, repeated};
    double[] found = Arrays.copyOf(head, HEAD + Math.min(MARKS, steps));
    for (int k = HEAD; k < found.length; k++) {
      int mark = k - HEAD, marks = found.length - HEAD;
      found[k] =
          Arrays.stream(losses, mark * steps / marks, (mark + 1) * steps / marks)
              .average()
              .orElse(Double.NaN);
    }
    return found;
  }

  @Override
  public Findings run(Setting setting, Journal journal, Consumer<String> step) {
    int tested = setting.pick(3, TESTED), training = setting.pick(1000, TRAINED);
    List<Puzzle> all = PuzzleSet.nineByNine(setting.seed()).withSizes(training, tested).draw();
    List<Puzzle> test = all.subList(training, all.size());
    double[] bounds = journal.of("the rules of Sudoku", () -> bounds(test));
    step.accept("the rules of Sudoku");
    List<double[]> found = new ArrayList<>();
    for (Way way : WAYS) {
      found.add(journal.of(way.name, () -> result(way, setting, all)));
      step.accept(way.name);
    }
    Findings.Draft draft = new Findings.Draft();
    say(draft, bounds, found, setting);
    tables(draft, bounds, found, tested);
    chart(draft, found);
    return draft.done();
  }

  private static void say(
      Findings.Draft draft, double[] bounds, List<double[]> found, Setting setting) {
    int tested = setting.pick(3, TESTED);
    if (setting.isSmall()) draft.say("This is the small version: 20 steps each, not an epoch.");
    draft.say(
        "What the layer can say at once depends on ε: with the rules of Sudoku it answers %.0f %% of the boards where ε = .1, and %.0f %% where ε = .01."
            .formatted(share(bounds[1], tested), share(bounds[5], tested)));
    long below =
        IntStream.range(0, WAYS.size())
            .filter(k -> WAYS.get(k).plan.shown() == Shown.PUZZLES)
            .filter(k -> found.get(k)[2] < PUBLISHED)
            .count();
    draft.say(
        "Shown puzzles, %d of %d ways from a random start end below the published loss of %.4f."
            .formatted(below, ofPuzzles().count(), PUBLISHED));
    double[] last = found.getLast();
    String repeated =
        Double.isNaN(last[6])
            ? "; none was, so that the layer was not asked repeatedly"
            : " and %.0f %% when asked repeatedly".formatted(share(last[6], tested));
    draft.say(
        "%s: %.2g of the rows' space is no rule, %.0f %% of the boards are right at once%s."
            .formatted(WAYS.getLast().name, last[3], share(last[5], tested), repeated));
  }

  /// Of the boards that are right, in percent.
  private static double share(double wrong, int tested) {
    return 100 * (tested - wrong) / tested;
  }

  private static void tables(
      Findings.Draft draft, double[] bounds, List<double[]> found, int tested) {
    List<Row> exact = new ArrayList<>();
    for (int k = 0; k < REGULARIZATIONS.length; k++)
      exact.add(
          new Row("ε = " + REGULARIZATIONS[k], new double[] {bounds[2 * k], bounds[2 * k + 1]}));
    draft.table(
        "The rules of Sudoku, not trained, and %d boards".formatted(tested),
        List.of("layer", "test loss", "wrong at once"),
        exact);
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < found.size(); k++)
      rows.add(new Row(WAYS.get(k).name, Arrays.copyOf(found.get(k), HEAD)));
    draft.table(
        "Learnt from a random start, and %d boards that were kept back".formatted(tested),
        List.of(
            "way",
            "steps",
            "loss, last quarter",
            "test loss",
            "rows that are no rules",
            "test loss, ε = .01",
            "wrong at once",
            "wrong, repeated"),
        rows);
  }

  private static void chart(Findings.Draft draft, List<double[]> found) {
    List<Curve> losses = new ArrayList<>();
    for (int k = 0; k < found.size(); k++) {
      double[] y = Arrays.copyOfRange(found.get(k), HEAD, found.get(k).length);
      double part = found.get(k)[0] / y.length;
      double[] x = IntStream.rangeClosed(1, y.length).mapToDouble(i -> i * part).toArray();
      losses.add(new Curve(WAYS.get(k).name, true, x, y));
    }
    draft.chart("Loss in training", new Axis("step", false), new Axis("loss", true), losses);
  }
}
