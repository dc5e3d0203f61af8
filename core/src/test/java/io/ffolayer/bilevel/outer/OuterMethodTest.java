package io.ffolayer.bilevel.outer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.bilevel.set.Box;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.Watch;
import io.ffolayer.testing.Implementations;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every outer method owes, and the guarantee of Goldstein's.
class OuterMethodTest {
  /// |x₁| + |x₂|: Lipschitz with L = √2, least at 0, with kinks.
  private record Absolute() implements Hyperobjective {
    @Override
    public int size() {
      return 2;
    }

    @Override
    public Evaluation at(double[] x, Watch watch) {
      double[] gradient = {x[0] < 0 ? -1 : 1, x[1] < 0 ? -1 : 1};
      double value = Math.abs(x[0]) + Math.abs(x[1]);
      return new Evaluation(value, gradient, Status.SOLVED, GradientReport.NONE);
    }
  }

  private static final double[] START = {.8, -.5};

  static List<OuterMethod> methods() {
    return List.of(
        new ProjectedGradient(.01, 300),
        new Adam(.02, 300),
        new PerturbedDescent(.01, .05, 300),
        new Goldstein(.5, 1, 1.5, 1.3, 2000));
  }

  @Test
  void everyMethodIsOnTheList() {
    Set<String> listed =
        methods().stream().map(m -> m.getClass().getName()).collect(Collectors.toSet());
    assertThat(listed).isEqualTo(Implementations.of(OuterMethod.class));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void itGoesDown(OuterMethod method) {
    OuterRecord record = OuterRun.of(new Absolute()).run(method, START, 3);
    assertThat(record.status()).isEqualTo(Status.SOLVED);
    assertThat(record.entries()).hasSize(method.iterations());
    double[] x = record.x();
    assertThat(Math.abs(x[0]) + Math.abs(x[1])).isLessThan(0.9);
    assertThat(record.lastValue()).isLessThan(record.entries().getFirst().value());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aRunThatIsStoppedAndResumedEndsAtTheSameBits(OuterMethod method) {
    OuterRun run = OuterRun.of(new Absolute());
    OuterRecord whole = run.run(method, START, 7);
    Watch watch = Watch.unlimited();
    OuterRecord part =
        run.withWatch(watch)
            .withListener(entry -> {
              if (entry.iteration() == 100) watch.interrupt();
            })
            .run(method, START, 7);
    assertThat(part.status()).isEqualTo(Status.INTERRUPTED);
    assertThat(part.entries()).hasSize(100);
    OuterRecord resumed = run.resume(part);
    assertThat(resumed.x()).containsExactly(whole.x());
    assertThat(resumed.entries()).isEqualTo(whole.entries());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void itStaysInTheSetAndTellsTheListenerOfEveryStep(OuterMethod method) {
    List<OuterRecord.Entry> heard = new ArrayList<>();
    Box box = new Box(new double[] {.3, -1}, new double[] {1, 1});
    OuterRecord record =
        OuterRun.of(new Absolute()).within(box).withListener(heard::add).run(method, START, 1);
    assertThat(record.x()[0]).isGreaterThanOrEqualTo(.3 - 1e-12);
    assertThat(heard).isEqualTo(record.entries());
  }

  @Test
  void theScheduleOfGoldsteinIsThatOfTheTheorem() {
    Goldstein method = new Goldstein(.1, .4, Math.sqrt(2), 1.3, Integer.MAX_VALUE);
    assertThat(method.longestStep()).isCloseTo(.1 * .16 / 32, within(1e-15));
    assertThat(method.stepLength()).isCloseTo(.1 * .064 / 128, within(1e-15));
    assertThat(method.block()).isEqualTo(201);
    assertThat(method.iterations()).isEqualTo((int) Math.ceil(32 * 1.3 * 2 / (.1 * .064)));
  }

  /// The expected distance of 0 from the δ-subdifferential is at most ε.
  @Test
  void goldsteinReachesTheRadiusAndToleranceThatItPromises() {
    Goldstein method = new Goldstein(.1, .4, Math.sqrt(2), 1.3, Integer.MAX_VALUE);
    double sum = 0;
    for (long seed = 0; seed < 10; seed++) {
      OuterRecord record = OuterRun.of(new Absolute()).run(method, START, seed);
      SubgradientNorm norm = new SubgradientNorm(.1, 40, seed);
      sum += norm.at(new Absolute(), record.x(), Watch.unlimited());
    }
    assertThat(sum / 10).isLessThan(.4);
  }

  /// To the bit also where it was stopped and gone on with, and on going on it stops again at once.
  @Test
  void aRunEndsWhereTheMeasuredNormIsSmall() {
    SubgradientNorm norm = new SubgradientNorm(.1, 40, 1);
    OuterRun run = OuterRun.of(new Absolute()).withStop(new StationarityTest(norm, .2, 25));
    OuterRecord record = run.run(new ProjectedGradient(.01, 5000), START, 1);
    int steps = record.entries().size();
    assertThat(record.status()).isEqualTo(Status.SOLVED);
    assertThat(steps).isLessThan(200).isPositive();
    assertThat(steps % 25).isZero();
    assertThat(norm.at(new Absolute(), record.x(), Watch.unlimited())).isLessThanOrEqualTo(.2);
    assertThat(record.entries().getLast().evaluations()).isEqualTo(steps + 40 * (steps / 25 - 1));
    assertThat(run.resume(record).entries()).isEqualTo(record.entries());
    Watch watch = Watch.unlimited();
    OuterRecord part =
        run.withWatch(watch)
            .withListener(entry -> {
              if (entry.iteration() == 30) watch.interrupt();
            })
            .run(new ProjectedGradient(.01, 5000), START, 1);
    assertThat(run.resume(part).entries()).isEqualTo(record.entries());
  }

  @Test
  void theSubgradientNormIsThatOfTheHullOfGradients() {
    SubgradientNorm norm = new SubgradientNorm(.1, 60, 1);
    Absolute f = new Absolute();
    Watch watch = Watch.unlimited();
    assertThat(norm.at(f, new double[] {1, 1}, watch)).isCloseTo(Math.sqrt(2), within(1e-8));
    assertThat(norm.at(f, new double[] {.01, 1}, watch)).isCloseTo(1, within(1e-8));
    assertThat(norm.at(f, new double[] {.01, -.01}, watch)).isCloseTo(0, within(1e-6));
  }

  @Test
  void estimatedConstantsStandInTheRecord() {
    OuterRun run = OuterRun.of(new Absolute());
    Goldstein method = Goldstein.estimated(run, START, .1, .4, 1, 30).withMostIterations(50);
    assertThat(method.lipschitz()).isBetween(Math.sqrt(2), 3.0);
    assertThat(method.gap()).isGreaterThan(.5);
    assertThat(run.run(method, START, 1).method()).isEqualTo(method);
  }

  @Test
  void anInnerProblemWithoutSolutionEndsTheRunWithItsStatus() {
    Hyperobjective broken =
        new Hyperobjective() {
          @Override
          public int size() {
            return 1;
          }

          @Override
          public Evaluation at(double[] x, Watch watch) {
            return new Evaluation(0, new double[1], Status.INFEASIBLE, GradientReport.NONE);
          }
        };
    OuterRecord record = OuterRun.of(broken).run(new ProjectedGradient(1, 5), new double[] {1}, 1);
    assertThat(record.status()).isEqualTo(Status.INFEASIBLE);
    assertThat(record.entries()).isEmpty();
    assertThat(record.x()).containsExactly(1);
  }

  @Test
  void optionsOutsideTheirRangesAreRefused() {
    assertThatThrownBy(() -> new Adam(0, 5)).hasMessageContaining("step must be > 0");
    assertThatThrownBy(() -> new Goldstein(.1, 2, 1, 1, 5)).hasMessageContaining("met everywhere");
    assertThatThrownBy(() -> new SubgradientNorm(-1, 3, 1)).hasMessageContaining("radius");
    SubgradientNorm norm = new SubgradientNorm(1, 3, 1);
    assertThatThrownBy(() -> new StationarityTest(norm, -1, 5)).hasMessageContaining("tolerance");
    assertThatThrownBy(() -> new StationarityTest(norm, 1, 0)).hasMessageContaining("≥ 1");
  }
}
