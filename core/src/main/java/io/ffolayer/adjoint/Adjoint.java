package io.ffolayer.adjoint;

import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Watch;
import org.jspecify.annotations.Nullable;

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

  /// Why this adjoint has no forward mode, or null if it has one. The forward mode puts the change
  /// of the data where the gradient puts its cotangent: that needs directions that are linear in
  /// their right-hand side.
  default @Nullable String withoutTangents() {
    return null;
  }

  /// An adjoint made ready for one structure.
  interface Prepared {
    /// The most instances that a worker visits at once: more than one for methods that answer for
    /// several together. A batch is cut into aligned runs of this length (the last may be shorter),
    /// whatever the number of threads.
    default int grain() {
      return 1;
    }

    /// The memory of one thread, reused from call to call.
    Worker worker();
  }

  /// One thread's memory. Not thread-safe. First [#visit] a run of instances, then ask for any
  /// number of directions there.
  ///
  /// An instance that was not solved, or that the watch kept from an answer, has the direction zero
  /// and a report that says so: [GradientReport#NONE] or [GradientReport#STOPPED]. The answer for
  /// an instance depends on that instance alone, not on the others of its run.
  interface Worker {
    /// Goes to the solutions of the instances `from` ≤ i < `to`, at most [Prepared#grain].
    ///
    /// @param watch asked inside long loops, here and in the calls of [#directions] that follow
    void visit(ProgramData data, Solution solution, int from, int to, Watch watch);

    /// Solves for a direction at each of the visited solutions: the k-th has its right-hand side
    /// (u, v) at position `at` + k and its direction (dy, dz) at position `directionsAt` + k.
    ///
    /// @param rightHandSides read only
    /// @param directions overwritten at these positions
    void directions(PrimalDual rightHandSides, int at, PrimalDual directions, int directionsAt);

    /// The points at which the gradients are to be assembled: at position k the (corrected)
    /// solution and its duals of the k-th visited instance. Read only, valid until the next call of
    /// [#directions] or [#visit].
    PrimalDual points();

    /// For each row whether the direction of the k-th visited instance holds it as an equality; on
    /// curved cones the rows are those of the face, in rotated coordinates.
    boolean[] active(int k);

    /// How far to trust the last direction of the k-th visited instance.
    GradientReport report(int k);

    /// Lets go of the data and solutions that it was given, so that a worker that waits for the
    /// next call keeps no batch alive. The next thing asked of it is a visit.
    default void release() {}
  }
}
