package io.ffolayer.internal.cone;

import java.util.Arrays;

/// {(v₀, v₁) ∈ R × Rᵏ⁻¹: ‖v₁‖ ≤ v₀}, self-dual, with the barrier −½ log |z|², |z|² = z₀² − ‖z₁‖²,
/// and the scaling of Nesterov and Todd (1997) in the form of Domahidi, Chu, Boyd (2013).
///
/// With s̄ = s/|s|, z̄ = z/|z| and J = diag(1, −1, …, −1) the scaling point and W = Wᵀ, W² = H, are
///
/// ```
/// h² = (1 + s̄ᵀz̄)/2    w = (s̄ + J z̄)/(2h)    w₀ := √(1 + ‖w₁‖²)    η² = |s|/|z|
/// W v = η (w₀v₀ + w₁ᵀv₁,  v₁ + (v₀ + w₁ᵀv₁/(1+w₀)) w₁)               H = η²(2wwᵀ − J)
/// λ = W z = W⁻¹ s = √(|s||z|) (h, ((h+z̄₀)s̄₁ + (h+s̄₀)z̄₁)/(s̄₀+z̄₀+2h))
/// ```
///
/// |s|² is computed as (s₀ − ‖s₁‖)(s₀ + ‖s₁‖), w₀ from w₁, λ by its own formula: the others cancel
/// near the boundary. H has the eigenvectors (1, ±u)/√2, u = w₁/‖w₁‖, and those orthogonal to both:
/// with g = w₀ + ‖w₁‖ the eigenvalues η²g², η²/g² and, k − 2 times, η² ([AxisRotation]).
///
/// The projection of v has the same eigenvectors, u = v₁/‖v₁‖: v = ½(v₀+‖v₁‖)(1, u) + ½(v₀−‖v₁‖)(1,
/// −u), and each half goes to s or z by its sign. Where the signs differ, s = α(1, u) and z = β(1,
/// −u), the boundary is curved: the other rows have the weight β/α.
///
/// One row is a nonnegative one: its u is empty.
final class SecondOrderBlock implements ConeBlock {
  private final int index;
  private final int first;
  private final int end;
  private final int size;

  /// The scaling point and λ/√(|s||z|), with √η² and |s||z|.
  private final double[] w;

  private final double[] lambda;
  private double eta;
  private double product;

  private final double[] scaledSlack;
  private final double[] scaledDual;
  private final AxisRotation axis;

  SecondOrderBlock(int index, int first, int end) {
    this.index = index;
    this.first = first;
    this.end = end;
    size = end - first;
    w = new double[size];
    lambda = new double[size];
    scaledSlack = new double[size];
    scaledDual = new double[size];
    axis = new AxisRotation(size);
  }

  @Override
  public int first() {
    return first;
  }

  @Override
  public int end() {
    return end;
  }

  @Override
  public int degree() {
    return 1;
  }

  @Override
  public void start(double[] s, double[] z) {
    Arrays.fill(s, first, end, 0);
    Arrays.fill(z, first, end, 0);
    s[first] = 1;
    z[first] = 1;
  }

  @Override
  public boolean scale(double[] s, double[] z, double mu, double[] l, Rotation rotation) {
    double slackSquare = square(s, first), dualSquare = square(z, first);
    if (!(s[first] > 0 && z[first] > 0 && slackSquare > 0 && dualSquare > 0)) return false;
    double slack = Math.sqrt(slackSquare), dual = Math.sqrt(dualSquare);
    double dot = 0;
    for (int i = first; i < end; i++) dot += s[i] / slack * (z[i] / dual);
    double h = Math.sqrt((1 + dot) / 2);
    double s0 = s[first] / slack, z0 = z[first] / dual;
    double ofSlack = (h + z0) / (s0 + z0 + 2 * h), ofDual = (h + s0) / (s0 + z0 + 2 * h);
    for (int i = 1; i < size; i++) {
      double si = s[first + i] / slack, zi = z[first + i] / dual;
      w[i] = (si - zi) / (2 * h);
      lambda[i] = ofSlack * si + ofDual * zi;
    }
    lambda[0] = h;
    double length = length(w, 1, size);
    w[0] = Math.sqrt(1 + length * length);
    eta = Math.sqrt(slack / dual);
    product = slack * dual;
    double g = w[0] + length;
    Arrays.fill(l, first, end, slack / dual);
    l[first] *= g * g;
    if (size > 1) {
      l[first + 1] /= g * g;
      AxisRotation.setAxis(w, 1, size - 1, length, rotation.of(index));
    }
    return true;
  }

