package io.ffolayer.solve;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffolayer.program.Cone;
import io.ffolayer.program.Layout;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.SecondOrderCone;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CurvedConesAreRefusedTest {
  static List<Solver> methodsForLinearRows() {
    return List.of(new SemismoothNewton(), new BlockPivoting(), new DualActiveSet());
  }

  @ParameterizedTest
  @MethodSource("methodsForLinearRows")
  void aMethodForLinearRowsDoesNotTakeACurvedConeForThem(Solver solver) {
    Cone cone = ProductCone.repeated(new SecondOrderCone(3), 2);
    for (Layout rows : List.of(new Layout.Dense(6, 2), Layout.Sparse.empty(6, 2)))
      for (Layout quadratic : List.of(new Layout.Dense(2, 2), Layout.Sparse.diagonal(2)))
        assertThatThrownBy(() ->
                solver.prepare(new ProgramStructure(quadratic, List.of(new RowBlock(cone, rows)))))
            .isInstanceOf(UnsupportedProgramException.class);
  }
}
