package io.ffolayer.testing;

import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import java.util.Arrays;
import java.util.List;

/// How far an answer over any cones is from what it claims to be, by formulas of its own: residuals
/// in doubled precision, membership by the definitions of the cones.
public final class ConicKkt {
  private ConicKkt() {}

  /// ‖Ay + s − b‖, ‖Py + q + Aᵀz‖, sᵀz, each relative to the largest of its terms, or to 1 where b
  /// or q is 0.
  public static double residual(ConicProgram x, double[] y, double[] s, double[] z) {
    return residual(x, y, s, z, isZero(x.q()) ? 1 : 0);
  }

  /// The same with a floor under the objective that sᵀz is relative to.
  public static double residual(ConicProgram x, double[] y, double[] s, double[] z, double floor) {
    double primal = 0, primalScale = 0, dual = 0, dualScale = 0, slackness = 0;
    for (int i = 0; i < x.m(); i++) {
      Accurate sum = new Accurate().add(s[i]).add(-x.b()[i]);
      Accurate ay = new Accurate();
      for (int j = 0; j < x.n(); j++) {
        sum.addProduct(x.a()[i][j], y[j]);
        ay.addProduct(x.a()[i][j], y[j]);
      }
      primal = Math.max(primal, Math.abs(sum.value()));
      primalScale = largest(primalScale, x.b()[i], s[i], ay.value());
    }
    double linear = 0, quadratic = 0;
    for (int j = 0; j < x.n(); j++) {
      Accurate py = new Accurate(), az = new Accurate();
      Accurate sum = new Accurate().add(x.q()[j]);
      for (int k = 0; k < x.n(); k++) {
        py.addProduct(x.p()[j][k], y[k]);
        sum.addProduct(x.p()[j][k], y[k]);
      }
      for (int i = 0; i < x.m(); i++) {
        az.addProduct(x.a()[i][j], z[i]);
        sum.addProduct(x.a()[i][j], z[i]);
      }
      dual = Math.max(dual, Math.abs(sum.value()));
      dualScale = largest(dualScale, x.q()[j], py.value(), az.value());
      linear += Math.abs(x.q()[j] * y[j]);
      quadratic += py.value() * y[j];
    }
    for (int i = 0; i < x.m(); i++) slackness += s[i] * z[i];
    primalScale = Math.max(primalScale, isZero(x.b()) ? 1 : 0);
    dualScale = Math.max(dualScale, isZero(x.q()) ? 1 : 0);
    double objective = Math.max(Math.max(linear, Math.abs(quadratic)), floor);
    return Math.max(
        ratio(primal, primalScale),
        Math.max(ratio(dual, dualScale), ratio(Math.abs(slackness), objective)));
  }

  private static boolean isZero(double[] v) {
    return Arrays.stream(v).allMatch(x -> x == 0);
  }

  private static double largest(double first, double... values) {
    for (double v : values) first = Math.max(first, Math.abs(v));
    return first;
  }

  private static double largestEntry(double[][] matrix) {
    double largest = 0;
    for (double[] row : matrix) largest = largest(largest, row);
    return largest;
  }

  private static double ratio(double error, double scale) {
    return error == 0 ? 0 : error / scale;
  }

  /// How far s is outside K or z outside K*, relative to the size of each block and a thousandth of
  /// the largest one (what is left of a block that should be 0 is rounding of something larger);
  /// about 1e-16 where it is inside to rounding, infinite where a number is missing.
  public static double outside(List<Cone> cones, double[] v, boolean dual) {
    double worst = 0, all = largest(0, v);
    int at = 0;
    for (Cone cone : cones) {
      double[] part = Arrays.copyOfRange(v, at, at + cone.size());
      double size = ConicPair.norm(part);
      double excess = Math.min(size, excess(cone, part, dual)); // 0 lies in every cone
      if (!(size < Double.POSITIVE_INFINITY) || Double.isNaN(excess))
        return Double.POSITIVE_INFINITY;
      if (excess > 0) worst = Math.max(worst, excess / (size + 1e-3 * all));
      at += cone.size();
    }
    return worst;
  }

