package io.ffolayer.internal.cone;

import static io.ffolayer.internal.cone.Decimals.divide;
import static io.ffolayer.internal.cone.Decimals.exp;
import static io.ffolayer.internal.cone.Decimals.log;
import static io.ffolayer.internal.cone.Decimals.multiply;

import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// y·exp(x/y) ≤ w.
record ExponentialOracle() implements NonsymmetricOracle {
  @Override
  public Cone cone() {
    return new ExponentialCone();
  }

  @Override
  public double[] inner() {
    return new double[] {-1, .5, 1.2};
  }

  @Override
  public boolean contains(double[] s) {
    return s[1] > 0
        ? s[2] > 0 && s[0] <= s[1] * Math.log(s[2] / s[1])
        : s[1] == 0 && s[0] <= 0 && s[2] >= 0;
  }

  @Override
  public boolean dualContains(double[] z) {
    return z[0] < 0
        ? z[2] > 0 && z[1] >= z[0] * (1 + Math.log(z[2] / -z[0]))
        : z[0] == 0 && z[1] >= 0 && z[2] >= 0;
  }

  @Override
  public double dualBarrier(double[] z) {
    double psi = z[1] - z[0] - z[0] * Math.log(-z[2] / z[0]);
    return -Math.log(psi) - Math.log(-z[0]) - Math.log(z[2]);
  }

  @Override
  public double[] interior(Random random) {
    double y = Math.exp(2 * random.nextGaussian()), r = 2 * random.nextGaussian();
    return new double[] {y * r, y, y * Math.exp(r) * (1 + Math.exp(2 * random.nextGaussian() - 1))};
  }

  @Override
  public double[] dualInterior(Random random) {
    double u = -Math.exp(2 * random.nextGaussian()), w = Math.exp(2 * random.nextGaussian());
    double least = u * (1 + Math.log(-w / u));
    return new double[] {u, least + Math.exp(2 * random.nextGaussian() - 1), w};
  }

  @Override
  public BigDecimal[] project(BigDecimal[] v) {
    BigDecimal zero = BigDecimal.ZERO, x = v[0], y = v[1], w = v[2];
    if (x.signum() <= 0 && y.signum() == 0 && w.signum() >= 0) return v.clone();
    if (y.signum() > 0 && w.signum() > 0 && divide(x, y).compareTo(log(divide(w, y))) <= 0)
      return v.clone();
    if (x.signum() > 0
        && w.signum() < 0
        && divide(y, x).subtract(BigDecimal.ONE).compareTo(log(divide(w.negate(), x))) <= 0)
      return new BigDecimal[] {zero, zero, zero};
    if (x.signum() <= 0 && y.signum() <= 0) return new BigDecimal[] {x, zero, w.max(zero)};
    // Beyond |r| = 600 an exponential does not show in these digits.
    if (x.signum() > 0 && divide(y, x).compareTo(BigDecimal.valueOf(-600)) < 0)
      return new BigDecimal[] {zero, zero, w.max(zero)};
    if (y.signum() > 0 && divide(x, y).compareTo(BigDecimal.valueOf(-600)) < 0)
      return new BigDecimal[] {x, y, zero};
    BigDecimal r = Decimals.root(t -> excess(t, x, y, w), start(x, y, w));
    BigDecimal scale = slack(r, x, y);
    return new BigDecimal[] {multiply(scale, r), scale, multiply(scale, exp(r))};
  }

  private static BigDecimal slack(BigDecimal r, BigDecimal x, BigDecimal y) {
    BigDecimal one = BigDecimal.ONE;
    return divide(multiply(r.subtract(one), x).add(y), multiply(r, r).subtract(r).add(one));
  }

  /// Y eʳ − T e⁻ʳ − w, times e^−|r|; T is Y with x − r y in the numerator.
  private static BigDecimal excess(BigDecimal r, BigDecimal x, BigDecimal y, BigDecimal w) {
    BigDecimal e = exp(r.abs().negate()), square = multiply(e, e), rest = multiply(w, e);
    BigDecimal denominator = multiply(r, r).subtract(r).add(BigDecimal.ONE);
    BigDecimal dual = divide(x.subtract(multiply(r, y)), denominator);
    return r.signum() > 0
        ? slack(r, x, y).subtract(multiply(dual, square)).subtract(rest)
        : multiply(slack(r, x, y), square).subtract(dual).subtract(rest);
  }

