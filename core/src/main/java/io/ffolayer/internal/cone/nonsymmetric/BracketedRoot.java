package io.ffolayer.internal.cone.nonsymmetric;

/// The root of an increasing function of one variable, to rounding, from a guess: a bracket around
/// the guess that grows until it holds the root, then the method of Brent (1973, ch. 4).
abstract class BracketedRoot {
  private static final double ROUNDING = Math.ulp(1.0);
  private static final int MOST_STEPS = 200;

  /// The bracket and the values at its points: b is the best point so far, a the one before it, and
  /// the root lies between b and c.
  private double a;

  private double valueA;
  private double b;
  private double valueB;
  private double c;
  private double valueC;

  /// Increasing in p.
  abstract double value(double p);

  /// @return the root in [low, high], or the end nearer to it where the function has one sign
  final double find(double guess, double low, double high) {
    a = Math.clamp(guess, low, high);
    valueA = value(a);
    if (valueA == 0 || Double.isNaN(valueA)) return a;
    b = a;
    valueB = valueA;
    for (double width = 0.05; (valueB < 0) == (valueA < 0); width *= 4) {
      a = b;
      valueA = valueB;
      double end = valueA < 0 ? high : low;
      if (a == end) return a;
      b = valueA < 0 ? Math.min(high, a + width) : Math.max(low, a - width);
      valueB = value(b);
      if (valueB == 0 || Double.isNaN(valueB)) return b;
    }
    return brent();
  }

  private double brent() {
    takeOtherEnd();
    double step = b - a, before = step;
    for (int k = 0; k < MOST_STEPS; k++) {
      if ((valueB > 0) == (valueC > 0)) {
        takeOtherEnd();
        step = before = b - a;
      }
      if (Math.abs(valueC) < Math.abs(valueB)) exchangeEnds();
      double tolerance = ROUNDING * Math.max(Math.abs(b), 0.1), half = 0.5 * (c - b);
      if (Math.abs(half) <= tolerance || valueB == 0) return b;
      double wanted = interpolated(half);
      boolean trusted =
          Math.abs(before) >= tolerance
              && Math.abs(valueA) > Math.abs(valueB)
              && wanted * Math.signum(half) > 0
              && Math.abs(wanted)
                  < Math.min(1.5 * Math.abs(half) - 0.5 * tolerance, 0.5 * Math.abs(before));
      before = trusted ? step : half;
      step = trusted ? wanted : half;
      a = b;
      valueA = valueB;
      b += Math.abs(step) > tolerance ? step : Math.copySign(tolerance, half);
      valueB = value(b);
    }
    return b;
  }

  /// c ← a: the root lies between a and b.
  private void takeOtherEnd() {
    c = a;
    valueC = valueA;
  }

  /// b and c change places, for c is the better point.
  private void exchangeEnds() {
    a = b;
    b = c;
    c = a;
    valueA = valueB;
    valueB = valueC;
    valueC = valueA;
  }

  /// The step of inverse quadratic interpolation, or of the secant where two points coincide.
  private double interpolated(double half) {
    double s = valueB / valueA;
    if (a == c) return 2 * half * s / (s - 1);
    double q = valueA / valueC, r = valueB / valueC;
    double p = s * (2 * half * q * (q - r) - (b - a) * (r - 1));
    return -p / ((q - 1) * (r - 1) * (s - 1));
  }
}
