package io.ffolayer.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Watch;
import io.ffolayer.solve.activeset.BlockPivoting;
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.Example;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.RandomPrograms;
import io.ffolayer.testing.Slot;
import io.ffolayer.testing.Visit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What adjoints owe whose direction is on purpose not the derivative: the derivative in the limit,
/// at the rate that they promise, and an honest report.
@ParameterizedClass
@MethodSource("io.ffolayer.adjoint.Adjoints#biased")
class BiasedAdjointContractTest {
  private static final List<Cone> ROWS = List.of(new ZeroCone(2), new NonnegativeCone(4));

  private static final List<List<Cone>> CURVED =
      List.of(
          List.of(new SecondOrderCone(4), new NonnegativeCone(2)),
          List.of(new PsdCone(3)),
          List.of(new ExponentialCone(), new ZeroCone(1)),
          List.of(new PowerCone(0.3)));

  @Parameter Adjoints.Biased entry;

  /// A program with cotangents, and the derivative there.
  private record Case(ProgramData data, Solution solution, double[] c, double[] d, Visit exact) {
    static Case of(List<Cone> cones, long seed) {
      ConeExample example = ConeExample.random(seed, cones);
      ProgramData data = example.data(seed % 2 == 1);
      Solution solution = example.solution(data);
      SplittableRandom random = new SplittableRandom(seed);
      double[] c = random.doubles(solution.variables(), -1, 1).toArray();
      double[] d = random.doubles(solution.rows(), -1, 1).toArray();
      return new Case(data, solution, c, d, Visit.of(new Implicit(), data, solution, c, d));
    }

    /// Relative error of the slot where it is largest.
    double error(Adjoint adjoint) {
      Visit visit = Visit.of(adjoint, data, solution, c, d);
      double largest = 0;
      for (Slot slot : Slot.values())
        largest =
            Math.max(
                largest,
                visit.gradients().distance(slot, exact.gradients())
                    / Math.max(1, exact.gradients().size(slot)));
      return largest;
    }
  }

  private static List<Case> cases(List<Cone> cones) {
    List<Case> cases = new ArrayList<>();
    for (long seed = 0; seed < 12; seed++) cases.add(Case.of(cones, seed));
    return cases;
  }

  private double[] errors(List<Case> cases, double parameter) {
    return cases.stream().mapToDouble(one -> one.error(entry.at().apply(parameter))).toArray();
  }

  @Test
  void theGradientOfEverySlotGoesToTheDerivativeAtThePromisedRate() {
    assertRate(ROWS, entry.flatOrder());
    for (List<Cone> cones : CURVED) assertRate(cones, entry.order());
  }

  private void assertRate(List<Cone> cones, double order) {
    List<Case> cases = cases(cones);
    double[] far = errors(cases, 100 * entry.smallest());
    double[] near = errors(cases, entry.smallest());
    assertThat(Arrays.stream(near).max().orElseThrow())
        .as("largest error, %s on %s", entry, cones)
        .isLessThan(entry.bound());
    double noise = 1e-9;
    double[] slopes = new double[far.length];
    for (int k = 0; k < far.length; k++)
      slopes[k] = near[k] < noise ? order : Math.log(far[k] / near[k]) / Math.log(100);
    Arrays.sort(slopes);
    double least = Double.isInfinite(order) ? 10 : order - 0.2;
    assertThat(slopes[slopes.length / 2]).as("%s on %s", entry, cones).isGreaterThan(least);
  }

