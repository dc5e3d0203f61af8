package io.ffolayer.internal.centring;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Watch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Differentiates instances whose columns have a common offset without it, and all others as they
/// are: directions go there and back by the change of variables, rows and duals are the same.
public final class CentredAdjoint implements Adjoint.Worker {
  private final Centring centring;
  private final Adjoint.Worker worker;
  private final PrimalDual points;
  private @Nullable CommonOffsets offsets;

  private CentredAdjoint(Centring centring, ProgramStructure structure, Adjoint.Worker worker) {
    this.centring = centring;
    this.worker = worker;
    points = PrimalDual.zeros(structure, 1);
  }

  /// The workers themselves where no columns can have a common offset.
  public static Adjoint.Prepared of(ProgramStructure structure, Supplier<Adjoint.Worker> workers) {
    Centring centring = Centring.of(structure);
    return centring == null
        ? workers::get
        : () -> new CentredAdjoint(centring, structure, workers.get());
  }

  @Override
  public void visit(ProgramData data, Solution solution, int from, int to, Watch watch) {
    boolean isOne = to == from + 1 && solution.isSolvedOrAlmost(from);
    offsets = isOne ? centring.at(data, from) : null;
    if (offsets == null) {
      worker.visit(data, solution, from, to, watch);
      return;
    }
    int n = solution.variables(), m = solution.rows();
    Solution centred = new Solution(data.structure(), 1, false);
    System.arraycopy(solution.y(), from * n, centred.y(), 0, n);
    System.arraycopy(solution.s(), from * m, centred.s(), 0, m);
    System.arraycopy(solution.z(), from * m, centred.z(), 0, m);
    offsets.centre(centred.y(), 0);
    Residuals residuals =
        new Residuals(
            solution.primalResidual(from), solution.dualResidual(from), solution.gap(from));
    centred.record(0, solution.status(from), residuals, 0, solution.solver(from));
    worker.visit(offsets.centred(data, from), centred, 0, 1, watch);
  }

  @Override
  public void directions(
      PrimalDual rightHandSides, int at, PrimalDual directions, int directionsAt) {
    if (offsets == null) {
      worker.directions(rightHandSides, at, directions, directionsAt);
      return;
    }
    PrimalDual moved = offsets.room();
    moved.set(0, rightHandSides, at);
    offsets.pullBack(moved.y(), 0);
    worker.directions(moved, 0, directions, directionsAt);
    offsets.restore(directions.y(), directions.yAt(directionsAt));
  }

  @Override
  public PrimalDual points() {
    if (offsets == null) return worker.points();
    points.set(0, worker.points(), 0);
    offsets.restore(points.y(), 0);
    return points;
  }

  @Override
  public boolean[] active(int k) {
    return worker.active(k);
  }

  /// The error of a variable may be that of another one times its offset.
  @Override
  public GradientReport report(int k) {
    GradientReport report = worker.report(k);
    return offsets == null
        ? report
        : new GradientReport(
            report.active(),
            report.margin(),
            report.residual(),
            report.errorEstimate() * offsets.stretch(),
            report.flags());
  }

  @Override
  public void release() {
    offsets = null;
    worker.release();
  }
}
