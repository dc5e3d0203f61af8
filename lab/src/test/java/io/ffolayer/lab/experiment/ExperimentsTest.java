package io.ffolayer.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.lab.experiment.Experiment.Setting;
import io.ffolayer.lab.experiment.Findings.Row;
import io.ffolayer.lab.experiment.Findings.Table;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What every experiment owes; what it found is asked in a test of its own.
class ExperimentsTest {
  static final List<Experiment> ALL = Experiments.ALL;

  @Test
  void namesAreDifferentAndFindTheirExperiment() {
    assertThat(ALL.stream().map(Experiment::name).collect(Collectors.toSet())).hasSameSizeAs(ALL);
    for (Experiment experiment : ALL)
      assertThat(Experiments.named(experiment.name())).isSameAs(experiment);
    assertThat(Experiments.named("chess")).isNull();
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void itReportsTheStepsThatItAnnounced(Experiment experiment) {
    Setting setting = new Setting(3, true);
    AtomicInteger steps = new AtomicInteger();
    Findings found = experiment.run(setting, text -> steps.incrementAndGet());
    assertThat(steps.get()).isEqualTo(experiment.steps(setting));
    assertThat(found.remarks()).isNotEmpty();
    assertThat(found.tables()).isNotEmpty();
    assertThat(found.charts()).isNotEmpty();
    for (var chart : found.charts())
      for (var curve : chart.curves()) assertThat(Arrays.stream(curve.y())).isNotEmpty();
  }

  /// The rows of a table whose names contain a text.
  static List<Row> rows(Findings findings, int table, String text) {
    Table found = findings.tables().get(table);
    return found.rows().stream().filter(row -> row.name().contains(text)).toList();
  }
}
