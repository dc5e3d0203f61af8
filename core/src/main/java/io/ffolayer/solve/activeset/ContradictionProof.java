package io.ffolayer.solve.activeset;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.internal.scale.CombinationTerms;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.activeset.distance.LeastDistance;
import java.util.Arrays;

/// The proof that rows contradict each other. Row p depends on the rows of the working set, x_p = N
/// r, and cannot be satisfied together with them: z = (1, −r) – with the other sign where p is an
/// equality on the other side – has Xᵀz = 0 and cᵀz = s_p < 0.
///
/// In working precision Xᵀz and cᵀz are only nearly so. A feasible v has (Xᵀz)·v ≤ cᵀz, hence ‖v‖ ≥
/// |cᵀz| / ‖Xᵀz‖: the proof counts if it excludes all points in reach, and if its numbers are not
/// the rounding of larger ones.
final class ContradictionProof {
  private static final DenseKernels KERNELS = Kernels.dense();

  /// Points nearer than this many times the largest distance in the data must be excluded.
  private static final double REACH = 1e6;

  /// cᵀz and bᵀz must be at least this part of the sizes of their terms.
  private static final double SMALLEST_PART = 1e-9;

  private final LeastDistance problem;
  private final double[] dual;
  private final double[] sum;

  ContradictionProof(LeastDistance problem) {
    this.problem = problem;
    dual = new double[DenseKernels.padded(problem.m)];
    sum = new double[problem.quadratic.n];
  }

  /// Writes z with bᵀz = −1 into the solution.
  ///
  /// @param set the working set, with r among its coefficients
  /// @return the error of Aᵀz = 0 relative to the sizes of its terms, or NaN where there is no
  ///   proof
  double write(
      ProgramData data, int instance, Contradiction culprit, WorkingSet set, Solution solution) {
    int p = culprit.row();
    double[] z = solution.z();
    int zAt = instance * problem.m;
    combine(p, culprit.slack() > 0 ? -1 : 1, set);
    if (problem.scale[p] > 0 && !excludesAllInReach()) return Double.NaN;
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    double bz = 0, terms = 0;
    for (int i = 0; i < problem.m; i++) {
      if (dual[i] == 0) continue;
      z[zAt + i] = dual[i] * (problem.scale[i] > 0 ? problem.scale[i] : 1);
      bz += b[bAt + i] * z[zAt + i];
      terms += Math.abs(b[bAt + i] * z[zAt + i]);
    }
    if (!(-bz > SMALLEST_PART * terms)) return Double.NaN;
    for (int i = 0; i < problem.m; i++) z[zAt + i] /= -bz;
    boolean vanishes = new CombinationTerms(data, instance).vanish(z, zAt);
    return vanishes ? error(data, instance, z, zAt) : Double.NaN;
  }

  /// z into `dual`, Xᵀz into `sum`; refined once, because the coefficients come from a factor that
  /// has seen many changes.
  private void combine(int p, double sign, WorkingSet set) {
    Arrays.fill(dual, 0);
    dual[p] = sign;
    for (int e = 0; e < set.size(); e++) dual[set.row(e)] = -sign * set.coefficient(e);
    sumRows(set);
    set.basis().project(sum);
    set.loadCoefficients();
    for (int e = 0; e < set.size(); e++) dual[set.row(e)] -= set.coefficient(e);
    sumRows(set);
  }

  private void sumRows(WorkingSet set) {
    for (int e = 0; e < set.size(); e++) {
      int i = set.row(e);
      if (!problem.isEquality(i)) dual[i] = Math.max(0, dual[i]);
    }
    KERNELS.multiplyTransposed(
        problem.m, sum.length, 1, problem.x, 0, problem.stride, dual, 0, 0, sum, 0);
  }

  private boolean excludesAllInReach() {
    double cz = 0, sizes = 0;
    for (int i = 0; i < problem.m; i++) {
      if (dual[i] == 0) continue;
      cz += problem.c[i] * dual[i];
      sizes += Math.abs(dual[i]);
    }
    double largest = problem.largestDistance();
    double length = Math.sqrt(KERNELS.dot(sum.length, sum, 0, sum, 0));
    return -cz > largest * Math.max(REACH * length, SMALLEST_PART * sizes);
  }

  private double error(ProgramData data, int instance, double[] z, int zAt) {
    Arrays.fill(sum, 0);
    data.addTransposedProduct(instance, z, zAt, sum, 0);
    double error = KERNELS.normInf(sum.length, sum, 0);
    Arrays.fill(sum, 0);
    data.a().addTransposedSizes(instance, z, zAt, sum, 0);
    return error == 0 ? 0 : error / KERNELS.normInf(sum.length, sum, 0);
  }
}
