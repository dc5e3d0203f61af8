package io.ffolayer.internal.linalg.dense;

import java.util.Arrays;
import java.util.List;

/// The span of a few given vectors of Rⁿ, by Gram–Schmidt done twice: the vectors that do not
/// depend on those before them get an orthonormal basis Q and N = QR, N having them as columns. A
/// vector whose part outside the span of the others is below 1e-10 of its length counts as
/// dependent and has no part in the basis.
///
/// About 4nk² flops for k vectors, and 4nk a projection. Immutable.
public final class RowSpace {
  private static final double DEPENDENT = 1e-10;

  private final int n;
  private final double[][] vectors;

  /// Basis vector j belongs to the vector with number `chosen[j]`.
  private final double[][] basis;

  private final double[][] r;
  private final int[] chosen;

  /// @param n the length of the vectors
  public RowSpace(int n, List<double[]> vectors) {
    this.n = n;
    this.vectors = vectors.toArray(double[][]::new);
    int most = Math.min(n, this.vectors.length);
    double[][] basis = new double[most][];
    double[][] r = new double[most][];
    int[] chosen = new int[most];
    int rank = 0;
    for (int i = 0; i < this.vectors.length && rank < most; i++) {
      double[] rest = this.vectors[i].clone();
      double[] coefficients = new double[rank + 1];
      for (int pass = 0; pass < 2; pass++) removeSpan(basis, rank, rest, coefficients);
      double length = norm(rest);
      if (!(length > DEPENDENT * norm(this.vectors[i]))) continue;
      for (int j = 0; j < n; j++) rest[j] /= length;
      coefficients[rank] = length;
      basis[rank] = rest;
      r[rank] = coefficients;
      chosen[rank++] = i;
    }
    this.basis = Arrays.copyOf(basis, rank);
    this.r = Arrays.copyOf(r, rank);
    this.chosen = Arrays.copyOf(chosen, rank);
  }

  private static void removeSpan(double[][] basis, int rank, double[] rest, double[] coefficients) {
    for (int j = 0; j < rank; j++) {
      double part = dot(basis[j], rest);
      if (part == 0) continue;
      coefficients[j] += part;
      for (int k = 0; k < rest.length; k++) rest[k] -= part * basis[j][k];
    }
  }

  /// The dimension of the span.
  public int rank() {
    return basis.length;
  }

  /// Whether a vector depends on those before it.
  public boolean isIndependent() {
    return rank() == vectors.length;
  }

  /// v ← the part of v orthogonal to all vectors.
  public void removeFrom(double[] v) {
    for (int pass = 0; pass < 2; pass++) removeSpan(basis, rank(), v, new double[rank()]);
  }

  /// The shortest v with Nᵀv = c, for the independent vectors.
  ///
  /// @param c a number for each vector
  public double[] shortest(double[] c) {
    double[] v = new double[n];
    double[] w = new double[rank()];
    for (int j = 0; j < rank(); j++) {
      double sum = c[chosen[j]];
      for (int i = 0; i < j; i++) sum -= r[j][i] * w[i];
      w[j] = sum / r[j][j];
      for (int k = 0; k < n; k++) v[k] += w[j] * basis[j][k];
    }
    return v;
  }

  /// The multipliers z that make ‖v + N z‖ least, 0 for a vector that depends on others.
  public double[] multipliers(double[] v) {
    double[] w = new double[rank()];
    double[] rest = v.clone();
    for (int pass = 0; pass < 2; pass++) removeSpan(basis, rank(), rest, w);
    for (int j = rank() - 1; j >= 0; j--) {
      w[j] /= r[j][j];
      for (int i = 0; i < j; i++) w[i] -= r[j][i] * w[j];
    }
    double[] z = new double[vectors.length];
    for (int j = 0; j < rank(); j++) z[chosen[j]] = -w[j];
    return z;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) sum += a[k] * b[k];
    return sum;
  }

  private static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }
}
