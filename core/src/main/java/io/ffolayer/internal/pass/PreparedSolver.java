package io.ffolayer.internal.pass;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.internal.batch.SpareWorkers;
import io.ffolayer.internal.closest.ClosestFeasible;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A solver made ready for a structure, with its spare workers, and the adjoints made ready beside
/// it, each when it is first asked for.
final class PreparedSolver {
  private final Analysis analysis;
  private final Solver solver;
  private final Solver.Prepared prepared;
  private final @Nullable ClosestFeasible closest;
  private final SpareWorkers<Solver.Worker> workers;
  private final Map<Adjoint, PreparedAdjoint> adjoints = new ConcurrentHashMap<>();

  /// @param analysis shared with other solvers of the same structure
  PreparedSolver(Analysis analysis, Solver solver) {
    this(analysis, solver, null);
  }

  private PreparedSolver(Analysis analysis, Solver solver, @Nullable ClosestFeasible closest) {
    this.closest = closest;
    this.analysis = analysis;
    this.solver = solver;
    this.prepared = solver.prepare(analysis);
    workers = new SpareWorkers<>(prepared::worker, Solver.Worker::release);
  }

  /// Itself for the same solver, else another one that shares the analysis.
  PreparedSolver with(Solver other) {
    return other.equals(solver)
        ? this
        : new PreparedSolver(analysis, other, closest == null ? null : closest.with(other));
  }

  /// The same solver, and for infeasible instances the closest feasible program.
  ///
  /// @param price of a shift
  PreparedSolver withClosest(double price) {
    return new PreparedSolver(
        analysis, solver, new ClosestFeasible(analysis.structure(), solver, price));
  }

  /// What answers infeasible instances, or null.
  @Nullable ClosestFeasible closest() {
    return closest;
  }

  Solver solver() {
    return solver;
  }

  Solver.Prepared prepared() {
    return prepared;
  }

  SpareWorkers<Solver.Worker> workers() {
    return workers;
  }

  PreparedAdjoint adjoint(Adjoint wanted) {
    return adjoints.computeIfAbsent(wanted, key -> new PreparedAdjoint(prepare(key)));
  }

  private Adjoint.Prepared prepare(Adjoint adjoint) {
    Adjoint.Prepared plain = adjoint.prepare(analysis, prepared);
    return closest == null ? plain : closest.adjoint(adjoint, plain);
  }
}
