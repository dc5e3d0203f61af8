package io.ffolayer.adjoint;

import io.ffolayer.program.Batched;
import io.ffolayer.program.Layout;
import io.ffolayer.program.ProgramData;
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

  /// Sets `active` at the weak rows, given a ghost system that is open on the strong rows.
  ///
  /// @param weak the weak rows
  /// @param active in: the strong rows; out: with the chosen weak rows
  static void choose(
      ProgramData data, int instance, GhostSystem ghost, int[] weak, boolean[] active) {
    if (weak.length == 0 || weak.length > LARGEST) return;
    int n = data.structure().variables();
    int m = active.length;
    SplittableRandom random = new SplittableRandom(SEED);
    double[] y = new double[n];
    double[] z = new double[m];
    for (int j = 0; j < n; j++) y[j] = random.nextDouble() - 0.5;
    double[] r = new double[m];
    for (int i = 0; i < m; i++) r[i] = random.nextDouble() - 0.5;
    for (int i = 0; i < m; i++) z[i] = active[i] ? r[i] : 0;
    ghost.solve(y, z);
    double[] along = new double[m];
    data.addRowProduct(instance, y, 0, along, 0);

    int k = weak.length;
    double[] matrix = new double[k * k];
    double[] c = new double[k];
    List<Integer> dependent = new ArrayList<>();
    for (int a = 0; a < k; a++) {
      c[a] = r[weak[a]] - along[weak[a]];
      Arrays.fill(z, 0.0);
      copyRow(data, instance, weak[a], y);
      double length = Norms.euclidean(y, 0, n);
      ghost.solve(y, z);
      double[] moved = new double[m];
      data.addRowProduct(instance, y, 0, moved, 0);
      for (int b = 0; b < k; b++) matrix[b * k + a] = moved[weak[b]];
      if (Norms.euclidean(y, 0, n) <= DEPENDENT * length) dependent.add(a);
    }
    for (int a : dependent) {
      for (int b = 0; b < k; b++) matrix[a * k + b] = matrix[b * k + a] = 0;
      c[a] = 1; // out of the small problem, into the kept rows
    }
    boolean[] positive = Complementarity.solve(matrix, c);
    for (int a = 0; a < k; a++) active[weak[a]] = positive[a];
    for (int a : dependent) active[weak[a]] = true;
  }

  private static void copyRow(ProgramData data, int instance, int row, double[] out) {
    Arrays.fill(out, 0.0);
    int first = 0;
    for (int k = 0; k < data.rows().size(); k++) {
      Layout layout = data.structure().blocks().get(k).layout();
      if (row < first + layout.rows()) {
        Batched a = data.rows().get(k);
        copyRow(layout, a.values(), a.offset(instance), row - first, out);
        return;
      }
      first += layout.rows();
    }
  }

  private static void copyRow(Layout layout, double[] values, int at, int row, double[] out) {
    switch (layout) {
      case Layout.Dense dense ->
          System.arraycopy(values, at + row * dense.columns(), out, 0, dense.columns());
      case Layout.Sparse sparse -> {
        for (int j = 0; j < sparse.columns(); j++) {
          int k = sparse.position(row, j);
          if (k >= 0) out[j] = values[at + k];
        }
      }
    }
  }
}
