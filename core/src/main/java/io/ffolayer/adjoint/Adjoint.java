package io.ffolayer.adjoint;

import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;

/// A way to differentiate through a solution. An implementation is a record whose components are
/// its options.
///
/// Every adjoint answers with the same pair: the derivative (dy, dz) of the solution when q moves
/// along u and −b along v. That one symmetric system serves the gradient (u, v the cotangents of y
/// and z) and the forward mode (u = δP y + δq + δAᵀz, v = δA y − δb).
public interface Adjoint {
  /// The name in results and reports.
  default String name() {
    return getClass().getSimpleName();
  }

  /// Does the symbolic work for one structure. The result is immutable and thread-safe.
  ///
  /// @param analysis the structure, and what the solver has found out about it already
  /// @param solver the solver of the forward pass, for adjoints that solve again
  Prepared prepare(Analysis analysis, Solver.Prepared solver);

  /// An adjoint made ready for one structure.
  interface Prepared {
    /// The memory of one thread, reused from call to call.
    Worker worker();
  }

  /// One thread's memory. Not thread-safe. First [#visit] an instance, then ask for any number of
  /// directions there.
  interface Worker {
    /// Goes to the solution of one instance, which was solved.
    void visit(ProgramData data, Solution solution, int instance);

    /// Solves for the direction at the visited solution.
    ///
    /// @param u n values at `uAt`, read only
    /// @param v m values at `vAt`, read only
    /// @param dy overwritten, n values at `dyAt`
    /// @param dz overwritten, m values at `dzAt`
    void direction(
        double[] u, int uAt, double[] v, int vAt, double[] dy, int dyAt, double[] dz, int dzAt);

    /// The point at which the gradient is to be assembled: the (corrected) solution, n values;
    /// valid until the next visit or direction.
    double[] y();

    /// The same for the duals, m values.
    double[] z();

    /// For each row whether the direction holds it as an equality; on curved cones the rows are
    /// those of the face, in rotated coordinates.
    boolean[] active();

    /// How far to trust the last direction.
    GradientReport report();
  }
}
