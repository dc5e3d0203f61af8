package io.ffolayer.internal.cone.nonsymmetric;

/// Q = ĝĝᵀ + M, the Hessian of a barrier −log ψ + …: ĝ = g/ψ and M the curvature of its other
/// terms. Near the boundary, ĝĝᵀ is larger than M by 1/ψ, which soon is beyond the digits of their
/// sum; so they are never added. In the coordinates
///
/// ```
/// x̃ = T x:   x̃_k = ĝᵀx,   x̃_i = x_i for the two others          ĝ_k²/|M_kk| the largest
/// Q = Tᵀ Q̃ T,   Q̃ = e_k e_kᵀ + T⁻ᵀ M T⁻¹
/// ```
///
/// it is 1 + O(ψ) at (k, k), and the curvature along the boundary in the rest: Cholesky's
/// factorisation from (k, k) on loses nothing, whatever the scales of the three entries.
final class BarrierHessian {
  /// k, and the two others.
  private final int[] order = new int[3];

  private final double[] g = new double[3];

  /// Q̃, then its Cholesky factor L, in the order of [#order].
  private final double[] moved = new double[9];

  /// @param gradient g
  /// @param m M, symmetric
  /// @return false where Q is not positive definite to working precision
  boolean factor(double[] gradient, double psi, double[] m) {
    int k = 0;
    for (int i = 1; i < 3; i++) {
      double gk = gradient[k], gi = gradient[i];
      if (gi * gi * Math.abs(m[4 * k]) > gk * gk * Math.abs(m[4 * i])) k = i;
    }
    order[0] = k;
    order[1] = k == 0 ? 1 : 0;
    order[2] = k == 2 ? 1 : 2;
    for (int i = 0; i < 3; i++) g[i] = gradient[order[i]] / psi;
    double corner = m[4 * k], a = g[1] / g[0], b = g[2] / g[0];
    int i = order[1], j = order[2];
    double mi = m[3 * k + i], mj = m[3 * k + j];
    moved[0] = 1 + corner / (g[0] * g[0]);
    moved[1] = moved[3] = (mi - a * corner) / g[0];
    moved[2] = moved[6] = (mj - b * corner) / g[0];
    moved[4] = m[4 * i] - 2 * a * mi + a * a * corner;
    moved[8] = m[4 * j] - 2 * b * mj + b * b * corner;
    moved[5] = moved[7] = m[3 * i + j] - a * mj - b * mi + a * b * corner;
    return ThreeByThree.cholesky(moved);
  }

  /// y ← Y with YYᵀ = factor·Q: Y = TᵀL √factor.
  void root(double factor, double[] y) {
    double size = Math.sqrt(factor);
    for (int j = 0; j < 3; j++) {
      double top = moved[3 * j];
      y[3 * j + order[0]] = size * g[0] * top;
      for (int i = 1; i < 3; i++) y[3 * j + order[i]] = size * (moved[3 * j + i] + g[i] * top);
    }
  }
}
