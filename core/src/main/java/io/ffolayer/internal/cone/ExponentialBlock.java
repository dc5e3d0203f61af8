package io.ffolayer.internal.cone;

import static io.ffolayer.internal.cone.ThreeByThree.dot;

/// K = cl {(x, y, w): y·exp(x/y) ≤ w, y > 0}, K* = cl {(u, v, w): u < 0, w > 0, ψ ≥ 0} with the
/// barrier
///
/// ```
/// f*(u, v, w) = −log ψ − log(−u) − log w,    ψ = v − u(1 + ℓ),  ℓ = log(w/−u)
/// ∇ψ = (−ℓ, 1, −u/w)       ∇²ψ: 1/u at (1,1), −1/w at (1,3), u/w² at (3,3)
/// ```
///
/// **Shadow of a slack.** −∇f*(z̃) = s is one equation for p = ψ(z̃) y…: p + log(1+p) = ρ, ρ =
/// log(w/y) − x/y, increasing and concave, so that Newton's method from the left overshoots never
/// and needs at most four steps: z̃ = (−1/(p y), (2p − 1 + x/y)/(p y), (1+p)/(p w)).
///
/// **Projection.** A point outside K and −K* with (x ≤ 0, y ≤ 0) goes to (x, 0, max(w, 0)). The
/// others go to s = Y(r, 1, eʳ), z = T(−1, r−1, e⁻ʳ) with
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
/// **Rows.** ŝ ∥ (r, 1, eʳ), ẑ ∥ (−eʳ, (r−1)eʳ, 1), t = ŝ × ẑ with the weight, from dẑ along t over
/// ds:
///
/// ```
/// w = T/Y · (1 + (r²+1)e⁻²ʳ)/(1 + (r−1)² + e⁻²ʳ), r > 0      w = T/Y · (r²+1+e²ʳ)/(1 + e²ʳ(1+(r−1)²)), r ≤ 0
/// ```
final class ExponentialBlock extends NonsymmetricBlock {
  /// The point with −∇f*(z) = z.
  private static final double[] CENTER = {
    -1.0513839437502288, .5564096186043385, 1.2589678864644602
  };

  private static final double NEWTON = 1e-8;
  private static final int MOST_NEWTON_STEPS = 20;

  /// |p| at which a distance or its inverse is 1e-300.
  private static final double FAR = 690;

  /// A power of e that is finite.
  private static final double LARGEST = 700;

  /// What an unbounded end allows: e⁹ = 8000, beyond which eʳ is not finite.
  private static final double NEAR = 9;

  private final double[] over = new double[3];
  private final Boundary boundary = new Boundary();

  ExponentialBlock(int index, int first) {
    super(index, first);
  }

  @Override
  boolean isInterior(double[] s, int at) {
    double y = s[at + 1], w = s[at + 2];
    return y > 0 && w > 0 && y * Math.log(w / y) - s[at] > 0;
  }

  @Override
  boolean isDualInterior(double[] z, int at) {
    double u = z[at], w = z[at + 2];
    return u < 0 && w > 0 && z[at + 1] - u * (1 + Math.log(w / -u)) > 0;
  }

  @Override
  void center(double[] point, int at) {
    System.arraycopy(CENTER, 0, point, at, 3);
  }

  @Override
  void evaluate(double[] z, int at) {
    double u = z[at], v = z[at + 1], w = z[at + 2], log = Math.log(w / -u);
    psi = v - u * (1 + log);
    gradient[0] = -log;
    gradient[1] = 1;
    gradient[2] = -u / w;
    curvature[0] = 1 / u;
    curvature[2] = curvature[6] = -1 / w;
    curvature[8] = u / (w * w);
    setSeparable(0, 1 / u);
    setSeparable(2, 1 / w);
  }

  private void setSeparable(int i, double inverse) {
    separable1[i] = inverse;
    separable2[i] = inverse * inverse;
    separable3[i] = inverse * inverse * inverse;
  }

  @Override
  void thirdDerivative(double[] z, int at, double[] a, double[] b, double[] out) {
    double u = z[at], w = z[at + 2], square = w * w;
    out[0] = -a[0] * b[0] / (u * u) + a[2] * b[2] / square;
    out[1] = 0;
    out[2] = (a[0] * b[2] + a[2] * b[0]) / square - 2 * u * a[2] * b[2] / (square * w);
  }

