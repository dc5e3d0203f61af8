package io.ffolayer.lab.trade;

import io.ffolayer.lab.Adam;
import io.ffolayer.lab.Journal;
import io.ffolayer.lab.decision.LinearPredictor;
import io.ffolayer.lab.experiment.Experiment;
import io.ffolayer.lab.experiment.Findings;
import io.ffolayer.lab.trade.Market.Choice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Portfolios of real shares (E4), walking forward in time.
public final class Portfolio implements Experiment {
  private static final Market MARKET = new Market();
  private static final int SHARES = Market.SHARES, FEATURES = Market.FEATURES;
  private static final List<String> RULES =
      List.of("equal weights", "least risk", "two-stage", "end to end");
  private static final int BATCH = 26;

  @Override
  public String name() {
    return "portfolio";
  }

  @Override
  public String about() {
    return "portfolios of 20 shares, walking forward: two-stage against end-to-end (E4)";
  }

  @Override
  public String question() {
    return "Weekly returns of 20 large US shares, 1990 to 2022. Expected returns are a linear function of"
        + " past returns, one for all shares; the layer weighs them against risk and trading costs of 0.1 %,"
        + " with limits of shares, groups and risk. The function is fitted by least squares (two-stage) or"
        + " trained through the layer on realised utility (end to end), on ten years, used for two, and so"
        + " on: no rule sees a week that it is judged by. Beside them equal weights, and least risk, which"
        + " expects nothing.";
  }

  @Override
  public int steps(Setting setting) {
    return folds(setting) * RULES.size();
  }

  private static int folds(Setting setting) {
    return setting.pick(2, 10);
  }

  private static int ahead(Setting setting) {
    return setting.pick(13, 104);
  }

  @Override
  public Findings run(Setting setting, Journal journal, Consumer<String> step) {
    List<WalkForward> walks = RULES.stream().map(WalkForward::new).toList();
    for (int fold = 0; fold < folds(setting); fold++) {
      int from = MARKET.weeks() - (folds(setting) - fold) * ahead(setting);
      for (int rule = 0; rule < RULES.size(); rule++) {
        WalkForward walk = walks.get(rule);
        int which = rule;
        String name = "%s, weeks from %d".formatted(RULES.get(rule), from);
        walk.add(journal.of(name, () -> fold(which, setting, from, walk.held())));
        step.accept(name);
      }
    }
    Findings.Draft draft = new Findings.Draft();
    WalkForward.report(draft, walks, setting.seed());
    return draft.done();
  }

  /// The records of the weeks of a fold, one after the other.
  private static double[] fold(int rule, Setting setting, int from, double[] held) {
    int seen = setting.pick(78, 520);
    double[] beta = new double[FEATURES];
    if (rule >= 2) beta = leastSquares(from - seen, from);
    if (rule == 3) beta = trained(beta, from - seen, from, setting);
    List<double[]> records = new ArrayList<>();
    double[] before = held;
    for (int week = from; week < from + ahead(setting); week++) {
      Choice choice =
          MARKET.choose(new int[] {week}, expected(beta, week), new double[][] {before});
      double[] weights = rule == 0 ? equal() : choice.weights(0);
      double[] after = WalkForward.drifted(weights, MARKET.returns(week));
      double[] outcome = MARKET.outcome(week, weights, before);
      records.add(WalkForward.record(outcome, rule == 0 || choice.isChosen(0), weights, after));
      before = after;
    }
    return records.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  static double[] equal() {
    double[] w = new double[SHARES];
    Arrays.fill(w, 1.0 / SHARES);
    return w;
  }

  private static double[][] expected(double[] beta, int... weeks) {
    double[][] expected = new double[weeks.length][SHARES];
    for (int k = 0; k < weeks.length; k++)
      for (int i = 0; i < SHARES; i++) {
        double[] features = MARKET.features(weeks[k], i);
        for (int j = 0; j < FEATURES; j++) expected[k][i] += beta[j] * features[j];
      }
    return expected;
  }

  private static double[] leastSquares(int from, int to) {
    List<double[]> features = new ArrayList<>(), targets = new ArrayList<>();
    for (int week = from; week < to; week++)
      for (int i = 0; i < SHARES; i++) {
        features.add(Arrays.copyOf(MARKET.features(week, i), FEATURES - 1));
        targets.add(new double[] {MARKET.returns(week)[i]});
      }
    return LinearPredictor.leastSquares(
            features.toArray(double[][]::new), targets.toArray(double[][]::new))
        .weights();
  }

  /// Trained through the layer; what was held before a week is what the last epoch chose in the
  /// week before.
  private static double[] trained(double[] start, int from, int to, Setting setting) {
    double[] beta = start.clone();
    double[][] chosen = new double[to - from + 1][];
    Arrays.fill(chosen, equal());
    Adam adam = new Adam(FEATURES, 2e-4);
    SplittableRandom random = new SplittableRandom(setting.seed());
    int batches = (to - from) / BATCH;
    for (int step = 0; step < setting.pick(2, 8) * batches; step++) {
      int first = from + random.nextInt(to - from - BATCH + 1);
      int[] weeks = IntStream.range(first, first + BATCH).toArray();
      double[][] held =
          Arrays.stream(weeks).mapToObj(t -> chosen[t - from]).toArray(double[][]::new);
      Choice choice = MARKET.choose(weeks, expected(beta, weeks), held);
      double[] byReturns = choice.pullBack(), gradient = new double[FEATURES];
      for (int k = 0; k < BATCH; k++) {
        chosen[weeks[k] - from + 1] = choice.weights(k);
        for (int i = 0; i < SHARES; i++) {
          double[] features = MARKET.features(weeks[k], i);
          for (int j = 0; j < FEATURES; j++) gradient[j] -= byReturns[k * SHARES + i] * features[j];
        }
      }
      adam.step(beta, gradient);
    }
    return beta;
  }
}
