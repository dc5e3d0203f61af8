package io.ffolayer.bilevel;

import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.Watch;

/// What y*(x) is the solution of, and how it is differentiated. Implementations are deterministic
/// and thread-safe.
public interface LowerLevel {
  /// The length of x.
  int outer();

  /// The length of y.
  int inner();

  /// Solves it at a point.
  Solved at(double[] x, Watch watch);

  /// The lower level at one point.
  interface Solved {
    Status status();

    /// y*(x), or the last point of the solver.
    double[] y();

    /// The derivative of cᵀy* by x.
    ///
    /// @param cotangent c, as long as y
    Pulled pullBack(double[] cotangent);
  }

  /// @param byX as long as x
  /// @param report how far to trust it
  record Pulled(double[] byX, GradientReport report) {}
}
