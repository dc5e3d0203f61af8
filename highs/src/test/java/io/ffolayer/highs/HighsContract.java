package io.ffolayer.highs;

import io.ffolayer.solve.Solvers;
import io.ffolayer.testing.Example.Family;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.LargePrograms;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// What HiGHS owes by the contract of solvers. Where P is singular its active-set method may cycle,
/// or end at no solution, and says so by its status: those families are not promised.
public final class HighsContract implements Solvers.Others {
  @Override
  public List<Solvers.Entry> entries() {
    return List.of(
        new Solvers.Entry(
            solver(),
            1e-9,
            EnumSet.complementOf(EnumSet.of(Family.SEMIDEFINITE)),
            EnumSet.allOf(Form.class),
            () -> LargePrograms.linear(200, 300)));
  }

  /// Skips the test on a platform for which there is no library.
  static Highs solver() {
    try {
      HighsLibrary.of(null);
    } catch (UnsupportedOperationException none) {
      Assumptions.abort(none.getMessage());
    }
    return new Highs();
  }
}
