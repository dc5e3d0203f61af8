package io.ffolayer.adjoint;

/// A reason to look twice at a gradient.
public enum Flag {
  /// A row has slack and dual both (almost) zero, or a cone its slack and dual on no common face
  /// for sure: the solution map has a kink here, and the direction is one of its one-sided
  /// derivatives. Where a curved cone has several weak directions at once – at its apex, or a
  /// semidefinite one on a common kernel of more than one dimension – it is that of the side on
  /// which the forward solution lies.
  WEAKLY_ACTIVE,
  /// The active rows are linearly dependent: the duals are not unique. Of dependent inequalities
  /// some are let go of, so that the direction is that of one side; of dependent equalities the
  /// multiplier direction of minimum norm is taken.
  DEPENDENT_ROWS,
  /// The solution is not unique (or would not be under a small change): the direction of minimum
  /// norm is taken.
  NON_UNIQUE,
  /// The forward solution is too inexact to say which rows are active: the gradient may be that of
  /// another piece. Or the system of the active rows was not solved: the direction leaves a tenth
  /// of its right-hand side or more.
  ACTIVE_SET_UNCERTAIN,
  /// The error estimate is larger than a hundredth of the gradient: two digits of it are not known.
  /// Set by the backward pass and the forward mode, whatever the adjoint.
  LARGE_ERROR,
  /// What the inner solver leaves, or rounding errors, are not small beside the difference that a
  /// perturbation δ makes: the gradient is partly noise. Only methods that perturb by a δ say so.
  STEP_IN_NOISE,
  /// The program has no feasible point: the gradient is that of the closest feasible problem.
  CLOSEST_FEASIBLE,
  /// A time limit or an interruption ended the backward pass before the direction was found: the
  /// gradient is zero, and the instance is listed among the failures.
  STOPPED
}
