package io.ffolayer.solve.interior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.solve.Status;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.ConicKkt;
import io.ffolayer.testing.ConicProgram;
import io.ffolayer.testing.IllPosed;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Programs without interior, with an infimum that is not attained, infeasible or unbounded by no
/// certificate, with a gap between primal and dual: what the interior point says of them is true,
/// or it says that it gave up.
class IllPosedTest {
  /// The entries of these programs are about 1, and so are the errors allowed.
  private static final double ERROR = 1e-6;

  private static final double OUTSIDE = 1e-12;

  static List<IllPosed> programs() {
    return IllPosed.all();
  }

  @ParameterizedTest
  @MethodSource("programs")
  void theStatusIsTrueOrTheSolverGivesUp(IllPosed example) {
    for (boolean sparse : new boolean[] {false, true}) {
      Answer answer = Answer.of(Answer.solve(ConicTally.SOLVER, example.program().data(sparse)), 0);
      if (answer.status() != Status.ITERATION_LIMIT || example.provable())
        assertThat(right(example)).as("%s", answer).contains(answer.status());
      mustProve(example, answer);
    }
  }

  /// Where points come as near to feasible as one likes, one of them may pass for a solution: its
  /// residuals are below any tolerance.
  private static List<Status> right(IllPosed example) {
    if (example.infimum() == Double.POSITIVE_INFINITY)
      return example.provable()
          ? List.of(Status.INFEASIBLE)
          : List.of(Status.INFEASIBLE, Status.SOLVED);
    return List.of(
        example.infimum() == Double.NEGATIVE_INFINITY ? Status.UNBOUNDED : Status.SOLVED);
  }

  private static void mustProve(IllPosed example, Answer answer) {
    ConicProgram f = example.program();
    switch (answer.status()) {
      case SOLVED -> {
        assertThat(ConicKkt.residual(f, answer.y(), answer.s(), answer.z(), unit(example, answer)))
            .as("%s", answer)
            .isLessThanOrEqualTo(1e-8);
        assertThat(ConicKkt.outside(f.cones(), answer.s(), false)).isLessThanOrEqualTo(OUTSIDE);
        assertThat(ConicKkt.outside(f.cones(), answer.z(), true)).isLessThanOrEqualTo(OUTSIDE);
        if (Double.isFinite(example.infimum()))
          assertThat(f.objective(answer.y())).isCloseTo(example.infimum(), within(ERROR));
      }
      case INFEASIBLE -> {
        assertThat(ConicKkt.outside(f.cones(), answer.z(), true)).isLessThanOrEqualTo(OUTSIDE);
        assertThat(dot(f.b(), answer.z())).isCloseTo(-1, within(ERROR));
        for (int j = 0; j < f.n(); j++) {
          double sum = 0;
          for (int i = 0; i < f.m(); i++) sum += f.a()[i][j] * answer.z()[i];
          assertThat(sum).as("(Aᵀz)_%d of %s", j, answer).isCloseTo(0, within(ERROR));
        }
      }
      case UNBOUNDED ->
          assertThat(ConicKkt.unboundednessError(f, answer.y(), answer.s()))
              .as("%s", answer)
              .isLessThanOrEqualTo(ERROR);
      default -> assertThat(answer.message()).isNotBlank();
    }
  }

  /// What the gap is measured on: 1, or where points run away, the terms that cancel in it.
  private static double unit(IllPosed example, Answer answer) {
    if (Double.isFinite(example.infimum())) return 1;
    double terms = 0;
    for (int i = 0; i < answer.s().length; i++) terms += Math.abs(answer.s()[i] * answer.z()[i]);
    return Math.max(1, 1e-6 * terms);
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) sum += x[i] * y[i];
    return sum;
  }
}
