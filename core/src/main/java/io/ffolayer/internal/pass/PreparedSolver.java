package io.ffolayer.internal.pass;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.internal.batch.SpareWorkers;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A solver made ready for a structure, with its spare workers, and the adjoints made ready beside
/// it, each when it is first asked for.
final class PreparedSolver {
  private final Analysis analysis;
  private final Solver solver;
  private final Solver.Prepared prepared;
  private final SpareWorkers<Solver.Worker> workers;
  private final Map<Adjoint, PreparedAdjoint> adjoints = new ConcurrentHashMap<>();

  /// @param analysis shared with other solvers of the same structure
  PreparedSolver(Analysis analysis, Solver solver) {
    this.analysis = analysis;
    this.solver = solver;
    this.prepared = solver.prepare(analysis);
    workers = new SpareWorkers<>(prepared::worker, Solver.Worker::release);
  }

  /// Itself for the same solver, else another one that shares the analysis.
  PreparedSolver with(Solver other) {
    return other.equals(solver) ? this : new PreparedSolver(analysis, other);
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
    return adjoints.computeIfAbsent(
        wanted, key -> new PreparedAdjoint(key.prepare(analysis, prepared)));
  }
}
