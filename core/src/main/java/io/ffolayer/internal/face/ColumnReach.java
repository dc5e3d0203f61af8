package io.ffolayer.internal.face;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Layout;
import java.util.Arrays;

/// How far the rows let every variable go, which is the size of a variable that is 0:
///
/// ```
/// reach_j = min_i (|b_i| + Σ_k |a_ik| size_k) / |a_ij|        over the rows of which y_j is not the larger part
/// size_k  = |y_k|, or where that is noise beside it the reach or |q_k|/P_kk
/// ```
///
/// A variable that is the larger part of all its rows reaches as far as it is. A row with a
/// right-hand side says so by itself. One without passes on what is known of its other variables,
/// from row to row, where these are so small that |y| may be only the rounding of 0. Of a variable
/// that no chain of rows connects with a number – y = 0 of a program that stays the same when y is
/// multiplied – nothing is known: every row there has the slack 0, and the unit of the largest
/// entry of its column, or 1, stands for the reach.
///
/// Two passes over A, and two more for every round in which something is passed on: none as a rule.
final class ColumnReach {
  /// Rows that are farther from any right-hand side keep what was found.
  private static final int MOST_ROUNDS = 40;

  /// A variable that makes more than this part of a row may be all that there is.
  private static final double PART = 0.5;

  /// A row without a right-hand side whose terms are smaller than this, beside the largest of other
  /// rows, may consist of rounding.
  private static final double SMALL = 1e-4;

  /// The reach of each variable.
  final double[] reach;

  /// Σ_k |a_ik||y_k| of each row.
  final double[] rowTerms;

  /// Whether there are variables of which nothing is known.
  boolean hasUnknown;

  private final double[] perReach;
  private final double[] limit;
  private final double[] size;
  private final double[] perRow;
  private final double[] terms;

  /// Whether a row has several entries.
  private final boolean[] joins;

  private double noise;

  ColumnReach(ProgramStructure structure) {
    int n = structure.variables(), m = structure.rows();
    reach = new double[n];
    perReach = new double[n];
    limit = new double[n];
    size = new double[n];
    rowTerms = new double[m];
    perRow = new double[m];
    terms = new double[m];
    joins = new boolean[m];
    for (int k = 0; k < structure.blocks().size(); k++)
      markJoining(structure.blocks().get(k).layout(), structure.firstRow(k));
  }

  private void markJoining(Layout layout, int first) {
    if (layout instanceof Layout.Sparse sparse) {
      int[] count = new int[layout.rows()];
      for (int k = 0; k < sparse.size(); k++) count[sparse.rowIndex(k)]++;
      for (int i = 0; i < count.length; i++) joins[first + i] = count[i] > 1;
    } else {
      Arrays.fill(joins, first, first + layout.rows(), layout.columns() > 1);
    }
  }

  /// Reads the reach at a point.
  ///
  /// @param curvature the diagonal of P
  /// @param relative error of the point
  void read(ProgramData data, int instance, double[] y, double[] curvature, double relative) {
    noise = relative;
    Arrays.fill(rowTerms, 0);
    data.a().addSizes(instance, y, 0, rowTerms, 0);
    Arrays.fill(perReach, 0);
    boolean isAtZero = isAtZero(data.rhs().values(), data.rhs().offset(instance));
    readRows(data, instance, y, !isAtZero);
    hasUnknown = false;
    int unknown = readSizes(data, instance, y, curvature);
    if (unknown > 0) {
      takeLargerParts(data, instance, y);
      unknown = readSizes(data, instance, y, curvature);
    }
    if (isAtZero || unknown > 0) passOn(data, instance, y, curvature, unknown);
    for (int j = 0; j < reach.length; j++) reach[j] = perReach[j] > 0 ? 1 / perReach[j] : 0;
  }

