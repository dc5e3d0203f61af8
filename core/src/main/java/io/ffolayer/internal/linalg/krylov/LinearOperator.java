package io.ffolayer.internal.linalg.krylov;

/// A matrix that is known by its products only.
@FunctionalInterface
public interface LinearOperator {

  /// y := A x
  ///
  /// @param x not written to
  /// @param y overwritten; another array than x
  void apply(double[] x, double[] y);
}
