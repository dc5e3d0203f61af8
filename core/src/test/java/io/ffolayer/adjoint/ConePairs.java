package io.ffolayer.adjoint;

import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import java.util.SplittableRandom;

/// Random strictly complementary pairs s ∈ K, z ∈ K*, sᵀz = 0, on every kind of face (maths: rows,
/// faces and margins of the cones).
final class ConePairs {
  private final SplittableRandom random;

  ConePairs(SplittableRandom random) {
    this.random = random;
  }

  /// {s, z}.
  double[][] of(Cone cone) {
    double[] s = new double[cone.size()];
    double[] z = new double[cone.size()];
    write(cone, s, z, 0);
    return new double[][] {s, z};
  }

  private void write(Cone cone, double[] s, double[] z, int at) {
    switch (cone) {
      case ZeroCone zero -> {
        for (int i = 0; i < zero.size(); i++) z[at + i] = random.nextGaussian();
      }
      case NonnegativeCone nonnegative -> {
        for (int i = 0; i < nonnegative.size(); i++)
          (random.nextBoolean() ? s : z)[at + i] = size();
      }
      case SecondOrderCone secondOrder -> secondOrder(secondOrder.size(), s, z, at);
      case PsdCone psd -> psd(psd.order(), s, z, at);
      case ExponentialCone exponential -> exponential(s, z, at);
      case PowerCone power -> power(power.alpha(), s, z, at);
      case ProductCone product -> {
        int row = at;
        for (Cone factor : product.factors()) {
          write(factor, s, z, row);
          row += factor.size();
        }
      }
    }
  }

  private double size() {
    return random.nextDouble(0.4, 1.5);
  }

  private void secondOrder(int k, double[] s, double[] z, int at) {
    double[] u = new double[k - 1];
    double norm = 0;
    for (int i = 0; i < u.length; i++) {
      u[i] = random.nextGaussian();
      norm += u[i] * u[i];
    }
    norm = Math.sqrt(norm);
    if (k == 1 || random.nextInt(4) == 0) {
      double[] inner = random.nextBoolean() ? s : z;
      for (int i = 0; i < u.length; i++) inner[at + 1 + i] = u[i];
      inner[at] = norm + size();
      return;
    }
    double alpha = size();
    double beta = size();
    s[at] = alpha;
    z[at] = beta;
    for (int i = 0; i < u.length; i++) {
      s[at + 1 + i] = alpha * u[i] / norm;
      z[at + 1 + i] = -beta * u[i] / norm;
    }
  }

  /// The eigenvectors by Gram and Schmidt from random ones.
  private void psd(int k, double[] s, double[] z, int at) {
    double[][] vectors = new double[k][k];
    for (int a = 0; a < k; a++) {
      for (int i = 0; i < k; i++) vectors[a][i] = random.nextGaussian();
      for (int round = 0; round < 2; round++)
        for (int b = 0; b < a; b++) {
          double dot = 0;
          for (int i = 0; i < k; i++) dot += vectors[a][i] * vectors[b][i];
          for (int i = 0; i < k; i++) vectors[a][i] -= dot * vectors[b][i];
        }
      double norm = 0;
      for (double v : vectors[a]) norm += v * v;
      for (int i = 0; i < k; i++) vectors[a][i] /= Math.sqrt(norm);
    }
    int rank = random.nextInt(k + 1);
    for (int a = 0; a < k; a++) {
      double[] matrix = a < rank ? s : z;
      double eigenvalue = size() + 0.3 * a;
      for (int j = 0, e = at; j < k; j++)
        for (int i = 0; i <= j; i++, e++)
          matrix[e] += eigenvalue * vectors[a][i] * vectors[a][j] * (i == j ? 1 : Math.sqrt(2));
    }
  }

  private void exponential(double[] s, double[] z, int at) {
    double r = random.nextDouble(-1.5, 1.5);
    double y = size();
    double mu = size();
    switch (random.nextInt(7)) {
      case 0 -> set(s, at, y * r, y, y * Math.exp(r) + size());
      case 1 -> set(z, at, -mu * Math.exp(r), mu * (r - 1) * Math.exp(r) + size(), mu);
      case 2 -> {
        set(s, at, -size(), 0, size());
        set(z, at, 0, size(), 0);
      }
      case 3 -> {
        set(s, at, -size(), 0, 0);
        set(z, at, 0, size(), size());
      }
      default -> {
        set(s, at, y * r, y, y * Math.exp(r));
        set(z, at, -mu * Math.exp(r), mu * (r - 1) * Math.exp(r), mu);
      }
    }
  }

  private void power(double alpha, double[] s, double[] z, int at) {
    double x = size();
    double y = size();
    double mu = size();
    double sign = random.nextBoolean() ? 1 : -1;
    double g = Math.pow(x, alpha) * Math.pow(y, 1 - alpha);
    switch (random.nextInt(6)) {
      case 0 -> set(s, at, x, y, 0.6 * sign * g);
      case 1 -> set(z, at, mu * alpha * g / x, mu * (1 - alpha) * g / y, -0.6 * mu * sign);
      case 2 -> {
        s[at] = size();
        z[at + 1] = size();
      }
      default -> {
        set(s, at, x, y, sign * g);
        set(z, at, mu * alpha * g / x, mu * (1 - alpha) * g / y, -sign * mu);
      }
    }
  }

  private static void set(double[] x, int at, double first, double second, double third) {
    x[at] = first;
    x[at + 1] = second;
    x[at + 2] = third;
  }
}
