package io.ffolayer.bilevel.outer;

import io.ffolayer.bilevel.set.SimpleSet;

/// A way to minimize by gradients alone. An implementation is a record whose components are its
/// options. Its functions have no effects: the same state gives the same step.
public interface OuterMethod {
  /// How many steps a run takes.
  int iterations();

  /// The state before the first step.
  OuterState begin(double[] x, long seed);

  /// Where the next step asks for a gradient; not projected.
  double[] query(OuterState state);

  /// The state after a step.
  ///
  /// @param query the point, projected
  /// @param gradient of F there
  /// @param set keeps x in it, by projection
  OuterState step(OuterState state, double[] query, double[] gradient, SimpleSet set);

  /// What the method returns: its last point, or a mean of points.
  double[] output(OuterState state);
}
