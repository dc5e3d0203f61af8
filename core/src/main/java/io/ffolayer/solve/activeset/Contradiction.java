package io.ffolayer.solve.activeset;

/// A row that cannot be satisfied together with those of the working set.
///
/// @param slack its slack where the set holds
record Contradiction(int row, double slack) {
  static final Contradiction NONE = new Contradiction(-1, 0);
}
