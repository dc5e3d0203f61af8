package io.ffolayer.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import io.ffolayer.testing.ConicProgram;
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

  /// A power cone with coordinates 10¹¹ apart, from a point that is solved to 1e-9: each correction
  /// is about half as long as the one before, and it takes twenty of them. Eight left a gradient
  /// three times too large, with an estimate as large as its error.
  @Test
  void farOutOnAConeCorrectionsGoOnAsLongAsTheyShrink() {
    double[][] p = {{0, 0}, {0, 1}};
    double[] q = {0, 0};
    double[][] a = {{0.25, -1}, {-0.18071301047902294, 0}, {0.4381626801703313, 0}, {0, 0}};
    double[] b = {
      153020.1996025573, 1.3608706925398833E8, -0.2562159342410508, 5.256058992612885E-4
    };
    ConicProgram program =
        ConicProgram.withoutAnswer(p, q, a, b, List.of(new ZeroCone(1), new PowerCone(0.3)));
    double[] y = {-0.5847507006791394, -153020.34579023247};
    double[] z = {
      -153020.3457902325, 1.0340077153551634E-22, 87307.95245429585, -0.001343970671887453
    };
    double[] s = {0, 1.3608706914831626E8, 5.551115123125783E-17, 5.256058992612885E-4};
    for (Adjoint adjoint : List.of(new FirstOrder(), new Implicit())) {
      ProgramData data = program.data(false);
      Solution solution = Answer.solved(data.structure(), y, s, z);
      double[] c = {-1.827126218430472, 0};
      Visit visit = Visit.of(adjoint, data, solution, c, new double[4]);
      double[] byB = visit.gradients().b();
      // 60 digits: 7.650367251555912e-5, −4.16997225258937.
      assertThat(byB[3]).isCloseTo(7.650367251555912e-5, within(1e-12));
      assertThat(byB[2]).isCloseTo(-4.16997225258937, within(1e-11));
      assertThat(visit.report().isClean()).isTrue();
    }
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
