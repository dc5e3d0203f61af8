package io.ffolayer.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.lab.experiment.Findings.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActiveSetStabilityTest {
  private static final Findings FOUND = Small.findings(new ActiveSetStability(), 1);

  @Test
  void theIntervalOfACorrelationContainsIt() {
    for (Row row : Small.table(FOUND, "Correlation").rows())
      assertThat(row.values()[0]).as(row.name()).isBetween(row.values()[1], row.values()[2]);
  }

  @Test
  void theWarningComesAtAHighLearningRateAndNotAtALowOne() {
    List<Row> runs = Small.table(FOUND, "Runs").rows();
    assertThat(runs.getFirst().values()[1]).isLessThan(0.1);
    assertThat(runs.getFirst().values()[3]).isZero();
    assertThat(runs.getLast().values()[1]).isGreaterThan(0.1);
    assertThat(runs.getLast().values()[3]).isPositive();
  }

  @Test
  void theSameSeedGivesTheSameFindings() {
    Small.assertSame(Small.findings(new ActiveSetStability(), 1), FOUND);
  }
}
