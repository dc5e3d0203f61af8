package io.ffolayer.solve.separable;

import io.ffolayer.internal.kkt.separable.SeparableProgram;
import io.ffolayer.internal.kkt.separable.SeparableStructure;
import io.ffolayer.internal.scale.CombinationTerms;
import io.ffolayer.internal.scale.Point;
import io.ffolayer.internal.scale.ResidualMeasure;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Status;
import org.jspecify.annotations.Nullable;

/// Writes what a [DualPoint] means for the user: y, s and z with exact complementarity, or a
/// certificate of infeasibility.
final class SeparableAnswer {
  /// A certificate is good if ‖Aᵀz‖ is below this, relative to |bᵀz| and in the metric of P. What
  /// bᵀz may differ from −1 by.
  private static final double CREDIBLE = 1e-7;

  private static final double CERTIFICATE = 1e-9;

  private final DualPoint point;
  private final DualFunction phi;
  private final @Nullable Ball ball;
  private final SeparableProgram program;
  private final ResidualMeasure measure;
  private final double[] along;
  private final boolean[] active;

  SeparableAnswer(DualPoint point, @Nullable Ball ball) {
    this.point = point;
    phi = point.phi;
    this.ball = ball;
    program = phi.program;
    measure = new ResidualMeasure(program.structure().program());
    along = new double[phi.n];
    active = new boolean[program.structure().rows()];
  }

  /// Writes y, s, z and their residuals.
  ///
  /// @return whether they are within the tolerance; if not, nothing is recorded
  boolean write(
      ProgramData data,
      int instance,
      int iterations,
      double tolerance,
      Solution solution,
      String solver) {
    SeparableStructure structure = program.structure();
    int n = phi.n;
    int yAt = instance * n;
    int rowAt = instance * structure.rows();
    System.arraycopy(point.x, 0, solution.y(), yAt, n);
    writeBounds(data, instance, solution, rowAt);
    for (int i = 0; i < phi.p; i++) {
      int row = rowAt + program.generalRow(i);
      solution.z()[row] = point.nu[i];
      active[program.generalRow(i)] = phi.isFree[i] || point.nu[i] > 0;
      solution.s()[row] = phi.isFree[i] || point.nu[i] > 0 ? 0 : Math.max(0, point.g[i]);
    }
    if (ball != null) ball.write(point, instance, solution);
    measure.measure(
        data, instance, new Point(solution.y(), yAt, solution.s(), solution.z(), rowAt));
    Residuals residuals = new Residuals(measure.primal(), measure.dual(), measure.gap());
    if (!residuals.within(tolerance)) return false;
    solution.record(instance, Status.SOLVED, residuals, iterations, solver);
    return true;
  }

  private void writeBounds(ProgramData data, int instance, Solution solution, int rowAt) {
    SeparableStructure structure = program.structure();
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    double[] s = solution.s();
    double[] z = solution.z();
    for (int row = 0; row < structure.rows(); row++) {
      if (structure.isCurved(row)) continue;
      int j = program.variable(row);
      double rhs = b[bAt + row];
      z[rowAt + row] = 0;
      active[row] = structure.isEquality(row);
      if (structure.isEquality(row)) s[rowAt + row] = 0;
      else s[rowAt + row] = Math.max(0, j < 0 ? rhs : rhs - program.value(row) * point.x[j]);
    }
    for (int j = 0; j < phi.n; j++) {
      if (point.isFreeVariable(j)) continue;
      double force = point.r[j] - phi.d[j] * point.x[j];
      int row = holdingRow(j, force);
      // A force away from the only bound: no row can bear it, and the dual residual tells.
      if (row < 0) continue;
      z[rowAt + row] = force / program.value(row);
      s[rowAt + row] = 0;
      active[row] = true;
    }
  }

  /// The row that holds variable j at its bound against a force: an equality if there is one.
  private int holdingRow(int j, double force) {
    int upper = phi.bounds.upperRow[j];
    int lower = phi.bounds.lowerRow[j];
    if (phi.isFixed(j) && program.structure().isEquality(upper)) return upper;
    if (phi.isFixed(j) && program.structure().isEquality(lower)) return lower;
    if (force == 0) return point.x[j] == phi.bounds.upper[j] ? upper : lower;
    return force > 0 ? upper : lower;
  }

