package io.ffolayer.internal.pass;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.internal.tight.TightPoint;
import io.ffolayer.program.ProgramGradient;
import io.ffolayer.solve.Watch;
import org.jspecify.annotations.Nullable;

/// From cotangents to the gradient of the numbers of the programs: one direction of the adjoint per
/// instance, and the point at which it is to be assembled.
final class CotangentSolve {
  private static final DenseKernels KERNELS = Kernels.dense();

  private final SolvedBatch solved;
  private final Cotangents cotangents;
  private final ProgramGradient gradient;
  private final Adjoint adjoint;
  private final Watch watch;
  private final @Nullable TightPoint[] tight;

  /// @param places number of instances that the cotangents have room for
  CotangentSolve(
      SolvedBatch solved, Cotangents cotangents, int places, Adjoint adjoint, Watch watch) {
    this.solved = solved;
    this.cotangents = cotangents;
    this.adjoint = adjoint;
    this.watch = watch;
    tight = new TightPoint[places];
    int n = solved.solution().variables();
    int m = solved.solution().rows();
    gradient =
        new ProgramGradient(
            solved.data().structure(),
            new double[places * n],
            new double[places * m],
            new double[places * n],
            new double[places * m],
            new double[places]);
  }

  ProgramGradient gradient() {
    return gradient;
  }

  /// The directions at the run of instances that the worker visits, and what else their gradients
  /// are made of.
  ///
  /// @param first of the instances
  /// @param place where it stands in the cotangents and the gradient
  void direct(Adjoint.Worker worker, int first, int place, int count) {
    for (int k = 0; k < count; k++)
      if (solved.hasPoint(first + k)) eliminateSlack(worker, k, first + k, place + k);
    worker.directions(cotangents.pairs(), place, gradient.directions(), place);
    for (int k = 0; k < count; k++)
      if (solved.hasPoint(first + k) && !worker.report(k).isStopped())
        complete(worker, k, place + k);
  }

  private void eliminateSlack(Adjoint.Worker worker, int k, int instance, int place) {
    tight[place] = cotangents.tighten(instance, place, worker, k, adjoint, watch);
    cotangents.eliminateSlack(instance, place);
    if (tight[place] != null) cotangents.leaveTight(place);
  }

  /// How far to trust the direction at an instance, whose place it has, and which was the k-th of
  /// the last run.
  GradientReport report(Adjoint.Worker worker, int k, int instance) {
    GradientReport report = worker.report(k);
    if (!solved.hasPoint(instance)) return report;
    TightPoint point = tight[instance];
    GradientReport whole = point == null ? report : report.with(point.flags());
    return whole.against(size(instance));
  }

  /// The Euclidean length of the gradient of one instance in the slot where it is longest, P and A
  /// taken as dense and no entry cancelled.
  private double size(int instance) {
    int n = solved.solution().variables(), m = solved.solution().rows();
    double sizeY = length(gradient.y(), instance * n, n);
    double sizeZ = length(gradient.z(), instance * m, m);
    double half = 0.5 * Math.abs(gradient.value()[instance]);
    double q = length(gradient.dy(), instance * n, n) + half * sizeY;
    double b = length(gradient.dz(), instance * m, m) + half * sizeZ;
    return Math.max(Math.max(q, b), Math.max(q * sizeY, b * sizeY + sizeZ * q));
  }

  private static double length(double[] x, int at, int count) {
    return Math.sqrt(KERNELS.dot(count, x, at, x, at));
  }

  private void complete(Adjoint.Worker worker, int k, int place) {
    cotangents.addSlack(place, gradient.dz());
    gradient.points().set(place, worker.points(), k);
    TightPoint point = tight[place];
    if (point != null && point.isSolved()) point.copyTo(gradient.y(), gradient.points().yAt(place));
    gradient.value()[place] = 0;
    double value = cotangents.value(place);
    if (value != 0) gradient.addValue(place, value);
  }
}
