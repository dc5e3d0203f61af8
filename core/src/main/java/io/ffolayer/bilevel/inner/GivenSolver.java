package io.ffolayer.bilevel.inner;

import io.ffolayer.internal.descent.Vectors;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.Watch;
import org.jspecify.annotations.Nullable;

/// A solver of the user's own: a function that returns y and, if it has them, multipliers. Its
/// answer counts as solved only if values and gradients of the problem say that it is within the
/// accuracy; where it gives no multipliers, they are found by [LeastSquaresMultipliers].
///
/// ```java
/// var method = new GivenSolver((problem, x, guess, watch) -> InnerPoint.of(mySolver.solve(x)), 1e-8);
/// ```
///
/// @param solver what is called; deterministic, and safe for as many threads as call it
/// @param accuracy the distance ‖y − y*‖ to which its answers are good, relative to max(1, ‖y‖), in
///   [1e-15, 1e-1]
public record GivenSolver(Call solver, double accuracy) implements InnerMethod {
  public GivenSolver {
    Options.check(accuracy, 1);
  }

  /// The solver.
  @FunctionalInterface
  public interface Call {
    /// @param guess where to start, if the solver can; null for none
    /// @return the solution as far as it was found; its multipliers may be null
    InnerPoint solve(InnerProblem problem, double[] x, @Nullable InnerPoint guess, Watch watch);
  }

  /// The same solver, trusted to another accuracy.
  @Override
  public GivenSolver withAccuracy(double other) {
    return new GivenSolver(solver, other);
  }

  /// The solver knows what it takes.
  @Override
  public void requireForm(InnerProblem problem) {}

  @Override
  public InnerSolution solve(
      InnerProblem problem, double[] x, @Nullable InnerPoint guess, Watch watch) {
    Status stop = watch.stop();
    InnerPoint given = solver.solve(problem, x, guess, watch);
    if (given.y().length != problem.inner())
      throw new IllegalArgumentException(
          "the solver returned %d numbers, y has length %d"
              .formatted(given.y().length, problem.inner()));
    if (!Vectors.areFinite(given.y()))
      return notFinite(problem, stop == null ? watch.stop() : stop);
    Units units = Units.atSolution(problem, x, given.y());
    InnerProblem inside = units.inward(problem);
    InnerPoint complete = completed(inside, x, units.inward(given));
    InnerSolution.Accuracy measured = units.outward(AnswerCheck.of(inside, x, complete));
    InnerPoint point = units.outward(complete);
    boolean isGood = measured.distance() <= accuracy * Math.max(1, Vectors.norm(point.y()));
    if (isGood) return new InnerSolution(Status.SOLVED, point, measured, 1, "");
    Status late = watch.stop();
    return new InnerSolution(
        late == null ? Status.ITERATION_LIMIT : late,
        point,
        measured,
        1,
        "the answer of the solver is not within the accuracy. Maybe tighten its tolerance, or ask"
            + " for less");
  }

  private static InnerSolution notFinite(InnerProblem problem, @Nullable Status stop) {
    double none = Double.POSITIVE_INFINITY;
    return new InnerSolution(
        stop == null ? Status.ITERATION_LIMIT : stop,
        InnerPoint.of(new double[problem.inner()]),
        new InnerSolution.Accuracy(none, none, 0, 0),
        1,
        "the solver returned numbers that are not finite");
  }

  private InnerPoint completed(InnerProblem problem, double[] x, InnerPoint given) {
    boolean needsInequalities =
        problem.inequalities().rows() > 0 && !isUsable(given.inequalityDuals());
    boolean needsEqualities = problem.equalities().rows() > 0 && !isUsable(given.equalityDuals());
    if (needsInequalities || needsEqualities)
      return LeastSquaresMultipliers.at(problem, x, given.y(), 10 * accuracy);
    return new InnerPoint(
        given.y(),
        given.inequalityDuals() == null ? new double[0] : given.inequalityDuals(),
        given.equalityDuals() == null ? new double[0] : given.equalityDuals());
  }

  private static boolean isUsable(double @Nullable [] duals) {
    return duals != null && Vectors.areFinite(duals);
  }
}
