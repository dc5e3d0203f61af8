package io.ffolayer.internal.scale;

/// The terms of the KKT conditions at a point, and what they are compared with: the formula of
/// [io.ffolayer.solve.Residuals], in the units of the user or in equilibrated ones.
///
/// The point may be given multiplied by τ, as the homogeneous embedding has it.
public final class KktTerms {
  /// Relative to the size of the objective, the floor of the denominator of the gap.
  static final double GAP_FLOOR = 1e-6;

  public final ColumnTerms columns = new ColumnTerms();
  public final RowTerms rows = new RowTerms();

  double gapError(double tau) {
    double difference = columns.yPy / tau + columns.qy + rows.bz;
    return Math.max(Math.abs(difference) / tau, Math.abs(rows.sz) / (tau * tau));
  }

  /// What the gap is compared with, but for the size of the objective near y = 0.
  double gapScale(double tau) {
    double lesser = Math.min(columns.sizesOfQy, rows.sizesOfBz) / tau;
    double floor = GAP_FLOOR * Math.max(columns.sizesOfQy / tau, rows.sizesOfAyz / (tau * tau));
    return Math.max(Math.max(lesser, columns.yPy / (tau * tau)), floor);
  }

  /// The largest of the three residuals of the point that was summed, divided by τ.
  ///
  /// @param objectiveFloor the part of the floor that comes from the data
  ///   ([ObjectiveScale#gapFloor])
  /// @return NaN never: infinite where it cannot be computed
  public double largestResidual(double tau, double objectiveFloor) {
    double primal = ratio(rows.error, rows.scale(tau));
    double dual = ratio(columns.error, columns.scale(tau));
    double gap = ratio(gapError(tau), Math.max(gapScale(tau), objectiveFloor));
    double worst = Math.max(primal, Math.max(dual, gap));
    return worst < Double.POSITIVE_INFINITY ? worst : Double.POSITIVE_INFINITY;
  }

  static double ratio(double error, double scale) {
    return error == 0 ? 0 : error / scale;
  }
}