  @Override
  void dualShadow(double[] s, int at, double[] out) {
    double x = s[at], y = s[at + 1], w = s[at + 2], slope = x / y;
    double rho = Math.log(w / y) - slope;
    double p = Math.max(rho / 2, rho - log1p(rho));
    for (int k = 0; k < MOST_NEWTON_STEPS; k++) {
      double step = (p + log1p(p) - rho) * (1 + p) / (2 + p);
      p -= step;
      if (Math.abs(step) <= NEWTON * p) break;
    }
    out[0] = -1 / (p * y);
    out[1] = (2 * p - 1 + slope) / (p * y);
    out[2] = (1 + p) / (p * w);
  }

  /// log(1 + x) with x > 0, to rounding: the logarithm of the rounded sum, corrected by what the
  /// sum lost (Kahan). The library's own is several times slower.
  private static double log1p(double x) {
    double sum = 1 + x;
    return Math.log(sum) + (sum > 1e15 ? 0 : (x - (sum - 1)) / sum);
  }

  @Override
  void split(double[] v, double[] u) {
    double x = v[0], y = v[1], w = v[2];
    double depth = y > 0 && w > 0 ? y * Math.log(w / y) - x : Double.NaN;
    double dualDepth = x > 0 && w < 0 ? x * (1 + Math.log(-w / x)) - y : Double.NaN;
    if (depth >= 0) {
      over[0] = -1;
      over[1] = Math.log(w / y) - 1;
      over[2] = y / w;
      wholeSide(v, over, depth / Math.sqrt(dot(over, 0, over, 0)), true, u);
    } else if (dualDepth >= 0) {
      over[0] = -Math.log(-w / x); // ∇ψ of K* at −v
      over[1] = 1;
      over[2] = x / -w;
      wholeSide(v, over, -dualDepth / Math.sqrt(dot(over, 0, over, 0)), false, u);
    } else if (x <= 0 && y <= 0) {
      edge(v, u);
    } else {
      boundary.solve(x, y, w);
      curved(v, u);
    }
  }

  /// (x, 0, max(w, 0)): the rows are the axes.
  private void edge(double[] v, double[] u) {
    identity(u);
    for (int i = 0; i < 3; i++) {
      boolean slack = i == 0 || (v[i] >= 0 && !(i == 1 && v[0] == 0 && v[2] < 0));
      slackPart[i] = slack ? v[i] : 0;
      dualPart[i] = slack ? 0 : -v[i];
      weights[i] = slack ? 0 : Double.POSITIVE_INFINITY;
      sides[i] = i == 0 ? -v[0] : v[i];
    }
  }

  private void curved(double[] v, double[] u) {
    double r = boundary.r, slack = boundary.slack, dual = boundary.dual, w = v[2];
    // Y eʳ = w + T e⁻ʳ: the sum of two numbers of one sign, or the product, which does not cancel.
    double rise = Math.exp(Math.min(r, LARGEST)), fall = Math.exp(Math.min(-r, LARGEST));
    double third = r <= 0 || w < 0 ? slack * rise : w + dual * fall;
    slackPart[0] = slack * r;
    slackPart[1] = slack;
    slackPart[2] = third;
    dualPart[0] = -dual;
    dualPart[1] = (r - 1) * dual;
    dualPart[2] = r > 0 || w > 0 ? dual * fall : third - w;
    double e = Math.min(rise, fall), square = e * e, ray = r > 0 ? e : 1, lift = r > 0 ? 1 : e;
    double bend =
        r > 0
            ? (1 + (r * r + 1) * square) / (1 + (r - 1) * (r - 1) + square)
            : (r * r + 1 + square) / (1 + square * (1 + (r - 1) * (r - 1)));
    double weight = dual / slack * bend;
    u[0] = r * ray;
    u[1] = ray;
    u[2] = lift;
    u[3] = -lift;
    u[4] = (r - 1) * lift;
    u[5] = ray;
    ThreeByThree.normalize(u, 0);
    ThreeByThree.normalize(u, 3);
    ThreeByThree.cross(u, 0, u, 3, u, 6);
    weights[0] = 0;
    weights[1] = Double.POSITIVE_INFINITY;
    weights[2] = Double.isNaN(weight) ? Double.POSITIVE_INFINITY : weight;
    sides[0] = Math.sqrt(dot(slackPart, 0, slackPart, 0));
    sides[1] = -Math.sqrt(dot(dualPart, 0, dualPart, 0));
    sides[2] = Math.copySign(distanceOfEdges(v), 1 - weights[2]);
  }

