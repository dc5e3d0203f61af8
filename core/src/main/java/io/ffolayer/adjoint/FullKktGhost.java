package io.ffolayer.adjoint;

import io.ffolayer.internal.linalg.DenseLu;
import io.ffolayer.program.Batched;
import io.ffolayer.program.Layout;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Solution;
import java.util.Arrays;

/// The whole KKT matrix, inactive rows included, by elimination with partial pivoting: independent
/// of every other factorisation of the library.
///
/// ```
/// [ P   Âᵀ ]        Â: the active rows of A, zero on the others;   I_0: one on the inactive rows, zero on the active ones
/// [ Â   I_0]
/// ```
///
/// Where that matrix is singular (dependent rows, a solution that is not unique) or has more than
/// [#LARGEST] rows, a regularised and refined factorisation takes over.
final class FullKktGhost implements GhostSystem {
  /// 2N³/3 flops in plain loops: a tenth of a millisecond here, seconds at N = 3000.
  private static final int LARGEST = 100;

  private final int n;
  private final int m;
  private final FactoredGhost regularised;
  private final boolean small;
  private final DenseLu lu;
  private final double[] matrix;
  private final double[] rhs;
  private boolean[] active = new boolean[0];
  private boolean eliminated;

  FullKktGhost(ProgramStructure structure, FactoredGhost regularised) {
    this.regularised = regularised;
    n = structure.variables();
    m = structure.rows();
    small = n + m <= LARGEST;
    lu = new DenseLu(small ? n + m : 0);
    matrix = new double[small ? (n + m) * (n + m) : 0];
    rhs = new double[small ? n + m : 0];
  }

  @Override
  public boolean open(ProgramData data, Solution solution, int instance, boolean[] rows) {
    active = rows.clone();
    boolean opened = regularised.open(data, solution, instance, rows);
    eliminated = false;
    if (!small || !opened || maybeSingular()) return opened;
    assemble(data, instance);
    eliminated = lu.factor(n + m, matrix, 0, n + m);
    return true;
  }

  private void assemble(ProgramData data, int instance) {
    Arrays.fill(matrix, 0.0);
    Batched p = data.quadratic();
    put(data.structure().quadratic(), p.values(), p.offset(instance), 0, true);
    int first = 0;
    for (int k = 0; k < data.rows().size(); k++) {
      Layout layout = data.structure().blocks().get(k).layout();
      put(
          layout,
          data.rows().get(k).values(),
          data.rows().get(k).offset(instance),
          n + first,
          false);
      first += layout.rows();
    }
    for (int i = 0; i < m; i++) if (!active[i]) matrix[(n + i) * (n + m) + n + i] = 1;
  }

  private void put(Layout layout, double[] values, int at, int firstRow, boolean quadratic) {
    switch (layout) {
      case Layout.Dense dense -> {
        for (int i = 0; i < dense.rows(); i++)
          for (int j = 0; j < n; j++)
            put(firstRow + i, j, values[at + i * n + j], quadratic && i == j);
      }
      case Layout.Sparse sparse -> {
        for (int j = 0; j < n; j++)
          for (int k = sparse.columnStart(j); k < sparse.columnStart(j + 1); k++)
            put(
                firstRow + sparse.rowIndex(k),
                j,
                values[at + k],
                quadratic && sparse.rowIndex(k) == j);
      }
    }
  }

  /// Both triangles: of a sparse P one is stored, of A one is its transpose.
  private void put(int i, int j, double value, boolean diagonal) {
    if (i >= n && !active[i - n]) return;
    matrix[i * (n + m) + j] = value;
    if (!diagonal) matrix[j * (n + m) + i] = value;
  }

  @Override
  public void solve(double[] y, double[] z) {
    if (!eliminated) {
      regularised.solve(y, z);
      return;
    }
    System.arraycopy(y, 0, rhs, 0, n);
    for (int i = 0; i < m; i++) rhs[n + i] = active[i] ? z[i] : 0;
    lu.solve(rhs, 0);
    System.arraycopy(rhs, 0, y, 0, n);
    System.arraycopy(rhs, n, z, 0, m);
  }

  @Override
  public boolean maybeSingular() {
    return !eliminated && regularised.maybeSingular();
  }
}