  private static double start(BigDecimal x, BigDecimal y, BigDecimal w) {
    double a = x.doubleValue(), b = y.doubleValue(), c = w.doubleValue();
    double low = a > 0 ? 1 - b / a : -700, high = b > 0 ? a / b : 700;
    return Decimals.bisect(
        r -> {
          double k = r * r - r + 1, e = Math.exp(-Math.abs(r));
          double slack = ((r - 1) * a + b) / k, dual = (a - r * b) / k;
          return r > 0 ? slack - dual * e * e - c * e : slack * e * e - dual - c * e;
        },
        low,
        high);
  }

  @Override
  public List<Face> faces() {
    double inf = Double.POSITIVE_INFINITY, weak = Double.NaN;
    double[] zero = new double[3];
    List<Face> faces = new ArrayList<>();
    for (double r : new double[] {-2, -.3, .4, 1, 2.5}) faces.addAll(boundary(r));
    double[][] axes = NonsymmetricOracle.axes();
    faces.add(new Face("(−a,0,w) (0,v,0)", at(-2, 0, 3), at(0, 1.5, 0), axes, at(0, inf, 0), 1.5));
    faces.add(
        new Face("(−a,0,0) (0,v,w)", at(-2, 0, 0), at(0, 3, 1.5), axes, at(0, inf, inf), 1.5));
    faces.add(new Face("apex", zero, zero, axes, at(weak, weak, weak), 0));
    faces.add(new Face("(0,0,w) (0,v,0)", at(0, 0, 2), at(0, 3, 0), axes, at(weak, inf, 0), 0));
    faces.add(new Face("(−a,0,0) (0,v,0)", at(-2, 0, 0), at(0, 3, 0), axes, at(0, inf, weak), 0));
    faces.add(new Face("(−a,0,0) (0,0,w)", at(-2, 0, 0), at(0, 0, 3), axes, at(0, weak, inf), 0));
    faces.add(new Face("(−a,0,0) 0", at(-2, 0, 0), zero, axes, at(0, weak, weak), 0));
    faces.add(new Face("(−a,0,w) 0", at(-2, 0, 3), zero, axes, at(0, weak, 0), 0));
    faces.add(new Face("0 (0,v,w)", zero, at(0, 2, 3), axes, at(weak, inf, inf), 0));
    faces.add(new Face("0 (0,v,0)", zero, at(0, 2, 0), axes, at(weak, inf, weak), 0));
    return faces;
  }

  private static List<Face> boundary(double r) {
    double y = 1.5, mu = .75, e = Math.exp(r);
    double[] s = {y * r, y, y * e}, z = {-mu * e, mu * (r - 1) * e, mu};
    double[] ray = NonsymmetricOracle.unit(s), dual = NonsymmetricOracle.unit(z);
    double length = ConeHarness.norm(s), dualLength = ConeHarness.norm(z);
    double weight = dualLength / length * -dual[0] * dual[2] * dual[2] / Math.pow(ray[1], 3);
    return NonsymmetricOracle.curved(
        "curved, r = " + r, s, z, weight, margin(s, z, length, dualLength));
  }

  /// The table, literally.
  private static double margin(double[] s, double[] z, double length, double dualLength) {
    double x = s[0] - z[0], y = s[1] - z[1], w = s[2] - z[2];
    double px = Math.max(x, 0), py = Math.max(y, 0), pw = Math.max(w, 0), mw = Math.min(w, 0);
    double q1 = Math.sqrt(x * x + py * py + mw * mw);
    double q2 = Math.sqrt(y * y + px * px + pw * pw);
    double q3 = Math.sqrt(w * w + px * px + py * py);
    return Math.min(Math.min(length, dualLength), Math.min(q1, Math.min(q2, q3)));
  }

  private static double[] at(double x, double y, double w) {
    return new double[] {x, y, w};
  }
}
