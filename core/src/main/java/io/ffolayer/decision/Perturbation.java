package io.ffolayer.decision;

import io.ffolayer.program.Tensor;
import java.util.SplittableRandom;

/// Noise that is added to costs: how it is distributed, and how often it is drawn.
///
/// Draws are a function of the seed, the number of the sample and the numbers of the instance's key
/// row – [FenchelYoung] and [DecisionGradient] say which –, so that a batch equals its items and a
/// run can be repeated. Give each step of a training run another seed ([#withSeed]).
///
/// @param noise of one cost, independent of the others
/// @param scale σ > 0, in the units of the costs
/// @param samples M ≥ 1; the standard error of a mean falls as 1/√M
/// @param seed of the draws
public record Perturbation(Noise noise, double scale, int samples, long seed) {
  /// Euler's constant, the mean of a standard Gumbel variable.
  private static final double EULER = 0.5772156649015329;

  public Perturbation {
    if (!(scale > 0 && Double.isFinite(scale)))
      throw new IllegalArgumentException("the scale of the noise must be > 0, got " + scale);
    if (samples < 1) throw new IllegalArgumentException("samples must be ≥ 1, got " + samples);
  }

  /// Standard normal noise.
  public static Perturbation gaussian(double scale, int samples, long seed) {
    return new Perturbation(new Gaussian(), scale, samples, seed);
  }

  /// Gumbel noise: with it the choice of one of n has the probabilities softmax(−c/σ).
  public static Perturbation gumbel(double scale, int samples, long seed) {
    return new Perturbation(new Gumbel(), scale, samples, seed);
  }

  public Perturbation withSeed(long newSeed) {
    return new Perturbation(noise, scale, samples, newSeed);
  }

  /// A distribution on the line, of mean 0.
  public sealed interface Noise {
    double draw(SplittableRandom random);

    /// −(ln density)′, which a derivative of a mean needs.
    ///
    /// @throws IllegalArgumentException if the density has no closed form
    double score(double z);
  }

  /// The standard normal distribution.
  public record Gaussian() implements Noise {
    @Override
    public double draw(SplittableRandom random) {
      return random.nextGaussian();
    }

    @Override
    public double score(double z) {
      return z;
    }
  }

  /// The Gumbel distribution of scale 1, moved to mean 0. Its variance is π²/6.
  public record Gumbel() implements Noise {
    @Override
    public double draw(SplittableRandom random) {
      double u = random.nextDouble(Double.MIN_NORMAL, 1);
      return -Math.log(-Math.log(u)) - EULER;
    }

    @Override
    public double score(double z) {
      return 1 - Math.exp(-(z + EULER));
    }
  }

  /// The sum of Gamma variables of Niepert, Minervini & Franceschi (2021, §3.2), moved to mean 0:
  /// the sum of k of them is Gumbel noise in the limit, which suits decisions that choose k of n.
  ///
  /// @param choices k ≥ 1, how many entries of a decision are 1
  /// @param terms of the sum, ≥ 1; 10 is usual
  public record SumOfGamma(int choices, int terms) implements Noise {
    public SumOfGamma {
      if (choices < 1 || terms < 1)
        throw new IllegalArgumentException(
            "choices and terms must be ≥ 1, got %d and %d".formatted(choices, terms));
    }

    @Override
    public double draw(SplittableRandom random) {
      double sum = 0;
      for (int i = 1; i <= terms; i++) sum += (gamma(1.0 / choices, random) * choices - 1) / i;
      return sum / choices;
    }

    @Override
    public double score(double z) {
      throw new IllegalArgumentException(
          "the sum of Gamma variables has no density in closed form. Maybe use Gaussian or Gumbel noise");
    }

    /// A Gamma variable by the method of Marsaglia & Tsang (2000); for shapes ≤ 1 from shape + 1.
    private static double gamma(double shape, SplittableRandom random) {
      double boost = Math.pow(random.nextDouble(Double.MIN_NORMAL, 1), 1 / shape);
      double d = shape + 1 - 1.0 / 3, c = 1 / Math.sqrt(9 * d);
      while (true) {
        double x = random.nextGaussian(), v = Math.pow(1 + c * x, 3);
        double u = random.nextDouble(Double.MIN_NORMAL, 1);
        if (v > 0 && Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v * boost;
      }
    }
  }

  /// The noise Z of one instance, n numbers.
  double[] draw(Tensor keys, int instance, int sample) {
    SplittableRandom random = new SplittableRandom(seedOf(keys, instance, sample));
    double[] z = new double[keys.axis(1)];
    for (int k = 0; k < z.length; k++) z[k] = noise.draw(random);
    return z;
  }

  /// costs − σZ.
  Tensor subtracted(Tensor costs, Tensor keys, int sample) {
    int n = costs.axis(1);
    double[] perturbed = costs.values().clone();
    for (int i = 0; i < costs.axis(0); i++) {
      double[] z = draw(keys, i, sample);
      for (int k = 0; k < n; k++) perturbed[i * n + k] -= scale * z[k];
    }
    return Tensor.wrap(perturbed, costs.shape());
  }

  private long seedOf(Tensor keys, int instance, int sample) {
    long mixed = mix(seed) + mix(sample);
    int n = keys.axis(1);
    for (int k = instance * n; k < (instance + 1) * n; k++)
      mixed = mix(mixed ^ Double.doubleToLongBits(Math.abs(keys.values()[k])));
    return mixed;
  }

  /// Spreads bits (the finaliser of Stafford's variant 13).
  private static long mix(long z) {
    z = (z + 0x9e3779b97f4a7c15L);
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
