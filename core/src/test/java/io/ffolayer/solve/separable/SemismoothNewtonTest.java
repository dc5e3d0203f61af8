package io.ffolayer.solve.separable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.internal.kkt.KktFactor;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.UnsupportedProgramException;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.testing.Example;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.Kkt;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.RandomPrograms;
import io.ffolayer.testing.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SemismoothNewtonTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static Solution solve(ProgramData data) {
    return solve(new SemismoothNewton(), data, WarmStart.NONE);
  }

  private static Solution solve(SemismoothNewton solver, ProgramData data, WarmStart guess) {
    Solution solution = new Solution(data.structure(), data.batch());
    solver
        .prepare(data.structure())
        .worker()
        .solve(data, 0, data.batch(), guess, Watch.unlimited(), solution);
    return solution;
  }

  private static Kkt.Errors errors(PlainProgram program, Solution solution) {
    return Kkt.of(program, solution.y(), solution.s(), solution.z());
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void everySeparableProgramIsSolvedToRoundingInEveryForm(Form form) {
    for (int seed = 0; seed < 60; seed++) {
      int n = 2 + seed % 23;
      Example example = RandomPrograms.separable(seed, n, Math.min(seed % 7, 3 * n / 4));
      Solution solution = solve(form.data(example.program()));
      assertThat(solution.status(0)).as(example.name()).isEqualTo(Status.SOLVED);
      assertThat(errors(example.program(), solution).largest())
          .as(example.name())
          .isLessThan(1e-12);
      assertThat(solution.y()).as(example.name()).containsExactly(example.y(), within(1e-10));
      assertThat(solution.z()).as(example.name()).containsExactly(example.z(), within(1e-9));
    }
  }

  @Test
  void unitsDoNotMatter() {
    for (int seed = 0; seed < 60; seed++) {
      Example example =
          RandomPrograms.badlyScaled(RandomPrograms.separable(seed, 12, seed % 6), seed, 3);
      Solution solution = solve(Form.SPARSE.data(example.program()));
      assertThat(solution.status(0)).as(example.name()).isEqualTo(Status.SOLVED);
      assertThat(errors(example.program(), solution).largest()).isLessThan(1e-9);
    }
  }

  @Test
  void aDenseProgramIsRecognisedAsTheSparseOneThatItIs() {
    for (int seed = 0; seed < 20; seed++) {
      PlainProgram program = RandomPrograms.separable(seed, 17, 4).program();
      Solution dense = solve(Form.DENSE.data(program));
      Solution sparse = solve(Form.SPARSE.data(program));
      assertThat(dense.y()).containsExactly(sparse.y(), within(1e-12));
      assertThat(dense.z()).containsExactly(sparse.z(), within(1e-11));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 40, 300})
  void theProjectionOnTheSimplexIsTheOneThatSortingGives(int n) {
    SplittableRandom random = new SplittableRandom(n);
    for (int round = 0; round < 20; round++) {
      double[] point = random.doubles(n, -2, 2).toArray();
      Solution solution = solve(Form.SPARSE.data(simplex(point)));
      assertThat(solution.status(0)).isEqualTo(Status.SOLVED);
      assertThat(solution.y()).containsExactly(projectionOnSimplex(point), within(1e-14));
    }
  }

  /// ½‖y − point‖² over y ≥ 0, Σ y = 1: sparsemax.
  private static PlainProgram simplex(double[] point) {
    int n = point.length;
    double[][] p = new double[n][n];
    double[][] a = new double[n + 1][n];
    double[] q = new double[n];
    Arrays.fill(a[0], 1);
    for (int j = 0; j < n; j++) {
      p[j][j] = 1;
      q[j] = -point[j];
      a[1 + j][j] = -1;
    }
    double[] b = new double[n + 1];
    b[0] = 1;
    boolean[] equality = new boolean[n + 1];
    equality[0] = true;
    return new PlainProgram(p, q, a, b, equality);
  }

  private static double[] projectionOnSimplex(double[] point) {
    double[] sorted = point.clone();
    Arrays.sort(sorted);
    int n = point.length;
    double sum = 0;
    double shift = 0;
    for (int k = 1; k <= n; k++) {
      sum += sorted[n - k];
      if (sorted[n - k] > (sum - 1) / k) shift = (sum - 1) / k;
    }
    double[] y = new double[n];
    for (int j = 0; j < n; j++) y[j] = Math.max(0, point[j] - shift);
    return y;
  }

  @Test
  void aBoxWithoutGeneralRowsHasTheClosedForm() {
    SplittableRandom random = new SplittableRandom(3);
    int n = 30;
    double[][] p = new double[n][n];
    double[][] a = new double[2 * n][n];
    double[] b = new double[2 * n];
    double[] q = random.doubles(n, -3, 3).toArray();
    for (int j = 0; j < n; j++) {
      p[j][j] = 1 + j;
      a[j][j] = 2;
      b[j] = j % 3 == 0 ? INFINITY : 1;
      a[n + j][j] = -4;
      b[n + j] = 1;
    }
    PlainProgram program = new PlainProgram(p, q, a, b, new boolean[2 * n]);
    Solution solution = solve(Form.SPARSE.data(program));
    assertThat(solution.status(0)).isEqualTo(Status.SOLVED);
    for (int j = 0; j < n; j++)
      assertThat(solution.y()[j])
          .isCloseTo(
              Math.clamp(-q[j] / (1 + j), -0.25, j % 3 == 0 ? INFINITY : 0.5), within(1e-15));
    assertThat(errors(program, solution).largest()).isLessThan(1e-15);
  }

  /// The paper's synthetic program: ½‖y‖² + qᵀy, −1 ≤ y ≤ 0, 1ᵀy ≤ budget.
  private static PlainProgram boxWithBudget(double[] q, double budget) {
    int n = q.length;
    double[][] p = new double[n][n];
    double[][] a = new double[2 * n + 1][n];
    double[] b = new double[2 * n + 1];
    for (int j = 0; j < n; j++) {
      p[j][j] = 1;
      a[j][j] = 1;
      a[n + j][j] = -1;
      b[n + j] = 1;
      a[2 * n][j] = 1;
    }
    b[2 * n] = budget;
    return new PlainProgram(p, q, a, b, new boolean[2 * n + 1]);
  }

  @ParameterizedTest
  @ValueSource(doubles = {3, -5, -37.5, -99.9, -100})
  void aBudgetOverABoxIsKeptWithOneMultiplier(double budget) {
    SplittableRandom random = new SplittableRandom(11);
    for (Form form : Form.values()) {
      double[] q = random.doubles(100, -1, 1).toArray();
      PlainProgram program = boxWithBudget(q, budget);
      Solution solution = solve(form.data(program));
      assertThat(solution.status(0)).isEqualTo(Status.SOLVED);
      assertThat(errors(program, solution).largest()).isLessThan(1e-13);
      double multiplier = solution.z()[200];
      for (int j = 0; j < 100; j++)
        assertThat(solution.y()[j]).isCloseTo(Math.clamp(-q[j] - multiplier, -1, 0), within(1e-13));
    }
  }

  @Test
  void aBudgetThatNoPointOfTheBoxKeepsIsInfeasibleWithACertificate() {
    PlainProgram program = boxWithBudget(new SplittableRandom(5).doubles(50).toArray(), -50.001);
    Solution solution = solve(Form.SPARSE.data(program));
    assertThat(solution.status(0)).isEqualTo(Status.INFEASIBLE);
    assertThat(Kkt.infeasibilityError(program, solution.z())).isLessThan(1e-12);
  }

  @Test
  void contradictoryBoundsAreInfeasibleWithACertificate() {
    double[][] identity = {{1, 0}, {0, 2}};
    for (boolean equality : new boolean[] {false, true}) {
      double[][] a = {{3, 0}, {-2, 0}, {0, 1}, {1, 1}};
      double[] b = {3, -2.00001, 7, 1};
      PlainProgram program =
          new PlainProgram(
              identity, new double[2], a, b, new boolean[] {equality, false, false, true});
      for (Form form : Form.values()) {
        Solution solution = solve(form.data(program));
        assertThat(solution.status(0)).isEqualTo(Status.INFEASIBLE);
        assertThat(Kkt.infeasibilityError(program, solution.z())).isLessThan(1e-12);
        assertThat(solution.y()).containsOnly(0);
      }
    }
  }

  @Test
  void contradictoryGeneralRowsAreInfeasibleWithACertificate() {
    SplittableRandom random = new SplittableRandom(9);
    for (int seed = 0; seed < 40; seed++) {
      Example example = RandomPrograms.separable(seed, 10, 3);
      double[] against = new double[10];
      double rhs = 0;
      for (int i = 0; i < 3; i++) {
        double weight = random.nextDouble(0.5, 2);
        for (int j = 0; j < 10; j++) against[j] -= weight * example.program().a()[i][j];
        rhs -= weight * example.program().b()[i];
      }
      PlainProgram program = example.program().plusRow(against, rhs - 0.1, false);
      Solution solution = solve(Form.SPARSE.data(program));
      assertThat(solution.status(0)).as("seed %d", seed).isEqualTo(Status.INFEASIBLE);
      assertThat(Kkt.infeasibilityError(program, solution.z())).isLessThan(1e-9);
    }
  }

  @Test
  void aRowWithoutEntriesHoldsOrIsACertificateByItself() {
    double[][] p = {{1}};
    double[][] a = {{0}, {0}, {1}};
    boolean[] equality = {false, true, false};
    PlainProgram fine = new PlainProgram(p, new double[] {-2}, a, new double[] {5, 0, 1}, equality);
    PlainProgram wrong =
        new PlainProgram(p, new double[] {-2}, a, new double[] {-5, 0, 1}, equality);
    for (Form form : Form.values()) {
      Solution solution = solve(form.data(fine));
      assertThat(solution.status(0)).isEqualTo(Status.SOLVED);
      assertThat(solution.y()).containsExactly(1);
      assertThat(solution.s()).containsExactly(5, 0, 0);
      solution = solve(form.data(wrong));
      assertThat(solution.status(0)).isEqualTo(Status.INFEASIBLE);
      assertThat(solution.z()).containsExactly(0.2, 0, 0);
    }
  }

  @Test
  void ofRepeatedBoundsTheTightestHasTheMultiplier() {
    double[][] a = {{1}, {2}, {1}, {-1}};
    PlainProgram program =
        new PlainProgram(
            new double[][] {{1}},
            new double[] {-5},
            a,
            new double[] {4, 6, INFINITY, 9},
            new boolean[4]);
    Solution solution = solve(Form.SPARSE.data(program));
    assertThat(solution.y()).containsExactly(3);
    assertThat(solution.z()).containsExactly(0, 1, 0, 0);
    assertThat(solution.s()).containsExactly(1, 0, INFINITY, 12);
  }

  /// A solution with exactly as many free variables as equalities and margins down to 1e-4: what a
  /// layer that learns permutations comes to.
  private static PlainProgram vertex(long seed, int n, int rows) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] a = new double[rows + n][n];
    double[] b = new double[rows + n];
    double[] q = new double[n];
    double[][] p = new double[n][n];
    boolean[] equality = new boolean[rows + n];
    for (int j = 0; j < n; j++) {
      double y = j < rows ? Math.pow(10, random.nextDouble(-4, 0)) : 0;
      p[j][j] = 0.1;
      a[rows + j][j] = -1;
      q[j] = -0.1 * y + (j < rows ? 0 : Math.pow(10, random.nextDouble(-4, 0)));
      for (int i = 0; i < rows; i++) {
        a[i][j] = random.nextDouble(-0.2, 1) + (i == j ? 2 : 0);
        b[i] += a[i][j] * y;
      }
    }
    for (int i = 0; i < rows; i++) {
      equality[i] = true;
      double z = random.nextGaussian();
      for (int j = 0; j < n; j++) q[j] -= a[i][j] * z;
    }
    return new PlainProgram(p, q, a, b, equality);
  }

  @Test
  void aVertexWithAsManyFreeVariablesAsRowsIsFound() {
    for (int seed = 0; seed < 30; seed++) {
      PlainProgram program = vertex(seed, 64, 40);
      Solution solution = solve(Form.SPARSE_P_DENSE_A.data(program));
      assertThat(solution.status(0)).as("seed %d", seed).isEqualTo(Status.SOLVED);
      assertThat(errors(program, solution).largest()).isLessThan(1e-12);
    }
  }

  @Test
  void aBatchEqualsItsItemsSolvedAloneBitForBit() {
    List<PlainProgram> batch = new ArrayList<>();
    for (int seed = 0; seed < 9; seed++)
      batch.add(
          seed == 4
              ? RandomPrograms.infeasible(1, 10, RandomPrograms.Curvature.DIAGONAL).program()
              : RandomPrograms.separable(seed, 10, 3).program());
    // One layout for all: rows differ in kind, so only those with the same kinds go together.
    batch.removeIf(x -> !Arrays.equals(x.equality(), batch.getFirst().equality()));
    for (Form form : Form.values()) {
      ProgramData together = form.data(batch);
      Solution all = solve(together);
      for (int i = 0; i < batch.size(); i++) {
        Solution one = new Solution(together.structure(), batch.size());
        new SemismoothNewton()
            .prepare(together.structure())
            .worker()
            .solve(together, i, i + 1, WarmStart.NONE, Watch.unlimited(), one);
        int n = all.variables();
        int m = all.rows();
        assertThat(Arrays.copyOfRange(one.y(), i * n, i * n + n))
            .isEqualTo(Arrays.copyOfRange(all.y(), i * n, i * n + n));
        assertThat(Arrays.copyOfRange(one.z(), i * m, i * m + m))
            .isEqualTo(Arrays.copyOfRange(all.z(), i * m, i * m + m));
      }
    }
  }

  @Test
  void whatABatchSharesIsReadOnceAndChangesNothing() {
    List<PlainProgram> batch = new ArrayList<>();
    PlainProgram base = RandomPrograms.separable(1, 14, 3).program();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 5; i++) {
      PlainProgram next = base.copy();
      for (int j = 0; j < 14; j++) next.q()[j] += random.nextGaussian();
      batch.add(next);
    }
    for (Form form : Form.values()) {
      Solution shared = solve(form.data(batch, EnumSet.of(Slot.P, Slot.A, Slot.B)));
      Solution separate = solve(form.data(batch));
      assertThat(shared.y()).isEqualTo(separate.y());
      assertThat(shared.z()).isEqualTo(separate.z());
    }
  }

  @Test
  void theAnswerIsAGoodGuess() {
    for (int seed = 0; seed < 20; seed++) {
      ProgramData data = Form.SPARSE.data(RandomPrograms.separable(seed, 30, 8).program());
      Solution cold = solve(data);
      WarmStart guess = i -> new WarmStart.Point(cold.y(), cold.s(), cold.z());
      Solution warm = solve(new SemismoothNewton(), data, guess);
      assertThat(warm.iterations(0)).isLessThanOrEqualTo(1);
      assertThat(warm.y()).containsExactly(cold.y(), within(1e-12));
    }
  }

  @Test
  void aNonsensicalGuessChangesNothingButTime() {
    ProgramData data = Form.SPARSE.data(RandomPrograms.separable(5, 30, 8).program());
    double[] rubbish = new double[data.structure().rows()];
    Arrays.fill(rubbish, 1e12);
    rubbish[0] = Double.NaN;
    rubbish[1] = Double.NEGATIVE_INFINITY;
    WarmStart guess = i -> new WarmStart.Point(new double[30], rubbish, rubbish);
    Solution solution = solve(new SemismoothNewton(), data, guess);
    assertThat(solution.status(0)).isEqualTo(Status.SOLVED);
    assertThat(solution.y()).containsExactly(solve(data).y(), within(1e-10));
  }

  @Test
  void theFactorThatIsKeptSolvesTheSystemOfTheActiveRows() {
    SplittableRandom random = new SplittableRandom(8);
    for (int seed = 0; seed < 30; seed++) {
      Example example = RandomPrograms.separable(seed, 12, 4);
      for (Form form : Form.values()) {
        KktFactor factor = (KktFactor) solve(form.data(example.program())).factor(0);
        assertThat(factor).isNotNull();
        int n = example.program().n();
        int m = example.program().m();
        double[] y = random.doubles(n, -1, 1).toArray();
        double[] z = random.doubles(m, -1, 1).toArray();
        double[] ry = y.clone();
        double[] rz = z.clone();
        factor.solve(y, 0, z, 0, new double[factor.workSize()]);
        boolean[] kept = new boolean[m];
        for (int row : factor.keptRows()) kept[row] = true;
        for (int i = 0; i < m; i++) {
          boolean active = example.program().equality()[i] || example.z()[i] > 0;
          assertThat(kept[i]).isEqualTo(active);
          if (!active) assertThat(z[i]).isZero();
          else assertThat(dot(example.program().a()[i], y)).isCloseTo(rz[i], within(1e-10));
        }
        for (int j = 0; j < n; j++) {
          double sum = example.program().p()[j][j] * y[j];
          for (int i = 0; i < m; i++) sum += example.program().a()[i][j] * z[i];
          assertThat(sum).isCloseTo(ry[j], within(1e-10));
        }
      }
    }
  }

  private static double dot(double[] a, double[] y) {
    double sum = 0;
    for (int j = 0; j < y.length; j++) sum += a[j] * y[j];
    return sum;
  }

  @Test
  void aProgramWithManyGeneralRowsIsLeftToOthersWithAMessage() {
    Example example =
        RandomPrograms.strictlyComplementary(
            4, new RandomPrograms.Size(6, 1, 2, 9, RandomPrograms.Curvature.DEFINITE));
    Solution solution = solve(Form.DENSE.data(example.program()));
    assertThat(solution.status(0)).isEqualTo(Status.ITERATION_LIMIT);
    assertThat(solution.message(0)).contains("not separable");
    assertThat(solution.y()).containsOnly(0);
    assertThatThrownBy(
            () -> new SemismoothNewton().prepare(Form.SPARSE.data(example.program()).structure()))
        .isInstanceOf(UnsupportedProgramException.class);
  }

  @Test
  void aVariableWithoutCurvatureIsLeftToOthers() {
    PlainProgram program = boxWithBudget(new double[] {1, 2, 3}, 2);
    program.p()[1][1] = 0;
    Solution solution = solve(Form.DENSE.data(program));
    assertThat(solution.status(0)).isEqualTo(Status.ITERATION_LIMIT);
    assertThat(solution.message(0)).contains("diagonal");
  }

  @Test
  void tooFewIterationsGiveNoAnswer() {
    ProgramData data = Form.SPARSE_P_DENSE_A.data(vertex(2, 64, 40));
    Solution solution = solve(new SemismoothNewton(1e-9, 1), data, WarmStart.NONE);
    assertThat(solution.status(0)).isEqualTo(Status.ITERATION_LIMIT);
    assertThat(solution.y()).containsOnly(0);
    assertThat(solution.factor(0)).isNull();
  }

  @Test
  void theWatchIsObeyed() {
    ProgramData data = Form.SPARSE_P_DENSE_A.data(vertex(2, 64, 40));
    Watch watch = Watch.unlimited();
    watch.interrupt();
    Solution solution = new Solution(data.structure(), 1);
    new SemismoothNewton()
        .prepare(data.structure())
        .worker()
        .solve(data, 0, 1, WarmStart.NONE, watch, solution);
    assertThat(solution.status(0)).isEqualTo(Status.INTERRUPTED);
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> new SemismoothNewton(0, 10))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SemismoothNewton(1e-9, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new SemismoothNewton().withTolerance(1e-6).tolerance()).isEqualTo(1e-6);
    assertThat(new SemismoothNewton().withMaxIterations(7).maxIterations()).isEqualTo(7);
  }
}
