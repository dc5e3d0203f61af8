package io.ffolayer.internal.kkt.separable;

/// The relations among active rows of a separable program, as orthonormal vectors v with A_Nᵀ v =
/// 0, and the projection that makes a multiplier the shortest one, or a right-hand side consistent.
///
/// A vector has one coordinate per general row, and one per fixed variable j: the rows a_i y_j =
/// b_i that fix it count as one row of length √α_j, α_j = Σ a_i², because the shortest way to share
/// a force F among them is z_i = a_i F/α_j. If general row k depends on the factored rows B, then
/// with c = S_BB⁻¹ S_Bk the combination v = e_k − Σ c_b e_b vanishes on the free variables, and
/// what it has on fixed ones is taken back by −(Gᵀv)_j / √α_j.
final class DependentRows {
  private final int general;
  private final double[][] vectors;

  private DependentRows(int general, double[][] vectors) {
    this.general = general;
    this.vectors = vectors;
  }

  /// @param theta what S was made with: 0 at fixed variables
  /// @param alpha Σ a_i² of the rows that fix a variable, 0 where it is free
  static DependentRows of(
      GeneralRows rows, IndependentRows factor, double[] theta, double[] alpha) {
    int p = rows.count();
    int n = theta.length;
    double[][] vectors = new double[factor.dependentCount()][];
    double[] onVariables = new double[n];
    for (int k = 0; k < vectors.length; k++) {
      double[] v = new double[p + n];
      double[] e = new double[p];
      e[factor.dependent(k)] = 1;
      rows.multiplyTransposed(e, 0, onVariables, 0);
      for (int j = 0; j < n; j++) onVariables[j] *= theta[j];
      rows.multiply(onVariables, 0, v, 0);
      factor.solve(v, p);
      for (int g = 0; g < p; g++) v[g] = e[g] - v[g];
      rows.multiplyTransposed(v, 0, onVariables, 0);
      for (int j = 0; j < n; j++)
        if (alpha[j] > 0) v[p + j] = -onVariables[j] / Math.sqrt(alpha[j]);
      vectors[k] = v;
      orthonormalize(vectors, k);
    }
    return new DependentRows(p, vectors);
  }

  /// Gram and Schmidt's process, twice for the rounding.
  private static void orthonormalize(double[][] vectors, int k) {
    double[] v = vectors[k];
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < k; i++) subtract(vectors[i], v, dot(vectors[i], v));
      double length = Math.sqrt(dot(v, v));
      for (int j = 0; j < v.length; j++) v[j] /= length;
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) sum += a[j] * b[j];
    return sum;
  }

  private static void subtract(double[] a, double[] from, double factor) {
    for (int j = 0; j < a.length; j++) from[j] -= factor * a[j];
  }

  int count() {
    return vectors.length;
  }

  /// Takes from (v, φ) its component along the relations.
  ///
  /// @param v a number per general row, at `vAt`
  /// @param phi a number per variable, at `phiAt`, in the metric of √α
  void project(double[] v, int vAt, double[] phi, int phiAt) {
    for (double[] relation : vectors) {
      double along = 0;
      for (int g = 0; g < general; g++) along += relation[g] * v[vAt + g];
      for (int j = general; j < relation.length; j++)
        along += relation[j] * phi[phiAt + j - general];
      for (int g = 0; g < general; g++) v[vAt + g] -= along * relation[g];
      for (int j = general; j < relation.length; j++)
        phi[phiAt + j - general] -= along * relation[j];
    }
  }

  long bytes() {
    return vectors.length == 0 ? 0 : 8L * vectors.length * vectors[0].length;
  }
}
