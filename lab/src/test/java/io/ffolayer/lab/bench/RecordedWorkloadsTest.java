package io.ffolayer.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.testing.recorded.Comparison;
import io.ffolayer.testing.recorded.Results;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The tolerance allows for other machines, which have other vectors and round otherwise; the
/// command of [RecordedWorkloads] compares all workloads, to the bit.
class RecordedWorkloadsTest {
  /// The small ones. Those of Sudoku are not among them: their numbers come from a training, which
  /// rounding turns another way elsewhere.
  private static final Set<String> WORKLOADS =
      Set.of(
          "dense-10",
          "dense-100-eq20",
          "shared-100",
          "paper-200",
          "paper-200-ipm",
          "socp-200",
          "softmax-50",
          "logistic",
          "norm3-50",
          "correlation-10");

  private static final Comparison COMPARISON =
      new Comparison(1e-8, 1e-4, Set.of("iterations", "message"));

  @Test
  void everyResultIsTheRecordedOne() throws IOException {
    try (InputStream file = getClass().getResourceAsStream("recorded-workloads.txt")) {
      Results recorded =
          Results.read(file).only(name -> WORKLOADS.contains(name.substring(0, name.indexOf('/'))));
      var verdicts = COMPARISON.of(recorded, RecordedWorkloads.find(WORKLOADS::contains));
      assertThat(verdicts).hasSize(3 * WORKLOADS.size());
      assertThat(Comparison.failures(verdicts, name -> false)).isEmpty();
    }
  }
}
