package io.ffolayer.internal.cone;

/// The root of an increasing function of one variable, to rounding, from a guess: a bracket around
/// the guess that grows until it holds the root, then the method of Brent (1973, ch. 4).
abstract class BracketedRoot {
  private static final double ROUNDING = Math.ulp(1.0);
  private static final int MOST_STEPS = 200;

  /// Increasing in p.
  abstract double value(double p);

  /// @return the root in [low, high], or the end nearer to it where the function has one sign
  final double find(double guess, double low, double high) {
    double a = Math.clamp(guess, low, high), fa = value(a);
    if (fa == 0 || Double.isNaN(fa)) return a;
    double b = a, fb = fa;
    for (double width = 0.05; (fb < 0) == (fa < 0); width *= 4) {
      a = b;
      fa = fb;
      double end = fa < 0 ? high : low;
      if (a == end) return a;
      b = fa < 0 ? Math.min(high, a + width) : Math.max(low, a - width);
      fb = value(b);
      if (fb == 0 || Double.isNaN(fb)) return b;
    }
    return brent(a, fa, b, fb);
  }

  /// b is the best point so far, a the one before it, and the root lies between b and c.
  private double brent(double a, double fa, double b, double fb) {
    double c = a, fc = fa, step = b - a, before = step;
    for (int k = 0; k < MOST_STEPS; k++) {
      if ((fb > 0) == (fc > 0)) {
        c = a;
        fc = fa;
        step = before = b - a;
      }
      if (Math.abs(fc) < Math.abs(fb)) {
        a = b;
        b = c;
        c = a;
        fa = fb;
        fb = fc;
        fc = fa;
      }
      double tolerance = ROUNDING * Math.max(Math.abs(b), 0.1), half = 0.5 * (c - b);
      if (Math.abs(half) <= tolerance || fb == 0) return b;
      double wanted = interpolated(a, fa, b, fb, c, fc, half);
      boolean trusted =
          Math.abs(before) >= tolerance
              && Math.abs(fa) > Math.abs(fb)
              && wanted * Math.signum(half) > 0
              && Math.abs(wanted)
                  < Math.min(1.5 * Math.abs(half) - 0.5 * tolerance, 0.5 * Math.abs(before));
      before = trusted ? step : half;
      step = trusted ? wanted : half;
      a = b;
      fa = fb;
      b += Math.abs(step) > tolerance ? step : Math.copySign(tolerance, half);
      fb = value(b);
    }
    return b;
  }

  /// The step of inverse quadratic interpolation, or of the secant where two points coincide.
  private static double interpolated(
      double a, double fa, double b, double fb, double c, double fc, double half) {
    double s = fb / fa;
    if (a == c) return 2 * half * s / (s - 1);
    double q = fa / fc, r = fb / fc;
    double p = s * (2 * half * q * (q - r) - (b - a) * (r - 1));
    return -p / ((q - 1) * (r - 1) * (s - 1));
  }
}
