package io.ffolayer.internal.kkt;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;

/// Diagonal D and E that make the largest entry of every row and column of [D P D, D Aᵀ E; E A D,
/// 0] about 1, after a P of extraordinary size was divided by its largest entry: the unit of the
/// objective is nobody's business but its own (Ruiz, *A scaling algorithm to equilibrate both rows
/// and columns norms in matrices*, 2001). The factor of a row or column that is all zero is 1; the
/// rows of a curved cone have one factor, by the largest of their entries: another would leave the
/// cone.
final class RuizScaling {
  private static final int MOST_SWEEPS = 10;
  private static final double CLOSE = 0.05;
  private static final double SMALLEST = 1e-6;
  private static final double LARGEST = 1e6;

  /// A P whose largest entry is farther from 1 is divided by it.
  private static final double ORDINARY = 1e3;

  /// D.
  final double[] column;

  /// E.
  final double[] row;

  private final double[] columnNorm;
  private final double[] rowNorm;
  private final Range[] curved;

  /// The rows of one cone.
  private record Range(int from, int to) {}

  RuizScaling(ProgramStructure structure) {
    column = new double[structure.variables()];
    row = new double[structure.rows()];
    columnNorm = new double[structure.variables()];
    rowNorm = new double[structure.rows()];
    curved =
        structure.cones().stream()
            .filter(part -> !part.cone().isPolyhedral())
            .map(part -> new Range(part.first(), part.end()))
            .toArray(Range[]::new);
  }

  /// Finds D and E.
  ///
  /// @param absent rows that get the factor 0, and have no influence
  void balance(ProgramData data, int instance, boolean[] absent) {
    Arrays.fill(column, 1);
    for (int i = 0; i < row.length; i++) row[i] = absent[i] ? 0 : 1;
    double largest = data.p().largestSemidefinite(instance);
    boolean ordinary = largest <= ORDINARY && largest >= 1 / ORDINARY;
    double objectiveUnit = ordinary || !(largest > 0) ? 1 : 1 / largest;
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      Arrays.fill(columnNorm, 0);
      Arrays.fill(rowNorm, 0);
      data.p().raiseSymmetricNorms(instance, column, columnNorm);
      for (int j = 0; j < columnNorm.length; j++) columnNorm[j] *= objectiveUnit;
      data.a().raiseScaledNorms(instance, row, 0, column, rowNorm, columnNorm);
      for (Range cone : curved) raiseToLargest(rowNorm, cone.from, cone.to);
      double change = Math.max(divideByRoot(column, columnNorm), divideByRoot(row, rowNorm));
      if (change < CLOSE) break;
    }
  }

  private static void raiseToLargest(double[] norm, int from, int to) {
    double largest = 0;
    for (int i = from; i < to; i++) largest = Math.max(largest, norm[i]);
    Arrays.fill(norm, from, to, largest);
  }

  /// @param norm the largest entry of each column or row, before its own factor
  /// @return the largest relative change of a factor
  private static double divideByRoot(double[] scale, double[] norm) {
    double change = 0;
    for (int i = 0; i < scale.length; i++) {
      double old = scale[i];
      double size = old * norm[i];
      if (!(size > 0)) continue;
      double factor = 1 / Math.sqrt(size), now = old * factor;
      if (!(now >= SMALLEST && now <= LARGEST)) {
        now = Math.clamp(now, SMALLEST, LARGEST);
        factor = now / old;
      }
      scale[i] = now;
      double changed = Math.abs(factor - 1);
      if (!(changed <= change)) change = changed;
    }
    return change;
  }
}
