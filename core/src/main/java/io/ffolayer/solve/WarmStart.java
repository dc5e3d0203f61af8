package io.ffolayer.solve;

import org.jspecify.annotations.Nullable;

/// A guess (y, s, z) for each instance of a batch, usually the solution of the last visit; an
/// instance may have none. A guess changes the time of a solve, never what counts as solved.
public interface WarmStart {
  /// No guess for any instance.
  WarmStart NONE = instance -> null;

  /// The guess of an instance, or null.
  @Nullable Point at(int instance);

  /// @param y n values
  /// @param s m values
  /// @param z m values
  record Point(double[] y, double[] s, double[] z) {}
}
