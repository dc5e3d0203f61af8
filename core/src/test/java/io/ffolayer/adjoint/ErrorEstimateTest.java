package io.ffolayer.adjoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Solution;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.Example;
import io.ffolayer.testing.Face;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.RandomPrograms;
import io.ffolayer.testing.RandomPrograms.Curvature;
import io.ffolayer.testing.RandomPrograms.Size;
import io.ffolayer.testing.SlotGradients;
import io.ffolayer.testing.Visit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The error estimate of a gradient against its error, on 1000 programs whose forward solutions are
/// wrong by 1e-2 … 1e-10.
class ErrorEstimateTest {
  private static final int PROGRAMS = 1000;

  /// One gradient from an inexact solution.
  ///
  /// @param error Euclidean, of the slot that is furthest off
  /// @param rightRows whether the active rows were those of the solution
  private record Outcome(
      double error, GradientReport report, boolean rightRows, double size, String name) {
    boolean isCertain() {
      return !report.flags().contains(Flag.ACTIVE_SET_UNCERTAIN);
    }
  }

  private static List<Outcome> outcomes(Adjoint adjoint) {
    List<Outcome> outcomes = new ArrayList<>();
    for (int seed = 0; seed < PROGRAMS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Example example = RandomPrograms.strictlyComplementary(seed, size(random));
      for (int digits = 2; digits <= 10; digits++)
        outcomes.add(outcome(adjoint, example, Math.pow(10, -digits), random));
    }
    return outcomes;
  }

  private static Size size(SplittableRandom random) {
    int n = random.nextInt(2, 12);
    int equalities = random.nextInt(0, n / 2 + 1);
    int active = random.nextInt(0, n - equalities);
    return new Size(n, equalities, active, random.nextInt(0, 2 * n), Curvature.DEFINITE);
  }

  private static Outcome outcome(
      Adjoint adjoint, Example example, double error, SplittableRandom random) {
    PlainProgram program = example.program();
    double[] c = normals(random, program.n());
    double[] d = normals(random, program.m());
    ProgramData data = Form.DENSE.data(program);
    Visit visit = Visit.of(adjoint, data, inexact(example, data, error, random), c, d);
    SlotGradients found = visit.gradients();
    Face face = example.face();
    SlotGradients exact = SlotGradients.of(program, face, face.solve(program), c, d);
    return new Outcome(
        found.distance(exact),
        visit.report(),
        Arrays.equals(visit.active(), face.active()),
        1 + norm(exact.q()) + norm(exact.b()),
        example.name() + ", forward error " + error);
  }

  /// The solution moved at random, as a solver leaves it: inside the cones, every slack and dual a
  /// little off.
  private static Solution inexact(
      Example example, ProgramData data, double error, SplittableRandom random) {
    double[] y = example.y().clone();
    double[] s = example.program().slack(y);
    double[] z = example.z().clone();
    for (int j = 0; j < y.length; j++) y[j] += error * random.nextGaussian();
    for (int i = 0; i < s.length; i++) {
      if (example.program().equality()[i]) {
        s[i] = 0;
        z[i] += error * random.nextGaussian();
      } else {
        s[i] = Math.abs(s[i] + error * random.nextGaussian());
        z[i] = Math.abs(z[i] + error * random.nextGaussian());
      }
    }
    return Answer.solved(data.structure(), y, s, z);
  }

  @Test
  void withoutCorrectionTheEstimateCoversTheErrorAndIsNearIt() {
    for (Adjoint adjoint :
        List.of(new FirstOrder().withCorrection(false), new Implicit().withCorrection(false))) {
      List<Outcome> outcomes = outcomes(adjoint);
      assertCovered(outcomes);
      double[] ratios =
          outcomes.stream()
              .filter(Outcome::isCertain)
              .filter(outcome -> outcome.error > 1e-12 * outcome.size)
              .mapToDouble(outcome -> outcome.report.errorEstimate() / outcome.error)
              .sorted()
              .toArray();
      assertThat(ratios).hasSizeGreaterThan(PROGRAMS * 7);
      assertThat(ratios[ratios.length / 2]).as("median of estimate / error").isLessThanOrEqualTo(3);
    }
  }

  @Test
  void withCorrectionAnInexactForwardSolutionGivesTheGradientToRounding() {
    for (Adjoint adjoint : List.of(new FirstOrder(), new Implicit())) {
      List<Outcome> outcomes = outcomes(adjoint);
      assertCovered(outcomes);
      assertThat(outcomes)
          .filteredOn(Outcome::isCertain)
          .hasSizeGreaterThan(PROGRAMS * 8)
          .allSatisfy(outcome ->
              assertThat(outcome.error)
                  .as(outcome.name)
                  .isLessThan(1e-9 * outcome.size * outcome.size));
    }
  }

  private static void assertCovered(List<Outcome> outcomes) {
    assertThat(outcomes)
        .allSatisfy(outcome -> {
          if (!outcome.isCertain()) {
            assertThat(outcome.report.errorEstimate()).as(outcome.name).isInfinite();
          } else {
            assertThat(outcome.rightRows)
                .as("wrong rows without the flag: %s", outcome.name)
                .isTrue();
            assertThat(outcome.report.errorEstimate())
                .as(outcome.name)
                .isGreaterThanOrEqualTo(outcome.error - 1e-14 * outcome.size * outcome.size);
          }
        });
    long uncertain = outcomes.stream().filter(outcome -> !outcome.isCertain()).count();
    assertThat(uncertain).as("uncertain").isLessThan(outcomes.size() / 10);
  }

  private static double[] normals(SplittableRandom random, int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) values[i] = random.nextGaussian();
    return values;
  }

  private static double norm(double[] x) {
    double sum = 0;
    for (double v : x) sum += v * v;
    return Math.sqrt(sum);
  }
}
