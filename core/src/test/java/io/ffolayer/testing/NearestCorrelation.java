package io.ffolayer.testing;

/// The correlation matrix nearest to a symmetric matrix C with unit diagonal, by Newton's method on
/// the dual (Qi, Sun, *A quadratically convergent Newton method for computing the nearest
/// correlation matrix*, 2006): X = (C + diag ν)₊ with the ν that makes diag X = 1.
///
/// @param x X
/// @param z X − C − diag ν = (−C − diag ν)₊
record NearestCorrelation(double[][] x, double[][] z, double[] nu) {
  private static final int STEPS = 40;

  static NearestCorrelation of(double[][] c) {
    int n = c.length;
    double[] nu = new double[n];
    for (int step = 0; ; step++) {
      double[][] shifted = PlainProgram.copy(c);
      for (int i = 0; i < n; i++) shifted[i][i] += nu[i];
      Eigen eigen = Eigen.of(shifted);
      double[][] x = part(eigen, 1);
      if (step == STEPS) return new NearestCorrelation(x, part(eigen, -1), nu);
      double[] excess = new double[n];
      for (int i = 0; i < n; i++) excess[i] = 1 - x[i][i];
      double[] change = new DenseSolve(derivative(eigen)).solve(excess);
      for (int i = 0; i < n; i++) nu[i] += change[i];
    }
  }

  /// Σ max(±λ, 0) vvᵀ.
  private static double[][] part(Eigen eigen, int sign) {
    int n = eigen.values().length;
    double[][] part = new double[n][n];
    for (int k = 0; k < n; k++) {
      double weight = Math.max(sign * eigen.values()[k], 0);
      for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
          part[i][j] += weight * eigen.vectors()[i][k] * eigen.vectors()[j][k];
    }
    return part;
  }

  /// ∂ diag X / ∂ν = Σ_kl Ω_kl v_k v_l (v_k v_l)ᵀ, entrywise products, Ω the divided differences of
  /// max(λ, 0).
  private static double[][] derivative(Eigen eigen) {
    int n = eigen.values().length;
    double[][] h = new double[n][n], v = eigen.vectors();
    for (int k = 0; k < n; k++)
      for (int l = 0; l < n; l++) {
        double a = eigen.values()[k], b = eigen.values()[l];
        double slope = a * b > 0 ? (a > 0 ? 1 : 0) : Math.max(a, b) / Math.abs(a - b);
        for (int i = 0; i < n; i++)
          for (int j = 0; j < n; j++) h[i][j] += slope * v[i][k] * v[i][l] * v[j][k] * v[j][l];
      }
    return h;
  }
}
