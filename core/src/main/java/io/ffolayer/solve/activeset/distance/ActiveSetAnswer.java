package io.ffolayer.solve.activeset.distance;

import io.ffolayer.internal.kkt.dense.RangeSpaceFactor;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.scale.Point;
import io.ffolayer.internal.scale.ResidualMeasure;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.DoubledSums;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Status;
import java.util.Arrays;

/// The last step of an active-set method: from a guess of the active rows and their duals to a
/// certified answer.
///
/// The answer is snapped – s = 0 on active rows, z = 0 on the others, s, z ≥ 0 – so that
/// complementarity and the cones hold exactly and small residuals are a proof, whatever set was
/// guessed. Where they are not small, the KKT system of the active rows is refined with the factor
/// at hand.
public final class ActiveSetAnswer {
  /// Residuals above this are refined even when the tolerance of the user is looser: a step costs
  /// little.
  private static final double REFINE_ABOVE = 1e-12;

  private static final int REFINEMENTS = 4;

  private final double tolerance;
  private final String solver;
  private final int n;
  private final int m;
  private final boolean[] equality;
  private final boolean[] active;
  private final ResidualMeasure measure;
  private final double[] correction;
  private final double[] rowCorrection;
  private final double[] lastY;
  private final double[] lastZ;
  private final DoubledSums dualSums;
  private final DoubledSums primalSums;
  private double[] work = new double[0];

  public ActiveSetAnswer(ProgramStructure structure, double tolerance, String solver) {
    this.tolerance = tolerance;
    this.solver = solver;
    n = structure.variables();
    m = structure.rows();
    equality = structure.equalities();
    active = new boolean[m];
    measure = new ResidualMeasure(structure);
    correction = new double[DenseKernels.padded(n)];
    rowCorrection = new double[m];
    lastY = new double[n];
    lastZ = new double[m];
    dualSums = new DoubledSums(n);
    primalSums = new DoubledSums(m);
  }

  /// Writes the answer of an instance whose duals on the active rows stand in the solution already,
  /// and records it if it is certified; y follows from the duals.
  ///
  /// @param quadratic the factor of P of this instance
  /// @return whether it is; otherwise nothing of it is left in the solution
  public boolean certify(
      ProgramData data,
      int instance,
      ActiveRows found,
      QuadraticFactor quadratic,
      Solution solution) {
    begin(instance, found, solution);
    minimizeLagrangian(data, instance, quadratic, solution);
    evaluateProducts(data, instance, solution);
    return judge(data, instance, found, solution);
  }

  /// The same where y stands in the solution too.
  public boolean certifyPoint(ProgramData data, int instance, ActiveRows found, Solution solution) {
    begin(instance, found, solution);
    multiplyDual(data, instance, solution);
    evaluateProducts(data, instance, solution);
    return judge(data, instance, found, solution);
  }

  private void begin(int instance, ActiveRows found, Solution solution) {
    Arrays.fill(active, false);
    for (int row : found.rows()) active[row] = true;
    snapDuals(solution.z(), instance * m);
  }

  private boolean judge(ProgramData data, int instance, ActiveRows found, Solution solution) {
    Residuals residuals = measure(data, instance, found, solution);
    RangeSpaceFactor factor = null;
    if (!residuals.within(Math.min(REFINE_ABOVE, tolerance))) {
      factor = found.factor().get();
      residuals = refine(data, instance, found, factor, residuals, solution);
    }
    if (!residuals.within(tolerance)) {
      solution.clear(instance);
      solution.record(instance, Status.ITERATION_LIMIT, residuals, found.pivots(), solver);
      return false;
    }
    if (solution.keepsFactors())
      solution.keep(instance, factor == null ? found.factor().get() : factor);
    solution.record(instance, Status.SOLVED, residuals, found.pivots(), solver);
    return true;
  }

  private void snapDuals(double[] z, int zAt) {
    for (int i = 0; i < m; i++)
      if (!active[i] || (!equality[i] && !(z[zAt + i] > 0))) z[zAt + i] = 0;
  }

