package io.ffolayer.internal.cone;

import io.ffolayer.program.Cone;
import io.ffolayer.program.ZeroCone;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// v = 0; the dual is everything.
record ZeroOracle(int size) implements ConeOracle {
  @Override
  public Cone cone() {
    return new ZeroCone(size);
  }

  @Override
  public int degree() {
    return 0;
  }

  @Override
  public double depth(double[] s) {
    return -Arrays.stream(s).map(Math::abs).max().orElseThrow();
  }

  @Override
  public double dualDepth(double[] z) {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public double dualBarrier(double[] z) {
    return 0;
  }

  @Override
  public double[] interior(Random random) {
    return new double[size];
  }

  @Override
  public double[] dualInterior(Random random) {
    return random.doubles(size, -1, 1).toArray();
  }

  @Override
  public BigDecimal[] project(BigDecimal[] v) {
    BigDecimal[] s = new BigDecimal[size];
    Arrays.fill(s, BigDecimal.ZERO);
    return s;
  }

  @Override
  public boolean symmetric() {
    return false;
  }

  @Override
  public List<Face> faces() {
    double[] z = new double[size], w = new double[size];
    double[][] identity = new double[size][size];
    for (int i = 0; i < size; i++) {
      identity[i][i] = 1;
      z[i] = i - 1.5;
    }
    Arrays.fill(w, Double.POSITIVE_INFINITY);
    return List.of(
        new Face("equalities", new double[size], z, identity, w, Double.POSITIVE_INFINITY));
  }
}
