package io.ffolayer.program;

/// A convex cone K in which the slack of a block of rows lies.
public sealed interface Cone permits ZeroCone, NonnegativeCone {
  /// Number of rows of the cone, ≥ 0.
  int size();
}
