package io.ffolayer.networks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import io.ffolayer.ConvexLayer;
import io.ffolayer.djl.ConvexBlock;
import io.ffolayer.djl.LayerStatistics;
import io.ffolayer.lab.Journal;
import io.ffolayer.lab.experiment.Experiment;
import io.ffolayer.lab.experiment.Findings;
import io.ffolayer.lab.experiment.Findings.Axis;
import io.ffolayer.lab.experiment.Findings.Curve;
import io.ffolayer.lab.experiment.Findings.Row;
import io.ffolayer.lab.experiment.Statistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/// An epoch of the paper's synthetic task for a row of sizes: a perceptron predicts q, a layer
/// decides z, the loss is the mean of y ⊙ z.
abstract class SyntheticEpochs implements Experiment {
  private static final int SAMPLES = 2048;
  private static final int TRAINED = 1638;
  private static final int ITERATIONS = 200;

  /// Iterations after which the gradient is checked.
  private static final List<Integer> CHECKED = List.of(0, 5, 20, 60, 199);

  private static final int LEAST = 200;
  private static final int SEEDS = 5;
  private static final double NANO = 1e-9;

  private static final List<String> COLUMNS =
      List.of(
          "d",
          "layer forward",
          "layer backward",
          "both, slowest seed",
          "whole epoch",
          "published, both",
          "published / ours",
          "gradient – implicit",
          "gradient – central diff.",
          "test loss");

  /// Seconds of an epoch of the paper's published code, forward and backward, by d.
  private static final double[][] PUBLISHED = {
    {200, 14.9, 13.4}, {500, 27.8, 16.4}, {800, 68.7, 24.3}, {1000, 99.9, 35.6}
  };

  /// The layer, with q its only parameter and z its only variable.
  abstract ConvexLayer layer(int d);

  /// Whether the times of the paper's code are those of this program.
  abstract boolean isPublished();

  private static int seeds(Setting setting) {
    return setting.pick(1, SEEDS);
  }

  private static List<Integer> sizes(Setting setting) {
    List<Integer> sizes = new ArrayList<>();
    for (int d = LEAST; d <= setting.pick(300, 1000); d += 100) sizes.add(d);
    return sizes;
  }

  @Override
  public int steps(Setting setting) {
    return sizes(setting).size() * seeds(setting);
  }

  /// Mean of y ⊙ z.
  private static final class Cost extends Loss {
    Cost() {
      super("cost");
    }

    @Override
    public NDArray evaluate(NDList targets, NDList decisions) {
      return targets.head().mul(decisions.head()).mean();
    }
  }

  /// What an epoch gave.
  ///
  /// @param seconds of the whole epoch, without the checks
  /// @param checks the largest errors of all checks
  /// @param loss of the decisions for the samples that were kept back
  private record Epoch(
      double forward, double backward, double seconds, GradientCheck checks, double loss) {
    double[] numbers() {
      return new double[] {
        forward, backward, seconds, checks.againstImplicit(), checks.againstDifferences(), loss
      };
    }

    static Epoch of(double[] n) {
      return new Epoch(n[0], n[1], n[2], new GradientCheck(n[3], n[4]), n[5]);
    }
  }

  @Override
  public Findings run(Setting setting, Journal journal, Consumer<String> step) {
    List<List<Epoch>> found = new ArrayList<>();
    boolean isWarm = false;
    for (int d : sizes(setting)) {
      List<Epoch> ofSize = new ArrayList<>();
      for (long seed = setting.seed(); seed < setting.seed() + seeds(setting); seed++) {
        String name = "d = %d, seed %d".formatted(d, seed);
        boolean warmUp = !isWarm;
        long of = seed;
        ofSize.add(
            Epoch.of(
                journal.of(
                    name,
                    () -> {
                      if (warmUp) epoch(LEAST, of);
                      return epoch(d, of).numbers();
                    })));
        isWarm = true;
        step.accept(name);
      }
      found.add(ofSize);
    }
    return findings(sizes(setting), found);
  }

  private Epoch epoch(int d, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SyntheticData data = SyntheticData.of(SAMPLES, d, random);
    int[] order = SyntheticData.shuffled(0, TRAINED, random);
    ConvexLayer layer = layer(d);
    GradientCheck worst = new GradientCheck(0, 0);
    double seconds = 0;
    try (Predictor predictor = Predictor.of(d, ConvexBlock.of(layer).build(), new Cost(), seed)) {
      for (int k = 0; k < ITERATIONS; k++) {
        int[] batch = Arrays.copyOfRange(order, k * Predictor.BATCH, (k + 1) * Predictor.BATCH);
        if (CHECKED.contains(k)) worst = worst.or(check(layer, predictor, data, batch, random));
        long start = System.nanoTime();
        predictor.step(data, batch);
        seconds += (System.nanoTime() - start) * NANO;
      }
      LayerStatistics.Time time = predictor.endEpoch().time();
      double loss = testLoss(layer, predictor, data);
      return new Epoch(time.forward() * NANO, time.backward() * NANO, seconds, worst, loss);
    }
  }

