package io.ffolayer.adjoint.ghost;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.face.ActiveRows;
import io.ffolayer.internal.linalg.krylov.LinearOperator;
import java.util.Arrays;

/// The matrix of the ghost problem by products, its rows rotated, and scaled by d:
///
/// ```
/// [ P     ÂᵀD ]        Â = UᵀA;  inactive rows (l = ∞) have d = 0, rows with l > 1 have d = 1/√l, the others d = 1
/// [ DÂ    −D²diag(l) ]
/// ```
final class MaskedSaddle implements LinearOperator {
  private final int n;
  private final int m;
  private final Rotation rotation;
  private final double[] scale;
  private final double[] corner;
  private final double[] rowWork;
  private Visited visited;

  @SuppressWarnings("NullAway.Init") // visited is set by open, before any product
  MaskedSaddle(int variables, int rows, ConeBlock[] cones) {
    n = variables;
    m = rows;
    rotation = new Rotation(cones);
    scale = new double[m];
    corner = new double[m];
    rowWork = new double[m];
  }

  /// Goes to one instance and one face.
  void open(Visited at, ActiveRows rows) {
    visited = at;
    rotation.set(rows.rotation);
    for (int i = 0; i < m; i++) {
      double l = rows.l[i];
      boolean off = l == Double.POSITIVE_INFINITY;
      scale[i] = off ? 0 : l > 1 ? 1 / Math.sqrt(l) : 1;
      corner[i] = off ? 0 : Math.min(1, l);
    }
  }

  @Override
  public void apply(double[] in, double[] out) {
    Arrays.fill(out, 0, n + m, 0.0);
    visited.addQuadraticProduct(in, out);
    for (int i = 0; i < m; i++) rowWork[i] = scale[i] * in[n + i];
    rotation.applyTransposed(rowWork, 0);
    visited.addTransposedProduct(rowWork, out);
    visited.data.addRowProduct(visited.instance, in, 0, out, n);
    rotation.apply(out, n);
    for (int i = 0; i < m; i++) out[n + i] = scale[i] * out[n + i] - corner[i] * in[n + i];
  }

  /// The right-hand side (y, z) of the program in the coordinates of the matrix.
  void enter(double[] y, double[] z, double[] right) {
    System.arraycopy(y, 0, right, 0, n);
    System.arraycopy(z, 0, right, n, m);
    rotation.apply(right, n);
    for (int i = 0; i < m; i++) right[n + i] *= scale[i];
  }

  /// An answer in the coordinates of the program.
  void leave(double[] answer, double[] y, double[] z) {
    System.arraycopy(answer, 0, y, 0, n);
    for (int i = 0; i < m; i++) z[i] = scale[i] * answer[n + i];
    rotation.applyTransposed(z, 0);
  }

  /// d² · sum + D²l of a row, `sum` its entry on the diagonal of Â diag(P)⁻¹ Âᵀ.
  double schurEntry(int row, double sum) {
    return scale[row] * scale[row] * sum + corner[row];
  }
}
