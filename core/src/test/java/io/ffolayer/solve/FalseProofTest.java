package io.ffolayer.solve;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.program.ProgramData;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.ExactOracle;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.PlainProgram;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Rows that are ε apart have multipliers of size 1/ε with an Aᵀz that is ε of its terms, and no
/// proof is in that: what vanishes must vanish to the rounding of its own terms.
@ParameterizedClass
@MethodSource("io.ffolayer.solve.Solvers#all")
class FalseProofTest {
  private static final int FIRST = 10;
  private static final int LAST = 42;

  @Parameter Solvers.Entry entry;

  private Status status(PlainProgram program, Form form) {
    ProgramData data = form.data(program);
    try {
      return Answer.of(Answer.solve(entry.solver(), data), 0)
          .mustBeTrueOf(program, entry.tolerance())
          .status();
    } catch (UnsupportedProgramException refusal) {
      return Status.ITERATION_LIMIT;
    }
  }

  private static double[][] quadratic(double diagonal, double mixed) {
    return new double[][] {{diagonal, mixed}, {mixed, diagonal}};
  }

  /// x₁ + x₂ = 0 and (1 + ε)x₁ + x₂ = ε hold at (1, −1), as equalities and as pairs of
  /// inequalities.
  @ParameterizedTest
  @EnumSource(Form.class)
  void rowsThatArePartedByLittleDoNotContradictEachOther(Form form) {
    for (int k = FIRST; k <= LAST; k += 2)
      for (double[][] p : new double[][][] {quadratic(1, 0), quadratic(1, 0.3), quadratic(0, 0)}) {
        double gap = Math.scalb(1.0, -k);
        double[][] rows = {{1, 1}, {1 + gap, 1}},
            sides = {{1, 1}, {-1, -1}, rows[1], {-1 - gap, -1}};
        double[] q = new double[2];
        PlainProgram pair =
            new PlainProgram(p, q, rows, new double[] {0, gap}, new boolean[] {true, true});
        PlainProgram four =
            new PlainProgram(p, q, sides, new double[] {0, 0, gap, -gap}, new boolean[4]);
        for (PlainProgram program : new PlainProgram[] {pair, four}) {
          assertThat(ExactOracle.judge(program).status()).isEqualTo(Status.SOLVED);
          assertThat(status(program, form))
              .as("2^-%d, P = %s", k, p[0][0] + ", " + p[0][1])
              .isNotIn(Status.INFEASIBLE, Status.UNBOUNDED);
        }
      }
  }

  /// The dual of that: min εx₂ along rows that are ε apart, which leave one point.
  @ParameterizedTest
  @EnumSource(Form.class)
  void aDirectionThatRowsHoldByLittleIsNoRay(Form form) {
    for (int k = FIRST; k <= LAST; k += 2) {
      double gap = Math.scalb(1.0, -k);
      PlainProgram program =
          new PlainProgram(
              quadratic(0, 0),
              new double[] {0, -gap},
              new double[][] {{1, 1 + gap}, {1, 1}},
              new double[] {2 + gap, 2},
              new boolean[] {true, true});
      assertThat(ExactOracle.judge(program).status()).isEqualTo(Status.SOLVED);
      assertThat(status(program, form)).as("2^-%d", k).isNotIn(Status.INFEASIBLE, Status.UNBOUNDED);
    }
  }

  /// What does contradict itself is still found, beside a row that is there twice.
  @ParameterizedTest
  @EnumSource(Form.class)
  void parallelRowsThatContradictEachOtherAreProved(Form form) {
    for (int k = 2; k <= 16; k += 2) {
      double gap = Math.scalb(1.0, -k);
      double[][] rows = {{3, 1}, {3, 1}, {6, 2}};
      PlainProgram program =
          new PlainProgram(
              quadratic(1, 0),
              new double[] {1, 0},
              rows,
              new double[] {1, 1, 2 + 2 * gap},
              new boolean[] {true, true, true});
      Status found = status(program, form);
      if (entry.mustAnswerAll()) assertThat(found).as("2^-%d", k).isEqualTo(Status.INFEASIBLE);
      else assertThat(found).isNotIn(Status.SOLVED, Status.UNBOUNDED);
    }
  }
}
