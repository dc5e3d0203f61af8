package io.ffolayer.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.ConeProgram;
import io.ffolayer.program.Cone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.automatic.Automatic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Small programs with closed forms in which nearly everything is 0, so that what is left of a
/// number is its rounding.
class AtZeroTest {
  static List<Adjoint> adjoints() {
    return List.of(new FirstOrder(), new Implicit());
  }

  /// One program with all of its numbers as parameters.
  private record Stated(ConvexLayer layer, Variable y, Parameter q, Parameter b, ForwardPass pass) {
    /// @param p null for none
    static Stated of(
        double @Nullable [][] p,
        double[] q,
        double[][] a,
        double[] b,
        Cone cone,
        double tolerance) {
      Variable y = Variable.vector("y", q.length);
      Parameter quadratic = Parameter.matrix("P", q.length, q.length);
      Parameter linear = Parameter.vector("q", q.length);
      Parameter rows = Parameter.matrix("A", b.length, q.length);
      Parameter rhs = Parameter.vector("b", b.length);
      ConeProgram program = ConeProgram.in(y);
      program =
          (p == null ? program.minimize(linear) : program.minimize(quadratic, linear))
              .subjectTo(rows, rhs, cone);
      ConvexLayer layer =
          ConvexLayer.of(program).withSolver(new Automatic().withTolerance(tolerance));
      Map<Parameter, Tensor> values = new HashMap<>();
      if (p != null) values.put(quadratic, Tensor.matrix(p));
      values.put(linear, Tensor.vector(q));
      values.put(rows, Tensor.matrix(a));
      values.put(rhs, Tensor.vector(b));
      return new Stated(layer, y, linear, rhs, layer.forward(values));
    }

    Gradients gradients(double[] c, Adjoint adjoint) {
      return pass.backward(Map.of(y, Tensor.vector(c)), adjoint);
    }
  }

  /// minimise ½y² subject to (5, 3 − y, 4) ∈ Q: touched at y = 0, which is the minimum without it,
  /// too. dy/dq is −1 where the cone does not push, and 0 where it does.
  @ParameterizedTest
  @MethodSource("adjoints")
  void aConeThatIsTouchedWithoutForceHasOneOfBothDerivativesAndAFlag(Adjoint adjoint) {
    for (double unit : new double[] {1, 1e8, 1e-8})
      for (double objective : new double[] {1, 1e8, 1e-8}) {
        Stated stated =
            Stated.of(
                new double[][] {{objective * unit * unit}},
                new double[1],
                new double[][] {{0}, {unit}, {0}},
                new double[] {5, 3, 4},
                new SecondOrderCone(3),
                1e-9);
        assertThat(stated.pass.status(0)).isEqualTo(Status.SOLVED);
        Gradients gradients = stated.gradients(new double[] {1}, adjoint);
        double derivative = gradients.of(stated.q).values()[0] * objective * unit * unit;
        assertThat(Math.min(Math.abs(derivative), Math.abs(derivative + 1))).isLessThan(1e-6);
        assertThat(gradients.report(0).flags()).contains(Flag.WEAKLY_ACTIVE);
      }
  }

  /// minimise ½y² subject to y ≤ 1.5 and −y ≤ 0.4 in any unit of y: nothing is near.
  @ParameterizedTest
  @MethodSource("adjoints")
  void anInteriorMinimumAtZeroWithoutCostIsOneInEveryUnit(Adjoint adjoint) {
    for (double unit : new double[] {1, 1e-8, 1e8}) {
      Stated stated =
          Stated.of(
              new double[][] {{1 / unit / unit}},
              new double[1],
              new double[][] {{1 / unit}, {-1 / unit}},
              new double[] {1.5, 0.4},
              new NonnegativeCone(2),
              1e-9);
      Gradients gradients = stated.gradients(new double[] {1 / unit}, adjoint);
      assertThat(gradients.of(stated.q).values()[0] / unit).isCloseTo(-1, within(1e-9));
      assertThat(gradients.report(0).isClean()).isTrue();
    }
  }

