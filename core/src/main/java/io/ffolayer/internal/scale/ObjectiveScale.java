package io.ffolayer.internal.scale;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.Cone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import java.util.Arrays;
import java.util.List;

/// The size of the objective that the data of an instance suggest, for the floor under the
/// denominator of the gap: it matters only where the terms of the objective vanish at the answer.
///
/// ```
/// reach = max |b_i| / ‖a_i‖∞  over the equalities, and the inequalities that y = 0 violates,
///         or if there are none,  min |b_i| / ‖a_i‖∞  over the other rows                  (of rows where neither is 0; otherwise 1)
/// scale = ‖q‖ min(reach, ‖q‖/‖P‖)        where q = 0:  ‖P‖ reach²,  or 1 if P = 0 too
/// ```
///
/// Every feasible y has ‖y‖₁ ≥ |b_i| / ‖a_i‖∞ for the first kind of rows: a least-squares fit that
/// is exact has the objective 0, but not from nearby. Where there are none, no row with a
/// right-hand side is nearer to the origin than the reach: what stays well inside cannot be told
/// from the answer y = 0 of a homogeneous program. That is a size which no row that is far away, or
/// long, or without coefficients can raise, and which does not change when rows are multiplied by
/// numbers.
///
/// To look at every entry of A costs as much as a product with A, so a bound comes first: with Ay
/// at hand, ‖a_i‖∞ is at least |(Ay)_i| / ‖y‖₁.
public final class ObjectiveScale {
  private static final DenseKernels KERNELS = Kernels.dense();

  private final ProgramData data;
  private final int instance;
  private final double largestQ;
  private final double largestP;

  private ObjectiveScale(ProgramData data, int instance, double largestQ, double largestP) {
    this.data = data;
    this.instance = instance;
    this.largestQ = largestQ;
    this.largestP = largestP;
  }

  /// max(known, factor · scale of the objective).
  ///
  /// @param sumY ‖y‖₁ of the vector whose Ay stands at `ayAt`
  public static double atLeast(
      double known,
      double factor,
      ProgramData data,
      int instance,
      double largestQ,
      double largestP,
      double sumY,
      double[] ay,
      int ayAt) {
    ObjectiveScale scale = new ObjectiveScale(data, instance, largestQ, largestP);
    if (factor * scale.objective(scale.reachBound(sumY, ay, ayAt)) <= known) return known;
    double[] work = new double[data.structure().rows()];
    return Math.max(known, factor * scale.objective(scale.reach(work)));
  }

  /// The scale itself.
  ///
  /// @param work overwritten, a value for each row
  public static double of(ProgramData data, int instance, double largestQ, double[] work) {
    ObjectiveScale scale =
        new ObjectiveScale(data, instance, largestQ, largestQuadratic(data, instance));
    return scale.objective(scale.reach(work));
  }

  /// Grows with the reach.
  private double objective(double reach) {
    if (largestQ == 0) return largestP == 0 ? 1 : largestP * reach * reach;
    return largestQ * (largestP == 0 ? reach : Math.min(reach, largestQ / largestP));
  }

  /// The largest entry of a positive semidefinite matrix stands on its diagonal.
  public static double largestQuadratic(ProgramData data, int instance) {
    Batched p = data.quadratic();
    int at = p.offset(instance);
    if (data.structure().quadratic() instanceof Layout.Sparse)
      return KERNELS.normInf(p.size(), p.values(), at);
    int n = data.structure().variables();
    double largest = 0;
    for (int j = 0; j < n; j++) largest = Math.max(largest, Math.abs(p.values()[at + j * n + j]));
    return largest;
  }

  private double reach(double[] rowNorm) {
    Arrays.fill(rowNorm, 0);
    int first = 0;
    for (int k = 0; k < data.rows().size(); k++) {
      Layout layout = data.structure().blocks().get(k).layout();
      Batched a = data.rows().get(k);
      raiseToRowNorms(layout, a.values(), a.offset(instance), rowNorm, first);
      first += layout.rows();
    }
    double farthest = distance(true, rowNorm, 0);
    if (farthest > 0) return farthest;
    double nearest = distance(false, rowNorm, 0);
    return nearest < Double.POSITIVE_INFINITY ? nearest : 1;
  }

  private static void raiseToRowNorms(
      Layout layout, double[] a, int at, double[] rowNorm, int first) {
    switch (layout) {
      case Layout.Dense d -> {
        int columns = d.columns();
        for (int i = 0; i < d.rows(); i++)
          rowNorm[first + i] = KERNELS.normInf(columns, a, at + i * columns);
      }
      case Layout.Sparse s -> {
        int[] index = s.rowIndices();
        for (int k = 0; k < index.length; k++)
          rowNorm[first + index[k]] = Math.max(rowNorm[first + index[k]], Math.abs(a[at + k]));
      }
    }
  }

  /// At least [#reach].
  private double reachBound(double sumY, double[] ay, int ayAt) {
    double farthest = distance(true, ay, ayAt);
    double distance = farthest > 0 ? farthest : distance(false, ay, ayAt);
    // Doubled: rounding of the products cannot undo the bound.
    if (distance > 0 && distance < Double.POSITIVE_INFINITY) return 2 * sumY * distance;
    return isHomogeneous() ? 1 : Double.POSITIVE_INFINITY;
  }

  private boolean isHomogeneous() {
    double[] b = data.rhs().values();
    int at = data.rhs().offset(instance), m = data.structure().rows();
    for (int i = 0; i < m; i++)
      if (b[at + i] != 0 && b[at + i] < Double.POSITIVE_INFINITY) return false;
    return true;
  }

  /// The largest |b_i|/|size_i| of the rows that y = 0 violates, or the smallest of the others.
  private double distance(boolean violated, double[] size, int at) {
    double found = violated ? 0 : Double.POSITIVE_INFINITY;
    List<RowBlock> blocks = data.structure().blocks();
    int row = 0;
    for (int k = 0; k < blocks.size(); k++) {
      Cone cone = blocks.get(k).cone();
      if (cone instanceof ProductCone product) {
        List<Cone> factors = product.factors();
        for (int f = 0; f < factors.size(); f++) {
          found = distance(violated, factors.get(f), row, size, at, found);
          row += factors.get(f).size();
        }
      } else {
        found = distance(violated, cone, row, size, at, found);
        row += cone.size();
      }
    }
    return found;
  }

  private double distance(
      boolean violated, Cone cone, int first, double[] size, int at, double soFar) {
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    boolean equality = cone instanceof ZeroCone, inequality = cone instanceof NonnegativeCone;
    double found = soFar;
    for (int i = first; i < first + cone.size(); i++) {
      double rhs = b[bAt + i], divisor = Math.abs(size[at + i]);
      if (rhs == 0 || rhs == Double.POSITIVE_INFINITY || divisor == 0) continue;
      if ((equality || (inequality && rhs < 0)) != violated) continue;
      double distance = Math.abs(rhs) / divisor;
      found = violated ? Math.max(found, distance) : Math.min(found, distance);
    }
    return found;
  }
}
