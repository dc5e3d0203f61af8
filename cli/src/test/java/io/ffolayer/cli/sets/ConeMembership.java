package io.ffolayer.cli.sets;

import java.util.Arrays;

/// How far a point is outside the cones of a [StatedProblem], relative to its largest entry, by the
/// definitions: nonnegative rows, ‖x‖ ≤ t, y exp(x/y) ≤ w, and of the dual of that one −u exp(v/u)
/// ≤ e w; a matrix M is semidefinite if M + 1e-10 ‖M‖ I has a Cholesky factor.
final class ConeMembership {
  private static final double SHIFT = 1e-10;

  private ConeMembership() {}

  /// @param dual whether the dual cones are meant
  static double outside(StatedProblem problem, double[] v, boolean dual) {
    double outside = 0;
    for (StatedProblem.ConeRows rows : problem.cones()) {
      double[] own = Arrays.copyOfRange(v, rows.first(), rows.first() + rows.count());
      outside = Math.max(outside, violation(rows.kind(), own, dual));
    }
    return outside == 0 ? 0 : outside / ExactResiduals.largest(v);
  }

  private static double violation(String kind, double[] v, boolean dual) {
    return switch (kind) {
      case "zero" -> dual ? 0 : ExactResiduals.largest(v);
      case "nonneg" -> Arrays.stream(v).map(value -> Math.max(0, -value)).max().orElse(0);
      case "soc" -> Math.max(0, length(v) - v[0]);
      case "psd" -> isSemidefinite(v) ? 0 : Double.POSITIVE_INFINITY;
      default ->
          Math.max(0, dual ? dualExponential(v[0], v[1], v[2]) : exponential(v[0], v[1], v[2]));
    };
  }

  private static double length(double[] v) {
    double sum = 0;
    for (int k = 1; k < v.length; k++) sum += v[k] * v[k];
    return Math.sqrt(sum);
  }

  /// @param v the lower triangle row by row, off-diagonal entries times √2
  private static boolean isSemidefinite(double[] v) {
    int order = (int) Math.round((Math.sqrt(1 + 8.0 * v.length) - 1) / 2);
    double[][] l = new double[order][order];
    for (int i = 0, k = 0; i < order; i++) {
      for (int j = 0; j <= i; j++, k++) {
        double sum = i == j ? v[k] + SHIFT * ExactResiduals.largest(v) : v[k] / Math.sqrt(2);
        for (int p = 0; p < j; p++) sum -= l[i][p] * l[j][p];
        if (i == j && sum < 0) return false;
        l[i][j] = i == j ? Math.sqrt(sum) : l[j][j] == 0 ? 0 : sum / l[j][j];
      }
    }
    return true;
  }

  private static double exponential(double x, double y, double w) {
    return y > 0 ? y * Math.exp(x / y) - w : Math.max(-y, Math.max(x, -w));
  }

  private static double dualExponential(double u, double v, double w) {
    return u < 0 ? -u * Math.exp(v / u) / Math.E - w : Math.max(u, Math.max(-v, -w));
  }
}
