package io.ffolayer.adjoint;

import io.ffolayer.program.Batched;
import io.ffolayer.program.Layout;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Which rows of a solution are active, by scaled slack against scaled dual (maths: margin).
///
/// ```
/// σ_s = |b_i| + ‖a_i‖‖y‖,   σ_z = (‖q‖∞ + ‖Py‖∞ + ‖Aᵀz‖∞) / ‖a_i‖,   v_i = s_i/σ_s − z_i/σ_z
/// ```
///
/// A row is active where v < 0; |v| is its distance from changing side, the same under any scaling
/// of the row, the objective, or y. Rows without coefficients and rows with b = +∞ are never
/// active.
final class ActiveRows {
  /// True at equality rows, which are always active.
  final boolean[] equality;

  final boolean[] active;

  /// The active rows, ascending: the first [#count] numbers. Passes over the active rows run along
  /// this list; a branch on a pattern of rows costs more than the arithmetic behind it.
  final int[] listed;

  /// v of each inequality row; +∞ at rows that can never change side.
  final double[] distance;

  private final int n;
  private final int m;
  private final double[] norm;
  private final @Nullable Object[] seen;
  private final double[] perSlack;
  private final double[] perDual;
  private final int[] settled;
  private int settledCount;
  private int count;

  ActiveRows(ProgramStructure structure) {
    equality = structure.equalities();
    n = structure.variables();
    m = structure.rows();
    active = new boolean[m];
    listed = new int[m + 1];
    distance = new double[m];
    norm = new double[m];
    seen = new Object[structure.blocks().size()];
    perSlack = new double[m];
    perDual = new double[m];
    settled = new int[m];
  }

  /// Reads the sizes of rows and terms at one solution.
  void scale(ProgramData data, int instance, double[] y, double[] py, double[] atz) {
    if (!normsAreKnown(data)) rowNorms(data, instance);
    double[] q = data.linear().values();
    int qAt = data.linear().offset(instance);
    double sizeY = Math.sqrt(Norms.squared(y, 0, n));
    double force = Norms.largest(q, qAt, n) + Norms.largest(py, 0, n) + Norms.largest(atz, 0, n);
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    settledCount = 0;
    for (int i = 0; i < m; i++) {
      boolean absent = norm[i] == 0 || b[bAt + i] == Double.POSITIVE_INFINITY;
      double ownSlack = Math.abs(b[bAt + i]) + norm[i] * sizeY;
      perSlack[i] = absent ? 0 : ownSlack > 0 ? 1 / ownSlack : 1;
      perDual[i] = absent ? 0 : force > 0 ? norm[i] / force : 1;
      if (absent || equality[i]) settled[settledCount++] = i;
    }
  }

  /// Chooses the side of every row from (s, z).
  void choose(double[] s, double[] z) {
    for (int i = 0; i < m; i++) distance[i] = s[i] * perSlack[i] - z[i] * perDual[i];
    neverChangeSide();
    for (int i = 0; i < m; i++) active[i] = distance[i] < 0;
    for (int k = 0; k < settledCount; k++) active[settled[k]] = equality[settled[k]];
    list();
  }

  private void neverChangeSide() {
    for (int k = 0; k < settledCount; k++) distance[settled[k]] = Double.POSITIVE_INFINITY;
  }

  /// Lists the active rows; to be called by whoever changes [#active].
  void list() {
    count = 0;
    for (int i = 0; i < m; i++) {
      listed[count] = i;
      count += active[i] ? 1 : 0;
    }
  }

  /// Whether (s, z), zero off their side, stay on the chosen sides up to a scaled tolerance; sets
  /// the distances from them.
  boolean consistent(double[] s, double[] z, double tolerance) {
    for (int i = 0; i < m; i++) distance[i] = s[i] * perSlack[i];
    neverChangeSide();
    boolean consistent = true;
    for (int i = 0; i < m; i++) consistent &= distance[i] >= -tolerance;
    for (int k = 0; k < count; k++) {
      int i = listed[k];
      distance[i] = -z[i] * perDual[i];
      consistent &= equality[i] || distance[i] <= tolerance;
    }
    neverChangeSide();
    return consistent;
  }

  /// min |v|, +∞ where there is no inequality.
  double margin() {
    double margin = Double.POSITIVE_INFINITY;
    for (double v : distance) if (Math.abs(v) < margin) margin = Math.abs(v);
    return margin;
  }

  int count() {
    return count;
  }

  /// Whether the norms of the visit before still hold: every block is shared, and the same.
  @SuppressWarnings("ReferenceEquality") // one array or another
  private boolean normsAreKnown(ProgramData data) {
    boolean known = seen.length > 0;
    for (int k = 0; k < seen.length; k++) {
      Batched a = data.rows().get(k);
      known &= a.isShared() && a.origin() == seen[k];
    }
    return known;
  }

  private void rowNorms(ProgramData data, int instance) {
    Arrays.fill(norm, 0.0);
    int row = 0;
    for (int k = 0; k < seen.length; k++) {
      Batched a = data.rows().get(k);
      Layout layout = data.structure().blocks().get(k).layout();
      addSquares(layout, a.values(), a.offset(instance), row);
      row += layout.rows();
      seen[k] = a.isShared() ? a.origin() : null;
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
