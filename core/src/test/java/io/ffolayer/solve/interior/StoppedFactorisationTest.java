package io.ffolayer.solve.interior;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.Watch;
import io.ffolayer.testing.Questions;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// A program of 6000 variables and 3000 sparse rows whose factor fills: one factorisation takes a
/// large part of a second.
class StoppedFactorisationTest {
  private static final int N = 6000;
  private static final int M = 3000;
  private static final int PER_ROW = 5;

  private static ProgramData program() {
    SplittableRandom random = new SplittableRandom(3);
    int[] diagonal = new int[N];
    Arrays.setAll(diagonal, j -> j);
    int[] row = new int[M * PER_ROW];
    int[] column = new int[M * PER_ROW];
    Arrays.setAll(row, k -> k / PER_ROW);
    // One entry in each fifth of the columns, so that no place is named twice.
    Arrays.setAll(column, k -> k % PER_ROW * (N / PER_ROW) + random.nextInt(N / PER_ROW));
    Layout.Sparse rows = Layout.Sparse.ofEntries(M, N, row, column);
    ProgramStructure structure =
        new ProgramStructure(
            Layout.Sparse.ofEntries(N, N, diagonal, diagonal),
            List.of(new RowBlock(new NonnegativeCone(M), rows)));
    return new ProgramData(
        structure,
        1,
        Batched.shared(random.doubles(N, 0.5, 2).toArray()),
        Batched.shared(random.doubles(N, -1, 1).toArray()),
        List.of(Batched.shared(random.doubles(M * PER_ROW, -1, 1).toArray())),
        Batched.shared(random.doubles(M, -0.1, 0.1).toArray()));
  }

  /// Questions are counted, not seconds: a busy machine changes nothing.
  @Test
  void aFactorisationThatIsUnderWayAsksWhetherToStop() throws InterruptedException {
    ProgramData data = program();
    Solver.Worker worker = new InteriorPoint().prepare(data.structure()).worker();
    Solution solution = new Solution(data.structure(), 1);
    int whole = Questions.of(worker, data, Watch.unlimited(), solution, Integer.MAX_VALUE);
    assertThat(solution.status(0)).isEqualTo(Status.SOLVED);
    assertThat(whole).isGreaterThan(100 * solution.iterations(0));
    for (int stop : new int[] {whole / 10, whole / 2, whole - 50}) {
      int asked = Questions.of(worker, data, Watch.unlimited(), solution, stop);
      assertThat(solution.status(0)).isEqualTo(Status.INTERRUPTED);
      assertThat(asked).as("stopped at %d of %d", stop, whole).isBetween(stop, stop + 10);
    }
  }
}
