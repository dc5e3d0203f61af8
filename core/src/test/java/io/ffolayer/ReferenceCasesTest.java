package io.ffolayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Ghost;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Solvers;
import io.ffolayer.solve.Status;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.Differences;
import io.ffolayer.testing.ExactOracle;
import io.ffolayer.testing.Face;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.Slot;
import io.ffolayer.testing.SlotGradients;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Small programs with known answers and gradients that are used to judge other libraries too: from
/// the test suites of DiffOpt.jl and MathOptInterface, cvxpy, cvxpylayers, qpth, qpax, dQP and
/// proxsuite, restated. Every gradient is also compared with central differences of the exact
/// solution.
class ReferenceCasesTest {
  /// The adjoints of the library, and the one that has nothing but a solver.
  static List<Adjoint> adjoints() {
    return List.of(
        new FirstOrder(), new Implicit(), new FirstOrder().withGhost(new Ghost.Solved(solver())));
  }

  /// The solver of the module in which this runs: the automatic choice in the core.
  private static Solver solver() {
    return Solvers.all().getFirst().solver();
  }

  private static ConvexLayer layer(QuadraticProgram program, Adjoint adjoint) {
    return ConvexLayer.of(program).withSolver(solver()).withAdjoint(adjoint);
  }

  private static final double[][] NO_ROWS = new double[0][];

  /// A program in the names Q, q, A, b, G, h, its answer, and the gradient of seed·x.
  private static final class Golden {
    final PlainProgram program;
    final EverySlot layer;
    final Answer answer;
    final SlotGradients gradients;
    private final int equalities;

    Golden(
        Adjoint adjoint,
        double[][] quadratic,
        double[] q,
        double[][] a,
        double[] b,
        double[][] g,
        double[] h,
        double... seed) {
      equalities = a.length;
      double[][] rows = Arrays.copyOf(a, a.length + g.length);
      System.arraycopy(g, 0, rows, a.length, g.length);
      double[] sides = Arrays.copyOf(b, rows.length);
      System.arraycopy(h, 0, sides, b.length, h.length);
      boolean[] equality = new boolean[rows.length];
      Arrays.fill(equality, 0, a.length, true);
      program = new PlainProgram(quadratic, q, rows, sides, equality);
      layer =
          EverySlot.dense(q.length, a.length, g.length).withSolver(solver()).withAdjoint(adjoint);
      ForwardPass pass = layer.forward(List.of(program));
      answer = layer.answer(pass, 0).mustBeTrueOf(program, Solvers.all().getFirst().tolerance());
      assertThat(answer.status()).as("%s", answer).isEqualTo(Status.SOLVED);
      gradients = layer.gradients(layer.backward(pass, seed, new double[rows.length]), 0);
      compareWithDifferences(seed);
    }

    /// At a solution with weakly active rows the differences are of one side only: then no
    /// comparison.
    private void compareWithDifferences(double[] seed) {
      if (program.m() - equalities <= 6)
        assertThat(answer.y()).containsExactly(ExactOracle.judge(program).y(), within(1e-8));
      boolean[] active = program.equality().clone();
      for (int i = equalities; i < active.length; i++) {
        active[i] = answer.z()[i] > answer.s()[i];
        if (Math.max(answer.z()[i], answer.s()[i]) < 1e-9) return;
      }
      Face face = new Face(active);
      for (Slot slot : Slot.values())
        for (int k = 0; k < slot.entries(program); k++) {
          int entry = k;
          Differences.Derivative difference =
              Differences.sharpest(
                  step -> {
                    PlainProgram moved = program.copy();
                    slot.move(moved, entry, step);
                    return Differences.loss(face, moved, seed, new double[program.m()], "golden");
                  },
                  1e-3);
          assertThat(gradients.entry(program, slot, k))
              .as("%s, entry %d", slot, k)
              .isEqualTo(
                  difference.value(),
                  within(difference.error() + 1e-6 * (1 + Math.abs(difference.value()))));
        }
    }

    double[] nu() {
      return Arrays.copyOf(answer.z(), equalities);
    }

