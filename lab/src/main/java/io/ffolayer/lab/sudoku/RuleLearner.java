package io.ffolayer.lab.sudoku;

import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.lab.sudoku.Puzzles.Puzzle;
import io.ffolayer.lab.sudoku.SudokuModel.Setup;
import io.ffolayer.lab.sudoku.SudokuModel.Slope;
import io.ffolayer.lab.sudoku.SudokuModel.Visit;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Learns A and z₀ of a Sudoku layer through it, from a random start, in one of several ways.
final class RuleLearner {
  /// What a step does with a gradient.
  enum Method {
    ADAM,
    /// Adam, whose rate falls to zero as half a wave of the cosine.
    ADAM_FALLING,
    /// Plain steps that keep the rows of A orthonormal.
    ORTHONORMAL
  }

  /// What the layer is shown.
  enum Shown {
    PUZZLES,
    /// Puzzles of which a part of the blanks is filled in, any part between none and all, as when
    /// it is asked repeatedly.
    PARTLY_SOLVED,
    /// The solution itself, all cells of it: the layer has to leave it as it is.
    SOLUTIONS
  }

  /// @param batch boards a step
  /// @param mean the model is tested with the mean of A and z₀ over this part of the steps, the
  ///   last ones; 0 for the last A and z₀
  record Plan(Setup setup, Method method, double rate, int batch, Shown shown, double mean) {}

  private final Plan plan;
  private final SudokuModel model;
  private final double[] a;
  private final double[] z0;
  private final OrthonormalDescent descent;

  RuleLearner(Plan plan, long seed) {
    this.plan = plan;
    model = new SudokuModel(plan.setup, plan.rate, new SplittableRandom(seed));
    double[] start = model.learnt();
    a = Arrays.copyOf(start, model.rules() * model.variables());
    z0 = Arrays.copyOfRange(start, a.length, start.length);
    int side = plan.setup.box() * plan.setup.box();
    descent = new OrthonormalDescent(a, z0, side, plan.rate);
  }

  /// Trains for some steps, which go round the boards.
  ///
  /// @return the loss of each step
  double[] learn(List<Puzzle> boards, int steps) {
    List<Puzzle> shown = shown(boards);
    double[] losses = new double[steps], sum = new double[a.length + z0.length];
    int from = (int) Math.round(steps * (1 - plan.mean));
    for (int k = 0; k < steps; k++) {
      int first = k * plan.batch % (shown.size() - plan.batch + 1);
      List<Integer> keys = IntStream.range(first, first + plan.batch).boxed().toList();
      Visit visit = model.visit(shown.subList(first, first + plan.batch), keys);
      losses[k] = visit.loss();
      step(model.slope(visit, new FirstOrder()), (double) k / steps);
      if (k >= from) add(sum, model.learnt(), 1.0 / (steps - from));
    }
    if (from < steps) model.start(sum);
    return losses;
  }

  private static void add(double[] sum, double[] learnt, double weight) {
    for (int j = 0; j < sum.length; j++) sum[j] += weight * learnt[j];
  }

  private List<Puzzle> shown(List<Puzzle> boards) {
    SplittableRandom random = new SplittableRandom(5);
    return boards.stream()
        .map(p ->
            switch (plan.shown) {
              case PUZZLES -> p;
              case PARTLY_SOLVED -> partlySolved(p, random);
              case SOLUTIONS -> new Puzzle(p.solution(), p.solution());
            })
        .toList();
  }

  private static Puzzle partlySolved(Puzzle puzzle, SplittableRandom random) {
    int[] cells = puzzle.clues().cells().clone();
    double part = random.nextDouble();
    for (int c = 0; c < cells.length; c++)
      if (cells[c] == 0 && random.nextDouble() < part) cells[c] = puzzle.solution().cells()[c];
    return new Puzzle(new Board(puzzle.clues().box(), cells), puzzle.solution());
  }

  private void step(Slope slope, double done) {
    if (plan.method == Method.ADAM_FALLING)
      model.setLearningRate(plan.rate * (1 + Math.cos(Math.PI * done)) / 2);
    if (plan.method != Method.ORTHONORMAL) {
      model.step(slope);
      return;
    }
    descent.step(slope);
    model.start(a, z0);
  }

  /// The model with what was learnt.
  SudokuModel model() {
    return model;
  }

  /// The layer with what was learnt and another ε.
  SudokuModel asked(double regularization) {
    Setup setup = plan.setup.withRegularization(regularization);
    SudokuModel other = new SudokuModel(setup, 1, new SplittableRandom(0));
    other.start(model.learnt());
    return other;
  }
}
