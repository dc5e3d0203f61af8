package io.ffolayer.internal.pass;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.program.ProgramGradient;

/// From cotangents to the gradient of the numbers of the programs: one direction of the adjoint per
/// instance, and the point at which it is to be assembled.
final class CotangentSolve {
  private final SolvedBatch solved;
  private final Cotangents cotangents;
  private final ProgramGradient gradient;

  /// @param places number of instances that the cotangents have room for
  CotangentSolve(SolvedBatch solved, Cotangents cotangents, int places) {
    this.solved = solved;
    this.cotangents = cotangents;
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
      if (solved.isSolved(first + k)) cotangents.eliminateSlack(first + k, place + k);
    worker.directions(cotangents.pairs(), place, gradient.directions(), place);
    for (int k = 0; k < count; k++)
      if (solved.isSolved(first + k) && !worker.report(k).isStopped())
        complete(worker, k, place + k);
  }

  /// How far to trust the direction at an instance, whose place it has, and which was the k-th of
  /// the last run.
  GradientReport report(Adjoint.Worker worker, int k, int instance) {
    GradientReport report = worker.report(k);
    return solved.isSolved(instance) ? report.against(gradient.size(instance)) : report;
  }

  private void complete(Adjoint.Worker worker, int k, int place) {
    cotangents.addSlack(place, gradient.dz());
    gradient.points().set(place, worker.points(), k);
    gradient.value()[place] = 0;
    double value = cotangents.value(place);
    if (value != 0) gradient.addValue(place, value);
  }
}
