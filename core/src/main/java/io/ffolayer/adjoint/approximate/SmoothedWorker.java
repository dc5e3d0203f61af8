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
import java.util.SplittableRandom;

/// The mean direction of [Smoothed] at one instance: its samples are a batch.
final class SmoothedWorker implements Adjoint.Worker {
  private final int n;
  private final int m;
  private final int samples;

  /// η of every sample, `[samples, m]`.
  private final double[] noise;

  private final Solver.Worker solver;
  private final int solverGrain;
  private final int grain;
  private final Adjoint.Worker[] workers;
  private final PrimalDual sampled;
  private final PrimalDual mean;
  private final boolean[] active;
  private Watch watch = Watch.unlimited();
  private boolean isSolved;
  private boolean isEverySampleSolved;
  private GradientReport report = GradientReport.NONE;

  SmoothedWorker(
      Smoothed options,
      ProgramStructure structure,
      Solver.Prepared solver,
      Adjoint.Prepared adjoint) {
    n = structure.variables();
    m = structure.rows();
    samples = options.samples();
    this.solver = solver.worker();
    solverGrain = solver.grain();
    grain = adjoint.grain();
    workers = new Adjoint.Worker[Math.ceilDiv(samples, grain)];
    Arrays.setAll(workers, k -> adjoint.worker());
    noise = new double[samples * m];
    boolean[] equality = structure.equalities();
    SplittableRandom random = new SplittableRandom(options.seed());
    for (int i = 0; i < noise.length; i++)
      if (!equality[i % m]) noise[i] = options.radius() * random.nextDouble(-1, 1);
    sampled = PrimalDual.zeros(structure, samples);
    mean = PrimalDual.zeros(structure, 1);
    active = new boolean[m];
  }

  @Override
  public void visit(ProgramData data, Solution solution, int from, int to, Watch asked) {
    watch = asked;
    report = GradientReport.NONE;
    isSolved = solution.isSolvedOrAlmost(from);
    isEverySampleSolved = false;
    mean.clear(0);
    Arrays.fill(active, false);
    if (isSolved) sample(Runs.of(data, from, from + 1), solution.point(from));
  }

  private void sample(ProgramData own, WarmStart.Point guess) {
    ProgramData batch = smoothed(own);
    Solution answers = new Solution(own.structure(), samples);
    for (int from = 0; from < samples; from += solverGrain)
      solver.solve(batch, from, Math.min(samples, from + solverGrain), k -> guess, watch, answers);
    isEverySampleSolved = true;
    for (int k = 0; k < samples; k++) isEverySampleSolved &= answers.isSolved(k);
    if (!isEverySampleSolved) return;
    Arrays.fill(active, true);
    for (int w = 0; w < workers.length; w++) {
      int from = w * grain, to = Math.min(samples, from + grain);
      workers[w].visit(batch, answers, from, to, watch);
      for (int k = from; k < to; k++) {
        boolean[] rows = workers[w].active(k - from);
        for (int i = 0; i < m; i++) active[i] &= rows[i];
      }
    }
    gatherPoints();
    addMeans(sampled, mean, 0);
  }

  /// The samples as a batch.
  private ProgramData smoothed(ProgramData own) {
    double[] b = noise.clone();
    for (int i = 0; i < b.length; i++) b[i] += own.rhs().values()[i % m];
    return new ProgramData(
        own.structure(),
        samples,
        shared(own.quadratic()),
        shared(own.linear()),
        own.rows().stream().map(SmoothedWorker::shared).toList(),
        Batched.each(b, m));
  }

  private static Batched shared(Batched one) {
    return one.isShared() ? one : Batched.shared(one.values());
  }

  private void gatherPoints() {
    for (int k = 0; k < samples; k++) sampled.set(k, workers[k / grain].points(), k % grain);
  }

  private void addMeans(PrimalDual of, PrimalDual out, int at) {
    for (int k = 0; k < samples; k++) {
      for (int j = 0; j < n; j++) out.y()[out.yAt(at) + j] += of.y()[k * n + j] / samples;
      for (int i = 0; i < m; i++) out.z()[out.zAt(at) + i] += of.z()[k * m + i] / samples;
    }
  }

  @Override
  public void directions(
      PrimalDual rightHandSides, int at, PrimalDual directions, int directionsAt) {
    directions.clear(directionsAt);
    report = GradientReport.NONE;
    if (!isSolved) return;
    report = GradientReport.STOPPED;
    if (watch.isStopped()) return;
    report =
        new GradientReport(
            0,
            Double.POSITIVE_INFINITY,
            0,
            Double.POSITIVE_INFINITY,
            EnumSet.of(Flag.ACTIVE_SET_UNCERTAIN));
    if (!isEverySampleSolved) return;
    PrimalDual each = new PrimalDual(n, m, new double[samples * n], new double[samples * m]);
    PrimalDual same = new PrimalDual(n, m, new double[grain * n], new double[grain * m]);
    for (int k = 0; k < grain; k++) same.set(k, rightHandSides, at);
    for (int w = 0; w < workers.length; w++) workers[w].directions(same, 0, each, w * grain);
    addMeans(each, directions, directionsAt);
    gatherPoints();
    mean.clear(0);
    addMeans(sampled, mean, 0);
    report = report(each, directions, directionsAt);
    if (report.isStopped()) directions.clear(directionsAt);
  }

  private GradientReport report(PrimalDual each, PrimalDual directions, int at) {
    EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
    double margin = Double.POSITIVE_INFINITY, residual = 0, inner = 0;
    for (int k = 0; k < samples; k++) {
      GradientReport one = workers[k / grain].report(k % grain);
      flags.addAll(one.flags());
      margin = Math.min(margin, one.margin());
      residual = Math.max(residual, one.residual());
      inner = Math.max(inner, one.errorEstimate());
    }
    if (flags.contains(Flag.STOPPED)) return GradientReport.STOPPED;
    int count = 0;
    for (boolean row : active) count += row ? 1 : 0;
    double estimate = standardError(each, directions, at) + inner;
    return new GradientReport(count, margin, residual, estimate, flags);
  }

  /// That of the slot where it is largest. With squares of deviations σ²: of a mean σ/√(K − 1), of
  /// a covariance at most the product of the two.
  private double standardError(PrimalDual each, PrimalDual directions, int at) {
    double dy = deviation(each.y(), directions.y(), directions.yAt(at), n);
    double dz = deviation(each.z(), directions.z(), directions.zAt(at), m);
    double y = deviation(sampled.y(), mean.y(), 0, n), z = deviation(sampled.z(), mean.z(), 0, m);
    double sizeY = Norms.euclidean(mean.y(), 0, n), sizeZ = Norms.euclidean(mean.z(), 0, m);
    double root = Math.sqrt(samples - 1.0);
    double quadratic = dy * (sizeY / root + y);
    double rows = dz * (sizeY / root + y) + dy * (sizeZ / root + z);
    return Math.max(Math.max(dy, dz) / root, Math.max(quadratic, rows));
  }

  /// The root of the mean squared distance of the samples from their mean.
  private double deviation(double[] values, double[] center, int at, int size) {
    double sum = 0;
    for (int i = 0; i < samples * size; i++) {
      double difference = values[i] - center[at + i % size];
      sum += difference * difference;
    }
    return Math.sqrt(sum / samples);
  }

  @Override
  public PrimalDual points() {
    return mean;
  }

  @Override
  public boolean[] active(int k) {
    return active;
  }

  @Override
  public GradientReport report(int k) {
    return report;
  }

  @Override
  public void release() {
    solver.release();
    for (Adjoint.Worker worker : workers) worker.release();
  }
}
