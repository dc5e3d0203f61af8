package io.ffolayer.internal.face;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;

/// The size of every variable at a point, and the forces that act on it: what a row needs to know
/// of the columns that it meets.
///
/// ```
/// force_j     = |q_j| + Σ_k |P_jk||y_k| + Σ_i |a_ij||z_i|
/// unit_j      = max(|y_j|, min(force_j/P_jj, reach_j)),    reach_j = min_i (|b_i| + Σ_k |a_ik||y_k|)/|a_ij| over the rows of which y_j is not the larger part
/// ```
///
/// Nothing of a variable that a column never meets enters, and a unit is not 0 where the solution
/// is: then it is the step that the costs and the curvature suggest, or that to the nearest row.
///
/// A dual that is only rounding must not make a force of its own. So forces are carried: columns
/// with a cost begin; a row carries a force on where |a_ij z_i| is more than the noise beside the
/// force in one of its columns, a curved cone as a whole, but for entries of z that are noise
/// beside the largest of the cone. A cost that is noise beside that of the reach of its variable is
/// none.
///
/// Each round of the carrying costs two passes over A; there are as many rounds as rows stand in a
/// row between a cost and the last dual that depends on it alone, one or two as a rule.
final class ColumnSizes {
  /// Rows that are farther from any cost keep what was found.
  private static final int MOST_ROUNDS = 40;

  /// A variable that makes more than this part of a row may be all that there is.
  private static final double PART = 0.5;

  /// The size of each variable, positive.
  final double[] unit;

  /// max_j |a_ij|/force_j of each row over the columns with a force, 0 where there is none.
  final double[] share;

  private final int[] blockEnd;
  private final double[] curvature;
  private final double[] reach;
  private final double[] cost;
  private final double[] force;
  private final double[] perColumn;
  private final double[] rowWork;
  private final double[] carried;
  private double noise;

  /// @param blockEnd for each row one past the last row that carries with it: the row itself, or
  ///   its curved cone
  ColumnSizes(ProgramStructure structure, int[] blockEnd) {
    this.blockEnd = blockEnd;
    int n = structure.variables(), m = structure.rows();
    unit = new double[n];
    share = new double[m];
    curvature = new double[n];
    reach = new double[n];
    cost = new double[n];
    force = new double[n];
    perColumn = new double[n];
    rowWork = new double[m];
    carried = new double[m];
  }

  /// Reads the sizes at a point.
  ///
  /// @param wanted the rows whose share is asked for: all with z ≠ 0, and their curved cones
  /// @param relative error of the point: what is smaller beside a size is not known
  void read(
      ProgramData data, int instance, double[] y, double[] z, boolean[] wanted, double relative) {
    noise = relative;
    data.p().diagonal(instance, curvature);
    readReach(data, instance, y);
    readCosts(data, instance, y);
    carry(data, instance, z, wanted);
    for (int j = 0; j < unit.length; j++) {
      unit[j] = Math.max(Math.abs(y[j]), step(j));
      if (!(unit[j] > 0)) unit[j] = 1;
    }
  }

  /// The size of y_j that the data suggest, 0 where they do not.
  private double step(int j) {
    if (!(curvature[j] > 0)) return reach[j];
    double natural = force[j] / curvature[j];
    boolean isNear = reach[j] > noise * natural && reach[j] < natural;
    return isNear ? reach[j] : natural;
  }

  /// A row says how large a variable may be where it is not the variable alone that makes the row.
  private void readReach(ProgramData data, int instance, double[] y) {
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    for (int i = 0; i < rowWork.length; i++) rowWork[i] = Math.abs(b[bAt + i]);
    for (int j = 0; j < reach.length; j++) perColumn[j] = PART / Math.abs(y[j]);
    Arrays.fill(reach, 0);
    data.a().raiseParts(instance, y, rowWork, 0, perColumn, reach);
    for (int j = 0; j < reach.length; j++) reach[j] = reach[j] > 0 ? 1 / reach[j] : 0;
  }

  private void readCosts(ProgramData data, int instance, double[] y) {
    double[] q = data.linear().values();
    int qAt = data.linear().offset(instance);
    for (int j = 0; j < cost.length; j++) cost[j] = Math.abs(q[qAt + j]);
    data.p().addSymmetricSizes(instance, y, 0, cost, 0);
    for (int j = 0; j < cost.length; j++)
      if (cost[j] <= noise * curvature[j] * reach[j]) cost[j] = 0;
  }

  private void carry(ProgramData data, int instance, double[] z, boolean[] wanted) {
    System.arraycopy(cost, 0, force, 0, force.length);
    Arrays.fill(carried, 0);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      for (int j = 0; j < force.length; j++) perColumn[j] = force[j] > 0 ? 1 / force[j] : 0;
      Arrays.fill(share, 0);
      data.a().raiseLargestTerms(instance, wanted, 0, perColumn, share);
      if (!carryOn(z)) return;
      System.arraycopy(cost, 0, force, 0, force.length);
      data.a().addTransposedSizes(instance, carried, 0, force, 0);
    }
  }

  /// Takes the rows whose duals count beside the forces that they meet.
  ///
  /// @return whether there are new ones
  private boolean carryOn(double[] z) {
    boolean any = false;
    for (int i = 0; i < z.length; i = blockEnd[i]) {
      int end = blockEnd[i];
      double largest = 0, beside = 0, known = 0;
      for (int k = i; k < end; k++) {
        largest = Math.max(largest, Math.abs(z[k]));
        beside = Math.max(beside, Math.abs(z[k]) * share[k]);
        known = Math.max(known, Math.abs(carried[k]));
      }
      if (known > 0 || !(beside > noise)) continue;
      any = true;
      for (int k = i; k < end; k++) if (Math.abs(z[k]) > noise * largest) carried[k] = z[k];
    }
    return any;
  }
}
