package io.ffolayer.networks;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import io.ffolayer.lab.experiment.Experiment;
import io.ffolayer.lab.experiment.Experiment.Setting;
import io.ffolayer.lab.experiment.Experiments;
import io.ffolayer.lab.experiment.Findings;
import io.ffolayer.lab.experiment.Findings.Row;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The small version of each experiment; skipped where PyTorch does not load.
class NetworkExperimentsTest {
  @BeforeAll
  static void load() {
    try {
      Engine.getEngine("PyTorch");
    } catch (RuntimeException | LinkageError e) {
      Assumptions.abort("PyTorch does not load on this platform: " + e);
    }
  }

  private static Findings run(String name) {
    Experiment experiment = Experiments.named(name);
    Setting setting = new Setting(1, true);
    AtomicInteger steps = new AtomicInteger();
    Findings found = experiment.run(setting, text -> steps.incrementAndGet());
    assertThat(steps.get()).isEqualTo(experiment.steps(setting));
    assertThat(found.remarks()).isNotEmpty();
    assertThat(found.charts()).isNotEmpty();
    return found;
  }

  private static double at(Findings found, int row, String column) {
    Findings.Table table = found.tables().getFirst();
    Row chosen = table.rows().get(row);
    return chosen.values()[table.columns().indexOf(column) - 1];
  }

  private static void requireExactGradients(Findings found) {
    for (int row = 0; row < found.tables().getFirst().rows().size(); row++) {
      assertThat(at(found, row, "gradient – implicit")).isLessThan(1e-8);
      assertThat(at(found, row, "gradient – central diff.")).isLessThan(1e-8);
    }
  }

  @Test
  void theQuadraticProgramHasExactGradientsAndALossThatFalls() {
    Findings found = run("network-box");
    requireExactGradients(found);
    assertThat(at(found, 0, "test loss")).isLessThan(-0.4);
  }

  @Test
  void theSecondOrderProgramHasExactGradientsAndALossThatFalls() {
    Findings found = run("network-ball");
    requireExactGradients(found);
    assertThat(at(found, 0, "test loss")).isLessThan(-0.4 / Math.sqrt(200));
  }

  @Test
  void learningThroughTheLayerDecidesBetterThanLeastSquares() {
    Findings found = run("network-choice");
    assertThat(at(found, 1, "normalised regret")).isLessThan(at(found, 0, "normalised regret"));
  }

  @Test
  void theMemoryOfAShortRunIsReported() {
    Findings found = run("network-memory");
    assertThat(at(found, 0, "heap used")).isPositive();
  }
}
