package io.ffolayer.lab.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A small part of the sweep; `ffo trust` runs the whole.
class SweepTest {
  private final List<String> failures = new ArrayList<>();

  private Tally sweep(int count, String... only) {
    return new Sweep(7, count, List.of(only)).run(this::note, now -> {});
  }

  private void note(Trial trial) {
    failures.add(trial.verdict() + " " + trial.name());
  }

  /// Every face, strictly complementary or not, where nothing is extreme.
  @ParameterizedTest
  @ValueSource(strings = {"zero:", "nonneg:", "soc ", "psd 2", "psd 3: rank "})
  void gradientsInOrdinaryUnitsAreRightAndCleanAndKinksAreFlagged(String cone) {
    Tally tally = sweep(400, cone, "nothing is zero, ordinary");
    assertThat(tally.cases()).isGreaterThanOrEqualTo(400);
    assertThat(failures).isEmpty();
  }

  @Test
  void nothingIsWrongInSilence() {
    Tally tally = sweep(2000, "nothing is zero, ordinary");
    assertThat(tally.total(Verdict.SILENT)).as("%s", failures).isZero();
  }

  /// Slacks that a solver leaves at 1e-150 make weights that overflow.
  @Test
  void noDirectionThatSolvesNothingIsCalledRight() {
    Tally tally =
        new Sweep(1, 3000, List.of("power 0.9: (0,a,0), (b,0,0)")).run(trial -> {}, now -> {});
    assertThat(tally.total(Verdict.SILENT)).isZero();
  }

  /// Solved to the tolerance, but on no face until a few more iterations; and weights of 1e±130
  /// beside P in the factor of the ghost problem.
  @ParameterizedTest
  @ValueSource(longs = {1000969912304L, 998816194770L, 999617047692L, 998966721300L})
  void whatWasWrongOnceIsRight(long seed) {
    Tally tally = new Sweep(1, 10_000, List.of("seed " + seed)).run(this::note, now -> {});
    assertThat(tally.cases()).isPositive();
    assertThat(failures).isEmpty();
  }

  @Test
  void theSameSeedMakesTheSameProblems() {
    sweep(500, "exp");
    List<String> first = List.copyOf(failures);
    failures.clear();
    sweep(500, "exp");
    assertThat(failures).isEqualTo(first);
  }

  @Test
  void questionsWithoutACostAreAnswered() {
    assertThat(new Feasibility(7).unanswered(200)).isEmpty();
  }
}
