package io.ffolayer.solve.interior;

import io.ffolayer.internal.kkt.Equilibration;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Residuals;

/// The residuals of [Residuals] at a point in equilibrated units, from the products that the solver
/// has already.
final class Accuracy {
  private static final DenseKernels KERNELS = Kernels.dense();

  private final int variables;
  private final int rows;
  private final double[] linear;
  private final double[] rhs;
  private final double[] primalUnit;
  private final double[] dualUnit;
  private final double[] term;
  private final double[] rowNorm;
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
    term = new double[Math.max(rows, variables)];
    rowNorm = new double[rows];
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
    gapFloor = Residuals.gapFloor(data, instance, rowNorm) * (c / f);
  }

  /// The largest of the three residuals of (y, s, z)/τ.
  ///
  /// @return NaN never: infinite where it cannot be computed
  double error(Iterate p, double tau) {
    double bz = 0, bzAbs = 0, ayzAbs = 0, sz = 0;
    for (int i = 0; i < rows; i++) {
      double unit = primalUnit[i];
      double s = p.s[i], z = p.z[i];
      term[i] = (p.ay[i] + s - rhs[i] * tau) * unit;
      double bi = unit > 0 ? rhs[i] * z : 0;
      bz += bi;
      bzAbs += Math.abs(bi);
      ayzAbs += unit > 0 ? Math.abs(p.ay[i] * z) : 0;
      sz += unit > 0 ? s * z : 0;
    }
    double primal = KERNELS.normInf(rows, term, 0);
    double largestAy = largest(rows, p.ay, primalUnit), largestS = largest(rows, p.s, primalUnit);
    double yPy = 0, qy = 0, qyAbs = 0;
    for (int j = 0; j < variables; j++) {
      double py = p.py[j], q = linear[j];
      term[j] = (py + q * tau + p.atz[j]) * dualUnit[j];
      yPy += p.y[j] * py;
      double qj = q * p.y[j];
      qy += qj;
      qyAbs += Math.abs(qj);
    }
    double dual = KERNELS.normInf(variables, term, 0);
    double largestPy = largest(variables, p.py, dualUnit);
    double largestAtz = largest(variables, p.atz, dualUnit);
    double primalScale =
        Math.max(largestB == 0 ? tau : largestB * tau, Math.max(largestAy, largestS));
    double dualScale =
        Math.max(largestQ == 0 ? tau : largestQ * tau, Math.max(largestPy, largestAtz));
    double terms = Residuals.GAP_FLOOR * Math.max(qyAbs / tau, ayzAbs / (tau * tau));
    double gapScale =
        Math.max(
            Math.max(Math.min(qyAbs, bzAbs) / tau, yPy / (tau * tau)), Math.max(terms, gapFloor));
    double gap = Math.max(Math.abs(yPy / tau + qy + bz) / tau, Math.abs(sz) / (tau * tau));
    double worst =
        Math.max(
            ratio(primal, primalScale), Math.max(ratio(dual, dualScale), ratio(gap, gapScale)));
    return worst < Double.POSITIVE_INFINITY ? worst : Double.POSITIVE_INFINITY;
  }

  /// max |x_i u_i|, NaN where a product is.
  private double largest(int count, double[] x, double[] unit) {
    for (int i = 0; i < count; i++) term[i] = x[i] * unit[i];
    return KERNELS.normInf(count, term, 0);
  }

  private static double ratio(double error, double scale) {
    return error == 0 ? 0 : error / scale;
  }
}
