package io.ffolayer.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.SlotGradients;
import io.ffolayer.testing.Visit;
import io.ffolayer.testing.recorded.Tap;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Cone programs with known answers and known gradients, from the interior point through every
/// adjoint.
@ParameterizedClass
@MethodSource("io.ffolayer.adjoint.Adjoints#all")
class ConeReferenceCasesTest {
  private static final double ROOT2 = Math.sqrt(2);

  @Parameter Adjoints.Entry entry;

  /// A solved program, to be asked for gradients.
  private final class Solved {
    final ProgramData data;
    final Solution solution;
    private final Adjoint.Worker worker;

    Solved(List<Cone> cones, double[][] p, double[] q, double[][] a, double[] b) {
      PlainProgram program = new PlainProgram(p, q, a, b, new boolean[b.length]);
      data = new ConeExample("", cones, program, q, b, b).data(false);
      solution = Answer.solve(new InteriorPoint().withTolerance(1e-10), data);
      assertThat(solution.isSolved(0)).as(solution.status(0).name()).isTrue();
      worker = Visit.prepare(entry.adjoint(), data.structure()).worker();
    }

    double[] y() {
      return solution.y();
    }

    double[] z() {
      return solution.z();
    }

    /// The gradient of c·y + d·z.
    SlotGradients gradients(double[] c, double[] d) {
      Visit visit = Visit.of(worker, data, solution, c, d);
      Tap.show((results, name) -> AdjointResults.add(results.add(name), visit));
      assertThat(visit.report().isClean()).as(visit.report().toString()).isTrue();
      return visit.gradients();
    }

    /// The gradient of y_j.
    SlotGradients gradientsOf(int j) {
      double[] c = new double[solution.variables()];
      c[j] = 1;
      return gradients(c, new double[solution.rows()]);
    }

    /// The gradient of z_i.
    SlotGradients gradientsOfDual(int i) {
      double[] d = new double[solution.rows()];
      d[i] = 1;
      return gradients(new double[solution.variables()], d);
    }
  }

  private static double[][] none(int n) {
    return new double[n][n];
  }

  /// T19: min cᵀx, ‖x‖ ≤ t has x = −tc/‖c‖, dual ‖c‖, dx/dt = −c/‖c‖, dx/dc = −t(I − ccᵀ/‖c‖²)/‖c‖.
  @Test
  void linearObjectiveOverABall() {
    double[] c = {1, 0.5, -0.5};
    double t = 2;
    double[][] a = {{0, 0, 0}, {-1, 0, 0}, {0, -1, 0}, {0, 0, -1}};
    Solved solved =
        new Solved(List.of(new SecondOrderCone(4)), none(3), c, a, new double[] {t, 0, 0, 0});
    double norm = Math.sqrt(1.5);
    assertThat(solved.y())
        .containsExactly(new double[] {-1.632993, -0.816497, 0.816497}, within(1e-6));
    assertThat(solved.z()[0]).isCloseTo(1.22474487, within(1e-8));
    double[][] dxdc = {
      {-0.54433105, 0.54433105, -0.54433105},
      {0.54433105, -1.36082763, -0.27216553},
      {-0.54433105, -0.27216553, -1.36082763}
    };
    for (int j = 0; j < 3; j++) {
      SlotGradients gradients = solved.gradientsOf(j);
      assertThat(gradients.q()).containsExactly(dxdc[j], within(1e-8));
      assertThat(gradients.b()[0]).isCloseTo(-c[j] / norm, within(1e-9));
    }
    SlotGradients dual = solved.gradientsOfDual(0); // z₀ = ‖c‖
    assertThat(dual.b()[0]).isCloseTo(0, within(1e-9));
    for (int j = 0; j < 3; j++) assertThat(dual.q()[j]).isCloseTo(c[j] / norm, within(1e-9));
  }

  /// T19: min x with y ≥ 1/√2 and ‖(x, y)‖ ≤ 1 is −1/√2 (DiffOpt).
  @Test
  void ballCutByAHalfSpace() {
    double[][] a = {{0, -1}, {0, 0}, {-1, 0}, {0, -1}};
    Solved solved =
        new Solved(
            List.of(new NonnegativeCone(1), new SecondOrderCone(3)),
            none(2),
            new double[] {1, 0},
            a,
            new double[] {-1 / ROOT2, 1, 0, 0});
    assertThat(solved.y()).containsExactly(new double[] {-1 / ROOT2, 1 / ROOT2}, within(1e-8));
    SlotGradients gradients = solved.gradientsOf(0); // x = −√(t² − h²), b = (−h, t, 0, 0)
    assertThat(gradients.b()[0]).isCloseTo(-1, within(1e-8));
    assertThat(gradients.b()[1]).isCloseTo(-ROOT2, within(1e-8));
  }

  /// min tr(CX), tr X = 1, X ⪰ 0 over svec(X): the trace above the cone.
  private Solved smallestEigenvalue(int order, double[] c) {
    int n = order * (order + 1) / 2;
    double[][] a = new double[n + 1][n];
    for (int j = 0, e = 0; j < order; j++)
      for (int i = 0; i <= j; i++, e++) {
        a[0][e] = i == j ? 1 : 0;
        a[1 + e][e] = -1;
      }
    double[] b = new double[n + 1];
    b[0] = 1;
    return new Solved(List.of(new ZeroCone(1), new PsdCone(order)), none(n), c, a, b);
  }

