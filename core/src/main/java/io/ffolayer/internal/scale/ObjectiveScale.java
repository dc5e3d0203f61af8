package io.ffolayer.internal.scale;

import io.ffolayer.program.Cone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.ZeroCone;
import java.util.Arrays;
import java.util.List;

/// The size of the objective that the data of an instance suggest, for the floor under the
/// denominator of the gap: it matters only where the terms of the objective vanish at the answer.
///
/// ```
/// reach = max |b_i| / ‖a_i‖∞  over the equalities, and the inequalities that y = 0 violates,
///         or if there are none,  min |b_i| / ‖a_i‖∞  over the other rows                  (of rows where neither is 0; otherwise 1)
///         the rows of a curved cone are one, with the largest |b_i| and the largest ‖a_i‖∞
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
  private final ProgramData data;
  private final int instance;
  private final double largestQ;
  private final double largestP;

  /// @param largestQ ‖q‖∞
  /// @param largestP ‖P‖, its largest |entry|
  ObjectiveScale(ProgramData data, int instance, double largestQ, double largestP) {
    this.data = data;
    this.instance = instance;
    this.largestQ = largestQ;
    this.largestP = largestP;
  }

  /// max(known, factor · scale of the objective); what is known where a matrix has no entries.
  ///
  /// @param ay Ay for a point with ‖y‖₁ = `sizeOfY`
  double raise(double known, double factor, double[] ay, double sizeOfY) {
    if (factor * objective(reachBound(sizeOfY, ay)) <= known) return known;
    if (!data.hasEntries()) return known;
    return Math.max(known, factor * objective(reach(new double[data.structure().rows()])));
  }

  /// What the data contribute to the floor of the denominator of the gap of one instance, in the
  /// units of the user.
  ///
  /// @param work overwritten, a value for each row
  public static double gapFloor(ProgramData data, int instance, double[] work) {
    double[] q = data.linear().values();
    int qAt = data.linear().offset(instance);
    double largestQ = 0;
    for (int j = 0; j < data.structure().variables(); j++)
      largestQ = Math.max(largestQ, Math.abs(q[qAt + j]));
    double largestP = data.p().largestSemidefinite(instance);
    ObjectiveScale scale = new ObjectiveScale(data, instance, largestQ, largestP);
    return KktTerms.GAP_FLOOR * scale.objective(scale.reach(work));
  }

  /// Grows with the reach.
  private double objective(double reach) {
    if (largestQ == 0) return largestP == 0 ? 1 : largestP * reach * reach;
    return largestQ * (largestP == 0 ? reach : Math.min(reach, largestQ / largestP));
  }

  private double reach(double[] rowNorm) {
    Arrays.fill(rowNorm, 0);
    data.a().raiseRowNorms(instance, rowNorm, 0);
    double farthest = distance(true, rowNorm);
    if (farthest > 0) return farthest;
    double nearest = distance(false, rowNorm);
    return nearest < Double.POSITIVE_INFINITY ? nearest : 1;
  }

  /// At least [#reach].
  private double reachBound(double sizeOfY, double[] ay) {
    double farthest = distance(true, ay);
    double distance = farthest > 0 ? farthest : distance(false, ay);
    // Doubled: rounding of the products cannot undo the bound.
    if (distance > 0 && distance < Double.POSITIVE_INFINITY) return 2 * sizeOfY * distance;
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
  private double distance(boolean violated, double[] size) {
    double found = violated ? 0 : Double.POSITIVE_INFINITY;
    List<RowBlock> blocks = data.structure().blocks();
    int row = 0;
    for (int k = 0; k < blocks.size(); k++) {
      Cone cone = blocks.get(k).cone();
      if (cone instanceof ProductCone product) {
        List<Cone> factors = product.factors();
        for (int f = 0; f < factors.size(); f++) {
          found = distance(violated, factors.get(f), row, size, found);
          row += factors.get(f).size();
        }
      } else {
        found = distance(violated, cone, row, size, found);
        row += cone.size();
      }
    }
    return found;
  }

  private double distance(boolean violated, Cone cone, int first, double[] size, double soFar) {
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance) + first, rows = cone.size();
    if (!cone.isPolyhedral()) {
      double right = largest(b, bAt, rows), divisor = largest(size, first, rows);
      return nearer(violated, false, right, divisor, soFar);
    }
    boolean equality = cone instanceof ZeroCone, inequality = cone instanceof NonnegativeCone;
    double found = soFar;
    for (int i = 0; i < rows; i++) {
      boolean isViolated = equality || (inequality && b[bAt + i] < 0);
      found = nearer(violated, isViolated, b[bAt + i], size[first + i], found);
    }
    return found;
  }

  private static double largest(double[] x, int at, int length) {
    double largest = 0;
    for (int i = at; i < at + length; i++) largest = Math.max(largest, Math.abs(x[i]));
    return largest;
  }

  private static double nearer(
      boolean violated, boolean isViolated, double right, double size, double found) {
    if (right == 0 || right == Double.POSITIVE_INFINITY || size == 0 || isViolated != violated)
      return found;
    double distance = Math.abs(right) / Math.abs(size);
    return violated ? Math.max(found, distance) : Math.min(found, distance);
  }
}
