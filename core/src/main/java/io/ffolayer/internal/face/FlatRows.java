package io.ffolayer.internal.face;

import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Batched;

/// The scales of the rows of R₊ at one solution, and which of these rows never change side:
/// equalities, rows without coefficients, and rows with b = +∞.
final class FlatRows {
  /// 1/σ_s, 0 where the row is absent or part of a curved cone.
  final double[] perSlack;

  /// 1/σ_z, likewise.
  final double[] perDual;

  private final boolean[] isCurved;
  private final boolean[] equality;
  private final int[] settled;
  private int settledCount;

  FlatRows(ProgramStructure structure, boolean[] isCurved, boolean[] equality) {
    this.isCurved = isCurved;
    this.equality = equality;
    perSlack = new double[structure.rows()];
    perDual = new double[structure.rows()];
    settled = new int[structure.rows()];
  }

  /// Takes the scales of one solution.
  void scale(Batched rhs, int instance, TermScales terms) {
    double[] b = rhs.values();
    int bAt = rhs.offset(instance);
    settledCount = 0;
    for (int i = 0; i < perSlack.length; i++) {
      boolean absent = isCurved[i] || !terms.hasTerms(i) || b[bAt + i] == Double.POSITIVE_INFINITY;
      perSlack[i] = absent ? 0 : terms.perSlack(i);
      perDual[i] = absent ? 0 : terms.perDual(i);
      if (equality[i] || (absent && !isCurved[i])) settled[settledCount++] = i;
    }
  }

  /// distance ← +∞ at the rows that never change side.
  void neverChangeSide(double[] distance) {
    for (int k = 0; k < settledCount; k++) distance[settled[k]] = Double.POSITIVE_INFINITY;
  }
}
