package io.ffolayer.adjoint;

/// A reason to look twice at a gradient.
public enum Flag {
  /// A row has slack and dual both (almost) zero: the solution map has a kink here, and the
  /// direction is one of its one-sided derivatives.
  WEAKLY_ACTIVE,
  /// The active rows are linearly dependent: the duals are not unique, and the multiplier direction
  /// of minimum norm is taken.
  DEPENDENT_ROWS,
  /// The solution is not unique (or would not be under a small change): the direction of minimum
  /// norm is taken.
  NON_UNIQUE,
  /// The forward solution is too inexact to say which rows are active: the gradient may be that of
  /// another piece.
  ACTIVE_SET_UNCERTAIN
}
