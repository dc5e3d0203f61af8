package io.ffolayer.solve.separable;

import io.ffolayer.internal.kkt.separable.SeparableProgram;
import io.ffolayer.internal.kkt.separable.SeparableStructure;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.program.ProgramData;
import java.util.Arrays;

/// A point ν of the dual of a separable program, with all that belongs to it:
///
/// ```
/// r = −q − Gᵀν      x = clip(r/d, l, u)      g = b − G x = ∇φ(ν)
/// φ(ν) = max over l ≤ x ≤ u of  rᵀx − ½ Σ d_j x_j²  +  bᵀν         convex, piecewise quadratic
/// ```
///
/// Multipliers of inequalities are ≥ 0; a row is *working* if it is an equality, or its multiplier
/// is positive, or wants to be (g < 0). With a [Ball], d and r are those for its λ.
final class DualPoint {
  final SeparableProgram program;
  final VariableBounds bounds;
  final int n;
  int p;

  final double[] d;
  final double[] root;
  final double[] inverse;
  final double[] b;
  final double[] rowScale;
  final boolean[] isFree;

  final double[] nu;
  final double[] r;
  final double[] x;
  final double[] g;

  /// λ c of a [Ball].
  private final double[] pull;

  private double[] q = {};
  private int qAt;
  private double largestRhs;

  DualPoint(SeparableProgram program) {
    this.program = program;
    n = program.variables();
    int most = DenseKernels.padded(program.structure().mostGeneralRows());
    bounds = new VariableBounds(n);
    d = new double[n];
    pull = new double[n];
    root = new double[n];
    inverse = new double[n];
    b = new double[most];
    rowScale = new double[most];
    isFree = new boolean[most];
    nu = new double[most];
    r = new double[n];
    x = new double[n];
    g = new double[most];
  }

  /// Takes the numbers of an instance; ν = 0, λ = 0.
  void load(ProgramData data, int instance) {
    SeparableStructure structure = program.structure();
    p = program.generalCount();
    q = data.linear().values();
    qAt = data.linear().offset(instance);
    double[] rhs = data.rhs().values();
    int rhsAt = data.rhs().offset(instance);
    for (int i = 0; i < p; i++) {
      int row = program.generalRow(i);
      isFree[i] = structure.isEquality(row);
      b[i] = rhs[rhsAt + row];
    }
    Arrays.fill(nu, 0);
    System.arraycopy(program.diagonal(), 0, d, 0, n);
    Arrays.fill(pull, 0);
    scale();
  }

  /// Takes d + λw and λc of a [Ball] in place of d and 0; r, x and g are left to the caller.
  void penalise(double lambda, double[] w, double[] c) {
    double[] diagonal = program.diagonal();
    for (int j = 0; j < n; j++) {
      d[j] = diagonal[j] + lambda * w[j];
      pull[j] = lambda * c[j];
    }
    scale();
  }

  /// What follows from d.
  private void scale() {
    for (int j = 0; j < n; j++) {
      inverse[j] = d[j] > 0 ? 1 / d[j] : 0;
      root[j] = Math.sqrt(d[j]);
    }
    program.weightedSquares(inverse, rowScale);
    largestRhs = 0;
    for (int i = 0; i < p; i++) {
      rowScale[i] = rowScale[i] > 0 ? Math.sqrt(rowScale[i]) : 1;
      if (b[i] < Double.POSITIVE_INFINITY)
        largestRhs = Math.max(largestRhs, Math.abs(b[i]) / rowScale[i]);
    }
  }

  /// ν ← ν + length · δ, multipliers of inequalities at least 0; r, x and g are left to the caller.
  void shift(double[] delta, double length) {
    for (int i = 0; i < p; i++) {
      double moved = nu[i] + length * delta[i];
      nu[i] = isFree[i] ? moved : Math.max(0, moved);
    }
  }

  /// r from ν.
  void refresh() {
    program.multiplyTransposed(nu, r);
    for (int j = 0; j < n; j++) r[j] = pull[j] - q[qAt + j] - r[j];
  }

  /// x and g from r.
  void evaluate() {
    for (int j = 0; j < n; j++)
      x[j] = Math.min(Math.max(r[j] * inverse[j], bounds.lower[j]), bounds.upper[j]);
    program.multiply(x, 0, g);
    for (int i = 0; i < p; i++) g[i] = b[i] - g[i];
  }

  /// Lists the working rows. A row with b = +∞ is never one.
  ///
  /// @param tolerance rows with ν = 0 that are violated by less, relative as in [#error], do not
  ///   count
  int workingRows(int[] rows, double tolerance) {
    double smallest = tolerance == 0 ? 0 : tolerance * size();
    int count = 0;
    for (int i = 0; i < p; i++)
      if (isFree[i] || nu[i] > 0 || g[i] < -smallest * rowScale[i]) rows[count++] = i;
    return count;
  }

  /// Whether the working rows are still those.
  boolean stillWorking(int[] rows, int count) {
    int a = 0;
    for (int i = 0; i < p; i++)
      if (isFree[i] || nu[i] > 0 || g[i] < 0) {
        if (a == count || rows[a++] != i) return false;
      }
    return a == count;
  }

  /// The largest violation of a working row, relative to the sizes of the right-hand sides and of x
  /// in the metric of P.
  double error() {
    double worst = 0;
    for (int i = 0; i < p; i++)
      if (isFree[i] || nu[i] > 0 || g[i] < 0) worst = Math.max(worst, Math.abs(g[i]) / rowScale[i]);
    return worst == 0 ? 0 : worst / size();
  }

  private double size() {
    double size = largestRhs;
    for (int j = 0; j < n; j++) size = Math.max(size, Math.abs(x[j]) * root[j]);
    return size;
  }

  /// How far r/d lies outside its bounds, in the metric of P.
  double outside(int j) {
    double v = r[j] * inverse[j];
    double out =
        v < bounds.lower[j] ? bounds.lower[j] - v : v > bounds.upper[j] ? v - bounds.upper[j] : 0;
    return out * root[j];
  }

  boolean isFixed(int j) {
    return bounds.lower[j] == bounds.upper[j];
  }

  /// Whether x_j stands strictly between its bounds.
  boolean isFreeVariable(int j) {
    double v = r[j] * inverse[j];
    return v > bounds.lower[j] && v < bounds.upper[j];
  }
}
