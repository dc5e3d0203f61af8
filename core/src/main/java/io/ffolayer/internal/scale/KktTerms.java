package io.ffolayer.internal.scale;

/// The terms of the KKT conditions at a point, and what they are compared with: the formula of
/// [io.ffolayer.solve.Residuals], in the units of the user or in equilibrated ones.
///
/// The point may be given multiplied by τ, as the homogeneous embedding has it.
public final class KktTerms {
  /// Relative to the size of the objective, the floor of the denominator of the gap.
  static final double GAP_FLOOR = 1e-6;

  /// The same for what rounding may raise it to, and the part of terms that cancel: a rounding
  /// error of 1e-16 of them is then within a tolerance of 1e-12.
  static final double ROUNDING_FLOOR = 1e-3;

  /// The rounding of the gap, in parts of its terms: a sum of products of numbers that are each
  /// rounded.
  private static final double ROUNDING = 8 * Math.ulp(1.0);

  /// The same in parts of what the gap is compared with, below which it is small: half of the usual
  /// tolerance.
  private static final double SMALL = 5e-10;

  public final ColumnTerms columns = new ColumnTerms();
  public final RowTerms rows = new RowTerms();

  void clear() {
    columns.clear();
    rows.clear();
  }

  /// (yᵀPy + qᵀy + bᵀz)/τ².
  double signedGap(double tau) {
    return (columns.yPy / tau + columns.qy + rows.bz) / tau;
  }

  double gapError(double tau) {
    return gapError(signedGap(tau), tau);
  }

  double gapError(double signedGap, double tau) {
    return Math.max(Math.abs(signedGap), Math.abs(rows.sz) / (tau * tau));
  }

  /// A gap that is no larger, beside the size of the objective, is the rounding of a point of that
  /// size.
  static final double NOTHING = Math.ulp(1.0);

  /// The relative gap, 0 where the rounding of its terms is all of the error and small: at y = 0
  /// bᵀz and sᵀz consist of terms that cancel, and no other number says how exactly.
  ///
  /// @param error of the gap
  /// @param scale what it is compared with
  double relativeGap(double error, double scale, double tau) {
    double terms =
        (rows.sizesOfAyz + rows.sizesOfSz + columns.yPy) / (tau * tau) + columns.sizesOfQy / tau;
    double rounding = ROUNDING * terms;
    return error <= rounding && rounding <= SMALL * scale ? 0 : ratio(error, scale);
  }

  /// What the gap is compared with, but for the size of the objective near y = 0 and for
  /// [#rounding].
  double gapScale(double tau) {
    double lesser = Math.min(columns.sizesOfQy, rows.sizesOfBz) / tau;
    double floor = GAP_FLOOR * columns.sizesOfQy / tau;
    return Math.max(Math.max(lesser, columns.yPy / (tau * tau)), floor);
  }

  /// What the rounding of the gap asks for: the terms of bᵀz = (Ay + s)ᵀz cancel, and where the
  /// optimal value is 0 they may be all that there is. [#ROUNDING_FLOOR] of them counts, and no
  /// more than that part of the size of the objective: beyond it nothing is known of the gap, and
  /// nothing may pass.
  double rounding(double tau) {
    return ROUNDING_FLOOR * Math.max(rows.sizesOfAyz, rows.sizesOfSz) / (tau * tau);
  }

  /// The largest of the three residuals of the point that was summed, divided by τ.
  ///
  /// @param objectiveFloor the part of the floor that comes from the data
  ///   ([ObjectiveScale#gapFloor])
  /// @return NaN never: infinite where it cannot be computed
  public double largestResidual(double tau, double objectiveFloor) {
    return finite(Math.max(largestOfEquations(tau), gap(tau, objectiveFloor)));
  }

  /// The gap of the point that was summed, likewise.
  public double gap(double tau, double objectiveFloor) {
    return gap(gapError(tau), tau, objectiveFloor);
  }

  double gap(double error, double tau, double objectiveFloor) {
    double size = objectiveFloor / GAP_FLOOR;
    if (error <= NOTHING * size) return 0;
    double floor = Math.max(objectiveFloor, Math.min(rounding(tau), ROUNDING_FLOOR * size));
    return finite(relativeGap(error, Math.max(gapScale(tau), floor), tau));
  }

  /// The larger of the primal and the dual residual: all that is wrong with a point whose pairs are
  /// complementary.
  ///
  /// @return NaN never: infinite where it cannot be computed
  public double largestOfEquations(double tau) {
    return finite(Math.max(primal(tau), dual(tau)));
  }

  public double primal(double tau) {
    return ratio(rows.error, rows.scale(tau));
  }

  public double dual(double tau) {
    return ratio(columns.error, columns.scale(tau));
  }

  static double finite(double error) {
    return error < Double.POSITIVE_INFINITY ? error : Double.POSITIVE_INFINITY;
  }

  static double ratio(double error, double scale) {
    return error == 0 ? 0 : error / scale;
  }
}
