package io.ffolayer.adjoint.approximate;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.internal.face.Norms;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import java.util.Arrays;
import java.util.EnumSet;

/// The directions of [Lpgd] at a run of instances.
final class LpgdWorker implements Adjoint.Worker {
  /// Noise above this part of a direction is reported.
  private static final double NOISY = 1e-2;

  private final Lpgd options;
  private final int n;
  private final int m;
  private final int[] diagonal;
  private final Solver.Worker solver;
  private final ForwardFaces faces;
  private Watch watch = Watch.unlimited();

  /// The run alone, and its solutions.
  private ProgramData data;

  private Solution solution;
  private boolean[] isSolved;
  private PrimalDual points;
  private GradientReport[] reports;

  @SuppressWarnings("NullAway.Init") // set by visit, before any direction
  LpgdWorker(Lpgd options, ProgramStructure structure, int[] diagonal, Solver.Worker solver) {
    this.options = options;
    n = structure.variables();
    m = structure.rows();
    this.diagonal = diagonal;
    this.solver = solver;
    faces = new ForwardFaces(structure);
  }

  @Override
  public void visit(ProgramData whole, Solution answers, int from, int to, Watch asked) {
    watch = asked;
    data = Runs.of(whole, from, to);
    solution = new Solution(data.structure(), to - from, false);
    for (int i = from; i < to; i++) solution.take(i - from, answers, i);
    isSolved = new boolean[to - from];
    for (int k = 0; k < isSolved.length; k++) isSolved[k] = solution.isSolvedOrAlmost(k);
    points = new PrimalDual(n, m, solution.y().clone(), solution.z().clone());
    reports = new GradientReport[to - from];
    Arrays.fill(reports, GradientReport.NONE);
    faces.visit(data, solution);
  }

  @Override
  public void directions(
      PrimalDual rightHandSides, int at, PrimalDual directions, int directionsAt) {
    boolean isLower = options.variant() != Lpgd.Variant.UPPER;
    boolean isUpper = options.variant() != Lpgd.Variant.LOWER;
    Solution above = isLower ? solve(rightHandSides, at, options.tau()) : solution;
    Solution below = isUpper ? solve(rightHandSides, at, -options.tau()) : solution;
    double width = (isLower && isUpper ? 2 : 1) * options.tau();
    boolean isStopped = watch.isStopped();
    for (int k = 0; k < isSolved.length; k++) {
      directions.clear(directionsAt + k);
      reports[k] = isStopped ? GradientReport.STOPPED : GradientReport.NONE;
      if (!isSolved[k]) reports[k] = GradientReport.NONE;
      else if (!isStopped && isZero(rightHandSides, at + k)) reports[k] = report(k, 0, 0);
      else if (!isStopped) difference(above, below, width, k, directions, directionsAt + k);
    }
  }

  private static boolean isZero(PrimalDual pairs, int at) {
    return Norms.largest(pairs.y(), pairs.yAt(at), pairs.variables()) == 0
        && Norms.largest(pairs.z(), pairs.zAt(at), pairs.rows()) == 0;
  }

  private Solution solve(PrimalDual rightHandSides, int at, double t) {
    int count = isSolved.length;
    double[] q = new double[count * n], b = new double[count * m];
    for (int k = 0; k < count; k++) {
      int qAt = data.linear().offset(k), bAt = data.rhs().offset(k);
      for (int j = 0; j < n; j++)
        q[k * n + j] =
            data.linear().values()[qAt + j]
                + t * rightHandSides.y()[rightHandSides.yAt(at + k) + j]
                - options.rho() * solution.y()[k * n + j];
      for (int i = 0; i < m; i++)
        b[k * m + i] =
            data.rhs().values()[bAt + i] - t * rightHandSides.z()[rightHandSides.zAt(at + k) + i];
    }
    ProgramData moved =
        new ProgramData(
            data.structure(),
            count,
            quadratic(),
            Batched.each(q, n),
            data.rows(),
            Batched.each(b, m));
    Solution answer = new Solution(data.structure(), count, false);
    WarmStart guess = k -> isSolved[k] ? solution.point(k) : null;
    solver.solve(moved, 0, count, guess, watch, answer);
    return answer;
  }

  /// P + ρI.
  private Batched quadratic() {
    Batched p = data.quadratic();
    if (options.rho() == 0) return p;
    double[] values = p.values().clone();
    int blocks = p.isShared() ? 1 : isSolved.length;
    for (int k = 0; k < blocks; k++)
      for (int at : diagonal) values[p.offset(k) + at] += options.rho();
    return p.isShared() ? Batched.shared(values) : Batched.each(values, p.size());
  }

  private void difference(
      Solution above, Solution below, double width, int k, PrimalDual out, int position) {
    if (!above.isSolved(k) || !below.isSolved(k)) {
      reports[k] =
          report(k, 0, Double.POSITIVE_INFINITY).with(EnumSet.of(Flag.ACTIVE_SET_UNCERTAIN));
      return;
    }
    for (int j = 0; j < n; j++) {
      double up = above.y()[k * n + j], down = below.y()[k * n + j];
      out.y()[out.yAt(position) + j] = (up - down) / width;
      points.y()[k * n + j] = (up + down) / 2;
    }
    for (int i = 0; i < m; i++) {
      double up = above.z()[k * m + i], down = below.z()[k * m + i];
      out.z()[out.zAt(position) + i] = (up - down) / width;
      points.z()[k * m + i] = (up + down) / 2;
    }
    double residual = Math.max(residual(above, k), residual(below, k));
    double sizeY = Norms.euclidean(solution.y(), k * n, n);
    double sizeZ = Norms.euclidean(solution.z(), k * m, m);
    double dy = Norms.euclidean(out.y(), out.yAt(position), n);
    double dz = Norms.euclidean(out.z(), out.zAt(position), m);
    double noise = residual * (sizeY + sizeZ) / options.tau();
    GradientReport report = report(k, residual, noise * Math.max(1, sizeY + sizeZ));
    reports[k] = noise > NOISY * (dy + dz) ? report.with(EnumSet.of(Flag.STEP_IN_NOISE)) : report;
  }

  private static double residual(Solution answer, int k) {
    double largest = Math.max(answer.primalResidual(k), answer.dualResidual(k));
    return Math.max(largest, answer.gap(k));
  }

  private GradientReport report(int k, double residual, double estimate) {
    return faces.report(k, residual, estimate);
  }

  @Override
  public PrimalDual points() {
    return points;
  }

  @Override
  public boolean[] active(int k) {
    return faces.active(k);
  }

  @Override
  public GradientReport report(int k) {
    return reports[k];
  }

  @Override
  @SuppressWarnings("NullAway") // as before the first visit
  public void release() {
    data = null;
    solution = null;
    points = null;
    solver.release();
  }
}
