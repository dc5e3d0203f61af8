package io.ffolayer.internal.recording;

import io.ffolayer.adjoint.GradientReport;
import java.util.List;
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
public final class BackwardEvent extends Event {
  @Label("Instances")
  int batch;

  @Label("Adjoint")
  String adjoint = "";

  @Label("Flagged instances")
  int flagged;

  public static BackwardEvent started() {
    BackwardEvent event = new BackwardEvent();
    event.begin();
    return event;
  }

  public void commit(List<GradientReport> reports, String adjointName) {
    end();
    if (!shouldCommit()) return;
    batch = reports.size();
    adjoint = adjointName;
    flagged = (int) reports.stream().filter(report -> !report.isClean()).count();
    commit();
  }
}
