package io.ffolayer.internal.linalg.krylov;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.internal.linalg.kernel.AllocationAssert;
import io.ffolayer.internal.linalg.sparse.CompressedColumns;
import io.ffolayer.internal.linalg.sparse.QuasiDefinitePattern;
import io.ffolayer.internal.linalg.sparse.QuasiDefiniteSolver;
import io.ffolayer.internal.linalg.sparse.SparseExamples;
import io.ffolayer.internal.linalg.sparse.TripletAssembly;
import io.ffolayer.internal.linalg.sparse.UpLookingStructure;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// [Minres] against the direct solver.
class MinresTest {

  private final Random random = new Random(21);

  /// A sparse saddle system with values, and its direct solver.
  private static final class Saddle {
    final CompressedColumns p;
    final double[] pValues;
    final CompressedColumns a;
    final double[] aValues;

    Saddle(CompressedColumns p, double[] pValues, CompressedColumns a, double[] aValues) {
      this.p = p;
      this.pValues = pValues;
      this.a = a;
      this.aValues = aValues;
    }

    /// [ P Aᵀ; A 0 ] x.
    void apply(double[] x, double[] y) {
      int n = p.cols();
      Arrays.fill(y, 0);
      p.addSymmetricProduct(1, pValues, 0, x, 0, y, 0);
      a.addTransposedProduct(1, aValues, 0, x, n, y, 0);
      a.addProduct(1, aValues, 0, x, 0, y, n);
    }

    QuasiDefiniteSolver direct(CompressedColumns hessian, double[] values) {
      QuasiDefinitePattern pattern = QuasiDefinitePattern.of(hessian, a);
      QuasiDefiniteSolver solver =
          new QuasiDefiniteSolver(pattern, new UpLookingStructure(pattern.symbolic()));
      double[] ones = ones(a.rows());
      pattern.setHessian(solver.values(), values, 0);
      pattern.setRows(solver.values(), aValues, 0, ones, 0);
      pattern.setRowDiagonal(solver.values(), new double[a.rows()], 0);
      assertThat(solver.factor()).isTrue();
      return solver;
    }

    double[] solution(double[] rhs) {
      double[] x = new double[rhs.length];
      assertThat(direct(p, pValues).solve(rhs, 0, x, 0)).isLessThan(1e-10);
      return x;
    }

    double[] hessianDiagonal() {
      double[] diagonal = new double[p.cols()];
      for (int j = 0; j < p.cols(); j++) {
        for (int k = p.columnStart()[j]; k < p.columnStart()[j + 1]; k++) {
          if (p.rowIndex()[k] == j) {
            diagonal[j] = pValues[k];
          }
        }
      }
      return diagonal;
    }
  }

  private static double[] ones(int n) {
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    return ones;
  }