  /// minimise ½r² subject to y − r = 2 and y ≤ 5, rows of 10⁸: the fit is exact, its multiplier 0.
  @ParameterizedTest
  @MethodSource("adjoints")
  void anExactFitInRowsOfAnyUnitIsClean(Adjoint adjoint) {
    for (double unit : new double[] {1, 1e8, 1e-8}) {
      Stated stated =
          Stated.of(
              new double[][] {{0, 0}, {0, 1}},
              new double[2],
              new double[][] {{unit, -unit}, {unit, 0}},
              new double[] {2 * unit, 5 * unit},
              new ProductCone(List.of(new ZeroCone(1), new NonnegativeCone(1))),
              1e-9);
      Gradients gradients = stated.gradients(new double[] {1, 0}, adjoint);
      assertThat(gradients.of(stated.b).values()[0] * unit).isCloseTo(1, within(1e-9));
      assertThat(gradients.report(0).isClean()).isTrue();
    }
  }

  /// minimise t − x/2 subject to |x| ≤ t, beside a bound u ≤ 3·10⁻⁸ of which u is the cost: at the
  /// apex no number but z says how large anything is.
  @ParameterizedTest
  @MethodSource("adjoints")
  void anApexAtZeroIsFoundBesideANeighbourOfAnySize(Adjoint adjoint) {
    for (double size : new double[] {1e-8, 1, 1e8}) {
      Stated stated =
          Stated.of(
              null,
              new double[] {1, -0.5, -1 / size},
              new double[][] {{-1, 0, 0}, {0.3, -1, 0}, {0, 0, 1}},
              new double[] {0, 0, 3 * size},
              new ProductCone(List.of(new SecondOrderCone(2), new NonnegativeCone(1))),
              1e-12);
      assertThat(stated.pass.status(0)).as("size %s", size).isEqualTo(Status.SOLVED);
      Gradients gradients = stated.gradients(new double[] {1, 1, 0}, adjoint);
      // b − Ay = 0: t = −b₀, x = 0.3 t − b₁
      double[] b = gradients.of(stated.b).values();
      assertThat(b[0]).isCloseTo(-1.3, within(1e-9));
      assertThat(b[1]).isCloseTo(-1, within(1e-9));
      assertThat(gradients.report(0).isClean()).isTrue();
    }
  }

  /// The boundary of a cone at y = 0, where the value of the objective is 0: complementarity is the
  /// rounding of terms that cancel.
  @ParameterizedTest
  @MethodSource("adjoints")
  void aBoundaryThroughZeroIsFoundToTheLastDigit(Adjoint adjoint) {
    // X = [1 1; 1 1] − y (1, 0, −1) ⪰ 0, the dual is the rank-one matrix of (1, −1)
    double root = Math.sqrt(2);
    Stated matrix =
        Stated.of(
            new double[][] {{1}},
            new double[] {0.25},
            new double[][] {{0.3}, {0.9 * root}, {-0.4}},
            new double[] {1, root, 1},
            new PsdCone(2),
            1e-12);
    assertThat(matrix.pass.status(0)).isEqualTo(Status.SOLVED);
    Stated power =
        Stated.of(
            new double[][] {{1.0625, -0.6875}, {-0.6875, 3.125}},
            new double[] {-0.13756132961253997, 0.016890847442353852},
            new double[][] {{0.277214516169573, 0.02129513972588852}, {0, -1.3271266}, {0, 0}},
            new double[] {1.0053582828189067, 2.679175162955657, -1.108891067518067},
            new PowerCone(0.9),
            1e-12);
    assertThat(power.pass.status(0)).isEqualTo(Status.SOLVED);
    assertThat(power.gradients(new double[] {1, 1}, adjoint).report(0).errorEstimate())
        .isLessThan(1e-8);
  }
}
