package io.ffolayer.solve.interior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.solve.interior.InteriorPoint.Polishing;
import io.ffolayer.testing.Example;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.Kkt;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.RandomPrograms;
import io.ffolayer.testing.RandomPrograms.Curvature;
import io.ffolayer.testing.RandomPrograms.Size;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class InteriorPointTest {
  private static final double[][] NO_ROWS = {};

  /// Bytes of the records in which residuals are handed around, once per solve: 320 to 352, by what
  /// else the compiler has seen before it chose what to inline.
  private static final long RESIDUALS = 400;

  private static Solution solve(InteriorPoint solver, ProgramData data, WarmStart guess) {
    Solution solution = new Solution(data.structure(), data.batch());
    Solver.Worker worker = solver.prepare(data.structure()).worker();
    worker.solve(data, 0, data.batch(), guess, Watch.unlimited(), solution);
    return solution;
  }

  private static Solution solve(PlainProgram program, Form form) {
    return solve(new InteriorPoint(), form.data(program), WarmStart.NONE);
  }

  private static Solution solve(PlainProgram program) {
    return solve(program, Form.DENSE);
  }

  private static PlainProgram inequalities(double[][] p, double[] q, double[][] a, double[] b) {
    return new PlainProgram(p, q, a, b, new boolean[b.length]);
  }

  static Stream<Example> solvable() {
    List<Example> examples = new ArrayList<>();
    for (Curvature curvature : Curvature.values())
      for (int seed = 0; seed < 12; seed++) {
        int n = 3 + 3 * seed;
        int active = curvature == Curvature.ZERO ? n - n / 3 : n / 3;
        Size size = new Size(n, n / 3, active, n + seed % 5, curvature, seed % 2 == 0 ? 1 : 0.3);
        examples.add(RandomPrograms.strictlyComplementary(seed, size));
      }
    for (int seed = 0; seed < 6; seed++) {
      examples.add(RandomPrograms.separable(seed, 10 + 4 * seed, 1 + seed));
      examples.add(RandomPrograms.badlyScaled(examples.get(7 * seed), seed, 3));
    }
    return examples.stream();
  }

  @ParameterizedTest
  @MethodSource("solvable")
  void findsTheSolutionToRoundingInEveryForm(Example example) {
    for (Form form : Form.values()) {
      Solution solution = solve(example.program(), form);
      assertThat(solution.status(0))
          .as("%s: %s", form, solution.message(0))
          .isEqualTo(Status.SOLVED);
      Kkt.Errors errors = Kkt.of(example.program(), solution.y(), solution.s(), solution.z());
      assertThat(errors.largest()).as(form.name()).isLessThan(1e-11);
      assertClose(solution.y(), example.y(), 1e-8);
      assertClose(solution.z(), example.z(), 1e-8);
    }
  }

  private static void assertClose(double[] actual, double[] expected, double tolerance) {
    double size = 0;
    for (double value : expected) size = Math.max(size, Math.abs(value));
    for (int k = 0; k < expected.length; k++)
      assertThat(actual[k]).isCloseTo(expected[k], within(tolerance * size));
  }

  static Stream<Example> degenerate() {
    return IntStream.range(0, 12)
        .boxed()
        .flatMap(seed ->
            Stream.of(
                RandomPrograms.weaklyActive(seed, 8, 1 + seed % 3),
                RandomPrograms.repeatedRows(seed, 4 + seed),
                RandomPrograms.dependentEqualities(seed, 5 + seed),
                RandomPrograms.edgeOfSolutions(seed, 3 + seed)));
  }

  @ParameterizedTest
  @MethodSource("degenerate")
  void degenerateProgramsAreSolvedToRounding(Example example) {
    for (Form form : Form.values()) {
      Solution solution = solve(example.program(), form);
      assertThat(solution.status(0))
          .as("%s: %s", form, solution.message(0))
          .isEqualTo(Status.SOLVED);
      Kkt.Errors errors = Kkt.of(example.program(), solution.y(), solution.s(), solution.z());
      assertThat(errors.largest()).as(form.name()).isLessThan(1e-11);
      if (example.y() != null) assertClose(solution.y(), example.y(), 1e-7);
    }
  }

  static Stream<Example> infeasible() {
    return Stream.of(Curvature.values())
        .flatMap(curvature ->
            IntStream.range(1, 9)
                .mapToObj(seed -> RandomPrograms.infeasible(seed, 2 * seed, curvature)));
  }

  @ParameterizedTest
  @MethodSource("infeasible")
  void anInfeasibleProgramEndsWithItsCertificate(Example example) {
    for (Form form : Form.values()) {
      Solution solution = solve(example.program(), form);
      assertThat(solution.status(0)).as(form.name()).isEqualTo(Status.INFEASIBLE);
      assertThat(Kkt.infeasibilityError(example.program(), solution.z())).isLessThan(1e-7);
      assertThat(solution.y()).containsOnly(0);
      assertThat(solution.primalResidual(0)).isLessThan(1e-7);
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void anUnboundedProgramEndsWithItsRay(Form form) {
    for (int seed = 1; seed < 24; seed++) {
      Example example = RandomPrograms.unbounded(seed, 1 + seed / 2, seed % 2 == 0);
      Solution solution = solve(example.program(), form);
      assertThat(solution.status(0)).as(example.name()).isEqualTo(Status.UNBOUNDED);
      assertThat(Kkt.unboundednessError(example.program(), solution.y())).isLessThan(1e-7);
      assertThat(solution.z()).containsOnly(0);
    }
  }

  @Test
  void aProgramWithoutRowsIsALinearSystem() {
    double[][] p = {{4, 1}, {1, 3}};
    Solution solution = solve(inequalities(p, new double[] {1, 2}, NO_ROWS, new double[0]));
    assertThat(solution.status(0)).isEqualTo(Status.SOLVED);
    assertClose(solution.y(), new double[] {-1.0 / 11, -7.0 / 11}, 1e-14);
    assertThat(solution.iterations(0)).isLessThanOrEqualTo(1);
  }

  @Test
  void withoutObjectiveAnyFeasiblePointIsASolution() {
    Solution solution =
        solve(
            inequalities(new double[1][1], new double[1], new double[][] {{1}}, new double[] {3}));
    assertThat(solution.status(0)).isEqualTo(Status.SOLVED);
    assertThat(solution.y()[0]).isLessThanOrEqualTo(3);
  }

  @Test
  void withoutRowsAndCurvatureALinearObjectiveIsUnbounded() {
    Solution solution =
        solve(inequalities(new double[2][2], new double[] {0, 3}, NO_ROWS, new double[0]));
    assertThat(solution.status(0)).isEqualTo(Status.UNBOUNDED);
    assertThat(solution.y()[1]).isCloseTo(-1.0 / 3, within(1e-9));
  }

  @Test
  void aRowOfZerosIsIgnoredWhereItHoldsAndACertificateWhereItCannot() {
    double[][] rows = {{0, 0}, {-1, 0}};
    double[][] p = {{1, 0}, {0, 1}};
    double[] q = {1, 1};
    Solution solvable = solve(inequalities(p, q, rows, new double[] {0, 0}));
    assertThat(solvable.status(0)).isEqualTo(Status.SOLVED);
    assertClose(solvable.y(), new double[] {0, -1}, 1e-12);
    Solution impossible = solve(inequalities(p, q, rows, new double[] {-1e-3, 0}));
    assertThat(impossible.status(0)).isEqualTo(Status.INFEASIBLE);
    assertClose(impossible.z(), new double[] {1e3, 0}, 1e-7);
  }

  @Test
  void anInequalityWithInfiniteRightSideIsAbsent() {
    double[][] p = {{1, 0}, {0, 1}};
    double[] q = {-3, -3};
    double[][] a = {{1, 0}, {1e9, 1e9}, {0, 1}};
    double[] b = {1, Double.POSITIVE_INFINITY, 2};
    Solution solution = solve(inequalities(p, q, a, b));
    assertThat(solution.status(0)).isEqualTo(Status.SOLVED);
    assertClose(solution.y(), new double[] {1, 2}, 1e-12);
    assertThat(solution.s()[1]).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(solution.z()[1]).isZero();
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void anIndefiniteObjectiveIsInvalidData(Form form) {
    double[][][] matrices = {{{1, 0}, {0, -1e-3}}, {{1, 2}, {2, 1}}, {{0, 1}, {1, 0}}};
    for (double[][] p : matrices) {
      double[][] box = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
      Solution solution =
          solve(inequalities(p, new double[2], box, new double[] {1, 1, 1, 1}), form);
      assertThat(solution.status(0)).isEqualTo(Status.INVALID_DATA);
      assertThat(solution.message(0)).contains("P is not positive semidefinite");
      assertThat(solution.y()).containsOnly(0);
    }
  }

  @Test
  void withoutPolishTheResidualsAreThoseThatWereAskedFor() {
    Size size = new Size(20, 5, 8, 12, Curvature.DEFINITE);
    PlainProgram program = RandomPrograms.strictlyComplementary(1, size).program();
    InteriorPoint solver = new InteriorPoint().withPolish(Polishing.NEVER);
    for (double tolerance : new double[] {1e-2, 1e-4, 1e-6, 1e-8, 1e-10}) {
      ProgramData data = Form.DENSE.data(program);
      Solution solution = solve(solver.withTolerance(tolerance), data, WarmStart.NONE);
      assertThat(solution.status(0)).isEqualTo(Status.SOLVED);
      double error = Kkt.of(program, solution.y(), solution.s(), solution.z()).largest();
      assertThat(error).isBetween(1e-4 * tolerance, tolerance);
    }
  }

  @Test
  void aSolutionAsGuessNeedsNoIteration() {
    for (int seed = 0; seed < 10; seed++) {
      Size size = new Size(15, 3, 5, 12, Curvature.DEFINITE);
      PlainProgram program = RandomPrograms.strictlyComplementary(seed, size).program();
      Solution cold = solve(program);
      WarmStart guess = instance -> new WarmStart.Point(cold.y(), cold.s(), cold.z());
      PlainProgram moved = program.copy();
      for (int j = 0; j < moved.n(); j++) moved.q()[j] += 1e-3 * (j % 3);
      Solution warm = solve(new InteriorPoint(), Form.DENSE.data(moved), guess);
      assertThat(warm.status(0)).isEqualTo(Status.SOLVED);
      assertThat(warm.iterations(0)).isZero();
      assertClose(warm.y(), solve(moved).y(), 1e-10);
    }
  }

  @Test
  void aBadGuessDoesNoHarm() {
    Size size = new Size(15, 3, 5, 12, Curvature.DEFINITE);
    PlainProgram program = RandomPrograms.strictlyComplementary(5, size).program();
    double[] numbers = new double[40];
    java.util.Arrays.fill(numbers, 0, 20, 1e12);
    numbers[3] = Double.NaN;
    WarmStart tooLong = instance -> new WarmStart.Point(numbers, numbers, numbers);
    double[] y = java.util.Arrays.copyOf(numbers, 15), z = java.util.Arrays.copyOf(numbers, 20);
    WarmStart withNaN = instance -> new WarmStart.Point(y, z, z);
    Solution cold = solve(program);
    for (WarmStart guess : List.of(tooLong, withNaN))
      assertThat(solve(new InteriorPoint(), Form.DENSE.data(program), guess).y())
          .isEqualTo(cold.y());
  }

  @Test
  void anIterationLimitLeavesTheBestIterateWithItsResiduals() {
    Size size = new Size(20, 5, 8, 12, Curvature.DEFINITE);
    PlainProgram program = RandomPrograms.strictlyComplementary(2, size).program();
    Solution solution =
        solve(new InteriorPoint().withMaxIterations(2), Form.DENSE.data(program), WarmStart.NONE);
    assertThat(solution.status(0)).isEqualTo(Status.ITERATION_LIMIT);
    assertThat(solution.message(0)).contains("out of iterations after 2");
    double error = Kkt.of(program, solution.y(), solution.s(), solution.z()).largest();
    double reported =
        new Residuals(solution.primalResidual(0), solution.dualResidual(0), solution.gap(0))
            .largest();
    assertThat(reported).isCloseTo(error, within(1e-6 * error)).isLessThan(1);
  }

  @Test
  void theWatchStopsASolveBetweenIterations() {
    Size size = new Size(20, 5, 8, 12, Curvature.DEFINITE);
    ProgramData data = Form.DENSE.data(RandomPrograms.strictlyComplementary(3, size).program());
    Watch interrupted = Watch.unlimited();
    interrupted.interrupt();
    for (Watch watch : List.of(interrupted, Watch.ofNanos(0))) {
      Solution solution = new Solution(data.structure(), 1);
      new InteriorPoint()
          .prepare(data.structure())
          .worker()
          .solve(data, 0, 1, WarmStart.NONE, watch, solution);
      assertThat(solution.status(0))
          .isEqualTo(watch == interrupted ? Status.INTERRUPTED : Status.TIME_LIMIT);
    }
  }

  @Test
  void aSharpProofUsesTheGuiltyRowsOnly() {
    double[][] rows = {{1, 1}, {-1, -1}, {1, -1}, {0, 0}};
    double[] b = {1, -2, 3, 5};
    PlainProgram program = inequalities(new double[][] {{1, 0}, {0, 2}}, new double[2], rows, b);
    Solution solution = solve(program);
    assertThat(solution.status(0)).isEqualTo(Status.INFEASIBLE);
    assertClose(solution.z(), new double[] {1, 1, 0, 0}, 1e-13);
    assertThat(Kkt.infeasibilityError(program, solution.z())).isLessThan(1e-14);
  }

  @Test
  void aSharpRayLeavesNothingBehind() {
    double[][] p = {{1, -1, 0}, {-1, 1, 0}, {0, 0, 4}};
    double[][] rows = {{1, -1, 0}, {0, -1, 0}};
    double[] b = {1, 3};
    PlainProgram program = inequalities(p, new double[] {-1, 0, 1}, rows, b);
    Solution solution = solve(program);
    assertThat(solution.status(0)).isEqualTo(Status.UNBOUNDED);
    assertClose(solution.y(), new double[] {1, 1, 0}, 1e-13);
    assertThat(Kkt.unboundednessError(program, solution.y())).isLessThan(1e-14);
  }

  @Test
  void rowsThatContradictEachOtherByLittleAreAProof() {
    for (double gap : new double[] {1, 1e-4, 1e-7}) {
      double[][] rows = {{1, 2}, {-1, -2}, {1, 0}};
      double[] b = {1, -1 - gap, 4};
      PlainProgram program = inequalities(new double[][] {{1, 0}, {0, 1}}, new double[2], rows, b);
      Solution solution = solve(program);
      assertThat(solution.status(0)).as("gap %s", gap).isEqualTo(Status.INFEASIBLE);
      assertClose(solution.z(), new double[] {1 / gap, 1 / gap, 0}, 1e-7);
      assertThat(solution.iterations(0)).isLessThan(60);
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aWarmWorkerAllocatesNothing(Form form) {
    Size size = new Size(12, 3, 4, 8, Curvature.SPARSE_DEFINITE, 0.4);
    ProgramData data = form.data(RandomPrograms.strictlyComplementary(0, size).program());
    InteriorPoint withoutFactors = new InteriorPoint().withPolish(Polishing.NEVER);
    Solver.Worker worker = withoutFactors.prepare(data.structure()).worker();
    Solution solution = new Solution(data.structure(), 1);
    Watch watch = Watch.unlimited();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().threadId();
    long allocated = Long.MAX_VALUE;
    long deadline = System.nanoTime() + 20_000_000_000L; // a busy machine compiles late
    while (allocated > 200 * RESIDUALS && System.nanoTime() < deadline) {
      long before = threads.getThreadAllocatedBytes(id);
      for (int k = 0; k < 200; k++) worker.solve(data, 0, 1, WarmStart.NONE, watch, solution);
      allocated = threads.getThreadAllocatedBytes(id) - before;
    }
    assertThat(allocated / 200).isLessThanOrEqualTo(RESIDUALS);
  }

  @Test
  void optionsOutOfRangeAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new InteriorPoint().withTolerance(0.1))
        .withMessageContaining("tolerance must be in (0, 1e-2], got 0.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new InteriorPoint().withMaxIterations(0))
        .withMessageContaining("maxIterations");
  }
}
