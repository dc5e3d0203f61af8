package io.ffolayer.bilevel.set;

import io.ffolayer.bilevel.function.SmoothFunction;

/// A closed convex set of vectors y with an easy projection. It does not depend on the outer point.
/// Implementations are immutable.
public interface SimpleSet {
  /// The length of its vectors.
  int size();

  /// Replaces y by the nearest point of the set.
  void project(double[] y);

  /// The rows that are ≤ 0 on the set; they take no notice of x.
  SmoothFunction inequalities();

  /// The rows that are 0 on the set, affine in y; they take no notice of x.
  SmoothFunction equalities();
}
