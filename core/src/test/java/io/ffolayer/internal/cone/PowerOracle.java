package io.ffolayer.internal.cone;

import static io.ffolayer.internal.cone.Decimals.divide;
import static io.ffolayer.internal.cone.Decimals.log;
import static io.ffolayer.internal.cone.Decimals.multiply;
import static io.ffolayer.internal.cone.Decimals.sqrt;

import io.ffolayer.program.Cone;
import io.ffolayer.program.PowerCone;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// xᵅ y¹⁻ᵅ ≥ |w|.
record PowerOracle(double alpha) implements NonsymmetricOracle {
  @Override
  public Cone cone() {
    return new PowerCone(alpha);
  }

  @Override
  public double[] inner() {
    return new double[] {1, 1, 0};
  }

  private double mean(double x, double y) {
    return Math.pow(x, alpha) * Math.pow(y, 1 - alpha);
  }

  @Override
  public boolean contains(double[] s) {
    return s[0] >= 0 && s[1] >= 0 && mean(s[0], s[1]) >= Math.abs(s[2]);
  }

  @Override
  public boolean dualContains(double[] z) {
    return z[0] >= 0 && z[1] >= 0 && mean(z[0] / alpha, z[1] / (1 - alpha)) >= Math.abs(z[2]);
  }

  @Override
  public double dualBarrier(double[] z) {
    double mean = mean(z[0] / alpha, z[1] / (1 - alpha));
    return -Math.log(mean * mean - z[2] * z[2])
        - (1 - alpha) * Math.log(z[0])
        - alpha * Math.log(z[1]);
  }

  @Override
  public double[] interior(Random random) {
    double x = Math.exp(2 * random.nextGaussian()), y = Math.exp(2 * random.nextGaussian());
    return new double[] {x, y, mean(x, y) * Math.tanh(2 * random.nextGaussian())};
  }

  @Override
  public double[] dualInterior(Random random) {
    double[] s = interior(random);
    return new double[] {alpha * s[0], (1 - alpha) * s[1], s[2]};
  }

  private BigDecimal logMean(BigDecimal x, BigDecimal y) {
    BigDecimal a = Decimals.of(alpha), b = BigDecimal.ONE.subtract(a);
    return multiply(a, log(x)).add(multiply(b, log(y)));
  }

  @Override
  public BigDecimal[] project(BigDecimal[] v) {
    BigDecimal zero = BigDecimal.ZERO, x = v[0], y = v[1], size = v[2].abs();
    if (size.signum() == 0) return new BigDecimal[] {x.max(zero), y.max(zero), zero};
    BigDecimal a = Decimals.of(alpha), b = BigDecimal.ONE.subtract(a);
    if (x.signum() > 0 && y.signum() > 0 && logMean(x, y).compareTo(log(size)) >= 0)
      return v.clone();
    if (x.signum() < 0
        && y.signum() < 0
        && logMean(divide(x.negate(), a), divide(y.negate(), b)).compareTo(log(size)) >= 0)
      return new BigDecimal[] {zero, zero, zero};
    BigDecimal p = Decimals.root(t -> excess(t, x, y, size), start(x, y, size));
    BigDecimal rho = rho(p, size), product = multiply(rho, size.subtract(rho));
    BigDecimal third = v[2].signum() > 0 ? rho : rho.negate();
    return new BigDecimal[] {
      positiveRoot(x, multiply(a, product)), positiveRoot(y, multiply(b, product)), third
    };
  }

  private static BigDecimal rho(BigDecimal p, BigDecimal size) {
    return divide(size, BigDecimal.ONE.add(Decimals.exp(p.negate())));
  }

  private static BigDecimal positiveRoot(BigDecimal x, BigDecimal c) {
    BigDecimal root = sqrt(multiply(x, x).add(BigDecimal.valueOf(4).multiply(c)));
    return x.signum() >= 0
        ? divide(x.add(root), BigDecimal.TWO)
        : divide(BigDecimal.TWO.multiply(c), root.subtract(x));
  }

  /// log ρ − α log X − β log Y.
  private BigDecimal excess(BigDecimal p, BigDecimal x, BigDecimal y, BigDecimal size) {
    BigDecimal a = Decimals.of(alpha), b = BigDecimal.ONE.subtract(a);
    BigDecimal rho = rho(p, size), m = divide(size, BigDecimal.ONE.add(Decimals.exp(p)));
    BigDecimal product = multiply(rho, m);
    return log(rho)
        .subtract(
            logMean(positiveRoot(x, multiply(a, product)), positiveRoot(y, multiply(b, product))));
  }

  private double start(BigDecimal x, BigDecimal y, BigDecimal size) {
    return Decimals.bisect(p -> excess(Decimals.of(p), x, y, size).doubleValue(), -300, 300, 60);
  }

  @Override
  public List<Face> faces() {
    double inf = Double.POSITIVE_INFINITY, weak = Double.NaN;
    double[] zero = new double[3];
    List<Face> faces = new ArrayList<>();
    for (double sign : new double[] {1, -1}) {
      faces.addAll(boundary(2, .5, sign));
      faces.addAll(boundary(.3, 1.7, sign));
    }
    double[][] axes = NonsymmetricOracle.axes();
    double flat = alpha > .5 ? 0 : alpha < .5 ? inf : Double.NaN, steep = alpha > .5 ? inf : 0;
    double third = alpha == .5 ? 2 * 1.5 / 2 : flat, other = alpha == .5 ? 1.5 : steep;
    faces.add(new Face("(a,0,0) (0,b,0)", at(2, 0), at(0, 1.5), axes, w(0, inf, third), 1.5));
    faces.add(new Face("(0,a,0) (b,0,0)", at(0, 2), at(1.5, 0), axes, w(inf, 0, other), 1.5));
    faces.add(new Face("(a,0,0) 0", at(2, 0), zero, axes, w(0, weak, 0), 0));
    faces.add(new Face("(0,a,0) 0", at(0, 2), zero, axes, w(weak, 0, 0), 0));
    faces.add(new Face("0 (b,0,0)", zero, at(1.5, 0), axes, w(inf, weak, inf), 0));
    faces.add(new Face("0 (0,b,0)", zero, at(0, 1.5), axes, w(weak, inf, inf), 0));
    faces.add(new Face("apex", zero, zero, axes, w(weak, weak, weak), 0));
    return faces;
  }

  private List<Face> boundary(double x, double y, double sign) {
    double g = mean(x, y), mu = .75;
    double[] s = {x, y, sign * g};
    double[] z = {mu * alpha * g / x, mu * (1 - alpha) * g / y, -mu * sign};
    double[] ray = NonsymmetricOracle.unit(s), dual = NonsymmetricOracle.unit(z);
    double length = ConeHarness.norm(s), dualLength = ConeHarness.norm(z);
    double weight =
        dualLength
            / length
            * Math.abs(dual[2])
            * dual[0]
            * dual[1]
            / (Math.abs(ray[2]) * ray[0] * ray[1]);
    return NonsymmetricOracle.curved(
        "curved at " + x + ", " + y + ", " + sign, s, z, weight, Math.min(length, dualLength));
  }

  private static double[] at(double x, double y) {
    return new double[] {x, y, 0};
  }

  private static double[] w(double x, double y, double w) {
    return new double[] {x, y, w};
  }
}
