package io.ffolayer.bilevel.inner;

import io.ffolayer.internal.descent.Vectors;
import io.ffolayer.solve.Status;
import org.jspecify.annotations.Nullable;

/// Solves an inner problem in units in which lengths of y and of gradients of rows are near 1,
/// whatever the user's are: methods need not think of units.
final class UnitPasses {
  private static final int MOST_PASSES = 3;

  /// Iterations in which a point at the end of its digits is judged by a looser accuracy.
  private static final int LAST_LOOK = 1000;

  private UnitPasses() {}

  /// A method in the units of the problem.
  interface Method {
    /// @param accuracy relative to max(1, ‖y‖)
    /// @param most iterations that are left
    InnerSolution solve(InnerProblem problem, InnerPoint guess, double accuracy, int most);
  }

  /// Solves in the units that the problem suggests where it starts, and goes on in others where it
  /// has come to a point that suggests others.
  ///
  /// The answer is as near as `accuracy` times max(u, ‖y‖), u = 1 or the length that the problem
  /// suggests if that is shorter; where rounding ends the progress before that, as near as
  /// `accuracy` times max(1, ‖y‖).
  static InnerSolution solve(
      InnerProblem problem,
      double[] x,
      @Nullable InnerPoint guess,
      double accuracy,
      int mostIterations,
      Method method) {
    InnerPoint from = Options.start(problem, guess);
    double[] inside = from.y().clone();
    problem.set().project(inside);
    Units units = Units.atStart(problem, x, inside);
    int used = 0;
    for (int pass = 1; ; pass++) {
      InnerSolution found =
          units.outward(
              method.solve(
                  units.inward(problem), units.inward(from), accuracy, mostIterations - used));
      Units next = next(problem, x, units, found);
      boolean isLast = pass == MOST_PASSES || used + found.iterations() >= mostIterations;
      if (next == null || isLast)
        return accepted(problem, units, found, accuracy, method).after(used);
      used += found.iterations();
      units = next;
      from = found.point();
    }
  }

  /// The units in which to go on; null if these will do.
  private static @Nullable Units next(
      InnerProblem problem, double[] x, Units units, InnerSolution found) {
    boolean isLimit = found.status() == Status.ITERATION_LIMIT;
    boolean isLoose = found.isSolved() && units.length() > 1;
    if (!isLimit && !isLoose) return null;
    Units there = Units.atSolution(problem, x, found.y());
    if (isLimit) return there.differFrom(units) ? there : null;
    return units.length() > 8 * there.length() ? there : null;
  }

  private static InnerSolution accepted(
      InnerProblem problem, Units units, InnerSolution found, double accuracy, Method method) {
    double looser = accuracy * Math.max(1, Vectors.norm(found.y()));
    boolean isNear = found.accuracy().distance() <= looser;
    if (found.status() != Status.ITERATION_LIMIT || units.length() >= 1 || !isNear) return found;
    double loosened = Math.min(looser / units.length(), 0.1);
    InnerSolution again =
        method.solve(units.inward(problem), units.inward(found.point()), loosened, LAST_LOOK);
    return units.outward(again).after(found.iterations());
  }
}
