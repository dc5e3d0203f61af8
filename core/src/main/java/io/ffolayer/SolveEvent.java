package io.ffolayer;

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
final class SolveEvent extends Event {
  @Label("Instances")
  int batch;

  @Label("Solved instances")
  int solved;

  @Label("Iterations")
  @Description("Sum over the instances")
  long iterations;

  @Label("Solver of the first instance")
  String solver = "";

  void commit(ForwardPass pass) {
    end();
    if (!shouldCommit()) return;
    batch = pass.batch();
    for (int i = 0; i < batch; i++) {
      if (pass.isSolved(i)) solved++;
      iterations += pass.iterations(i);
    }
    solver = batch > 0 ? pass.solver(0) : "";
    commit();
  }
}
