package io.ffolayer.solve.interior;

import io.ffolayer.internal.kkt.Equilibration;
import io.ffolayer.program.ProgramData;
import java.util.Arrays;

/// How near a point may be that an inexact proof fails to exclude.
///
/// With bᵀz = −1, z ∈ K*, a feasible y has |Aᵀz|ᵀ|y| ≥ 1; with qᵀd = −1, s ∈ K, a dual feasible (y,
/// z) has |Pd|ᵀ|y| + |Ad + s|ᵀ|z| ≥ 1. Small against the terms of these products is not enough: a
/// force of 1 on y₁ is nothing beside rows with z = 10⁹, and yet y₁ = 1 escapes. So the sums are
/// taken at sizes that the data suggest, the nearest ones:
///
/// ```
/// multipliers:  Σ_j |Aᵀz|_j min_i |b_i/a_ij|                              over the rows with a_ij, b_i ≠ 0
/// ray:          Σ_j |Pd|_j |q_j|/p_jj + Σ_i |Ad + s|_i min_j |q_j/a_ij|
/// ```
///
/// A true proof has 0; one that only says that large numbers are large has 1. What the rounding of
/// the proof's own numbers can make of a product counts as 0. The sums do not change when rows and
/// columns are scaled.
final class NearestEscape {
  /// Relative to the terms of a product, what rounding may leave of it.
  private static final double ROUNDING = 0x1p-51;

  private final ProgramData data;
  private final boolean[] absent;
  private final double[] nearestY;
  private final double[] nearestZ;
  private final double[] columnTerms;
  private final double[] rowTerms;

  /// p_jj.
  private final double[] curvature;

  NearestEscape(Equilibration equilibration) {
    data = equilibration.scaled();
    absent = equilibration.absent();
    nearestY = new double[data.structure().variables()];
    nearestZ = new double[data.structure().rows()];
    columnTerms = new double[nearestY.length];
    rowTerms = new double[nearestZ.length];
    curvature = new double[nearestY.length];
  }

  /// Of z with its Aᵀz; reads the numbers of the program, which may have changed since the last
  /// call. O(entries).
  double ofMultipliers(Iterate proof) {
    findNearest();
    double[] b = data.rhs().values();
    double slope = 0, reach = 0;
    for (int i = 0; i < b.length; i++) if (!absent[i]) slope -= b[i] * proof.z[i];
    Arrays.fill(columnTerms, 0);
    data.a().addTransposedSizes(0, proof.z, 0, columnTerms, 0);
    for (int j = 0; j < nearestY.length; j++)
      reach += part(proof.atz[j], columnTerms[j], nearestY[j]);
    return slope > 0 ? reach / slope : Double.POSITIVE_INFINITY;
  }

  /// Of y and s with their Py and Ay.
  double ofRay(Iterate proof) {
    findNearest();
    double[] q = data.linear().values();
    double slope = 0, reach = 0;
    Arrays.fill(columnTerms, 0);
    data.p().addSymmetricSizes(0, proof.y, 0, columnTerms, 0);
    data.p().diagonal(0, curvature);
    for (int j = 0; j < q.length; j++) {
      slope -= q[j] * proof.y[j];
      if (curvature[j] > 0)
        reach += part(proof.py[j], columnTerms[j], Math.abs(q[j]) / curvature[j]);
    }
    Arrays.fill(rowTerms, 0);
    data.a().addSizes(0, proof.y, 0, rowTerms, 0);
    for (int i = 0; i < nearestZ.length; i++)
      reach += part(proof.ay[i] + proof.s[i], rowTerms[i], nearestZ[i]);
    return slope > 0 ? reach / slope : Double.POSITIVE_INFINITY;
  }

  /// Sizes of which the data say nothing count as 0.
  private static double part(double left, double terms, double size) {
    double seen = Math.abs(left) - ROUNDING * terms;
    return seen > 0 && size < Double.POSITIVE_INFINITY ? seen * size : 0;
  }

  private void findNearest() {
    Arrays.fill(nearestY, Double.POSITIVE_INFINITY);
    Arrays.fill(nearestZ, Double.POSITIVE_INFINITY);
    data.a().forEach(0, this::entry);
  }

  private void entry(int i, int j, double a) {
    if (a == 0) return;
    double b = data.rhs().values()[i], q = data.linear().values()[j];
    if (b != 0) nearestY[j] = Math.min(nearestY[j], Math.abs(b / a));
    if (q != 0) nearestZ[i] = Math.min(nearestZ[i], Math.abs(q / a));
  }
}