    double[] lambda() {
      return Arrays.copyOfRange(answer.z(), equalities, answer.z().length);
    }

    double[] db() {
      return Arrays.copyOf(gradients.b(), equalities);
    }

    double[] dh() {
      return Arrays.copyOfRange(gradients.b(), equalities, gradients.b().length);
    }

    double[] dg(int row) {
      return gradients.a()[equalities + row];
    }
  }

  private static void isNear(double[] actual, double... expected) {
    assertThat(actual).containsExactly(expected, within(1e-7));
  }

  @ParameterizedTest
  @MethodSource("adjoints")
  void t1TwoActiveInequalities(Adjoint adjoint) {
    Golden golden =
        new Golden(
            adjoint,
            new double[][] {{2, 1, 0}, {1, 2, 1}, {0, 1, 2}},
            new double[3],
            NO_ROWS,
            new double[0],
            new double[][] {{-1, -2, -3}, {-1, -1, 0}},
            new double[] {-4, -1},
            1,
            1,
            1);
    isNear(golden.answer.y(), 4.0 / 7, 3.0 / 7, 6.0 / 7);
    isNear(golden.lambda(), .7142857143, .8571428571);
    isNear(golden.gradients.q(), -.21428571, .21428571, -.07142857);
    isNear(golden.dh(), -.35714286, -.42857143);
    isNear(golden.dg(0), .05102041, .30612245, .25510204);
    isNear(golden.dg(1), .06122449, .36734694, .30612245);
    isNear(golden.gradients.p()[0], -.12244898, .01530612, -.1122449);
    isNear(golden.gradients.p()[1], .01530612, .09183673, .07653061);
    isNear(golden.gradients.p()[2], -.1122449, .07653061, -.06122449);
  }

  /// The literal oracle: nothing but the solver, called twice at the perturbed problem.
  @Test
  void t1ByThePerturbedProblemsAlone() {
    EverySlot every =
        EverySlot.dense(3, 0, 2)
            .withSolver(solver())
            .withAdjoint(new FirstOrder().withGhost(new Ghost.Perturbed(solver())));
    PlainProgram program =
        new PlainProgram(
            new double[][] {{2, 1, 0}, {1, 2, 1}, {0, 1, 2}},
            new double[3],
            new double[][] {{-1, -2, -3}, {-1, -1, 0}},
            new double[] {-4, -1},
            new boolean[2]);
    Gradients found =
        every.backward(every.forward(List.of(program)), new double[] {1, 1, 1}, new double[2]);
    SlotGradients gradients = every.gradients(found, 0);
    assertThat(found.report(0).errorEstimate()).isLessThan(1e-5);
    assertThat(gradients.q())
        .containsExactly(new double[] {-.21428571, .21428571, -.07142857}, within(1e-6));
    assertThat(gradients.b()).containsExactly(new double[] {-.35714286, -.42857143}, within(1e-6));
    assertThat(gradients.a()[1])
        .containsExactly(new double[] {.06122449, .36734694, .30612245}, within(1e-6));
    assertThat(gradients.p()[0])
        .containsExactly(new double[] {-.12244898, .01530612, -.1122449}, within(1e-6));
  }

  @ParameterizedTest
  @MethodSource("adjoints")
  void t2EqualityAndSignsThatDoNotBind(Adjoint adjoint) {
    Golden golden =
        new Golden(
            adjoint,
            new double[][] {{4, 1}, {1, 2}},
            new double[] {1, 1},
            new double[][] {{1, 1}},
            new double[] {1},
            new double[][] {{-1, 0}, {0, -1}},
            new double[2],
            1.3,
            .5);
    isNear(golden.answer.y(), .25, .75);
    isNear(golden.nu(), -2.75);
    isNear(golden.gradients.q(), -.2, .2);
    isNear(golden.gradients.p()[0], -.05, -.05);
    isNear(golden.gradients.p()[1], -.05, .15);
    isNear(golden.gradients.a()[0], .375, -1.075);
    isNear(golden.db(), .7);
    isNear(golden.dh(), 0, 0);
    isNear(golden.dg(0), 0, 0);
    isNear(golden.dg(1), 0, 0);
  }

