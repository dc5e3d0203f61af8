package io.ffolayer.lab.trade;

import io.ffolayer.lab.experiment.Findings;
import io.ffolayer.lab.experiment.Findings.Axis;
import io.ffolayer.lab.experiment.Findings.Curve;
import io.ffolayer.lab.experiment.Findings.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// The weeks of a rule that walked forward, and how rules compare: with intervals by the circular
/// block bootstrap (Politis & Romano 1992), which keeps what neighbouring weeks have in common.
final class WalkForward {
  /// Half a year, or a tenth of all weeks if that is less.
  private static final int LONGEST_BLOCK = 26;

  private static final int RESAMPLES = 1000;
  private static final double YEAR = 52;

  /// What is recorded of a week, then the weights and what is held afterwards.
  private static final int EARNED = 0, UTILITY = 1, TURNOVER = 2, SOLVED = 3, WEIGHTS = 4;

  private static final int LENGTH = WEIGHTS + 2 * Market.SHARES;

  private final String rule;
  private final List<double[]> weeks = new ArrayList<>();

  WalkForward(String rule) {
    this.rule = rule;
  }

  /// @param outcome of [Market#outcome]
  static double[] record(double[] outcome, boolean isSolved, double[] weights, double[] after) {
    double[] record = new double[LENGTH];
    System.arraycopy(outcome, 0, record, EARNED, 3);
    record[SOLVED] = isSolved ? 1 : 0;
    System.arraycopy(weights, 0, record, WEIGHTS, Market.SHARES);
    System.arraycopy(after, 0, record, WEIGHTS + Market.SHARES, Market.SHARES);
    return record;
  }

  /// What the weights are when the week has passed.
  static double[] drifted(double[] weights, double[] returns) {
    double[] after = new double[weights.length];
    Arrays.setAll(after, i -> weights[i] * (1 + returns[i]));
    double sum = Arrays.stream(after).sum();
    return Arrays.stream(after).map(w -> w / sum).toArray();
  }

  void add(double[] records) {
    for (int at = 0; at < records.length; at += LENGTH)
      weeks.add(Arrays.copyOfRange(records, at, at + LENGTH));
  }

  /// What is held after the last week.
  double[] held() {
    if (weeks.isEmpty()) return Portfolio.equal();
    return Arrays.copyOfRange(weeks.getLast(), WEIGHTS + Market.SHARES, LENGTH);
  }

  private double[] column(int which) {
    return weeks.stream().mapToDouble(week -> week[which]).toArray();
  }

  static double mean(double[] x) {
    return Arrays.stream(x).average().orElse(0);
  }

  /// Mean over deviation, for a year, without a rate for cash.
  static double sharpe(double[] x) {
    double mean = mean(x);
    double square = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElse(0);
    return Math.sqrt(YEAR / square) * mean;
  }

  /// A percentile interval of 95 % for a statistic of weeks.
  static double[] interval(double[] x, ToDoubleFunction<double[]> statistic, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[RESAMPLES], drawn = new double[x.length];
    int block = Math.clamp(x.length / 10, 1, LONGEST_BLOCK);
    for (int r = 0; r < RESAMPLES; r++) {
      for (int at = 0; at < drawn.length; at += block) {
        int first = random.nextInt(x.length);
        for (int k = 0; k < block && at + k < drawn.length; k++)
          drawn[at + k] = x[(first + k) % x.length];
      }
      values[r] = statistic.applyAsDouble(drawn);
    }
    Arrays.sort(values);
    return new double[] {values[(int) (0.025 * RESAMPLES)], values[(int) (0.975 * RESAMPLES)]};
  }

  static void report(Findings.Draft draft, List<WalkForward> walks, long seed) {
    WalkForward base = walks.get(2);
    List<Row> rows = new ArrayList<>();
    for (WalkForward walk : walks) {
      double[] above = base.behind(walk), earned = walk.column(EARNED);
      double[] of = interval(above, WalkForward::mean, seed);
      double[] ratio = interval(earned, WalkForward::sharpe, seed);
      boolean isBase = walk.rule.equals(base.rule);
      rows.add(
          new Row(
              walk.rule,
              100 * YEAR * mean(earned),
              100 * YEAR * mean(walk.column(UTILITY)),
              isBase ? Double.NaN : 100 * YEAR * mean(above),
              isBase ? Double.NaN : 100 * YEAR * of[0],
              isBase ? Double.NaN : 100 * YEAR * of[1],
              sharpe(earned),
              ratio[0],
              ratio[1],
              YEAR * mean(walk.column(TURNOVER))));
      if (!isBase) draft.say(verdict(walk.rule, base.rule, 100 * YEAR * mean(above), of));
      long unsolved = Arrays.stream(walk.column(SOLVED)).filter(v -> v == 0).count();
      if (unsolved > 0)
        draft.say(
            "%s: in %d of %d weeks no portfolio satisfied the limit of risk; what was held stayed."
                .formatted(walk.rule, unsolved, walk.weeks.size()));
    }
    draft
        .say(
            "The shares were chosen by somebody who knew which companies would be large in 2022: what any"
                + " rule earns here is more than it could have earned, and only differences mean something.")
        .table(
            "%d weeks that no rule had seen, a year, in %%".formatted(base.weeks.size()),
            List.of(
                "rule",
                "earned",
                "utility",
                "above two-stage",
                "from",
                "to",
                "Sharpe ratio",
                "from",
                "to",
                "turnover"),
            rows);
    charts(draft, walks);
  }

  /// By how much another has more utility, week by week.
  private double[] behind(WalkForward other) {
    double[] own = column(UTILITY), its = other.column(UTILITY);
    Arrays.setAll(own, k -> its[k] - own[k]);
    return own;
  }

  private static String verdict(String rule, String base, double above, double[] of) {
    String found =
        of[0] > 0
            ? "has more utility than " + base
            : of[1] < 0
                ? "has LESS utility than " + base
                : "cannot be told from " + base + ": the difference is noise";
    return "%s %s: %.2f %% a year, 95 %% interval %.2f to %.2f by the block bootstrap."
        .formatted(rule, found, above, 100 * YEAR * of[0], 100 * YEAR * of[1]);
  }

  private static void charts(Findings.Draft draft, List<WalkForward> walks) {
    double[] weeks =
        IntStream.rangeClosed(1, walks.getFirst().weeks.size()).asDoubleStream().toArray();
    draft.chart(
        "Wealth after costs, from 1",
        new Axis("week", false),
        new Axis("wealth", true),
        walks.stream().map(w -> new Curve(w.rule, true, weeks, w.wealth())).toList());
    double[] shares = IntStream.rangeClosed(1, Market.SHARES).asDoubleStream().toArray();
    draft.chart(
        "Weights in the last week, in the order of the data",
        new Axis("share", false),
        new Axis("weight", false),
        walks.subList(2, 4).stream()
            .map(w ->
                new Curve(
                    w.rule,
                    false,
                    shares,
                    Arrays.copyOfRange(w.weeks.getLast(), WEIGHTS, WEIGHTS + Market.SHARES)))
            .toList());
  }

  private double[] wealth() {
    double[] wealth = column(EARNED);
    double value = 1;
    for (int k = 0; k < wealth.length; k++) {
      value *= 1 + wealth[k];
      wealth[k] = value;
    }
    return wealth;
  }
}
