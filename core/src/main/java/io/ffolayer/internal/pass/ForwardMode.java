package io.ffolayer.internal.pass;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.internal.batch.SpareWorkers;
import io.ffolayer.internal.tight.TightPoint;
import io.ffolayer.internal.tight.TightProgram;
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
  private final Adjoint adjoint;

  /// Where the changes were found, or empty where no slack is a tight one.
  private final double[] points;

  /// Likewise the rows that are held as equalities, whose slack stays 0.
  private final boolean[][] active;

  private final int n;
  private final int m;
  private final SolutionDifferential change;
  private final GradientReport[] reports;

  private ForwardMode(SolvedBatch solved, ProgramData slope, Adjoint adjoint) {
    this.solved = solved;
    this.slope = slope;
    this.adjoint = adjoint;
    points = new double[solved.core().tight() == null ? 0 : solved.solution().y().length];
    active = new boolean[solved.batch()][];
    n = solved.solution().variables();
    m = solved.solution().rows();
    change = new SolutionDifferential(solved.batch(), n, m);
    reports = new GradientReport[solved.batch()];
    Arrays.fill(reports, GradientReport.NONE);
  }

  /// The change of the solutions when the parameters change.
  ///
  /// @param given the changes, in the units of the user
  ///
  /// @throws UnsupportedOperationException if the adjoint has no forward mode
  public static ForwardMode along(SolvedBatch solved, Adjoint adjoint, ParameterValues given) {
    String reason = adjoint.withoutTangents();
    if (reason != null)
      throw new UnsupportedOperationException(
          "%s has no forward mode: %s. Maybe pass another adjoint to jvp, as FirstOrder"
              .formatted(adjoint.name(), reason));
    LayerCore core = solved.core();
    ParameterValues values = solved.inputs().values();
    ParameterValues delta = new Logarithms(core.canonical()).ofChange(values, given);
    Watch watch = core.options().watch();
    ProgramData slope = core.canonical().program().changeAt(delta);
    ForwardMode mode = new ForwardMode(solved, slope, adjoint);
    double[] constant = mode.constantChange(values, delta);
    double[] ds = mode.change.s();
    PreparedAdjoint prepared = core.prepared().adjoint(adjoint);
    core.threads()
        .run(
            solved.batch(),
            1,
            prepared.workers(),
            watch::interrupt,
            (worker, from, to) -> {
              for (int i = from; i < to; i++)
                if (solved.hasPoint(i)) {
                  worker.visit(solved.data(), solved.solution(), i, i + 1, watch);
                  mode.reports[i] = mode.instance(worker, i, ds);
                  if (mode.reports[i].isStopped()) mode.change.value()[i] = 0;
                  else mode.change.value()[i] += constant[i];
                }
            });
    return mode;
  }

  /// How far to trust the change of each instance, in the outputs that were asked for so far.
  public synchronized List<GradientReport> reports() {
    return List.of(reports);
  }

  /// The change of an output, instance by instance; zero for instances without a solution.
  public synchronized double[] of(Output output) {
    boolean isTight = output instanceof Output.Part part && part.vector() == Output.Vector.TIGHT_S;
    if (isTight && !change.hasTightSlack()) moveTight();
    return solved.pushForward(output, change);
  }

  private double[] constantChange(ParameterValues values, ParameterValues delta) {
    double[] constant = new double[solved.batch()];
    for (int i = 0; i < constant.length; i++)
      if (solved.hasPoint(i))
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
    // s = b + z/κ − Ay changes by δz/κ − r₂ − A δy; 1/κ is 0 where nothing is shifted.
    solved.data().addRowProduct(i, change.y(), i * n, ds, i * m);
    double perDual = solved.shiftPerDual(i);
    for (int k = 0; k < m; k++)
      ds[i * m + k] = perDual * change.z()[i * m + k] - ds[i * m + k] - r2[k];
    if (points.length > 0) keep(worker, i);
    return report.against(lengthOfChange(i));
  }

  /// ‖(δy, δz)‖.
  private double lengthOfChange(int i) {
    double sum = 0;
    for (int j = i * n; j < (i + 1) * n; j++) sum += change.y()[j] * change.y()[j];
    for (int k = i * m; k < (i + 1) * m; k++) sum += change.z()[k] * change.z()[k];
    return Math.sqrt(sum);
  }

  /// What the change of the tight slacks is found from, where it is asked for.
  private void keep(Adjoint.Worker worker, int i) {
    System.arraycopy(worker.points().y(), worker.points().yAt(0), points, i * n, n);
    active[i] = worker.active(0).clone();
  }

  /// The change of the tight slacks, as that of the others is made, at the tight points.
  private void moveTight() {
    double[] ds = change.tightS();
    Watch own = solved.core().options().watch();
    solved
        .core()
        .threads()
        .run(
            solved.batch(),
            1,
            new SpareWorkers<>(() -> solved.core().requireTight()),
            own::interrupt,
            (program, from, to) -> {
              for (int i = from; i < to; i++)
                if (mayMove(program, i)) moveTight(program, i, ds, own);
            });
  }

  /// Whether a row of a constraint with functions has a slack that may change.
  private boolean mayMove(TightProgram program, int i) {
    return solved.hasPoint(i)
        && !reports[i].isStopped()
        && Arrays.stream(program.bounds()).anyMatch(row -> !active[i][row]);
  }

  private void moveTight(TightProgram program, int i, double[] ds, Watch own) {
    TightPoint tight = program.at(solved.data(), solved.parameters(), i, points, i * n, own);
    PrimalDual moved = PrimalDual.zeros(slope.structure(), 1);
    residuals(new PrimalDual(n, m, tight.y(), new double[m]), i, moved);
    double[] dy = Arrays.copyOfRange(change.y(), i * n, (i + 1) * n);
    tight.move(solved.data(), i, adjoint, moved.z(), dy);
    solved.data().addRowProduct(i, dy, 0, ds, i * m);
    for (int k = 0; k < m; k++) ds[i * m + k] = active[i][k] ? 0 : -ds[i * m + k] - moved.z()[k];
    reports[i] = reports[i].with(tight.flags());
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
