package io.ffolayer.internal.scale;

import io.ffolayer.program.ProgramData;
import java.util.Arrays;

/// Whether the rounding of products may show in the residuals of a point. The terms of Py, Ay and
/// Aᵀz can be so much larger than their sums that residuals computed in working precision say
/// nothing – badly scaled columns do that – and then a program could pass for solved by luck.
///
/// @param instance of the data
record Rounding(ProgramData data, int instance, Point point) {
  /// Relative to the scale of a residual; well below any sensible tolerance.
  private static final double VISIBLE = 1e-11;

  /// The error of a sum of k terms in random order, relative to the sum of their sizes, is about √k
  /// units of rounding.
  private static final double UNIT = 0x1p-51;

  /// Looks at bounds first – the largest entries against ‖y‖₁ and ‖z‖₁ –, at every term only where
  /// these do not settle it.
  ///
  /// @param largestP the largest |entry| of P
  /// @param largestA at least the largest |entry| of A, or infinite
  /// @param work overwritten
  boolean mayShow(double largestP, double largestA, ResidualScales scales, PointProducts work) {
    int n = data.structure().variables(), m = data.structure().rows();
    double unit = UNIT * Math.sqrt(n + m) / VISIBLE;
    double sumY = sumOfSizes(n, point.y(), point.yAt());
    double sumZ = sumOfSizes(m, point.z(), point.rowAt());
    double row = largestA * sumY;
    double column = largestP * sumY + (sumZ == 0 ? 0 : largestA * sumZ);
    if (isHidden(unit * row, unit * column, unit * (column * sumY), scales)) return false;
    if (!data.hasEntries()) return false; // nothing more precise can be had
    sumTerms(work.py, work.ay);
    double largestRow = largestPresentRow(work.ay);
    double largestColumn = 0, terms = 0;
    for (int j = 0; j < n; j++) {
      largestColumn = Math.max(largestColumn, work.py[j]);
      terms += Math.abs(point.y()[point.yAt() + j]) * work.py[j];
    }
    return !isHidden(unit * largestRow, unit * largestColumn, unit * terms, scales);
  }

  private static boolean isHidden(double primal, double dual, double gap, ResidualScales scales) {
    return primal <= scales.primal() && dual <= scales.dual() && gap <= 10 * scales.gap();
  }

  /// columns ← |P||y| + |A|ᵀ|z|, rows ← |A||y|.
  private void sumTerms(double[] columns, double[] rows) {
    Arrays.fill(columns, 0);
    Arrays.fill(rows, 0);
    data.p().addSymmetricSizes(instance, point.y(), point.yAt(), columns, 0);
    data.a().addTransposedSizes(instance, point.z(), point.rowAt(), columns, 0);
    data.a().addSizes(instance, point.y(), point.yAt(), rows, 0);
  }

  private double largestPresentRow(double[] rows) {
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    double largest = 0;
    for (int i = 0; i < rows.length; i++)
      if (b[bAt + i] != Double.POSITIVE_INFINITY) largest = Math.max(largest, rows[i]);
    return largest;
  }

  private static double sumOfSizes(int n, double[] x, int at) {
    double sum = 0;
    for (int j = 0; j < n; j++) sum += Math.abs(x[at + j]);
    return sum;
  }
}
