package io.ffolayer.adjoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.solve.Solution;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.SlotGradients;
import io.ffolayer.testing.Visit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The error estimate of a gradient on curved cones against its error, at solutions that are wrong
/// by 1e-2 … 1e-10. The right gradient is that at the known solution, which
/// [ConeAdjointContractTest] checks.
class ConeErrorEstimateTest {
  private static final int PROGRAMS = 100;

  /// @param error Euclidean, of the slot that is furthest off
  /// @param forwardError of the solution
  private record Outcome(
      double error, double forwardError, GradientReport report, double size, String name) {
    boolean isCertain() {
      return !report.flags().contains(Flag.ACTIVE_SET_UNCERTAIN);
    }
  }

  private static List<List<Cone>> kinds() {
    return List.of(
        List.of(new SecondOrderCone(3)),
        List.of(new SecondOrderCone(6)),
        List.of(new PsdCone(3)),
        List.of(new ExponentialCone(), new ExponentialCone()),
        List.of(new PowerCone(0.3), new PowerCone(0.6)),
        List.of(
            new ZeroCone(1),
            new SecondOrderCone(4),
            new NonnegativeCone(3),
            new SecondOrderCone(2)));
  }

  private static List<Outcome> outcomes(Adjoint adjoint) {
    List<Outcome> outcomes = new ArrayList<>();
    for (List<Cone> cones : kinds())
      for (int seed = 0; seed < PROGRAMS; seed++) {
        ConeExample example = ConeExample.random(500 + seed, cones);
        SplittableRandom random = new SplittableRandom(seed);
        for (int digits = 2; digits <= 10; digits++)
          outcomes.add(outcome(adjoint, example, Math.pow(10, -digits), random));
      }
    return outcomes;
  }

  private static Outcome outcome(
      Adjoint adjoint, ConeExample example, double error, SplittableRandom random) {
    double[] c = normals(random, example.y().length);
    double[] d = normals(random, example.s().length);
    ProgramData data = example.data(false);
    Adjoint.Worker worker = Visit.prepare(adjoint, data.structure()).worker();
    SlotGradients exact = Visit.of(worker, data, example.solution(data), c, d).gradients();
    Visit visit = Visit.of(worker, data, inexact(example, data, error, random), c, d);
    SlotGradients found = visit.gradients();
    return new Outcome(
        found.distance(exact),
        error,
        visit.report(),
        1 + norm(exact.q()) + norm(exact.b()),
        example + ", forward error " + error);
  }

  /// The solution moved at random, as a solver leaves it: inside the cones, every slack and dual a
  /// little off.
  private static Solution inexact(
      ConeExample example, ProgramData data, double error, SplittableRandom random) {
    double[] y = example.y().clone();
    double[] s = example.s().clone();
    double[] z = example.z().clone();
    for (int j = 0; j < y.length; j++) y[j] += error * random.nextGaussian();
    for (int i = 0; i < s.length; i++) {
      s[i] += error * random.nextGaussian();
      z[i] += error * random.nextGaussian();
    }
    for (ConeBlock block : ConeBlock.of(data.structure())) {
      block.project(s);
      block.projectDual(z);
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
      assertThat(ratios[ratios.length / 2]).as("median of estimate / error").isLessThanOrEqualTo(4);
    }
  }

  @Test
  void withCorrectionAnInexactForwardSolutionGivesTheGradientToRounding() {
    for (Adjoint adjoint : List.of(new FirstOrder(), new Implicit())) {
      List<Outcome> outcomes = outcomes(adjoint);
      assertCovered(outcomes);
      List<String> complaints = new ArrayList<>();
      for (Outcome outcome : outcomes)
        if (outcome.isCertain()
            && !outcome.name.contains("PowerCone") // its edges know directions to half the digits
            && !(outcome.error <= 1e-9 * outcome.size * outcome.size))
          complaints.add("error %.3g of %s".formatted(outcome.error, outcome.name));
      assertThat(complaints).isEmpty();
    }
  }

  private static void assertCovered(List<Outcome> outcomes) {
    List<String> complaints = new ArrayList<>();
    int uncertain = 0;
    for (Outcome outcome : outcomes) {
      if (!outcome.isCertain()) {
        uncertain++;
        assertThat(outcome.report.errorEstimate()).as(outcome.name).isInfinite();
      } else if (!(outcome.report.errorEstimate()
          >= outcome.error - 1e-13 * outcome.size * outcome.size))
        complaints.add(
            "error %.3g, estimate %.3g of %s"
                .formatted(outcome.error, outcome.report.errorEstimate(), outcome.name));
    }
    assertThat(complaints).isEmpty();
    assertThat(uncertain).as("uncertain").isLessThan(outcomes.size() / 8);
  }

  private static double[] normals(SplittableRandom random, int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) values[i] = random.nextGaussian();
    return values;
  }

  private static double norm(double[] x) {
    return Math.sqrt(Arrays.stream(x).map(v -> v * v).sum());
  }
}
