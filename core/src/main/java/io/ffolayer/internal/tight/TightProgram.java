package io.ffolayer.internal.tight;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.internal.batch.SpareWorkers;
import io.ffolayer.program.ParameterValues;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure.ConeRows;
import io.ffolayer.program.canonical.CanonicalProgram;
import io.ffolayer.program.canonical.Tightening;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.solve.interior.InteriorPoint;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Pulls auxiliary variables tight: the small program of a [Tightening], made ready and solved
/// where the slack of a constraint with functions in it is asked for.
public final class TightProgram {
  /// Slack or dual in parts of its size: far above what is called weakly active.
  private static final double SUSPICIOUS = 1e-4;

  /// A dual in parts of the largest, or of the costs: what rounding leaves.
  private static final double ROUNDING = 1e-12;

  private final TightStructure structure;
  private @Nullable Ready ready;
  private final Map<Adjoint, SpareWorkers<Adjoint.Worker>> adjoints = new ConcurrentHashMap<>();

  private TightProgram(TightStructure structure) {
    this.structure = structure;
  }

  /// A solver of the small program, made when it is first needed.
  private record Ready(
      Analysis analysis, Solver.Prepared solver, SpareWorkers<Solver.Worker> workers) {
    static Ready of(TightStructure structure) {
      Analysis analysis = new Analysis(structure.structure());
      Solver.Prepared solver = new InteriorPoint().prepare(analysis);
      return new Ready(
          analysis, solver, new SpareWorkers<>(solver::worker, Solver.Worker::release));
    }
  }

  private synchronized Ready ready() {
    Ready known = ready == null ? Ready.of(structure) : ready;
    ready = known;
    return known;
  }

  /// Null where nothing is to be pulled.
  public static @Nullable TightProgram of(CanonicalProgram canonical) {
    Tightening tightening = canonical.tightening();
    return tightening == null
        ? null
        : new TightProgram(new TightStructure(canonical.program().structure(), tightening));
  }

  /// The indices of the variables that are pulled.
  public int[] variables() {
    return structure.tightening().variables();
  }

  /// The rows in which they stand that do not pull them: those of the user.
  public int[] bounds() {
    return structure.bounds();
  }

  TightStructure structure() {
    return structure;
  }

  /// Looks after free variables that a solver left at the bound of their constraint, where it would
  /// seem to hold with equality: they are pulled tight, and the slack is that of the constraint as
  /// it was written.
  public void settle(
      ProgramData data, ParameterValues theta, int instance, Solution solution, Watch watch) {
    double force = force(data, instance, solution);
    dropRounding(solution, instance * solution.rows(), ROUNDING * force);
    if (!isSuspicious(data, instance, solution, SUSPICIOUS * force)) return;
    int yAt = instance * solution.variables(), at = instance * solution.rows();
    TightPoint point = at(data, theta, instance, solution.y(), yAt, watch);
    if (!point.isSolved()) return;
    point.copyTo(solution.y(), yAt);
    double[] slacks = point.slacks(data, instance);
    for (int i : structure.bounds()) solution.s()[at + i] = Math.max(0, slacks[i]);
    point.copySlacksTo(solution.s(), at);
  }

  /// What a dual is small beside.
  private static double force(ProgramData data, int instance, Solution solution) {
    double largest = largest(solution.z(), instance * solution.rows(), solution.rows());
    Batched q = data.linear();
    return Math.max(largest, largest(q.values(), q.offset(instance), q.size()));
  }

  /// z ← 0 at cones that pull where rounding is all of z: nothing pushes against them, and which
  /// face rounding would choose means nothing.
  private void dropRounding(Solution solution, int at, double rounding) {
    double[] z = solution.z();
    for (ConeRows cone : structure.cones())
      if (largest(z, at + cone.first(), cone.cone().size()) <= rounding)
        Arrays.fill(z, at + cone.first(), at + cone.end(), 0.0);
  }

  /// Whether slack and dual of a bound are both next to nothing.
  private boolean isSuspicious(ProgramData data, int instance, Solution solution, double least) {
    int at = instance * solution.rows();
    Batched b = data.rhs();
    for (int i : structure.bounds()) {
      double right = b.values()[b.offset(instance) + i];
      double slack = solution.s()[at + i];
      if (slack <= SUSPICIOUS * (Math.abs(right) + Math.abs(right - slack))
          && solution.z()[at + i] <= least) return true;
    }
    return false;
  }

  private static double largest(double[] x, int at, int length) {
    double largest = 0;
    for (int k = at; k < at + length; k++) largest = Math.max(largest, Math.abs(x[k]));
    return largest;
  }

  SpareWorkers<Adjoint.Worker> adjoints(Adjoint adjoint) {
    return adjoints.computeIfAbsent(
        adjoint,
        key -> {
          Adjoint.Prepared prepared = key.prepare(ready().analysis, ready().solver);
          return new SpareWorkers<>(prepared::worker, Adjoint.Worker::release);
        });
  }

  /// Pulls tight at one point.
  ///
  /// @param y of all variables, n values at `yAt`
  public TightPoint at(
      ProgramData data, ParameterValues theta, int instance, double[] y, int yAt, Watch watch) {
    int n = data.structure().variables();
    double[] pull = new double[n];
    structure.tightening().pull().apply(theta, instance, pull, 0);
    double[] point = Arrays.copyOfRange(y, yAt, yAt + n);
    ProgramData tight = structure.at(data, instance, pull, point);
    Solution solution = new Solution(tight.structure(), 1, true);
    SpareWorkers<Solver.Worker> workers = ready().workers;
    Solver.Worker worker = workers.take();
    worker.solve(tight, 0, 1, WarmStart.NONE, watch, solution);
    workers.giveBack(worker);
    return new TightPoint(this, tight, solution, point, watch);
  }
}
