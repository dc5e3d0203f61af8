package io.ffolayer.bilevel.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.adjoint.Scheme;
import io.ffolayer.bilevel.function.CallCounts;
import io.ffolayer.bilevel.function.SmoothFunction;
import io.ffolayer.bilevel.inner.AcceleratedGradient;
import io.ffolayer.bilevel.inner.AugmentedLagrangian;
import io.ffolayer.bilevel.inner.InnerProblem;
import io.ffolayer.bilevel.set.Box;
import io.ffolayer.solve.Watch;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// How errors and calls grow, as the theory says they do.
class SlopesTest {
  private static final double[] DELTAS = {.3, .1, .03, .01, .003, .001};

  @Test
  void withParametersInsideCurvedConstraintsTheErrorGrowsLikeDeltaOrItsSquare() {
    for (long seed : new long[] {4, 5}) {
      OracleCase example =
          OracleCase.of(OracleCase.Family.NONLINEAR, OracleCase.Place.INEQUALITIES, seed);
      FirstOrderOracle oracle = tight(1e-13);
      double[] exact = gradient(example, oracle.withRichardson());
      double oneSided = slope(example, oracle.withScheme(Scheme.ONE_SIDED), exact);
      double central = slope(example, oracle.withScheme(Scheme.CENTRAL), exact);
      assertThat(oneSided).isBetween(0.8, 1.2);
      assertThat(central).isBetween(1.7, 2.3);
    }
  }

  /// A quadratic program has no truncation error: what is left is noise.
  @Test
  void whatTheSolverLeavesCountsLikeItsToleranceOverDelta() {
    double[] deltas = {1e-1, 1e-2, 1e-3, 1e-4};
    double[] errors = new double[deltas.length];
    for (long seed = 0; seed < 20; seed++) {
      OracleCase example =
          OracleCase.of(OracleCase.Family.QUADRATIC, OracleCase.Place.OBJECTIVE, seed);
      FirstOrderOracle oracle = tight(1e-12);
      double[] exact = gradient(example, oracle);
      FirstOrderOracle loose = oracle.withGhost(oracle.ghost().withAccuracy(1e-6));
      for (int k = 0; k < deltas.length; k++)
        errors[k] += Math.log10(error(example, loose.withDelta(deltas[k]), exact)) / 20;
    }
    assertThat(fit(logs(deltas), errors).slope()).isBetween(-1.2, -0.8);
    // Near tolerance over δ, to a constant.
    assertThat(errors[2]).isBetween(-4.8, -3.0);
  }

  /// Over five decades of ε, with inner accuracy ε².
  @Test
  void callsGrowLikeTheLogarithmOfTheAccuracy() {
    double[] decades = new double[11];
    double[] calls = new double[11];
    for (int k = 0; k < decades.length; k++) {
      decades[k] = 1 + k / 2.0;
      CallCounts counts = new CallCounts();
      InnerProblem problem = logarithms().counted(counts);
      double[] c = new SplittableRandom(2).doubles(40, -1, 1).toArray();
      double[] x = new SplittableRandom(1).doubles(40, -2, 2).toArray();
      FirstOrderOracle.with(new AcceleratedGradient())
          .withAccuracy(Math.pow(10, -2 * decades[k]))
          .visit(problem, x, null, Watch.unlimited())
          .pullBack(c, Watch.unlimited());
      calls[k] = counts.calls().total();
    }
    assertThat(fit(decades, calls).determination()).isGreaterThan(0.98);
    assertThat(fit(decades, calls).slope()).isPositive();
  }

  /// The quadratic program of the paper, ½‖y‖² + xᵀy over a box, n = 200, and one a thousand times
  /// more curved in some directions than in others.
  @Test
  void aGradientCostsAtMostThreeTimesTheCallsOfTheSolve() {
    for (double condition : new double[] {1, 1000}) {
      SplittableRandom random = new SplittableRandom(4);
      double[] x = random.doubles(200, -1, 2).toArray();
      double[] c = random.doubles(200, 0, 1).toArray();
      CallCounts counts = new CallCounts();
      InnerProblem problem = boxed(condition).counted(counts);
      OracleVisit visit = FirstOrderOracle.of(problem).visit(problem, x, null, Watch.unlimited());
      long solve = counts.calls().total();
      visit.pullBack(c, Watch.unlimited());
      assertThat(visit.solution().isSolved()).isTrue();
      assertThat(counts.calls().total() - solve).isLessThanOrEqualTo(3 * solve);
    }
  }

