package io.ffolayer.solve;

/// How the solve of one instance ended. A numeric outcome is a status, never an exception, and
/// never spoils its batch.
public enum Status {
  /// Primal, dual and gap residual are within the tolerance: certified.
  SOLVED,
  /// A limit came first, or no further progress was made, at a point whose residuals are within the
  /// looser tolerance that the layer was given ([io.ffolayer.ConvexLayer#withAlmostSolved]). It is
  /// read and differentiated as a solution is; [Solution#message(int)] says how far it got.
  ALMOST_SOLVED,
  /// No y satisfies the constraints: certified by z ∈ K* with Aᵀz ≈ 0, bᵀz = −1.
  INFEASIBLE,
  /// No y satisfies the constraints, and the layer was asked for the closest feasible problem: y, s
  /// and z are its answer, with right-hand sides shifted, and so is the gradient
  /// ([io.ffolayer.ConvexLayer#withClosestFeasible]).
  CLOSEST_FEASIBLE,
  /// The objective has no lower bound: certified by y with Py ≈ 0, −Ay ∈ K, qᵀy = −1.
  UNBOUNDED,
  /// Out of iterations, or no further progress, before the residuals were within the tolerance.
  ITERATION_LIMIT,
  /// The time limit of the caller came first.
  TIME_LIMIT,
  /// The calling thread was interrupted.
  INTERRUPTED,
  /// The data are not those of a convex program: NaN, an infinity where none belongs, P not
  /// symmetric or not positive semidefinite; or a parameter has values outside what is declared of
  /// it. [Solution#message(int)] names the slot or the parameter.
  INVALID_DATA
}
