package io.ffolayer.lab.decision;

import io.ffolayer.lab.Adam;
import io.ffolayer.program.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;

/// A linear model with an intercept: ĉ = W (x, 1), trained by least squares or, by Adam, on any
/// loss whose gradient with respect to ĉ is given.
public final class LinearPredictor {
  private static final double RIDGE = 1e-8;

  private final double[][] features;
  private final int outputs;
  private final double[] weights;

  private LinearPredictor(double[][] features, int outputs, double[] weights) {
    this.features = features;
    this.outputs = outputs;
    this.weights = weights;
  }

  /// The gradient of a loss with respect to the predictions for some samples.
  @FunctionalInterface
  public interface LossGradient {
    /// @param step counts from 0
    /// @param samples their numbers
    /// @param predicted `[samples, outputs]`
    /// @return of the same shape
    Tensor of(int step, int[] samples, Tensor predicted);
  }

  /// Fits targets in the least squares.
  ///
  /// @param features samples × features
  /// @param targets samples × outputs
  public static LinearPredictor leastSquares(double[][] features, double[][] targets) {
    int inputs = features[0].length + 1, outputs = targets[0].length;
    double[][] moments = new double[inputs][inputs + outputs];
    for (int s = 0; s < features.length; s++)
      for (int i = 0; i < inputs; i++) {
        double x = entry(features[s], i);
        for (int j = 0; j < inputs; j++) moments[i][j] += x * entry(features[s], j);
        for (int j = 0; j < outputs; j++) moments[i][inputs + j] += x * targets[s][j];
      }
    for (int i = 0; i < inputs; i++) moments[i][i] *= 1 + RIDGE;
    eliminate(moments);
    double[] weights = new double[outputs * inputs];
    for (int j = 0; j < outputs; j++)
      for (int i = 0; i < inputs; i++)
        weights[j * inputs + i] = moments[i][inputs + j] / moments[i][i];
    return new LinearPredictor(features, outputs, weights);
  }

  /// Gauss–Jordan elimination of a positive definite matrix with right-hand sides.
  private static void eliminate(double[][] a) {
    for (int k = 0; k < a.length; k++)
      for (int i = 0; i < a.length; i++) {
        if (i == k) continue;
        double factor = a[i][k] / a[k][k];
        for (int j = k; j < a[i].length; j++) a[i][j] -= factor * a[k][j];
      }
  }

  private static double entry(double[] x, int i) {
    return i < x.length ? x[i] : 1;
  }

  /// W, outputs × (features, 1), row by row.
  public double[] weights() {
    return weights.clone();
  }

  /// The same weights on other samples.
  public LinearPredictor on(double[][] otherFeatures) {
    return new LinearPredictor(otherFeatures, outputs, weights);
  }

  /// Its own weights, which training changes.
  public LinearPredictor copy() {
    return new LinearPredictor(features, outputs, weights.clone());
  }

  /// The predictions for some samples, `[samples, outputs]`.
  public Tensor predict(int... samples) {
    double[] predicted = new double[samples.length * outputs];
    for (int s = 0; s < samples.length; s++) {
      double[] x = features[samples[s]];
      for (int j = 0; j < outputs; j++)
        for (int i = 0; i <= x.length; i++)
          predicted[s * outputs + j] += weights[j * (x.length + 1) + i] * entry(x, i);
    }
    return Tensor.wrap(predicted, samples.length, outputs);
  }

  /// The predictions for all samples.
  public Tensor predictAll() {
    return predict(every());
  }

  private int[] every() {
    int[] every = new int[features.length];
    for (int s = 0; s < every.length; s++) every[s] = s;
    return every;
  }

  /// How to train.
  ///
  /// @param rate of Adam; it falls to a tenth over the training, by the cosine
  /// @param batch samples a step; what is left of an epoch is left out
  public record Schedule(int epochs, int batch, double rate, long seed) {}

  /// Trains on a loss, in place.
  public LinearPredictor train(Schedule schedule, LossGradient loss) {
    SplittableRandom random = new SplittableRandom(schedule.seed);
    Adam adam = new Adam(weights.length, schedule.rate);
    int perEpoch = features.length / schedule.batch;
    int[] order = every();
    for (int step = 0; step < schedule.epochs * perEpoch; step++) {
      if (step % perEpoch == 0) shuffle(order, random);
      double part = step / (double) (schedule.epochs * perEpoch);
      adam.setLearningRate(schedule.rate * (0.55 + 0.45 * Math.cos(Math.PI * part)));
      int from = step % perEpoch * schedule.batch;
      int[] samples = Arrays.copyOfRange(order, from, from + schedule.batch);
      adam.step(weights, gradient(samples, loss.of(step, samples, predict(samples))));
    }
    return this;
  }

  private static void shuffle(int[] order, SplittableRandom random) {
    for (int k = order.length - 1; k > 0; k--) {
      int other = random.nextInt(k + 1), kept = order[k];
      order[k] = order[other];
      order[other] = kept;
    }
  }

  private double[] gradient(int[] samples, Tensor byPrediction) {
    double[] gradient = new double[weights.length];
    for (int s = 0; s < samples.length; s++) {
      double[] x = features[samples[s]];
      for (int j = 0; j < outputs; j++) {
        double g = byPrediction.values()[s * outputs + j];
        for (int i = 0; i <= x.length; i++) gradient[j * (x.length + 1) + i] += g * entry(x, i);
      }
    }
    return gradient;
  }
}
