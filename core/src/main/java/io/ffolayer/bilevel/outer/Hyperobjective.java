package io.ffolayer.bilevel.outer;

import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.Watch;

/// F(x) = f(x, y*(x)) with its gradient. Implementations are deterministic and thread-safe.
public interface Hyperobjective {
  /// The length of x.
  int size();

  /// F and its gradient at a point.
  Evaluation at(double[] x, Watch watch);

  /// @param value F(x)
  /// @param gradient as long as x
  /// @param status that of the inner problem; where it is not solved, value and gradient mean
  ///   nothing
  /// @param report how far to trust the gradient
  record Evaluation(double value, double[] gradient, Status status, GradientReport report) {}
}
