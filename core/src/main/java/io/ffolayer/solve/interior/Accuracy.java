package io.ffolayer.solve.interior;

import io.ffolayer.internal.kkt.Equilibration;
import io.ffolayer.internal.scale.KktTerms;
import io.ffolayer.internal.scale.ObjectiveScale;
import io.ffolayer.internal.scale.Units;
import io.ffolayer.program.ProgramData;

/// The residuals of [io.ffolayer.solve.Residuals] at a point in equilibrated units, from the
/// products that the solver has already.
final class Accuracy {
  private final double[] linear;
  private final double[] rhs;
  private final Units rowUnits;
  private final Units columnUnits;
  private final KktTerms terms = new KktTerms();
  private final double[] rowNorm;
  private double objectiveFloor;

  Accuracy(Equilibration equilibration) {
    ProgramData scaled = equilibration.scaled();
    linear = scaled.linear().values();
    rhs = scaled.rhs().values();
    rowUnits = new Units(scaled.structure().rows());
    columnUnits = new Units(scaled.structure().variables());
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
    return terms.largestOfEquations(1);
  }

  /// What [#errorOnFace] was asked for last, its gap among it.
  double withGap() {
    return terms.largestResidual(1, objectiveFloor);
  }

  private void sum(Iterate p, double tau) {
    terms.rows.sum(rhs, p.point, p.products, rowUnits, tau);
    terms.columns.sum(linear, p.y, p.products, columnUnits, tau);
  }
}
