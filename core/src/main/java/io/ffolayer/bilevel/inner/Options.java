package io.ffolayer.bilevel.inner;

import io.ffolayer.bilevel.function.SmoothFunction;
import io.ffolayer.internal.descent.Descent;
import io.ffolayer.internal.descent.Vectors;
import org.jspecify.annotations.Nullable;

/// What the options of all methods have in common.
final class Options {
  private Options() {}

  static void check(double accuracy, int maxIterations) {
    if (!(accuracy >= 1e-15 && accuracy <= 0.1))
      throw new IllegalArgumentException("accuracy must be in [1e-15, 1e-1], got " + accuracy);
    if (maxIterations < 1)
      throw new IllegalArgumentException("maxIterations must be ≥ 1, got " + maxIterations);
  }

  static void requireNoRows(String takes, SmoothFunction rows) {
    if (rows.rows() > 0)
      throw new IllegalArgumentException(
          "%s, this problem has %d rows beside. Maybe AugmentedLagrangian"
              .formatted(takes, rows.rows()));
  }

  /// The guess if there is one that can be used, else 0.
  static InnerPoint start(InnerProblem problem, @Nullable InnerPoint guess) {
    if (guess == null || !Vectors.areFinite(guess.y()))
      return InnerPoint.of(new double[problem.inner()]);
    if (guess.y().length != problem.inner())
      throw new IllegalArgumentException(
          "a guess of length %d, y has length %d".formatted(guess.y().length, problem.inner()));
    return guess;
  }

  static InnerSolution solution(Descent.End end, InnerPoint point, Descent descent) {
    double smallest = descent.smallestCurvature();
    return new InnerSolution(
        end.status(),
        point,
        new InnerSolution.Accuracy(
            descent.residual(), descent.distance(), smallest, descent.largestCurvature()),
        descent.iterations(),
        end.message());
  }
}