  @Override
  public void affineShift(double[] s, double[] shift) {
    System.arraycopy(s, first, shift, first, size);
  }

  /// d_s = s + W (λ \ ((W⁻¹Δs) ∘ (WΔz) − σμ e)) with the Jordan product a ∘ b = (aᵀb, a₀b₁ + b₀a₁)
  /// and λ \ v = x: x₀ = (λ₀v₀ − λ₁ᵀv₁)/|λ|², x₁ = (v₁ − x₀λ₁)/λ₀.
  @Override
  public void combinedShift(
      double[] s, double[] z, double[] ds, double[] dz, double target, double[] shift) {
    double[] a = scaledSlack, v = scaledDual;
    scaleBy(-1, 1 / eta, ds, first, a, 0);
    scaleBy(1, eta, dz, first, v, 0);
    jordanProduct(a, v);
    writeShift(s, v, target, shift);
  }

  @Override
  public void centeringShift(double[] s, double[] z, double target, double[] shift) {
    Arrays.fill(scaledDual, 0);
    writeShift(s, scaledDual, target, shift);
  }

  /// shift ← s + W (λ \ (v − target e)).
  private void writeShift(double[] s, double[] v, double target, double[] shift) {
    double[] a = scaledSlack;
    v[0] -= target;
    double root = Math.sqrt(product);
    double sum = lambda[0] * v[0];
    for (int i = 1; i < size; i++) sum -= lambda[i] * v[i];
    double x0 = sum / root;
    for (int i = 1; i < size; i++) v[i] = (v[i] / root - x0 * lambda[i]) / lambda[0];
    v[0] = x0;
    scaleBy(1, eta, v, 0, a, 0);
    for (int i = 0; i < size; i++) shift[first + i] = s[first + i] + a[i];
  }

  /// b ← a ∘ b.
  private void jordanProduct(double[] a, double[] b) {
    double b0 = b[0], dot = a[0] * b0;
    for (int i = 1; i < size; i++) {
      dot += a[i] * b[i];
      b[i] = a[0] * b[i] + b0 * a[i];
    }
    b[0] = dot;
  }

  /// out ← factor · (w₀v₀ ± t, v₁ + (±v₀ + t/(1+w₀)) w₁), t = w₁ᵀv₁: W v/η and, with the other
  /// sign, η W⁻¹v.
  private void scaleBy(int sign, double factor, double[] v, int at, double[] out, int to) {
    double t = 0;
    for (int i = 1; i < size; i++) t += w[i] * v[at + i];
    double along = sign * v[at] + t / (1 + w[0]);
    out[to] = factor * (w[0] * v[at] + sign * t);
    for (int i = 1; i < size; i++) out[to + i] = factor * (v[at + i] + along * w[i]);
  }

  @Override
  public double longestStep(double[] s, double[] ds, double[] z, double[] dz) {
    return Math.min(stepToBoundary(s, ds), stepToBoundary(z, dz));
  }

  /// The first t > 0 where |v + t d|² = C + 2Bt + At² is 0, v inside. A ≥ 0 says that d or −d lies
  /// in the cone: then there is none, or B < 0. With d₁ = δ v₁/‖v₁‖ + d⊥ the discriminant is a sum,
  ///
  /// ```
  /// B² − AC = (v₀δ − d₀‖v₁‖)² + C ‖d⊥‖²
  /// ```
  ///
  /// and keeps its digits where the ray passes near the apex.
  private double stepToBoundary(double[] v, double[] d) {
    double a = square(d, first);
    if (a >= 0 && d[first] >= 0) return Double.POSITIVE_INFINITY;
    double length = length(v, first + 1, end), along = 0, across = 0;
    double scale = length > 0 ? 1 / length : 0;
    for (int i = first + 1; i < end; i++) along += v[i] * scale * d[i];
    for (int i = first + 1; i < end; i++) {
      double rest = d[i] - along * (v[i] * scale);
      across += rest * rest;
    }
    double depth = v[first] - length, c = depth * (v[first] + length);
    double b = v[first] * d[first] - length * along;
    if (a >= 0) b = Math.min(b, d[first] * depth); // so in exact arithmetic
    double side = v[first] * along - d[first] * length;
    double root = Math.sqrt(side * side + c * across);
    return b < 0 ? c / (root - b) : (b + root) / -a;
  }

