package io.ffolayer.solve.activeset.distance;

import io.ffolayer.internal.batch.SharedMatrices;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Watch;
import java.util.Arrays;

/// A strictly convex program as a problem of least distance. With P = L Lᵀ and v = Lᵀy + L⁻¹q it is
///
/// ```
/// minimize ½‖v‖²   subject to   x_i·v ≤ c_i  (or = c_i),     X = D A L⁻ᵀ,   c = D (b + A P⁻¹q)
/// ```
///
/// and D makes the rows of X one long. Then c_i is the distance of the unconstrained minimizer from
/// the boundary of row i in the norm of P, and slacks and duals, s_i d_i and z_i / d_i, are
/// distances too, all of one kind: one tolerance serves every row however it is scaled.
///
/// n³/3 + m n² flops for L and X, which are made once where the batch shares P and A.
public final class LeastDistance {
  private static final DenseKernels KERNELS = Kernels.dense();

  public final int m;
  public final QuadraticFactor quadratic;

  /// X in panels, padded(n) columns.
  public final double[] x;

  public final int stride;

  /// The diagonal of D, padded; 0 for a row of zeros.
  public final double[] scale;

  /// c, padded.
  public final double[] c;

  /// A bound on the |entries| of A.
  public double largestEntry;

  private final boolean[] equality;
  private final double[] u;
  private final SharedMatrices last = SharedMatrices.both();

  public LeastDistance(ProgramStructure structure) {
    m = structure.rows();
    equality = structure.equalities();
    quadratic = new QuadraticFactor(structure.variables());
    int padded = DenseKernels.padded(m);
    int columns = DenseKernels.padded(quadratic.n);
    stride = 8 * columns;
    x = new double[padded * columns];
    scale = new double[padded];
    c = new double[padded];
    u = new double[columns];
  }

  /// Makes L and X for an instance whose matrices are not those of the last call.
  ///
  /// @return whether P is positive definite to working precision; meaningless where the watch has
  ///   stopped it
  public boolean formMatrices(ProgramData data, int instance, Watch watch) {
    if (!quadratic.factor(data, instance, watch)) return false;
    if (last.holds(data)) return true;
    if (watch.isStopped()) return false;
    last.forget();
    data.a().packRows(instance, x, 0, stride);
    if (!quadratic.solveRows(m, x, stride, watch)) return false;
    KERNELS.normalizeRows(m, quadratic.n, x, 0, stride, scale, 0);
    double smallest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < m; i++) if (scale[i] > 0) smallest = Math.min(smallest, scale[i]);
    largestEntry = largestEntry(data.p().largestSemidefinite(instance), smallest);
    last.remember(data);
    return true;
  }

  /// A bound on |a_ij|, because a_i = L x_i / d_i and the rows of L are √P_jj long.
  public static double largestEntry(double largestP, double smallestScale) {
    return 1.01 * Math.sqrt(largestP) / smallestScale;
  }

  /// Makes c.
  ///
  /// @return false if a row of zeros contradicts its right-hand side
  public boolean formDistances(ProgramData data, int instance) {
    int n = quadratic.n;
    System.arraycopy(data.linear().values(), data.linear().offset(instance), u, 0, n);
    Arrays.fill(u, n, u.length, 0);
    quadratic.solveLower(u);
    KERNELS.multiply(m, n, 1, x, 0, stride, u, 0, 0, c, 0);
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    boolean consistent = true;
    for (int i = 0; i < m; i++) {
      double bi = b[bAt + i];
      if (scale[i] > 0) {
        c[i] += scale[i] * bi;
      } else {
        c[i] = bi;
        consistent &= equality[i] ? bi == 0 : bi >= 0;
      }
    }
    return consistent;
  }

  public boolean isEquality(int row) {
    return equality[row];
  }

  /// max |c_i| over the rows that are there.
  public double largestDistance() {
    double largest = 0;
    for (int i = 0; i < m; i++)
      if (c[i] < Double.POSITIVE_INFINITY && scale[i] > 0)
        largest = Math.max(largest, Math.abs(c[i]));
    return largest;
  }
}
