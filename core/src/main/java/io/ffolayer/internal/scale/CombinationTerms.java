package io.ffolayer.internal.scale;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.ZeroCone;

/// Whether a combination of rows or columns that should vanish does so to rounding, judged by the
/// sizes of its own terms.
///
/// Multipliers z prove that rows contradict each other if Aᵀz = 0. Where z was computed, Aᵀz is not
/// 0, and what is left must be what rounding leaves: rows that are ε apart have multipliers of size
/// 1/ε with Aᵀz of size 1, ε of its terms, and a point that satisfies them. So every column counts
/// for itself,
///
/// ```
/// |Aᵀz|_j ≤ ρ ( (|A|ᵀ|z|)_j + max_i ‖a_i‖|z_i| · Σ_i |a_ij|/‖a_i‖ )      over the rows with z_i ≠ 0
/// ```
///
/// whose second part is the rounding of the multipliers themselves, in the lengths of the rows. A
/// ray d has the same with Pd and Ad in place of Aᵀz, the rounding of d being that of its largest
/// entry. Nothing changes when rows are multiplied by numbers.
public final class CombinationTerms {
  /// ρ, √(n + m) apart.
  private static final double ROUNDING = 0x1p-49;

  /// ρ of rays that move along curved cones, and the part of the terms of a row that is a movement.
  private static final double CONVERGED = 1e-9;

  private final ProgramData data;
  private final int instance;
  private final int n;
  private final int m;

  public CombinationTerms(ProgramData data, int instance) {
    this.data = data;
    this.instance = instance;
    n = data.structure().variables();
    m = data.structure().rows();
  }

  /// Whether Aᵀz = 0 to rounding. O(entries of A); true where A has no entries to be seen.
  ///
  /// @param z m values at `zAt`
  /// @param atz Aᵀz
  public boolean vanish(double[] z, int zAt, double[] atz) {
    if (!data.hasEntries()) return true;
    double[] length = new double[m], inverse = new double[m];
    data.a().addSquaredRowNorms(instance, length, 0);
    double largest = 0;
    for (int i = 0; i < m; i++) {
      double norm = Math.sqrt(length[i]);
      if (z[zAt + i] == 0 || norm == 0) continue;
      largest = Math.max(largest, norm * Math.abs(z[zAt + i]));
      inverse[i] = 1 / norm;
    }
    double[] terms = new double[n], floor = new double[n];
    data.a().addTransposedSizes(instance, z, zAt, terms, 0);
    data.a().addTransposedSizes(instance, inverse, 0, floor, 0);
    double part = ROUNDING * Math.sqrt(n + m);
    boolean vanish = true;
    for (int j = 0; j < n; j++)
      vanish &= Math.abs(atz[j]) <= part * (terms[j] + largest * floor[j]);
    return vanish;
  }

  /// The same with Aᵀz computed here.
  public boolean vanish(double[] z, int zAt) {
    double[] atz = new double[n];
    data.addTransposedProduct(instance, z, zAt, atz, 0);
    return vanish(z, zAt, atz);
  }

  /// Whether Pd = 0, and Ad = 0 on the equalities and Ad ≤ 0 on the inequalities, to rounding; rows
  /// of curved cones are left out. A ray that moves along a curved cone need not be so exact, as no
  /// one linear system finds its last digits.
  ///
  /// @param d n values, in units in which a variable counts as 1
  /// @param pd Pd
  /// @param ad Ad
  public boolean isRay(double[] d, double[] pd, double[] ad) {
    if (!data.hasEntries()) return true;
    double largest = 0;
    for (double v : d) largest = Math.max(largest, Math.abs(v));
    double[] size = new double[n], curvature = new double[n], terms = new double[m];
    for (int j = 0; j < n; j++) size[j] = Math.abs(d[j]) + largest;
    data.p().addSymmetricSizes(instance, size, 0, curvature, 0);
    data.a().addSizes(instance, size, 0, terms, 0);
    double part = movesOnCurved(ad, terms) ? CONVERGED : ROUNDING * Math.sqrt(n + m);
    boolean vanish = true;
    for (int j = 0; j < n; j++) vanish &= Math.abs(pd[j]) <= part * curvature[j];
    for (ProgramStructure.ConeRows rows : data.structure().cones()) {
      if (!rows.cone().isPolyhedral()) continue;
      boolean equality = rows.cone() instanceof ZeroCone;
      for (int i = rows.first(); i < rows.end(); i++)
        vanish &= (equality ? Math.abs(ad[i]) : ad[i]) <= part * terms[i];
    }
    return vanish;
  }

  private boolean movesOnCurved(double[] ad, double[] terms) {
    for (ProgramStructure.ConeRows rows : data.structure().cones())
      for (int i = rows.first(); i < rows.end() && !rows.cone().isPolyhedral(); i++)
        if (Math.abs(ad[i]) > CONVERGED * terms[i]) return true;
    return false;
  }
}
