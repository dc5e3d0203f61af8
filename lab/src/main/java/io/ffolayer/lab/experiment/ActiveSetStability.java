package io.ffolayer.lab.experiment;

import io.ffolayer.ActiveSetMonitor;
import io.ffolayer.lab.Journal;
import io.ffolayer.lab.experiment.Findings.Axis;
import io.ffolayer.lab.experiment.Findings.Curve;
import io.ffolayer.lab.experiment.Findings.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Whether gradients vary more where active sets change more (E8).
final class ActiveSetStability implements Experiment {
  private static final double[] RATES = {0.001, 0.01, 0.1, 1};

  @Override
  public String name() {
    return "active-set-stability";
  }

  @Override
  public String about() {
    return "changes of the active set between visits of a sample, and noise of gradients (E8)";
  }

  @Override
  public String question() {
    return "Between two visits of the same sample rows go from active to inactive and back. Does"
        + " the gradient vary more in the epochs in which more of them do, and does the warning at"
        + " a tenth of the rows come where it should? A linear model is trained by Adam through a"
        + " quadratic program with a box and a budget, at learning rates from 0.001 to 1, in"
        + " batches of 8. The variance of the gradient is that of the batches of an epoch.";
  }

  @Override
  public int steps(Setting setting) {
    return RATES.length * seeds(setting);
  }

  private static int seeds(Setting setting) {
    return setting.pick(1, 3);
  }

  @Override
  public Findings run(Setting setting, Journal journal, Consumer<String> step) {
    List<List<Epoch>> runs = new ArrayList<>();
    for (double rate : RATES)
      for (int k = 0; k < seeds(setting); k++) {
        long seed = setting.seed() + k;
        String name = "learning rate %s, seed %d".formatted(rate, seed);
        double[] numbers = journal.of(name, () -> Epoch.numbers(Epoch.train(setting, rate, seed)));
        runs.add(Epoch.of(rate, seed, numbers));
        step.accept(name);
      }
    Findings.Draft draft = new Findings.Draft();
    correlations(draft, runs, setting.seed());
    warnings(draft, runs);
    table(draft, runs);
    charts(draft, runs, setting.seed());
    return draft.done();
  }

  private static double[][] pairs(List<List<Epoch>> runs) {
    return runs.stream().flatMap(List::stream).map(Epoch::pair).toArray(double[][]::new);
  }

  /// The pairs with the mean of their run taken away.
  private static double[][] within(List<List<Epoch>> runs) {
    List<double[]> pairs = new ArrayList<>();
    for (List<Epoch> run : runs) {
      double share = Statistics.mean(column(run, e -> e.pair()[0]));
      double variance = Statistics.mean(column(run, e -> e.pair()[1]));
      for (Epoch e : run) pairs.add(new double[] {e.pair()[0] - share, e.pair()[1] - variance});
    }
    return pairs.toArray(double[][]::new);
  }

  /// What changed from each epoch to the next: what both sides owe to the progress of training is
  /// gone.
  private static double[][] changes(List<List<Epoch>> runs) {
    List<double[]> pairs = new ArrayList<>();
    for (List<Epoch> run : runs)
      for (int k = 1; k < run.size(); k++) {
        double[] now = run.get(k).pair(), before = run.get(k - 1).pair();
        pairs.add(new double[] {now[0] - before[0], now[1] - before[1]});
      }
    return pairs.toArray(double[][]::new);
  }

  private static double[] column(List<Epoch> epochs, ToDoubleFunction<Epoch> of) {
    return epochs.stream().mapToDouble(of).toArray();
  }

  private static void correlations(Findings.Draft draft, List<List<Epoch>> runs, long seed) {
    Row all = correlation("all epochs", pairs(runs), seed);
    Row within = correlation("within the runs", within(runs), seed);
    Row changes = correlation("changes from epoch to epoch", changes(runs), seed);
    draft.table(
        "Correlation of the share of changed rows with log₁₀ of the variance of the gradient",
        List.of("of", "correlation", "from", "to", "epochs"),
        List.of(all, within, changes));
    draft
        .say("Over all epochs of all runs " + verdict(all))
        .say("Within the runs, the mean of each taken away, " + verdict(within))
        .say("From one epoch to the next, " + verdict(changes));
  }

  private static Row correlation(String name, double[][] pairs, long seed) {
    double[] interval = Statistics.interval(pairs, Statistics::correlation, seed);
    return new Row(
        name, Statistics.correlation(pairs), interval[0], interval[1], (double) pairs.length);
  }

