package io.ffolayer.solve.activeset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.ffolayer.internal.kkt.KktFactor;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
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
import io.ffolayer.testing.Slot;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockPivotingTest {
  private static final BlockPivoting SOLVER = new BlockPivoting();

  static Stream<Size> sizes() {
    return Stream.of(
        new Size(1, 0, 1, 1, Curvature.DEFINITE),
        new Size(5, 0, 0, 5, Curvature.DEFINITE),
        new Size(5, 5, 0, 3, Curvature.DEFINITE),
        new Size(5, 0, 5, 0, Curvature.DEFINITE),
        new Size(8, 3, 0, 0, Curvature.DEFINITE),
        new Size(17, 4, 6, 9, Curvature.DEFINITE),
        new Size(20, 0, 6, 30, Curvature.DEFINITE),
        new Size(40, 10, 15, 20, Curvature.DEFINITE),
        new Size(33, 0, 20, 13, Curvature.DIAGONAL),
        new Size(25, 3, 7, 10, Curvature.SPARSE_DEFINITE, 0.3));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void theSolutionThatAProgramWasBuiltFromIsFound(Size size) {
    for (int seed = 0; seed < 8; seed++) {
      Example example = RandomPrograms.strictlyComplementary(seed, size);
      Solution solution = solve(Form.DENSE.data(example.program()));
      assertThat(solution.isSolved(0)).as("%s: %s", example, solution.message(0)).isTrue();
      assertThat(Kkt.of(example.program(), solution.y(), solution.s(), solution.z()).largest())
          .as(example.name())
          .isLessThan(1e-12);
      assertThat(solution.y()).containsExactly(example.y(), within(1e-9));
      assertThat(solution.z()).containsExactly(example.z(), within(1e-9));
    }
  }

  @Test
  void sharedMatricesGiveTheBitsOfCopies() {
    List<PlainProgram> programs = variations(new Size(19, 2, 6, 14, Curvature.DEFINITE), 9);
    Solution copies = solve(Form.DENSE.data(programs));
    Solution shared = solve(Form.DENSE.data(programs, EnumSet.of(Slot.P, Slot.A)));
    assertThat(shared.y()).containsExactly(copies.y());
    assertThat(shared.s()).containsExactly(copies.s());
    assertThat(shared.z()).containsExactly(copies.z());
  }

  @Test
  void rowsOfOneScaleMoreGiveTheSameActiveRows() {
    Example example =
        RandomPrograms.strictlyComplementary(3, new Size(20, 2, 8, 12, Curvature.DEFINITE));
    Example scaled = RandomPrograms.badlyScaled(example, 1, 6);
    Solution plain = solve(Form.DENSE.data(example.program()));
    Solution other = solve(Form.DENSE.data(scaled.program()));
    assertThat(other.isSolved(0)).as("%s", other.message(0)).isTrue();
    assertThat(other.iterations(0)).isEqualTo(plain.iterations(0));
    for (int i = 0; i < example.program().m(); i++)
      assertThat(other.z()[i] == 0).isEqualTo(plain.z()[i] == 0);
  }

  @Test
  void theLastSolutionAsGuessIsConfirmedInOneRound() {
    List<PlainProgram> programs = variations(new Size(30, 3, 9, 20, Curvature.DEFINITE), 6);
    ProgramData data = Form.DENSE.data(programs);
    Solution cold = solve(data);
    Solution warm = new Solution(data.structure(), 6);
    SOLVER
        .prepare(data.structure())
        .worker()
        .solve(data, 0, 6, i -> point(cold, i), Watch.unlimited(), warm);
    for (int i = 0; i < 6; i++) {
      assertThat(warm.iterations(i)).isEqualTo(1);
      assertThat(cold.iterations(i)).isGreaterThan(1);
    }
    assertThat(warm.y()).containsExactly(cold.y());
    assertThat(warm.z()).containsExactly(cold.z());
  }

  @Test
  void repeatedAndDependentRowsAreLeftOut() {
    for (int seed = 0; seed < 10; seed++) {
      for (Example example :
          List.of(
              RandomPrograms.repeatedRows(seed, 9), RandomPrograms.dependentEqualities(seed, 9))) {
        Solution solution = solve(Form.DENSE.data(example.program()));
        assertThat(solution.isSolved(0)).as("%s: %s", example, solution.message(0)).isTrue();
        assertThat(solution.y()).containsExactly(example.y(), within(1e-8));
      }
    }
  }

  /// Small programs run eight side by side; some of them leave the lockstep.
  @Test
  void aSmallProgramGetsTheSameBitsWhateverStandsBesideIt() {
    for (Size size :
        List.of(
            new Size(3, 1, 1, 2, Curvature.DEFINITE),
            new Size(10, 0, 6, 14, Curvature.DEFINITE),
            new Size(16, 4, 8, 20, Curvature.DEFINITE))) {
      List<PlainProgram> programs = new ArrayList<>();
      for (int i = 0; i < 21; i++)
        programs.add(RandomPrograms.strictlyComplementary(4L * i, size).program());
      int last = size.n() > 3 ? size.equalities() + 7 : 3;
      programs.get(2).p()[1][1] = -1;
      Arrays.fill(programs.get(5).a()[last], 0);
      programs.get(9).a()[last] = programs.get(9).a()[last - 1].clone();
      programs.get(9).b()[last] = programs.get(9).b()[last - 1];
      programs.get(12).b()[last] = Double.POSITIVE_INFINITY;
      Solution together = solve(Form.DENSE.data(programs));
      int solved = 0;
      for (int i = 0; i < programs.size(); i++) {
        Solution alone = solve(Form.DENSE.data(programs.get(i)));
        assertThat(Answer.of(alone, 0).bits()).isEqualTo(Answer.of(together, i).bits());
        Answer.of(together, i).mustBeTrueOf(programs.get(i), 1e-9);
        if (together.isSolved(i)) solved++;
      }
      assertThat(solved).isGreaterThan(15);
    }
  }

  @Test
  void smallProgramsAgreeWithTheDualActiveSetMethod() {
    int unsolved = 0;
    for (int seed = 0; seed < 60; seed++) {
      Size size = new Size(2 + seed % 15, seed % 3, seed % 4, 3 + seed % 20, Curvature.DEFINITE);
      if (size.equalities() + size.active() > size.n()) continue;
      ProgramData data =
          Form.DENSE.data(RandomPrograms.strictlyComplementary(seed, size).program());
      Solution pivoted = solve(data);
      Solution other = Answer.solve(new DualActiveSet(), data);
      assertThat(other.isSolved(0)).isTrue();
      if (!pivoted.isSolved(0)) unsolved++;
      else assertThat(pivoted.z()).containsExactly(other.z(), within(1e-10));
    }
    assertThat(unsolved).isLessThan(6);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 40})
  void aWarmWorkerAllocatesNothingButTheFactorThatItLeaves(int n) {
    Size size = new Size(n, n / 5, n / 3, n / 2, Curvature.DEFINITE);
    ProgramData data = Form.DENSE.data(RandomPrograms.strictlyComplementary(1, size).program());
    Solver.Worker worker = SOLVER.prepare(data.structure()).worker();
    Solution solution = new Solution(data.structure(), 1);
    Watch watch = Watch.unlimited();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long fewest = Long.MAX_VALUE;
    // Vectors are objects until the code that uses them is compiled.
    for (long end = System.nanoTime() + 60_000_000_000L; System.nanoTime() < end; ) {
      long before = threads.getCurrentThreadAllocatedBytes();
      worker.solve(data, 0, 1, WarmStart.NONE, watch, solution);
      fewest = Math.min(fewest, threads.getCurrentThreadAllocatedBytes() - before);
      if (fewest < solution.factor(0).bytes() + 600) return;
    }
    assertThat(fewest).isLessThan(solution.factor(0).bytes() + 600);
  }

  @Test
  void theFactorSolvesTheSystemOfTheActiveRows() {
    Example example =
        RandomPrograms.strictlyComplementary(5, new Size(30, 4, 9, 12, Curvature.DEFINITE));
    PlainProgram program = example.program();
    Solution solution = solve(Form.DENSE.data(program));
    KktFactor factor = (KktFactor) solution.factor(0);
    assertThat(factor).isNotNull();
    int[] kept = factor.keptRows();
    int[] expected =
        IntStream.range(0, program.m())
            .filter(i -> program.equality()[i] || solution.z()[i] > 0)
            .toArray();
    assertThat(kept).containsExactly(expected);
    double[] dy = new double[30], dz = new double[program.m()];
    for (int j = 0; j < 30; j++) dy[j] = Math.sin(j + 1);
    Arrays.fill(dz, Double.NaN); // only the kept rows may be read
    for (int row : kept) dz[row] = Math.cos(row);
    double[] ry = dy.clone(), rz = dz.clone();
    factor.solve(dy, 0, dz, 0, new double[factor.workSize()]);
    for (int i = 0; i < program.m(); i++)
      if (Arrays.binarySearch(kept, i) < 0) assertThat(dz[i]).isZero();
    for (int j = 0; j < 30; j++) {
      double sum = 0;
      for (int k = 0; k < 30; k++) sum += program.p()[j][k] * dy[k];
      for (int i = 0; i < program.m(); i++) sum += program.a()[i][j] * dz[i];
      assertThat(sum).isCloseTo(ry[j], within(1e-11));
    }
    for (int row : kept) {
      double sum = 0;
      for (int k = 0; k < 30; k++) sum += program.a()[row][k] * dy[k];
      assertThat(sum).isCloseTo(rz[row], within(1e-11));
    }
  }

  @Test
  void whatTheMethodCannotDoIsSaid() {
    PlainProgram program =
        RandomPrograms.strictlyComplementary(1, new Size(6, 1, 2, 3, Curvature.DEFINITE)).program();
    PlainProgram indefinite = program.copy();
    indefinite.p()[2][2] = -1;
    PlainProgram crowded = RandomPrograms.infeasible(2, 6, Curvature.DEFINITE).program();
    PlainProgram contradiction = program.plusRow(new double[6], -1, false);
    expectUnsolved(indefinite, "P is not positive definite");
    expectUnsolved(crowded, "");
    expectUnsolved(contradiction, "a row of zeros contradicts");
  }

  private static void expectUnsolved(PlainProgram program, String message) {
    Solution solution = solve(Form.DENSE.data(program));
    assertThat(solution.status(0)).isEqualTo(Status.ITERATION_LIMIT);
    assertThat(solution.message(0)).startsWith(message);
    assertThat(solution.y()).containsOnly(0);
    assertThat(solution.factor(0)).isNull();
  }

  @Test
  void aSparseQuadraticAndNonsenseOptionsAreRefused() {
    PlainProgram program =
        RandomPrograms.strictlyComplementary(1, new Size(6, 1, 2, 3, Curvature.DIAGONAL)).program();
    assertThatThrownBy(() -> SOLVER.prepare(Form.SPARSE.structure(List.of(program))))
        .isInstanceOf(UnsupportedProgramException.class)
        .hasMessageContaining("dense P");
    assertThatThrownBy(() -> SOLVER.withTolerance(0)).hasMessageContaining("tolerance");
    assertThatThrownBy(() -> SOLVER.withMaxPivots(0)).hasMessageContaining("maxPivots");
  }

  private static Solution solve(ProgramData data) {
    Solution solution = new Solution(data.structure(), data.batch());
    SOLVER
        .prepare(data.structure())
        .worker()
        .solve(data, 0, data.batch(), WarmStart.NONE, Watch.unlimited(), solution);
    return solution;
  }

  private static WarmStart.Point point(Solution solution, int i) {
    int n = solution.variables(), m = solution.rows();
    return new WarmStart.Point(
        Arrays.copyOfRange(solution.y(), i * n, (i + 1) * n),
        Arrays.copyOfRange(solution.s(), i * m, (i + 1) * m),
        Arrays.copyOfRange(solution.z(), i * m, (i + 1) * m));
  }

  /// One program under several linear terms.
  private static List<PlainProgram> variations(Size size, int count) {
    PlainProgram program = RandomPrograms.strictlyComplementary(3, size).program();
    return IntStream.range(0, count)
        .mapToObj(i -> {
          PlainProgram other = program.copy();
          for (int j = 0; j < other.n(); j++) other.q()[j] += Math.sin(7 * i + j);
          return other;
        })
        .toList();
  }
}