  /// @return whether a row without a right-hand side meets several variables that are all far
  ///   smaller than what rows with one are made of: then it is not known whether they are more than
  ///   rounding, and otherwise |y| tells
  private boolean isAtZero(double[] b, int bAt) {
    double largest = 0, least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < perRow.length; i++) {
      double right = Math.abs(b[bAt + i]);
      if (right == 0 && joins[i]) least = Math.min(least, rowTerms[i]);
      else if (right > 0 && right < Double.POSITIVE_INFINITY)
        largest = Math.max(largest, right + rowTerms[i]);
    }
    return least <= SMALL * largest || (largest == 0 && least < Double.POSITIVE_INFINITY);
  }

  /// Reads the rows with a right-hand side, or all of them.
  private void readRows(ProgramData data, int instance, double[] y, boolean all) {
    readTerms(data, instance, all);
    for (int j = 0; j < limit.length; j++) limit[j] = PART / Math.abs(y[j]);
    data.a().raiseParts(instance, perRow, 0, limit, perReach);
  }

  private void readTerms(ProgramData data, int instance, boolean all) {
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    for (int i = 0; i < perRow.length; i++) {
      double right = Math.abs(b[bAt + i]), sum = right + rowTerms[i];
      perRow[i] = (all || right > 0) && sum > 0 ? 1 / sum : 0;
    }
  }

  /// reach_j ← |y_j| of a variable of which no row says more than that it makes the larger part of
  /// one with a right-hand side.
  private void takeLargerParts(ProgramData data, int instance, double[] y) {
    double[] part = new double[y.length];
    readTerms(data, instance, false);
    Arrays.fill(limit, Double.POSITIVE_INFINITY);
    data.a().raiseParts(instance, perRow, 0, limit, part);
    for (int j = 0; j < y.length; j++)
      if (perReach[j] == 0 && part[j] * Math.abs(y[j]) > PART) perReach[j] = 1 / Math.abs(y[j]);
  }

  private void passOn(
      ProgramData data, int instance, double[] y, double[] curvature, int unknownAtFirst) {
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    int unknown = unknownAtFirst, before = unknown + 1;
    for (int round = 0; round < MOST_ROUNDS && unknown < before; round++) {
      Arrays.fill(terms, 0);
      data.a().addSizes(instance, size, 0, terms, 0);
      for (int i = 0; i < perRow.length; i++)
        perRow[i] = b[bAt + i] == 0 && terms[i] > 0 ? 1 / terms[i] : 0;
      for (int j = 0; j < limit.length; j++) limit[j] = PART / size[j];
      data.a().raiseParts(instance, perRow, 0, limit, perReach);
      if (unknown == 0) return;
      before = unknown;
      unknown = readSizes(data, instance, y, curvature);
    }
    hasUnknown = unknown > 0;
    if (hasUnknown) guess(data, instance);
  }

  /// @return the number of variables of which nothing is known
  private int readSizes(ProgramData data, int instance, double[] y, double[] curvature) {
    double[] q = data.linear().values();
    int qAt = data.linear().offset(instance), unknown = 0;
    for (int j = 0; j < size.length; j++) {
      double natural = curvature[j] > 0 ? Math.abs(q[qAt + j]) / curvature[j] : 0;
      double far = perReach[j] > 0 ? 1 / perReach[j] : 0;
      double step = natural > 0 && far > 0 ? Math.min(natural, far) : Math.max(natural, far);
      size[j] = Math.abs(y[j]) > noise * step && step > 0 ? Math.abs(y[j]) : step;
      unknown += step == 0 ? 1 : 0;
    }
    return unknown;
  }

  /// 1, or the unit of the largest entry of the column where that is longer.
  private void guess(ProgramData data, int instance) {
    Arrays.fill(perRow, 1);
    Arrays.fill(limit, Double.POSITIVE_INFINITY);
    double[] largest = new double[limit.length];
    data.a().raiseParts(instance, perRow, 0, limit, largest);
    for (int j = 0; j < size.length; j++)
      if (size[j] == 0 && largest[j] > 0) perReach[j] = Math.min(1, largest[j]);
  }
}
