package io.ffolayer.internal.kkt.conic;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;

/// The factors that make the largest entry of every row and column of [P Aᵀ; A diag(l)] about 1,
/// for the rows with l < ∞ (Ruiz 2001), and a factor of the objective that makes the largest
/// curvature 1.
final class FaceUnits {
  private static final int MOST_SWEEPS = 20;
  private static final double CLOSE = 0.1;
  private static final double SMALLEST = 1e-100;

  /// D.
  final double[] column;

  /// E, 0 where l = ∞.
  final double[] row;

  /// f.
  double factor;

  private final double[] columnNorm;
  private final double[] rowNorm;
  private final double[] curvature;

  FaceUnits(ProgramStructure structure) {
    column = new double[structure.variables()];
    row = new double[structure.rows()];
    columnNorm = new double[structure.variables()];
    rowNorm = new double[structure.rows()];
    curvature = new double[structure.variables()];
  }

  /// Whether all norms that are not 0, and the largest curvature, are within a factor of 1.
  boolean isOrdinary(ProgramData data, int instance, double[] l, int lAt, double range) {
    start(l, lAt);
    norms(data, instance);
    if (!isWithin(columnNorm, range) || !isWithin(rowNorm, range)) return false;
    double largest = curvature(data, instance, l, lAt);
    return !(largest > 0 && largest < 1 / range);
  }

  private static boolean isWithin(double[] norms, double range) {
    for (double norm : norms) if (norm > 0 && !(norm >= 1 / range && norm <= range)) return false;
    return true;
  }

  private void start(double[] l, int lAt) {
    Arrays.fill(column, 1);
    for (int i = 0; i < row.length; i++) row[i] = l[lAt + i] < Double.POSITIVE_INFINITY ? 1 : 0;
  }

  private void norms(ProgramData data, int instance) {
    Arrays.fill(columnNorm, 0);
    Arrays.fill(rowNorm, 0);
    data.p().raiseSymmetricNorms(instance, column, columnNorm);
    data.a().raiseScaledNorms(instance, row, 0, column, rowNorm, columnNorm);
    for (int i = 0; i < row.length; i++) if (row[i] == 0) rowNorm[i] = 0;
  }

  /// The largest of P_jj and a_ij²/l_i, in the units of D and E, from the norms of the rows.
  private double curvature(ProgramData data, int instance, double[] l, int lAt) {
    data.p().diagonal(instance, curvature);
    double largest = 0;
    for (int j = 0; j < column.length; j++)
      largest = Math.max(largest, curvature[j] * column[j] * column[j]);
    for (int i = 0; i < row.length; i++)
      if (l[lAt + i] > 0 && row[i] > 0)
        largest = Math.max(largest, rowNorm[i] * rowNorm[i] / l[lAt + i]);
    return largest;
  }

  /// Finds D, E and f.
  void balance(ProgramData data, int instance, double[] l, int lAt) {
    start(l, lAt);
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      norms(data, instance);
      for (int i = 0; i < row.length; i++)
        if (row[i] > 0) rowNorm[i] = Math.max(rowNorm[i], row[i] * l[lAt + i]);
      if (Math.max(divideByRoot(column, columnNorm), divideByRoot(row, rowNorm)) < CLOSE) break;
    }
    norms(data, instance);
    double largest = curvature(data, instance, l, lAt);
    factor = largest > 0 ? 1 / largest : 1;
  }

  /// @return the largest relative change
  private static double divideByRoot(double[] scale, double[] norm) {
    double change = 0;
    for (int i = 0; i < scale.length; i++) {
      double size = scale[i] * norm[i];
      if (!(size > SMALLEST)) continue;
      double factor = 1 / Math.sqrt(size);
      scale[i] *= factor;
      change = Math.max(change, Math.abs(factor - 1));
    }
    return change;
  }
}
