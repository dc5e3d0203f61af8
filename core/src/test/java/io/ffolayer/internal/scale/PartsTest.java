package io.ffolayer.internal.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTest {
  /// Three variables, P = 0, dense rows of one block.
  private static Parts ofRows(RowBlock block, double... entries) {
    ProgramStructure structure =
        new ProgramStructure(Layout.Sparse.ofEntries(3, 3, new int[0], new int[0]), List.of(block));
    Parts parts = new Parts(structure);
    parts.find(data(structure, entries), 0);
    return parts;
  }

  private static ProgramData data(ProgramStructure structure, double... entries) {
    return new ProgramData(
        structure,
        1,
        Batched.shared(new double[structure.quadratic().size()]),
        Batched.shared(new double[structure.variables()]),
        List.of(Batched.shared(entries)),
        Batched.shared(new double[structure.rows()]));
  }

  private static RowBlock inequalities(int rows) {
    return new RowBlock(new NonnegativeCone(rows), new Layout.Dense(rows, 3));
  }

  @Test
  void variablesThatNoRowJoinsAreParts() {
    Parts parts = ofRows(inequalities(2), 1, 0, 1, 0, 1, 0);
    assertThat(parts.count()).isEqualTo(2);
    assertThat(parts.ofColumn(0)).isEqualTo(parts.ofColumn(2)).isEqualTo(parts.ofRow(0));
    assertThat(parts.ofColumn(1)).isEqualTo(parts.ofRow(1)).isNotEqualTo(parts.ofColumn(0));
  }

  @Test
  void aCurvedConeJoinsItsRows() {
    RowBlock cone = new RowBlock(new SecondOrderCone(3), new Layout.Dense(3, 3));
    assertThat(ofRows(cone, 1, 0, 0, 0, 1, 0, 0, 0, 1).count()).isOne();
  }

  @Test
  void aRowWithoutCoefficientsIsNoPartOfItsOwn() {
    Parts parts = ofRows(inequalities(2), 1, 1, 1, 0, 0, 0);
    assertThat(parts.count()).isOne();
    assertThat(parts.ofRow(1)).isZero();
  }

  @Test
  void anEntryThatIsZeroJoinsNothing() {
    Layout.Sparse p = Layout.Sparse.ofEntries(2, 2, new int[] {0, 0, 1}, new int[] {0, 1, 1});
    ProgramStructure structure = new ProgramStructure(p, List.of());
    ProgramData data =
        new ProgramData(
            structure,
            2,
            Batched.each(new double[] {1, 1, 2, 1, 0, 2}, 3),
            Batched.shared(new double[2]),
            List.of(),
            Batched.shared(new double[0]));
    Parts parts = new Parts(structure);
    assertThat(parts.find(data, 0)).isOne();
    assertThat(parts.find(data, 1)).isEqualTo(2);
    assertThat(parts.find(data, 0)).isOne();
  }
}
