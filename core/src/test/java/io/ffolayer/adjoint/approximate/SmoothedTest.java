package io.ffolayer.adjoint.approximate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.adjoint.Flag;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.Visit;
import org.junit.jupiter.api.Test;

class SmoothedTest {
  /// min ½(y − a)² over y ≤ b: y = min(a, b), so dy/da = 1 where a < b and 0 elsewhere.
  private static Visit minimum(Smoothed smoothed, double a, double b) {
    PlainProgram program =
        new PlainProgram(
            new double[][] {{1}},
            new double[] {-a},
            new double[][] {{1}},
            new double[] {b},
            new boolean[1]);
    ProgramData data = Form.DENSE.data(program);
    return Visit.of(
        smoothed, data, Answer.solve(new InteriorPoint(), data), new double[] {1}, new double[1]);
  }

  private static double quadrature(double a, double b, double radius) {
    int nodes = 100_000;
    int inactive = 0;
    for (int k = 0; k < nodes; k++) {
      double eta = radius * (2 * (k + 0.5) / nodes - 1);
      if (a < b + eta) inactive++;
    }
    return inactive / (double) nodes;
  }

  @Test
  void theMeanIsWithinThreeStandardErrorsOfQuadrature() {
    int samples = 200;
    for (double a : new double[] {-0.4, -0.1, 0, 0.3})
      for (long seed = 1; seed <= 5; seed++) {
        Visit visit = minimum(new Smoothed(0.5, samples, seed), a, 0);
        double share = quadrature(a, 0, 0.5);
        double standardError = Math.sqrt(share * (1 - share) / samples);
        assertThat(-visit.dy()[0]).isEqualTo(share, within(3 * standardError));
        assertThat(visit.report().errorEstimate()).isGreaterThan(0.7 * standardError);
      }
  }

  @Test
  void theReportTellsTheStandardErrorAndItFallsWithTheRootOfTheSamples() {
    double few = minimum(new Smoothed(0.5, 50, 1), 0, 0).report().errorEstimate();
    assertThat(few).isBetween(0.05, 0.3);
  }

  @Test
  void theSameSeedGivesTheSameAnswer() {
    double[] first = minimum(new Smoothed(0.5, 20, 3), 0.1, 0).dy();
    assertThat(minimum(new Smoothed(0.5, 20, 3), 0.1, 0).dy()).isEqualTo(first);
    assertThat(minimum(new Smoothed(0.5, 20, 4), 0.1, 0).dy()).isNotEqualTo(first);
  }

  /// 0 ≤ y ≤ 0.1 has no point where the two sides move by ±0.5.
  @Test
  void aSampleWithoutSolutionIsFlagged() {
    PlainProgram program =
        new PlainProgram(
            new double[][] {{1}},
            new double[1],
            new double[][] {{1}, {-1}},
            new double[] {0.1, 0},
            new boolean[2]);
    ProgramData data = Form.DENSE.data(program);
    Visit visit =
        Visit.of(
            new Smoothed(0.5, 20, 1),
            data,
            Answer.solve(new InteriorPoint(), data),
            new double[] {1},
            new double[2]);
    assertThat(visit.report().flags()).contains(Flag.ACTIVE_SET_UNCERTAIN);
    assertThat(visit.dy()).containsOnly(0);
  }

  @Test
  void optionsThatAreNoneAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Smoothed(0, 10, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Smoothed(1, 1, 1));
  }
}
