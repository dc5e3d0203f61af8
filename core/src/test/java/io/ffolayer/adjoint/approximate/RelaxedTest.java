package io.ffolayer.adjoint.approximate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.RandomPrograms;
import io.ffolayer.testing.Visit;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/// The derivative of the central path, against closed forms and paths that are computed here.
class RelaxedTest {
  private static Visit visit(double mu, PlainProgram program, double... c) {
    ProgramData data = Form.DENSE.data(program);
    Solution solution = Answer.solve(new InteriorPoint(), data);
    return Visit.of(new Relaxed(mu), data, solution, c, new double[program.m()]);
  }

  private static double central(DoubleUnaryOperator f) {
    double h = 1e-5;
    return (f.applyAsDouble(h) - f.applyAsDouble(-h)) / (2 * h);
  }

  /// min ½(y − a)² over y ≤ b: y(μ) = ½(a + b − √((b − a)² + 4μ)).
  private static double minimum(double a, double b, double mu) {
    return (a + b - Math.sqrt((b - a) * (b - a) + 4 * mu)) / 2;
  }

  private static PlainProgram minimum(double a, double b) {
    return new PlainProgram(
        new double[][] {{1}},
        new double[] {-a},
        new double[][] {{1}},
        new double[] {b},
        new boolean[1]);
  }

  @Test
  void ofAQuadraticProgramInOneVariableItIsTheDerivativeOfTheClosedForm() {
    for (double mu : new double[] {1, 1e-2, 1e-5})
      for (double a : new double[] {-1, 0, 0.3, 2}) {
        double b = 0.3;
        Visit visit = visit(mu, minimum(a, b), 1);
        assertThat(visit.y()[0]).isEqualTo(minimum(a, b, mu), within(1e-9));
        assertThat(-visit.dy()[0]).isEqualTo(central(h -> minimum(a + h, b, mu)), within(1e-5));
        assertThat(-visit.dz()[0]).isEqualTo(central(h -> minimum(a, b + h, mu)), within(1e-5));
      }
  }

  @Test
  void atAKinkItIsTheMeanOfTheTwoSides() {
    for (double mu : new double[] {1, 1e-4, 1e-10})
      assertThat(-visit(mu, minimum(0.3, 0.3), 1).dy()[0]).isEqualTo(0.5, within(1e-6));
  }

  /// min qy over 0 ≤ y ≤ w: q = μ/y − μ/(w − y), solved by bisection.
  private static double interval(double q, double width, double mu) {
    double low = 0, high = width;
    for (int k = 0; k < 200; k++) {
      double y = (low + high) / 2;
      if (q - mu / y + mu / (width - y) > 0) high = y;
      else low = y;
    }
    return (low + high) / 2;
  }

  @Test
  void ofALinearProgramInOneVariableItIsTheDerivativeOfThePath() {
    for (double mu : new double[] {1, 1e-1, 1e-3})
      for (double q : new double[] {-1, 0, 0.5}) {
        PlainProgram program =
            new PlainProgram(
                new double[1][1],
                new double[] {q},
                new double[][] {{-1}, {1}},
                new double[] {0, 1},
                new boolean[2]);
        Visit visit = visit(mu, program, 1);
        assertThat(visit.y()[0]).isEqualTo(interval(q, 1, mu), within(1e-8));
        assertThat(visit.dy()[0])
            .isCloseTo(central(h -> interval(q + h, 1, mu)), withinPercentage(1e-2));
        assertThat(-visit.dz()[1])
            .isCloseTo(central(h -> interval(q, 1 + h, mu)), withinPercentage(1e-2));
      }
  }

  /// min qᵀy over a cone that y itself lies in, shifted by b.
  private static ProgramData conic(Cone cone, double[] q, double[] b) {
    int n = q.length;
    double[] p = new double[n * n], a = new double[n * n];
    for (int j = 0; j < n; j++) {
      p[j * (n + 1)] = 0.5;
      a[j * (n + 1)] = -1;
    }
    Layout square = new Layout.Dense(n, n);
    return new ProgramData(
        new ProgramStructure(square, List.of(new RowBlock(cone, square))),
        1,
        Batched.shared(p),
        Batched.shared(q),
        List.of(Batched.shared(a)),
        Batched.shared(b));
  }

  private static Visit visit(double mu, ProgramData data, double[] c) {
    Solution solution = Answer.solve(new InteriorPoint(), data);
    return Visit.of(new Relaxed(mu), data, solution, c, new double[c.length]);
  }

