package io.ffolayer.adjoint.ghost;

import io.ffolayer.internal.face.ActiveRows;
import io.ffolayer.internal.face.Norms;
import io.ffolayer.internal.linalg.dense.Complementarity;
import java.util.Arrays;
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
///
/// Where active rows depend on each other not every r can be met. Then r = 0 on the strong rows and
/// r > 0 on the weak ones, so that d = 0 meets it; a weak row that depends on the strong ones has
/// a·d = 0 < r and is inactive.
final class CriticalCone {
  private static final long SEED = 0x5EEDL;

  /// Weak rows with less than this part of their length outside the span of the strong rows depend
  /// on them.
  private static final double DEPENDENT = 1e-9;

  /// Beyond this number of weak rows the small problem is no longer small: they are taken as
  /// inactive.
  private static final int LARGEST = 500;

  private final Visited visited;
  private final GhostSystem ghost;
  private final ActiveRows rows;
  private final int[] weak;
  private final double[] matrix;
  private final double[] c;
  private final boolean[] dependent;
  private final boolean isRelaxed;

  private CriticalCone(
      Visited visited, GhostSystem ghost, int[] weak, ActiveRows rows, boolean isRelaxed) {
    this.isRelaxed = isRelaxed;
    this.visited = visited;
    this.ghost = ghost;
    this.rows = rows;
    this.weak = weak;
    matrix = new double[weak.length * weak.length];
    c = new double[weak.length];
    dependent = new boolean[weak.length];
  }

  /// Sets the sides of weak rows, given a ghost system that is open on the others.
  ///
  /// @param weak rotated rows that are inactive in `rows`
  /// @param isRelaxed whether rows may depend on each other
  static void choose(
      Visited visited, GhostSystem ghost, int[] weak, ActiveRows rows, boolean isRelaxed) {
    if (weak.length == 0 || weak.length > LARGEST) return;
    CriticalCone problem = new CriticalCone(visited, ghost, weak, rows, isRelaxed);
    if (!problem.form()) return;
    boolean[] positive = Complementarity.solve(problem.matrix, problem.c);
    for (int a = 0; a < weak.length; a++)
      rows.l[weak[a]] = positive[a] ? 0 : Double.POSITIVE_INFINITY;
  }

  /// @return false if the watch has stopped it
  private boolean form() {
    int k = weak.length;
    SplittableRandom random = new SplittableRandom(SEED);
    double[] y = new double[visited.data.structure().variables()];
    double[] z = new double[visited.data.structure().rows()];
    for (int j = 0; j < y.length; j++) y[j] = random.nextDouble() - 0.5;
    double[] r = new double[z.length];
    for (int i = 0; i < r.length; i++) r[i] = random.nextDouble() - 0.5;
    for (int i = 0; i < r.length; i++)
      if (!isRelaxed && rows.l[i] < Double.POSITIVE_INFINITY) z[i] = r[i];
    rows.rotation.applyTransposed(z, 0);
    ghost.solve(y, z);
    double[] along = rotatedProduct(y);
    for (int a = 0; a < k; a++) {
      if (visited.watch.isStopped()) return false;
      fillColumn(a, y, z);
      double reach = along[weak[a]] == 0 ? 1 : Math.abs(along[weak[a]]);
      c[a] = (isRelaxed ? reach * (1 + r[weak[a]]) : r[weak[a]]) - along[weak[a]];
    }
    for (int a = 0; a < k; a++) {
      if (!dependent[a]) continue;
      for (int b = 0; b < k; b++) matrix[a * k + b] = matrix[b * k + a] = 0;
      c[a] = 1; // inactive
    }
    return true;
  }

  /// Column a of M = A_W K⁻¹A_Wᵀ.
  private void fillColumn(int a, double[] y, double[] z) {
    visited.copyRotatedRow(rows.rotation, weak[a], y, 0);
    double[] row = y.clone();
    Arrays.fill(z, 0.0);
    ghost.solve(y, z);
    double[] moved = rotatedProduct(y);
    for (int b = 0; b < weak.length; b++) matrix[b * weak.length + a] = moved[weak[b]];
    double length = Norms.euclidean(row, 0, row.length);
    double[] made = new double[row.length];
    visited.addTransposedProduct(z, made);
    double size = length + Norms.euclidean(made, 0, made.length);
    for (int j = 0; j < row.length; j++) made[j] -= row[j];
    dependent[a] = !(Norms.euclidean(made, 0, made.length) > DEPENDENT * size);
  }

  /// UᵀA y.
  private double[] rotatedProduct(double[] y) {
    double[] product = new double[visited.data.structure().rows()];
    visited.addRowProduct(y, product);
    rows.rotation.apply(product, 0);
    return product;
  }
}
