package io.ffolayer.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.lab.experiment.Experiment.Setting;
import io.ffolayer.lab.experiment.Findings.Row;
import org.junit.jupiter.api.Test;

class StepSizeTest {
  private static Findings found(long seed) {
    return new StepSize().run(new Setting(seed, true), text -> {});
  }

  @Test
  void theBranchesHaveTheSlopesOfTheoryAndTheSameSeedFindsTheSame() {
    Findings findings = found(1);
    for (Row row : findings.tables().getFirst().rows())
      if (!row.name().contains("interior"))
        assertThat(row.values()[0])
            .as(row.name())
            .isBetween(row.values()[1] - 0.3, row.values()[1] + 0.3);
    Findings again = found(1);
    for (int k = 0; k < findings.charts().size(); k++)
      assertThat(again.charts().get(k).curves().getFirst().y())
          .isEqualTo(findings.charts().get(k).curves().getFirst().y());
  }
}
