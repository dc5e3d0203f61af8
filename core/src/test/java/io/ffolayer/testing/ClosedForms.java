package io.ffolayer.testing;

import static java.lang.Math.exp;
import static java.lang.Math.log;
import static java.lang.Math.sqrt;

import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/// Programs with random data whose only solution (y, s, z) is known by a formula, or by Newton's
/// method on a smooth function of few variables.
public final class ClosedForms {
  private ClosedForms() {}

  /// min −xᵀp + αΣ pᵢ log pᵢ, Σp = 1: p = softmax(x/α). Variables p, t with tᵢ ≥ pᵢ log pᵢ.
  public static ConicProgram softmax(int n, double alpha, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ConicProgram f = program(2 * n, zeroAnd(1, copies(n, new ExponentialCone())));
    double[] x = ConicPair.gaussian(n, random);
    double largest = Double.NEGATIVE_INFINITY, sum = 0;
    for (double v : x) largest = Math.max(largest, v);
    for (double v : x) sum += exp((v - largest) / alpha);
    f.b()[0] = 1;
    f.z()[0] = largest + alpha * (log(sum) - 1);
    for (int i = 0; i < n; i++) {
      double logP = (x[i] - largest) / alpha - log(sum), p = exp(logP);
      f.q()[i] = -x[i];
      f.q()[n + i] = alpha;
      f.a()[0][i] = 1;
      negativeEntropy(f, 1 + 3 * i, i, n + i, logP, alpha);
      f.y()[i] = p;
    }
    return withSlacks(f);
  }

  /// min −xᵀp − H(p) − H(1 − p), Σp = k (limited multi-label): p = σ(x − ν), ν by bisection.
  public static ConicProgram multiLabel(int n, int k, long seed) {
    ConicProgram f = program(3 * n, zeroAnd(1, copies(2 * n, new ExponentialCone())));
    double[] x = ConicPair.gaussian(n, new SplittableRandom(seed));
    for (int i = 0; i < n; i++) x[i] *= 2;
    double low = -50, high = 50;
    for (int step = 0; step < 100; step++) {
      double nu = (low + high) / 2, sum = 0;
      for (double v : x) sum += 1 / (1 + exp(nu - v));
      if (sum > k) low = nu;
      else high = nu;
    }
    f.b()[0] = k;
    f.z()[0] = low;
    for (int i = 0; i < n; i++) {
      f.q()[i] = -x[i];
      f.q()[n + i] = f.q()[2 * n + i] = 1;
      f.a()[0][i] = 1;
      f.y()[i] = 1 / (1 + exp(low - x[i]));
      negativeEntropy(f, 1 + 6 * i, i, n + i, -Math.log1p(exp(low - x[i])), 1);
      negativeEntropy(f, 4 + 6 * i, i, 2 * n + i, -Math.log1p(exp(x[i] - low)), 1);
      f.a()[5 + 6 * i][i] = 1; // of 1 − p
      f.b()[5 + 6 * i] = 1;
    }
    return withSlacks(f);
  }

  /// (−t, p, 1) in the exponential cone, t ≥ p log p, where the objective has the term weight·t.
  private static void negativeEntropy(
      ConicProgram f, int row, int p, int t, double logP, double weight) {
    f.a()[row][t] = 1;
    f.a()[row + 1][p] = -1;
    f.b()[row + 2] = 1;
    f.y()[t] = exp(logP) * logP;
    exponentialDual(f.z(), row, -weight, -logP, weight * exp(logP));
  }

  /// z = μ(−eʳ, (r−1)eʳ, 1) from u = −μeʳ, r and w = μ.
  private static void exponentialDual(double[] z, int row, double u, double r, double w) {
    z[row] = u;
    z[row + 1] = u * (1 - r);
    z[row + 2] = w;
  }