  /// The gradient that the layer gives for a batch, checked.
  private static GradientCheck check(
      ConvexLayer layer,
      Predictor predictor,
      SyntheticData data,
      int[] batch,
      SplittableRandom random) {
    double[] cotangent = data.targetsOf(batch);
    for (int k = 0; k < cotangent.length; k++) cotangent[k] /= cotangent.length;
    return GradientCheck.of(layer, batch.length, predictor.predict(data, batch), cotangent, random);
  }

  private static double testLoss(ConvexLayer layer, Predictor predictor, SyntheticData data) {
    int[] kept = new int[SAMPLES - TRAINED];
    Arrays.setAll(kept, k -> TRAINED + k);
    double[] y = data.targetsOf(kept);
    double[] z = GradientCheck.decide(layer, kept.length, predictor.predict(data, kept)).clone();
    for (int k = 0; k < z.length; k++) z[k] *= y[k];
    return Statistics.mean(z);
  }

  private Findings findings(List<Integer> sizes, List<List<Epoch>> found) {
    Findings.Draft draft = new Findings.Draft();
    List<Row> rows = new ArrayList<>();
    double[] d = sizes.stream().mapToDouble(Integer::doubleValue).toArray();
    double[] forward = new double[d.length], backward = new double[d.length];
    double worst = 0, differences = 0;
    for (int k = 0; k < d.length; k++) {
      List<Epoch> of = found.get(k);
      forward[k] = Statistics.median(all(of, Epoch::forward));
      backward[k] = Statistics.median(all(of, Epoch::backward));
      double implicit = max(of, e -> e.checks.againstImplicit());
      double difference = max(of, e -> e.checks.againstDifferences());
      double layer = forward[k] + backward[k], published = published(sizes.get(k));
      rows.add(
          new Row(
              Integer.toString(sizes.get(k)),
              forward[k],
              backward[k],
              max(of, e -> e.forward + e.backward),
              Statistics.median(all(of, Epoch::seconds)),
              published,
              published / layer,
              implicit,
              difference,
              Statistics.mean(all(of, Epoch::loss))));
      worst = Math.max(worst, implicit);
      differences = Math.max(differences, difference);
    }
    say(draft, sizes, rows, worst, differences);
    draft.table(
        "An epoch of %d iterations, batch %d: seconds, medians over the seeds"
            .formatted(ITERATIONS, Predictor.BATCH),
        COLUMNS,
        rows);
    draft.chart(
        "Seconds in the layer, an epoch",
        new Axis("d", true),
        new Axis("seconds", true),
        curves(d, forward, backward));
    return draft.done();
  }

  private void say(
      Findings.Draft draft, List<Integer> sizes, List<Row> rows, double worst, double differences) {
    draft.say(
        "Gradients of q agree with the implicit function theorem at a tight solve to %.1g, and with central differences to %.1g, of their length: the largest errors of %d batches of every run."
            .formatted(worst, differences, CHECKED.size()));
    for (int k = sizes.size() - 1; k >= 0 && isPublished(); k--) {
      double[] values = rows.get(k).values();
      if (Double.isNaN(values[4])) continue;
      draft.say(
          "At d = %d an epoch spends %.3g s in the layer, the published code %.4g s on its machine: %.3g times as long."
              .formatted(sizes.get(k), values[0] + values[1], values[4], values[5]));
      break;
    }
    draft.say(remark());
  }

  /// What is to be known of the losses.
  abstract String remark();

  private List<Curve> curves(double[] d, double[] forward, double[] backward) {
    List<Curve> curves =
        new ArrayList<>(
            List.of(
                new Curve("forward", true, d, forward), new Curve("backward", true, d, backward)));
    if (isPublished()) {
      double[] at = Arrays.stream(PUBLISHED).mapToDouble(p -> p[0]).toArray();
      curves.add(
          new Curve(
              "published, forward",
              true,
              at,
              Arrays.stream(PUBLISHED).mapToDouble(p -> p[1]).toArray()));
      curves.add(
          new Curve(
              "published, backward",
              true,
              at,
              Arrays.stream(PUBLISHED).mapToDouble(p -> p[2]).toArray()));
    }
    return curves;
  }

  /// Both passes, NaN where nothing was published.
  private double published(int d) {
    if (!isPublished()) return Double.NaN;
    return Arrays.stream(PUBLISHED)
        .filter(p -> p[0] == d)
        .mapToDouble(p -> p[1] + p[2])
        .findFirst()
        .orElse(Double.NaN);
  }

  private static double[] all(List<Epoch> epochs, ToDoubleFunction<Epoch> of) {
    return epochs.stream().mapToDouble(of).toArray();
  }

  private static double max(List<Epoch> epochs, ToDoubleFunction<Epoch> of) {
    return Arrays.stream(all(epochs, of)).max().orElse(Double.NaN);
  }
}
