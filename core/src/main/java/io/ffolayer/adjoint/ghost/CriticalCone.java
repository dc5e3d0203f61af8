package io.ffolayer.adjoint.ghost;

import io.ffolayer.internal.face.ActiveRows;
import io.ffolayer.internal.face.Norms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Chooses the side of weakly active rows so that the direction is a one-sided derivative of the
/// solution.
///
/// Along a direction (g, r) of the data (q, b) the solution moves by the d that solves the
/// critical-cone problem: ½dᵀPd + gᵀd, the strongly active rows as equalities a·d = r, the weak
/// rows W as inequalities a·d ≤ r. With the ghost system K of the strong rows at hand, its
/// multipliers solve a linear complementarity problem of size |W| with M = A_W K⁻¹A_Wᵀ. Its active
/// set for *one generic* (g, r), seeded, is taken: a uniform choice (all active, all inactive) may
/// be no derivative at all, nor even in Clarke's set.
final class CriticalCone {
  private static final long SEED = 0x5EEDL;

  /// Weak rows with less than this part of their length outside the span of the strong rows depend
  /// on them.
  private static final double DEPENDENT = 1e-10;

  /// Beyond this number of weak rows the small problem is no longer small: they are taken as
  /// inactive.
  private static final int LARGEST = 500;

  private CriticalCone() {}

  /// Sets the sides of weak rows, given a ghost system that is open on the others.
  ///
  /// @param weak rotated rows that are inactive in `rows`
  static void choose(Visited visited, GhostSystem ghost, int[] weak, ActiveRows rows) {
    if (weak.length == 0 || weak.length > LARGEST) return;
    int n = visited.data.structure().variables();
    int m = visited.data.structure().rows();
    SplittableRandom random = new SplittableRandom(SEED);
    double[] y = new double[n];
    double[] z = new double[m];
    for (int j = 0; j < n; j++) y[j] = random.nextDouble() - 0.5;
    double[] r = new double[m];
    for (int i = 0; i < m; i++) r[i] = random.nextDouble() - 0.5;
    for (int i = 0; i < m; i++) z[i] = rows.l[i] < Double.POSITIVE_INFINITY ? r[i] : 0;
    rows.rotation.applyTransposed(z, 0);
    ghost.solve(y, z);
    double[] along = rotatedProduct(visited, rows, y);

    int k = weak.length;
    double[] matrix = new double[k * k];
    double[] c = new double[k];
    List<Integer> dependent = new ArrayList<>();
    for (int a = 0; a < k; a++) {
      if (visited.watch.isStopped()) return;
      c[a] = r[weak[a]] - along[weak[a]];
      copyRow(visited, rows, weak[a], y);
      Arrays.fill(z, 0.0);
      double length = Norms.euclidean(y, 0, n);
      ghost.solve(y, z);
      double[] moved = rotatedProduct(visited, rows, y);
      for (int b = 0; b < k; b++) matrix[b * k + a] = moved[weak[b]];
      if (Norms.euclidean(y, 0, n) <= DEPENDENT * length) dependent.add(a);
    }
    for (int a : dependent) {
      for (int b = 0; b < k; b++) matrix[a * k + b] = matrix[b * k + a] = 0;
      c[a] = 1; // out of the small problem, into the kept rows
    }
    boolean[] positive = Complementarity.solve(matrix, c);
    for (int a = 0; a < k; a++) rows.l[weak[a]] = positive[a] ? 0 : Double.POSITIVE_INFINITY;
    for (int a : dependent) rows.l[weak[a]] = 0;
  }

  /// UᵀA y.
  private static double[] rotatedProduct(Visited visited, ActiveRows rows, double[] y) {
    double[] product = new double[visited.data.structure().rows()];
    visited.addRowProduct(y, product);
    rows.rotation.apply(product, 0);
    return product;
  }

  /// out = a rotated row of A.
  private static void copyRow(Visited visited, ActiveRows rows, int row, double[] out) {
    double[] unit = new double[visited.data.structure().rows()];
    unit[row] = 1;
    rows.rotation.applyTransposed(unit, 0);
    Arrays.fill(out, 0.0);
    visited.addTransposedProduct(unit, out);
  }
}
