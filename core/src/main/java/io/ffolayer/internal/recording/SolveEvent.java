package io.ffolayer.internal.recording;

import io.ffolayer.solve.Solution;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// One forward call, for Flight Recorder.
@Name("io.ffolayer.Solve")
@Label("Layer forward")
@Category("ffolayer")
@StackTrace(false)
public final class SolveEvent extends Event {
  @Label("Instances")
  int batch;

  @Label("Solved instances")
  int solved;

  @Label("Iterations")
  @Description("Sum over the instances")
  long iterations;

  @Label("Solver of the first instance")
  String solver = "";

  public static SolveEvent started() {
    SolveEvent event = new SolveEvent();
    event.begin();
    return event;
  }

  public void commit(Solution solution) {
    end();
    if (!shouldCommit()) return;
    batch = solution.batch();
    for (int i = 0; i < batch; i++) {
      if (solution.isSolved(i)) solved++;
      iterations += solution.iterations(i);
    }
    solver = batch > 0 ? solution.solver(0) : "";
    commit();
  }
}
