package io.ffolayer.internal.presolve;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Factor;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Differentiates what is left of an instance that was solved without its defined variables, and
/// gives directions, points and reports in the terms of the whole. With t = Mx + c and D the part
/// of P on t, a right-hand side (u, v) and a direction go
///
/// ```
/// u' = u_x + Mᵀ (u_t − D v_r/a),     v' = v without the rows that define
/// dt = M dx − v_r/a,                  dz_r = −(D dt + u_t)/a
/// ```
public final class CondensedAdjoint implements Adjoint.Worker {
  private final Condensation condensation;
  private final Supplier<Adjoint.Worker> whole;
  private final Function<ProgramStructure, Adjoint.Worker> workers;
  private final PrimalDual points;
  private Adjoint.@Nullable Worker wholeWorker;
  private @Nullable CondensedShape workerOf;
  private Adjoint.@Nullable Worker worker;

  /// Null while the whole is differentiated.
  private @Nullable CondensedProgram visited;

  private @Nullable ProgramData data;
  private int instance;

  private CondensedAdjoint(
      ProgramStructure structure,
      CondensedShape.Known shapes,
      Supplier<Adjoint.Worker> whole,
      Function<ProgramStructure, Adjoint.Worker> workers) {
    condensation = new Condensation(structure, shapes);
    this.whole = whole;
    this.workers = workers;
    points = PrimalDual.zeros(structure, 1);
  }

  /// The workers of the whole where no variable can be defined.
  ///
  /// @param workers makes the worker for what is left
  public static Adjoint.Prepared of(
      ProgramStructure structure,
      Adjoint.Prepared whole,
      Function<ProgramStructure, Adjoint.Worker> workers) {
    if (!Condensation.mayDefine(structure)) return whole;
    CondensedShape.Known shapes = new CondensedShape.Known();
    return new Adjoint.Prepared() {
      @Override
      public int grain() {
        return whole.grain();
      }

      @Override
      public Adjoint.Worker worker() {
        return new CondensedAdjoint(structure, shapes, whole::worker, workers);
      }
    };
  }

  /// What was solved without its defined variables, and passed, may be differentiated so.
  @Override
  public void visit(ProgramData of, Solution solution, int from, int to, Watch watch) {
    boolean isOne = to == from + 1 && solution.isSolved(from);
    visited = isOne ? solvedWithout(of, solution, from) : null;
    if (visited == null) {
      whole().visit(of, solution, from, to, watch);
      return;
    }
    data = of;
    instance = from;
    CondensedProgram.Left left =
        solution.factor(from) instanceof CondensedProgram.Left kept ? kept : null;
    ProgramData rest = left == null ? visited.at(of, from) : visited.again(left);
    Factor factor = left == null || left.factor() == null ? null : over(left, left.factor(), rest);
    Solution reduced = reduced(visited, solution, from);
    if (factor != null) reduced.keep(0, factor);
    worker(visited).visit(rest, reduced, 0, 1, watch);
  }

  private static @Nullable Factor over(
      CondensedProgram.Left left, Factor factor, ProgramData rest) {
    return left.hasRows() ? factor : factor.over(left.data(), rest);
  }

  /// The program that was solved in place of an instance: as the forward pass left it, or made
  /// again; null where the whole was solved.
  private @Nullable CondensedProgram solvedWithout(ProgramData of, Solution solution, int i) {
    if (solution.factor(i) instanceof CondensedProgram.Left left)
      return condensation.at(of, i, left);
    if (solution.reduction(i).variables() == 0) return null;
    CondensedProgram condensed = condensation.at(of, i);
    return condensed != null && solution.reduction(i).equals(condensed.shape().reduction())
        ? condensed
        : null;
  }

  private static Solution reduced(CondensedProgram condensed, Solution solution, int i) {
    WarmStart.Point left = condensed.reduced(solution.point(i));
    Solution reduced = new Solution(condensed.structure(), 1);
    System.arraycopy(left.y(), 0, reduced.y(), 0, left.y().length);
    System.arraycopy(left.s(), 0, reduced.s(), 0, left.s().length);
    System.arraycopy(left.z(), 0, reduced.z(), 0, left.z().length);
    Residuals residuals =
        new Residuals(solution.primalResidual(i), solution.dualResidual(i), solution.gap(i));
    reduced.record(0, solution.status(i), residuals, solution.iterations(i), solution.solver(i));
    return reduced;
  }

  private Adjoint.Worker whole() {
    if (wholeWorker == null) wholeWorker = whole.get();
    return wholeWorker;
  }

  @SuppressWarnings("ReferenceEquality") // one object for each list of definitions
  private Adjoint.Worker worker(CondensedProgram of) {
    if (worker == null || workerOf != of.shape()) {
      worker = workers.apply(of.structure());
      workerOf = of.shape();
    }
    return worker;
  }

  @Override
  public void directions(
      PrimalDual rightHandSides, int at, PrimalDual directions, int directionsAt) {
    if (visited == null) {
      whole().directions(rightHandSides, at, directions, directionsAt);
      return;
    }
    PrimalDual left = PrimalDual.zeros(visited.structure(), 1);
    PrimalDual moved = PrimalDual.zeros(visited.structure(), 1);
    visited.reduce(rightHandSides, at, left);
    worker(visited).directions(left, 0, moved, 0);
    if (worker(visited).report(0).isStopped()) directions.clear(directionsAt);
    else visited.restore(moved, rightHandSides, at, directions, directionsAt);
  }

  @Override
  public PrimalDual points() {
    ProgramData of = data;
    if (visited == null || of == null) return whole().points();
    PrimalDual left = worker(visited).points();
    WarmStart.Point whole =
        visited.restored(new WarmStart.Point(left.y(), left.z(), left.z()), of, instance);
    System.arraycopy(whole.y(), 0, points.y(), 0, points.variables());
    System.arraycopy(whole.z(), 0, points.z(), 0, points.rows());
    return points;
  }

  @Override
  public boolean[] active(int k) {
    return visited == null
        ? whole().active(k)
        : visited.shape().restoredActive(worker(visited).active(k));
  }

  @Override
  public GradientReport report(int k) {
    if (visited == null) return whole().report(k);
    GradientReport report = worker(visited).report(k);
    return new GradientReport(
        report.active() + visited.shape().definitions().rows().length,
        report.margin(),
        report.residual(),
        report.errorEstimate() * visited.stretch(),
        report.flags());
  }

  @Override
  public void release() {
    data = null;
    visited = null;
    condensation.release();
    if (wholeWorker != null) wholeWorker.release();
    if (worker != null) worker.release();
  }
}
