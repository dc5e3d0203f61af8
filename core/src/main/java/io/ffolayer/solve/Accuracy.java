package io.ffolayer.solve;

import io.ffolayer.internal.kkt.Equilibration;
import io.ffolayer.program.ProgramData;

/// The residuals of [Residuals] at a point in equilibrated units, from the products that the solver
/// has already.
final class Accuracy {
  private final int variables;
  private final int rows;
  private final double[] linear;
  private final double[] rhs;
  private final double[] primalUnit;
  private final double[] dualUnit;
  private double largestQ;
  private double largestB;
  private double gapFloor;

  Accuracy(Equilibration equilibration) {
    ProgramData scaled = equilibration.scaled();
    variables = scaled.structure().variables();
    rows = scaled.structure().rows();
    linear = scaled.linear().values();
    rhs = scaled.rhs().values();
    primalUnit = new double[rows];
    dualUnit = new double[variables];
  }

  /// Takes the units of the instance that was scaled last.
  void use(Equilibration equilibration, ProgramData data, int instance) {
    double f = equilibration.solutionScale();
    double c = equilibration.objectiveScale();
    double[] column = equilibration.column();
    double[] row = equilibration.row();
    boolean[] absent = equilibration.absent();
    largestB = 0;
    for (int i = 0; i < rows; i++) {
      primalUnit[i] = absent[i] ? 0 : f / row[i];
      largestB = Math.max(largestB, Math.abs(rhs[i] * primalUnit[i]));
    }
    largestQ = 0;
    for (int j = 0; j < variables; j++) {
      dualUnit[j] = 1 / (c * column[j]);
      largestQ = Math.max(largestQ, Math.abs(linear[j] * dualUnit[j]));
    }
    gapFloor = Residuals.gapFloor(data, instance) * (c / f);
  }

  /// The largest of the three residuals of (y, s, z)/τ.
  ///
  /// @return NaN never: infinite where it cannot be computed
  double error(Iterate p, double tau) {
    double largestAy = 0, largestS = 0, primal = 0, bz = 0, bzAbs = 0, sz = 0;
    for (int i = 0; i < rows; i++) {
      double unit = primalUnit[i];
      double ay = p.ay[i], s = p.s[i], z = p.z[i], b = rhs[i];
      primal = Math.max(primal, Math.abs(ay + s - b * tau) * unit);
      largestAy = Math.max(largestAy, Math.abs(ay) * unit);
      largestS = Math.max(largestS, Math.abs(s) * unit);
      double term = unit > 0 ? b * z : 0;
      bz += term;
      bzAbs += Math.abs(term);
      sz += unit > 0 ? s * z : 0;
    }
    double largestPy = 0, largestAtz = 0, dual = 0, yPy = 0, qy = 0, qyAbs = 0;
    for (int j = 0; j < variables; j++) {
      double unit = dualUnit[j];
      double py = p.py[j], atz = p.atz[j], q = linear[j];
      dual = Math.max(dual, Math.abs(py + q * tau + atz) * unit);
      largestPy = Math.max(largestPy, Math.abs(py) * unit);
      largestAtz = Math.max(largestAtz, Math.abs(atz) * unit);
      yPy += p.y[j] * py;
      double term = q * p.y[j];
      qy += term;
      qyAbs += Math.abs(term);
    }
    double primalScale =
        Math.max(largestB == 0 ? tau : largestB * tau, Math.max(largestAy, largestS));
    double dualScale =
        Math.max(largestQ == 0 ? tau : largestQ * tau, Math.max(largestPy, largestAtz));
    double gapScale = Math.max(Math.min(qyAbs, bzAbs) / tau, Math.max(yPy / (tau * tau), gapFloor));
    double gap = Math.max(Math.abs(yPy / tau + qy + bz) / tau, Math.abs(sz) / (tau * tau));
    double worst =
        Math.max(
            ratio(primal, primalScale), Math.max(ratio(dual, dualScale), ratio(gap, gapScale)));
    return worst < Double.POSITIVE_INFINITY ? worst : Double.POSITIVE_INFINITY;
  }

  private static double ratio(double error, double scale) {
    return error == 0 ? 0 : error / scale;
  }
}