  /// ⟨c, δy⟩ + ⟨d, δz⟩ = ⟨dy, u⟩ + ⟨dz, v⟩, or a reason why there is no forward mode.
  @Test
  void forwardModeAndBackwardModeAreAdjointWhereThereIsAForwardMode() {
    Adjoint adjoint = entry.at().apply(1e-2);
    String reason = adjoint.withoutTangents();
    if (reason != null) {
      assertThat(reason).isNotBlank();
      return;
    }
    for (List<Cone> cones : CURVED)
      for (Case one : cases(cones)) {
        SplittableRandom random = new SplittableRandom(17);
        double[] u = random.doubles(one.c.length, -1, 1).toArray();
        double[] v = random.doubles(one.d.length, -1, 1).toArray();
        Visit backward = Visit.of(adjoint, one.data, one.solution, one.c, one.d);
        Visit forward = Visit.of(adjoint, one.data, one.solution, u, v);
        double left = dot(one.c, forward.dy()) + dot(one.d, forward.dz());
        double right = dot(backward.dy(), u) + dot(backward.dz(), v);
        assertThat(left).isEqualTo(right, within(1e-8 * (1 + Math.abs(left))));
      }
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) sum += x[i] * y[i];
    return sum;
  }

  @Test
  void withoutCotangentTheGradientIsZeroAndTheReportClean() {
    Case one = Case.of(ROWS, 3);
    Visit visit =
        Visit.of(
            entry.at().apply(entry.smallest()),
            one.data,
            one.solution,
            new double[one.c.length],
            new double[one.d.length]);
    assertThat(visit.dy()).containsOnly(0);
    assertThat(visit.dz()).containsOnly(0);
    assertThat(visit.report().isClean()).isTrue();
  }

  @Test
  void withoutSolutionOrTimeTheDirectionIsZeroAndTheReportSaysWhy() {
    Case one = Case.of(ROWS, 3);
    Adjoint.Prepared prepared =
        Visit.prepare(entry.at().apply(entry.smallest()), one.data.structure());
    Watch interrupted = Watch.unlimited();
    interrupted.interrupt();
    for (Watch watch : List.of(Watch.ofNanos(0), interrupted))
      assertThat(answer(prepared, one, one.solution, watch)).isEqualTo(GradientReport.STOPPED);
    Solution unsolved = new Solution(one.data.structure(), 1);
    assertThat(answer(prepared, one, unsolved, Watch.unlimited())).isEqualTo(GradientReport.NONE);
  }

  private static GradientReport answer(
      Adjoint.Prepared prepared, Case one, Solution solution, Watch watch) {
    Adjoint.Worker worker = prepared.worker();
    PrimalDual direction = PrimalDual.zeros(one.data.structure(), 1);
    Arrays.fill(direction.y(), 7);
    worker.visit(one.data, solution, 0, 1, watch);
    worker.directions(new PrimalDual(one.c.length, one.d.length, one.c, one.d), 0, direction, 0);
    assertThat(direction.y()).containsOnly(0);
    assertThat(direction.z()).containsOnly(0);
    return worker.report(0);
  }

  @Test
  void whereThereIsNoDerivativeAllNumbersAreFinite() {
    List<Example> examples = new ArrayList<>();
    for (int seed = 1; seed <= 5; seed++) {
      examples.add(RandomPrograms.weaklyActive(seed, 6, 2));
      examples.add(RandomPrograms.repeatedRows(seed, 5));
      examples.add(RandomPrograms.edgeOfSolutions(seed, 4));
      examples.add(RandomPrograms.dependentEqualities(seed, 6));
    }
    for (Example example : examples)
      for (double parameter : new double[] {entry.smallest(), 1e-2}) {
        ProgramData data = Form.DENSE.data(example.program());
        Solution solution = Answer.solve(new InteriorPoint(), data);
        SplittableRandom random = new SplittableRandom(1);
        double[] c = random.doubles(solution.variables(), -1, 1).toArray();
        double[] d = random.doubles(solution.rows(), -1, 1).toArray();
        Visit visit = Visit.of(entry.at().apply(parameter), data, solution, c, d);
        for (double[] part : new double[][] {visit.y(), visit.z(), visit.dy(), visit.dz()})
          for (double value : part) assertThat(value).as(example.name()).isFinite();
        assertThat(visit.report().errorEstimate()).isNotNaN();
      }
  }

  /// Runs of any length: the answers are those of each instance alone.
  @Test
  void theAnswerForAnInstanceDependsOnThatInstanceAlone() {
    RandomPrograms.Size size =
        new RandomPrograms.Size(5, 1, 2, 2, RandomPrograms.Curvature.DEFINITE);
    List<PlainProgram> programs = new ArrayList<>();
    PlainProgram first = RandomPrograms.strictlyComplementary(1, size).program();
    for (int k = 0; k < 11; k++) {
      PlainProgram program = first.copy();
      for (int j = 0; j < program.n(); j++) Slot.Q.move(program, j, 0.3 * k * Math.sin(j + k));
      programs.add(program);
    }
    Solver solver = new BlockPivoting();
    PrimalDual together = directions(solver, Form.DENSE.data(programs));
    for (int k = 0; k < programs.size(); k++) {
      PrimalDual alone = directions(solver, Form.DENSE.data(List.of(programs.get(k))));
      int n = together.variables();
      assertThat(Arrays.copyOfRange(together.y(), k * n, (k + 1) * n))
          .containsExactly(alone.y(), within(1e-6));
    }
  }

  private PrimalDual directions(Solver solver, ProgramData data) {
    Analysis analysis = new Analysis(data.structure());
    Adjoint.Prepared prepared =
        entry.at().apply(entry.smallest()).prepare(analysis, solver.prepare(analysis));
    Solution solution = Answer.solve(solver, data);
    PrimalDual right = PrimalDual.zeros(data.structure(), data.batch());
    Arrays.fill(right.y(), 1);
    PrimalDual directions = PrimalDual.zeros(data.structure(), data.batch());
    Adjoint.Worker worker = prepared.worker();
    for (int from = 0; from < data.batch(); from += prepared.grain()) {
      int to = Math.min(data.batch(), from + prepared.grain());
      worker.visit(data, solution, from, to, Watch.unlimited());
      worker.directions(right, from, directions, from);
      for (int k = from; k < to; k++) assertThat(worker.report(k - from).isStopped()).isFalse();
    }
    return directions;
  }
}
