package io.ffolayer.internal.cone;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/// Elementary functions in many digits, and roots of equations.
final class Decimals {
  static final MathContext DIGITS = new MathContext(90);
  private static final int HALVINGS = 40;

  private Decimals() {}

  static BigDecimal of(double x) {
    return new BigDecimal(x);
  }

  static BigDecimal sqrt(BigDecimal x) {
    return x.sqrt(DIGITS);
  }

  static BigDecimal divide(BigDecimal a, BigDecimal b) {
    return a.divide(b, DIGITS);
  }

  static BigDecimal multiply(BigDecimal a, BigDecimal b) {
    return a.multiply(b, DIGITS);
  }

  /// By the series at x/2⁴⁰, squared 40 times; 0 where nothing in a test could tell.
  static BigDecimal exp(BigDecimal x) {
    if (x.compareTo(BigDecimal.valueOf(-100_000)) < 0) return BigDecimal.ZERO;
    MathContext more = new MathContext(DIGITS.getPrecision() + 25);
    BigDecimal small = x.divide(BigDecimal.TWO.pow(HALVINGS), more);
    BigDecimal sum = BigDecimal.ONE, term = BigDecimal.ONE;
    for (int k = 1; k < 30; k++) {
      term = term.multiply(small, more).divide(BigDecimal.valueOf(k), more);
      sum = sum.add(term, more);
    }
    for (int k = 0; k < HALVINGS; k++) sum = sum.multiply(sum, more);
    return sum.round(DIGITS);
  }

  /// Newton's method on exp, from the logarithm of the leading digits.
  static BigDecimal log(BigDecimal x) {
    int exponent = x.precision() - x.scale();
    double leading = x.movePointLeft(exponent).doubleValue();
    BigDecimal y = of(Math.log(leading) + exponent * Math.log(10));
    for (int k = 0; k < 4; k++) {
      BigDecimal e = exp(y);
      y = y.add(BigDecimal.TWO.multiply(x.subtract(e)).divide(x.add(e), DIGITS), DIGITS);
    }
    return y;
  }

  /// The root of a function near a guess: the secant method, which doubles the digits every other
  /// step.
  static BigDecimal root(UnaryOperator<BigDecimal> function, double guess) {
    BigDecimal a = of(guess), b = of(guess + 1e-9 * Math.max(1e-3, Math.abs(guess)));
    BigDecimal fa = function.apply(a), fb = function.apply(b);
    for (int k = 0; k < 40 && fb.signum() != 0 && fa.compareTo(fb) != 0; k++) {
      BigDecimal step = divide(multiply(fb, b.subtract(a)), fb.subtract(fa));
      a = b;
      fa = fb;
      b = b.subtract(step, DIGITS);
      if (step.signum() == 0 || step.abs().compareTo(b.abs().movePointLeft(80)) < 0) return b;
      fb = function.apply(b);
    }
    return b;
  }

  /// The root of an increasing function in an interval, to the digits of doubles.
  static double bisect(DoubleUnaryOperator function, double low, double high) {
    return bisect(function, low, high, 200);
  }

  static double bisect(DoubleUnaryOperator function, double low, double high, int steps) {
    for (int k = 0; k < steps; k++) {
      double middle = 0.5 * (low + high);
      if (function.applyAsDouble(middle) < 0) low = middle;
      else high = middle;
    }
    return 0.5 * (low + high);
  }
}
