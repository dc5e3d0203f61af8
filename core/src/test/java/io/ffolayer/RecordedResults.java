package io.ffolayer;

import io.ffolayer.adjoint.AdjointResults;
import io.ffolayer.model.atom.AtomResults;
import io.ffolayer.solve.SolverResults;
import io.ffolayer.testing.recorded.Recorder;
import io.ffolayer.testing.recorded.Results;

/// Records what every solver, adjoint and layer of the tests answers, or compares it with what was
/// recorded: see [Recorder]. After `./mvnw -q test-compile`, from the root:
///
/// ```
/// java --add-modules jdk.incubator.vector -cp \
///   "core/target/classes:core/target/test-classes:$(find ~/.m2 -name 'assertj-core-*.jar' | tail -1)" \
///   io.ffolayer.RecordedResults compare core/src/test/resources/io/ffolayer/recorded-results.txt
/// ```
public final class RecordedResults {
  private RecordedResults() {}

  public static void main(String[] args) {
    System.exit(Recorder.run(RecordedResults::find, System.out, args));
  }

  static Results find() {
    Results results = new Results();
    SolverResults.add(results);
    AdjointResults.add(results);
    AtomResults.add(results);
    new LayerCases(results).add();
    return results;
  }
}
