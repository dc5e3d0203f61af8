package io.ffolayer.lab.bench;

import io.ffolayer.ConvexLayer;
import io.ffolayer.lab.bench.Workload.Task;
import io.ffolayer.testing.recorded.LayerResults;
import io.ffolayer.testing.recorded.Recorder;
import io.ffolayer.testing.recorded.Results;
import java.util.function.Predicate;

/// Records what the layers of all workloads of the benchmark answer, or compares it with what was
/// recorded: see [Recorder]. After `./mvnw -q test-compile`, from the root:
///
/// ```
/// java --add-modules jdk.incubator.vector -cp core/target/classes:lab/target/classes:lab/target/test-classes \
///   io.ffolayer.lab.bench.RecordedWorkloads compare lab/src/test/resources/io/ffolayer/lab/bench/recorded-workloads.txt
/// ```
public final class RecordedWorkloads {
  private RecordedWorkloads() {}

  public static void main(String[] args) {
    System.exit(Recorder.run(() -> find(name -> true), System.out, args));
  }

  static Results find(Predicate<String> wanted) {
    Results results = new Results();
    for (Workload workload : Workloads.all())
      if (wanted.test(workload.name())) add(results, workload);
    return results;
  }

  private static void add(Results results, Workload workload) {
    Task task = workload.make();
    ConvexLayer layer = task.layer().get();
    if (workload.solver() != null) layer = layer.withSolver(workload.solver());
    LayerResults.add(results, workload.name(), layer, task.values(), task.cotangents());
  }
}