  private static String verdict(Row row) {
    double from = row.values()[1], to = row.values()[2];
    String found =
        from > 0
            ? "the gradient varies more where more rows change"
            : to < 0
                ? "the gradient varies less where more rows change"
                : "no correlation of the two can be told from none";
    return found
        + ": %.2f, 95 %% interval %.2f to %.2f by the bootstrap over epochs, taken as independent."
            .formatted(row.values()[0], from, to);
  }

  private static void warnings(Findings.Draft draft, List<List<Epoch>> runs) {
    for (double rate : RATES) {
      List<Epoch> epochs = at(runs, rate);
      double most = Arrays.stream(column(epochs, Epoch::share)).max().orElse(0);
      draft.say(
          ("Learning rate %s: the warning came in %d of %d epochs; at most %.1f %% of the "
                  + "rows changed.")
              .formatted(rate, warned(runs, rate), epochs.size(), 100 * most));
    }
    double best = RATES[0];
    for (double rate : RATES) if (finalLoss(runs, rate) < finalLoss(runs, best)) best = rate;
    draft.say(
        "The lowest loss is reached at the learning rate %s: %s."
            .formatted(
                best,
                warned(runs, best) == 0
                    ? "no warning there"
                    : "the warning came there too, in %d epochs".formatted(warned(runs, best))));
    for (double rate : RATES)
      if (rate > best)
        draft.say(
            ("At the learning rate %s, which is too high (loss %.3g instead of %.3g), the "
                    + "warning %s.")
                .formatted(
                    rate,
                    finalLoss(runs, rate),
                    finalLoss(runs, best),
                    warned(runs, rate) > 0 ? "came" : "did not come"));
  }

  private static List<Epoch> at(List<List<Epoch>> runs, double rate) {
    return runs.stream().flatMap(List::stream).filter(e -> e.rate() == rate).toList();
  }

  private static long warned(List<List<Epoch>> runs, double rate) {
    return at(runs, rate).stream().filter(Epoch::warns).count();
  }

  /// In the mean over the seeds.
  private static double finalLoss(List<List<Epoch>> runs, double rate) {
    return runs.stream()
        .map(List::getLast)
        .filter(e -> e.rate() == rate)
        .mapToDouble(Epoch::loss)
        .average()
        .orElseThrow();
  }

  private static void table(Findings.Draft draft, List<List<Epoch>> runs) {
    List<Row> rows = new ArrayList<>();
    for (List<Epoch> run : runs)
      rows.add(
          new Row(
              "%s, seed %d".formatted(run.getFirst().rate(), run.getFirst().seed()),
              Statistics.mean(column(run, Epoch::share)),
              Arrays.stream(column(run, Epoch::share)).max().orElse(0),
              Statistics.mean(column(run, Epoch::variance)),
              (double) run.stream().filter(Epoch::warns).count(),
              run.getLast().loss()));
    draft.table(
        "Runs",
        List.of(
            "learning rate",
            "mean share of changed rows",
            "largest share",
            "mean variance of the gradient",
            "epochs with a warning",
            "loss of the last epoch"),
        rows);
  }

  private static void charts(Findings.Draft draft, List<List<Epoch>> runs, long seed) {
    Axis epoch = new Axis("epoch", false), share = new Axis("share of changed rows", false);
    Axis variance = new Axis("variance of the gradient", true);
    List<Curve> shares = new ArrayList<>(),
        variances = new ArrayList<>(),
        pairs = new ArrayList<>();
    for (double rate : RATES) {
      List<Epoch> all = at(runs, rate);
      List<Epoch> run = all.stream().filter(e -> e.seed() == seed).toList();
      double[] x = IntStream.rangeClosed(2, run.size() + 1).asDoubleStream().toArray();
      String name = "learning rate " + rate;
      shares.add(new Curve(name, true, x, column(run, Epoch::share)));
      variances.add(new Curve(name, true, x, column(run, Epoch::variance)));
      pairs.add(new Curve(name, false, column(all, Epoch::share), column(all, Epoch::variance)));
    }
    double[] ends = {2, shares.getFirst().x().length + 1.0};
    double[] limit = {ActiveSetMonitor.WARNING_SHARE, ActiveSetMonitor.WARNING_SHARE};
    shares.add(new Curve("warning", true, ends, limit));
    draft
        .chart("Rows that change between visits of a sample, seed " + seed, epoch, share, shares)
        .chart("Variance of the gradient, seed " + seed, epoch, variance, variances)
        .chart("An epoch a mark", share, variance, pairs);
  }
}
