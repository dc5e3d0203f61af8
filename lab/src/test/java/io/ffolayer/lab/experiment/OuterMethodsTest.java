package io.ffolayer.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.lab.experiment.Experiment.Setting;
import io.ffolayer.lab.experiment.Findings.Row;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OuterMethodsTest {
  private static Findings found;

  @BeforeAll
  static void run() {
    found = new OuterMethods().run(new Setting(1, true), text -> {});
  }

  @Test
  void goldsteinKeepsWhatItPromises() {
    for (Row row : ExperimentsTest.rows(found, 1, "Goldstein"))
      assertThat(row.values()[1]).as(row.name()).isLessThan(row.values()[0]);
  }

  @Test
  void adamEndsAtTheSamePlaceWithFirstOrderAndExactGradients() {
    List<Row> adam = ExperimentsTest.rows(found, 0, "Adam");
    assertThat(adam).hasSize(2);
    assertThat(adam.get(0).values()[0]).isCloseTo(adam.get(1).values()[0], within(1e-6));
  }

  @Test
  void theGradientJumpsAtAKinkAndIsFlaggedThere() {
    List<Row> beside = ExperimentsTest.rows(found, 2, "10⁻⁶");
    assertThat(beside.get(0).values()[0]).isCloseTo(2, within(1e-6));
    assertThat(beside.get(1).values()[0]).isCloseTo(0, within(1e-6));
    for (Row row : beside) assertThat(row.values()[1]).isPositive();
  }

  /// 100 draws of 0 or 2: three standard errors are 0.3.
  @Test
  void smoothedConstraintsGiveTheSlopeOfTheMean() {
    for (Row row : ExperimentsTest.rows(found, 2, "x ="))
      assertThat(row.values()[2]).as(row.name()).isCloseTo(row.values()[3], within(0.3));
  }
}
