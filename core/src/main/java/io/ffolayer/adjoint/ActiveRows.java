package io.ffolayer.adjoint;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.FaceScales;
import io.ffolayer.program.Batched;
import io.ffolayer.program.Layout;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;

/// Which rows of a solution are active, by v_i = s_i/σ_s − z_i/σ_z in the scales of [FaceScales].
///
/// A row is active where v < 0; |v| is its distance from changing side, the same under any scaling
/// of the row, the objective, or y. Rows without coefficients and rows with b = +∞ are never
/// active.
final class ActiveRows {
  /// True at equality rows, which are always active.
  final boolean[] equality;

  final boolean[] active;

  /// v of each inequality row; +∞ at rows that can never change side.
  final double[] distance;

  private final int n;
  private final int m;
  private final double[] norm;
  private final FaceScales scales;
  private final double[] slackScale;
  private final double[] dualScale;

  ActiveRows(ProgramStructure structure) {
    equality = structure.equalities();
    n = structure.variables();
    m = structure.rows();
    active = new boolean[m];
    distance = new double[m];
    norm = new double[m];
    scales = new FaceScales(ConeBlock.of(structure), m);
    slackScale = new double[m];
    dualScale = new double[m];
  }

  /// Reads the sizes of rows and terms at one solution.
  void scale(ProgramData data, int instance, double[] y, double[] py, double[] atz) {
    rowNorms(data, instance);
    double[] q = data.linear().values();
    int qAt = data.linear().offset(instance);
    double sizeY = Math.sqrt(Norms.squared(y, 0, n));
    double force = Norms.largest(q, qAt, n) + Norms.largest(py, 0, n) + Norms.largest(atz, 0, n);
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    scales.set(norm, b, bAt, sizeY, force);
    for (int i = 0; i < m; i++) {
      boolean absent = norm[i] == 0 || b[bAt + i] == Double.POSITIVE_INFINITY;
      slackScale[i] = absent ? 0 : scales.slack()[i];
      dualScale[i] = absent ? 0 : scales.dual()[i];
    }
  }

  /// Chooses the side of every row from (s, z).
  void choose(double[] s, double[] z) {
    for (int i = 0; i < m; i++) {
      distance[i] =
          equality[i] || slackScale[i] == 0
              ? Double.POSITIVE_INFINITY
              : s[i] / slackScale[i] - z[i] / dualScale[i];
      active[i] = equality[i] || distance[i] < 0;
    }
  }

  /// Whether (s, z), zero off their side, stay on the chosen sides up to a scaled tolerance; sets
  /// the distances from them.
  boolean consistent(double[] s, double[] z, double tolerance) {
    boolean consistent = true;
    for (int i = 0; i < m; i++) {
      if (equality[i] || slackScale[i] == 0) continue;
      double side = active[i] ? z[i] / dualScale[i] : s[i] / slackScale[i];
      distance[i] = active[i] ? -side : side;
      consistent &= side >= -tolerance;
    }
    return consistent;
  }

  /// min |v|, +∞ where there is no inequality.
  double margin() {
    double margin = Double.POSITIVE_INFINITY;
    for (double v : distance) margin = Math.min(margin, Math.abs(v));
    return margin;
  }

  int count() {
    int count = 0;
    for (boolean row : active) if (row) count++;
    return count;
  }

  private void rowNorms(ProgramData data, int instance) {
    Arrays.fill(norm, 0.0);
    int row = 0;
    for (int k = 0; k < data.rows().size(); k++) {
      Batched a = data.rows().get(k);
      Layout layout = data.structure().blocks().get(k).layout();
      addSquares(layout, a.values(), a.offset(instance), row);
      row += layout.rows();
    }
    for (int i = 0; i < m; i++) norm[i] = Math.sqrt(norm[i]);
  }

  private void addSquares(Layout layout, double[] values, int at, int row) {
    switch (layout) {
      case Layout.Dense dense -> {
        for (int i = 0; i < dense.rows(); i++)
          norm[row + i] = Norms.squared(values, at + i * dense.columns(), dense.columns());
      }
      case Layout.Sparse sparse -> {
        int[] index = sparse.rowIndices();
        for (int k = 0; k < index.length; k++)
          norm[row + index[k]] += values[at + k] * values[at + k];
      }
    }
  }
}