  /// The rows that hold with equality, after [#write].
  int[] activeRows() {
    int count = 0;
    for (boolean row : active) if (row) count++;
    int[] rows = new int[count];
    count = 0;
    for (int row = 0; row < active.length; row++) if (active[row]) rows[count++] = row;
    return rows;
  }

  /// Records the contradiction of two bounds on one variable, or of a row without entries.
  ///
  /// @return whether it is one: bounds that contradict each other by rounding prove nothing
  boolean conflict(ProgramData data, int instance, Solution solution, String solver) {
    solution.clear(instance);
    int first = phi.bounds.firstConflict;
    int second = phi.bounds.secondConflict;
    int rowAt = instance * program.structure().rows();
    double[] z = solution.z();
    if (second < 0) {
      z[rowAt + first] = -1 / data.rhs().values()[data.rhs().offset(instance) + first];
    } else {
      int j = program.variable(first);
      double weight = 1 / (phi.bounds.lower[j] - phi.bounds.upper[j]);
      z[rowAt + first] = weight / program.value(first);
      z[rowAt + second] = -weight / program.value(second);
    }
    if (!proves(data, instance, solution)) return false;
    solution.record(instance, Status.INFEASIBLE, new Residuals(0, 0, 0), 0, solver);
    return true;
  }

  /// Whether bᵀz = −1 holds for the multipliers that were written, as far as rounding lets it be
  /// seen; clears them where it does not.
  private boolean proves(ProgramData data, int instance, Solution solution) {
    int m = program.structure().rows();
    double[] b = data.rhs().values(), z = solution.z();
    int bAt = data.rhs().offset(instance), zAt = instance * m;
    double sum = 0, terms = 0;
    for (int i = 0; i < m; i++) {
      if (z[zAt + i] == 0) continue;
      sum += b[bAt + i] * z[zAt + i];
      terms += Math.abs(b[bAt + i] * z[zAt + i]);
    }
    boolean credible = Math.abs(sum + 1) + m * Math.ulp(terms) <= CREDIBLE;
    if (credible && new CombinationTerms(data, instance).vanish(z, zAt)) return true;
    solution.clear(instance);
    return false;
  }

  /// Tries the direction δ as a certificate: with w = Gᵀδ, the bounds that hold x against w
  /// complete it to Aᵀz = 0, and
  ///
  /// ```
  /// bᵀz = δᵀb − Σ_{w>0} w_j l_j − Σ_{w<0} w_j u_j < 0.
  /// ```
  boolean infeasible(
      ProgramData data,
      int instance,
      double[] delta,
      int iterations,
      Solution solution,
      String solver) {
    program.multiplyTransposed(delta, along);
    double value = 0;
    for (int i = 0; i < phi.p; i++) if (delta[i] != 0) value += delta[i] * phi.b[i];
    double missing = 0;
    for (int j = 0; j < phi.n; j++) {
      double w = along[j];
      double end = w > 0 ? phi.bounds.lower[j] : phi.bounds.upper[j];
      if (w == 0) continue;
      if (Math.abs(end) < Double.POSITIVE_INFINITY) value -= w * end;
      else missing = Math.max(missing, Math.abs(w) / phi.root[j]);
    }
    double size = phi.size(point.x);
    if (!(value < 0) || !(missing * size <= CERTIFICATE * -value)) return false;
    solution.clear(instance);
    double scale = -1 / value;
    int rowAt = instance * program.structure().rows();
    double[] z = solution.z();
    for (int i = 0; i < phi.p; i++) z[rowAt + program.generalRow(i)] = scale * delta[i];
    for (int j = 0; j < phi.n; j++) {
      double w = along[j];
      int row = w > 0 ? phi.bounds.lowerRow[j] : phi.bounds.upperRow[j];
      if (w != 0 && row >= 0) z[rowAt + row] += -scale * w / program.value(row);
    }
    if (!proves(data, instance, solution)) return false;
    solution.record(
        instance, Status.INFEASIBLE, new Residuals(missing * scale, 0, 0), iterations, solver);
    return true;
  }
}