  /// The barrier of {(t, x): ‖x‖ ≤ t} is −½ log(t² − ‖x‖²).
  @Test
  void onASecondOrderConeThePointIsThatOfItsBarrier() {
    double[] q = {1, 0.5, -2}, b = {0.1, 0.2, -0.1};
    for (double mu : new double[] {1, 1e-3}) {
      Visit visit = visit(mu, conic(new SecondOrderCone(3), q, b), new double[] {1, 2, 3});
      double[] s = new double[3];
      for (int j = 0; j < 3; j++) s[j] = b[j] + visit.y()[j];
      double gap = s[0] * s[0] - s[1] * s[1] - s[2] * s[2];
      assertThat(gap).isPositive();
      double[] gradient = {-s[0] / gap, s[1] / gap, s[2] / gap};
      for (int j = 0; j < 3; j++) {
        assertThat(visit.z()[j]).isEqualTo(-mu * gradient[j], within(1e-8));
        assertThat(0.5 * visit.y()[j] + q[j] - visit.z()[j]).isEqualTo(0, within(1e-10));
      }
    }
  }

  @Test
  void onCurvedConesItIsTheDerivativeOfItsOwnPointInCostsAndRightHandSides() {
    double[] c = {1, -0.5, 0.7};
    for (Cone cone : List.of(new SecondOrderCone(3), new ExponentialCone(), new PowerCone(0.3)))
      for (double mu : new double[] {1, 1e-2}) {
        double[] q = {1, 0.5, 2}, b = {0.1, 0.2, -0.1};
        Visit visit = visit(mu, conic(cone, q, b), c);
        assertThat(visit.report().isClean()).isTrue();
        for (int j = 0; j < 3; j++) {
          int k = j;
          assertThat(visit.dy()[j])
              .as("%s, q%d", cone, j)
              .isEqualTo(central(h -> loss(mu, cone, moved(q, k, h), b, c)), within(1e-6));
          assertThat(-visit.dz()[j])
              .as("%s, b%d", cone, j)
              .isEqualTo(central(h -> loss(mu, cone, q, moved(b, k, h), c)), within(1e-6));
        }
      }
  }

  private static double[] moved(double[] x, int k, double h) {
    double[] moved = x.clone();
    moved[k] += h;
    return moved;
  }

  private static double loss(double mu, Cone cone, double[] q, double[] b, double[] c) {
    double[] y = visit(mu, conic(cone, q, b), c).y();
    return c[0] * y[0] + c[1] * y[1] + c[2] * y[2];
  }

  @Test
  void itsErrorIsOfTheOrderOfMu() {
    RandomPrograms.Size size =
        new RandomPrograms.Size(6, 1, 2, 2, RandomPrograms.Curvature.DEFINITE);
    for (long seed = 0; seed < 20; seed++) {
      PlainProgram program = RandomPrograms.strictlyComplementary(seed, size).program();
      ProgramData data = Form.DENSE.data(program);
      Solution solution = Answer.solve(new InteriorPoint(), data);
      double[] c = new java.util.SplittableRandom(seed).doubles(6, -1, 1).toArray();
      double[] d = new double[program.m()];
      Visit exact = Visit.of(new Implicit(), data, solution, c, d);
      double[] errors = new double[2];
      for (int k = 0; k < 2; k++) {
        Visit found = Visit.of(new Relaxed(k == 0 ? 1e-5 : 1e-7), data, solution, c, d);
        for (int j = 0; j < 6; j++)
          errors[k] = Math.max(errors[k], Math.abs(found.dy()[j] - exact.dy()[j]));
      }
      assertThat(Math.log10(errors[0] / errors[1]) / 2).isBetween(0.8, 1.2);
    }
  }

  /// 0 ≤ y ≤ 0 has no strictly feasible point.
  @Test
  void withoutACentralPathTheDirectionIsZeroAndFlagged() {
    PlainProgram program =
        new PlainProgram(
            new double[][] {{1}},
            new double[] {1},
            new double[][] {{-1}, {1}},
            new double[2],
            new boolean[2]);
    Visit visit = visit(1e-3, program, 1);
    assertThat(visit.report().flags()).contains(Flag.ACTIVE_SET_UNCERTAIN);
    assertThat(visit.dy()).containsOnly(0);
  }

  @Test
  void anAbsentRowIsNone() {
    PlainProgram program = minimum(1, Double.POSITIVE_INFINITY);
    Visit visit = visit(1e-3, program, 1);
    assertThat(visit.y()[0]).isEqualTo(1, within(1e-12));
    assertThat(visit.dy()[0]).isEqualTo(-1, within(1e-12));
    assertThat(visit.z()).containsOnly(0);
  }

  @Test
  void aMuThatIsNoneIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Relaxed(0));
  }
}
