package io.ffolayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.adjoint.Flag;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.ConeProgram;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.interior.InteriorPoint;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Data from elsewhere: a P of low rank that went through single precision, and programs in the
/// standard form with variables that only help to state them.
class SinglePrecisionTest {
  /// Rounding to 24 bits leaves eigenvalues down to −1e-7 where there were zeros.
  @Test
  void aSemidefiniteMatrixOfLowRankMayBeRounded() {
    SplittableRandom random = new SplittableRandom(9);
    for (int trial = 0; trial < 40; trial++) {
      int n = random.nextInt(2, 12), rank = random.nextInt(1, n);
      double[][] f = new double[rank][];
      for (int l = 0; l < rank; l++) f[l] = random.doubles(n, -1, 1).toArray();
      double[][] p = new double[n][n];
      double[][] exact = new double[n][n];
      for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
          for (double[] row : f) exact[i][j] += row[i] * row[j];
          p[i][j] = (float) exact[i][j];
        }
      Variable x = Variable.vector("x", n);
      Parameter q = Parameter.vector("q", n);
      double[] linear = random.doubles(n, -1, 1).toArray();
      double[] values = new double[2];
      for (int k = 0; k < 2; k++) {
        var program =
            QuadraticProgram.in(x)
                .minimize(Constant.constant(k == 0 ? p : exact), q)
                .atLeast(Constant.filled(n, 0))
                .lessThan(
                    Constant.constant(new double[][] {Constant.filled(n, 1).values()}),
                    Constant.filled(1, 1));
        var pass = ConvexLayer.of(program).forward(Map.of(q, Tensor.vector(linear)));
        assertThat(pass.isSolved(0)).as(pass.message(0)).isTrue();
        values[k] = pass.value(program.optimalValue()).item();
      }
      assertThat(values[0]).isCloseTo(values[1], within(3e-6));
    }
  }

  @Test
  void howFarItMayBeFromSemidefiniteIsTheUsersChoice() {
    Variable x = Variable.vector("x", 2);
    Parameter q = Parameter.vector("q", 2);
    double[][] p = {{1, 0.5}, {0.5, 0.25 - 1e-8}};
    var layer = ConvexLayer.of(QuadraticProgram.in(x).minimize(Constant.constant(p), q));
    Map<Parameter, Tensor> given = Map.of(q, Tensor.vector(-2, -1));
    assertThat(layer.withSolver(new InteriorPoint()).forward(given).status(0))
        .isEqualTo(Status.SOLVED);
    var strict = new InteriorPoint().withIndefinite(0);
    assertThat(layer.withSolver(strict).forward(given).status(0)).isEqualTo(Status.INVALID_DATA);
    p[1][1] = 0.2;
    var saddle = ConvexLayer.of(QuadraticProgram.in(x).minimize(Constant.constant(p), q));
    assertThat(saddle.forward(given).status(0)).isEqualTo(Status.INVALID_DATA);
  }

  /// min ½(x₁ − 1)², |x₁| ≤ t ≤ 10: any t in [1, 10] will do.
  @Test
  void whichVariablesOnlyHelpIsTheUsersToSay() {
    Variable x = Variable.vector("x", 2);
    Parameter q = Parameter.vector("q", 2);
    var program =
        ConeProgram.in(x)
            .minimize(Constant.diagonal(1, 0), q)
            .subjectTo(
                Constant.constant(new double[][] {{0, -1}, {-1, 0}}),
                Constant.constant(0, 0),
                new SecondOrderCone(2))
            .subjectTo(
                Constant.constant(new double[][] {{0, 1}}),
                Constant.constant(10),
                new NonnegativeCone(1));
    Map<Parameter, Tensor> given = Map.of(q, Tensor.vector(-1, 0));
    Tensor ofFirst = Tensor.vector(1, 0);
    var plain = ConvexLayer.of(program).forward(given);
    assertThat(plain.backward(x, ofFirst).report(0).flags()).contains(Flag.NON_UNIQUE);
    var named = ConvexLayer.of(program.auxiliary(1)).forward(given);
    assertThat(named.value(x).values()[0]).isCloseTo(1, within(1e-9));
    assertThat(named.backward(x, ofFirst).report(0).flags()).isEmpty();
    assertThat(named.backward(x, Tensor.vector(0, 1)).report(0).flags()).contains(Flag.NON_UNIQUE);
  }
}