  private static double excess(Cone cone, double[] v, boolean dual) {
    return switch (cone) {
      case ZeroCone zero -> dual ? 0 : largest(0, v);
      case NonnegativeCone rows -> Arrays.stream(v).map(x -> -x).max().orElse(0);
      case SecondOrderCone c -> ConicPair.norm(Arrays.copyOfRange(v, 1, v.length)) - v[0];
      case PsdCone c -> -Eigen.of(matrix(c.order(), v)).smallest();
      case ExponentialCone c -> dual ? exponentialDual(v) : exponential(v);
      case PowerCone c ->
          dual
              ? power(c.alpha(), v[0] / c.alpha(), v[1] / (1 - c.alpha()), v[2])
              : power(c.alpha(), v[0], v[1], v[2]);
      case ProductCone product -> throw new IllegalArgumentException("take products apart");
    };
  }

  private static double[][] matrix(int order, double[] v) {
    double[][] matrix = new double[order][order];
    for (int j = 0, k = 0; j < order; j++)
      for (int i = 0; i <= j; i++, k++)
        matrix[i][j] = matrix[j][i] = i == j ? v[k] : v[k] / Math.sqrt(2);
    return matrix;
  }

  /// −ψ/‖∇ψ‖ for ψ = y log(w/y) − x; on the boundary y = 0: x ≤ 0 ≤ w.
  private static double exponential(double[] v) {
    double x = v[0], y = v[1], w = v[2];
    if (!(y > 0)) return Math.max(-y, Math.max(x, -w));
    if (!(w > 0)) return w < 0 || x / y > -700 ? Math.max(-w, x + 700 * y) : 0;
    double ratio = Math.log(w) - Math.log(y);
    return (x - y * ratio) / norm(1, ratio - 1, y / w);
  }

  /// −ψ/‖∇ψ‖ for ψ = v − u (1 + log(w/−u)); on the boundary u = 0: v, w ≥ 0.
  private static double exponentialDual(double[] z) {
    double u = z[0], v = z[1], w = z[2];
    if (!(u < 0)) return Math.max(u, Math.max(-v, -w));
    if (!(w > 0)) return w < 0 || v / -u < 700 ? Math.max(-w, -700 * u - v) : 0;
    double ratio = Math.log(w) - Math.log(-u);
    return -(v - u * (1 + ratio)) / norm(ratio, 1, u / w);
  }

  /// (|w| − x^α y^{1−α})/‖∇‖.
  private static double power(double alpha, double x, double y, double w) {
    if (!(x > 0 && y > 0)) return Math.max(Math.max(-x, -y), Math.abs(w));
    double g = Math.exp(alpha * Math.log(x) + (1 - alpha) * Math.log(y));
    return (Math.abs(w) - g) / norm(alpha * g / x, (1 - alpha) * g / y, 1);
  }

  private static double norm(double... v) {
    return ConicPair.norm(v);
  }

  /// ‖Aᵀz‖∞ against the largest |A|ᵀ|z|, for z with bᵀz = −1 and z ∈ K* to rounding; infinite
  /// otherwise.
  public static double infeasibilityError(ConicProgram x, double[] z) {
    if (!(outside(x.cones(), z, true) <= 1e-12)) return Double.POSITIVE_INFINITY;
    if (!(Math.abs(ConicProgram.dot(x.b(), z) + 1) <= 1e-6)) return Double.POSITIVE_INFINITY;
    double error = 0, scale = 0;
    for (int j = 0; j < x.n(); j++) {
      double sum = 0, size = 0;
      for (int i = 0; i < x.m(); i++) {
        sum += x.a()[i][j] * z[i];
        size += Math.abs(x.a()[i][j] * z[i]);
      }
      error = Math.max(error, Math.abs(sum));
      scale = Math.max(scale, size);
    }
    return ratio(error, scale);
  }