  @Override
  public void snap(double[] s, double[] z, FaceScales scales, FaceRows face) {
    double[] l = face.l, distance = face.distance;
    double ofSlack = scales.slack()[first], ofDual = scales.dual()[first];
    double[] v = scaledSlack;
    for (int i = 0; i < size; i++) v[i] = s[first + i] / ofSlack - z[first + i] / ofDual;
    double length = length(v, 1, size), plus = v[0] + length, minus = v[0] - length;
    Arrays.fill(distance, first, end, Double.POSITIVE_INFINITY);
    Arrays.fill(l, first, end, weight(plus, minus) * (ofSlack / ofDual));
    l[first] = plus > 0 ? Double.POSITIVE_INFINITY : 0;
    distance[first] = size == 1 ? plus : plus / AxisRotation.ROOT2;
    if (size > 1) {
      l[first + 1] = minus > 0 ? Double.POSITIVE_INFINITY : 0;
      distance[first + 1] = minus / AxisRotation.ROOT2;
      AxisRotation.setAxis(v, 1, size - 1, length, face.rotation.of(index));
    }
    compose(Math.max(0, plus), Math.max(0, minus), ofSlack, v, length, s);
    compose(Math.max(0, -plus), Math.max(0, -minus), ofDual, v, length, z);
  }

  /// 1/w of the curved rows, 0 or ∞ where both ends lie on one side.
  private static double weight(double plus, double minus) {
    if (!(plus > 0)) return 0;
    return minus < 0 ? plus / -minus : Double.POSITIVE_INFINITY;
  }

  /// x ← scale · (½ plus (1, u) + ½ minus (1, −u)), u = v₁/length. Where only one of the two is not
  /// 0, the result lies on the boundary to rounding.
  private void compose(
      double plus, double minus, double scale, double[] v, double length, double[] x) {
    x[first] = scale * ((plus + minus) / 2);
    double factor = length > 0 ? scale * ((plus - minus) / 2) : 0;
    for (int i = 1; i < size; i++) x[first + i] = length > 0 ? factor * (v[i] / length) : 0;
  }

  /// The halves of v = s − z decide, the curved rows go with the larger one.
  @Override
  public void takePart(double[] s, double[] z, double floor, double[] l, Rotation rotation) {
    double[] v = scaledSlack;
    for (int i = 0; i < size; i++) v[i] = s[first + i] - z[first + i];
    double length = length(v, 1, size), unit = size == 1 ? 1 : 2;
    boolean plus = -(v[0] + length) / unit > floor, minus = -(v[0] - length) / unit > floor;
    Arrays.fill(l, first, end, minus && v[0] < 0 ? 0 : Double.POSITIVE_INFINITY);
    l[first] = plus ? 0 : Double.POSITIVE_INFINITY;
    if (size > 1) {
      l[first + 1] = minus ? 0 : Double.POSITIVE_INFINITY;
      AxisRotation.setAxis(v, 1, size - 1, length, rotation.of(index));
    }
  }

  @Override
  public void project(double[] s) {
    double[] v = scaledSlack;
    System.arraycopy(s, first, v, 0, size);
    double length = length(v, 1, size);
    if (length <= v[0]) return;
    compose(Math.max(0, v[0] + length), 0, 1, v, length, s);
  }

  @Override
  public void projectDual(double[] z) {
    project(z);
  }

  @Override
  public int rotationSize() {
    return size - 1;
  }

  @Override
  public void rotate(Rotation rotation, double[] rows, int at, int columns) {
    if (size > 1) axis.rotate(rotation.of(index), rows, at, columns);
  }

  @Override
  public void rotateBack(Rotation rotation, double[] v, int at) {
    if (size > 1) axis.rotateBack(rotation.of(index), v, at);
  }

  /// |v|² = v₀² − ‖v₁‖², without cancellation in the squares.
  private double square(double[] v, int at) {
    double length = length(v, at + 1, at + size);
    return (v[at] - length) * (v[at] + length);
  }

  /// ‖v‖ of the entries from `from` to `to`, without overflow or underflow of the squares.
  private static double length(double[] v, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) sum += v[i] * v[i];
    if (sum > 1e-200 && sum < 1e200) return Math.sqrt(sum);
    double largest = 0;
    for (int i = from; i < to; i++) largest = Math.max(largest, Math.abs(v[i]));
    if (!(largest > 0 && largest < Double.POSITIVE_INFINITY)) return largest;
    sum = 0;
    for (int i = from; i < to; i++) sum += v[i] / largest * (v[i] / largest);
    return largest * Math.sqrt(sum);
  }
}
