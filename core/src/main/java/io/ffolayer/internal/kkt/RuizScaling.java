package io.ffolayer.internal.kkt;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;

/// Diagonal D and E that make the largest entry of every row and column of [D P D, D Aᵀ E; E A D,
/// 0] about 1 (Ruiz, *A scaling algorithm to equilibrate both rows and columns norms in matrices*,
/// 2001). The factor of a row or column that is all zero is 1; the rows of a curved cone have one
/// factor, by the largest of their entries: another would leave the cone.
///
/// A P of which every column is of extraordinary size where the rows alone are in balance owes it
/// to the unit of the objective, and is divided by that size first: a unit of 1e8 would else pull
/// the variables with curvature away from the others. Likewise the factors of rows begin at, and
/// are limited around, one over the largest entry of A where that is extraordinarily small: the
/// unit of all rows together. (Where it is large, it may be that of one variable.)
final class RuizScaling {
  private static final int MOST_SWEEPS = 10;
  private static final double CLOSE = 0.05;
  private static final double SMALLEST = 1e-6;
  private static final double LARGEST = 1e6;

  /// Entries within this factor of 1 are ordinary.
  private static final double ORDINARY = 1e3;

  /// D.
  final double[] column;

  /// E.
  final double[] row;

  private final double[] columnNorm;
  private final double[] rowNorm;
  private final Range[] curved;

  /// The unit of the rows.
  private double ofRows = 1;

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
  /// @param columnsFirst whether every column is brought to the size 1 before the sweeps begin,
  ///   which takes the units of the variables out, however far apart they are; the sweeps alone mix
  ///   them with those of the rows
  void balance(ProgramData data, int instance, boolean[] absent, boolean columnsFirst) {
    double largest = largestEntry(data, instance, absent);
    ofRows = largest > 0 && largest < 1 / ORDINARY ? 1 / largest : 1;
    double unit = 1;
    if (!isOrdinary(data.p().largestSemidefinite(instance))) {
      sweep(data, instance, absent, 0, columnsFirst);
      unit = 1 / nearestCurvature(data, instance);
    }
    sweep(data, instance, absent, unit, columnsFirst);
  }

  /// Of the rows that are not absent. In a plain loop: a vector kernel that runs once an instance
  /// stays uncompiled for long, and allocates.
  private double largestEntry(ProgramData data, int instance, boolean[] absent) {
    Arrays.fill(column, 1);
    for (int i = 0; i < row.length; i++) row[i] = absent[i] ? 0 : 1;
    Arrays.fill(columnNorm, 0);
    Arrays.fill(rowNorm, 0);
    data.a().raiseScaledNorms(instance, row, 0, column, rowNorm, columnNorm);
    double largest = 0;
    for (int i = 0; i < row.length; i++) largest = Math.max(largest, row[i] * rowNorm[i]);
    return largest;
  }

  private static boolean isOrdinary(double largest) {
    return largest == 0 || (largest <= ORDINARY && largest >= 1 / ORDINARY);
  }

  /// Of the sizes of the columns of D P D the one nearest to 1: 1 where any is ordinary.
  private double nearestCurvature(ProgramData data, int instance) {
    Arrays.fill(columnNorm, 0);
    data.p().raiseSymmetricNorms(instance, column, columnNorm);
    double nearest = 1, distance = Double.POSITIVE_INFINITY;
    for (int j = 0; j < column.length; j++) {
      double size = column[j] * columnNorm[j], away = Math.max(size, 1 / size);
      if (!(size > 0 && away < distance)) continue;
      nearest = size;
      distance = away;
    }
    return distance <= ORDINARY ? 1 : nearest;
  }

  /// @param ofObjective a factor of P, 0 to leave it out
  private void sweep(
      ProgramData data, int instance, boolean[] absent, double ofObjective, boolean columnsFirst) {
    Arrays.fill(column, 1);
    for (int i = 0; i < row.length; i++) row[i] = absent[i] ? 0 : ofRows;
    if (columnsFirst) divideColumns(data, instance, ofObjective);
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      Arrays.fill(columnNorm, 0);
      Arrays.fill(rowNorm, 0);
      data.p().raiseSymmetricNorms(instance, column, columnNorm);
      if (ofObjective != 1)
        for (int j = 0; j < columnNorm.length; j++) columnNorm[j] *= ofObjective;
      data.a().raiseScaledNorms(instance, row, 0, column, rowNorm, columnNorm);
      for (Range cone : curved) raiseToLargest(rowNorm, cone.from, cone.to);
      double change =
          Math.max(divideByRoot(column, columnNorm, 1), divideByRoot(row, rowNorm, ofRows));
      if (change < CLOSE) break;
    }
  }

  /// D ← 1 over the size of each column of [P; A], that of P a root.
  private void divideColumns(ProgramData data, int instance, double ofObjective) {
    double[] quadratic = new double[column.length];
    data.p().raiseSymmetricNorms(instance, column, quadratic);
    Arrays.fill(columnNorm, 0);
    data.a().raiseScaledNorms(instance, row, 0, column, rowNorm, columnNorm);
    for (int j = 0; j < column.length; j++) {
      double size = Math.max(columnNorm[j], Math.sqrt(ofObjective * quadratic[j]));
      if (size > 0) column[j] = Math.clamp(1 / size, SMALLEST, LARGEST);
    }
  }

  private static void raiseToLargest(double[] norm, int from, int to) {
    double largest = 0;
    for (int i = from; i < to; i++) largest = Math.max(largest, norm[i]);
    Arrays.fill(norm, from, to, largest);
  }

  /// @param norm the largest entry of each column or row, before its own factor
  /// @param unit that the limits are relative to
  /// @return the largest relative change of a factor
  private static double divideByRoot(double[] scale, double[] norm, double unit) {
    double change = 0;
    for (int i = 0; i < scale.length; i++) {
      double old = scale[i];
      double size = old * norm[i];
      if (!(size > 0)) continue;
      double factor = 1 / Math.sqrt(size), now = old * factor;
      if (!(now >= SMALLEST * unit && now <= LARGEST * unit)) {
        now = Math.clamp(now, SMALLEST * unit, LARGEST * unit);
        factor = now / old;
      }
      scale[i] = now;
      double changed = Math.abs(factor - 1);
      if (!(changed <= change)) change = changed;
    }
    return change;
  }
}
