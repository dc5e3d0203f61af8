package io.ffolayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.model.Constant;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.ConeProgram;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.Layout;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Where the solution, the right-hand side, the cost or the dual is zero, nothing has a size of its
/// own to be compared with: rounding must not decide what is active.
class ZeroScalesTest {
  /// min ½xᵀPx + qᵀx, 0 ≤ x ≤ 1, q > 0, P tridiagonal with positive entries: x = 0, and stays
  /// there.
  @Test
  void sparseBoxesWhoseSolutionIsZeroAreSolvedAndTheirDerivativeIsZero() {
    for (int seed = 0; seed < 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int n = 2 + random.nextInt(20);
      Variable x = Variable.vector("x", n);
      Parameter q = Parameter.vector("q", n);
      var program =
          QuadraticProgram.in(x)
              .minimize(tridiagonal(n), q)
              .lessThan(Constant.identity(n, -1), Constant.filled(n, 0))
              .lessThan(Constant.identity(n, 1), Constant.filled(n, 1));
      double[] cost = random.doubles(n, 0.1, 2).toArray();
      var pass = ConvexLayer.of(program).forward(Map.of(q, Tensor.wrap(cost, n)));
      assertThat(pass.allSolved()).as("seed %d: %s", seed, pass.message(0)).isTrue();
      var gradients = pass.backward(x, Tensor.wrap(random.doubles(n, -1, 1).toArray(), n));
      assertThat(gradients.report().isClean()).as("seed %d", seed).isTrue();
      for (int j = 0; j < n; j++) {
        assertThat(pass.value(x).values()[j]).isCloseTo(0, within(1e-12));
        assertThat(gradients.of(q).values()[j]).isCloseTo(0, within(1e-12));
      }
    }
  }

  /// min ½yᵀPy + qᵀy, Ay ≤ 0, Σy ≤ 1 in units of 1e8, q = −Aᵀz: y = 0, so that the gradient of P,
  /// ½(dyᵀ + ydᵀ), is 0; what is found is d times the rounding of 0, which no residual shows.
  @Test
  void theEstimateCoversWhatRoundingLeavesOfASolutionThatIsZero() {
    double unit = 1e8;
    for (int seed = 0; seed < 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] l = random.doubles(9, -1, 1).toArray();
      double[] rows = random.doubles(9, -1 / unit, 1 / unit).toArray();
      double[] quadratic = new double[9];
      double[] cost = new double[3];
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++)
          for (int k = 0; k < 3; k++) quadratic[3 * i + j] += l[3 * i + k] * l[3 * j + k];
        quadratic[4 * i] += .1;
        rows[6 + i] = 1 / unit;
      }
      for (int k = 0; k < 9; k++) quadratic[k] /= unit * unit;
      for (int i = 0; i < 2; i++) {
        double multiplier = random.nextDouble(.5, 2);
        for (int j = 0; j < 3; j++) cost[j] -= multiplier * rows[3 * i + j];
      }
      Variable y = Variable.vector("y", 3);
      Parameter p = Parameter.matrix("P", 3, 3);
      var program =
          QuadraticProgram.in(y)
              .minimize(p, Constant.constant(cost))
              .lessThan(
                  Constant.constant(Tensor.wrap(rows, 3, 3)),
                  Constant.constant(new double[] {0, 0, 1}));
      var pass = ConvexLayer.of(program).forward(Map.of(p, Tensor.wrap(quadratic, 3, 3)));
      assertThat(pass.allSolved()).as("seed %d", seed).isTrue();
      var gradients = pass.backward(y, Tensor.of(random.doubles(3, -1, 1).toArray(), 3));
      double error = 0;
      for (double v : gradients.of(p).values()) error = Math.hypot(error, v);
      assertThat(gradients.report().errorEstimate())
          .as("seed %d", seed)
          .isGreaterThanOrEqualTo(error);
      assertThat(gradients.report().isClean()).as("seed %d", seed).isTrue();
    }
  }

  /// Upper triangle of 2 on the diagonal and ½ beside it.
  private static Constant tridiagonal(int n) {
    int[] i = new int[2 * n - 1], j = new int[2 * n - 1];
    double[] v = new double[2 * n - 1];
    for (int k = 0; k < n; k++) {
      i[k] = j[k] = k;
      if (k > 0) {
        i[n + k - 1] = k - 1;
        j[n + k - 1] = k;
      }
    }
    Layout.Sparse pattern = Layout.Sparse.ofEntries(n, n, i, j);
    for (int k = 0; k < i.length; k++) v[pattern.position(i[k], j[k])] = i[k] == j[k] ? 2 : 0.5;
    return Constant.sparse(pattern, v);
  }

  /// min ½‖x‖² + qᵀx, x in a self-dual cone, q inside it: x = 0, strictly complementary.
  @Test
  void theProjectionOfAPointOfThePolarIsTheApexAndStaysThere() {
    for (Cone cone : new Cone[] {new SecondOrderCone(2), new SecondOrderCone(3), new PsdCone(2)}) {
      int n = cone.size();
      Variable x = Variable.vector("x", n);
      Parameter q = Parameter.vector("q", n);
      var program =
          ConeProgram.in(x)
              .minimize(identity(n), q)
              .subjectTo(negative(n), Constant.constant(new double[n]), cone);
      double[] inside = cone instanceof PsdCone ? new double[] {1.2, 0.42, 1.8} : new double[n];
      if (!(cone instanceof PsdCone)) {
        inside[0] = 2.3;
        inside[1] = -0.6;
      }
      var pass = ConvexLayer.of(program).forward(Map.of(q, Tensor.wrap(inside, n)));
      assertThat(pass.allSolved()).as("%s", cone).isTrue();
      var gradients =
          pass.backward(x, Tensor.wrap(new SplittableRandom(1).doubles(n).toArray(), n));
      for (double v : pass.value(x).values()) assertThat(v).isCloseTo(0, within(1e-9));
      for (double v : gradients.of(q).values())
        assertThat(v).as("%s", cone).isCloseTo(0, within(1e-9));
    }
  }

  /// The objective is 0: any point of the cone will do.
  @Test
  void feasibilityWithoutACostIsSolved() {
    int solved = 0;
    for (int seed = 0; seed < 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Cone cone = seed % 2 == 0 ? new SecondOrderCone(4) : new ExponentialCone();
      int n = 2, m = cone.size();
      double[][] a = new double[m][n];
      double[] b = new double[m];
      double[] inside = seed % 2 == 0 ? new double[] {2, 0.5, -1, 0.3} : new double[] {0.2, 1, 3};
      for (int i = 0; i < m; i++) {
        b[i] = inside[i];
        for (int j = 0; j < n; j++) {
          a[i][j] = random.nextDouble(-2, 2);
          b[i] += a[i][j] * (j + 1);
        }
      }
      Variable x = Variable.vector("x", n);
      Parameter q = Parameter.vector("q", n);
      var program =
          ConeProgram.in(x)
              .minimize(Constant.constant(new double[n][n]), q)
              .subjectTo(Constant.constant(a), Constant.constant(b), cone);
      if (ConvexLayer.of(program).forward(Map.of(q, Tensor.zeros(n))).allSolved()) solved++;
    }
    assertThat(solved).isGreaterThanOrEqualTo(99);
  }

  private static Constant identity(int n) {
    double[][] p = new double[n][n];
    for (int i = 0; i < n; i++) p[i][i] = 1;
    return Constant.constant(p);
  }

  private static Constant negative(int n) {
    double[][] p = new double[n][n];
    for (int i = 0; i < n; i++) p[i][i] = -1;
    return Constant.constant(p);
  }
}
