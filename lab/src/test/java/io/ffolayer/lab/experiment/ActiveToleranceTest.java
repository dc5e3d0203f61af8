package io.ffolayer.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.lab.experiment.Findings.Row;
import org.junit.jupiter.api.Test;

class ActiveToleranceTest {
  private static final Findings FOUND = Small.findings(new ActiveTolerance(), 1);

  @Test
  void correctedGradientsAreRightOnAPlateauOfTolerances() {
    for (Row row : Small.table(FOUND, "Corrected: active tolerances").rows()) {
      assertThat(row.values()[0]).as(row.name()).isEqualTo(1e-12);
      assertThat(row.values()[1]).as(row.name()).isGreaterThanOrEqualTo(1e-6);
    }
    for (Row row : Small.table(FOUND, "Corrected: largest relative error").rows())
      for (int k = 0; k <= 6; k++) assertThat(row.values()[k]).as(row.name()).isLessThan(1e-6);
  }

  @Test
  void uncorrectedGradientsAreAsInexactAsTheForwardSolution() {
    double[] errors =
        Small.table(FOUND, "Uncorrected: largest relative error").rows().stream()
            .mapToDouble(row -> row.values()[4])
            .toArray();
    assertThat(errors[0]).isLessThan(1e-9);
    assertThat(errors[errors.length - 1]).isGreaterThan(1e3 * errors[0]);
  }

  @Test
  void rowsAreMisjudgedWhereTheToleranceExceedsTheirDistance() {
    for (Row row : Small.table(FOUND, "Corrected: misjudged rows").rows()) {
      assertThat(row.values()[4]).as(row.name()).isZero();
      assertThat(row.values()[10]).as(row.name()).isPositive();
    }
  }

  @Test
  void noCorrectedGradientIsWrongInSilence() {
    for (Row row : Small.table(FOUND, "Corrected: wrong gradients without").rows())
      assertThat(row.values()).as(row.name()).containsOnly(0);
  }

  @Test
  void theSameSeedGivesTheSameFindings() {
    Small.assertSame(Small.findings(new ActiveTolerance(), 1), FOUND);
  }
}
