package io.ffolayer.solve.separable;

import io.ffolayer.internal.kkt.separable.SeparableProgram;
import io.ffolayer.program.ProgramData;
import java.util.Arrays;

/// A point ν of the dual φ of a separable program, with all that belongs to it:
///
/// ```
/// r = −q − Gᵀν      x = clip(r/d, l, u)      g = b − G x = ∇φ(ν)
/// ```
///
/// Multipliers of inequalities are ≥ 0; a row is *working* if it is an equality, or its multiplier
/// is positive, or wants to be (g < 0).
final class DualPoint {
  final DualFunction phi;
  final double[] nu;
  final double[] r;
  final double[] x;
  final double[] g;

  DualPoint(SeparableProgram program) {
    phi = new DualFunction(program);
    nu = new double[phi.mostRows()];
    r = new double[phi.n];
    x = new double[phi.n];
    g = new double[phi.mostRows()];
  }

  /// Takes the numbers of an instance; ν = 0.
  void load(ProgramData data, int instance) {
    phi.load(data, instance);
    Arrays.fill(nu, 0);
  }

  /// ν ← ν + length · δ, multipliers of inequalities at least 0; r, x and g are left to the caller.
  void shift(double[] delta, double length) {
    for (int i = 0; i < phi.p; i++) {
      double moved = nu[i] + length * delta[i];
      nu[i] = phi.isFree[i] ? moved : Math.max(0, moved);
    }
  }

  /// r from ν.
  void refresh() {
    phi.force(nu, r);
  }

  /// x and g from r.
  void evaluate() {
    phi.minimizer(r, x);
    phi.gradient(x, g);
  }

  /// Lists the working rows. A row with b = +∞ is never one.
  ///
  /// @param tolerance rows with ν = 0 that are violated by less, relative as in [#error], do not
  ///   count
  int workingRows(int[] rows, double tolerance) {
    double smallest = tolerance == 0 ? 0 : tolerance * phi.size(x);
    int count = 0;
    for (int i = 0; i < phi.p; i++)
      if (phi.isFree[i] || nu[i] > 0 || g[i] < -smallest * phi.rowScale[i]) rows[count++] = i;
    return count;
  }

  /// Whether the working rows are still those.
  boolean stillWorking(int[] rows, int count) {
    int a = 0;
    for (int i = 0; i < phi.p; i++)
      if (isWorking(i)) {
        if (a == count || rows[a++] != i) return false;
      }
    return a == count;
  }

  private boolean isWorking(int i) {
    return phi.isFree[i] || nu[i] > 0 || g[i] < 0;
  }

  /// The largest violation of a working row, relative to the sizes of the right-hand sides and of x
  /// in the metric of P.
  double error() {
    double worst = 0;
    for (int i = 0; i < phi.p; i++)
      if (isWorking(i)) worst = Math.max(worst, Math.abs(g[i]) / phi.rowScale[i]);
    return worst == 0 ? 0 : worst / phi.size(x);
  }

  /// How far r/d lies outside its bounds, in the metric of P.
  double outside(int j) {
    double v = r[j] * phi.inverse[j];
    double lower = phi.bounds.lower[j], upper = phi.bounds.upper[j];
    double out = v < lower ? lower - v : v > upper ? v - upper : 0;
    return out * phi.root[j];
  }

  /// Whether x_j stands strictly between its bounds.
  boolean isFreeVariable(int j) {
    double v = r[j] * phi.inverse[j];
    return v > phi.bounds.lower[j] && v < phi.bounds.upper[j];
  }
}
