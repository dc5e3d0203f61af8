package io.ffolayer.lab.sudoku;

import io.ffolayer.lab.sudoku.Puzzles.Puzzle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;

/// Linear rules A y = A m that boards obey, with orthonormal rows.
///
/// @param a rules × variables, row-major
/// @param m a positive point that obeys them
record Rules(int count, double[] a, double[] m) {
  /// What is left of a vector of length 1 or more, when it lies in the span of others, is rounding.
  private static final double DEPENDENT = 1e-8;

  /// After so many boards in a row that are combinations of those before, all are.
  private static final int ENOUGH = 300;

  private static final double SMALLEST = 1e-3;

  /// The rules of Sudoku: each cell has one digit, and each digit stands once in every row, column
  /// and box.
  static Rules ofSudoku(int box) {
    int side = box * box, n = side * side * side;
    List<double[]> basis = new ArrayList<>();
    for (int first = 0; first < side; first++)
      for (int second = 0; second < side; second++)
        for (double[] rule : rulesAt(box, first, second)) add(basis, rule);
    double[] even = new double[n];
    Arrays.fill(even, 1.0 / side);
    return new Rules(basis.size(), joined(basis), even);
  }

  /// The rule of cell (i, j), and of digit j in row, column and box i.
  private static double[][] rulesAt(int box, int i, int j) {
    int side = box * box;
    double[][] rules = new double[4][side * side * side];
    for (int k = 0; k < side; k++) {
      int inBox = (i / box * box + k / box) * side + i % box * box + k % box;
      rules[0][(i * side + j) * side + k] = 1;
      rules[1][(i * side + k) * side + j] = 1;
      rules[2][(k * side + i) * side + j] = 1;
      rules[3][inBox * side + j] = 1;
    }
    return rules;
  }

  /// The rules that solved boards obey, whatever they are: everything orthogonal to the differences
  /// of boards. Knows nothing of Sudoku. The positive point is the mean board.
  ///
  /// @param boards enough to span all differences
  static Rules ofBoards(List<Puzzle> boards) {
    double[] first = boards.getFirst().solution().oneHot();
    double[] mean = new double[first.length];
    List<double[]> basis = new ArrayList<>();
    int dependent = 0;
    for (Puzzle puzzle : boards) {
      double[] board = puzzle.solution().oneHot();
      for (int k = 0; k < mean.length; k++) mean[k] += board[k] / boards.size();
      for (int k = 0; k < mean.length; k++) board[k] -= first[k];
      if (dependent < ENOUGH) dependent = add(basis, board) ? 0 : dependent + 1;
    }
    int span = basis.size();
    for (int k = 0; k < first.length && basis.size() < first.length; k++) {
      double[] unit = new double[first.length];
      unit[k] = 1;
      add(basis, unit);
    }
    List<double[]> rules = basis.subList(span, basis.size());
    double[] positive = Arrays.stream(mean).map(v -> Math.max(v, SMALLEST)).toArray();
    return new Rules(rules.size(), joined(rules), positive);
  }

  /// Orthonormal rows of random directions. [rules, variables].
  static double[] random(int rules, int variables, RandomGenerator random) {
    List<double[]> basis = new ArrayList<>();
    while (basis.size() < rules)
      add(basis, DoubleStream.generate(random::nextGaussian).limit(variables).toArray());
    return joined(basis);
  }

  /// The part of the space that the rows of a matrix span that lies outside these rules: 0 where
  /// every row is a combination of rules, 1 where every row is orthogonal to all of them.
  ///
  /// @param matrix rows × variables, row-major
  double missedBy(double[] matrix) {
    int n = m.length;
    List<double[]> basis = new ArrayList<>();
    for (int row = 0; row < matrix.length; row += n)
      add(basis, Arrays.copyOfRange(matrix, row, row + n));
    double inside = 0;
    for (double[] v : basis)
      for (int r = 0; r < count; r++) {
        double along = 0;
        for (int k = 0; k < n; k++) along += v[k] * a[r * n + k];
        inside += along * along;
      }
    return Math.max(0, 1 - inside / basis.size());
  }

  /// Gram–Schmidt, twice: adds the direction of what is new in a vector, which is overwritten.
  private static boolean add(List<double[]> basis, double[] v) {
    for (int pass = 0; pass < 2; pass++)
      for (double[] u : basis) {
        double along = 0;
        for (int k = 0; k < v.length; k++) along += u[k] * v[k];
        for (int k = 0; k < v.length; k++) v[k] -= along * u[k];
      }
    double length = Math.sqrt(Arrays.stream(v).map(x -> x * x).sum());
    if (length < DEPENDENT) return false;
    for (int k = 0; k < v.length; k++) v[k] /= length;
    basis.add(v);
    return true;
  }

  private static double[] joined(List<double[]> rows) {
    return rows.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  /// The start z₀ = log m of a model.
  double[] logarithms() {
    return Arrays.stream(m).map(Math::log).toArray();
  }
}
