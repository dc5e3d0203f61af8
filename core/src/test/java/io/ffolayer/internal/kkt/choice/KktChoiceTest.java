package io.ffolayer.internal.kkt.choice;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.Layout;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Bounded variables and sparse equations: which of two systems is the faster.
class KktChoiceTest {
  /// Variables ≥ 0, and equations over `width` of them, the next beginning one further.
  private static ProgramStructure band(int variables, int equations, int width) {
    int[] row = new int[equations * width], column = new int[row.length];
    for (int k = 0; k < row.length; k++) {
      row[k] = k / width;
      column[k] = (k / width + k % width) % variables;
    }
    Layout equal = Layout.Sparse.ofEntries(equations, variables, row, column);
    Layout bounds = Layout.Sparse.diagonal(variables);
    return new ProgramStructure(
        Layout.Sparse.diagonal(variables),
        List.of(
            new RowBlock(new ZeroCone(equations), equal),
            new RowBlock(new NonnegativeCone(variables), bounds)));
  }

  @Test
  void manyEquationsThatHardlyMeetAreFactoredSparse() {
    assertThat(KktSystems.of(band(400, 300, 2))).hasToString("UP_LOOKING");
  }

  @Test
  void fewEquationsThatAllMeetGoByTheirSchurComplement() {
    assertThat(KktSystems.of(band(400, 30, 300))).hasToString("SEPARABLE");
  }

  @Test
  void manyVariablesForEachEquationGoByTheSchurComplement() {
    assertThat(KktSystems.of(band(100_000, 40, 2500))).hasToString("SEPARABLE");
  }

  @Test
  void aFewEquationsAreNotWorthAnAnalysis() {
    assertThat(KktSystems.of(band(400, 8, 2))).hasToString("SEPARABLE");
  }
}
