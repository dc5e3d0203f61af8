package io.ffolayer.solve.activeset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.internal.kkt.KktFactor;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.UnsupportedProgramException;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.Example;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.Kkt;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.RandomPrograms;
import io.ffolayer.testing.RandomPrograms.Curvature;
import io.ffolayer.testing.RandomPrograms.Size;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DualActiveSetTest {
  private static final DualActiveSet SOLVER = new DualActiveSet();

  static Stream<Size> sizes() {
    return Stream.of(
        new Size(1, 0, 1, 1, Curvature.DEFINITE),
        new Size(5, 0, 0, 5, Curvature.DEFINITE),
        new Size(5, 5, 0, 3, Curvature.DEFINITE),
        new Size(5, 0, 5, 0, Curvature.DEFINITE),
        new Size(8, 3, 0, 0, Curvature.DEFINITE),
        new Size(17, 4, 6, 9, Curvature.DEFINITE),
        new Size(10, 0, 7, 80, Curvature.DEFINITE),
        new Size(40, 10, 25, 50, Curvature.DEFINITE),
        new Size(33, 0, 20, 13, Curvature.DIAGONAL));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void theSolutionThatAProgramWasBuiltFromIsFound(Size size) {
    for (int seed = 0; seed < 6; seed++) {
      Example example = RandomPrograms.strictlyComplementary(seed, size);
      Solution solution = Answer.solve(SOLVER, Form.DENSE.data(example.program()));
      assertThat(solution.isSolved(0)).as("%s: %s", example, solution.message(0)).isTrue();
      assertThat(Kkt.of(example.program(), solution.y(), solution.s(), solution.z()).largest())
          .as(example.name())
          .isLessThan(1e-12);
      assertThat(solution.y()).containsExactly(example.y(), within(1e-9));
      assertThat(solution.z()).containsExactly(example.z(), within(1e-9));
    }
  }

  @Test
  void aContradictionIsProven() {
    for (int seed = 0; seed < 20; seed++)
      for (Example example :
          List.of(
              RandomPrograms.infeasible(seed, 9, Curvature.DEFINITE),
              RandomPrograms.conflictingPair(seed, 7, 1e-3, seed % 2 == 0),
              RandomPrograms.conflictingPair(seed, 7, 1e-6, seed % 2 == 0))) {
        Solution solution = Answer.solve(SOLVER, Form.DENSE.data(example.program()));
        assertThat(solution.status(0))
            .as("%s: %s", example, solution.message(0))
            .isEqualTo(Status.INFEASIBLE);
        assertThat(Kkt.infeasibilityError(example.program(), solution.z()))
            .as(example.name())
            .isLessThan(1e-8);
        assertThat(solution.y()).containsOnly(0);
      }
  }

  @Test
  void anEqualityOnEitherSideOfWhatItDependsOnIsAContradiction() {
    for (double rhs : new double[] {3, -3}) {
      PlainProgram program =
          new PlainProgram(
              new double[][] {{2, 0}, {0, 1}},
              new double[] {1, 1},
              new double[][] {{1, 1}, {2, 2}},
              new double[] {1, rhs},
              new boolean[] {true, true});
      Solution solution = Answer.solve(SOLVER, Form.DENSE.data(program));
      assertThat(solution.status(0)).isEqualTo(Status.INFEASIBLE);
      assertThat(Kkt.infeasibilityError(program, solution.z())).isLessThan(1e-14);
    }
  }

  @Test
  void degenerateRowsDoNotConfuseIt() {
    for (int seed = 0; seed < 20; seed++)
      for (Example example :
          List.of(
              RandomPrograms.repeatedRows(seed, 9),
              RandomPrograms.dependentEqualities(seed, 9),
              RandomPrograms.weaklyActive(seed, 9, 1 + seed % 4))) {
        Solution solution = Answer.solve(SOLVER, Form.DENSE.data(example.program()));
        assertThat(solution.isSolved(0)).as("%s: %s", example, solution.message(0)).isTrue();
        assertThat(solution.y()).containsExactly(example.y(), within(1e-8));
      }
  }

  /// A vertex where many more rows meet than there are variables.
  @Test
  void aVertexOfManyRowsIsFound() {
    int n = 4, m = 40;
    double[][] p = new double[n][n], a = new double[m][n];
    double[] q = new double[n];
    for (int j = 0; j < n; j++) {
      p[j][j] = 1;
      q[j] = -3;
    }
    for (int i = 0; i < m; i++)
      for (int j = 0; j < n; j++) a[i][j] = Math.round(10 * (1 + Math.sin(3 * i + 5 * j))) + 1;
    double[] b = new double[m];
    for (int i = 0; i < m; i++) for (int j = 0; j < n; j++) b[i] += a[i][j];
    PlainProgram program = new PlainProgram(p, q, a, b, new boolean[m]);
    Solution solution = Answer.solve(SOLVER, Form.DENSE.data(program));
    assertThat(solution.isSolved(0)).as(solution.message(0)).isTrue();
    assertThat(solution.y()).containsExactly(new double[] {1, 1, 1, 1}, within(1e-12));
  }

  @Test
  void rowsThatAreNearlyDependentKeepTheirDigits() {
    for (double angle : new double[] {1e-3, 1e-5, 1e-7}) {
      PlainProgram program =
          new PlainProgram(
              new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
              new double[] {-3, -1, -1},
              new double[][] {{1, 0, 0}, {1, angle, 0}},
              new double[] {1, 1 + angle / 2},
              new boolean[] {true, true});
      Solution solution = Answer.solve(SOLVER, Form.DENSE.data(program));
      assertThat(solution.isSolved(0)).as(solution.message(0)).isTrue();
      assertThat(solution.y()).containsExactly(new double[] {1, 0.5, 1}, within(1e-15 / angle));
    }
  }

  @Test
  void theLastSolutionAsGuessNeedsNoStepOfItsOwn() {
    Example example =
        RandomPrograms.strictlyComplementary(2, new Size(30, 4, 12, 20, Curvature.DEFINITE));
    var data = Form.DENSE.data(example.program());
    Solution cold = Answer.solve(SOLVER, data);
    WarmStart guess = i -> new WarmStart.Point(cold.y(), cold.s(), cold.z());
    Solution warm = Answer.solve(SOLVER, data, guess, Watch.unlimited());
    assertThat(warm.iterations(0)).isEqualTo(16); // the active rows, once each
    assertThat(warm.y()).containsExactly(cold.y(), within(1e-12));
  }

  @Test
  void theFactorSolvesTheSystemOfTheActiveRows() {
    Example example =
        RandomPrograms.strictlyComplementary(3, new Size(21, 3, 9, 12, Curvature.DEFINITE));
    PlainProgram program = example.program();
    Solution solution = Answer.solve(SOLVER, Form.DENSE.data(program));
    KktFactor factor = (KktFactor) solution.factor(0);
    assertThat(factor).isNotNull();
    assertThat(factor.keptRows()).isSorted().hasSize(12);
    double[] dy = new double[21], dz = new double[program.m()];
    Arrays.setAll(dy, j -> Math.sin(j + 1));
    for (int row : factor.keptRows()) dz[row] = Math.cos(row);
    double[] ry = dy.clone(), rz = dz.clone();
    factor.solve(dy, 0, dz, 0, new double[factor.workSize()]);
    for (int j = 0; j < 21; j++) {
      double sum = 0;
      for (int k = 0; k < 21; k++) sum += program.p()[j][k] * dy[k];
      for (int i = 0; i < program.m(); i++) sum += program.a()[i][j] * dz[i];
      assertThat(sum).isCloseTo(ry[j], within(1e-11));
    }
    for (int row : factor.keptRows()) {
      double sum = 0;
      for (int k = 0; k < 21; k++) sum += program.a()[row][k] * dy[k];
      assertThat(sum).isCloseTo(rz[row], within(1e-11));
    }
  }

  @Test
  void whatTheMethodCannotDoIsSaid() {
    PlainProgram program =
        RandomPrograms.strictlyComplementary(1, new Size(6, 1, 2, 3, Curvature.DEFINITE)).program();
    program.p()[2][2] = -1;
    Solution solution = Answer.solve(SOLVER, Form.DENSE.data(program));
    assertThat(solution.status(0)).isEqualTo(Status.ITERATION_LIMIT);
    assertThat(solution.message(0)).startsWith("P is not positive definite");
    assertThatThrownBy(() -> SOLVER.prepare(Form.SPARSE.structure(List.of(program))))
        .isInstanceOf(UnsupportedProgramException.class)
        .hasMessageContaining("dense P");
    assertThatThrownBy(() -> SOLVER.withTolerance(1)).hasMessageContaining("tolerance");
    assertThatThrownBy(() -> SOLVER.withMaxIterations(0)).hasMessageContaining("maxIterations");
  }

  @Test
  void theIterationLimitIsAStatus() {
    PlainProgram program =
        RandomPrograms.strictlyComplementary(1, new Size(20, 0, 15, 15, Curvature.DEFINITE))
            .program();
    Solution solution = Answer.solve(SOLVER.withMaxIterations(3), Form.DENSE.data(program));
    assertThat(solution.status(0)).isEqualTo(Status.ITERATION_LIMIT);
    assertThat(solution.message(0)).contains("iteration limit");
  }
}
