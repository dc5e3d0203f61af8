package io.ffolayer.adjoint;

import io.ffolayer.internal.face.ActiveRows;
import io.ffolayer.internal.scale.Point;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Solution;
import java.util.Arrays;
import java.util.BitSet;

/// The state of every row at a solution: the rows that hold with equality, equality rows included,
/// and of curved cones the rotated rows of the face, active, inactive or curved.
public final class ActiveSet {
  private final BitSet active;
  private final BitSet curved;
  private final int rows;

  private ActiveSet(BitSet active, BitSet curved, int rows) {
    this.active = active;
    this.curved = curved;
    this.rows = rows;
  }

  /// By scaled slack against scaled dual, at the solution of one instance.
  public static ActiveSet of(ProgramData data, Solution solution, int instance) {
    int n = solution.variables();
    int m = solution.rows();
    double[] y = Arrays.copyOfRange(solution.y(), instance * n, (instance + 1) * n);
    double[] s = Arrays.copyOfRange(solution.s(), instance * m, (instance + 1) * m);
    double[] z = Arrays.copyOfRange(solution.z(), instance * m, (instance + 1) * m);
    ActiveRows rows = new ActiveRows(data.structure());
    rows.scale(data, instance, Point.of(y, s, z));
    rows.snap(s, z);
    BitSet active = new BitSet(m);
    BitSet curved = new BitSet(m);
    for (int i = 0; i < m; i++) {
      active.set(i, rows.l[i] == 0);
      curved.set(i, rows.l[i] > 0 && rows.l[i] < Double.POSITIVE_INFINITY);
    }
    return new ActiveSet(active, curved, m);
  }

  /// Number of rows of the program, active or not.
  public int rows() {
    return rows;
  }

  /// Whether a row is active. The rows of a curved cone are counted in rotated coordinates.
  public boolean contains(int row) {
    return active.get(row);
  }

  /// Number of active rows.
  public int count() {
    return active.cardinality();
  }

  /// Number of rows whose state differs between two sets of the same program.
  public int differences(ActiveSet other) {
    BitSet difference = (BitSet) active.clone();
    difference.xor(other.active);
    BitSet curvedDifference = (BitSet) curved.clone();
    curvedDifference.xor(other.curved);
    difference.or(curvedDifference);
    return difference.cardinality();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ActiveSet that
        && rows == that.rows
        && active.equals(that.active)
        && curved.equals(that.curved);
  }

  @Override
  public int hashCode() {
    return 31 * active.hashCode() + curved.hashCode();
  }

  @Override
  public String toString() {
    return curved.isEmpty() ? active.toString() : active + ", curved " + curved;
  }
}
