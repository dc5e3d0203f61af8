package io.ffolayer.solve.interior;

import io.ffolayer.internal.kkt.Equilibration;
import io.ffolayer.internal.scale.KktTerms;
import io.ffolayer.internal.scale.ObjectiveScale;
import io.ffolayer.internal.scale.OwnTerms;
import io.ffolayer.internal.scale.Units;
import io.ffolayer.program.ProgramData;

/// The residuals of [io.ffolayer.solve.Residuals] at a point in equilibrated units, from the
/// products that the solver has already.
final class Accuracy {
  /// A relative error that any tolerance allows.
  private static final double SMALL = 1e-13;

  private final double[] linear;
  private final double[] rhs;
  private final Units rowUnits;
  private final Units columnUnits;
  private final KktTerms terms = new KktTerms();
  private final double[] rowNorm;
  private final ProgramData scaled;
  private double objectiveFloor;
  private final OwnTerms own;
  private final double[] rowError;
  private final double[] columnError;
  private double errorOnFace;

  Accuracy(Equilibration equilibration) {
    scaled = equilibration.scaled();
    linear = scaled.linear().values();
    rhs = scaled.rhs().values();
    rowUnits = new Units(scaled.structure().rows());
    columnUnits = new Units(scaled.structure().variables());
    own = new OwnTerms(scaled.structure());
    rowError = new double[scaled.structure().rows()];
    columnError = new double[scaled.structure().variables()];
    rowNorm = new double[scaled.structure().rows()];
  }

  /// Takes the units of the instance that was scaled last.
  void use(Equilibration equilibration, ProgramData data, int instance) {
    double f = equilibration.solutionScale();
    double c = equilibration.objectiveScale();
    double[] column = equilibration.column();
    double[] row = equilibration.row();
    boolean[] absent = equilibration.absent();
    for (int i = 0; i < row.length; i++) rowUnits.unit[i] = absent[i] ? 0 : f / row[i];
    for (int j = 0; j < column.length; j++) columnUnits.unit[j] = 1 / (c * column[j]);
    terms.rows.takeRhs(rhs, rowUnits);
    terms.columns.takeLinear(linear, columnUnits);
    own.forget();
    objectiveFloor = ObjectiveScale.gapFloor(data, instance, rowNorm) * (c / f);
  }

  /// The largest of the three residuals of (y, s, z)/τ.
  ///
  /// @return NaN never: infinite where it cannot be computed
  double error(Iterate p, double tau) {
    sum(p, tau);
    return terms.largestResidual(tau, objectiveFloor);
  }

  /// The larger of the residuals of the two equations at (y, s, z): the error of a point that was
  /// snapped to its face, where complementarity is exact.
  double errorOnFace(Iterate p) {
    sum(p, 1);
    errorOnFace = terms.largestOfEquations(1);
    if (errorOnFace > SMALL && errorOnFace < Double.POSITIVE_INFINITY)
      errorOnFace = compareWithOwnTerms(p);
    return errorOnFace;
  }

  private double compareWithOwnTerms(Iterate p) {
    double[] row = rowError, column = columnError;
    for (int i = 0; i < row.length; i++) row[i] = (p.ay[i] + p.s[i] - rhs[i]) * rowUnits.unit[i];
    for (int j = 0; j < column.length; j++)
      column[j] = (p.py[j] + linear[j] + p.atz[j]) * columnUnits.unit[j];
    double primal = terms.primal(1), dual = terms.dual(1);
    boolean asksRows = OwnTerms.isAsked(row, rhs), asksColumns = OwnTerms.isAsked(column, linear);
    if (!(asksRows || asksColumns) || !own.find(scaled, 0, rowUnits.unit))
      return Math.max(primal, dual);
    if (asksRows) primal = own.primal(scaled, 0, p.point, row, rowUnits.unit, terms.rows.scale(1));
    if (asksColumns)
      dual = own.dual(scaled, 0, p.point, column, columnUnits.unit, terms.columns.scale(1));
    return Math.max(primal, dual);
  }

  /// What [#errorOnFace] was asked for last, its gap among it.
  double withGap() {
    return Math.max(errorOnFace, terms.gap(1, objectiveFloor));
  }

  private void sum(Iterate p, double tau) {
    terms.rows.sum(rhs, p.point, p.products, rowUnits, tau);
    terms.columns.sum(linear, p.y, p.products, columnUnits, tau);
  }
}