  private Saddle saddle(int n, int m) {
    CompressedColumns p = SparseExamples.randomUpper(n, 2 * n, random);
    CompressedColumns a =
        m == 0 ? CompressedColumns.empty(0, n) : SparseExamples.slidingRows(m, n, 5);
    return new Saddle(
        p, SparseExamples.definite(p, random), a, SparseExamples.gaussian(a.nonzeros(), random));
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 1", "9, 0", "30, 10", "80, 35", "120, 60"})
  void minresAgreesWithTheDirectSolver(int n, int m) {
    Saddle saddle = saddle(n, m);
    double[] rhs = SparseExamples.gaussian(n + m, random);
    double[] x = new double[n + m];
    double[] diagonal = saddle.hessianDiagonal();
    double[] inverse = ones(n + m);
    for (int j = 0; j < n; j++) {
      inverse[j] = 1 / diagonal[j];
    }
    Minres minres = new Minres(n + m);
    assertThat(minres.solve(saddle::apply, inverse, rhs, x, new Minres.Goal(1e-12, 100 * (n + m))))
        .isTrue();
    assertThat(minres.residual()).isLessThanOrEqualTo(1e-12);
    assertThat(minres.iterations()).isPositive();
    assertThat(SparseExamples.distance(x, saddle.solution(rhs))).isLessThan(1e-8);
  }

  @Test
  void repeatedRowsAreSolvedWithTheMultipliersOfSmallestNorm() {
    Saddle one = saddle(20, 6);
    double[][] rows = SparseExamples.dense(one.a, one.aValues);
    int[] row = new int[240];
    int[] col = new int[240];
    Arrays.setAll(row, k -> k / 20);
    Arrays.setAll(col, k -> k % 20);
    CompressedColumns doubled = TripletAssembly.distinct(12, 20, row, col).pattern();
    double[] values = new double[240];
    Arrays.setAll(values, k -> rows[k % 12 % 6][k / 12]);
    Saddle two = new Saddle(one.p, one.pValues, doubled, values);
    double[] rhs = SparseExamples.gaussian(26, random);
    double[] twice = Arrays.copyOf(rhs, 32);
    System.arraycopy(rhs, 20, twice, 26, 6);
    double[] expected = one.solution(rhs);

    double[] x = new double[32];
    assertThat(new Minres(32).solve(two::apply, ones(32), twice, x, new Minres.Goal(1e-11, 2000)))
        .isTrue();
    for (int j = 0; j < 20; j++) {
      assertThat(x[j]).isCloseTo(expected[j], within(1e-8));
    }
    for (int i = 0; i < 6; i++) {
      assertThat(x[20 + i]).isCloseTo(expected[20 + i] / 2, within(1e-7));
      assertThat(x[26 + i]).isCloseTo(expected[20 + i] / 2, within(1e-7));
    }
  }

  @Test
  void anInconsistentSystemEndsAtTheSmallestResidual() {
    LinearOperator singular =
        (x, y) -> {
          y[0] = 2 * x[0];
          y[1] = -3 * x[1];
          y[2] = 0;
        };
    double[] x = new double[3];
    Minres minres = new Minres(3);
    assertThat(
            minres.solve(singular, ones(3), new double[] {2, 3, 4}, x, new Minres.Goal(1e-10, 50)))
        .isFalse();
    assertThat(minres.residual()).isCloseTo(4 / Math.sqrt(29), within(1e-12));
    assertThat(Arrays.copyOf(x, 2)).containsExactly(new double[] {1, -1}, within(1e-10));
  }

  @Test
  void aWarmStartAtTheSolutionTakesNoStep() {
    Saddle saddle = saddle(30, 10);
    double[] rhs = SparseExamples.gaussian(40, random);
    double[] x = saddle.solution(rhs);
    Minres minres = new Minres(40);
    assertThat(minres.solve(saddle::apply, ones(40), rhs, x, new Minres.Goal(1e-10, 100))).isTrue();
    assertThat(minres.iterations()).isZero();
  }

  @Test
  void aZeroRightHandSideHasTheZeroSolution() {
    Saddle saddle = saddle(8, 3);
    double[] x = SparseExamples.gaussian(11, random);
    assertThat(
            new Minres(11)
                .solve(saddle::apply, ones(11), new double[11], x, new Minres.Goal(1e-10, 9)))
        .isTrue();
    assertThat(x).containsOnly(0);
  }

  @Test
  void valuesThatAreNotFiniteAreReportedAndLeaveTheGuess() {
    Saddle saddle = saddle(8, 3);
    double[] rhs = new double[11];
    rhs[4] = Double.NaN;
    double[] x = ones(11);
    Minres minres = new Minres(11);
    assertThat(minres.solve(saddle::apply, ones(11), rhs, x, new Minres.Goal(1e-10, 9))).isFalse();
    assertThat(minres.residual()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(x).containsOnly(1);
  }

  @Test
  void theIterationLimitHoldsAndTheBestIterateStays() {
    Saddle saddle = saddle(120, 60);
    double[] rhs = SparseExamples.gaussian(180, random);
    double[] x = new double[180];
    Minres minres = new Minres(180);
    assertThat(minres.solve(saddle::apply, ones(180), rhs, x, new Minres.Goal(1e-12, 7))).isFalse();
    assertThat(minres.iterations()).isEqualTo(7);
    assertThat(minres.residual()).isLessThan(1);
  }

  @Test
  void solvesAllocateNothing() {
    Saddle saddle = saddle(60, 20);
    double[] rhs = SparseExamples.gaussian(80, random);
    double[] x = new double[80];
    double[] ones = ones(80);
    LinearOperator product = saddle::apply;
    Minres minres = new Minres(80);
    Minres.Goal goal = new Minres.Goal(1e-6, 40);
    Runnable work =
        () -> {
          Arrays.fill(x, 0);
          minres.solve(product, ones, rhs, x, goal);
        };
    AllocationAssert.assertAllocatesNothingWhenWarm(work);
  }
}
