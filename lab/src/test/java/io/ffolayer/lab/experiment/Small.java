package io.ffolayer.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.lab.experiment.Experiment.Setting;
import io.ffolayer.lab.experiment.Findings.Table;

/// Small runs of experiments.
final class Small {
  private Small() {}

  static Findings findings(Experiment experiment, long seed) {
    return experiment.run(new Setting(seed, true), step -> {});
  }

  /// That two runs gave the same, to the bit.
  static void assertSame(Findings found, Findings other) {
    assertThat(found)
        .usingRecursiveComparison()
        .withEqualsForType((a, b) -> Double.compare(a, b) == 0, Double.class)
        .isEqualTo(other);
  }

  static Table table(Findings found, String title) {
    return found.tables().stream()
        .filter(table -> table.title().contains(title))
        .findFirst()
        .orElseThrow();
  }
}
