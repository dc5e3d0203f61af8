package io.ffolayer.solve.separable;

import io.ffolayer.internal.kkt.separable.SeparableProgram;
import io.ffolayer.internal.kkt.separable.SeparableStructure;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.program.ProgramData;
import java.util.Arrays;

/// The dual of one separable program,
///
/// ```
/// φ(ν) = max over l ≤ x ≤ u of  rᵀx − ½ Σ d_j x_j²  +  bᵀν,      r = −q − Gᵀν         convex, piecewise quadratic
/// ```
///
/// With a [Ball], d and r are those for its λ.
final class DualFunction {
  private static final double[] NOTHING = {};

  final SeparableProgram program;
  final VariableBounds bounds;

  /// Variables, and general rows of the instance.
  final int n;

  int p;

  /// d, √d and 1/d, 0 where d is.
  final double[] d;

  final double[] root;
  final double[] inverse;

  /// b of the general rows, and √(Σ_j G_ij²/d_j), their lengths in the metric of P.
  final double[] b;

  final double[] rowScale;

  /// Whether a multiplier may have any sign.
  final boolean[] isFree;

  /// λ c of a [Ball].
  private final double[] pull;

  private double[] q = NOTHING;
  private int qAt;
  private double largestRhs;

  DualFunction(SeparableProgram program) {
    this.program = program;
    n = program.variables();
    int most = mostRows();
    bounds = new VariableBounds(n);
    d = new double[n];
    pull = new double[n];
    root = new double[n];
    inverse = new double[n];
    b = new double[most];
    rowScale = new double[most];
    isFree = new boolean[most];
  }

  /// The length of arrays over the general rows.
  int mostRows() {
    return DenseKernels.padded(program.structure().mostGeneralRows());
  }

  /// Lets go of the user's q, until the next [#load].
  void release() {
    q = NOTHING;
  }

  /// Takes the numbers of an instance; λ = 0.
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
    System.arraycopy(program.diagonal(), 0, d, 0, n);
    Arrays.fill(pull, 0);
    scale();
  }

  /// Takes d + λw and λc of a [Ball] in place of d and 0.
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

  /// r ← λc − q − Gᵀν.
  void force(double[] nu, double[] r) {
    program.multiplyTransposed(nu, r);
    for (int j = 0; j < n; j++) r[j] = pull[j] - q[qAt + j] - r[j];
  }

  /// x ← clip(r/d, l, u).
  void minimizer(double[] r, double[] x) {
    double[] lower = bounds.lower, upper = bounds.upper;
    for (int j = 0; j < n; j++) x[j] = Math.min(Math.max(r[j] * inverse[j], lower[j]), upper[j]);
  }

  /// g ← b − G x.
  void gradient(double[] x, double[] g) {
    program.multiply(x, 0, g);
    for (int i = 0; i < p; i++) g[i] = b[i] - g[i];
  }

  /// The size of the right-hand sides and of x in the metric of P.
  double size(double[] x) {
    double size = largestRhs;
    for (int j = 0; j < n; j++) size = Math.max(size, Math.abs(x[j]) * root[j]);
    return size;
  }

  boolean isFixed(int j) {
    return bounds.lower[j] == bounds.upper[j];
  }
}
