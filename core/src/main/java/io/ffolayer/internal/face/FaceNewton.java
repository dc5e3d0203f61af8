package io.ffolayer.internal.face;

import io.ffolayer.internal.scale.Point;
import io.ffolayer.internal.scale.PointProducts;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;

/// A Newton step on the face of a point that was snapped to it, for the polish of the interior
/// point and for the correction of the adjoints:
///
/// ```
/// K e = −(r₁, r₂)      r₁ = Py + q + Aᵀz,   r₂ = Ay + s − b,   K = [ P Aᵀ; A −H ] on the active and curved rows
/// y ← y + e_y,   z ← z + e_z,   s ← b − Ay                     whoever asks solves with K, and snaps to the next face
/// ```
///
/// The step is shared, the loops around it are not. The polish looks for a solution that it does
/// not have: all rows may change sides in a snap, a small residual is the proof, and the best of up
/// to twelve points counts, whatever they look like on the way. The adjoint has a solution and asks
/// whether it may differentiate there: its certificate is that no row changes its side, on flat
/// faces after one step, since K is exact; the distances to the nearest kink go into its report;
/// and its systems are solved by other means than a factor, too.
public final class FaceNewton {
  /// e, or the right-hand side −(r₁, r₂) until the system was solved.
  public final PrimalDual step;

  public FaceNewton(ProgramStructure structure) {
    step = PrimalDual.zeros(structure, 1);
  }

  /// step ← −(r₁, r₂) of a point.
  public void residual(ProgramData data, int instance, Point at, PointProducts products) {
    dualResidual(data, instance, products);
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    double[] ez = step.z(), ay = products.ay, s = at.s();
    for (int i = 0; i < ez.length; i++) ez[i] = b[bAt + i] - ay[i] - s[i];
  }

  /// step ← −(r₁, r₂) of a point, 0 at rows that take no part in its face.
  public void residual(
      ProgramData data, int instance, Point at, PointProducts products, ActiveRows rows) {
    dualResidual(data, instance, products);
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    double[] ez = step.z(), ay = products.ay, s = at.s();
    Arrays.fill(ez, 0.0);
    for (int k = 0; k < rows.listedCount; k++) {
      int i = rows.listed[k];
      ez[i] = b[bAt + i] - ay[i] - s[i];
    }
  }

  private void dualResidual(ProgramData data, int instance, PointProducts products) {
    double[] q = data.linear().values();
    int qAt = data.linear().offset(instance);
    double[] ey = step.y(), py = products.py, atz = products.atz;
    for (int j = 0; j < ey.length; j++) ey[j] = -(py[j] + q[qAt + j] + atz[j]);
  }

  /// (y, z) of a point ← (y, z) of another, or the same, + e.
  public void move(Point from, Point to) {
    for (int j = 0; j < step.y().length; j++) to.y()[j] = from.y()[j] + step.y()[j];
    for (int i = 0; i < step.z().length; i++) to.z()[i] = from.z()[i] + step.z()[i];
  }

  /// s ← b − Ay.
  ///
  /// @param ay A y of the point
  public static void slack(ProgramData data, int instance, double[] ay, Point point) {
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    double[] s = point.s();
    for (int i = 0; i < s.length; i++) s[i] = b[bAt + i] - ay[i];
  }
}
