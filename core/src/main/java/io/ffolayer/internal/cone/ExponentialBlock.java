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
/// **Inverse Hessian.** With h = −u, k = h/ψ and a right-hand side b, the second row of (∇²f*)x = b
/// is ∇ψᵀx = ψ²b₂, which leaves
///
/// ```
/// (I + k 11ᵀ) (x₁/h, x₃/w) = (p, q) = (h(b₁ + ℓb₂), w b₃ − h b₂)
/// x₁ = h(p + k(p−q))/(1+2k),   x₃ = w(q + k(q−p))/(1+2k),   x₂ = ψ²b₂ + ℓx₁ − (h/w)x₃
/// ```
///
/// **Shadow of a slack.** −∇f*(z̃) = s is one equation for p = ψ(z̃) y…: p + log(1+p) = ρ, ρ =
/// log(w/y) − x/y: z̃ = (−1/(p y), (2p − 1 + x/y)/(p y), (1+p)/(p w)). That is Wright's ω(1 + ρ) =
/// 1 + p. From ρ(4+ρ)/(8+ρ), right to 1 %, one or two steps of the fourth order are enough
/// (Fritsch, Shafer, Crowley, *Solution of the transcendental equation w eʷ = x*, 1973).
///
/// **Projection.** A point outside K and −K* with (x ≤ 0, y ≤ 0) goes to (x, 0, max(w, 0)). The
/// others go to the curved boundary, s = Y(r, 1, eʳ), z = T(−1, r−1, e⁻ʳ) ([ExponentialBoundary]).
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

  /// A step below this part of p leaves its fourth power.
  private static final double OMEGA = 1e-4;

  private static final int MOST_OMEGA_STEPS = 20;

  /// A power of e that is finite.
  private static final double LARGEST = 1e304;

  private final double[] over = new double[3];
  private final ExponentialBoundary boundary = new ExponentialBoundary();

  ExponentialBlock(int index, int first) {
    super(index, first, CENTER);
    prepareStart();
  }

  @Override
  boolean isInterior(double x, double y, double w) {
    return y > 0 && w > 0 && y * Math.log(w / y) - x > 0;
  }

  @Override
  boolean isDualInterior(double u, double v, double w) {
    return u < 0 && w > 0 && v - u * (1 + Math.log(w / -u)) > 0;
  }

  @Override
  boolean evaluate() {
    double u = dual[0], v = dual[1], w = dual[2];
    if (!(u < 0 && w > 0)) return false;
    double log = Math.log(w / -u), ofU = 1 / u, ofW = 1 / w;
    psi = v - u * (1 + log);
    gradient[0] = -log;
    gradient[1] = 1;
    gradient[2] = -u * ofW;
    curvature[0] = ofU;
    curvature[2] = curvature[6] = -ofW;
    curvature[8] = u * ofW * ofW;
    setSeparable(0, ofU);
    setSeparable(2, ofW);
    return psi > 0;
  }

  @Override
  void solveHessian(double[] x) {
    double h = -dual[0], w = dual[2], k = h / psi;
    double p = h * (x[0] - gradient[0] * x[1]), q = w * x[2] - h * x[1], scale = 1 / (1 + 2 * k);
    double along = psi * psi * x[1];
    x[0] = h * (p + k * (p - q)) * scale;
    x[2] = w * (q + k * (q - p)) * scale;
    x[1] = along - gradient[0] * x[0] - gradient[2] * x[2];
  }

  private void setSeparable(int i, double inverse) {
    separable1[i] = inverse;
    separable2[i] = inverse * inverse;
    separable3[i] = inverse * inverse * inverse;
  }

  @Override
  void thirdDerivative(double[] a, double[] b, double[] out) {
    double u = dual[0], ofU = separable1[0], ofW = separable1[2], square = ofW * ofW;
    out[0] = a[2] * b[2] * square - a[0] * b[0] * ofU * ofU;
    out[1] = 0;
    out[2] = (a[0] * b[2] + a[2] * b[0] - 2 * u * a[2] * b[2] * ofW) * square;
  }

  @Override
  boolean dualShadow(double[] out) {
    double x = slack[0], y = slack[1], w = slack[2], slope = x / y;
    if (!(y > 0 && w > 0)) return false;
    double rho = Math.log(w / y) - slope;
    if (!(rho > 0)) return false;
    double p = omega(rho), perY = 1 / (p * y);
    out[0] = -perY;
    out[1] = (2 * p - 1 + slope) * perY;
    out[2] = (1 + p) / (p * w);
    return true;
  }

  /// p > 0 with p + log(1+p) = ρ.
  private static double omega(double rho) {
    double p = rho * (4 + rho) / (8 + rho);
    for (int k = 0; k < MOST_OMEGA_STEPS; k++) {
      double left = rho - p - log1p(p), q = 1 + p;
      double a = 2 * (2 + p) * (2 + p + left * (2.0 / 3));
      double step = q * left * (a - left) / ((2 + p) * (a - 2 * left));
      p += step;
      if (Math.abs(step) <= OMEGA * p) break;
    }
    return p;
  }

  /// log(1 + x) with x > 0, to rounding: the logarithm of the rounded sum, corrected by what the
  /// sum lost (Kahan). The library's own is several times slower.
  private static double log1p(double x) {
    double sum = 1 + x;
    return Math.log(sum) + (sum > 1e15 ? 0 : (x - (sum - 1)) / sum);
  }

  @Override
  void split(double[] v, double[] s, double[] z, double[] u) {
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
      boundary.solve(x, y, w, s, z);
      curved(v, u);
    }
  }

  /// (x, 0, max(w, 0)): the rows are the axes.
  private void edge(double[] v, double[] u) {
    ThreeByThree.identity(u);
    for (int i = 0; i < 3; i++) {
      boolean slack = i == 0 || (v[i] >= 0 && !(i == 1 && v[0] == 0 && v[2] < 0));
      slackPart[i] = slack ? v[i] : 0;
      dualPart[i] = slack ? 0 : -v[i];
      weights[i] = slack ? 0 : Double.POSITIVE_INFINITY;
      sides[i] = i == 0 ? -v[0] : v[i];
    }
  }

  private void curved(double[] v, double[] u) {
    double r = boundary.r, size = boundary.slack, force = boundary.dual, w = v[2];
    double e = boundary.shrink, square = e * e, ray = r > 0 ? e : 1, lift = r > 0 ? 1 : e;
    // Y eʳ = w + T e⁻ʳ: the sum of two numbers of one sign, or the product, which does not cancel.
    double far = Math.min(1 / e, LARGEST), rise = r > 0 ? far : e, fall = r > 0 ? e : far;
    double third = r <= 0 || w < 0 ? size * rise : w + force * fall;
    slackPart[0] = size * r;
    slackPart[1] = size;
    slackPart[2] = third;
    dualPart[0] = -force;
    dualPart[1] = (r - 1) * force;
    dualPart[2] = r > 0 || w > 0 ? force * fall : third - w;
    double bend =
        r > 0
            ? (1 + (r * r + 1) * square) / (1 + (r - 1) * (r - 1) + square)
            : (r * r + 1 + square) / (1 + square * (1 + (r - 1) * (r - 1)));
    double weight = force / size * bend;
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
}