  /// y = −P⁻¹(q + Aᵀz), leaving Aᵀz among the products.
  private void minimizeLagrangian(
      ProgramData data, int instance, QuadraticFactor quadratic, Solution solution) {
    multiplyDual(data, instance, solution);
    double[] atz = measure.products().atz;
    double[] q = data.linear().values();
    int qAt = data.linear().offset(instance);
    for (int j = 0; j < n; j++) correction[j] = -(q[qAt + j] + atz[j]);
    Arrays.fill(correction, n, correction.length, 0);
    quadratic.solve(correction);
    System.arraycopy(correction, 0, solution.y(), instance * n, n);
  }

  private void multiplyDual(ProgramData data, int instance, Solution solution) {
    measure.products().multiplyDual(data, instance, solution.z(), instance * m);
  }

  /// Computes Py and Ay, and sets the slacks.
  private void evaluateProducts(ProgramData data, int instance, Solution solution) {
    measure.products().multiplyPrimal(data, instance, solution.y(), instance * n);
    double[] s = solution.s(), ay = measure.products().ay;
    int rowAt = instance * m;
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    for (int i = 0; i < m; i++) {
      double slack = b[bAt + i] - ay[i];
      s[rowAt + i] = active[i] || equality[i] || !(slack > 0) ? 0 : slack;
    }
  }

  /// Measures the point whose products are there.
  private Residuals measure(ProgramData data, int instance, ActiveRows found, Solution solution) {
    Point point = new Point(solution.y(), instance * n, solution.s(), solution.z(), instance * m);
    measure.measureByProducts(data, instance, point, found.largestEntry());
    return new Residuals(measure.primal(), measure.dual(), measure.gap());
  }

  /// Sets the slacks and measures.
  private Residuals evaluate(ProgramData data, int instance, ActiveRows found, Solution solution) {
    multiplyDual(data, instance, solution);
    evaluateProducts(data, instance, solution);
    return measure(data, instance, found, solution);
  }

  /// Newton steps on the KKT system of the active rows for as long as each gains a factor of two,
  /// with residuals in doubled precision.
  private Residuals refine(
      ProgramData data,
      int instance,
      ActiveRows found,
      RangeSpaceFactor factor,
      Residuals first,
      Solution solution) {
    if (work.length < factor.workSize()) work = new double[factor.workSize()];
    Residuals best = first;
    for (int step = 0; step < REFINEMENTS && !best.within(REFINE_ABOVE); step++) {
      System.arraycopy(solution.y(), instance * n, lastY, 0, n);
      System.arraycopy(solution.z(), instance * m, lastZ, 0, m);
      correct(data, instance, factor, solution);
      Residuals next = evaluate(data, instance, found, solution);
      if (next.largest() < best.largest()) {
        boolean slow = next.largest() > 0.5 * best.largest();
        best = next;
        if (slow) break;
      } else {
        System.arraycopy(lastY, 0, solution.y(), instance * n, n);
        System.arraycopy(lastZ, 0, solution.z(), instance * m, m);
        best = evaluate(data, instance, found, solution);
        break;
      }
    }
    return best;
  }

  private void correct(ProgramData data, int instance, RangeSpaceFactor factor, Solution solution) {
    double[] y = solution.y(), z = solution.z();
    int yAt = instance * n, rowAt = instance * m;
    double[] dual = data.dualResidual(instance, y, yAt, z, rowAt, dualSums);
    double[] primal = data.primalResidual(instance, y, yAt, solution.s(), rowAt, primalSums);
    for (int j = 0; j < n; j++) correction[j] = -dual[j];
    for (int i = 0; i < m; i++) rowCorrection[i] = active[i] ? -primal[i] : 0;
    factor.solve(correction, 0, rowCorrection, 0, work);
    for (int j = 0; j < n; j++) y[yAt + j] += correction[j];
    for (int i = 0; i < m; i++) z[rowAt + i] += rowCorrection[i];
    snapDuals(z, rowAt);
  }
}
