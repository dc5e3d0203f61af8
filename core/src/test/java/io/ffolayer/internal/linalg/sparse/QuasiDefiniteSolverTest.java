package io.ffolayer.internal.linalg.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.internal.linalg.kernel.AllocationAssert;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QuasiDefiniteSolverTest {

  /// A KKT matrix with values, and the same as a dense array.
  record SaddleSystem(
      CompressedColumns p, double[] pValues, CompressedColumns a, double[] aValues, double[] d) {

    static SaddleSystem random(CompressedColumns p, CompressedColumns a, Random random) {
      double[] d = new double[a.rows()];
      Arrays.setAll(d, i -> random.nextInt(3) == 0 ? 0 : random.nextDouble());
      return new SaddleSystem(
          p,
          SparseExamples.definite(p, random),
          a,
          SparseExamples.gaussian(a.nonzeros(), random),
          d);
    }

    int dimension() {
      return p.cols() + a.rows();
    }

    double[][] dense() {
      int n = p.cols();
      double[][] k = new double[dimension()][dimension()];
      double[][] hessian = SparseExamples.symmetric(p, pValues);
      double[][] rows = SparseExamples.dense(a, aValues);
      for (int i = 0; i < n; i++) {
        System.arraycopy(hessian[i], 0, k[i], 0, n);
      }
      for (int i = 0; i < a.rows(); i++) {
        for (int j = 0; j < n; j++) {
          k[n + i][j] = rows[i][j];
          k[j][n + i] = rows[i][j];
        }
        k[n + i][n + i] = -d[i];
      }
      return k;
    }

    void writeTo(QuasiDefiniteSolver solver) {
      double[] ones = new double[a.rows()];
      Arrays.fill(ones, 1);
      QuasiDefinitePattern pattern = solver.pattern();
      pattern.setHessian(solver.values(), pValues, 0);
      pattern.setRows(solver.values(), aValues, 0, ones, 0);
      pattern.setRowDiagonal(solver.values(), d, 0);
    }

    QuasiDefiniteSolver factored() {
      QuasiDefinitePattern pattern = QuasiDefinitePattern.of(p, a);
      QuasiDefiniteSolver solver =
          new QuasiDefiniteSolver(pattern, new UpLookingStructure(pattern.symbolic()));
      writeTo(solver);
      assertThat(solver.factor()).isTrue();
      return solver;
    }
  }

  static Stream<SaddleSystem> systems() {
    Random random = new Random(11);
    Stream<SaddleSystem> named =
        Stream.of(
            SaddleSystem.random(
                CompressedColumns.empty(0, 0), CompressedColumns.empty(0, 0), random),
            SaddleSystem.random(SparseExamples.diagonal(1), CompressedColumns.empty(0, 1), random),
            SaddleSystem.random(
                SparseExamples.diagonal(1), SparseExamples.slidingRows(1, 1, 1), random),
            SaddleSystem.random(
                SparseExamples.diagonal(12), SparseExamples.slidingRows(5, 12, 3), random),
            SaddleSystem.random(
                SparseExamples.arrow(20), SparseExamples.slidingRows(7, 20, 2), random),
            SaddleSystem.random(
                SparseExamples.band(40, 3), SparseExamples.slidingRows(20, 40, 4), random),
            SaddleSystem.random(
                SparseExamples.grid(7), SparseExamples.slidingRows(10, 49, 5), random));
    Stream<SaddleSystem> others =
        IntStream.range(0, 40)
            .mapToObj(k -> {
              int n = 2 + random.nextInt(30);
              int m = random.nextInt(n);
              CompressedColumns a =
                  m == 0
                      ? CompressedColumns.empty(0, n)
                      : SparseExamples.random(m, n, 3 * m, random);
              return SaddleSystem.random(SparseExamples.randomUpper(n, n, random), a, random);
            });
    return Stream.concat(named, others);
  }

  @ParameterizedTest
  @MethodSource("systems")
  void factorTimesPivotsTimesFactorIsTheReorderedMatrix(SaddleSystem system) {
    QuasiDefinitePattern pattern = QuasiDefinitePattern.of(system.p, system.a);
    UpLookingStructure structure = new UpLookingStructure(pattern.symbolic());
    QuasiDefiniteSolver solver = new QuasiDefiniteSolver(pattern, structure);
    system.writeTo(solver);
    Arrays.fill(system.d, 1);
    pattern.setRowDiagonal(solver.values(), system.d, 0);
    UpLookingLdl factor = structure.newFactor();
    assertThat(factor.factor(solver.values(), 0, pattern.sign(), 0)).isTrue();
    double[][] l =
        SparseExamples.dense(
            CompressedColumns.of(
                system.dimension(), system.dimension(), structure.columnStart, structure.rowIndex),
            factor.values);
    double[][] k = system.dense();
    int[] order = pattern.symbolic().order();
    for (int i = 0; i < l.length; i++) {
      l[i][i] = 1;
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int s = 0; s <= j; s++) {
          sum += l[i][s] / factor.inversePivot[s] * l[j][s];
        }
        assertThat(sum).isCloseTo(k[order[i]][order[j]], within(1e-11));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("systems")
  void solutionsSatisfyTheUnregularisedSystem(SaddleSystem system) {
    double[] expected = SparseExamples.gaussian(system.dimension(), new Random(1));
    double[] rhs = SparseExamples.times(system.dense(), expected);
    QuasiDefiniteSolver solver = system.factored();
    double[] x = new double[rhs.length];
    double residual = solver.solve(rhs, 0, x, 0);
    double norm = Arrays.stream(rhs).map(Math::abs).max().orElse(0);
    assertThat(residual).isLessThanOrEqualTo(1e-12 * norm + 1e-14);
    assertThat(SparseExamples.distance(SparseExamples.times(system.dense(), x), rhs))
        .isLessThanOrEqualTo(1e-11 * (1 + norm));
    assertThat(solver.refinements()).isLessThanOrEqualTo(10);
  }

  @Test
  void aRowThatIsSwitchedOffActsAsIfItWereNotThere() {
    Random random = new Random(2);
    SaddleSystem system =
        SaddleSystem.random(
            SparseExamples.band(30, 2), SparseExamples.slidingRows(12, 30, 4), random);
    QuasiDefinitePattern all = QuasiDefinitePattern.of(system.p, system.a);
    QuasiDefiniteSolver solver =
        new QuasiDefiniteSolver(all, new UpLookingStructure(all.symbolic()));
    int[] kept = {0, 3, 4, 8, 11};
    double[] scale = new double[12];
    double[] diagonal = new double[12];
    Arrays.fill(diagonal, 1);
    for (int i : kept) {
      scale[i] = 1;
      diagonal[i] = 0;
    }
    all.setHessian(solver.values(), system.pValues, 0);
    all.setRows(solver.values(), system.aValues, 0, scale, 0);
    all.setRowDiagonal(solver.values(), diagonal, 0);
    assertThat(solver.factor()).isTrue();

    QuasiDefinitePattern some = QuasiDefinitePattern.of(system.p, system.a, kept);
    QuasiDefiniteSolver smaller =
        new QuasiDefiniteSolver(some, new UpLookingStructure(some.symbolic()));
    double[] ones = {1, 1, 1, 1, 1};
    some.setHessian(smaller.values(), system.pValues, 0);
    some.setRows(smaller.values(), system.aValues, 0, ones, 0);
    some.setRowDiagonal(smaller.values(), new double[5], 0);
    assertThat(smaller.factor()).isTrue();

    double[] rhs = new double[42];
    double[] smallerRhs = new double[35];
    for (int j = 0; j < 30; j++) {
      rhs[j] = random.nextGaussian();
      smallerRhs[j] = rhs[j];
    }
    for (int k = 0; k < 5; k++) {
      rhs[30 + kept[k]] = random.nextGaussian();
      smallerRhs[30 + k] = rhs[30 + kept[k]];
    }
    solver.solve(rhs, 0, rhs, 0);
    smaller.solve(smallerRhs, 0, smallerRhs, 0);
    for (int j = 0; j < 30; j++) {
      assertThat(rhs[j]).isCloseTo(smallerRhs[j], within(1e-12));
    }
    for (int k = 0; k < 5; k++) {
      assertThat(rhs[30 + kept[k]]).isCloseTo(smallerRhs[30 + k], within(1e-11));
    }
    assertThat(rhs[31]).isZero();
  }

  @Test
  void bothTrianglesOfPGiveTheSameSystemAsOne() {
    Random random = new Random(4);
    CompressedColumns upper = SparseExamples.band(9, 2);
    double[] values = SparseExamples.definite(upper, random);
    double[][] dense = SparseExamples.symmetric(upper, values);
    CompressedColumns full = SparseExamples.random(9, 9, 81, random);
    double[] fullValues = new double[81];
    Arrays.setAll(fullValues, k -> dense[k % 9][k / 9]);
    CompressedColumns a = SparseExamples.slidingRows(3, 9, 3);
    double[] aValues = SparseExamples.gaussian(a.nonzeros(), random);
    double[] rhs = SparseExamples.gaussian(12, random);
    double[] x = rhs.clone();
    double[] y = rhs.clone();
    new SaddleSystem(upper, values, a, aValues, new double[3]).factored().solve(x, 0, x, 0);
    new SaddleSystem(full, fullValues, a, aValues, new double[3]).factored().solve(y, 0, y, 0);
    assertThat(SparseExamples.distance(x, y)).isLessThan(1e-12);
  }

  @Test
  void weightsOnTheDiagonalAddToThatOfP() {
    CompressedColumns p = CompressedColumns.of(2, 2, new int[] {0, 1, 1}, new int[] {0});
    QuasiDefinitePattern pattern = QuasiDefinitePattern.of(p, CompressedColumns.empty(0, 2));
    QuasiDefiniteSolver solver =
        new QuasiDefiniteSolver(pattern, new UpLookingStructure(pattern.symbolic()));
    Arrays.fill(solver.values(), 99);
    pattern.setHessian(solver.values(), new double[] {3}, 0);
    pattern.addToHessianDiagonal(solver.values(), new double[] {1, 2}, 0);
    assertThat(solver.factor()).isTrue();
    double[] x = {8, 8};
    solver.solve(x, 0, x, 0);
    assertThat(x).containsExactly(new double[] {2, 4}, within(1e-13));
  }

  @Test
  void aPivotOfTheWrongSignIsMetWithMoreRegularisation() {
    CompressedColumns p = SparseExamples.diagonal(1);
    QuasiDefinitePattern pattern = QuasiDefinitePattern.of(p, CompressedColumns.empty(0, 1));
    QuasiDefiniteSolver solver =
        new QuasiDefiniteSolver(pattern, new UpLookingStructure(pattern.symbolic()));
    pattern.setHessian(solver.values(), new double[] {-5e-7}, 0);
    assertThat(solver.factor()).isTrue();
    assertThat(solver.regularisation()).isCloseTo(1e-6, within(1e-20));
    pattern.setHessian(solver.values(), new double[] {-1}, 0);
    assertThat(solver.factor()).isFalse();
  }

  @Test
  void valuesThatAreNotFiniteGiveNoFactorAndNoNaN() {
    CompressedColumns p = SparseExamples.band(3, 1);
    QuasiDefinitePattern pattern = QuasiDefinitePattern.of(p, CompressedColumns.empty(0, 3));
    QuasiDefiniteSolver solver =
        new QuasiDefiniteSolver(pattern, new UpLookingStructure(pattern.symbolic()));
    double[] values = {2, -1, 2, -1, 2};
    for (double bad :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      for (int k = 0; k < values.length; k++) {
        double[] spoiled = values.clone();
        spoiled[k] = bad;
        pattern.setHessian(solver.values(), spoiled, 0);
        assertThat(solver.factor()).isFalse();
      }
    }
    pattern.setHessian(solver.values(), values, 0);
    assertThat(solver.factor()).as("the workspace recovers").isTrue();
    double[] x = {1, Double.NaN, 0};
    assertThat(solver.solve(x, 0, x, 0)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(x).containsExactly(0, 0, 0);
    double[] y = {1, 0, 1};
    assertThat(solver.solve(y, 0, y, 0)).isLessThan(1e-14);
    assertThat(y).containsExactly(new double[] {1, 1, 1}, within(1e-14));
  }

  @Test
  void repeatedRowsAreSolvedWhereTheRightHandSideIsConsistent() {
    CompressedColumns p = SparseExamples.diagonal(3);
    CompressedColumns a =
        CompressedColumns.of(2, 3, new int[] {0, 2, 4, 6}, new int[] {0, 1, 0, 1, 0, 1});
    SaddleSystem system =
        new SaddleSystem(
            p, new double[] {1, 2, 3}, a, new double[] {1, 1, 1, 1, 1, 1}, new double[2]);
    double[] rhs = {1, 0, -1, 2, 2};
    double[] x = new double[5];
    assertThat(system.factored().solve(rhs, 0, x, 0)).isLessThan(1e-12);
    assertThat(x[3]).as("the multipliers share evenly").isCloseTo(x[4], within(1e-6));
  }

  /// Rows and multipliers of size 1, curvatures down to 1e-11: refinement with a regularisation of
  /// 1e-8 would gain little a step.
  @Test
  void aSeriesOfNearlySingularMatricesIsSolvedBetterFromOneToTheNext() {
    int n = 40;
    CompressedColumns p = SparseExamples.diagonal(n);
    CompressedColumns a = SparseExamples.slidingRows(n / 2, n, 4);
    SaddleSystem random = SaddleSystem.random(p, a, new Random(4));
    double[] curvature = new double[n];
    Arrays.setAll(curvature, j -> Math.pow(10, -11.0 * j / n));
    SaddleSystem system = new SaddleSystem(p, curvature, a, random.aValues(), new double[n / 2]);
    QuasiDefiniteSolver solver = system.factored();
    double[] rhs = new double[n + n / 2], x = new double[rhs.length];
    Arrays.setAll(rhs, k -> Math.sin(k + 1));
    double plain = solver.solve(rhs, 0, x, 0);
    double last = Double.POSITIVE_INFINITY;
    for (int k = 0; k < 5; k++) {
      assertThat(solver.factorAdaptively()).isTrue();
      last = solver.solve(rhs, 0, x, 0);
    }
    assertThat(last).isLessThan(plain / 100);
  }

  @Test
  void malformedBlocksAreRejected() {
    assertThatThrownBy(() ->
            QuasiDefinitePattern.of(CompressedColumns.empty(2, 2), CompressedColumns.empty(1, 3)))
        .hasMessageContaining("2×2 and 1×3");
    assertThatThrownBy(() ->
            QuasiDefinitePattern.of(
                CompressedColumns.empty(2, 2), CompressedColumns.empty(2, 2), new int[] {1, 1}))
        .hasMessageContaining("row 1 is kept twice");
  }

  @Test
  void factoringAndSolvingAllocateNothing() {
    Random random = new Random(9);
    SaddleSystem system =
        SaddleSystem.random(
            SparseExamples.band(200, 3), SparseExamples.slidingRows(90, 200, 4), random);
    QuasiDefiniteSolver solver = system.factored();
    double[] rhs = SparseExamples.gaussian(290, random);
    double[] x = new double[290];
    double[] ones = new double[90];
    Arrays.fill(ones, 1);
    Runnable work =
        () -> {
          solver.pattern().setHessian(solver.values(), system.pValues, 0);
          solver.pattern().setRows(solver.values(), system.aValues, 0, ones, 0);
          solver.pattern().setRowDiagonal(solver.values(), system.d, 0);
          solver.factor();
          solver.solve(rhs, 0, x, 0);
        };
    AllocationAssert.assertAllocatesNothingWhenWarm(work);
  }
}
