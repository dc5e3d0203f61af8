package io.ffolayer.solve;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.ConvexLayer;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.activeset.BlockPivoting;
import io.ffolayer.solve.activeset.DualActiveSet;
import io.ffolayer.solve.automatic.Automatic;
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.solve.separable.SemismoothNewton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The message of an instance belongs to its status: whoever gave the answer, and whatever other
/// methods tried before.
class MessagesTest {
  private static final List<Solver> SOLVERS =
      List.of(
          new Automatic(),
          new BlockPivoting(),
          new DualActiveSet(),
          new SemismoothNewton(),
          new InteriorPoint());

  /// min ½‖x‖² with x₁ + x₂ ≤ h and −x₁ − x₂ ≤ −1, dense: infeasible where h < 1.
  @Test
  void whatIsInfeasibleSaysSoAndWhatIsSolvedSaysNothing() {
    Variable x = Variable.vector("x", 2);
    Parameter h = Parameter.vector("h", 2);
    var program =
        QuadraticProgram.in(x)
            .minimize(
                Constant.constant(new double[][] {{1, 0}, {0, 1}}),
                Constant.constant(new double[] {0, 0}))
            .lessThan(Constant.constant(new double[][] {{1, 1}, {-1, -1}}), h);
    for (Solver solver : SOLVERS) {
      var pass =
          ConvexLayer.of(program)
              .withSolver(solver)
              .forward(Map.of(h, Tensor.matrix(new double[][] {{0.5, -1}, {2, -1}})));
      assertThat(pass.message(1)).as("%s", solver).isNull();
      if (pass.status(0) == Status.INFEASIBLE)
        assertThat(pass.message(0)).as("%s", solver).contains("no point satisfies");
      else assertThat(pass.message(0)).as("%s", solver).isNotBlank();
      if (solver instanceof Automatic || solver instanceof InteriorPoint)
        assertThat(pass.status(0)).isEqualTo(Status.INFEASIBLE);
    }
  }

  @Test
  void whatIsUnboundedSaysSo() {
    Variable x = Variable.vector("x", 2);
    Parameter q = Parameter.vector("q", 2);
    var program =
        QuadraticProgram.in(x)
            .minimize(Constant.constant(new double[][] {{1, 0}, {0, 0}}), q)
            .lessThan(
                Constant.constant(new double[][] {{1, 0}}), Constant.constant(new double[] {1}));
    var pass = ConvexLayer.of(program).forward(Map.of(q, Tensor.vector(1, -1)));
    assertThat(pass.status(0)).isEqualTo(Status.UNBOUNDED);
    assertThat(pass.message(0)).contains("without bound");
  }

  /// A program that is not separable, so that methods of the automatic choice hand on.
  @Test
  void whatTheTimeLimitEndsSaysSo() {
    Variable x = Variable.vector("x", 2);
    Parameter q = Parameter.vector("q", 2);
    var program =
        QuadraticProgram.in(x)
            .minimize(Constant.constant(new double[][] {{2, 1}, {1, 2}}), q)
            .lessThan(
                Constant.constant(new double[][] {{1, 1}}), Constant.constant(new double[] {-1}));
    for (Solver solver : SOLVERS) {
      var pass =
          ConvexLayer.of(program)
              .withSolver(solver)
              .withTimeLimit(Duration.ZERO)
              .forward(Map.of(q, Tensor.vector(1, -1)));
      assertThat(pass.status(0)).as("%s", solver).isEqualTo(Status.TIME_LIMIT);
      assertThat(pass.message(0)).as("%s", solver).containsAnyOf("the time limit", "stopped");
    }
  }
}
