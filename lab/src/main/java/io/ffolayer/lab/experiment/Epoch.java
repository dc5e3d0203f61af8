package io.ffolayer.lab.experiment;

import io.ffolayer.ActiveSetMonitor;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.lab.Adam;
import io.ffolayer.lab.experiment.DecisionTask.Kind;
import io.ffolayer.lab.experiment.DecisionTask.Visit;
import io.ffolayer.lab.experiment.Experiment.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;

/// What one epoch of training showed of active sets and gradients.
///
/// @param rate of learning
/// @param share rows that changed since the last visit of their sample, of those compared
/// @param variance of the gradients of the batches: the mean of ‖g − ḡ‖²
/// @param loss in the mean over the batches
record Epoch(double rate, long seed, double share, double variance, double loss) {
  private static final int BATCH = 8;
  private static final double START = 0.3;

  double[] pair() {
    return new double[] {share, Math.log10(variance)};
  }

  /// As numbers, which a journal keeps.
  static double[] numbers(List<Epoch> epochs) {
    return epochs.stream()
        .flatMapToDouble(e -> DoubleStream.of(e.share, e.variance, e.loss))
        .toArray();
  }

  static List<Epoch> of(double rate, long seed, double[] numbers) {
    List<Epoch> epochs = new ArrayList<>();
    for (int at = 0; at < numbers.length; at += 3)
      epochs.add(new Epoch(rate, seed, numbers[at], numbers[at + 1], numbers[at + 2]));
    return epochs;
  }

  boolean warns() {
    return share > ActiveSetMonitor.WARNING_SHARE;
  }

  /// The epochs of a run but for the first, in which nothing was compared.
  static List<Epoch> train(Setting setting, double rate, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DecisionTask task =
        DecisionTask.of(Kind.BOX_AND_BUDGET, setting.pick(12, 40), setting.pick(48, 160), random);
    double[] w = Vectors.normal(random, task.weights(), 0, START);
    Adam adam = new Adam(w.length, rate);
    ActiveSetMonitor monitor = new ActiveSetMonitor();
    List<Epoch> epochs = new ArrayList<>();
    for (int epoch = 0; epoch <= setting.pick(6, 15); epoch++) {
      int[] order = shuffled(task.everySample(), random);
      List<double[]> gradients = new ArrayList<>();
      double loss = 0;
      for (int at = 0; at + BATCH <= order.length; at += BATCH) {
        Visit visit = task.visit(w, Arrays.copyOfRange(order, at, at + BATCH));
        monitor.record(Arrays.stream(visit.samples()).boxed().toList(), visit.pass());
        gradients.add(task.gradient(visit, new FirstOrder()));
        loss += visit.loss();
        adam.step(w, gradients.getLast());
      }
      double share = monitor.endEpoch().share(), mean = loss / gradients.size();
      if (epoch > 0) epochs.add(new Epoch(rate, seed, share, variance(gradients), mean));
    }
    return epochs;
  }

  private static int[] shuffled(int[] order, SplittableRandom random) {
    for (int k = order.length - 1; k > 0; k--) {
      int other = random.nextInt(k + 1), kept = order[k];
      order[k] = order[other];
      order[other] = kept;
    }
    return order;
  }

  private static double variance(List<double[]> gradients) {
    double[] mean = new double[gradients.getFirst().length];
    for (double[] g : gradients)
      for (int k = 0; k < mean.length; k++) mean[k] += g[k] / gradients.size();
    double sum = 0;
    for (double[] g : gradients)
      for (int k = 0; k < mean.length; k++) sum += (g[k] - mean[k]) * (g[k] - mean[k]);
    return sum / (gradients.size() - 1);
  }
}