  @ParameterizedTest
  @MethodSource("adjoints")
  void t2TheValueGrowsByTheDualOfTheBudget(Adjoint adjoint) {
    Variable x = Variable.vector("x", 2);
    Parameter budget = Parameter.vector("p", 1);
    QuadraticProgram program =
        QuadraticProgram.in(x)
            .minimize(Constant.constant(new double[][] {{4, 1}, {1, 2}}), Constant.constant(1, 1))
            .equalTo(Constant.constant(new double[][] {{1, 1}}), budget)
            .atLeast(Constant.filled(2, 0));
    ForwardPass pass = layer(program, adjoint).forward(Map.of(budget, Tensor.vector(1)));
    isNear(pass.value(x).values(), .25, .75);
    assertThat(pass.value(program.optimalValue()).item()).isEqualTo(1.875, within(1e-9));
    assertThat(pass.backward(program.optimalValue(), Tensor.scalar(1)).of(budget).item())
        .isEqualTo(2.75, within(1e-9));
    isNear(pass.jvp(Map.of(budget, Tensor.vector(1))).of(x).values(), .25, .75);
  }

  @ParameterizedTest
  @MethodSource("adjoints")
  void t3OneActiveInequality(Adjoint adjoint) {
    Golden golden =
        new Golden(
            adjoint,
            new double[][] {{4, 1}, {1, 2}},
            new double[] {1, 1},
            NO_ROWS,
            new double[0],
            new double[][] {{1, 1}},
            new double[] {-1},
            1,
            1);
    isNear(golden.answer.y(), -.25, -.75);
    isNear(golden.lambda(), .75);
    isNear(golden.dh(), 1);
    isNear(golden.dg(0), .25, .75);
    isNear(golden.gradients.q(), 0, 0);
    for (double[] row : golden.gradients.p()) isNear(row, 0, 0);
  }

