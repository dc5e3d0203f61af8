package io.ffolayer.bilevel.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.adjoint.Flag;
import io.ffolayer.bilevel.function.CallCounts;
import io.ffolayer.bilevel.function.SmoothFunction;
import io.ffolayer.bilevel.inner.AcceleratedGradient;
import io.ffolayer.bilevel.inner.AugmentedLagrangian;
import io.ffolayer.bilevel.inner.GivenSolver;
import io.ffolayer.bilevel.inner.InnerPoint;
import io.ffolayer.bilevel.inner.InnerProblem;
import io.ffolayer.bilevel.inner.NullSpaceGradient;
import io.ffolayer.bilevel.set.Ball;
import io.ffolayer.bilevel.set.Box;
import io.ffolayer.bilevel.set.LinearRows;
import io.ffolayer.bilevel.set.Simplex;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.Watch;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the oracle says of its gradients, and what its options do.
class OracleReportTest {
  private static final double A = 2;

  /// g = (y − a)²/2, h = y − a x: y* = min(a, a x), with a kink at x = 1.
  private static InnerProblem kink() {
    SmoothFunction g =
        SmoothFunction.ofNumber(
            (x, y) -> (y[0] - A) * (y[0] - A) / 2,
            (x, y, out) -> {},
            (x, y, out) -> out[0] += y[0] - A);
    SmoothFunction h =
        SmoothFunction.ofNumber(
            (x, y) -> y[0] - A * x[0], (x, y, out) -> out[0] -= A, (x, y, out) -> out[0] += 1);
    return InnerProblem.minimize(g, 1, 1).subjectTo(h);
  }

  private static Hypergradient atKink(FirstOrderOracle oracle, double x) {
    return oracle
        .visit(kink(), new double[] {x}, null, Watch.unlimited())
        .pullBack(new double[] {1}, Watch.unlimited());
  }

  private static FirstOrderOracle augmented() {
    return FirstOrderOracle.with(new AugmentedLagrangian());
  }

  /// No continuous estimator is accurate on both sides: the gradient jumps from a to 0.
  @Test
  void theKinkIsFlaggedOnBothSides() {
    assertThat(atKink(augmented(), 1 - 1e-6).report().flags()).contains(Flag.WEAKLY_ACTIVE);
    assertThat(atKink(augmented(), 1 + 1e-6).report().flags()).contains(Flag.WEAKLY_ACTIVE);
    assertThat(atKink(augmented(), 1 - 1e-6).byX()[0]).isCloseTo(A, within(1e-9));
    assertThat(atKink(augmented(), 1 + 1e-6).byX()[0]).isZero();
    assertThat(atKink(augmented(), 0.8).report().isClean()).isTrue();
    assertThat(atKink(augmented(), 1.2).report().isClean()).isTrue();
  }

  /// With η uniform in [−ρ, ρ] the row is active if η > a(x − 1): the mean gradient falls from a to
  /// 0 along a straight line.
  @Test
  void smoothedConstraintsGiveTheSlopeOfTheMean() {
    double radius = 0.1;
    int samples = 400;
    for (double x : new double[] {0.98, 1, 1.03}) {
      FirstOrderOracle oracle = augmented().withSmoothing(new Smoothing(radius, samples, 5));
      double share = (radius - A * (x - 1)) / (2 * radius);
      double deviation = A * Math.sqrt(share * (1 - share) / samples);
      Hypergradient found = atKink(oracle, x);
      assertThat(found.byX()[0]).isCloseTo(A * share, within(3 * deviation));
      assertThat(found.byX()).isEqualTo(atKink(oracle, x).byX());
      assertThat(found.report().flags()).doesNotContain(Flag.WEAKLY_ACTIVE);
    }
  }

  /// ½‖y − x‖² over a set: the derivative of the projection.
  private static InnerProblem projection(int size) {
    SmoothFunction g =
        SmoothFunction.ofNumber(
            (x, y) -> {
              double sum = 0;
              for (int i = 0; i < y.length; i++) sum += (y[i] - x[i]) * (y[i] - x[i]) / 2;
              return sum;
            },
            (x, y, out) -> {
              for (int i = 0; i < y.length; i++) out[i] += x[i] - y[i];
            },
            (x, y, out) -> {
              for (int i = 0; i < y.length; i++) out[i] += y[i] - x[i];
            });
    return InnerProblem.minimize(g, size, size);
  }

  private static Hypergradient pullBack(InnerProblem problem, double[] x, double... c) {
    return FirstOrderOracle.of(problem)
        .visit(problem, x, null, Watch.unlimited())
        .pullBack(c, Watch.unlimited());
  }

  @Test
  void theRowsOfASimpleSetCountAsConstraints() {
    double[] x = {2, .3, -.4};
    assertThat(pullBack(projection(3).within(Box.of(3, 0, 1)), x, 1, 2, 3).byX())
        .containsExactly(new double[] {0, 2, 0}, within(1e-9));
    // On the face y₂ = 0, y₀ + y₁ = 1 of the simplex: the mean of the first two is taken away.
    assertThat(
            pullBack(projection(3).within(new Simplex(3, 1)), new double[] {.8, .7, -.4}, 1, 2, 3)
                .byX())
        .containsExactly(new double[] {-.5, .5, 0}, within(1e-9));
    // (I − uuᵀ) c / ‖x‖ with u = x/‖x‖.
    assertThat(pullBack(projection(2).within(Ball.of(2, 1)), new double[] {3, 4}, 1, 0).byX())
        .containsExactly(new double[] {16 / 125.0, -12 / 125.0}, within(1e-8));
  }

