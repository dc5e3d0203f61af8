package io.ffolayer.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Watch;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.Example;
import io.ffolayer.testing.Examples;
import io.ffolayer.testing.Face;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.RandomPrograms;
import io.ffolayer.testing.Sensitivity;
import io.ffolayer.testing.Slot;
import io.ffolayer.testing.SlotGradients;
import io.ffolayer.testing.Visit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What every adjoint owes: the right direction wherever the solution is differentiable, a flag
/// wherever it is not.
@ParameterizedClass
@MethodSource("io.ffolayer.adjoint.Adjoints#all")
class AdjointContractTest {
  /// 200 programs and more, with central differences that are computed once for all adjoints.
  private static final List<Sensitivity> DENSE = sensitivities(false);

  private static final List<Sensitivity> SPARSE = sensitivities(true);

  @Parameter Adjoints.Entry entry;

  private static List<Sensitivity> sensitivities(boolean sparse) {
    List<Sensitivity> list = new ArrayList<>();
    Stream.concat(Examples.strictlyComplementary().stream(), Examples.separable().stream())
        .forEach(example -> list.add(Sensitivity.of(example, list.size(), sparse)));
    return list;
  }

  /// The solution of an example as its triple says.
  private static Solution known(Example example, ProgramData data) {
    double[] s = example.program().slack(example.y());
    for (int i = 0; i < s.length; i++) if (example.margin() > 0 && example.z()[i] != 0) s[i] = 0;
    for (int i = 0; i < s.length; i++) if (s[i] < 1e-12) s[i] = 0;
    return Answer.solved(data.structure(), example.y(), s, example.z());
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void gradientOfEverySlotMatchesCentralDifferences(Form form) {
    List<Sensitivity> sensitivities = form == Form.DENSE ? DENSE : SPARSE;
    assertThat(sensitivities).hasSizeGreaterThan(150);
    List<String> complaints = new ArrayList<>();
    for (Sensitivity sensitivity : sensitivities) {
      PlainProgram program = sensitivity.example().program();
      ProgramData data = form.data(program);
      Visit visit =
          Visit.of(
              entry.adjoint(),
              data,
              known(sensitivity.example(), data),
              sensitivity.c(),
              sensitivity.d());
      for (Slot slot : Slot.values()) {
        double error = error(sensitivity, slot, visit.gradients());
        if (!(error <= 1e-6)) complaints.add(slot + " off by " + error + ": " + sensitivity);
      }
      if (!visit.report().isClean()) complaints.add(visit.report() + ": " + sensitivity);
    }
    assertThat(complaints).as(entry.name()).isEmpty();
  }

  /// Error of the gradient of a slot relative to its size, less what the differences do not know
  /// themselves.
  private static double error(Sensitivity sensitivity, Slot slot, SlotGradients gradients) {
    double sum = 0;
    double unknown = 0;
    for (Sensitivity.Probe probe : sensitivity.probes()) {
      if (probe.slot() != slot) continue;
      double difference =
          probe.predicted(sensitivity.example().program(), gradients) - probe.derivative().value();
      sum += difference * difference;
      unknown += probe.derivative().error() * probe.derivative().error();
    }
    // A slot without influence (q at a vertex) has no size of its own.
    double size = Math.max(sensitivity.size(slot), 1e-2);
    assertThat(Math.sqrt(unknown))
        .as("error of the differences themselves")
        .isLessThan(1e-7 * size);
    return Math.sqrt(sum) / size;
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void directionIsThatOfTheFullLinearSystem(Form form) {
    for (Sensitivity sensitivity : DENSE) {
      Example example = sensitivity.example();
      ProgramData data = form.data(example.program());
      Visit visit =
          Visit.of(entry.adjoint(), data, known(example, data), sensitivity.c(), sensitivity.d());
      double[][] exact =
          SlotGradients.direction(
              example.program(), example.face(), sensitivity.c(), sensitivity.d());
      double size = 1 + norm(exact[0]) + norm(exact[1]);
      assertThat(visit.dy())
          .as(example.name())
          .containsExactly(exact[0], within(entry.precision() * size));
      assertThat(visit.dz())
          .as(example.name())
          .containsExactly(exact[1], within(entry.precision() * size));
      assertThat(visit.active()).as(example.name()).containsExactly(example.face().active());
      assertThat(visit.report().active()).isEqualTo(example.face().rows().length);
    }
  }

  @Test
  void forwardModeAndBackwardModeAreAdjoint() {
    for (Sensitivity sensitivity : DENSE.subList(0, 60)) {
      Example example = sensitivity.example();
      SplittableRandom random = new SplittableRandom(17);
      double[] u = normals(random, example.program().n());
      double[] v = normals(random, example.program().m());
      ProgramData data = Form.DENSE.data(example.program());
      Visit backward =
          Visit.of(entry.adjoint(), data, known(example, data), sensitivity.c(), sensitivity.d());
      Visit forward = Visit.of(entry.adjoint(), data, known(example, data), u, v);
      double left = dot(sensitivity.c(), forward.dy()) + dot(sensitivity.d(), forward.dz());
      double right = dot(backward.dy(), u) + dot(backward.dz(), v);
      double size =
          1 + norm(forward.dy()) + norm(forward.dz()) + norm(backward.dy()) + norm(backward.dz());
      assertThat(left).as(example.name()).isEqualTo(right, within(entry.precision() * size * 10));
    }
  }

  @Test
  void everyAdjointGivesTheDirectionOfAnotherOne() {
    Adjoint reference = entry.other();
    for (Sensitivity sensitivity : DENSE) {
      ProgramData data = Form.DENSE.data(sensitivity.example().program());
      Solution solution = known(sensitivity.example(), data);
      Visit own = Visit.of(entry.adjoint(), data, solution, sensitivity.c(), sensitivity.d());
      Visit other = Visit.of(reference, data, solution, sensitivity.c(), sensitivity.d());
      for (Slot slot : Slot.values())
        assertThat(own.gradients().distance(slot, other.gradients()))
            .as("%s of %s", slot, sensitivity)
            .isLessThanOrEqualTo(1e-8 * Math.max(1, other.gradients().size(slot)));
    }
  }

  @Test
  void weaklyActiveRowsAreFlaggedAndTheDirectionIsThatOfSomeSide() {
    for (int seed = 1; seed <= 12; seed++)
      for (int weak = 1; weak <= 4; weak++) {
        Example example = RandomPrograms.weaklyActive(seed, 7, weak);
        Visit visit = visitWithRandomCotangents(example);
        assertThat(visit.report().flags()).as(example.name()).contains(Flag.WEAKLY_ACTIVE);
        assertFinite(visit, example);
        assertStrongRowsAreActive(visit, example);
        double[][] exact = directionOf(visit, example);
        double size = 1 + norm(exact[0]) + norm(exact[1]);
        assertThat(visit.dy()).as(example.name()).containsExactly(exact[0], within(1e-7 * size));
        assertThat(visit.dz()).as(example.name()).containsExactly(exact[1], within(1e-7 * size));
      }
  }

  private static void assertStrongRowsAreActive(Visit visit, Example example) {
    double[] s = example.program().slack(example.y());
    for (int i = 0; i < s.length; i++) {
      if (example.program().equality()[i] || example.z()[i] > 0.1)
        assertThat(visit.active()[i]).isTrue();
      if (!example.program().equality()[i] && s[i] > 0.1) assertThat(visit.active()[i]).isFalse();
    }
  }

  private static double[][] directionOf(Visit visit, Example example) {
    SplittableRandom random = new SplittableRandom(23);
    double[] c = normals(random, example.program().n());
    double[] d = normals(random, example.program().m());
    return SlotGradients.direction(example.program(), new Face(visit.active()), c, d);
  }

  private Visit visitWithRandomCotangents(Example example) {
    ProgramData data = Form.DENSE.data(example.program());
    SplittableRandom random = new SplittableRandom(23);
    double[] c = normals(random, example.program().n());
    double[] d = normals(random, example.program().m());
    return Visit.of(entry.adjoint(), data, known(example, data), c, d);
  }

  @Test
  void dependentRowsAreFlaggedAndDoNotChangeTheDirectionOfTheSolution() {
    for (int seed = 1; seed <= 12; seed++) {
      Example example = RandomPrograms.repeatedRows(seed, 5);
      // Duals of the repeated row, shared out: any such split is right.
      Example base = RandomPrograms.strictlyComplementary(4L * seed, baseOfRepeatedRows());
      double[] z = Arrays.copyOf(base.z(), example.program().m());
      z[base.z().length] = 0.25 * base.z()[1];
      z[base.z().length + 1] = 0.125 * base.z()[1];
      z[1] = 0.5 * base.z()[1];
      PlainProgram program = example.program();
      double[] s = program.slack(example.y());
      for (int i = 0; i < s.length; i++) if (z[i] > 0 || s[i] < 1e-12) s[i] = 0;
      ProgramData data = Form.DENSE.data(program);
      double[] c = normals(new SplittableRandom(seed), program.n());
      Visit visit =
          Visit.of(
              entry.adjoint(),
              data,
              Answer.solved(data.structure(), example.y(), s, z),
              c,
              new double[program.m()]);
      double[][] exact =
          SlotGradients.direction(base.program(), base.face(), c, new double[base.program().m()]);
      assertFinite(visit, example);
      if (isCalledUncertain(visit)) continue;
      assertThat(visit.report().flags()).as(example.name()).contains(Flag.DEPENDENT_ROWS);
      assertThat(visit.dy())
          .as(example.name())
          .containsExactly(exact[0], within(1e-7 * (1 + norm(exact[0]))));
    }
  }

  /// A solver of equality-constrained programs may find the ghost problem infeasible where repeated
  /// rows differ in their last digits.
  private boolean isCalledUncertain(Visit visit) {
    return entry.maySayUncertain() && visit.report().flags().contains(Flag.ACTIVE_SET_UNCERTAIN);
  }

  private static RandomPrograms.Size baseOfRepeatedRows() {
    return new RandomPrograms.Size(5, 1, 2, 2, RandomPrograms.Curvature.DEFINITE);
  }

  @Test
  void anEdgeOfSolutionsIsFlagged() {
    for (int seed = 1; seed <= 12; seed++) {
      Example example = RandomPrograms.edgeOfSolutions(seed, 4);
      PlainProgram program = example.program();
      double[] z = new double[program.m()];
      z[0] = 1;
      double[] y = new double[program.n()];
      ProgramData data = Form.DENSE.data(program);
      double[] s = program.slack(y);
      Visit visit =
          Visit.of(
              entry.adjoint(),
              data,
              Answer.solved(data.structure(), y, s, z),
              normals(new SplittableRandom(seed), program.n()),
              new double[program.m()]);
      assertFinite(visit, example);
      if (isCalledUncertain(visit)) continue;
      assertThat(visit.report().flags()).as(example.name()).contains(Flag.NON_UNIQUE);
    }
  }

  /// Without curvature and without rows q ≠ 0 has no minimum to correct towards.
  @Test
  void aGhostProblemWithoutSolutionIsFlaggedAndNothingIsMissing() {
    PlainProgram program =
        new PlainProgram(
            new double[2][2], new double[] {1, -1}, new double[0][], new double[0], new boolean[0]);
    ProgramData data = Form.DENSE.data(program);
    double[] none = new double[0];
    Visit visit =
        Visit.of(
            entry.adjoint(),
            data,
            Answer.solved(data.structure(), new double[] {0.5, 2}, none, none),
            new double[] {1, 1},
            none);
    assertThat(visit.report().isClean()).isFalse();
    for (double[] values : new double[][] {visit.y(), visit.dy()})
      for (double value : values) assertThat(value).isFinite();
  }

  @Test
  void withoutCotangentTheGradientIsZeroAndTheReportClean() {
    Example example = Examples.strictlyComplementary().get(10);
    ProgramData data = Form.DENSE.data(example.program());
    Visit visit =
        Visit.of(
            entry.adjoint(),
            data,
            known(example, data),
            new double[example.program().n()],
            new double[example.program().m()]);
    assertThat(norm(visit.dy()) + norm(visit.dz())).isZero();
    assertThat(visit.report().isClean()).isTrue();
  }

  @Test
  void withoutSolutionOrTimeTheDirectionIsZeroAndTheReportSaysWhy() {
    Sensitivity sensitivity = DENSE.get(10);
    ProgramData data = Form.DENSE.data(sensitivity.example().program());
    Solution solution = known(sensitivity.example(), data);
    Adjoint.Worker worker = Visit.prepare(entry.adjoint(), data.structure()).worker();
    PrimalDual cotangents =
        new PrimalDual(
            sensitivity.c().length, sensitivity.d().length, sensitivity.c(), sensitivity.d());
    PrimalDual direction = PrimalDual.zeros(data.structure(), 1);

    Arrays.fill(direction.y(), 7);
    worker.visit(data, solution, 0, 1, Watch.ofNanos(0));
    worker.directions(cotangents, 0, direction, 0);
    assertThat(worker.report(0)).isEqualTo(GradientReport.STOPPED);
    assertThat(norm(direction.y()) + norm(direction.z())).isZero();

    Arrays.fill(direction.y(), 7);
    Watch watch = Watch.unlimited();
    worker.visit(data, solution, 0, 1, watch);
    watch.interrupt(); // between the visit and its direction
    worker.directions(cotangents, 0, direction, 0);
    assertThat(worker.report(0)).isEqualTo(GradientReport.STOPPED);
    assertThat(norm(direction.y()) + norm(direction.z())).isZero();

    Arrays.fill(direction.y(), 7);
    Solution unsolved = new Solution(data.structure(), 1);
    worker.visit(data, unsolved, 0, 1, Watch.unlimited());
    worker.directions(cotangents, 0, direction, 0);
    assertThat(worker.report(0)).isEqualTo(GradientReport.NONE);
    assertThat(norm(direction.y()) + norm(direction.z())).isZero();
  }

  @Test
  void theSizeOfTheCotangentScalesTheDirectionAndNothingElse() {
    for (Sensitivity sensitivity : DENSE.subList(0, 40)) {
      ProgramData data = Form.DENSE.data(sensitivity.example().program());
      Solution solution = known(sensitivity.example(), data);
      Visit unit = Visit.of(entry.adjoint(), data, solution, sensitivity.c(), sensitivity.d());
      for (double factor : new double[] {Math.scalb(1.0, -40), Math.scalb(1.0, 40)}) {
        Visit scaled =
            Visit.of(
                entry.adjoint(),
                data,
                solution,
                times(sensitivity.c(), factor),
                times(sensitivity.d(), factor));
        double size = norm(unit.dy()) + norm(unit.dz());
        assertThat(times(scaled.dy(), 1 / factor))
            .containsExactly(unit.dy(), within(entry.precision() * size));
        assertThat(times(scaled.dz(), 1 / factor))
            .containsExactly(unit.dz(), within(entry.precision() * size));
      }
    }
  }

  private static void assertFinite(Visit visit, Example example) {
    for (double[] values : new double[][] {visit.y(), visit.z(), visit.dy(), visit.dz()})
      for (double value : values) assertThat(value).as(example.name()).isFinite();
    assertThat(visit.report().residual()).isNotNaN();
    assertThat(visit.report().margin()).isNotNaN();
    assertThat(visit.report().errorEstimate()).isNotNaN();
  }

  private static double[] normals(SplittableRandom random, int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) values[i] = random.nextGaussian();
    return values;
  }

  private static double[] times(double[] x, double factor) {
    double[] y = x.clone();
    for (int i = 0; i < y.length; i++) y[i] *= factor;
    return y;
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) sum += x[i] * y[i];
    return sum;
  }

  private static double norm(double[] x) {
    return Math.sqrt(dot(x, x));
  }
}
