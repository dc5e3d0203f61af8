package io.ffolayer.internal.kkt.conic;

import io.ffolayer.internal.kkt.KktSystem;
import java.util.Arrays;

/// The rows p of negative weight −c that border an expanded KKT system K₊: with w = K₊⁻¹p the
/// answers of K₊ become those of the bordered system by
///
/// ```
/// ν = (c − pᵀw)⁻¹ (right − pᵀ K₊⁻¹r),     (y, z) = K₊⁻¹r − ν w
/// ```
///
/// for several rows at once, with the Cholesky factor of their Schur complement.
final class Border {
  private static final double SMALLEST_PIVOT = 1e-13;

  private final ExpandedStructure structure;
  private final double[][] p;
  private final double[] c;
  private final double[][] wy;
  private final double[][] wz;
  private final double[] schur;

  /// The right-hand sides of the rows p on entry to [#takeBack], ν on return.
  final double[] nu;

  Border(ExpandedStructure structure, ExpandedRows rows) {
    this.structure = structure;
    p = rows.border;
    c = rows.common;
    int count = c.length;
    wy = new double[count][structure.rows.variables()];
    wz = new double[count][structure.rows.rows()];
    schur = new double[count * count];
    nu = new double[count];
  }

  /// Takes the rows as they are now.
  ///
  /// @param expanded K₊, factored
  /// @return false where c − pᵀw is not safely positive
  boolean factor(KktSystem expanded) {
    for (int e = 0; e < c.length; e++) if (c[e] != 0) solve(e, expanded);
    return factorSchur();
  }

  private void solve(int e, KktSystem expanded) {
    Arrays.fill(wy[e], 0);
    Arrays.fill(wz[e], 0);
    int[] columns = structure.cones.get(e).axes().columns();
    for (int s = 0; s < columns.length; s++) wy[e][columns[s]] = p[e][s];
    expanded.solve(wy[e], 0, wz[e], 0, Double.POSITIVE_INFINITY);
  }

  private boolean factorSchur() {
    int count = c.length;
    for (int e = 0; e < count; e++)
      for (int f = 0; f <= e; f++) {
        boolean both = c[e] > 0 && c[f] > 0;
        double own = e == f ? (c[e] > 0 ? c[e] : 1) : 0;
        double sum = both ? own - along(e, wy[f]) : own;
        for (int k = 0; k < f; k++) sum -= schur[e * count + k] * schur[f * count + k];
        if (e == f && !(sum > SMALLEST_PIVOT * own)) return false;
        schur[e * count + f] = e == f ? Math.sqrt(sum) : sum / schur[f * count + f];
      }
    return true;
  }

  /// pᵀv.
  private double along(int e, double[] v) {
    int[] columns = structure.cones.get(e).axes().columns();
    double sum = 0;
    for (int s = 0; s < columns.length; s++) sum += p[e][s] * v[columns[s]];
    return sum;
  }

  /// From an answer of K₊ to one of the bordered system, in place.
  void takeBack(double[] y, double[] z) {
    int count = c.length;
    for (int e = 0; e < count; e++) {
      nu[e] = c[e] > 0 ? nu[e] - along(e, y) : 0;
      for (int f = 0; f < e; f++) nu[e] -= schur[e * count + f] * nu[f];
      nu[e] /= schur[e * count + e];
    }
    for (int e = count - 1; e >= 0; e--) {
      for (int f = e + 1; f < count; f++) nu[e] -= schur[f * count + e] * nu[f];
      nu[e] /= schur[e * count + e];
    }
    for (int e = 0; e < count; e++) {
      if (c[e] == 0) continue;
      for (int j = 0; j < wy[e].length; j++) y[j] -= nu[e] * wy[e][j];
      for (int i = 0; i < wz[e].length; i++) z[i] -= nu[e] * wz[e][i];
    }
  }
}
