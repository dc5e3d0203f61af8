package io.ffolayer.internal.cone.nonsymmetric;

/// The projection of (x, y, w) on the curved boundary of the exponential cone, s = Y(r, 1, eʳ), z =
/// T(−1, r−1, e⁻ʳ) with
///
/// ```
/// Y = ((r−1)x + y)/(r²−r+1),   T = (x − r y)/(r²−r+1),   Y eʳ − T e⁻ʳ = w
/// ```
///
/// The left side increases with r on the interval where Y, T > 0. Its ends are lo = 1 − y/x, if x
/// is positive, and hi = x/y, if y is. r comes near an end like e⁻³⁰⁰; so the unknown is the
/// logarithm p of its distance: r = lo + eᵖ, hi − e⁻ᵖ, or lo + (hi−lo)/(1+e⁻ᵖ), where (r−1)x + y =
/// (r−lo)x and x − ry = (hi−r)y have no cancellation.
///
/// Newton's method goes from eᵖ to eᵖ e^−Δp: no logarithm of a guess is needed, and no exponential
/// for the last step. Solutions are r, Y ([#slack]), T ([#dual]), and e^−|r| ([#shrink]).
public final class ExponentialBoundary extends BracketedRoot {
  private static final double NEWTON = 1e-8;

  /// |p| at which a distance or its inverse is 1e-300.
  private static final double FAR = 690;

  /// What an unbounded end allows: e⁹ = 8000, beyond which eʳ is not finite.
  private static final double NEAR = 9;

  private static final int MOST_STEPS = 8;
  private static final double LONGEST_STEP = 3;

  /// So much shorter than the step before it is one that converges.
  private static final double QUADRATIC = 1e-3;

  private double r;
  private double slack;
  private double dual;
  private double shrink;

  private double x;
  private double y;
  private double w;
  private double low;
  private double high;

  /// dr/dp and 1/(r²−r+1) at the last point.
  private double turn;

  private double size;

  /// @param s near the slack part, or anything
  /// @param z near the dual part, or anything
  public void solve(double newX, double newY, double newW, double[] s, double[] z) {
    x = newX;
    y = newY;
    w = newW;
    low = x > 0 ? 1 - y / x : Double.NEGATIVE_INFINITY;
    high = y > 0 ? x / y : Double.POSITIVE_INFINITY;
    double guess = exponential(s, z);
    double exp = newton(isProper(guess) ? guess : 1);
    valueAt(isProper(exp) ? exp : Math.exp(bracketed()));
  }

  private static boolean isProper(double exp) {
    return exp > 0 && exp < Double.POSITIVE_INFINITY;
  }

  /// eᵖ as Y = s₂ and T = −z₁ tell it; where one end is open, with the r that satisfies s₁ = r s₂
  /// and z₂ = (1 − r)z₁ best.
  private double exponential(double[] s, double[] z) {
    double size = s[1], force = -z[0];
    if (x > 0 && y > 0) return size * y / (force * x);
    double place = (s[0] * size + force * (force + z[1])) / (size * size + force * force);
    double square = place * place - place + 1;
    return x > 0 ? size * square / x : y / (force * square);
  }

  private double bracketed() {
    boolean open = high == Double.POSITIVE_INFINITY;
    boolean closed = !open && low > Double.NEGATIVE_INFINITY;
    return find(0, closed || open ? -FAR : -NEAR, closed || !open ? FAR : NEAR);
  }

  /// Newton's method: a root to rounding where a step was so short that the next one would be below
  /// it, and NaN where that does not come soon. Far from a root steps may be short, too, but later
  /// ones do not shrink, and the first is not short in r.
  ///
  /// @return its eᵖ
  private double newton(double start) {
    double exp = start, before = 0;
    for (int k = 0; k < MOST_STEPS; k++) {
      double step = step(exp), length = Math.abs(step);
      if (!(length <= LONGEST_STEP)) break;
      boolean converges = k == 0 ? length * turn <= NEWTON : length <= QUADRATIC * before;
      if (length <= NEWTON && converges) return exp - exp * step;
      exp *= Math.exp(-step);
      before = length;
    }
    return Double.NaN;
  }

  private void move(double exp) {
    double yScaled, tScaled;
    if (high == Double.POSITIVE_INFINITY) {
      r = low + exp;
      turn = exp;
      yScaled = exp * x;
      tScaled = x - r * y;
    } else if (low == Double.NEGATIVE_INFINITY) {
      turn = 1 / exp;
      r = high - turn;
      yScaled = (r - 1) * x + y;
      tScaled = turn * y;
    } else {
      double share = 1 / (1 + exp), fromHigh = (high - low) * share, fromLow = exp * fromHigh;
      r = exp > 1 ? high - fromHigh : low + fromLow;
      turn = fromLow * share;
      yScaled = fromLow * x;
      tScaled = fromHigh * y;
    }
    size = 1 / (r * r - r + 1);
    slack = yScaled * size;
    dual = tScaled * size;
  }

  @Override
  double value(double p) {
    return valueAt(Math.exp(p));
  }

  /// Y eʳ − T e⁻ʳ − w, times e^−|r|.
  private double valueAt(double exp) {
    move(exp);
    shrink = Math.exp(-Math.abs(r));
    return r > 0 ? slack - (dual * shrink + w) * shrink : (slack * shrink - w) * shrink - dual;
  }

  /// Newton's step for log A − log B, where A = Y eʳ and B = T e⁻ʳ take w to the side on which it
  /// is positive: nearly a line in p, while the equation itself grows exponentially. The logarithm
  /// of A/B is 2 artanh q ≈ 2q(1 + q²/3), q = (A−B)/(A+B).
  private double step(double exp) {
    move(exp);
    shrink = Math.exp(-Math.abs(r));
    double square = shrink * shrink, ofY = r > 0 ? 1 : square, ofT = r > 0 ? square : 1;
    double a = slack * ofY - Math.min(w, 0) * shrink, b = dual * ofT + Math.max(w, 0) * shrink;
    double bend = (2 * r - 1) * size;
    double rise = (slack + x * size - slack * bend) * ofY;
    double fall = (dual + y * size + dual * bend) * ofT;
    double q = (a - b) / (a + b);
    return 2 * q * (1 + q * q * (1.0 / 3)) * a * b / (turn * (rise * b + fall * a));
  }

  public double r() {
    return r;
  }

  public double slack() {
    return slack;
  }

  public double dual() {
    return dual;
  }

  public double shrink() {
    return shrink;
  }
}
