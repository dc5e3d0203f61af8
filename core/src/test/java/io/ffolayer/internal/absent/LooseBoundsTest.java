package io.ffolayer.internal.absent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.PlainProgram;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// minimise ½(y − 1)² + 10⁻¹⁶u² − 5.4·10⁻⁸u subject to y ≤ 0.5, u ≤ bound: without the bound u is
/// 2.7·10⁸.
class LooseBoundsTest {
  private static final double FREE = 2.7e8;

  private static PlainProgram program(double bound) {
    return new PlainProgram(
        new double[][] {{1, 0}, {0, 2e-16}},
        new double[] {-1, -2e-16 * FREE},
        new double[][] {{1, 0}, {0, 1}},
        new double[] {0.5, bound},
        new boolean[2]);
  }

  private static Solution solve(double bound, AtomicInteger solves) {
    ProgramData data = Form.SPARSE.data(program(bound));
    Solver.Prepared inner = new InteriorPoint().prepare(data.structure());
    Solver.Worker worker =
        LooseBounds.of(
                data.structure(),
                () -> {
                  Solver.Worker made = inner.worker();
                  return (from, first, to, guess, watch, solution) -> {
                    solves.incrementAndGet();
                    made.solve(from, first, to, guess, watch, solution);
                  };
                })
            .get();
    Solution solution = new Solution(data.structure(), 1);
    worker.solve(data, 0, 1, WarmStart.NONE, Watch.unlimited(), solution);
    return solution;
  }

  @ParameterizedTest
  @CsvSource({"1e20", "3.6e8", "2.71e8"})
  void aBoundThatHoldsWithoutHavingBeenAskedIsNotAskedAgain(double bound) {
    AtomicInteger solves = new AtomicInteger();
    Solution solution = solve(bound, solves);
    assertThat(solves).hasValue(1);
    assertThat(solution.status(0)).isEqualTo(Status.SOLVED);
    assertThat(solution.y()[0]).isCloseTo(0.5, within(1e-9));
    assertThat(solution.y()[1]).isCloseTo(FREE, within(1e-9 * FREE));
    assertThat(solution.s()[1]).isCloseTo(bound - FREE, within(1e-9 * bound));
    assertThat(solution.z()[1]).isZero();
  }

  @ParameterizedTest
  @CsvSource({"2.5e8", "1e8", "1e6"})
  void aBoundThatBindsIsFoundFromTheSolutionWithoutIt(double bound) {
    Solution solution = solve(bound, new AtomicInteger());
    assertThat(solution.status(0)).isEqualTo(Status.SOLVED);
    assertThat(solution.y()).containsExactly(new double[] {0.5, bound}, within(1e-9 * bound));
    assertThat(solution.z()[0]).isCloseTo(0.5, within(1e-9));
    assertThat(solution.z()[1]).isCloseTo(2e-16 * (FREE - bound), within(1e-16 * FREE * 1e-6));
    assertThat(solution.iterations(0)).isZero();
  }
}
