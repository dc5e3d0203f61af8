package io.ffolayer.lab.large;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.lab.experiment.Experiment.Setting;
import io.ffolayer.lab.experiment.Findings;
import io.ffolayer.lab.experiment.Findings.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class LargeScaleTest {
  /// Piecewise linear solutions: the differences are exact but for rounding.
  @Test
  void tenThousandVariablesAreSolvedAndTheirGradientsAreRight() {
    Findings found = new LargeScale().run(new Setting(1, true), step -> {});
    List<String> columns = found.tables().getFirst().columns();
    for (Row row : found.tables().getFirst().rows()) {
      assertThat(row.values()[columns.indexOf("n") - 1]).isGreaterThan(9_900);
      assertThat(row.values()[columns.indexOf("gradient – central diff.") - 1])
          .as(row.name())
          .isLessThan(1e-7);
    }
  }

  @Test
  void thePeakOfTheProcessIsAboutWhatIsResidentOrMore() {
    double resident = ProcessMemory.resident();
    if (!Double.isNaN(resident)) assertThat(ProcessMemory.peak()).isGreaterThan(0.9 * resident);
  }
}
