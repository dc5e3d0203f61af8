package io.ffolayer.solve.interior;

import io.ffolayer.internal.kkt.Equilibration;
import io.ffolayer.internal.scale.KktTerms;
import io.ffolayer.internal.scale.ObjectiveScale;
import io.ffolayer.internal.scale.PartTerms;
import io.ffolayer.internal.scale.Reach;
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
  private final Reach reach;
  private final ProgramData scaled;
  private double objectiveFloor;
  private final PartTerms parts;
  private double errorOnFace;

  Accuracy(Equilibration equilibration) {
    scaled = equilibration.scaled();
    linear = scaled.linear().values();
    rhs = scaled.rhs().values();
    rowUnits = new Units(scaled.structure().rows());
    columnUnits = new Units(scaled.structure().variables());
    parts = new PartTerms(scaled.structure(), rowUnits, columnUnits);
    reach = new Reach(scaled.structure(), 1);
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
    double objectiveUnit = c / f;
    if (!parts.find(data, instance, objectiveUnit))
      objectiveFloor = ObjectiveScale.gapFloor(data, instance, reach) * objectiveUnit;
  }

  /// The largest of the three residuals of (y, s, z)/τ.
  ///
  /// @return NaN never: infinite where it cannot be computed
  double error(Iterate p, double tau) {
    sum(p, tau);
    if (!parts.areSeveral()) return terms.largestResidual(tau, objectiveFloor);
    return Math.max(parts.gap(), parts.largestOfEquations());
  }

  /// The larger of the residuals of the two equations at (y, s, z): the error of a point that was
  /// snapped to its face, where complementarity is exact.
  double errorOnFace(Iterate p) {
    sum(p, 1);
    errorOnFace = parts.areSeveral() ? parts.largestOfEquations() : terms.largestOfEquations(1);
    if (errorOnFace > SMALL && errorOnFace < Double.POSITIVE_INFINITY && asksForProducts())
      errorOnFace = compareWithProducts(p);
    return errorOnFace;
  }

  /// Whether b or q may be 0.
  private boolean asksForProducts() {
    return parts.areSeveral() || terms.rows.hasNoRhs() || terms.columns.hasNoCost();
  }

  private double compareWithProducts(Iterate p) {
    if (!parts.areSeveral()) parts.sum(scaled, 0, p.point, p.products, 1);
    parts.compareWithProducts(scaled, 0, p.point);
    return parts.largestOfEquations();
  }

  /// What [#errorOnFace] was asked for last, its gap among it.
  double withGap() {
    double gap = parts.areSeveral() ? parts.gap() : terms.gap(1, objectiveFloor);
    return Math.max(errorOnFace, gap);
  }

  private void sum(Iterate p, double tau) {
    if (parts.areSeveral()) {
      parts.sum(scaled, 0, p.point, p.products, tau);
      return;
    }
    terms.rows.sum(rhs, p.point, p.products, rowUnits, tau);
    terms.columns.sum(linear, p.y, p.products, columnUnits, tau);
  }
}
