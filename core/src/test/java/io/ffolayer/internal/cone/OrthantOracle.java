package io.ffolayer.internal.cone;

import io.ffolayer.program.Cone;
import io.ffolayer.program.NonnegativeCone;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// v ≥ 0.
record OrthantOracle(int size) implements ConeOracle {
  @Override
  public Cone cone() {
    return new NonnegativeCone(size);
  }

  @Override
  public int degree() {
    return size;
  }

  @Override
  public double depth(double[] s) {
    return Arrays.stream(s).min().orElseThrow();
  }

  @Override
  public double dualDepth(double[] z) {
    return depth(z);
  }

  @Override
  public double dualBarrier(double[] z) {
    return -Arrays.stream(z).map(Math::log).sum();
  }

  @Override
  public double[] interior(Random random) {
    return random.doubles(size).map(x -> Math.exp(6 * x - 4)).toArray();
  }

  @Override
  public double[] dualInterior(Random random) {
    return interior(random);
  }

  @Override
  public BigDecimal[] project(BigDecimal[] v) {
    return Arrays.stream(v).map(BigDecimal.ZERO::max).toArray(BigDecimal[]::new);
  }

  @Override
  public double[] jordanProduct(double[] x, double[] y) {
    double[] product = new double[size];
    for (int i = 0; i < size; i++) product[i] = x[i] * y[i];
    return product;
  }

  @Override
  public List<Face> faces() {
    double[] s = new double[size], z = new double[size], w = new double[size];
    double[][] identity = new double[size][size];
    for (int i = 0; i < size; i++) {
      identity[i][i] = 1;
      s[i] = i % 3 == 0 ? i + 2 : 0;
      z[i] = i % 3 == 1 ? i + 2 : 0;
      w[i] = i % 3 == 0 ? 0 : i % 3 == 1 ? Double.POSITIVE_INFINITY : Double.NaN;
    }
    return List.of(new Face("inactive, active, weak", s, z, identity, w, size < 3 ? 2 : 0));
  }
}
