package io.ffolayer.solve.interior;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.solve.Status;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.ClosedForms;
import io.ffolayer.testing.ConicKkt;
import io.ffolayer.testing.ConicProgram;
import io.ffolayer.testing.MaximumDeterminant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The interior point on programs whose solution is known by a formula: ten of each family, dense
/// and sparse. Two of each in every build, all by `-Dconic.full=true`.
class ClosedFormsTest {
  enum Family {
    SOFTMAX_1,
    SOFTMAX_TENTH,
    SOFTMAX_HUNDREDTH,
    LONG_SOFTMAX_HUNDREDTH,
    LOGISTIC,
    GEOMETRIC_MEAN,
    NEAREST_CORRELATION,
    BALL,
    MULTI_LABEL,
    MAXIMUM_DETERMINANT,
    THREE_NORM;

    ConicProgram program(long seed) {
      return switch (this) {
        case SOFTMAX_1 -> ClosedForms.softmax(8, 1, seed);
        case SOFTMAX_TENTH -> ClosedForms.softmax(20, 0.1, seed);
        case SOFTMAX_HUNDREDTH -> ClosedForms.softmax(10, 0.01, seed);
        case LONG_SOFTMAX_HUNDREDTH -> ClosedForms.softmax(50, 0.01, seed);
        case LOGISTIC -> ClosedForms.logistic(5, 40, 0.1, seed);
        case GEOMETRIC_MEAN -> ClosedForms.geometricMean(8, seed);
        case NEAREST_CORRELATION -> ClosedForms.nearestCorrelation(6, seed);
        case BALL -> ClosedForms.ball(5, seed);
        case MULTI_LABEL -> ClosedForms.multiLabel(8, 3, seed);
        case MAXIMUM_DETERMINANT -> MaximumDeterminant.random(3, seed);
        case THREE_NORM -> ClosedForms.threeNorm(6, seed);
      };
    }
  }

  private static final int COUNT = Boolean.getBoolean("conic.full") ? 10 : 2;

  /// The iterations of the design, which polishes later, end here.
  private static final int MOST_ITERATIONS = 15;

  private static final double EXACT = 1e-11;

  /// Of y and of z, relative to their length.
  private static final double ANSWER = 1e-9;

  @ParameterizedTest
  @EnumSource(Family.class)
  void theFormulasSatisfyTheKktConditions(Family family) {
    for (int seed = 0; seed < COUNT; seed++) {
      ConicProgram f = family.program(seed);
      assertThat(ConicKkt.residual(f, f.y(), f.s(), f.z())).as("seed %d", seed).isLessThan(1e-13);
      assertThat(ConicKkt.outside(f.cones(), f.s(), false)).as("seed %d", seed).isLessThan(1e-13);
      assertThat(ConicKkt.outside(f.cones(), f.z(), true)).as("seed %d", seed).isLessThan(1e-13);
    }
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void theSolutionAndTheDualAreThoseOfTheFormula(Family family) {
    for (boolean sparse : new boolean[] {false, true}) {
      ConicTally tally = new ConicTally();
      for (int seed = 0; seed < COUNT; seed++) {
        double error = error(family, seed, sparse, tally);
        assertThat(error).as("%s, seed %d", family, seed).isLessThanOrEqualTo(ANSWER);
      }
      assertThat(tally.right).as("%s", tally).isEqualTo(COUNT);
      assertThat(tally.worst).as("%s", tally).isLessThanOrEqualTo(EXACT);
      assertThat(tally.mostIterations).as("%s", tally).isLessThanOrEqualTo(MOST_ITERATIONS);
    }
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void theInteriorPointSolvesThemWithoutItsPolish(Family family) {
    InteriorPoint alone = ConicTally.SOLVER.withPolish(InteriorPoint.Polishing.NEVER);
    for (int seed = 0; seed < COUNT; seed++) {
      Answer answer = Answer.of(Answer.solve(alone, family.program(seed).data(false)), 0);
      assertThat(answer.status())
          .as("%s, seed %d: %s", family, seed, answer.message())
          .isEqualTo(Status.SOLVED);
    }
  }

  /// The larger of ‖y − y*‖/‖y*‖ and ‖z − z*‖/‖z*‖.
  private static double error(Family family, long seed, boolean sparse, ConicTally tally) {
    ConicProgram f = family.program(seed);
    Answer answer = tally.add("seed " + seed, f, Status.SOLVED, sparse);
    return Math.max(distance(answer.y(), f.y()), distance(answer.z(), f.z()));
  }

  private static double distance(double[] found, double[] known) {
    double difference = 0, size = 0;
    for (int i = 0; i < known.length; i++) {
      difference = Math.hypot(difference, found[i] - known[i]);
      size = Math.hypot(size, known[i]);
    }
    return difference / size;
  }

  /// Prints what became of every family: dense or sparse.
  static void main(String[] arguments) {
    boolean sparse = arguments[0].equals("sparse");
    for (Family family : Family.values()) {
      ConicTally tally = new ConicTally();
      double worst = 0;
      for (int seed = 0; seed < 10; seed++)
        worst = Math.max(worst, error(family, seed, sparse, tally));
      System.out.printf("%s %s; answers off by %.1e%n", family, tally, worst);
    }
  }
}
