package io.ffolayer.internal.scale;

import io.ffolayer.program.ProgramData;
import java.util.Arrays;

/// Whether the rounding of products may show in a residual. The terms of Py, Ay and Aᵀz can be so
/// much larger than their sums that residuals computed in working precision say nothing – badly
/// scaled columns do that – and then a program could pass for solved by luck.
public final class Rounding {
  /// Relative to the scale of a residual; well below any sensible tolerance.
  private static final double VISIBLE = 1e-11;

  /// The error of a sum of k terms in random order, relative to the sum of their sizes, is about √k
  /// units of rounding.
  private static final double UNIT = 0x1p-51;

  private Rounding() {}

  /// Looks at bounds first – the largest entries against ‖y‖₁ and ‖z‖₁ –, at every term only where
  /// these do not settle it.
  ///
  /// @param largestA at least the largest |entry| of A, or infinite
  /// @param work overwritten, at least 2n + m values
  public static boolean mayShow(
      ProgramData data,
      int instance,
      double[] y,
      int yAt,
      double[] z,
      int zAt,
      double largestP,
      double largestA,
      double primalScale,
      double dualScale,
      double gapScale,
      double[] work) {
    int n = data.structure().variables();
    int m = data.structure().rows();
    double unit = UNIT * Math.sqrt(n + m) / VISIBLE;
    double sumY = sumOfSizes(n, y, yAt);
    double sumZ = sumOfSizes(m, z, zAt);
    double row = largestA * sumY;
    double column = largestP * sumY + (sumZ == 0 ? 0 : largestA * sumZ);
    if (unit * row <= primalScale
        && unit * column <= dualScale
        && unit * (column * sumY) <= 10 * gapScale) return false;
    Arrays.fill(work, 0, n + m, 0);
    data.p().addSymmetricSizes(instance, y, yAt, work, 0);
    data.a().addTransposedSizes(instance, z, zAt, work, 0);
    data.a().addSizes(instance, y, yAt, work, n);
    double largestColumn = 0, largestRow = 0, terms = 0;
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    for (int j = 0; j < n; j++) {
      largestColumn = Math.max(largestColumn, work[j]);
      terms += Math.abs(y[yAt + j]) * work[j];
    }
    for (int i = 0; i < m; i++)
      if (b[bAt + i] != Double.POSITIVE_INFINITY) largestRow = Math.max(largestRow, work[n + i]);
    return !(unit * largestRow <= primalScale
        && unit * largestColumn <= dualScale
        && unit * terms <= 10 * gapScale);
  }

  private static double sumOfSizes(int n, double[] x, int at) {
    double sum = 0;
    for (int j = 0; j < n; j++) sum += Math.abs(x[at + j]);
    return sum;
  }
}
