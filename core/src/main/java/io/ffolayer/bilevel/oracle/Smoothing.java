package io.ffolayer.bilevel.oracle;

/// Smoothed constraints (appendix F of the paper): the rows become h + η ≤ 0 with η uniform in [−ρ,
/// ρ]ᵐ, and the gradient is that of the mean of the upper objective over η. Across a kink, where no
/// continuous estimator is accurate, it is a gradient of something definite.
///
/// @param radius ρ > 0, in units of h
/// @param samples draws per visit, ≥ 1; the method of the paper takes one a step
/// @param seed of the draws; the same for every visit
public record Smoothing(double radius, int samples, long seed) {
  public Smoothing {
    if (!(radius > 0) || Double.isInfinite(radius))
      throw new IllegalArgumentException("the radius must be > 0, got " + radius);
    if (samples < 1) throw new IllegalArgumentException("samples must be ≥ 1, got " + samples);
  }

  /// The same with other draws.
  public Smoothing withSeed(long other) {
    return new Smoothing(radius, samples, other);
  }
}
