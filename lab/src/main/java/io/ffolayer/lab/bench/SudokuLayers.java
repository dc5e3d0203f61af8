package io.ffolayer.lab.bench;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.lab.bench.Workload.Task;
import io.ffolayer.lab.sudoku.Puzzles;
import io.ffolayer.lab.sudoku.Puzzles.Puzzle;
import io.ffolayer.lab.sudoku.SudokuModel;
import io.ffolayer.lab.sudoku.SudokuTraining;
import io.ffolayer.lab.sudoku.SudokuTraining.Settings;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.Tensor;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// The layers that learn Sudoku, as they are in the middle of learning: at the start they are easy,
/// there nearly every answer is a vertex. p, A and b are parameters, A and b shared by the batch.
final class SudokuLayers {
  private static final int STEPS = 80;

  private SudokuLayers() {}

  /// 64 variables, 40 rows: trained for 80 steps, when about a quarter of the boards is still
  /// wrong.
  static Task fourByFour(int batch) {
    SudokuTraining training = new SudokuTraining(Settings.fourByFour(1));
    SudokuModel model = training.modelAfter(STEPS, new FirstOrder());
    return task(model, training.batch(0).subList(0, batch));
  }

  /// 729 variables, 249 rows. Training takes too long for a benchmark; this A has what the trained
  /// one of 4×4 shows: it stays near its start, U[0, 1], and most of what differs from a constant
  /// lies in the row space of the rules.
  static Task nineByNine(int batch) {
    SudokuModel model = new SudokuModel(3, 0.1, new SplittableRandom(6));
    model.start(mixtureOfRules(model), almostUniform(model.variables()));
    List<Puzzle> puzzles = new Puzzles(3, new SplittableRandom(7)).draw(batch, 30, 40);
    return task(model, puzzles);
  }

  private static Task task(SudokuModel model, List<Puzzle> puzzles) {
    Map<Parameter, Tensor> values = model.inputs(puzzles);
    ConvexLayer layer = model.layer();
    ForwardPass pass = layer.forward(values);
    double[] cotangent = pass.value(model.answer()).values();
    int n = model.variables();
    for (int i = 0; i < puzzles.size(); i++) {
      double[] wanted = puzzles.get(i).solution().oneHot();
      for (int k = 0; k < n; k++) cotangent[i * n + k] -= wanted[k];
    }
    return new Task(
        () -> ConvexLayer.of(model.program()),
        values,
        Map.of(model.answer(), Tensor.wrap(cotangent, puzzles.size(), n)));
  }

  /// z₀ with exp(z₀) within 15 % of 1/9.
  private static double[] almostUniform(int n) {
    double[] z0 = new RandomNumbers(8).uniform(n, 0.85, 1.15);
    for (int k = 0; k < n; k++) z0[k] = Math.log(z0[k] / 9);
    return z0;
  }

  private static double[] mixtureOfRules(SudokuModel model) {
    int n = model.variables();
    double[] a = new RandomNumbers(9).normal(model.rules() * n, 0.5, 0.05);
    RandomNumbers weights = new RandomNumbers(10);
    for (int i = 0; i < model.rules(); i++) {
      double[] weight = weights.normal(4 * 81, 0, 0.3);
      for (int k = 0; k < n; k++) for (int rule : rulesOf(k)) a[i * n + k] += weight[rule];
    }
    return a;
  }

  /// The four rules of 9×9 that variable k = (cell, digit) takes part in: its cell has one digit;
  /// its row, its column and its box have the digit once.
  private static int[] rulesOf(int k) {
    int cell = k / 9;
    int digit = k % 9;
    int row = cell / 9;
    int column = cell % 9;
    int square = row / 3 * 3 + column / 3;
    return new int[] {
      cell, 81 + row * 9 + digit, 162 + column * 9 + digit, 243 + square * 9 + digit
    };
  }
}
