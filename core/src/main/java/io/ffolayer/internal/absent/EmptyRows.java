package io.ffolayer.internal.absent;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Batched;
import java.util.Arrays;

/// Rows without coefficients whose right-hand side is rounding: 0ᵀy ≤ −1e-18 and 0ᵀy = 1e-18 are no
/// contradictions.
///
/// Nothing in such a row says what its unit is; what is left is the size of the other right-hand
/// sides. Up to 1e-15 of the largest of them, and of 1, it is what their rounding leaves in a row
/// that was computed from them, and counts as 0. A row with any coefficient has a unit of its own,
/// and means what it says: 1e-17 y ≤ −1e-17 says y ≤ −1.
public final class EmptyRows {
  private static final double ROUNDING = 1e-15;

  /// A larger right-hand side stands for no bound.
  private static final double NO_BOUND = 1e15;

  /// The data with zeros for such rows; the data themselves where there are none, the usual case:
  /// O(rows) an instance.
  public static ProgramData settled(ProgramData data) {
    Batched b = data.rhs();
    if (!data.hasEntries()) return data;
    boolean any = false;
    for (int i = 0; i < (b.isShared() ? Math.min(1, data.batch()) : data.batch()); i++)
      any |= anyTiny(b.values(), b.offset(i), b.size());
    return any ? new EmptyRows(data).settled() : data;
  }

  private final ProgramData data;
  private final boolean[] flat;
  private final boolean[] equality;
  private final double[] rhs;
  private boolean changed;

  private EmptyRows(ProgramData data) {
    this.data = data;
    flat = flat(data.structure());
    equality = data.structure().equalities();
    rhs = each(data.rhs());
  }

  /// The numbers of all instances, one after the other.
  private double[] each(Batched numbers) {
    double[] all = new double[data.batch() * numbers.size()];
    for (int i = 0; i < data.batch(); i++)
      System.arraycopy(
          numbers.values(), numbers.offset(i), all, i * numbers.size(), numbers.size());
    return all;
  }

  private ProgramData settled() {
    for (int i = 0; i < data.batch(); i++) settle(i);
    if (!changed) return data;
    return new ProgramData(
        data.structure(),
        data.batch(),
        data.quadratic(),
        data.linear(),
        data.rows(),
        Batched.each(rhs, data.rhs().size()));
  }

  /// Whether a right-hand side may be rounding beside the others, or beside 1.
  private static boolean anyTiny(double[] b, int at, int m) {
    double largest = 1;
    for (int k = at; k < at + m; k++)
      if (Math.abs(b[k]) < NO_BOUND) largest = Math.max(largest, Math.abs(b[k]));
    boolean any = false;
    for (int k = at; k < at + m; k++) any |= b[k] != 0 && Math.abs(b[k]) <= ROUNDING * largest;
    return any;
  }

  private void settle(int instance) {
    int m = data.structure().rows(), at = instance * m;
    double[] size = new double[m];
    data.a().raiseRowNorms(instance, size, 0);
    double rounding = ROUNDING * size(at, size);
    for (int k = 0; k < m; k++) {
      double b = rhs[at + k];
      boolean contradicts = b < 0 || (b > 0 && equality[k]);
      if (flat[k] && size[k] == 0 && contradicts && Math.abs(b) <= rounding) {
        rhs[at + k] = 0;
        changed = true;
      }
    }
  }

  /// The largest right-hand side of a row with coefficients, bounds at infinity aside, at most 1; 1
  /// where all are 0.
  private double size(int at, double[] norm) {
    double largest = 0;
    for (int k = 0; k < norm.length; k++) {
      double size = norm[k] > 0 ? Math.abs(rhs[at + k]) : 0;
      if (size > largest && size < NO_BOUND) largest = size;
    }
    return largest > 0 ? Math.min(largest, 1) : 1;
  }

  /// Which rows are equalities or inequalities.
  private static boolean[] flat(ProgramStructure structure) {
    boolean[] flat = new boolean[structure.rows()];
    for (ProgramStructure.ConeRows part : structure.cones())
      if (part.cone().isPolyhedral()) Arrays.fill(flat, part.first(), part.end(), true);
    return flat;
  }
}
