package io.ffolayer.internal.pass;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.program.ParameterValues;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.canonical.Output;
import io.ffolayer.program.canonical.SolutionDifferential;
import io.ffolayer.solve.Watch;
import java.util.Arrays;
import java.util.List;

/// Forward mode: r₁ = δP y + δq + δAᵀz and r₂ = δA y − δb into the same linear system as the
/// gradient.
public final class ForwardMode {
  private final SolvedBatch solved;
  private final ProgramData slope;
  private final int n;
  private final int m;
  private final SolutionDifferential change;
  private final GradientReport[] reports;

  private ForwardMode(SolvedBatch solved, ProgramData slope) {
    this.solved = solved;
    this.slope = slope;
    n = solved.solution().variables();
    m = solved.solution().rows();
    change = new SolutionDifferential(solved.batch(), n, m);
    reports = new GradientReport[solved.batch()];
    Arrays.fill(reports, GradientReport.NONE);
  }

  /// The change of the solutions when the parameters change.
  ///
  /// @param given the changes, in the units of the user
  public static ForwardMode along(SolvedBatch solved, Adjoint adjoint, ParameterValues given) {
    LayerCore core = solved.core();
    ParameterValues values = solved.inputs().values();
    ParameterValues delta = new Logarithms(core.canonical()).ofChange(values, given);
    ForwardMode mode = new ForwardMode(solved, core.canonical().program().changeAt(delta));
    double[] constant = mode.constantChange(values, delta);
    double[] ds = mode.change.s();
    Watch watch = core.options().watch();
    PreparedAdjoint prepared = core.prepared().adjoint(adjoint);
    core.threads()
        .run(
            solved.batch(),
            1,
            prepared.workers(),
            watch::interrupt,
            (worker, from, to) -> {
              for (int i = from; i < to; i++)
                if (solved.isSolved(i)) {
                  worker.visit(solved.data(), solved.solution(), i, i + 1, watch);
                  mode.reports[i] = mode.instance(worker, i, ds);
                  if (mode.reports[i].isStopped()) mode.change.value()[i] = 0;
                  else mode.change.value()[i] += constant[i];
                }
            });
    return mode;
  }

  /// How far to trust the change of each instance.
  public List<GradientReport> reports() {
    return List.of(reports);
  }

  /// The change of an output, instance by instance; zero for instances without a solution.
  public double[] of(Output output) {
    return solved.pushForward(output, change);
  }

  private double[] constantChange(ParameterValues values, ParameterValues delta) {
    double[] constant = new double[solved.batch()];
    for (int i = 0; i < constant.length; i++)
      if (solved.isSolved(i))
        constant[i] = solved.core().canonical().objectiveConstant().change(values, delta, i);
    return constant;
  }

  private GradientReport instance(Adjoint.Worker worker, int i, double[] ds) {
    PrimalDual moved = PrimalDual.zeros(slope.structure(), 1);
    double[] r2 = moved.z();
    change.value()[i] = residuals(worker.points(), i, moved);
    worker.directions(moved, 0, new PrimalDual(n, m, change.y(), change.z()), i);
    GradientReport report = worker.report(0);
    if (report.isStopped()) return report;
    // s = b − Ay changes by −r₂ − A δy.
    solved.data().addRowProduct(i, change.y(), i * n, ds, i * m);
    for (int k = 0; k < m; k++) ds[i * m + k] = -ds[i * m + k] - r2[k];
    return report.against(lengthOfChange(i));
  }

  /// ‖(δy, δz)‖.
  private double lengthOfChange(int i) {
    double sum = 0;
    for (int j = i * n; j < (i + 1) * n; j++) sum += change.y()[j] * change.y()[j];
    for (int k = i * m; k < (i + 1) * m; k++) sum += change.z()[k] * change.z()[k];
    return Math.sqrt(sum);
  }

  /// r₁ and r₂ at (y, z); returns the change of the objective at a fixed solution.
  private double residuals(PrimalDual point, int i, PrimalDual moved) {
    double[] y = point.y();
    double[] z = point.z();
    double[] r1 = moved.y();
    double[] r2 = moved.z();
    slope.p().addSymmetricPart(i, y, 0, r1, 0);
    double along = 0;
    for (int j = 0; j < n; j++) along += 0.5 * y[j] * r1[j];
    slope.addTransposedProduct(i, z, 0, r1, 0);
    slope.addRowProduct(i, y, 0, r2, 0);
    for (int j = 0; j < n; j++) {
      double dq = slope.linear().values()[slope.linear().offset(i) + j];
      r1[j] += dq;
      along += dq * y[j];
    }
    for (int k = 0; k < m; k++) {
      r2[k] -= finite(slope.rhs().values()[slope.rhs().offset(i) + k]);
      along += z[k] * r2[k];
    }
    return along;
  }

  /// A change of a right-hand side that is +∞ and stays so is no change.
  private static double finite(double change) {
    return Double.isFinite(change) ? change : 0;
  }
}
