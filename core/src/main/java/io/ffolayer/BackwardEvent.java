package io.ffolayer;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// One backward call, for Flight Recorder.
@Name("io.ffolayer.Backward")
@Label("Layer backward")
@Category("ffolayer")
@StackTrace(false)
final class BackwardEvent extends Event {
  @Label("Instances")
  int batch;

  @Label("Adjoint")
  String adjoint = "";

  @Label("Flagged instances")
  int flagged;

  void commit(Gradients gradients, String adjointName) {
    end();
    if (!shouldCommit()) return;
    batch = gradients.reports().size();
    adjoint = adjointName;
    flagged = (int) gradients.reports().stream().filter(report -> !report.isClean()).count();
    commit();
  }
}
