package io.ffolayer.lab.trade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.lab.Journal;
import io.ffolayer.lab.JournalFile;
import io.ffolayer.lab.experiment.Experiment;
import io.ffolayer.lab.experiment.Experiment.Setting;
import io.ffolayer.lab.experiment.Findings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Trades at small size; `ExperimentsTest` runs all of them.
class TradesTest {
  private static final Setting SMALL = new Setting(1, true);

  private static List<Experiment> trades() {
    return List.of(new PredictiveControl(), new Portfolio());
  }

  /// A run that stops in the middle, and one that goes on with its journal, which computes nothing
  /// twice.
  @ParameterizedTest
  @MethodSource("trades")
  void aRunThatStoppedGoesOnToTheSameFindings(Experiment trade, @TempDir Path folder) {
    Path path = folder.resolve("journal");
    int half = trade.steps(SMALL) / 2;
    try (JournalFile journal = JournalFile.open(path, trade.name())) {
      int[] done = new int[1];
      Journal stopping =
          (step, work) -> {
            if (done[0]++ == half) throw new IllegalStateException("stopped");
            return journal.of(step, work);
          };
      trade.run(SMALL, stopping, step -> {});
    } catch (IllegalStateException stopped) {
      assertThat(stopped).hasMessage("stopped");
    }
    Findings rest = resumed(trade, path, trade.steps(SMALL) - half);
    Findings again = resumed(trade, path, 0);
    assertThat(again.remarks()).isEqualTo(rest.remarks());
    for (int t = 0; t < rest.tables().size(); t++)
      for (int r = 0; r < rest.tables().get(t).rows().size(); r++)
        assertThat(again.tables().get(t).rows().get(r).values())
            .isEqualTo(rest.tables().get(t).rows().get(r).values());
    assertThat(rest.charts().size()).isGreaterThanOrEqualTo(2);
  }

  /// @param computed how many steps it has to compute
  private static Findings resumed(Experiment trade, Path path, int computed) {
    try (JournalFile journal = JournalFile.open(path, trade.name())) {
      int[] worked = new int[1];
      Findings found =
          trade.run(
              SMALL,
              (step, work) ->
                  journal.of(
                      step,
                      () -> {
                        worked[0]++;
                        return work.get();
                      }),
              step -> {});
      assertThat(worked[0]).isEqualTo(computed);
      return found;
    }
  }

  @Test
  void theBlockBootstrapOfIndependentWeeksIsTheUsualInterval() {
    double[] x = new double[2600];
    SplittableRandom random = new SplittableRandom(6);
    Arrays.setAll(x, k -> random.nextGaussian(0.1, 1));
    double[] of = WalkForward.interval(x, WalkForward::mean, 3);
    double expected = 2 * 1.96 / Math.sqrt(x.length);
    assertThat(of[1] - of[0]).isCloseTo(expected, within(0.25 * expected));
    assertThat((of[0] + of[1]) / 2).isCloseTo(WalkForward.mean(x), within(0.1 * expected));
  }

  @Test
  void fewWeeksHaveAnInterval() {
    double[] x = {0.1, -0.2, 0.3, 0.1, -0.1, 0.2, 0.4, -0.3, 0.1, 0.2, 0.1, -0.1};
    double[] of = WalkForward.interval(x, WalkForward::mean, 3);
    assertThat(of[1] - of[0]).isGreaterThan(0.05);
  }

  @Test
  void weightsDriftWithReturnsAndStayShares() {
    double[] after = WalkForward.drifted(new double[] {0.5, 0.5}, new double[] {0.1, -0.1});
    assertThat(after[0] + after[1]).isBetween(1 - 1e-15, 1 + 1e-15);
    assertThat(after[0]).isGreaterThan(after[1]);
  }

  /// No rule sees a week that it is judged by: another future leaves the portfolios as they were.
  @Test
  void whatIsKnownOfAWeekIsOlderThanTheWeek() {
    Market market = new Market();
    double[] features = market.features(800, 3);
    double before = market.returns(799)[3];
    assertThat(features[0]).isEqualTo(before / 0.04);
  }
}
