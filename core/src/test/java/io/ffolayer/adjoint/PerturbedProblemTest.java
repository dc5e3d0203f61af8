package io.ffolayer.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Ghost;
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
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.testing.Visit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The literal oracle on programs: how its error depends on δ, and what it says of it.
class PerturbedProblemTest {
  private static final Solver EXACT = new InteriorPoint();
  private static final List<Cone> ROWS = List.of(new ZeroCone(2), new NonnegativeCone(4));

  /// A solver whose answers are off by a normal error of a size, another one at every call.
  private record Noisy(Solver exact, double size) implements Solver {
    @Override
    public Prepared prepare(Analysis analysis) {
      Prepared prepared = exact.prepare(analysis);
      SplittableRandom random = new SplittableRandom(7);
      return () -> {
        Worker worker = prepared.worker();
        return (data, from, to, guess, watch, solution) -> {
          worker.solve(data, from, to, guess, watch, solution);
          for (double[] part : new double[][] {solution.y(), solution.z()})
            for (int i = 0; i < part.length; i++) part[i] += size * random.nextGaussian();
        };
      };
    }
  }

  /// A direction and its distance from that of the implicit function theorem.
  private record Measured(double error, double size, GradientReport report) {}

  private static Measured measure(List<Cone> cones, long seed, Ghost.Perturbed ghost) {
    ConeExample example = ConeExample.random(seed, cones);
    SplittableRandom random = new SplittableRandom(seed);
    ProgramData data = example.data(seed % 2 == 0);
    Solution solution = example.solution(data);
    double[] c = random.doubles(solution.variables(), -1, 1).toArray();
    double[] d = random.doubles(solution.rows(), -1, 1).toArray();
    Visit exact = Visit.of(new Implicit(), data, solution, c, d);
    Visit found = Visit.of(new FirstOrder().withGhost(ghost), data, solution, c, d);
    double error = distance(exact.dy(), found.dy()) + distance(exact.dz(), found.dz());
    double[] none = new double[c.length], noRows = new double[d.length];
    double size = distance(exact.dy(), none) + distance(exact.dz(), noRows);
    return new Measured(error, size, found.report());
  }

