package io.ffolayer;

import static io.ffolayer.model.Constant.constant;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Watch;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An estimate that leaves not two digits of the gradient is never clean, whatever the adjoint.
class LargeErrorTest {
  private final Variable x = Variable.vector("x", 2);
  private final Parameter q = Parameter.vector("q", 2);
  private final QuadraticProgram program =
      QuadraticProgram.in(x).minimize(constant(new double[][] {{2, 1}, {1, 2}}), q);

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-3, 0.1, 3, Double.POSITIVE_INFINITY})
  void theFlagTellsWhetherTheEstimateIsLargeBesideTheGradient(double estimate) {
    ForwardPass pass = pass(new Estimating(new FirstOrder(), estimate), -1, -2);
    Gradients gradients = pass.backward(x, Tensor.vector(1, 0)); // (−2/3, 1/3), and x = (0, 1)
    boolean large = estimate > 0.05;
    assertThat(gradients.report(0).flags().contains(Flag.LARGE_ERROR)).isEqualTo(large);
    assertThat(gradients.report(0).isClean()).isEqualTo(!large);
    assertThat(gradients.report(0).errorEstimate()).isEqualTo(estimate);
    Tangents moved = pass.jvp(Map.of(q, Tensor.vector(1, 0)));
    assertThat(moved.reports().getFirst().flags().contains(Flag.LARGE_ERROR)).isEqualTo(large);
  }

  private ForwardPass pass(Adjoint adjoint, double... linear) {
    return ConvexLayer.of(program).withAdjoint(adjoint).forward(Map.of(q, Tensor.vector(linear)));
  }

  @Test
  void anOrdinaryGradientAndOneThatIsZeroAreClean() {
    for (Adjoint adjoint : new Adjoint[] {new FirstOrder(), new Implicit()})
      for (double cotangent : new double[] {1, 0}) {
        Gradients gradients = pass(adjoint, -1, -2).backward(x, Tensor.vector(cotangent, 0));
        assertThat(gradients.report(0).isClean()).isTrue();
      }
  }

  /// An adjoint of somebody who knows how wrong it is.
  private record Estimating(Adjoint inner, double estimate) implements Adjoint {
    @Override
    public Prepared prepare(Analysis analysis, Solver.Prepared solver) {
      Prepared prepared = inner.prepare(analysis, solver);
      return () -> new Reporting(prepared.worker(), estimate);
    }
  }

  private record Reporting(Adjoint.Worker inner, double estimate) implements Adjoint.Worker {
    @Override
    public void visit(ProgramData data, Solution solution, int from, int to, Watch watch) {
      inner.visit(data, solution, from, to, watch);
    }

    @Override
    public void directions(PrimalDual right, int at, PrimalDual directions, int directionsAt) {
      inner.directions(right, at, directions, directionsAt);
    }

    @Override
    public PrimalDual points() {
      return inner.points();
    }

    @Override
    public boolean[] active(int k) {
      return inner.active(k);
    }

    @Override
    public GradientReport report(int k) {
      return new GradientReport(0, 1, 0, estimate, Set.of());
    }
  }
}
