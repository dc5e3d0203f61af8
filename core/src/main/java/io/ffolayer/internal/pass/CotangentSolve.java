package io.ffolayer.internal.pass;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.program.ProgramGradient;

/// From cotangents to the gradient of the numbers of the programs: one direction of the adjoint per
/// instance, and the point at which it is to be assembled.
final class CotangentSolve {
  private final SolvedBatch solved;
  private final Cotangents cotangents;
  private final ProgramGradient gradient;
  private final int n;
  private final int m;

  /// @param places number of instances that the cotangents have room for
  CotangentSolve(SolvedBatch solved, Cotangents cotangents, int places) {
    this.solved = solved;
    this.cotangents = cotangents;
    n = solved.solution().variables();
    m = solved.solution().rows();
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

  /// Goes to a solved instance.
  void visit(Adjoint.Worker worker, int instance) {
    worker.visit(solved.data(), solved.solution(), instance);
  }

  /// The direction at the instance that the worker visits.
  ///
  /// @param place where it stands in the cotangents and the gradient
  void direct(Adjoint.Worker worker, int instance, int place) {
    int atN = place * n;
    int atM = place * m;
    cotangents.eliminateSlack(instance, place);
    worker.direction(
        cotangents.y(), atN, cotangents.z(), atM, gradient.dy(), atN, gradient.dz(), atM);
    cotangents.addSlack(place, gradient.dz());
    System.arraycopy(worker.y(), 0, gradient.y(), atN, n);
    System.arraycopy(worker.z(), 0, gradient.z(), atM, m);
    gradient.value()[place] = 0;
    double value = cotangents.value(place);
    if (value != 0) gradient.addValue(place, value);
  }
}
