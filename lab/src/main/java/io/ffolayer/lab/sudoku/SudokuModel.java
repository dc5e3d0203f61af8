package io.ffolayer.lab.sudoku;

import static io.ffolayer.model.Constant.filled;
import static io.ffolayer.model.Constant.identity;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.WarmStarts;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.lab.Adam;
import io.ffolayer.lab.sudoku.Puzzles.Puzzle;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.QuadraticProgram;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// A model that knows nothing of Sudoku but that some linear rules hold:
///
/// ```
/// y(p) = argmin 0.05‖y‖² − pᵀy   subject to   A y = A exp(z₀),  y ≥ 0
/// ```
///
/// p is the puzzle, one number per cell and digit; A and z₀ are learnt. exp(z₀) is always feasible,
/// so that every instance has a solution.
public final class SudokuModel {
  private static final double REGULARIZATION = 0.1;

  private final int box;
  private final int variables;
  private final int rules;
  private final Variable y;
  private final Parameter minusPuzzle;
  private final Parameter matrix;
  private final Parameter rhs;
  private final ConvexLayer layer;
  private final double[] a;
  private final double[] z0;
  private final Adam adamA;
  private final Adam adamZ;
  private final WarmStarts warmStarts = new WarmStarts();

  /// @param box 2 for 4×4 (64 variables, 40 rules), 3 for 9×9 (729 variables, 249 rules)
  /// @param learningRate of Adam
  public SudokuModel(int box, double learningRate, RandomGenerator random) {
    this.box = box;
    int side = box * box;
    variables = side * side * side;
    rules = box == 2 ? 40 : box == 3 ? 249 : 4 * side * side;
    y = Variable.vector("y", variables);
    minusPuzzle = Parameter.vector("-p", variables);
    matrix = Parameter.matrix("A", rules, variables);
    rhs = Parameter.vector("b", rules);
    layer =
        ConvexLayer.of(
            QuadraticProgram.in(y)
                .minimize(identity(variables, REGULARIZATION), minusPuzzle)
                .equalTo(matrix, rhs)
                .atLeast(filled(variables, 0)));
    a = random.doubles((long) rules * variables).toArray();
    z0 = new double[variables];
    adamA = new Adam(a.length, learningRate);
    adamZ = new Adam(z0.length, learningRate);
  }

  /// What one step or one look at the gradient showed.
  ///
  /// @param loss mean square distance from the solutions
  /// @param gradientA ∂loss/∂A, through b = A exp(z₀) too
  /// @param gradientZ ∂loss/∂z₀
  /// @param pass the solutions
  /// @param gradients the gradients of the layer itself, with their reports
  public record Step(
      double loss, double[] gradientA, double[] gradientZ, ForwardPass pass, Gradients gradients) {}

  public ConvexLayer layer() {
    return layer;
  }

  /// Loss and gradient on a batch, without a step.
  ///
  /// @param keys the samples' numbers, for warm starts
  public Step look(List<Puzzle> batch, List<Integer> keys, Adjoint adjoint) {
    ForwardPass pass = layer.forward(inputs(batch), warmStarts, keys);
    double[] solved = pass.value(y).values();
    double[] cotangent = new double[solved.length];
    double loss = 0;
    for (int i = 0; i < batch.size(); i++) {
      double[] wanted = batch.get(i).solution().oneHot();
      for (int k = 0; k < variables; k++) {
        double difference = solved[i * variables + k] - wanted[k];
        loss += difference * difference / solved.length;
        cotangent[i * variables + k] = 2 * difference / solved.length;
      }
    }
    Gradients gradients =
        pass.backward(Map.of(y, Tensor.wrap(cotangent, batch.size(), variables)), adjoint);
    double[] gradientA = gradients.of(matrix).values().clone();
    double[] gradientB = gradients.of(rhs).values();
    double[] gradientZ = new double[variables];
    for (int j = 0; j < variables; j++) {
      double positive = Math.exp(z0[j]);
      for (int i = 0; i < rules; i++) {
        gradientA[i * variables + j] += gradientB[i] * positive;
        gradientZ[j] += gradientB[i] * a[i * variables + j] * positive;
      }
    }
    return new Step(loss, gradientA, gradientZ, pass, gradients);
  }

  /// One step of Adam on a batch.
  public Step train(List<Puzzle> batch, List<Integer> keys, Adjoint adjoint) {
    Step step = look(batch, keys, adjoint);
    adamA.step(a, step.gradientA);
    adamZ.step(z0, step.gradientZ);
    return step;
  }

  /// The boards that the model makes of puzzles: the largest value of each cell.
  public List<Board> solve(List<Puzzle> puzzles) {
    double[] solved = layer.forward(inputs(puzzles)).value(y).values();
    return IntStream.range(0, puzzles.size())
        .mapToObj(i -> Board.decode(box, solved, i * variables))
        .toList();
  }

  /// Share of the puzzles whose board breaks a rule, in [0, 1].
  public double error(List<Puzzle> puzzles) {
    return solve(puzzles).stream().filter(board -> !board.isSolved()).count()
        / (double) puzzles.size();
  }

  private Map<Parameter, Tensor> inputs(List<Puzzle> batch) {
    double[] minusP = new double[batch.size() * variables];
    for (int i = 0; i < batch.size(); i++) {
      double[] clues = batch.get(i).clues().oneHot();
      for (int k = 0; k < variables; k++) minusP[i * variables + k] = -clues[k];
    }
    double[] positive = Arrays.stream(z0).map(Math::exp).toArray();
    double[] b = new double[rules];
    for (int i = 0; i < rules; i++)
      for (int j = 0; j < variables; j++) b[i] += a[i * variables + j] * positive[j];
    return Map.of(
        minusPuzzle,
        Tensor.wrap(minusP, batch.size(), variables),
        matrix,
        Tensor.of(a, rules, variables),
        rhs,
        Tensor.wrap(b, rules));
  }
}
