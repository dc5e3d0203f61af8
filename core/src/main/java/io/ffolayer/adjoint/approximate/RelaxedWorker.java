package io.ffolayer.adjoint.approximate;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.internal.face.Norms;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Watch;
import java.util.EnumSet;
import java.util.Set;

/// The directions of [Relaxed] at one instance.
final class RelaxedWorker implements Adjoint.Worker {
  /// A direction that leaves more of its right-hand side than this solves no system.
  private static final double MOST_LEFT = 0.1;

  private static final double ROUNDING = 8 * Math.ulp(1.0);

  private final KktSystem kkt;
  private final double mu;
  private final CentralPath path;
  private final PrimalDual points;
  private final boolean[] equality;
  private final int equalities;
  private Watch watch = Watch.unlimited();
  private boolean isSolved;
  private boolean isFound;
  private GradientReport report = GradientReport.NONE;

  RelaxedWorker(ProgramStructure structure, KktSystem kkt, double mu) {
    this.kkt = kkt;
    this.mu = mu;
    path = new CentralPath(structure, kkt);
    points = new PrimalDual(structure.variables(), structure.rows(), path.y, path.z);
    equality = structure.equalities();
    int count = 0;
    for (boolean row : equality) count += row ? 1 : 0;
    equalities = count;
  }

  @Override
  public void visit(ProgramData data, Solution solution, int from, int to, Watch asked) {
    watch = asked;
    kkt.stopWhen(asked::isStopped);
    report = GradientReport.NONE;
    isSolved = solution.isSolvedOrAlmost(from);
    if (!isSolved) return;
    isFound = path.find(data, from, solution.y(), from * points.variables(), mu, watch);
    if (isFound) return;
    points.set(
        0, new PrimalDual(points.variables(), points.rows(), solution.y(), solution.z()), from);
  }

  @Override
  public void directions(
      PrimalDual rightHandSides, int at, PrimalDual directions, int directionsAt) {
    directions.clear(directionsAt);
    report = GradientReport.NONE;
    if (!isSolved) return;
    if (isFound) direct(rightHandSides, at, directions, directionsAt);
    else report = report(0, Double.POSITIVE_INFINITY, EnumSet.of(Flag.ACTIVE_SET_UNCERTAIN));
    if (!watch.isStopped()) return;
    directions.clear(directionsAt);
    report = GradientReport.STOPPED;
  }

  private void direct(PrimalDual right, int at, PrimalDual out, int outAt) {
    int n = points.variables(), m = points.rows();
    double[] y = new double[n], z = new double[m];
    for (int j = 0; j < n; j++) y[j] = -right.y()[right.yAt(at) + j];
    for (int i = 0; i < m; i++) z[i] = -right.z()[right.zAt(at) + i];
    path.rotation.apply(z, 0);
    double left = kkt.solve(y, 0, z, 0);
    path.rotation.applyTransposed(z, 0);
    System.arraycopy(y, 0, out.y(), out.yAt(outAt), n);
    System.arraycopy(z, 0, out.z(), out.zAt(outAt), m);
    double dy = Norms.euclidean(y, 0, n), dz = Norms.euclidean(z, 0, m);
    double sizes = Norms.euclidean(points.y(), 0, n) + Norms.euclidean(points.z(), 0, m);
    boolean isFinite = dy + dz < Double.POSITIVE_INFINITY;
    if (!isFinite) out.clear(outAt);
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    if (!isFinite || left > MOST_LEFT) flags.add(Flag.ACTIVE_SET_UNCERTAIN);
    double estimate = (left + path.left + ROUNDING) * (dy + dz) * Math.max(1, sizes);
    report =
        report(isFinite ? left : 1, flags.isEmpty() ? estimate : Double.POSITIVE_INFINITY, flags);
  }

  private GradientReport report(double residual, double estimate, Set<Flag> flags) {
    return new GradientReport(equalities, Double.POSITIVE_INFINITY, residual, estimate, flags);
  }

  @Override
  public PrimalDual points() {
    return points;
  }

  @Override
  public boolean[] active(int k) {
    return equality;
  }

  @Override
  public GradientReport report(int k) {
    return report;
  }
}