  @ParameterizedTest
  @MethodSource("adjoints")
  void t4ABoxAroundAVertex(Adjoint adjoint) {
    Golden golden =
        new Golden(
            adjoint,
            new double[][] {{1, -1, 1}, {-1, 2, -2}, {1, -2, 4}},
            new double[] {2, -3, 1},
            new double[][] {{1, 1, 1}},
            new double[] {.5},
            new double[][] {{-1, 0, 0}, {0, -1, 0}, {0, 0, -1}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
            new double[] {0, 0, 0, 1, 1, 1},
            1,
            1,
            1);
    isNear(golden.answer.y(), 0, .5, 0);
    isNear(golden.gradients.a()[0], 0, -.5, 0);
    isNear(golden.db(), 1);
    isNear(golden.gradients.q(), 0, 0, 0);
    isNear(golden.dh(), 0, 0, 0, 0, 0, 0);
    for (double[] row : golden.gradients.p()) isNear(row, 0, 0, 0);
    for (int i = 0; i < 6; i++) isNear(golden.dg(i), 0, 0, 0);
  }

  @ParameterizedTest
  @MethodSource("adjoints")
  void t5AVertexOfALinearProgram(Adjoint adjoint) {
    Golden golden =
        new Golden(
            adjoint,
            new double[3][3],
            new double[] {-2, -3, -4},
            NO_ROWS,
            new double[0],
            new double[][] {{3, 2, 1}, {2, 5, 3}, {-1, 0, 0}, {0, -1, 0}, {0, 0, -1}},
            new double[] {10, 15, 0, 0, 0},
            1,
            1,
            1);
    isNear(golden.answer.y(), 0, 0, 5);
    assertThat(norm(golden.gradients.q())).as("the cost does not move a vertex").isLessThan(1e-15);
    isNear(golden.dh(), 0, 1.0 / 3, -1.0 / 3, 2.0 / 3, 0);
    isNear(golden.dg(0), 0, 0, 0);
    isNear(golden.dg(1), 0, 0, -5.0 / 3);
    isNear(golden.dg(2), 0, 0, 5.0 / 3);
    isNear(golden.dg(3), 0, 0, -10.0 / 3);
    isNear(golden.dg(4), 0, 0, 0);
  }

  private static double norm(double[] x) {
    double sum = 0;
    for (double v : x) sum += v * v;
    return Math.sqrt(sum);
  }

  @ParameterizedTest
  @MethodSource("adjoints")
  void t6AnInactiveRowHasNoInfluence(Adjoint adjoint) {
    Golden golden =
        new Golden(
            adjoint,
            new double[1][1],
            new double[] {1},
            NO_ROWS,
            new double[0],
            new double[][] {{-1}, {-1}},
            new double[] {0, -3},
            1);
    isNear(golden.answer.y(), 3);
    isNear(golden.dh(), 0, -1);
    isNear(golden.dg(0), 0);
    isNear(golden.dg(1), 3);
    assertThat(Math.abs(golden.gradients.q()[0])).isLessThan(1e-15);
  }

  @ParameterizedTest
  @MethodSource("adjoints")
  void t8AParameterThroughTheLinearTerm(Adjoint adjoint) {
    // (x − 2b)² with b = 3 is x² − 4bx + …: q = −4b.
    Golden golden =
        new Golden(
            adjoint,
            new double[][] {{2}},
            new double[] {-12},
            NO_ROWS,
            new double[0],
            new double[][] {{-1}},
            new double[] {0},
            4);
    isNear(golden.answer.y(), 6);
    assertThat(-4 * golden.gradients.q()[0]).as("4 dx/db").isEqualTo(8, within(1e-9));
    Variable x = Variable.vector("x", 1);
    Parameter q = Parameter.vector("q", 1);
    QuadraticProgram program =
        QuadraticProgram.in(x).minimize(Constant.identity(1, 2), q).atLeast(Constant.constant(0.0));
    ForwardPass pass = layer(program, adjoint).forward(Map.of(q, Tensor.vector(-12)));
    assertThat(pass.jvp(Map.of(q, Tensor.vector(-4e-3))).of(x).item())
        .isEqualTo(2e-3, within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("adjoints")
  void t9OneActiveAmongFive(Adjoint adjoint) {
    Golden golden =
        new Golden(
            adjoint,
            new double[][] {{8, 2}, {2, 10}},
            new double[] {1.5, -2},
            NO_ROWS,
            new double[0],
            new double[][] {{-1, 2}, {-2, -1}, {-1, 0}, {0, -1}, {1, 0}},
            new double[] {6, -2, 0, 0, 20},
            1,
            1);
    isNear(golden.answer.y(), .7625, .475);
    isNear(golden.lambda(), 0, 4.275, 0, 0, 0);
    isNear(golden.gradients.q(), .025, -.05);
    isNear(golden.dh(), 0, -.55, 0, 0, 0);
  }

  @ParameterizedTest
  @MethodSource("adjoints")
  void t9EqualityOnlyAndUnconstrained(Adjoint adjoint) {
    double[][] quadratic = {{65, -22, -16}, {-22, 14, 7}, {-16, 7, 5}};
    double[] q = {-13, 15, 7};
    Golden one =
        new Golden(
            adjoint,
            quadratic,
            q,
            new double[][] {{1, 1, 1}},
            new double[] {1},
            NO_ROWS,
            new double[0],
            1,
            -1,
            .5);
    isNear(one.answer.y(), .28026906, -1.55156951, 2.27130045);
    isNear(one.nu(), -3.01121076);
    Golden none =
        new Golden(
            adjoint, quadratic, q, NO_ROWS, new double[0], NO_ROWS, new double[0], 1, -1, .5);
    isNear(none.answer.y(), -.64705882, -1.17647059, -1.82352941);
  }

  @ParameterizedTest
  @MethodSource("adjoints")
  void t9InfiniteBoundsAreNoBounds(Adjoint adjoint) {
    double infinity = Double.POSITIVE_INFINITY;
    Variable x = Variable.vector("x", 4);
    Parameter lower = Parameter.vector("l", 4);
    Parameter upper = Parameter.vector("u", 4);
    QuadraticProgram program =
        QuadraticProgram.in(x)
            .minimize(
                Constant.constant(
                    new double[][] {
                      {122, 59, 39, 9}, {59, 95, 48, 24}, {39, 48, 26, 19}, {9, 24, 19, 90}
                    }),
                Constant.constant(66, 93, 47, 11))
            .atLeast(lower)
            .atMost(upper);
    ForwardPass pass =
        layer(program, adjoint)
            .forward(
                Map.of(
                    lower,
                    Tensor.vector(-infinity, -.4, -infinity, -1),
                    upper,
                    Tensor.vector(infinity, infinity, .5, 1)));
    isNear(pass.value(x).values(), .1814346, .0084388, -2.3544304, .3544304);
    Gradients gradients = pass.backward(x, Tensor.vector(1, 2, 3, 4));
    assertThat(norm(gradients.of(lower).values()) + norm(gradients.of(upper).values())).isZero();
  }

  @ParameterizedTest
  @MethodSource("adjoints")
  void t10ProjectionOnAHalfPlane(Adjoint adjoint) {
    Golden golden =
        new Golden(
            adjoint,
            new double[][] {{2, 0}, {0, 2}},
            new double[2],
            NO_ROWS,
            new double[0],
            new double[][] {{-1, -1}, {-1, 0}, {0, -1}},
            new double[] {-1, 0, 0},
            1,
            1);
    isNear(golden.answer.y(), .5, .5);
    isNear(golden.lambda(), 1, 0, 0);
    isNear(golden.dh(), -1, 0, 0);
    isNear(golden.dg(0), .5, .5);
    isNear(golden.dg(1), 0, 0);
  }

  @ParameterizedTest
  @MethodSource("adjoints")
  void t25RandomProgramsWithASquaredLoss(Adjoint adjoint) {
    SplittableRandom random = new SplittableRandom(25);
    int[][] sizes = {{10, 0, 3}, {10, 3, 1}, {10, 5, 0}, {6, 0, 12}};
    for (int[] size : sizes)
      for (double scale : new double[] {1, 100})
        for (int round = 0; round < 5; round++)
          squaredLoss(adjoint, size[0], size[1], size[2], scale, random);
  }

  /// ∂/∂· ½‖x − x_true‖²: the seed is x − x_true.
  private static void squaredLoss(
      Adjoint adjoint,
      int n,
      int equalities,
      int inequalities,
      double scale,
      SplittableRandom random) {
    double[][] l = normals(random, n, n);
    double[][] quadratic = new double[n][n];
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) {
        quadratic[i][j] = i == j ? 1e-4 : 0;
        for (int k = 0; k < n; k++) quadratic[i][j] += l[Math.max(i, j)][k] * l[Math.min(i, j)][k];
      }
    double[] q = normals(random, 1, n)[0];
    double[][] a = times(scale, normals(random, equalities, n));
    double[][] g = times(scale, normals(random, inequalities, n));
    double[] z0 = normals(random, 1, n)[0];
    double[] b = product(a, z0);
    double[] h = product(g, z0);
    for (int i = 0; i < inequalities; i++) h[i] += scale * random.nextDouble();
    double[] truth = normals(random, 1, n)[0];
    Golden probe = new Golden(adjoint, quadratic, q, a, b, g, h, new double[n]);
    double[] seed = probe.answer.y().clone();
    for (int j = 0; j < n; j++) seed[j] -= truth[j];
    Golden golden = new Golden(adjoint, quadratic, q, a, b, g, h, seed);
    assertThat(golden.gradients.q()).hasSize(n);
  }

  private static double[][] normals(SplittableRandom random, int rows, int columns) {
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) for (int j = 0; j < columns; j++) row[j] = random.nextGaussian();
    return matrix;
  }

  private static double[][] times(double factor, double[][] matrix) {
    for (double[] row : matrix) for (int j = 0; j < row.length; j++) row[j] *= factor;
    return matrix;
  }

  private static double[] product(double[][] matrix, double[] x) {
    double[] out = new double[matrix.length];
    for (int i = 0; i < out.length; i++)
      for (int j = 0; j < x.length; j++) out[i] += matrix[i][j] * x[j];
    return out;
  }
}
