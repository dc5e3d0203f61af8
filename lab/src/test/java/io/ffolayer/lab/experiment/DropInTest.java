package io.ffolayer.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.lab.experiment.Findings.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class DropInTest {
  private static final int ORACLES = 3;
  private static final Findings FOUND = Small.findings(new DropIn(), 1);

  private static List<Row> losses() {
    return Small.table(FOUND, "Loss after the last step").rows();
  }

  @Test
  void firstOrderAndExactRunsEndWithinATenthOfAPercent() {
    assertThat(losses()).hasSize(6);
    for (Row row : losses())
      for (int k = 1; k <= ORACLES; k++)
        assertThat(row.values()[k] / row.values()[0]).as(row.name()).isBetween(0.999, 1.001);
    assertThat(FOUND.remarks()).filteredOn(text -> text.contains(" within 0.1 %")).hasSize(ORACLES);
    assertThat(FOUND.remarks()).noneMatch(text -> text.contains("NOT"));
  }

  @Test
  void trainingLowersTheLoss() {
    for (Findings.Chart chart : FOUND.charts())
      if (chart.y().name().equals("loss"))
        for (Findings.Curve curve : chart.curves())
          assertThat(curve.y()[curve.y().length - 1]).as(chart.title()).isLessThan(curve.y()[0]);
  }

  @Test
  void theExactGradientsMatchCentralDifferences() {
    for (Row row : losses())
      assertThat(row.values()[row.values().length - 1]).as(row.name()).isLessThan(1e-6);
  }

  @Test
  void theSameSeedGivesTheSameFindings() {
    Small.assertSame(Small.findings(new DropIn(), 1), FOUND);
  }
}