  /// The same with the paper's row 1ᵀy ≤ 3, and with one that binds.
  @Test
  void withARowBesideTheBoxAGradientCostsLessThanTheSolve() {
    SmoothFunction loose = sum(1, 3);
    SmoothFunction binding = sum(-1, 60);
    for (SmoothFunction row : List.of(loose, binding)) {
      SplittableRandom random = new SplittableRandom(4);
      double[] x = random.doubles(200, -1, 2).toArray();
      double[] c = random.doubles(200, 0, 1).toArray();
      CallCounts counts = new CallCounts();
      InnerProblem problem = boxed(1).subjectTo(row).counted(counts);
      OracleVisit visit = FirstOrderOracle.of(problem).visit(problem, x, null, Watch.unlimited());
      long solve = counts.calls().total();
      visit.pullBack(c, Watch.unlimited());
      assertThat(visit.solution().isSolved()).isTrue();
      assertThat(counts.calls().total() - solve).isLessThan(solve);
    }
  }

  /// sign · 1ᵀy ≤ most.
  private static SmoothFunction sum(double sign, double most) {
    return SmoothFunction.ofNumber(
        (x, y) -> sign * Arrays.stream(y).sum() - most,
        (x, y, out) -> {},
        (x, y, out) -> Arrays.setAll(out, k -> out[k] + sign));
  }

  private static InnerProblem boxed(double condition) {
    SmoothFunction g =
        SmoothFunction.ofNumber(
            (x, y) -> {
              double sum = 0;
              for (int i = 0; i < y.length; i++)
                sum += (Math.pow(condition, i / 199.0) * y[i] / 2 + x[i]) * y[i];
              return sum;
            },
            (x, y, out) -> {
              for (int i = 0; i < y.length; i++) out[i] += y[i];
            },
            (x, y, out) -> {
              for (int i = 0; i < y.length; i++)
                out[i] += Math.pow(condition, i / 199.0) * y[i] + x[i];
            });
    return InnerProblem.minimize(g, 200, 200).within(Box.of(200, -1, 0));
  }

  /// Σ w ½(y − x)² + log cosh y with curvatures from 1 to 1000, over a box.
  private static InnerProblem logarithms() {
    SmoothFunction g =
        SmoothFunction.ofNumber(
            (x, y) -> {
              double sum = 0;
              for (int i = 0; i < y.length; i++)
                sum += weight(i) * (y[i] - x[i]) * (y[i] - x[i]) / 2 + Math.log(Math.cosh(y[i]));
              return sum;
            },
            (x, y, out) -> {
              for (int i = 0; i < y.length; i++) out[i] += weight(i) * (x[i] - y[i]);
            },
            (x, y, out) -> {
              for (int i = 0; i < y.length; i++)
                out[i] += weight(i) * (y[i] - x[i]) + Math.tanh(y[i]);
            });
    return InnerProblem.minimize(g, 40, 40).within(Box.of(40, -1.5, 1.5)).stronglyConvex(1);
  }

  private static double weight(int i) {
    return Math.pow(1000, i / 39.0);
  }

  private static FirstOrderOracle tight(double accuracy) {
    return FirstOrderOracle.with(new AugmentedLagrangian()).withAccuracy(accuracy);
  }

  private static double[] gradient(OracleCase example, FirstOrderOracle oracle) {
    return oracle
        .visit(example.problem(), example.x(), example.guess(), Watch.unlimited())
        .pullBack(example.cotangent(), Watch.unlimited())
        .byX();
  }

  private static double error(OracleCase example, FirstOrderOracle oracle, double[] exact) {
    double[] gradient = gradient(example, oracle);
    double error = 0;
    double size = 0;
    for (int i = 0; i < exact.length; i++) {
      error = Math.hypot(error, gradient[i] - exact[i]);
      size = Math.hypot(size, exact[i]);
    }
    return error / size;
  }

  private static double slope(OracleCase example, FirstOrderOracle oracle, double[] exact) {
    double[] errors =
        Arrays.stream(DELTAS).map(d -> error(example, oracle.withDelta(d), exact)).toArray();
    return fit(logs(DELTAS), logs(errors)).slope();
  }

  private static double[] logs(double[] values) {
    return Arrays.stream(values).map(Math::log10).toArray();
  }

  /// A straight line, and the part of the variance that it explains, R².
  private record Line(double slope, double determination) {}

  private static Line fit(double[] x, double[] y) {
    double meanX = Arrays.stream(x).average().orElseThrow();
    double meanY = Arrays.stream(y).average().orElseThrow();
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xx += (x[i] - meanX) * (x[i] - meanX);
      xy += (x[i] - meanX) * (y[i] - meanY);
      yy += (y[i] - meanY) * (y[i] - meanY);
    }
    return new Line(xy / xx, xy * xy / (xx * yy));
  }
}
