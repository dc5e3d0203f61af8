package io.ffolayer.internal.cone;

import java.util.Arrays;

/// The sizes of slacks and duals, so that which face a pair (s, z) is near does not depend on
/// units:
///
/// ```
/// σ_s = ‖b‖ + ‖A‖‖y‖,   σ_z = (‖q‖∞ + ‖Py‖∞ + ‖Aᵀz‖∞) / ‖A‖,   v = s/σ_s − z/σ_z
/// ```
///
/// with the b and A (Frobenius norm) of one row where the cone is polyhedral, and of the whole
/// block where it is curved: there all rows have one scale, which keeps σ_s K = K. v does not
/// change when a block, the objective, or y is scaled.
///
/// A norm ‖A‖ = 0 counts as 1, and so does a scale that would be 0. All scales are 1 until [#set]
/// reads a point.
public final class FaceScales {
  /// What is less than this part of the size that the data suggest is rounding.
  private static final double COLLAPSED = 1e-6;

  private final ConeBlock[] cones;
  private final double curvedDual;
  private final double[] slack;
  private final double[] dual;

  public FaceScales(ConeBlock[] cones, int rows) {
    this(cones, rows, 1);
  }

  /// @param curvedDual a factor on σ_z of curved cones: the larger, the more the slack decides
  ///   where on its face a pair is
  public FaceScales(ConeBlock[] cones, int rows, double curvedDual) {
    this.cones = cones;
    this.curvedDual = curvedDual;
    slack = new double[rows];
    dual = new double[rows];
    Arrays.fill(slack, 1);
    Arrays.fill(dual, 1);
  }

  /// The size of y: ‖y‖₂, or where y is 0 but for rounding, the step at which the curvature of the
  /// objective would bring about its gradient: the size of y that the data suggest. Without it the
  /// scale of a slack would be rounding, and rounding would decide which rows are active.
  ///
  /// @param length ‖y‖₂
  /// @param gradient [#gradient]
  /// @param curvature the largest entry of P
  private static double size(double length, double gradient, double curvature) {
    double natural = curvature > 0 ? gradient / curvature : 0;
    return length >= COLLAPSED * natural ? length : natural;
  }

  /// ‖q‖∞ + ‖Py‖∞ + ‖Aᵀz‖∞, or 1 where the objective is 0: then every dual is 0, and what a solver
  /// leaves of one counts as nothing.
  public static double gradient(double q, double py, double atz, double curvature) {
    return q == 0 && curvature == 0 ? 1 : q + py + atz;
  }

  /// Reads the sizes at one point.
  ///
  /// @param rowNorm ‖a_i‖₂ of all rows
  /// @param b m values at `bAt`, +∞ where an inequality is absent: there σ_s = +∞
  /// @param length ‖y‖₂
  /// @param gradient [#gradient]
  /// @param curvature the largest entry of P
  public void set(
      double[] rowNorm, double[] b, int bAt, double length, double gradient, double curvature) {
    double sizeY = size(length, gradient, curvature);
    for (ConeBlock cone : cones) {
      boolean curved = cone.rotationSize() > 0;
      int step = curved ? cone.end() - cone.first() : 1;
      double stress = curved ? curvedDual : 1;
      for (int i = cone.first(); i < cone.end(); i += step) {
        double ofRow = norm(rowNorm, i, step), right = norm(b, bAt + i, step);
        double norm = ofRow > 0 ? ofRow : 1;
        fill(i, i + step, right + norm * sizeY, stress * force(gradient, curvature, right, norm));
      }
    }
  }

  /// The size of the duals of a row: gradient/‖a‖, or where the gradient is 0 but for rounding,
  /// that of the step from the origin to the row.
  private static double force(double gradient, double curvature, double right, double norm) {
    double natural = right < Double.POSITIVE_INFINITY ? curvature * right / norm : 0;
    return (gradient >= COLLAPSED * natural ? gradient : natural) / norm;
  }

  private void fill(int from, int to, double slackScale, double dualScale) {
    for (int i = from; i < to; i++) {
      slack[i] = slackScale > 0 ? slackScale : 1;
      dual[i] = dualScale > 0 ? dualScale : 1;
    }
  }

  /// ‖x‖₂ of a part of x.
  private static double norm(double[] x, int at, int length) {
    if (length == 1) return Math.abs(x[at]);
    double sum = 0;
    for (int i = 0; i < length; i++) sum += x[at + i] * x[at + i];
    return Math.sqrt(sum);
  }

  /// σ_s of every row, the array itself: read only.
  public double[] slack() {
    return slack;
  }

  /// σ_z of every row, the array itself: read only.
  public double[] dual() {
    return dual;
  }
}
