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
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
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
  /// Where A and z₀ begin.
  public enum Start {
    /// As published: A uniform between 0 and 1, z₀ = 0.
    UNIFORM,

    /// Rows of random directions, orthonormal; exp(z₀) is one over the number of digits.
    ORTHONORMAL
  }

  /// What the layer is before it learns.
  ///
  /// @param box 2 for 4×4, 3 for 9×9
  /// @param rules rows of A, fewer than variables
  /// @param regularization ε > 0 of the objective ε/2 ‖y‖² − pᵀy. Where ε < 1 a clue pulls its
  ///   entry beyond 1, and rules have to hold it; above, rules have to push it
  public record Setup(int box, int rules, double regularization, Start start) {
    public Setup {
      int variables = variables(box);
      if (rules < 1 || rules >= variables)
        throw new IllegalArgumentException(
            "the rules must be in [1, %d], got %d".formatted(variables - 1, rules));
      if (!(regularization > 0))
        throw new IllegalArgumentException("the regularization must be > 0, got " + regularization);
    }

    /// As published: 40 rules for 4×4, 249 for 9×9, ε = .1, A uniform.
    public static Setup published(int box) {
      int side = box * box;
      int rules = box == 2 ? 40 : box == 3 ? 249 : 4 * side * side;
      return new Setup(box, rules, 0.1, Start.UNIFORM);
    }

    /// The same with another ε.
    public Setup withRegularization(double other) {
      return new Setup(box, rules, other, start);
    }

    private static int variables(int box) {
      return box * box * box * box * box * box;
    }
  }

  private final int box;
  private final int variables;
  private final int rules;
  private final Variable y;
  private final Parameter minusPuzzle;
  private final Parameter matrix;
  private final Parameter rhs;
  private final QuadraticProgram program;
  private final ConvexLayer layer;
  private final double[] a;
  private final double[] z0;
  private final Adam adamA;
  private final Adam adamZ;
  private final WarmStarts warmStarts = new WarmStarts();

  /// @param box 2 for 4×4 (64 variables, 40 rules), 3 for 9×9 (729 variables, 249 rules)
  /// @param learningRate of Adam
  public SudokuModel(int box, double learningRate, RandomGenerator random) {
    this(Setup.published(box), learningRate, random);
  }

  /// @param learningRate of Adam
  public SudokuModel(Setup setup, double learningRate, RandomGenerator random) {
    box = setup.box;
    variables = Setup.variables(box);
    rules = setup.rules;
    y = Variable.vector("y", variables);
    minusPuzzle = Parameter.vector("-p", variables);
    matrix = Parameter.matrix("A", rules, variables);
    rhs = Parameter.vector("b", rules);
    program =
        QuadraticProgram.in(y)
            .minimize(identity(variables, setup.regularization), minusPuzzle)
            .equalTo(matrix, rhs)
            .atLeast(filled(variables, 0));
    layer = ConvexLayer.of(program);
    z0 = new double[variables];
    if (setup.start == Start.UNIFORM) a = random.doubles((long) rules * variables).toArray();
    else {
      a = Rules.random(rules, variables, random);
      Arrays.fill(z0, -Math.log(box * box));
    }
    adamA = new Adam(a.length, learningRate);
    adamZ = new Adam(z0.length, learningRate);
  }

  /// The answers of the layer to a batch of puzzles.
  ///
  /// @param loss mean square distance from the solutions of the puzzles
  /// @param cotangent ∂loss/∂y, [B, variables]
  /// @param boards what the answers stand for
  public record Visit(ForwardPass pass, double loss, Tensor cotangent, List<Board> boards) {}

  /// The gradient of the loss.
  ///
  /// @param a ∂loss/∂A, through b = A exp(z₀) too, [rules, variables]
  /// @param z0 ∂loss/∂z₀
  /// @param layer the gradients of the layer itself, with their reports
  public record Slope(double[] a, double[] z0, Gradients layer) {
    /// Euclidean distance from another slope, relative to its length.
    public double distance(Slope reference) {
      double difference = squaredDistance(a, reference.a) + squaredDistance(z0, reference.z0);
      double length =
          squaredDistance(reference.a, new double[a.length])
              + squaredDistance(reference.z0, new double[z0.length]);
      return difference == 0 ? 0 : Math.sqrt(difference / length);
    }

    private static double squaredDistance(double[] x, double[] y) {
      double sum = 0;
      for (int k = 0; k < x.length; k++) sum += (x[k] - y[k]) * (x[k] - y[k]);
      return sum;
    }
  }

  public ConvexLayer layer() {
    return layer;
  }

  /// What the layer was made of.
  public QuadraticProgram program() {
    return program;
  }

  /// y, the answer of the layer.
  public Variable answer() {
    return y;
  }

  /// Number of digits and cells, n of the layer.
  public int variables() {
    return variables;
  }

  /// Number of rules, the equality rows of the layer.
  public int rules() {
    return rules;
  }

  /// Goes on from other numbers: A row by row, and z₀.
  public void start(double[] matrix, double[] start) {
    System.arraycopy(matrix, 0, a, 0, a.length);
    System.arraycopy(start, 0, z0, 0, z0.length);
  }

  /// What is learnt: A row by row, then z₀; a copy.
  public double[] learnt() {
    double[] learnt = Arrays.copyOf(a, a.length + z0.length);
    System.arraycopy(z0, 0, learnt, a.length, z0.length);
    return learnt;
  }

  /// Goes on from what another model has learnt.
  void start(double[] learnt) {
    start(Arrays.copyOf(learnt, a.length), Arrays.copyOfRange(learnt, a.length, learnt.length));
  }

  /// Solves a batch, warm-started from the last visit of each puzzle.
  ///
  /// @param keys the puzzles' numbers, one each
  public Visit visit(List<Puzzle> batch, List<Integer> keys) {
    ForwardPass pass = layer.forward(inputs(batch), warmStarts, keys);
    double[] answers = pass.value(y).values();
    double[] cotangent = new double[answers.length];
    double loss = 0;
    for (int i = 0; i < batch.size(); i++) {
      double[] wanted = batch.get(i).solution().oneHot();
      for (int k = 0; k < variables; k++) {
        double difference = answers[i * variables + k] - wanted[k];
        loss += difference * difference / answers.length;
        cotangent[i * variables + k] = 2 * difference / answers.length;
      }
    }
    Tensor slope = Tensor.wrap(cotangent, batch.size(), variables);
    return new Visit(pass, loss, slope, boards(answers));
  }

  /// The gradient of a visit's loss at the present A and z₀.
  public Slope slope(Visit visit, Adjoint adjoint) {
    Gradients gradients = visit.pass.backward(Map.of(y, visit.cotangent), adjoint);
    double[] slopeA = gradients.of(matrix).values().clone();
    double[] slopeB = gradients.of(rhs).values();
    double[] slopeZ = new double[variables];
    double[] positive = positive();
    for (int i = 0; i < rules; i++)
      for (int j = 0; j < variables; j++) {
        slopeA[i * variables + j] += slopeB[i] * positive[j];
        slopeZ[j] += slopeB[i] * a[i * variables + j] * positive[j];
      }
    return new Slope(slopeA, slopeZ, gradients);
  }

  /// Changes the learning rate from now on.
  public void setLearningRate(double rate) {
    adamA.setLearningRate(rate);
    adamZ.setLearningRate(rate);
  }

  /// One step of Adam.
  public void step(Slope slope) {
    adamA.step(a, slope.a);
    adamZ.step(z0, slope.z0);
  }

  /// The boards that the model makes of puzzles: the largest value of each cell.
  public List<Board> solve(List<Puzzle> puzzles) {
    double[] answers = layer.forward(inputs(puzzles)).value(y).values();
    return boards(answers);
  }

  private List<Board> boards(double[] answers) {
    return IntStream.range(0, answers.length / variables)
        .mapToObj(i -> Board.decode(box, answers, i * variables))
        .toList();
  }

  /// What the layer needs to solve these puzzles with the present A and z₀, which are copied.
  public Map<Parameter, Tensor> inputs(List<Puzzle> batch) {
    double[] minusP = new double[batch.size() * variables];
    for (int i = 0; i < batch.size(); i++) {
      double[] clues = batch.get(i).clues().oneHot();
      for (int k = 0; k < variables; k++) minusP[i * variables + k] = -clues[k];
    }
    double[] positive = positive();
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

  private double[] positive() {
    double[] positive = new double[variables];
    for (int j = 0; j < variables; j++) positive[j] = Math.exp(z0[j]);
    return positive;
  }
}
