package io.ffolayer.ojalgo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffolayer.ConvexLayer;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.ConeProgram;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.UnsupportedProgramException;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.LargePrograms;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What ojAlgo adds to the contract of solvers and the reference cases, which run here too.
class OjAlgoTest {
  @Test
  void otherConesAreRefused() {
    Variable x = Variable.vector("x", 3);
    ConeProgram program =
        ConeProgram.in(x)
            .minimize(Constant.constant(1.0, 0, 0))
            .subjectTo(Constant.identity(3, -1), Constant.filled(3, 0), new SecondOrderCone(3));
    assertThatThrownBy(() -> ConvexLayer.of(program).withSolver(new OjAlgo()).forward(Map.of()))
        .isInstanceOf(UnsupportedProgramException.class)
        .hasMessageContaining("OjAlgo takes equalities and inequalities")
        .hasMessageContaining("Maybe use InteriorPoint");
  }

  @Test
  void theToleranceIsChecked() {
    assertThatThrownBy(() -> new OjAlgo().withTolerance(1)).hasMessageContaining("[1e-12, 1e-2]");
  }

  /// ojAlgo keeps its own limit.
  @Test
  void aTimeLimitEndsALongSolve() {
    ProgramData data = LargePrograms.sparse(300, 600);
    Solution solution = Answer.solve(new OjAlgo(), data, WarmStart.NONE, Watch.ofNanos(20_000_000));
    assertThat(solution.status(0)).isEqualTo(Status.TIME_LIMIT);
  }
}