  @Test
  void dependentRowsAreFlagged() {
    InnerProblem problem =
        projection(2)
            .subjectTo(new LinearRows(new double[][] {{1, 0}, {2, 0}}, new double[] {0, 0}));
    Hypergradient found = pullBack(problem, new double[] {1, 1}, 1, 1);
    assertThat(found.report().flags()).contains(Flag.DEPENDENT_ROWS);
    assertThat(found.byX()).containsExactly(new double[] {0, 1}, within(1e-8));
  }

  @Test
  void aSolverOfTheUsersOwnWithoutMultipliersIsEnough() {
    InnerProblem problem =
        projection(2).subjectTo(new LinearRows(new double[][] {{1, 1}}, new double[] {1}));
    GivenSolver projecting =
        new GivenSolver(
            (p, x, guess, watch) -> {
              double excess = Math.max(x[0] + x[1] - 1, 0) / 2;
              return InnerPoint.of(new double[] {x[0] - excess, x[1] - excess});
            },
            1e-11);
    Hypergradient found =
        FirstOrderOracle.with(projecting)
            .visit(problem, new double[] {1, .5}, null, Watch.unlimited())
            .pullBack(new double[] {1, 0}, Watch.unlimited());
    assertThat(found.byX()).containsExactly(new double[] {.5, -.5}, within(1e-9));
    assertThat(found.report().active()).isEqualTo(1);
  }

  @Test
  void severalCotangentsShareTheSolve() {
    CallCounts counts = new CallCounts();
    InnerProblem problem = projection(3).within(Box.of(3, 0, 1)).counted(counts);
    OracleVisit visit =
        FirstOrderOracle.of(problem)
            .visit(problem, new double[] {2, .3, -.4}, null, Watch.unlimited());
    long solve = counts.calls().total();
    visit.pullBack(new double[] {1, 0, 0}, Watch.unlimited());
    long first = counts.calls().total() - solve;
    visit.pullBack(new double[] {1, 0, 0}, Watch.unlimited());
    assertThat(counts.calls().total() - solve).isEqualTo(2 * first);
  }

  /// c is scaled to length 1 first, so that a tiny one loses nothing.
  @Test
  void theGradientIsLinearInTheCotangentHoweverSmall() {
    InnerProblem problem = projection(2).within(Ball.of(2, 1));
    double[] large = pullBack(problem, new double[] {3, 4}, 1, 0).byX();
    double[] small = pullBack(problem, new double[] {3, 4}, 1e-9, 0).byX();
    for (int i = 0; i < 2; i++) assertThat(small[i]).isCloseTo(1e-9 * large[i], within(1e-20));
    assertThat(pullBack(problem, new double[] {3, 4}, 0, 0).byX()).containsOnly(0);
  }

  /// The δ of the user is so small that little but noise is left.
  @Test
  void aDeltaInsideTheNoiseIsFlagged() {
    OracleCase example = OracleCase.of(OracleCase.Family.LOGISTIC_IN_BALL, OracleCase.Place.ALL, 1);
    FirstOrderOracle oracle = augmented().withGhost(new NullSpaceGradient().withAccuracy(1e-7));
    assertThat(flags(example, oracle)).doesNotContain(Flag.STEP_IN_NOISE);
    assertThat(flags(example, oracle.withDelta(1e-6))).contains(Flag.STEP_IN_NOISE);
  }

  private static Set<Flag> flags(OracleCase example, FirstOrderOracle oracle) {
    return oracle
        .visit(example.problem(), example.x(), example.guess(), Watch.unlimited())
        .pullBack(example.cotangent(), Watch.unlimited())
        .report()
        .flags();
  }

  @Test
  void whatIsNotSolvedHasTheGradientZeroAndSaysSo() {
    Watch late = Watch.ofNanos(0);
    OracleVisit visit =
        FirstOrderOracle.of(projection(2)).visit(projection(2), new double[] {1, 2}, null, late);
    assertThat(visit.solution().status()).isEqualTo(Status.TIME_LIMIT);
    Hypergradient found = visit.pullBack(new double[] {1, 0}, Watch.unlimited());
    assertThat(found.byX()).containsOnly(0);
    assertThat(found.report().isStopped()).isTrue();
    InnerProblem linear =
        InnerProblem.minimize(
            SmoothFunction.ofNumber((x, y) -> y[0], (x, y, out) -> {}, (x, y, out) -> out[0] += 1),
            1,
            1);
    Hypergradient none = pullBack(linear, new double[] {1}, 1);
    assertThat(none.byX()).containsOnly(0);
    assertThat(none.report().errorEstimate()).isInfinite();
  }

  @Test
  void misuseIsRefused() {
    assertThatThrownBy(() -> pullBack(projection(2), new double[3], 1, 1))
        .hasMessageContaining("x has length 3, the problem takes 2");
    assertThatThrownBy(() -> augmented().withDelta(-1)).hasMessageContaining("delta");
    assertThatThrownBy(() -> new Smoothing(0, 1, 1)).hasMessageContaining("radius");
    assertThatThrownBy(() ->
            FirstOrderOracle.with(new AcceleratedGradient())
                .visit(kink(), new double[] {1}, null, Watch.unlimited()))
        .hasMessageContaining("Maybe AugmentedLagrangian");
  }
}