  private static double distance(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) sum += (x[i] - y[i]) * (x[i] - y[i]);
    return Math.sqrt(sum);
  }

  /// Median slope of log error over log δ.
  private static double slope(
      List<Cone> cones, List<Long> seeds, Scheme scheme, Solver solver, double[] deltas) {
    double[] slopes = new double[seeds.size()];
    for (int k = 0; k < slopes.length; k++) {
      long seed = seeds.get(k);
      double first = measure(cones, seed, new Ghost.Perturbed(deltas[0], scheme, solver)).error;
      double last = measure(cones, seed, new Ghost.Perturbed(deltas[1], scheme, solver)).error;
      slopes[k] = Math.log(first / last) / Math.log(deltas[0] / deltas[1]);
    }
    Arrays.sort(slopes);
    return slopes[slopes.length / 2];
  }

  private static List<Long> seeds(int count) {
    return LongStream.range(0, count).boxed().toList();
  }

  /// The seeds whose solution lies where the boundary of the cone is curved.
  private static List<Long> curvedSeeds(List<Cone> cones) {
    Ghost.Perturbed ghost = new Ghost.Perturbed(1e-2, Scheme.ONE_SIDED, EXACT);
    return seeds(60).stream()
        .filter(seed -> measure(cones, seed, ghost).error > 1e-6)
        .limit(15)
        .toList();
  }

  @Test
  void whereACurvedConeBindsTheErrorIsOfTheOrderOfDeltaOrOfItsSquare() {
    for (Cone cone :
        List.of(
            new SecondOrderCone(4), new PsdCone(3), new ExponentialCone(), new PowerCone(0.3))) {
      List<Cone> cones = List.of(cone);
      List<Long> curved = curvedSeeds(cones);
      assertThat(curved).hasSizeGreaterThan(8);
      double[] deltas = {3e-3, 3e-4};
      assertThat(slope(cones, curved, Scheme.ONE_SIDED, EXACT, deltas))
          .as(cone + ", one-sided")
          .isBetween(0.8, 1.2);
      assertThat(slope(cones, curved, Scheme.CENTRAL, EXACT, deltas))
          .as(cone + ", central")
          .isBetween(1.7, 2.3);
    }
  }

  @Test
  void onRowsItIsExactAtEveryDelta() {
    for (Scheme scheme : Scheme.values())
      for (double delta : new double[] {1e-2, 1, 100})
        for (long seed : seeds(20)) {
          Measured found = measure(ROWS, seed, new Ghost.Perturbed(delta, scheme, EXACT));
          assertThat(found.error).isLessThan(1e-10 * found.size);
          assertThat(found.report.isClean()).isTrue();
        }
  }

  @Test
  void whatTheSolverLeavesCountsLikeItsToleranceOverDelta() {
    Solver noisy = new Noisy(EXACT, 1e-8);
    for (Scheme scheme : Scheme.values())
      assertThat(slope(ROWS, seeds(30), scheme, noisy, new double[] {1e-1, 1e-4}))
          .isBetween(-1.2, -0.8);
    double[] errors = new double[30];
    for (int seed = 0; seed < errors.length; seed++)
      errors[seed] = measure(ROWS, seed, new Ghost.Perturbed(1e-4, Scheme.CENTRAL, noisy)).error;
    Arrays.sort(errors);
    assertThat(errors[15]).isBetween(1e-8 / 1e-4, 100 * 1e-8 / 1e-4);
  }

  @Test
  void aDeltaInsideTheNoiseIsFlaggedAndOneOutsideIsNot() {
    Solver noisy = new Noisy(EXACT, 1e-9);
    for (List<Cone> cones : List.of(ROWS, List.<Cone>of(new SecondOrderCone(4))))
      for (long seed : seeds(20)) {
        Ghost.Perturbed inside = new Ghost.Perturbed(1e-8, Scheme.CENTRAL, noisy);
        Ghost.Perturbed outside = new Ghost.Perturbed(1e-3, Scheme.CENTRAL, noisy);
        assertThat(measure(cones, seed, inside).report.flags()).contains(Flag.STEP_IN_NOISE);
        assertThat(measure(cones, seed, outside).report.isClean()).isTrue();
      }
  }

  @Test
  void theFlagIsThatOfTheLastDirection() {
    ConeExample example = ConeExample.random(2, ROWS);
    ProgramData data = example.data(false);
    Ghost.Perturbed inside = new Ghost.Perturbed(1e-8, Scheme.CENTRAL, new Noisy(EXACT, 1e-9));
    Adjoint.Worker worker =
        Visit.prepare(new FirstOrder().withGhost(inside), data.structure()).worker();
    worker.visit(data, example.solution(data), 0, 1, Watch.unlimited());
    PrimalDual directions = PrimalDual.zeros(data.structure(), 1);
    PrimalDual right = PrimalDual.zeros(data.structure(), 2);
    Arrays.fill(right.y(), 0, right.variables(), 1);
    worker.directions(right, 0, directions, 0);
    assertThat(worker.report(0).flags()).contains(Flag.STEP_IN_NOISE);
    worker.directions(right, 1, directions, 0);
    assertThat(worker.report(0).isClean()).isTrue();
  }

  /// The estimate is of gradients, to which a direction counts with its own error at least.
  @Test
  void theEstimateCoversTruncationAndNoise() {
    List<Double> ratios = new ArrayList<>();
    int covered = 0;
    for (Cone cone : List.of(new SecondOrderCone(4), new PsdCone(2), new ExponentialCone()))
      for (Scheme scheme : Scheme.values())
        for (double delta : new double[] {1e-2, 1e-4, 1e-6})
          for (long seed : seeds(15))
            for (Solver solver : new Solver[] {EXACT, new Noisy(EXACT, 1e-9)}) {
              Measured found =
                  measure(
                      List.of(cone, new NonnegativeCone(2)),
                      seed,
                      new Ghost.Perturbed(delta, scheme, solver));
              covered += found.report.errorEstimate() >= found.error ? 1 : 0;
              ratios.add(found.report.errorEstimate() / found.error);
            }
    int count = ratios.size();
    ratios.sort(null);
    assertThat(ratios.get(count / 2)).isLessThan(100);
    assertThat(covered).isGreaterThan((int) (0.97 * count));
  }

  /// A solver whose tolerance is not met by a step of the rule for an exact one.
  @Test
  void theRuleChoosesALargerDeltaForALooserSolver() {
    for (long seed : seeds(20)) {
      Measured found = measure(ROWS, seed, new Ghost.Perturbed(new Noisy(EXACT, 1e-6)));
      assertThat(found.report.flags()).doesNotContain(Flag.STEP_IN_NOISE);
      assertThat(found.error).isLessThan(1e-2 * found.size);
    }
  }

  @Test
  void aDeltaThatIsNoneIsRefused() {
    for (double delta : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY})
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Ghost.Perturbed(delta, Scheme.CENTRAL, EXACT))
          .withMessageContaining("delta must be > 0");
  }
}
