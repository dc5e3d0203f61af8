package io.ffolayer.solve.external;

/// What a solver says of one program. Nothing of it is believed: [ExternalSolver] measures.
///
/// @param claim how it ended
/// @param y n values where the claim is OPTIMAL, otherwise of no meaning
/// @param z m values there, with the signs Py + q + Aᵀz = 0 and z ≥ 0 at inequalities
/// @param iterations for the records
/// @param message what the solver calls the end; shown where its answer does not count as solved
public record ExternalAnswer(Claim claim, double[] y, double[] z, int iterations, String message) {
  /// How a solver ends.
  public enum Claim {
    /// (y, z) is a solution.
    OPTIMAL,
    /// No y satisfies the rows.
    INFEASIBLE,
    /// The objective has no lower bound.
    UNBOUNDED,
    /// One of these two.
    INFEASIBLE_OR_UNBOUNDED,
    /// None of these: it gave up, or was stopped.
    NONE
  }

  /// A solution.
  public static ExternalAnswer optimal(double[] y, double[] z, int iterations, String message) {
    return new ExternalAnswer(Claim.OPTIMAL, y, z, iterations, message);
  }

  /// Anything else.
  public static ExternalAnswer without(Claim claim, int iterations, String message) {
    return new ExternalAnswer(claim, new double[0], new double[0], iterations, message);
  }
}
