package io.ffolayer.bilevel.inner;

import io.ffolayer.solve.Status;

/// What an inner method found.
///
/// @param status [Status#SOLVED] if and only if the estimated distance to the solution is within
///   the accuracy that was asked for; [Status#INFEASIBLE] if weights were found that prove it;
///   [Status#INVALID_DATA] if g was found not to be convex, or not finite; [Status#ITERATION_LIMIT]
///   where nothing of this could be shown; [Status#TIME_LIMIT] and [Status#INTERRUPTED] if the
///   watch said stop
/// @param point the last point, finite even where the status is not solved
/// @param accuracy how far it may be from the solution
/// @param iterations steps of the method, those of inner loops included
/// @param message why it ended so, and what to try; empty when solved
public record InnerSolution(
    Status status, InnerPoint point, Accuracy accuracy, int iterations, String message) {
  public boolean isSolved() {
    return status == Status.SOLVED;
  }

  /// The same in other units.
  InnerSolution with(InnerPoint otherPoint, Accuracy otherAccuracy) {
    return new InnerSolution(status, otherPoint, otherAccuracy, iterations, message);
  }

  /// The same after so many iterations more.
  InnerSolution after(int more) {
    return new InnerSolution(status, point, accuracy, iterations + more, message);
  }

  /// The solution y, or the last point.
  public double[] y() {
    return point.y();
  }

  /// How good a point is.
  ///
  /// @param residual length of the projected gradient of the Lagrangian, in units of the gradient
  /// @param distance estimate of ‖y − y*‖: the residual over the smallest curvature, and what the
  ///   constraints are broken by, in units of y
  /// @param smallestCurvature of g (of the augmented Lagrangian) along the feasible directions, as
  ///   promised or as seen; 0 if it was not found out
  /// @param largestCurvature the inverse of the step length
  public record Accuracy(
      double residual, double distance, double smallestCurvature, double largestCurvature) {}
}
