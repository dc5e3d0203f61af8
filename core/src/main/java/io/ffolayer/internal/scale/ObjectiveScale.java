package io.ffolayer.internal.scale;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure.ConeRows;
import java.util.Arrays;

/// The size of the objective that the data of an instance suggest, for the floor under the
/// denominator of the gap: it matters only where the terms of the objective vanish at the answer.
///
/// ```
/// reach = max |b_i| / ‖a_i‖∞  over the equalities, and the inequalities that y = 0 violates,
///         or if there are none,  min |b_i| / ‖a_i‖∞  over the other rows                  (of rows where neither is 0)
///         or if there are none,  1, and with P  max(1, 1/‖A‖)
///         the rows of a curved cone are one, with the largest |b_i| and the largest ‖a_i‖∞
/// scale = max( ‖q‖ min(reach, ‖q‖/‖P‖),  max_j |q_j| min(r_j, |q_j|/P_jj) )        the second over the columns with P_jj > 0
///                                        where q = 0:  max_j P_jj d_j²,  or 1 if P = 0 too
///                                        at least ‖P‖ reach² unless there are rows of the first kind, and all meet a y_j with P_jj > 0
/// d_j   = min |b_i| / |a_ij|             over the rows of the first kind that meet y_j
/// r_j   = min |b_i| / |a_ij|             over all rows that meet y_j
/// ```
///
/// The sizes by the d_j and the r_j are the same in all units of rows and variables. ‖P‖, ‖q‖ and
/// the reach may be those of different variables: a gap that is rounding beside the product of
/// large ones may be large, and beside that of small ones no gap is rounding.
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
  private final Reach reach;

  /// @param reach room for one part, overwritten
  /// @param largestQ ‖q‖∞
  /// @param largestP ‖P‖, its largest |entry|
  ObjectiveScale(ProgramData data, int instance, Reach reach, double largestQ, double largestP) {
    this.reach = reach;
    this.data = data;
    this.instance = instance;
    this.largestQ = largestQ;
    this.largestP = largestP;
  }

  /// max(known, factor · scale of the objective); what is known where a matrix has no entries.
  ///
  /// @param ay Ay for a point with ‖y‖₁ = `sizeOfY`
  double raise(double known, double factor, double[] ay, double sizeOfY) {
    boolean bounded = largestQ > 0 || largestP == 0;
    if (bounded && factor * bound(sizeOfY, ay) <= known) return known;
    if (!data.hasEntries()) return known;
    return Math.max(known, factor * whole());
  }

  private double whole() {
    double[] rowNorm = reach.rowNorm;
    Arrays.fill(rowNorm, 0);
    data.a().raiseRowNorms(instance, rowNorm, 0);
    reach.read(data, instance, rowNorm, null);
    double scale = objective(reach.of(0, largestP), largestQ, largestP);
    if (largestP == 0) return scale;
    if (largestQ > 0) return Math.max(scale, Reach.largest(reach.variables.linear(data, instance)));
    if (reach.farthest[0] == 0) return scale;
    boolean anyFree = false;
    for (boolean free : isFree(data, instance)) anyFree |= free;
    double own = Reach.largest(reach.variables.quadratic(data, instance));
    return withoutCost(scale, own, anyFree);
  }

  /// The scale where q = 0.
  ///
  /// @param byReach ‖P‖ reach²
  /// @param own max_j P_jj d_j²
  /// @param anyFree whether a row that y = 0 violates meets no variable with curvature
  private static double withoutCost(double byReach, double own, boolean anyFree) {
    return own > 0 && !anyFree ? own : Math.max(own, byReach);
  }

  /// For each row whether y = 0 violates it and it meets no variable with curvature.
  private static boolean[] isFree(ProgramData data, int instance) {
    int n = data.structure().variables(), m = data.structure().rows();
    double[] curvature = new double[n], ones = new double[m], largest = new double[m];
    data.p().diagonal(instance, curvature);
    Arrays.fill(ones, 1);
    data.a().raiseScaledNorms(instance, ones, 0, curvature, largest, new double[n]);
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    boolean[] free = new boolean[m];
    for (ConeRows rows : data.structure().cones())
      for (int i = rows.first(); i < rows.end(); i++)
        free[i] = largest[i] == 0 && Reach.isViolated(rows.cone(), b[bAt + i]);
    return free;
  }

  /// What the data contribute to the floor of the denominator of the gap of one instance, in the
  /// units of the user.
  ///
  /// @param reach room for one part, overwritten
  public static double gapFloor(ProgramData data, int instance, Reach reach) {
    double[] q = data.linear().values();
    int qAt = data.linear().offset(instance);
    double largestQ = 0;
    for (int j = 0; j < data.structure().variables(); j++)
      largestQ = Math.max(largestQ, Math.abs(q[qAt + j]));
    double largestP = data.p().largestSemidefinite(instance);
    ObjectiveScale scale = new ObjectiveScale(data, instance, reach, largestQ, largestP);
    return KktTerms.GAP_FLOOR * scale.whole();
  }

  /// The scale for each part of a program.
  static double[] of(Parts parts, ProgramData data, int instance) {
    int n = data.structure().variables();
    double[] q = data.linear().values(), diagonal = new double[n];
    int qAt = data.linear().offset(instance);
    double[] largestQ = new double[parts.count()], largestP = new double[parts.count()];
    data.p().diagonal(instance, diagonal);
    for (int j = 0; j < n; j++) {
      int part = parts.ofColumn(j);
      largestQ[part] = Math.max(largestQ[part], Math.abs(q[qAt + j]));
      largestP[part] = Math.max(largestP[part], diagonal[j]);
    }
    Reach reach = new Reach(data.structure(), parts.count());
    data.a().raiseRowNorms(instance, reach.rowNorm, 0);
    reach.read(data, instance, reach.rowNorm, parts);
    double[] scale = new double[parts.count()];
    boolean anyWithoutCost = false, anyWithBoth = false;
    for (int k = 0; k < scale.length; k++) {
      scale[k] = objective(reach.of(k, largestP[k]), largestQ[k], largestP[k]);
      anyWithBoth |= largestQ[k] > 0 && largestP[k] > 0;
      anyWithoutCost |= largestQ[k] == 0 && largestP[k] > 0 && reach.farthest[k] > 0;
    }
    if (anyWithBoth) {
      double[] terms = reach.variables.linear(data, instance);
      for (int j = 0; j < n; j++)
        scale[parts.ofColumn(j)] = Math.max(scale[parts.ofColumn(j)], terms[j]);
    }
    if (anyWithoutCost) {
      double[] terms = reach.variables.quadratic(data, instance);
      boolean[] free = isFree(data, instance), hasFree = new boolean[scale.length];
      for (int i = 0; i < free.length; i++) if (free[i]) hasFree[parts.ofRow(i)] = true;
      double[] own = new double[scale.length];
      for (int j = 0; j < n; j++)
        own[parts.ofColumn(j)] = Math.max(own[parts.ofColumn(j)], terms[j]);
      for (int k = 0; k < scale.length; k++)
        if (largestQ[k] == 0) scale[k] = withoutCost(scale[k], own[k], hasFree[k]);
    }
    return scale;
  }

  /// Grows with the reach.
  private static double objective(double reach, double largestQ, double largestP) {
    if (largestQ == 0) return largestP == 0 ? 1 : largestP * reach * reach;
    return largestQ * (largestP == 0 ? reach : Math.min(reach, largestQ / largestP));
  }

  /// At least the scale.
  private double bound(double sizeOfY, double[] ay) {
    double bound = objective(reachBound(sizeOfY, ay), largestQ, largestP);
    return largestP == 0 ? bound : Math.max(bound, reach.variables.linearBound(data, instance));
  }

  /// At least the reach.
  private double reachBound(double sizeOfY, double[] ay) {
    reach.read(data, instance, ay, null);
    double distance = reach.distance(0);
    // Doubled: rounding of the products cannot undo the bound.
    if (distance > 0 && distance < Double.POSITIVE_INFINITY) return 2 * sizeOfY * distance;
    if (reach.hasRightHandSide || !data.hasEntries()) return Double.POSITIVE_INFINITY;
    return Reach.own(largestP, data.a().largest(instance));
  }
}