  /// Of v from the points whose projection lies on the edge y = 0 of K and is not smooth there.
  private static double distanceOfEdges(double[] v) {
    double x = Math.max(v[0], 0), y = Math.max(v[1], 0);
    double above = Math.max(v[2], 0), below = Math.min(v[2], 0);
    double first = v[0] * v[0] + y * y + below * below;
    double second = v[1] * v[1] + x * x + above * above;
    double third = v[2] * v[2] + x * x + y * y;
    return Math.sqrt(Math.min(first, Math.min(second, third)));
  }

  /// The equation of the projection on the curved boundary, and its solution r, Y ([#slack]), T
  /// ([#dual]).
  private static final class Boundary extends BracketedRoot {
    private static final int MOST_STEPS = 8;
    private static final double LONGEST_STEP = 3;

    /// So much shorter than the step before it is one that converges.
    private static final double QUADRATIC = 1e-3;

    double r;
    double slack;
    double dual;

    private double x;
    private double y;
    private double w;
    private double low;
    private double high;

    /// dr/dp and e^−|r| at the last point.
    private double turn;

    private double shrink;

    void solve(double newX, double newY, double newW) {
      x = newX;
      y = newY;
      w = newW;
      low = x > 0 ? 1 - y / x : Double.NEGATIVE_INFINITY;
      high = y > 0 ? x / y : Double.POSITIVE_INFINITY;
      boolean open = high == Double.POSITIVE_INFINITY;
      boolean closed = !open && low > Double.NEGATIVE_INFINITY;
      double least = closed || open ? -FAR : -NEAR, most = closed || !open ? FAR : NEAR;
      double p = newton();
      move(p >= least && p <= most ? p : find(0, least, most));
    }

    /// Newton's method from 0: a root to rounding where a step was so short that the next one would
    /// be below it, and NaN where that does not come soon. Far from a root the steps are short,
    /// too, but do not shrink.
    private double newton() {
      double p = 0, before = 0;
      for (int k = 0; k < MOST_STEPS; k++) {
        double step = value(p) / slope(), length = Math.abs(step);
        if (!(length <= LONGEST_STEP)) break;
        p -= step;
        if (length <= Math.min(NEWTON, QUADRATIC * before)) return p;
        before = length;
      }
      return Double.NaN;
    }

    private void move(double p) {
      double yScaled, tScaled;
      if (high == Double.POSITIVE_INFINITY) {
        double d = Math.exp(p);
        r = low + d;
        turn = d;
        yScaled = d * x;
        tScaled = x - r * y;
      } else if (low == Double.NEGATIVE_INFINITY) {
        double d = Math.exp(-p);
        r = high - d;
        turn = d;
        yScaled = (r - 1) * x + y;
        tScaled = d * y;
      } else {
        double length = high - low;
        double fromLow = length / (1 + Math.exp(-p)), fromHigh = length / (1 + Math.exp(p));
        r = fromLow < fromHigh ? low + fromLow : high - fromHigh;
        turn = fromLow * fromHigh / length;
        yScaled = fromLow * x;
        tScaled = fromHigh * y;
      }
      double k = 1 / (r * r - r + 1);
      slack = yScaled * k;
      dual = tScaled * k;
    }

    /// Y eʳ − T e⁻ʳ − w, times e^−|r|.
    @Override
    double value(double p) {
      move(p);
      shrink = Math.exp(-Math.abs(r));
      return r > 0 ? slack - (dual * shrink + w) * shrink : (slack * shrink - w) * shrink - dual;
    }

    /// The derivative of [#value] without that of its factor, at the last point: Newton's step is
    /// that of the equation itself.
    private double slope() {
      double k = 1 / (r * r - r + 1), bend = (2 * r - 1) * k;
      double rise = slack + x * k - slack * bend, fall = dual + y * k + dual * bend;
      return turn * (r > 0 ? rise + fall * shrink * shrink : rise * shrink * shrink + fall);
    }
  }
}
