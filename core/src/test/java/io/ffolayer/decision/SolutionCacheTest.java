package io.ffolayer.decision;

import static io.ffolayer.decision.DecisionCases.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffolayer.decision.Decider.Sense;
import io.ffolayer.decision.DecisionCases.Case;
import io.ffolayer.decision.SolutionCache.Lookup;
import io.ffolayer.program.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Decisions that are used again.
class SolutionCacheTest {
  private static final int BATCH = 40;
  private final Tensor costs = normal(new SplittableRandom(7), BATCH, DecisionCases.SIZE);

  private static List<Case> cases() {
    return DecisionCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void withAShareOfOneItIsTheDeciderItself(Case problem) {
    Decisions plain = problem.decider().decide(costs);
    for (Lookup lookup : Lookup.values()) {
      SolutionCache cache = new SolutionCache(problem.decider(), 1, lookup, 1);
      Decisions cached = cache.decide(costs);
      assertThat(cached.values()).isEqualTo(plain.values());
      assertThat(cached.terms()).isEqualTo(plain.terms());
      assertThat(cached.statuses()).isEqualTo(plain.statuses());
      assertThat(cache.solves()).isEqualTo(BATCH);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsCachedIsNeverBetterThanFresh(Case problem) {
    Decisions plain = problem.decider().decide(costs);
    double sign = problem.decider().sense() == Sense.MINIMIZE ? 1 : -1;
    for (Lookup lookup : Lookup.values()) {
      SolutionCache cache = new SolutionCache(problem.decider(), 0.3, lookup, 1);
      Decisions cached = cache.decide(costs);
      for (int i = 0; i < BATCH; i++)
        assertThat(sign * cached.objective(i, costs))
            .isGreaterThan(sign * plain.objective(i, costs) - 1e-7);
      assertThat(cache.solves()).isBetween(1L, BATCH - 1L);
    }
  }

  @Test
  void aBatchIsItsItemsInARowAndTheSeedDecides() {
    for (Lookup lookup : Lookup.values()) {
      SolutionCache together = cache(0.3, lookup, 5), alone = cache(0.3, lookup, 5);
      Tensor expected = together.decide(costs).values();
      for (int i = 0; i < BATCH; i++)
        assertThat(alone.decide(Rows.rows(costs, i)).values()).isEqualTo(Rows.rows(expected, i));
      assertThat(alone.size()).isEqualTo(together.size());
      assertThat(cache(0.3, lookup, 5).decide(costs).values()).isEqualTo(expected);
      assertThat(cache(0.3, lookup, 6).decide(costs).values()).isNotEqualTo(expected);
    }
  }

  private static SolutionCache cache(double share, Lookup lookup, long seed) {
    return new SolutionCache(DecisionCases.knapsack(), share, lookup, seed);
  }

  @Test
  void withAShareOfZeroOnlyTheFirstIsSolved() {
    SolutionCache cache = cache(0, Lookup.BEST, 1);
    cache.decide(costs);
    cache.decide(costs);
    assertThat(cache.solves()).isEqualTo(1);
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void knownDecisionsAreKeptOnceAndKnownCostsAnswerThemselves() {
    SolutionCache best = cache(1, Lookup.BEST, 1);
    best.decide(costs);
    best.decide(costs);
    assertThat(best.size()).isLessThan(BATCH);
    SolutionCache nearest = cache(0.5, Lookup.NEAREST, 1);
    Tensor first = nearest.decide(Rows.rows(costs, 0)).values();
    for (int k = 0; k < 5; k++)
      assertThat(nearest.decide(Rows.rows(costs, 0)).values()).isEqualTo(first);
  }

  @Test
  void whatIsNotDecidedIsNotKept() {
    SolutionCache cache =
        new SolutionCache(Decider.of(c -> c[0] < 0 ? null : new double[5]), 0.5, Lookup.BEST, 1);
    Decisions decided = cache.decide(costs);
    for (int i = 0; i < BATCH; i++)
      assertThat(Rows.isFinite(Rows.row(decided.values(), i))).isTrue();
    assertThat(cache.size()).isEqualTo(1);
    Tensor unknown = Tensor.wrap(new double[] {Double.NaN, 0, 0, 0, 0}, 1, 5);
    for (int k = 0; k < 5; k++) assertThat(cache.decide(unknown).isDecided(0)).isFalse();
  }

  @Test
  void misuseIsRefused() {
    assertThatThrownBy(() -> cache(1.5, Lookup.BEST, 1)).hasMessageContaining("in [0, 1], got 1.5");
    SolutionCache cache = cache(0, Lookup.BEST, 1);
    cache.decide(costs);
    assertThatThrownBy(() -> cache.decide(Tensor.zeros(1, 2)))
        .hasMessageContaining("costs have 2 columns, those in the cache 5");
  }
}
