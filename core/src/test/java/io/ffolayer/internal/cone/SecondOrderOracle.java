package io.ffolayer.internal.cone;

import io.ffolayer.program.Cone;
import io.ffolayer.program.SecondOrderCone;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// ‖v₁‖ ≤ v₀ as it stands.
record SecondOrderOracle(int size) implements ConeOracle {
  @Override
  public Cone cone() {
    return new SecondOrderCone(size);
  }

  @Override
  public int degree() {
    return 1;
  }

  @Override
  public double depth(double[] s) {
    double sum = 0;
    for (int i = 1; i < size; i++) sum += s[i] * s[i];
    return s[0] - Math.sqrt(sum);
  }

  @Override
  public double dualDepth(double[] z) {
    return depth(z);
  }

  @Override
  public double dualBarrier(double[] z) {
    double sum = z[0] * z[0];
    for (int i = 1; i < size; i++) sum -= z[i] * z[i];
    return -Math.log(sum) / 2;
  }

  @Override
  public double[] interior(Random random) {
    double[] s = random.doubles(size, -1, 1).toArray();
    s[0] = 0;
    s[0] = -depth(s) + Math.exp(2 * random.nextGaussian() - 2);
    return s;
  }

  @Override
  public double[] dualInterior(Random random) {
    return interior(random);
  }

  @Override
  public BigDecimal[] project(BigDecimal[] v) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 1; i < size; i++) sum = sum.add(v[i].multiply(v[i]));
    BigDecimal length = sum.sqrt(DIGITS);
    if (length.compareTo(v[0]) <= 0) return v.clone();
    BigDecimal[] s = new BigDecimal[size];
    Arrays.fill(s, BigDecimal.ZERO);
    if (length.compareTo(v[0].negate()) <= 0) return s;
    BigDecimal half = length.add(v[0]).divide(BigDecimal.TWO, DIGITS);
    s[0] = half;
    for (int i = 1; i < size; i++) s[i] = half.multiply(v[i]).divide(length, DIGITS);
    return s;
  }

  @Override
  public double[] jordanProduct(double[] x, double[] y) {
    double[] product = new double[size];
    for (int i = 0; i < size; i++) {
      product[0] += x[i] * y[i];
      if (i > 0) product[i] = x[0] * y[i] + y[0] * x[i];
    }
    return product;
  }

  /// u = (3, 4)/5, so that all is exact.
  @Override
  public List<Face> faces() {
    double[] zero = new double[size];
    double inf = Double.POSITIVE_INFINITY, weak = Double.NaN, root = Math.sqrt(2);
    List<Face> faces = new ArrayList<>();
    double[][] identity = new double[size][size];
    for (int i = 0; i < size; i++) identity[i][i] = 1;
    double[] inner = zero.clone();
    inner[0] = 7;
    if (size > 1) inner[1] = 3;
    double depth = size == 1 ? 7 : 4 / root;
    faces.add(new Face("interior", inner, zero, identity, filled(0), depth));
    faces.add(new Face("interior of the dual", zero, inner, identity, filled(inf), depth));
    faces.add(new Face("apex", zero, zero, identity, filled(weak), 0));
    if (size == 1) return faces;
    double[][] rows = boundaryRows();
    double[] s = ray(10, 1), z = ray(5, -1);
    double[] curved = filled(.5), ends = filled(0), dualEnds = filled(inf);
    curved[0] = 0;
    curved[1] = inf;
    ends[1] = weak;
    dualEnds[0] = weak;
    faces.add(new Face("opposite rays", s, z, rows, curved, 10 / root));
    faces.add(new Face("ray alone", s, zero, rows, ends, 0));
    faces.add(new Face("dual ray alone", zero, z, rows, dualEnds, 0));
    return faces;
  }

  private double[] filled(double value) {
    double[] all = new double[size];
    Arrays.fill(all, value);
    return all;
  }

  private double[] ray(double length, double sign) {
    double[] ray = new double[size];
    ray[0] = length;
    if (size == 2) ray[1] = sign * length;
    else {
      ray[1] = sign * length * 3 / 5;
      ray[2] = sign * length * 4 / 5;
    }
    return ray;
  }

  /// (1, u)/√2, (1, −u)/√2, and the others, u in the plane of the first two axes.
  private double[][] boundaryRows() {
    double[][] rows = new double[size][];
    rows[0] = ray(1 / Math.sqrt(2), 1);
    rows[1] = ray(1 / Math.sqrt(2), -1);
    for (int i = 2; i < size; i++) {
      rows[i] = new double[size];
      if (i == 2) {
        rows[i][1] = -.8;
        rows[i][2] = .6;
      } else rows[i][i] = 1;
    }
    return rows;
  }
}