  /// ‖Pd‖∞ and ‖Ad + s‖∞ against the sizes of their terms, or a billionth of the entries of P and A
  /// times those of d where all that is left of the terms is rounding, for d with qᵀd = −1 and s ∈
  /// K to rounding; infinite otherwise.
  public static double unboundednessError(ConicProgram x, double[] d, double[] s) {
    if (!(outside(x.cones(), s, false) <= 1e-12)) return Double.POSITIVE_INFINITY;
    if (!(Math.abs(ConicProgram.dot(x.q(), d) + 1) <= 1e-6)) return Double.POSITIVE_INFINITY;
    double curvature = 0, leaving = 0, size = 1e-9 * largest(0, d);
    double curvatureScale = size * largestEntry(x.p()), leavingScale = size * largestEntry(x.a());
    for (double[] row : x.p()) {
      curvature = Math.max(curvature, Math.abs(ConicProgram.dot(row, d)));
      for (int j = 0; j < d.length; j++)
        curvatureScale = Math.max(curvatureScale, Math.abs(row[j] * d[j]));
    }
    for (int i = 0; i < x.m(); i++) {
      leaving = Math.max(leaving, Math.abs(ConicProgram.dot(x.a()[i], d) + s[i]));
      for (int j = 0; j < d.length; j++)
        leavingScale = Math.max(leavingScale, Math.abs(x.a()[i][j] * d[j]));
    }
    return Math.max(ratio(curvature, curvatureScale), ratio(leaving, leavingScale));
  }

  /// Where rows without coefficients contradict themselves, what is left of the others cannot be
  /// small beside itself. With bᵀz = −1 a feasible y has |Aᵀz|ᵀ|y| ≥ 1; here the largest |Aᵀz||y|
  /// for y of the size of b over A, infinite unless z ∈ K* to rounding.
  public static double reachOfProof(ConicProgram x, double[] z) {
    if (!(outside(x.cones(), z, true) <= 1e-12)) return Double.POSITIVE_INFINITY;
    double reach = 0, rhs = largest(0, x.b());
    for (int j = 0; j < x.n(); j++) {
      double sum = 0;
      for (int i = 0; i < x.m(); i++) sum += x.a()[i][j] * z[i];
      double column = column(x, j);
      if (column > 0) reach = Math.max(reach, Math.abs(sum) * rhs / column);
    }
    return reach;
  }

  /// Where a variable that no row holds runs away, what is left of the others cannot be small
  /// beside itself. With qᵀd = −1 a dual feasible (y, z) has |Pd|ᵀ|y| + |Ad + s|ᵀ|z| ≥ 1; here that
  /// sum for y of the size of b over A and q over P, and z of that of q over the A of each cone;
  /// infinite unless qᵀd = −1 and s ∈ K to rounding.
  public static double reachOfRay(ConicProgram x, double[] d, double[] s) {
    if (!(outside(x.cones(), s, false) <= 1e-12)) return Double.POSITIVE_INFINITY;
    if (!(Math.abs(ConicProgram.dot(x.q(), d) + 1) <= 1e-6)) return Double.POSITIVE_INFINITY;
    double force = largest(0, x.q()), rhs = largest(0, x.b()), p = 0, reach = 0;
    for (double[] row : x.p()) p = largest(p, row);
    for (int j = 0; j < x.n(); j++) {
      double column = column(x, j);
      double size = Math.max(column > 0 ? rhs / column : 0, p > 0 ? force / p : 0);
      reach += Math.abs(ConicProgram.dot(x.p()[j], d)) * size;
    }
    int first = 0;
    for (Cone cone : x.cones()) {
      int end = first + cone.size();
      double left = 0, a = 0;
      for (int i = first; i < end; i++) {
        left += Math.abs(ConicProgram.dot(x.a()[i], d) + s[i]);
        a = largest(a, x.a()[i]);
      }
      if (left > 0) reach += left * (force / a);
      first = end;
    }
    return reach;
  }

  private static double column(ConicProgram x, int j) {
    double largest = 0;
    for (double[] row : x.a()) largest = Math.max(largest, Math.abs(row[j]));
    return largest;
  }
}
