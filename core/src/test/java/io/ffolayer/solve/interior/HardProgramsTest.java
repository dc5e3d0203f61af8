package io.ffolayer.solve.interior;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.program.Cone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Status;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.ConicProgram;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs of the kinds on which the linear systems of an interior point lose their digits: chains
/// of differences, linear programs whose solutions meet far more rows than they need, and
/// contradictions that take multipliers of very different size.
class HardProgramsTest {
  private static final InteriorPoint SOLVER = new InteriorPoint();

  /// Entries of a sparse matrix, row by row.
  private static final class Rows {
    private int[] row = {};
    private int[] column = {};
    private double[] value = {};

    void add(int i, int j, double entry) {
      row = plus(row, i);
      column = plus(column, j);
      value = Arrays.copyOf(value, value.length + 1);
      value[value.length - 1] = entry;
    }

    private static int[] plus(int[] list, int last) {
      int[] longer = Arrays.copyOf(list, list.length + 1);
      longer[list.length] = last;
      return longer;
    }

    Layout.Sparse layout(int rows, int columns) {
      return Layout.Sparse.ofEntries(rows, columns, row, column);
    }

    Batched values(Layout.Sparse layout) {
      double[] values = new double[value.length];
      for (int k = 0; k < value.length; k++) values[layout.position(row[k], column[k])] = value[k];
      return Batched.shared(values);
    }
  }

  /// The nearest sequence to a noisy one whose differences of third order are not negative: the
  /// least singular value of these rows is (π/n)³.
  @Test
  void theNearestSequenceWithSignedThirdDifferencesIsFound() {
    int n = 1500;
    SplittableRandom random = new SplittableRandom(11);
    Rows rows = new Rows();
    double[] difference = {1, -3, 3, -1};
    for (int i = 0; i < n - 3; i++) for (int k = 0; k < 4; k++) rows.add(i, i + k, difference[k]);
    int[] all = IntStream.range(0, n).toArray();
    Layout.Sparse layout = rows.layout(n - 3, n);
    double[] target = new double[n];
    Arrays.setAll(
        target, j -> Math.sqrt((j + 1.0) / n) + 0.1 * Math.sin(j) + random.nextDouble() / 50);
    ProgramStructure structure =
        new ProgramStructure(
            Layout.Sparse.ofEntries(n, n, all, all),
            List.of(new RowBlock(new NonnegativeCone(n - 3), layout)));
    double[] ones = new double[n], q = new double[n];
    Arrays.fill(ones, 1);
    Arrays.setAll(q, j -> -target[j]);
    ProgramData data =
        new ProgramData(
            structure,
            1,
            Batched.shared(ones),
            Batched.shared(q),
            List.of(rows.values(layout)),
            Batched.shared(new double[n - 3]));
    assertThat(Answer.solve(SOLVER, data).status(0)).isEqualTo(Status.SOLVED);
  }

  /// A linear program min qᵀx, equalities and x ≥ 0.
  private static ProgramData linear(Rows equalities, int count, double[] q, double[] b) {
    int n = q.length;
    int[] all = IntStream.range(0, n).toArray();
    Layout.Sparse layout = equalities.layout(count, n),
        signs = Layout.Sparse.ofEntries(n, n, all, all);
    double[] negative = new double[n];
    Arrays.fill(negative, -1);
    return new ProgramData(
        new ProgramStructure(
            Layout.Sparse.empty(n, n),
            List.of(
                new RowBlock(new ZeroCone(count), layout),
                new RowBlock(new NonnegativeCone(n), signs))),
        1,
        Batched.shared(new double[0]),
        Batched.shared(q),
        List.of(equalities.values(layout), Batched.shared(negative)),
        Batched.shared(Arrays.copyOf(b, count + n)));
  }

  /// Transport between equal suppliers and demands: the rows depend on each other, and the solution
  /// has half as many positive entries as a vertex may have.
  @Test
  void degenerateTransportIsSolved() {
    int k = 30;
    SplittableRandom random = new SplittableRandom(5);
    Rows rows = new Rows();
    double[] q = new double[k * k];
    for (int i = 0; i < k; i++)
      for (int j = 0; j < k; j++) {
        rows.add(i, i * k + j, 1);
        rows.add(k + j, i * k + j, 1);
        q[i * k + j] = random.nextInt(1, 100) * Math.pow(10, random.nextInt(4));
      }
    double[] b = new double[2 * k];
    Arrays.fill(b, 7);
    assertThat(Answer.solve(SOLVER, linear(rows, 2 * k, q, b)).status(0)).isEqualTo(Status.SOLVED);
  }

  /// A chain of stocks that each grow by a third more than they can, and a demand at its end that
  /// the first cannot meet: the multipliers of the proof grow along the chain.
  @Test
  void aContradictionAlongAChainIsProved() {
    int n = 40;
    Rows rows = new Rows();
    double[] b = new double[n + 1];
    rows.add(0, 0, 1);
    b[0] = 1;
    for (int j = 1; j < n; j++) {
      rows.add(j, j, 1);
      rows.add(j, j - 1, -4.0 / 3);
      rows.add(j, n + j, 1);
    }
    rows.add(n, n - 1, 1);
    b[n] = 1.01 * Math.pow(4.0 / 3, n - 1);
    ProgramData data = linear(rows, n + 1, new double[2 * n], b);
    Solution solution = Answer.solve(SOLVER, data);
    assertThat(solution.status(0)).isEqualTo(Status.INFEASIBLE);
    double[] atz = new double[2 * n];
    data.addTransposedProduct(0, solution.z(), 0, atz, 0);
    double largest = Arrays.stream(solution.z()).map(Math::abs).max().orElseThrow();
    for (double left : atz) assertThat(Math.abs(left)).isLessThanOrEqualTo(1e-13 * largest);
  }

  /// An apex of a power cone, with P of rank 2 in five variables: the first step may end where the
  /// sparse factor, whose pivots of P are nothing but regularisation, leaves no second one.
  @ParameterizedTest
  @ValueSource(doubles = {.15, .5, .9})
  void apexesAreSolvedWhereAlmostNothingIsCurved(double alpha) {
    int n = 5, rank = 2;
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[][] g = new double[rank][n], p = new double[n][n], a = new double[3][n];
      for (double[] row : g) Arrays.setAll(row, j -> random.nextInt(-4, 5) / 4.0);
      for (double[] row : a) Arrays.setAll(row, j -> random.nextDouble(-1, 1));
      double[] y = random.doubles(n, -3, 3).toArray(), q = new double[n], b = new double[3];
      double z = random.nextDouble(1, 3);
      for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
          for (double[] row : g) p[i][j] += row[i] * row[j];
          q[i] -= p[i][j] * y[j];
        }
      for (int j = 0; j < n; j++) {
        q[j] -= a[0][j] * z;
        for (int i = 0; i < 3; i++) b[i] += a[i][j] * y[j];
      }
      List<Cone> cones = List.of(new PowerCone(alpha));
      ProgramData data = ConicProgram.withoutAnswer(p, q, a, b, cones).data(true);
      Solution solution = Answer.solve(SOLVER, data);
      assertThat(solution.isSolved(0)).as("seed %d: %s", seed, solution.message(0)).isTrue();
    }
  }
}
