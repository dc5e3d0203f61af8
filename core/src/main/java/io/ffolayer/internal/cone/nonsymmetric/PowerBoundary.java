package io.ffolayer.internal.cone.nonsymmetric;

/// The projection of (x, y, ±|w|), w ≠ 0, on the curved boundary of the power cone, s = (X, Y, ±ρ),
/// z = (αρm/X, βρm/Y, ∓m), where ρ and m sum to |w| and
///
/// ```
/// X − αρm/X = x,    Y − βρm/Y = y,    Xᵅ Yᵝ = ρ
/// ```
///
/// The unknown is p = log(ρ/m), so that both keep their digits. The solution is (x0, y0, ±ρ), (z0,
/// w0, ∓m).
public final class PowerBoundary extends BracketedRoot {
  /// |p| at which ρ or m is 1e-260.
  private static final double FAR = 600;

  private static final double NEWTON = 1e-8;
  private static final int MOST_STEPS = 10;
  private static final double LONGEST_STEP = 5;

  private final double alpha;
  private final double beta;

  private double x0;
  private double y0;
  private double rho;
  private double m;
  private double ratio;
  private double z0;
  private double w0;

  private double x;
  private double y;
  private double size;

  public PowerBoundary(double alpha) {
    this.alpha = alpha;
    beta = 1 - alpha;
  }

  /// @param guess a value near log(ρ/m), or anything
  public void solve(double newX, double newY, double newSize, double guess) {
    x = newX;
    y = newY;
    size = newSize;
    double p = newton(Math.abs(guess) < FAR ? guess : 0);
    move(Math.abs(p) < FAR ? p : find(0, -FAR, FAR));
    finish();
  }

  /// Newton's method: a root to rounding, or NaN where it does not converge soon.
  private double newton(double start) {
    double p = start;
    for (int k = 0; k < MOST_STEPS; k++) {
      double step = value(p) / slope();
      p -= step;
      if (Math.abs(step) <= NEWTON) return p;
      if (!(Math.abs(step) <= LONGEST_STEP)) break;
    }
    return Double.NaN;
  }

  /// The derivative of [#value] at the last point: X and Y grow with the product ρm.
  private double slope() {
    double c = rho * m, grows = c * (m - rho) / size;
    double ofX = alpha * alpha / (x0 * x0 + alpha * c), ofY = beta * beta / (y0 * y0 + beta * c);
    return m / size - (ofX + ofY) * grows;
  }

  private void move(double p) {
    ratio = Math.exp(-p);
    double e = Math.exp(-Math.abs(p)), larger = size / (1 + e), smaller = e * larger;
    rho = p > 0 ? larger : smaller;
    m = p > 0 ? smaller : larger;
    x0 = positiveRoot(x, alpha * rho * m);
    y0 = positiveRoot(y, beta * rho * m);
  }

  /// αρm/X = X − x, whichever has no cancellation.
  void finish() {
    z0 = x > 0 ? alpha * rho / x0 * m : x0 - x;
    w0 = y > 0 ? beta * rho / y0 * m : y0 - y;
  }

  /// X > 0 with X − c/X = a.
  private static double positiveRoot(double a, double c) {
    double d = Math.sqrt(a * a + 4 * c);
    return a >= 0 ? (a + d) / 2 : 2 * c / (d - a);
  }

  /// log ρ − α log X − β log Y.
  @Override
  double value(double p) {
    move(p);
    return Math.log(rho)
        - alpha * Math.log(Math.max(x0, Double.MIN_NORMAL))
        - beta * Math.log(Math.max(y0, Double.MIN_NORMAL));
  }

  public double x0() {
    return x0;
  }

  public double y0() {
    return y0;
  }

  public double rho() {
    return rho;
  }

  public double m() {
    return m;
  }

  /// m/ρ, also where one of them underflows.
  public double dualOverSlack() {
    return ratio;
  }

  public double z0() {
    return z0;
  }

  public double w0() {
    return w0;
  }
}