  /// min λ/2 ‖w‖² + Σ log(1 + exp(−aᵢᵀw)), w by Newton's method. Variables w, t, p, r with p + r ≤
  /// 1, e^(−t) ≤ p, e^(−t−aᵀw) ≤ r.
  public static ConicProgram logistic(int n, int samples, double lambda, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] features = labelled(n, samples, random);
    double[] w = logisticWeights(features, lambda);
    List<Cone> cones = new ArrayList<>(List.of(new NonnegativeCone(samples)));
    cones.addAll(copies(2 * samples, new ExponentialCone()));
    ConicProgram f = program(n + 3 * samples, cones);
    for (int j = 0; j < n; j++) {
      f.p()[j][j] = lambda;
      f.y()[j] = w[j];
    }
    for (int i = 0; i < samples; i++) {
      double margin = ConicProgram.dot(features[i], w);
      double loss = margin > 0 ? Math.log1p(exp(-margin)) : Math.log1p(exp(margin)) - margin;
      int t = n + i, p = n + samples + i, r = n + 2 * samples + i, row = samples + 6 * i;
      f.q()[t] = 1;
      f.y()[t] = loss;
      f.y()[p] = exp(-loss);
      f.y()[r] = exp(-loss - margin);
      f.a()[i][p] = f.a()[i][r] = f.b()[i] = f.z()[i] = 1;
      f.a()[row][t] = f.a()[row + 3][t] = 1;
      f.b()[row + 1] = f.b()[row + 4] = 1;
      f.a()[row + 2][p] = f.a()[row + 5][r] = -1;
      System.arraycopy(features[i], 0, f.a()[row + 3], 0, n);
      exponentialDual(f.z(), row, -f.y()[p], -loss, 1);
      exponentialDual(f.z(), row + 3, -f.y()[r], -loss - margin, 1);
    }
    return withSlacks(f);
  }

  /// Points times their label ±1, that of a noisy linear rule.
  private static double[][] labelled(int n, int samples, SplittableRandom random) {
    double[] rule = ConicPair.gaussian(n, random);
    double[][] features = new double[samples][];
    for (int i = 0; i < samples; i++) {
      features[i] = ConicPair.gaussian(n, random);
      double side = ConicProgram.dot(features[i], rule) + 0.5 * random.nextGaussian();
      if (side < 0) for (int j = 0; j < n; j++) features[i][j] *= -1;
    }
    return features;
  }

  private static double[] logisticWeights(double[][] features, double lambda) {
    int n = features[0].length;
    double[] w = new double[n];
    for (int step = 0; step < 50; step++) {
      double[][] hessian = new double[n][n];
      double[] descent = new double[n];
      for (int j = 0; j < n; j++) {
        hessian[j][j] = lambda;
        descent[j] = -lambda * w[j];
      }
      for (double[] a : features) {
        double p = 1 / (1 + exp(ConicProgram.dot(a, w)));
        for (int j = 0; j < n; j++) {
          descent[j] += p * a[j];
          for (int k = 0; k < n; k++) hessian[j][k] += p * (1 - p) * a[j] * a[k];
        }
      }
      double[] change = new DenseSolve(hessian).solve(descent);
      for (int j = 0; j < n; j++) w[j] += change[j];
    }
    return w;
  }

  /// max (x₁…x_k)^(1/k), cᵀx ≤ 1: xᵢ = 1/(k cᵢ). Variables x, u with u₀ = x₀ and u_j ≤
  /// u_{j−1}^(j/(j+1)) x_j^(1/(j+1)), the geometric mean of the first.
  public static ConicProgram geometricMean(int k, long seed) {
    double[] c = new SplittableRandom(seed).doubles(k, 0.2, 5).toArray();
    List<Cone> cones = new ArrayList<>(List.of(new NonnegativeCone(1)));
    for (int j = 1; j < k; j++) cones.add(new PowerCone(j / (j + 1.0)));
    ConicProgram f = program(2 * k - 1, cones);
    double[] x = new double[k], u = new double[k];
    double logProduct = 0;
    for (int j = 0; j < k; j++) {
      f.a()[0][j] = c[j];
      x[j] = 1 / (k * c[j]);
      f.y()[j] = x[j];
      logProduct += log(x[j]);
      u[j] = exp(logProduct / (j + 1));
      if (j > 0) f.y()[k + j - 1] = u[j];
    }
    f.b()[0] = 1;
    f.q()[2 * k - 2] = -1;
    double price = u[k - 1];
    f.z()[0] = price;
    for (int j = 1; j < k; j++) {
      int row = 3 * j - 2;
      f.a()[row][j == 1 ? 0 : k + j - 2] = -1;
      f.a()[row + 1][j] = -1;
      f.a()[row + 2][k + j - 1] = -1;
      double multiplier = price * c[j] * (j + 1) * x[j] / u[j];
      f.z()[row] = multiplier * j / (j + 1) * u[j] / u[j - 1];
      f.z()[row + 1] = price * c[j];
      f.z()[row + 2] = -multiplier;
    }
    return withSlacks(f);
  }

  /// min ½‖X − C‖², X positive semidefinite with unit diagonal: [NearestCorrelation].
  public static ConicProgram nearestCorrelation(int k, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] c = new double[k][k];
    for (int i = 0; i < k; i++) {
      c[i][i] = 1;
      for (int j = 0; j < i; j++)
        c[i][j] = c[j][i] = (random.nextDouble(-1, 1) + random.nextDouble(-1, 1)) / 2;
    }
    NearestCorrelation answer = NearestCorrelation.of(c);
    PsdCone cone = new PsdCone(k);
    ConicProgram f = program(cone.size(), List.of(new ZeroCone(k), cone));
    for (int j = 0, e = 0; j < k; j++) {
      f.b()[j] = 1;
      f.z()[j] = -answer.nu()[j];
      for (int i = 0; i <= j; i++, e++) {
        double unit = i == j ? 1 : sqrt(2);
        f.p()[e][e] = 1;
        f.q()[e] = -unit * c[i][j];
        f.a()[k + e][e] = -1;
        if (i == j) f.a()[j][e] = 1;
        f.y()[e] = unit * answer.x()[i][j];
        f.z()[k + e] = unit * answer.z()[i][j];
      }
    }
    return withSlacks(f);
  }

  /// min cᵀx, ‖x‖ ≤ 2: x = −2c/‖c‖.
  public static ConicProgram ball(int n, long seed) {
    double radius = 2;
    double[] c = ConicPair.gaussian(n, new SplittableRandom(seed));
    double length = ConicPair.norm(c);
    ConicProgram f = program(n, List.of(new SecondOrderCone(n + 1)));
    f.b()[0] = radius;
    f.z()[0] = length;
    for (int j = 0; j < n; j++) {
      f.q()[j] = f.z()[j + 1] = c[j];
      f.a()[j + 1][j] = -1;
      f.y()[j] = -radius * c[j] / length;
    }
    return withSlacks(f);
  }

  /// min ‖x − a‖₃, Σx = 0: all |xᵢ − aᵢ| are |mean a|. Variables x, r, t with rᵢ^(1/3) t^(2/3) ≥
  /// |xᵢ − aᵢ|, Σr = t.
  public static ConicProgram threeNorm(int n, long seed) {
    double[] a = ConicPair.gaussian(n, new SplittableRandom(seed));
    ConicProgram f = program(2 * n + 1, zeroAnd(2, copies(n, new PowerCone(1 / 3.0))));
    double mean = 0;
    for (double v : a) mean += v / n;
    double distance = Math.abs(mean), norm = Math.cbrt(n) * distance;
    double multiplier = norm / (n * distance), side = Math.signum(mean);
    f.a()[1][2 * n] = -1;
    f.q()[2 * n] = 1;
    f.y()[2 * n] = norm;
    f.z()[0] = multiplier * side;
    f.z()[1] = multiplier / 3 * distance / (norm / n);
    for (int i = 0; i < n; i++) {
      int row = 2 + 3 * i;
      f.a()[0][i] = f.a()[1][n + i] = 1;
      f.a()[row][n + i] = f.a()[row + 1][2 * n] = f.a()[row + 2][i] = -1;
      f.b()[row + 2] = -a[i];
      f.y()[i] = a[i] - mean;
      f.y()[n + i] = norm / n;
      f.z()[row] = f.z()[1];
      f.z()[row + 1] = multiplier * 2 / 3 * distance / norm;
      f.z()[row + 2] = multiplier * side;
    }
    return withSlacks(f);
  }

  private static List<Cone> copies(int count, Cone cone) {
    return Collections.nCopies(count, cone);
  }

  private static List<Cone> zeroAnd(int equalities, List<Cone> others) {
    List<Cone> cones = new ArrayList<>(List.of(new ZeroCone(equalities)));
    cones.addAll(others);
    return cones;
  }

  /// All numbers 0, to be filled in.
  static ConicProgram program(int n, List<Cone> cones) {
    int m = cones.stream().mapToInt(Cone::size).sum();
    return new ConicProgram(
        new double[n][n],
        new double[n],
        new double[m][n],
        new double[m],
        cones,
        new double[n],
        new double[m],
        new double[m]);
  }

  /// s = b − Ay outside the rows of the equalities.
  static ConicProgram withSlacks(ConicProgram f) {
    int row = 0;
    for (Cone cone : f.cones())
      for (int i = 0; i < cone.size(); i++, row++)
        if (!(cone instanceof ZeroCone))
          f.s()[row] = f.b()[row] - ConicProgram.dot(f.a()[row], f.y());
    return f;
  }
}
