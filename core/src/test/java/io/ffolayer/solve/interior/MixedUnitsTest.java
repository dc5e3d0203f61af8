package io.ffolayer.solve.interior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.program.Cone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.solve.Solution;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.ConicProgram;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Every variable in a unit of its own, up to 10^±8, and no linear cost:
///
/// ```
/// min ½‖t‖²    with  W y − t = v,  A y + s = b,  s ∈ K           s = 0, z inside K*: the solution is known
/// ```
class MixedUnitsTest {
  private static final int N = 3;
  private static final int DECADES = 8;

  /// The sweeps of Ruiz alone mix the units of the variables with those of the rows: some of these
  /// ended without progress, and of some points far from the solution a gap of 22 was called the
  /// rounding of an objective whose size was the curvature of one variable times the square of the
  /// unit of another.
  @Test
  void residualFormsAreSolvedWhateverTheUnitsOfTheirVariables() {
    for (int seed = 0; seed < 300; seed++)
      for (Cone cone : List.of(new SecondOrderCone(N), new PowerCone(0.7)))
        assertSolved(cone, seed);
  }

  private static void assertSolved(Cone cone, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] w = new double[N][N], rows = new double[N][N];
    double[] y = random.doubles(N, -3, 3).toArray();
    double[] z = {random.nextDouble(2, 3), random.nextDouble(1, 2), random.nextDouble(-.8, .8)};
    for (int i = 0; i < N; i++)
      for (int j = 0; j < N; j++) {
        w[i][j] = i == j ? random.nextDouble(1, 2) : i < j ? random.nextDouble(-1, 1) : 0;
        rows[i][j] = random.nextDouble(-1, 1) + (i == j ? 2 : 0);
      }
    double[] t = new double[N]; // Wᵀt = −Aᵀz
    for (int j = 0; j < N; j++) {
      double sum = 0;
      for (int i = 0; i < N; i++) sum -= rows[i][j] * z[i];
      for (int i = 0; i < j; i++) sum -= w[i][j] * t[i];
      t[j] = sum / w[j][j];
    }
    double[] unit = new double[2 * N];
    for (int j = 0; j < 2 * N; j++) unit[j] = Math.pow(10, random.nextInt(-DECADES, DECADES + 1));
    double[][] p = new double[2 * N][2 * N], a = new double[2 * N][2 * N];
    double[] b = new double[2 * N];
    for (int i = 0; i < N; i++) {
      p[N + i][N + i] = 1 / (unit[N + i] * unit[N + i]);
      a[i][N + i] = -1 / unit[N + i];
      b[i] = -t[i];
      for (int j = 0; j < N; j++) {
        a[i][j] = w[i][j] / unit[j];
        a[N + i][j] = rows[i][j] / unit[j];
        b[i] += w[i][j] * y[j];
        b[N + i] += rows[i][j] * y[j];
      }
    }
    List<Cone> cones = List.of(new ZeroCone(N), cone);
    ProgramData data = ConicProgram.withoutAnswer(p, new double[2 * N], a, b, cones).data(false);
    Solution solution = Answer.solve(new InteriorPoint(), data);
    String name = "%s, seed %d: %s".formatted(cone, seed, solution.message(0));
    assertThat(solution.isSolved(0)).as(name).isTrue();
    for (int j = 0; j < N; j++) {
      assertThat(solution.y()[j] / unit[j]).as(name).isCloseTo(y[j], within(1e-6));
      assertThat(solution.y()[N + j] / unit[N + j]).as(name).isCloseTo(t[j], within(1e-6));
    }
  }

  /// min ½‖x‖² + qᵀx where x = 0 is optimal: s = b = (0, b₁, 0) and z = (z₀, 0, 0) of a power cone,
  /// q = −Aᵀz, one variable in the rows of z and one in the other. The optimal value is 0, and the
  /// size of the objective is that of the cost of the one variable, not its product with the reach
  /// of the other.
  @Test
  void aCostWhoseOptimalValueIsZeroIsSolvedWhateverTheUnits() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] unit = new double[2];
      for (int j = 0; j < 2; j++) unit[j] = Math.pow(10, random.nextInt(-DECADES, DECADES + 1));
      double held = random.nextDouble(.1, 1), z = random.nextDouble(.1, 2);
      double[][] p = {{1 / (unit[0] * unit[0]), 0}, {0, 1 / (unit[1] * unit[1])}};
      double[][] a = {
        {0, held / unit[1]}, {random.nextDouble(-1, -.2) / unit[0], 0}, {0, -.5 / unit[1]}
      };
      double[] q = {0, -z * held / unit[1]}, b = {0, random.nextDouble(1, 3), 0};
      List<Cone> cones = List.of(new PowerCone(random.nextDouble(.2, .8)));
      ProgramData data = ConicProgram.withoutAnswer(p, q, a, b, cones).data(false);
      Solution solution = Answer.solve(new InteriorPoint(), data);
      String name = "seed %d: %s".formatted(seed, solution.message(0));
      assertThat(solution.isSolved(0)).as(name).isTrue();
      assertThat(solution.z()[0]).as(name).isCloseTo(z, within(1e-4));
      for (int j = 0; j < 2; j++)
        assertThat(solution.y()[j] / unit[j]).as(name).isCloseTo(0, within(1e-6));
    }
  }
}
