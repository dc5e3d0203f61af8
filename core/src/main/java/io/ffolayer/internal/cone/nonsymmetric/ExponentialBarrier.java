package io.ffolayer.internal.cone.nonsymmetric;

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
public final class ExponentialBarrier extends DualBarrier {
  /// The point with −∇f*(z) = z.
  private static final double[] CENTER = {
    -1.0513839437502288, .5564096186043385, 1.2589678864644602
  };

  /// A step below this part of p leaves its fourth power.
  private static final double OMEGA = 1e-4;

  private static final int MOST_OMEGA_STEPS = 20;

  @Override
  public double[] center() {
    return CENTER;
  }

  @Override
  public boolean isInterior(double x, double y, double w) {
    return y > 0 && w > 0 && y * Math.log(w / y) - x > 0;
  }

  @Override
  public boolean isDualInterior(double u, double v, double w) {
    return u < 0 && w > 0 && v - u * (1 + Math.log(w / -u)) > 0;
  }

  @Override
  boolean evaluate() {
    double u = z[0], v = z[1], w = z[2];
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
  public void solveHessian(double[] x) {
    double h = -z[0], w = z[2], k = h / psi;
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
    double u = z[0], ofU = separable1[0], ofW = separable1[2], square = ofW * ofW;
    out[0] = a[2] * b[2] * square - a[0] * b[0] * ofU * ofU;
    out[1] = 0;
    out[2] = (a[0] * b[2] + a[2] * b[0] - 2 * u * a[2] * b[2] * ofW) * square;
  }

  @Override
  public boolean shadowOfSlack(double[] s, double[] out) {
    double x = s[0], y = s[1], w = s[2], slope = x / y;
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
}
