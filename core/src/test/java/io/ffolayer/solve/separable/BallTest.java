package io.ffolayer.solve.separable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.UnsupportedProgramException;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.solve.automatic.Automatic;
import io.ffolayer.testing.ConicKkt;
import io.ffolayer.testing.ConicProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BallTest {
  /// What the radius is: a number, a variable below its bound, one above its bound that enters with
  /// the other sign, or one that an equality fixes.
  enum Radius {
    NUMBER,
    BELOW,
    ABOVE,
    FIXED
  }

  private static Solution solve(Solver solver, ProgramData data, WarmStart guess) {
    Solution solution = new Solution(data.structure(), data.batch());
    solver
        .prepare(data.structure())
        .worker()
        .solve(data, 0, data.batch(), guess, Watch.unlimited(), solution);
    return solution;
  }

  private static Solution solve(ProgramData data) {
    return solve(new SemismoothNewton(), data, WarmStart.NONE);
  }

  /// A program around a designed answer: variables between bounds, general rows, and a cone whose
  /// rows have variables in common, or none.
  private static final class Design {
    private final SplittableRandom random;
    private final int n;
    private final double[] y;
    private final List<double[]> rows = new ArrayList<>();
    private final List<Double> rhs = new ArrayList<>();
    private final List<Double> s = new ArrayList<>();
    private final List<Double> z = new ArrayList<>();
    private final List<Cone> cones = new ArrayList<>();

    Design(long seed, Radius kind, boolean binding) {
      random = new SplittableRandom(seed);
      n = 2 + random.nextInt(20);
      y = random.doubles(kind == Radius.NUMBER ? n : n + 1, -2, 2).toArray();
      int equalities = random.nextInt(Math.min(3, n)); // fewer than variables: a point has no ball
      for (int i = 0; i < equalities; i++) general(true);
      double[] tail = random.doubles(1 + random.nextInt(n + 3), -1, 1).toArray();
      double norm = Math.sqrt(dot(tail, tail));
      double lambda = binding ? random.nextDouble(0.2, 3) : 0;
      double[] head = new double[y.length];
      double[] bound = new double[y.length];
      if (kind != Radius.NUMBER) {
        head[n] = kind == Radius.ABOVE ? 0.5 : -2;
        bound[n] = kind == Radius.ABOVE ? -3 : 1.5;
      }
      double holding = kind == Radius.NUMBER ? 0 : -head[n] * lambda * norm / bound[n];
      if (kind == Radius.FIXED) row(bound, 0, holding);
      if (!rows.isEmpty()) cones.add(new ZeroCone(rows.size()));
      int before = rows.size();
      if (kind == Radius.BELOW || kind == Radius.ABOVE) row(bound, 0, holding);
      for (int i = random.nextInt(3); i > 0; i--) general(random.nextBoolean());
      bounds();
      if (rows.size() > before) cones.add(new NonnegativeCone(rows.size() - before));
      row(head, binding ? norm : norm + random.nextDouble(0.1, 1), lambda * norm);
      for (double slack : tail) {
        double[] row = new double[y.length];
        if (random.nextInt(6) > 0) row[random.nextInt(n)] = random.nextDouble(-2, 2);
        row(row, slack, -lambda * slack);
      }
      cones.add(new SecondOrderCone(1 + tail.length));
    }

    private void general(boolean active) {
      double[] row = Arrays.copyOf(random.doubles(n, -1, 1).toArray(), y.length);
      row(row, active ? 0 : random.nextDouble(0.1, 1), active ? random.nextDouble(0.1, 1) : 0);
    }

    private void bounds() {
      for (int j = 0; j < n; j++)
        for (int side = -1; side <= 1; side += 2) {
          if (random.nextInt(3) == 0) continue;
          double[] row = new double[y.length];
          row[j] = side * random.nextDouble(0.5, 2);
          boolean active = side < 0 && random.nextInt(4) == 0;
          row(row, active ? 0 : random.nextDouble(0.5, 3), active ? random.nextDouble(0.1, 1) : 0);
        }
    }

    private void row(double[] row, double slack, double multiplier) {
      rows.add(row);
      rhs.add(dot(row, y) + slack);
      s.add(slack);
      z.add(multiplier);
    }

    ConicProgram program() {
      double[][] p = new double[y.length][y.length];
      double[] q = new double[y.length];
      for (int j = 0; j < n; j++) { // on t, the last variable, the forces balance
        p[j][j] = random.nextDouble(0.3, 3);
        q[j] = -p[j][j] * y[j];
        for (int i = 0; i < rows.size(); i++) q[j] -= rows.get(i)[j] * z.get(i);
      }
      double[][] a = rows.toArray(double[][]::new);
      return new ConicProgram(p, q, a, numbers(rhs), cones, y, numbers(s), numbers(z));
    }
  }

  /// @param binding whether λ > 0
  private static ConicProgram designed(long seed, Radius kind, boolean binding) {
    return new Design(seed, kind, binding).program();
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int j = 0; j < x.length; j++) sum += x[j] * y[j];
    return sum;
  }

  private static double[] numbers(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void check(ConicProgram program, Solution solution, String name) {
    assertThat(solution.status(0)).as(name).isEqualTo(Status.SOLVED);
    assertThat(solution.solver(0)).as(name).isEqualTo("SemismoothNewton");
    assertThat(ConicKkt.residual(program, solution.y(), solution.s(), solution.z()))
        .as(name)
        .isLessThan(1e-12);
    assertThat(ConicKkt.outside(program.cones(), solution.s(), false)).as(name).isLessThan(1e-15);
    assertThat(ConicKkt.outside(program.cones(), solution.z(), true)).as(name).isLessThan(1e-15);
  }

  @ParameterizedTest
  @EnumSource(Radius.class)
  void theDesignedAnswerIsFound(Radius kind) {
    for (int seed = 0; seed < 200; seed++)
      for (boolean binding : new boolean[] {true, false}) {
        ConicProgram program = designed(seed, kind, binding);
        for (boolean sparse : new boolean[] {true, false}) {
          String name = kind + " " + seed + (binding ? " binding" : "") + (sparse ? " sparse" : "");
          Solution solution = solve(program.data(sparse));
          check(program, solution, name);
          int named = binding || kind == Radius.FIXED ? program.n() : program.n() - 1;
          for (int j = 0; j < named; j++)
            assertThat(solution.y()[j]).as(name).isCloseTo(program.y()[j], within(1e-9));
        }
      }
  }

  /// ½‖x − point‖² over ‖D (x − centre)‖ ≤ radius, D = 2 I.
  private static ConicProgram projection(double[] point, double[] centre, double radius) {
    int n = point.length;
    double[][] p = new double[n][n];
    double[][] a = new double[n + 1][n];
    double[] q = new double[n], b = new double[n + 1];
    b[0] = radius;
    for (int j = 0; j < n; j++) {
      p[j][j] = 1;
      q[j] = -point[j];
      a[1 + j][j] = -2;
      b[1 + j] = -2 * centre[j];
    }
    return ConicProgram.withoutAnswer(p, q, a, b, List.of(new SecondOrderCone(n + 1)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-7, 1e-3, 1, 1e3, 1e7})
  void theProjectionOnABallHasItsClosedForm(double radius) {
    SplittableRandom random = new SplittableRandom(7);
    for (int n : new int[] {1, 2, 30, 300}) {
      double[] centre = random.doubles(n, -1, 1).toArray();
      double[] point = random.doubles(n, -5, 5).toArray();
      double distance = 0;
      for (int j = 0; j < n; j++) {
        point[j] = centre[j] + radius * point[j];
        distance = Math.hypot(distance, 2 * (point[j] - centre[j]));
      }
      double shrink = Math.min(1, radius / distance);
      ConicProgram program = projection(point, centre, radius);
      Solution solution = solve(program.data(true));
      check(program, solution, n + ", " + radius);
      for (int j = 0; j < n; j++)
        assertThat(solution.y()[j])
            .isCloseTo(centre[j] + shrink * (point[j] - centre[j]), within(1e-13 * (1 + radius)));
    }
  }

  @Test
  void aBatchTogetherEqualsItsItemsAlone() {
    List<ConicProgram> batch = new ArrayList<>();
    for (int k = 0; k < 6; k++) {
      ConicProgram first = designed(11, Radius.BELOW, true);
      for (int j = 0; j + 1 < first.n(); j++) first.q()[j] += 0.1 * k * (j % 3 - 1);
      batch.add(first);
    }
    Solution together = solve(ConicProgram.data(batch, true));
    int n = batch.getFirst().n(), m = batch.getFirst().m();
    for (int k = 0; k < batch.size(); k++) {
      Solution alone = solve(ConicProgram.data(List.of(batch.get(k)), true));
      assertThat(together.status(k)).isEqualTo(Status.SOLVED);
      assertThat(Arrays.copyOfRange(together.y(), k * n, k * n + n)).isEqualTo(alone.y());
      assertThat(Arrays.copyOfRange(together.z(), k * m, k * m + m)).isEqualTo(alone.z());
    }
  }

  @Test
  void aGuessSavesWorkAndAWrongOneDoesNoHarm() {
    for (int seed = 0; seed < 40; seed++) {
      ConicProgram program = designed(seed, Radius.BELOW, seed % 2 == 0);
      ProgramData data = program.data(true);
      Solution cold = solve(data);
      WarmStart good = i -> new WarmStart.Point(cold.y(), cold.s(), cold.z());
      Solution warm = solve(new SemismoothNewton(), data, good);
      check(program, warm, "seed " + seed);
      assertThat(warm.iterations(0)).isLessThanOrEqualTo(cold.iterations(0));
      double[] z = new SplittableRandom(seed).doubles(program.m(), -3, 100).toArray();
      WarmStart wrong = i -> new WarmStart.Point(cold.y(), cold.s(), z);
      check(program, solve(new SemismoothNewton(), data, wrong), "wrong, seed " + seed);
    }
  }

  @Test
  void aBallThatMissesTheBoundsIsProvedInfeasibleByTheNextMethod() {
    ConicProgram ball = projection(new double[] {3, 1}, new double[2], 1);
    double[][] a = Arrays.copyOf(ball.a(), 4);
    a[3] = new double[] {-1, 0};
    double[] b = Arrays.copyOf(ball.b(), 4);
    b[3] = -0.6; // x₀ ≥ 0.6, while ‖2x‖ ≤ 1
    ConicProgram program =
        ConicProgram.withoutAnswer(
            ball.p(), ball.q(), a, b, List.of(new SecondOrderCone(3), new NonnegativeCone(1)));
    Solution alone = solve(program.data(true));
    assertThat(alone.status(0)).isEqualTo(Status.ITERATION_LIMIT);
    assertThat(alone.message(0)).contains("ball");
    Solution solution = solve(new Automatic(), program.data(true), WarmStart.NONE);
    assertThat(solution.status(0)).isEqualTo(Status.INFEASIBLE);
    assertThat(ConicKkt.infeasibilityError(program, solution.z())).isLessThan(1e-9);
  }

  @Test
  void whatIsNoBallIsLeftToOthersWithAMessage() {
    ConicProgram program = designed(3, Radius.BELOW, true);
    int t = program.n() - 1, head = program.m() - program.cones().getLast().size();
    program.q()[t] = 1;
    assertLeft(program, "radius");
    program.q()[t] = 0;
    program.a()[head][0] = 1;
    assertLeft(program, "several entries");
    program.a()[head][0] = 0;
    program.a()[head][t] = 0;
    program.b()[head] = -1;
    assertLeft(program, "not positive");
  }

  private static void assertLeft(ConicProgram program, String why) {
    Solution solution = solve(program.data(false));
    assertThat(solution.status(0)).isEqualTo(Status.ITERATION_LIMIT);
    assertThat(solution.message(0)).contains(why);
    assertThat(solution.y()).containsOnly(0);
  }

  @Test
  void otherConesAreRefusedByName() {
    double[][] one = {{1}};
    for (List<Cone> cones :
        List.<List<Cone>>of(
            List.of(new ExponentialCone()),
            List.of(new SecondOrderCone(2), new SecondOrderCone(1)))) {
      ConicProgram program =
          ConicProgram.withoutAnswer(
              one, new double[] {1}, new double[3][1], new double[] {1, 1, 1}, cones);
      assertThatThrownBy(() -> new SemismoothNewton().prepare(program.data(true).structure()))
          .isInstanceOf(UnsupportedProgramException.class)
          .hasMessageContaining("one second-order cone")
          .hasMessageContaining("Maybe use InteriorPoint");
    }
  }
}