  /// T17: X = vvᵀ of the smallest eigenvalue, and its derivative along e₁e₂ᵀ + e₂e₁ᵀ.
  @Test
  void projectorOfTheSmallestEigenvalue() {
    double[] c = {2, ROOT2 * 0.5, 3, ROOT2 * 0.1, ROOT2 * 0.2, 1.5};
    Solved solved = smallestEigenvalue(3, c);
    double objective = 0;
    for (int e = 0; e < 6; e++) objective += c[e] * solved.y()[e];
    assertThat(objective).isCloseTo(1.47057217, within(1e-8));
    assertThat(solved.y()[5]).isCloseTo(0.98143526, within(1e-7));
    assertThat(solved.y()[3]).isCloseTo(-ROOT2 * 0.0928317, within(1e-7));
    assertThat(solved.y()[4]).isCloseTo(-ROOT2 * 0.09799168, within(1e-7));
    double[] derivative = {
      -0.03408132, -0.01783696, 0.00031854, 0.17856047, -0.00328072, 0.03376277
    };
    for (int e = 0; e < 6; e++) {
      double scale = e == 0 || e == 2 || e == 5 ? 1 : ROOT2;
      assertThat(ROOT2 * solved.gradientsOf(e).q()[1])
          .isCloseTo(scale * derivative[e], within(2e-8));
    }
  }

  /// T17: the dual of X ⪰ 0 is C − λI; along vvᵀ it stays 0, along wwᵀ it moves as both eigenvalues
  /// do.
  @Test
  void dualOfTheSmallestEigenvalue() {
    Solved solved = smallestEigenvalue(2, new double[] {1, ROOT2 * 0.5, 2});
    double[] x = {0.85355339, -ROOT2 * 0.35355339, 0.14644661};
    double[] dual = {0.20710678, ROOT2 * 0.5, 1.20710678};
    assertThat(solved.y()).containsExactly(x, within(1e-8));
    assertThat(Arrays.copyOfRange(solved.z(), 1, 4)).containsExactly(dual, within(1e-8));
    assertThat(solved.z()[0]).isCloseTo(-0.79289322, within(1e-8));
    // z = C − λI with dλ/dC = X
    for (int e = 0; e < 3; e++) {
      double[] expected = new double[3];
      for (int k = 0; k < 3; k++) expected[k] = (e == k ? 1 : 0) - (e == 1 ? 0 : x[k]);
      assertThat(solved.gradientsOfDual(1 + e).q()).containsExactly(expected, within(1e-7));
    }
  }

  /// T14, limited multi-label projection: min −xᵀy − H(y) − H(1−y), Σy = 2 over (y, t, u) with t ≥
  /// y log y, u ≥ (1−y) log(1−y). Its Jacobian dy/dx is diag(d) − ddᵀ/Σd, d = y(1−y).
  @Test
  void limitedMultiLabelProjection() {
    double[] x = {1, -1, -1, -1};
    double[] q = new double[12];
    Arrays.fill(q, 1);
    for (int i = 0; i < 4; i++) q[i] = -x[i];
    double[][] a = new double[25][12];
    double[] b = new double[25];
    b[0] = 2;
    for (int i = 0; i < 4; i++) {
      a[0][i] = 1;
      int first = 1 + 6 * i; // (−t, y, 1) and (−u, 1 − y, 1)
      a[first][4 + i] = 1;
      a[first + 1][i] = -1;
      b[first + 2] = 1;
      a[first + 3][8 + i] = 1;
      a[first + 4][i] = 1;
      b[first + 4] = 1;
      b[first + 5] = 1;
    }
    Cone cone = ProductCone.repeated(new ExponentialCone(), 8);
    Solved solved = new Solved(List.of(new ZeroCone(1), cone), none(12), q, a, b);
    double[] y = {0.82608966, 0.39130345, 0.39130345, 0.39130345};
    assertThat(Arrays.copyOf(solved.y(), 4)).containsExactly(y, within(1e-8));
    assertThat(solved.z()[0]).isCloseTo(-0.55816346, within(1e-7));
    double[][] jacobian = new double[4][];
    for (int i = 0; i < 4; i++) {
      jacobian[i] = Arrays.copyOf(solved.gradientsOf(i).q(), 4);
      for (int j = 0; j < 4; j++) jacobian[i][j] *= -1; // q = −x
    }
    assertThat(jacobian[0][0]).isCloseTo(0.11961602, within(1e-8));
    assertThat(jacobian[0][1]).isCloseTo(-0.03987201, within(1e-8));
    assertThat(jacobian[1][1]).isCloseTo(0.17208071, within(1e-8));
    assertThat(jacobian[1][2]).isCloseTo(-0.06610435, within(1e-8));
    assertThat(jacobian[3][0]).isCloseTo(-0.03987201, within(1e-8));
  }
}
