package io.ffolayer.internal.face;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;

/// The size of every variable at a point, and the forces that act on it: what a row needs to know
/// of the columns that it meets.
///
/// ```
/// force_j     = |q_j| + Σ_k |P_jk||y_k| + Σ_i |a_ij||z_i|
/// step_j      = min(force_j/P_jj, reach_j) of those that are known       reach_j: ColumnReach
/// unit_j      = |y_j|, or step_j where that is much longer
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

  /// A step that is longer than the variable by no more than this factor says nothing new.
  private static final double MUCH = 16;

  /// The size of each variable, positive.
  final double[] unit;

  /// Σ_k |a_ik||y_k| of each row; with unit_k − |y_k| as well when the owner has added it.
  final double[] rowTerms;

  /// unit_j − |y_j|, 0 where the variable itself is the unit.
  final double[] beyond;

  /// max_j |a_ij|/force_j of each row over the columns with a force, 0 where there is none.
  final double[] share;

  private final int[] curvedFrom;
  private final int[] curvedEnd;
  private final double[] curvature;
  private final ColumnReach reaches;
  private final double[] reach;
  private final double[] cost;
  private final double[] force;
  private final double[] perColumn;
  private final double[] carried;
  private double noise;

  /// Whether there are duals that no force has carried yet.
  private boolean isWaiting;

  /// @param curved the cones whose rows carry together, in the order of their rows; every other row
  ///   carries alone
  ColumnSizes(ProgramStructure structure, ConeBlock[] curved) {
    curvedFrom = Arrays.stream(curved).mapToInt(ConeBlock::first).toArray();
    curvedEnd = Arrays.stream(curved).mapToInt(ConeBlock::end).toArray();
    int n = structure.variables(), m = structure.rows();
    unit = new double[n];
    share = new double[m];
    curvature = new double[n];
    reaches = new ColumnReach(structure);
    reach = reaches.reach;
    rowTerms = reaches.rowTerms;
    cost = new double[n];
    force = new double[n];
    perColumn = new double[n];
    beyond = new double[n];
    carried = new double[m];
  }

  /// Whether the units of some variables of the last point are guessed, because no number says how
  /// large they are.
  boolean hasGuesses() {
    return reaches.hasUnknown;
  }

  /// How far from 0 rounding may leave a solution that is 0, in units of rounding: the length of
  /// the units, those above their median counted as that. 0 where more than a quarter of the
  /// variables are not 0: a unit may be guessed from a coefficient that is itself rounding.
  double lengthBeyond() {
    int nonzero = 0;
    for (double size : beyond) if (size == 0 && 4 * ++nonzero > beyond.length) return 0;
    double[] sorted = beyond.clone();
    Arrays.sort(sorted);
    double median = sorted[(sorted.length - 1) / 2], sum = 0;
    for (double size : beyond) sum += Math.min(size, median) * Math.min(size, median);
    return Math.sqrt(sum);
  }

  /// Reads the sizes at a point.
  ///
  /// @param wanted the rows whose share is asked for: all with z ≠ 0, and their curved cones
  /// @param relative error of the point: what is smaller beside a size is not known
  void read(
      ProgramData data, int instance, double[] y, double[] z, boolean[] wanted, double relative) {
    noise = relative;
    data.p().diagonal(instance, curvature);
    reaches.read(data, instance, y, curvature, relative);
    if (readCosts(data, instance, y)) takeAll(data, instance, z, wanted);
    else carry(data, instance, z, wanted);
    for (int j = 0; j < unit.length; j++) {
      double size = Math.abs(y[j]), step = step(j);
      unit[j] = step > MUCH * size ? step : size;
      if (!(unit[j] > 0)) unit[j] = 1;
      beyond[j] = unit[j] - size;
    }
  }

  /// The size of y_j that the data suggest, 0 where they do not.
  private double step(int j) {
    if (!(curvature[j] > 0)) return reach[j];
    double natural = force[j] / curvature[j];
    if (natural == 0) return reach[j];
    boolean isNear = reach[j] > noise * natural && reach[j] < natural;
    return isNear ? reach[j] : natural;
  }

  /// @return whether every column has a cost
  private boolean readCosts(ProgramData data, int instance, double[] y) {
    double[] q = data.linear().values();
    int qAt = data.linear().offset(instance);
    for (int j = 0; j < cost.length; j++) cost[j] = Math.abs(q[qAt + j]);
    data.p().addSymmetricSizes(instance, y, 0, cost, 0);
    boolean everywhere = true;
    for (int j = 0; j < cost.length; j++) {
      cost[j] = cost[j] <= noise * curvature[j] * reach[j] ? 0 : cost[j];
      everywhere &= cost[j] > 0;
    }
    return everywhere;
  }

  private void carry(ProgramData data, int instance, double[] z, boolean[] wanted) {
    System.arraycopy(cost, 0, force, 0, force.length);
    Arrays.fill(carried, 0);
    isWaiting = true;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      readShares(data, instance, wanted);
      if (!isWaiting || !carryOn(z)) return;
      addForces(data, instance);
    }
  }

  /// Where every column has a cost, a dual counts in the first round or it is noise beside every
  /// force that it meets: it may be taken in any case.
  private void takeAll(ProgramData data, int instance, double[] z, boolean[] wanted) {
    System.arraycopy(z, 0, carried, 0, z.length);
    for (int k = 0; k < curvedFrom.length; k++) {
      int from = curvedFrom[k], end = curvedEnd[k];
      Arrays.fill(carried, from, end, 0);
      take(from, end, z, Norms.largest(z, from, end - from));
    }
    addForces(data, instance);
    readShares(data, instance, wanted);
  }

  private void take(int from, int end, double[] z, double largest) {
    for (int k = from; k < end; k++) if (Math.abs(z[k]) > noise * largest) carried[k] = z[k];
  }

  private void addForces(ProgramData data, int instance) {
    System.arraycopy(cost, 0, force, 0, force.length);
    data.a().addTransposedSizes(instance, carried, 0, force, 0);
  }

  private void readShares(ProgramData data, int instance, boolean[] wanted) {
    for (int j = 0; j < force.length; j++) perColumn[j] = force[j] > 0 ? 1 / force[j] : 0;
    Arrays.fill(share, 0);
    data.a().raiseLargestTerms(instance, wanted, 0, perColumn, share);
  }

  /// Takes the rows whose duals count beside the forces that they meet.
  ///
  /// @return whether there are new ones
  private boolean carryOn(double[] z) {
    boolean any = false;
    isWaiting = false;
    for (int k = 0, i = 0; k <= curvedFrom.length; k++) {
      int end = k < curvedFrom.length ? curvedFrom[k] : z.length;
      any |= carryFlat(i, end, z);
      if (k < curvedFrom.length) any |= carryCurved(end, curvedEnd[k], z);
      i = k < curvedFrom.length ? curvedEnd[k] : end;
    }
    return any;
  }

  /// Without a branch on a pattern of rows, which would cost more than the arithmetic.
  @SuppressWarnings("ShortCircuitBoolean")
  private boolean carryFlat(int from, int end, double[] z) {
    int taken = 0, left = 0;
    for (int i = from; i < end; i++) {
      boolean counts = Math.abs(z[i]) * share[i] > noise;
      taken += counts & carried[i] == 0 ? 1 : 0;
      carried[i] = counts ? z[i] : carried[i];
      left += carried[i] != z[i] ? 1 : 0;
    }
    isWaiting |= left > 0;
    return taken > 0;
  }

  private boolean carryCurved(int from, int end, double[] z) {
    double largest = 0, beside = 0, known = 0;
    for (int k = from; k < end; k++) {
      largest = Math.max(largest, Math.abs(z[k]));
      beside = Math.max(beside, Math.abs(z[k]) * share[k]);
      known = Math.max(known, Math.abs(carried[k]));
    }
    if (known > 0) return false;
    isWaiting |= largest > 0;
    if (!(beside > noise)) return false;
    take(from, end, z, largest);
    return true;
  }
}
