package io.ffolayer.lab.experiment;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/// The statistics that the experiments share.
public final class Statistics {
  private static final int RESAMPLES = 2000;

  /// The quantiles .975 of Student's distribution with 1, 2, … degrees of freedom.
  private static final double[] STUDENT = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086
  };

  private Statistics() {}

  public static double mean(double[] x) {
    return Arrays.stream(x).average().orElse(Double.NaN);
  }

  /// The sample standard deviation, 0 of fewer than two.
  public static double deviation(double[] x) {
    if (x.length < 2) return 0;
    double mean = mean(x);
    return Math.sqrt(Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / (x.length - 1));
  }

  public static double median(double[] x) {
    double[] sorted = x.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /// A straight line through points.
  public record Line(double slope, double intercept, double r2) {}

  /// The line of least squares through (ln x, ln y).
  public static Line slope(double[] x, double[] y) {
    return line(
        Arrays.stream(x).map(Math::log).toArray(), Arrays.stream(y).map(Math::log).toArray());
  }

  /// The line of least squares.
  static Line line(double[] x, double[] y) {
    Moments of = Moments.of(x, y);
    double slope = of.xy / of.xx;
    double r2 = of.yy > 0 ? of.xy * of.xy / (of.xx * of.yy) : 1;
    return new Line(slope, of.meanY - slope * of.meanX, r2);
  }

  /// Pearson's correlation, NaN where one side does not vary.
  static double correlation(double[][] pairs) {
    Moments of =
        Moments.of(
            Arrays.stream(pairs).mapToDouble(p -> p[0]).toArray(),
            Arrays.stream(pairs).mapToDouble(p -> p[1]).toArray());
    return of.xy / Math.sqrt(of.xx * of.yy);
  }

  /// Means, and the sums of products of the deviations from them.
  private record Moments(double meanX, double meanY, double xx, double xy, double yy) {
    static Moments of(double[] x, double[] y) {
      double meanX = mean(x), meanY = mean(y), xx = 0, xy = 0, yy = 0;
      for (int k = 0; k < x.length; k++) {
        xx += (x[k] - meanX) * (x[k] - meanX);
        xy += (x[k] - meanX) * (y[k] - meanY);
        yy += (y[k] - meanY) * (y[k] - meanY);
      }
      return new Moments(meanX, meanY, xx, xy, yy);
    }
  }

  /// A percentile interval of 95 % by the bootstrap (Efron 1979): of a statistic of samples that
  /// are drawn again with replacement.
  public static double[] interval(
      double[][] samples, ToDoubleFunction<double[][]> statistic, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[RESAMPLES];
    for (int r = 0; r < RESAMPLES; r++) {
      double[][] drawn = new double[samples.length][];
      for (int k = 0; k < drawn.length; k++) drawn[k] = samples[random.nextInt(samples.length)];
      values[r] = statistic.applyAsDouble(drawn);
    }
    double[] known = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    if (known.length == 0) return new double[] {Double.NaN, Double.NaN};
    return new double[] {known[(int) (0.025 * known.length)], known[(int) (0.975 * known.length)]};
  }

  /// Student's interval of 95 % for the mean of independent values; NaN of fewer than two.
  public static double[] studentInterval(double[] x) {
    if (x.length < 2) return new double[] {Double.NaN, Double.NaN};
    int freedom = x.length - 1;
    double quantile = freedom <= STUDENT.length ? STUDENT[freedom - 1] : 1.96 + 2.4 / freedom;
    double half = quantile * deviation(x) / Math.sqrt(x.length);
    return new double[] {mean(x) - half, mean(x) + half};
  }
}
