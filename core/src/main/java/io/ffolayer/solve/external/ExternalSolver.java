package io.ffolayer.solve.external;

import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import org.jspecify.annotations.Nullable;

/// A solver that is not ours, for linear and quadratic programs: a method that takes the numbers of
/// one program and says what it found. Everything else is done here, once for all of them.
///
/// * It sees the program in units in which right-hand sides and objective are about 1, because most
///   tolerances are absolute.
/// * Its answer is SOLVED only if [io.ffolayer.solve.Residuals] are within [#tolerance()] and P is
///   positive semidefinite. Slacks and duals are moved into their cones first; where residuals are
///   larger, the solver is asked for the increments that lack, with the active rows as equalities.
/// * Where it has no solution, a proof that there is none is asked for by linear programs that the
///   same solver solves (theorems of the alternative), and the proof is measured; without one the
///   status is ITERATION_LIMIT, whatever was claimed, and the message tells it.
/// * Other cones, and matrices by an operator, are refused when a layer is made.
///
/// A record that implements it is a [Solver] like any other: layers, adjoints and problem files
/// take it.
///
/// The method is called by several threads at once, each time for one instance; it holds no state
/// between the calls, so that an answer depends on its program and guess alone. What it throws
/// leaves the forward pass.
public interface ExternalSolver extends Solver {
  /// Bound on the relative primal, dual and gap residual of a solved instance, in (0, 1e-2].
  double tolerance();

  /// Solves one program.
  ///
  /// @param guess where to start, if the solver can; null for none. It may be NaN or huge
  /// @param watch asked as often as the solver allows; [Watch#secondsLeft] for one that takes a
  ///   limit. Where it has stopped the solver, the answer is read only if it is OPTIMAL
  ExternalAnswer solve(ExternalProgram program, WarmStart.@Nullable Point guess, Watch watch);

  @Override
  default Prepared prepare(Analysis analysis) {
    return ExternalWorker.prepare(this, analysis);
  }
}
