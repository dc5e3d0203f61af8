package io.ffolayer.adjoint.ghost;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.face.ActiveRows;
import io.ffolayer.internal.linalg.dense.DenseLu;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The whole KKT matrix, inactive rows included, by elimination with partial pivoting: independent
/// of every other factorisation of the library.
///
/// ```
/// [ P   Âᵀ ]        Â: the rotated rows Uᵀ A, zero where inactive;  D: −l, one where inactive
/// [ Â   D  ]
/// ```
///
/// A row with l > 1 stands divided by √l, so that its curvature does not drown in l. Where the
/// matrix is singular (dependent rows, a solution that is not unique) or has more than [#LARGEST]
/// rows, a regularised and refined factorisation takes over.
final class FullKktGhost implements GhostSystem {
  /// 2N³/3 flops in plain loops: a tenth of a millisecond here, seconds at N = 3000.
  private static final int LARGEST = 100;

  private final int n;
  private final int m;
  private final FactoredGhost regularised;
  private final boolean small;
  private final DenseLu lu;
  private final double[] matrix;
  private final double[] a;
  private final double[] scale;
  private final double[] rhs;
  private final Rotation rotation;
  private boolean eliminated;

  FullKktGhost(ProgramStructure structure, FactoredGhost regularised) {
    this.regularised = regularised;
    n = structure.variables();
    m = structure.rows();
    small = n + m <= LARGEST;
    lu = new DenseLu(small ? n + m : 0);
    matrix = new double[small ? (n + m) * (n + m) : 0];
    a = new double[small ? m * n : 0];
    scale = new double[m];
    rhs = new double[small ? n + m : 0];
    rotation = new Rotation(ConeBlock.of(structure));
  }

  @Override
  public void release() {
    regularised.release();
  }

  @Override
  public boolean open(Visited visited, ActiveRows rows) {
    boolean opened = regularised.open(visited, rows);
    eliminated = false;
    if (!small || !opened || maybeSingular()) return opened;
    rotation.set(rows.rotation);
    assemble(visited.data, visited.instance, rows.l);
    eliminated = lu.factor(n + m, matrix, 0, n + m);
    return true;
  }

  private void assemble(ProgramData data, int instance, double[] l) {
    int order = n + m;
    Arrays.fill(matrix, 0.0);
    data.p().copySymmetricTo(instance, matrix, 0, order);
    data.a().copyTo(instance, a, 0, n);
    rotation.applyToRows(a, n);
    for (int i = 0; i < m; i++) {
      boolean off = l[i] == Double.POSITIVE_INFINITY;
      scale[i] = off ? 0 : l[i] > 1 ? 1 / Math.sqrt(l[i]) : 1;
      for (int j = 0; j < n; j++)
        matrix[(n + i) * order + j] = matrix[j * order + n + i] = scale[i] * a[i * n + j];
      matrix[(n + i) * (order + 1)] = off ? 1 : l[i] > 1 ? -1 : -l[i];
    }
  }

  @Override
  public void solve(double[] y, double[] z) {
    if (!eliminated) {
      regularised.solve(y, z);
      return;
    }
    System.arraycopy(y, 0, rhs, 0, n);
    System.arraycopy(z, 0, rhs, n, m);
    rotation.apply(rhs, n);
    for (int i = 0; i < m; i++) rhs[n + i] *= scale[i];
    lu.solve(rhs, 0);
    System.arraycopy(rhs, 0, y, 0, n);
    for (int i = 0; i < m; i++) z[i] = scale[i] * rhs[n + i];
    rotation.applyTransposed(z, 0);
  }

  @Override
  public @Nullable NullSpace nullSpace() {
    return eliminated ? null : regularised.nullSpace();
  }

  @Override
  public boolean maybeSingular() {
    return !eliminated && regularised.maybeSingular();
  }
}
