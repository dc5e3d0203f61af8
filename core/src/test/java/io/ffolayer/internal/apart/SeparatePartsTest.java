package io.ffolayer.internal.apart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.solve.interior.InteriorPoint;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What becomes of a program of two parts that was not solved as a whole: a worker that always
/// gives up stands for whatever stopped it.
class SeparatePartsTest {
  private static final Solver.Worker GIVES_UP =
      (data, from, to, guess, watch, solution) -> {
        for (int i = from; i < to; i++)
          solution.record(i, Status.ITERATION_LIMIT, Residuals.UNKNOWN, 7, "nobody");
      };

  /// min ½p₁x² + q₁x + ½p₂y² + q₂y, x ≤ b₁, −x ≤ b₂, y ≤ b₃, −y ≤ b₄.
  private static Solution solved(double p1, double p2, double q1, double q2, double... b) {
    ProgramStructure structure =
        new ProgramStructure(
            new Layout.Dense(2, 2),
            List.of(new RowBlock(new NonnegativeCone(4), new Layout.Dense(4, 2))));
    ProgramData data =
        new ProgramData(
            structure,
            1,
            Batched.shared(new double[] {p1, 0, 0, p2}),
            Batched.shared(new double[] {q1, q2}),
            List.of(Batched.shared(new double[] {1, 0, -1, 0, 0, 1, 0, -1})),
            Batched.shared(b));
    Solution solution = new Solution(structure, 1);
    new SeparateParts(new InteriorPoint(), 1e-9, structure, GIVES_UP)
        .solve(data, 0, 1, WarmStart.NONE, Watch.unlimited(), solution);
    return solution;
  }

  @Test
  void partsThatHaveSolutionsHaveTheSolutionOfTheWhole() {
    Solution solution = solved(1, 1e-8, -3, -1, 2, 2, 1e9, 1e9);
    assertThat(solution.status(0)).isEqualTo(Status.SOLVED);
    assertThat(solution.y()[0]).isCloseTo(2, within(1e-12));
    assertThat(solution.y()[1]).isCloseTo(1e8, within(1e-4));
    assertThat(solution.z()[0]).isCloseTo(1, within(1e-12));
    assertThat(solution.iterations(0)).isGreaterThan(7);
  }

  @Test
  void aPartWithoutAPointProvesThatTheWholeHasNone() {
    Solution solution = solved(1, 1, 0, 0, 2, 2, -1, -1);
    assertThat(solution.status(0)).isEqualTo(Status.INFEASIBLE);
    assertThat(solution.z()[0]).isZero();
    assertThat(solution.z()[2]).isCloseTo(solution.z()[3], within(1e-9));
    assertThat(-solution.z()[2] - solution.z()[3]).isCloseTo(-1, within(1e-9));
  }

  @Test
  void aPartThatFallsWithoutBoundTakesTheWholeWithIt() {
    double none = Double.POSITIVE_INFINITY;
    Solution solution = solved(1, 0, -3, -1, 2, 2, none, 5);
    assertThat(solution.status(0)).isEqualTo(Status.UNBOUNDED);
    assertThat(solution.y()).containsExactly(0, 1);
    assertThat(solved(0, 1, -1, 0, none, 2, -1, -1).status(0)).isEqualTo(Status.INFEASIBLE);
  }
}
