package io.ffolayer.adjoint;

import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Solution;
import java.util.BitSet;

/// The rows that hold with equality at a solution, equality rows included.
public final class ActiveSet {
  private final BitSet active;
  private final int rows;

  private ActiveSet(BitSet active, int rows) {
    this.active = active;
    this.rows = rows;
  }

  /// By scaled slack against scaled dual, at the solution of one instance.
  public static ActiveSet of(ProgramData data, Solution solution, int instance) {
    int n = solution.variables();
    int m = solution.rows();
    double[] y = java.util.Arrays.copyOfRange(solution.y(), instance * n, (instance + 1) * n);
    double[] s = java.util.Arrays.copyOfRange(solution.s(), instance * m, (instance + 1) * m);
    double[] z = java.util.Arrays.copyOfRange(solution.z(), instance * m, (instance + 1) * m);
    double[] py = new double[n];
    double[] atz = new double[n];
    data.addQuadraticProduct(instance, y, 0, py, 0);
    data.addTransposedProduct(instance, z, 0, atz, 0);
    ActiveRows rows = new ActiveRows(data.structure());
    rows.scale(data, instance, y, py, atz);
    rows.choose(s, z);
    BitSet active = new BitSet(m);
    for (int i = 0; i < m; i++) if (rows.active[i]) active.set(i);
    return new ActiveSet(active, m);
  }

  /// Number of rows of the program, active or not.
  public int rows() {
    return rows;
  }

  public boolean contains(int row) {
    return active.get(row);
  }

  public int count() {
    return active.cardinality();
  }

  /// Number of rows on which two sets of the same program differ.
  public int differences(ActiveSet other) {
    BitSet difference = (BitSet) active.clone();
    difference.xor(other.active);
    return difference.cardinality();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ActiveSet that && rows == that.rows && active.equals(that.active);
  }

  @Override
  public int hashCode() {
    return active.hashCode();
  }

  @Override
  public String toString() {
    return active.toString();
  }
}
