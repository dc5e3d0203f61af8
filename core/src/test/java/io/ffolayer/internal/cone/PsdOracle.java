package io.ffolayer.internal.cone;

import io.ffolayer.program.Cone;
import io.ffolayer.program.PsdCone;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Matrices whose elimination has positive pivots.
record PsdOracle(int order) implements ConeOracle {
  @Override
  public Cone cone() {
    return new PsdCone(order);
  }

  @Override
  public int degree() {
    return order;
  }

  /// The least eigenvalue, by bisection on the shift that leaves all pivots positive.
  @Override
  public double depth(double[] s) {
    double bound = 1e-300 + 2 * ConeHarness.norm(s), low = -bound, high = bound;
    for (int step = 0; step < 100; step++) {
      double middle = (low + high) / 2;
      if (Double.isNaN(logDeterminant(s, middle))) high = middle;
      else low = middle;
    }
    return low;
  }

  @Override
  public double dualDepth(double[] z) {
    return depth(z);
  }

  @Override
  public double dualBarrier(double[] z) {
    return -logDeterminant(z, 0);
  }

  /// log det(S − shift·I), NaN if a pivot is not positive.
  private double logDeterminant(double[] s, double shift) {
    double[][] m = matrix(s);
    double sum = 0;
    for (int k = 0; k < order; k++) m[k][k] -= shift;
    for (int k = 0; k < order; k++) {
      if (!(m[k][k] > 0)) return Double.NaN;
      sum += Math.log(m[k][k]);
      for (int i = k + 1; i < order; i++)
        for (int j = k + 1; j < order; j++) m[i][j] -= m[i][k] * m[k][j] / m[k][k];
    }
    return sum;
  }

  private double[][] matrix(double[] v) {
    double[][] m = new double[order][order];
    for (int j = 0, at = 0; j < order; j++)
      for (int i = 0; i <= j; i++, at++) m[i][j] = m[j][i] = i == j ? v[at] : v[at] / Math.sqrt(2);
    return m;
  }

  private double[] vector(double[][] m) {
    double[] v = new double[order * (order + 1) / 2];
    for (int j = 0, at = 0; j < order; j++)
      for (int i = 0; i <= j; i++, at++)
        v[at] = i == j ? m[i][i] : (m[i][j] + m[j][i]) / Math.sqrt(2);
    return v;
  }

  @Override
  public double[] interior(Random random) {
    double[][] m = new double[order][order];
    double smallest = Math.exp(2 * random.nextGaussian() - 4);
    for (int i = 0; i < order; i++) m[i][i] = smallest;
    for (int k = 0; k < order; k++) {
      double[] x = random.doubles(order, -1, 1).toArray();
      for (int i = 0; i < order; i++) for (int j = 0; j < order; j++) m[i][j] += x[i] * x[j];
    }
    return vector(m);
  }

  @Override
  public double[] dualInterior(Random random) {
    return interior(random);
  }

  /// Π(V) = ½(V + V sign(V)), the sign by Newton's iteration X ← ½(μX + (μX)⁻¹), with the μ that
  /// makes X and X⁻¹ equally long (Higham, *Functions of Matrices*, 2008, chapter 5).
  @Override
  public BigDecimal[] project(BigDecimal[] v) {
    DecimalMatrix matrix = DecimalMatrix.ofTriangle(order, v), sign = matrix;
    for (int step = 0; step < 60; step++) {
      DecimalMatrix inverse = sign.inverse();
      double scale = Math.sqrt(inverse.norm() / sign.norm());
      BigDecimal mu = new BigDecimal(scale), nu = BigDecimal.ONE.divide(mu, DIGITS);
      DecimalMatrix next = sign.combine(mu.movePointLeft(1), inverse, nu.movePointLeft(1));
      next = next.combine(new BigDecimal(5), next, BigDecimal.ZERO);
      double change = next.combine(BigDecimal.ONE, sign, BigDecimal.ONE.negate()).norm();
      sign = next;
      if (change < 1e-60) break;
    }
    DecimalMatrix absolute = matrix.multiply(sign);
    BigDecimal half = new BigDecimal("0.5");
    return matrix.combine(half, absolute, half).triangle();
  }

  @Override
  public double[] jordanProduct(double[] x, double[] y) {
    double[][] a = matrix(x), b = matrix(y), product = new double[order][order];
    for (int i = 0; i < order; i++)
      for (int j = 0; j < order; j++)
        for (int k = 0; k < order; k++) product[i][j] += a[i][k] * b[k][j];
    return vector(product);
  }

  @Override
  public List<Face> faces() {
    double[][] identity = new double[order][order], turned = new double[order][order];
    double length = order * (order + 1) * (2 * order + 1) / 6.0;
    for (int i = 0; i < order; i++) {
      identity[i][i] = 1;
      for (int j = 0; j < order; j++)
        turned[i][j] = identity[i][j] - 2 * (i + 1) * (j + 1) / length; // a reflection
    }
    List<Face> faces = new ArrayList<>();
    faces.add(face("interior", turned, 3, 2, 1, 5, 4));
    faces.add(face("interior of the dual", turned, -3, -2, -1, -5, -4));
    faces.add(face("apex", identity, 0, 0, 0, 0, 0));
    if (order == 1) return faces;
    faces.add(face("one of the slack", turned, 3, -2, -1, -5, -4));
    faces.add(face("one of the dual", turned, -3, 2, 1, 5, 4));
    faces.add(face("both", turned, -3, 2, -1, 5, 4));
    faces.add(face("equal eigenvalues", turned, 2, 2, -1, -1, -1));
    faces.add(face("slack with a kernel", identity, 0, 2, 3, 5, 4));
    faces.add(face("slack with a large kernel", identity, 0, 2, 0, 5, 4));
    faces.add(face("dual with a kernel", identity, -2, 0, -3, -1, -5));
    faces.add(face("dual with a large kernel", identity, -2, 0, 0, -1, -5));
    faces.add(face("common kernel", identity, 2, -1, 0, 4, -3));
    faces.add(face("large common kernel", identity, 2, 0, -1, 0, -3));
    return faces;
  }

  /// The pair with the first of the eigenvalues of s − z on the rows of a basis.
  private Face face(String name, double[][] basis, double... eigenvalues) {
    int size = order * (order + 1) / 2;
    double[] s = new double[size], z = new double[size], weights = new double[size];
    double[][] directions = new double[size][];
    for (int j = 0, at = 0; j < order; j++)
      for (int i = 0; i <= j; i++, at++) {
        double large = Math.max(eigenvalues[i], eigenvalues[j]);
        double small = Math.min(eigenvalues[i], eigenvalues[j]);
        weights[at] =
            large == 0 && small == 0 ? Double.NaN : Math.max(0, -small) / Math.max(0, large);
        directions[at] = direction(basis[i], basis[j], i == j);
        if (i < j) continue;
        s = ConeHarness.plus(s, Math.max(0, large), directions[at]);
        z = ConeHarness.plus(z, Math.max(0, -large), directions[at]);
      }
    double margin = Arrays.stream(eigenvalues, 0, order).map(Math::abs).min().orElseThrow();
    return new Face(name, s, z, directions, weights, margin);
  }

  private double[] direction(double[] x, double[] y, boolean equal) {
    double[][] product = new double[order][order];
    for (int i = 0; i < order; i++)
      for (int j = 0; j < order; j++)
        product[i][j] = equal ? x[i] * x[j] : (x[i] * y[j] + y[i] * x[j]) / Math.sqrt(2);
    return vector(product);
  }
}
