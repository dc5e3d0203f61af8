package io.ffolayer.solve.separable;

/// The search for the multiplier λ ≥ 0 of a [Ball]: Newton steps within a bracket.
final class MultiplierSearch {
  private static final int MOST_STEPS = 60;

  /// |σ − ρ| ends the search at the first of these, relative to the largest of ρ and the |b_i|,
  /// whose rounding s bears; and below the second once it stops to fall.
  private static final double EXACT = 1e-15;

  private static final double NEARLY = 1e-12;

  /// λ itself.
  double lambda;

  private double low;
  private double high;
  private double lastError;
  private int steps;

  /// Starts anywhere.
  void begin(double multiplier) {
    lambda = multiplier;
    low = -1;
    high = Double.POSITIVE_INFINITY;
    lastError = Double.POSITIVE_INFINITY;
    steps = 0;
  }

  /// Whether the distance σ(λ) is that of the answer.
  ///
  /// @param size what the error is compared with
  boolean isReached(double sigma, double radius, double size) {
    if (lambda == 0 && sigma <= radius) return true;
    double error = Math.abs(sigma - radius);
    boolean stalled = error <= NEARLY * size && error >= 0.5 * lastError;
    lastError = error;
    return stalled || error <= EXACT * size;
  }

  /// Counts a step.
  ///
  /// @return false where there were too many
  boolean mayStep() {
    return steps++ < MOST_STEPS;
  }

  /// Takes λ for a bound: the answer is larger where the point is outside the ball.
  void narrow(boolean outside) {
    if (outside) low = lambda;
    else high = lambda;
  }

  /// Whether λ lies within the bracket.
  boolean holds(double multiplier) {
    return multiplier > low && multiplier < high;
  }

  /// The middle of the bracket, infinite where nothing is known above.
  double middle() {
    return 0.5 * (Math.max(low, 0) + high);
  }
}
