package io.ffolayer.solve.activeset;

import io.ffolayer.internal.linalg.dense.RowBasis;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.solve.activeset.distance.LeastDistance;
import java.util.Arrays;

/// The rows that [DualActiveSet] holds as equalities, F, in the order in which they came, with
/// their duals z, their factor, and the shortest point v on them.
final class WorkingSet {
  private static final DenseKernels KERNELS = Kernels.dense();

  /// A coefficient of a row that is smaller than this part of the largest is rounding.
  private static final double NO_COEFFICIENT = 1e-13;

  final double[] v;
  private final LeastDistance problem;
  private final int n;
  private final RowBasis basis;
  private final int[] rows;
  private final double[] z;
  private final double[] coefficient;
  private final double[] side;
  private final double[] candidate;
  private final boolean[] member;
  private int changes;

  WorkingSet(LeastDistance problem) {
    this.problem = problem;
    n = problem.quadratic.n;
    v = new double[n];
    basis = new RowBasis(n);
    rows = new int[n];
    z = new double[n];
    coefficient = new double[n];
    side = new double[n];
    candidate = new double[n];
    member = new boolean[problem.m];
  }

  void clear() {
    basis.clear();
    Arrays.fill(member, false);
    Arrays.fill(v, 0);
    changes = 0;
  }

  int size() {
    return basis.size();
  }

  /// Rows that entered or left since [#clear].
  int changes() {
    return changes;
  }

  RowBasis basis() {
    return basis;
  }

  /// Row number e of F.
  int row(int e) {
    return rows[e];
  }

  double dual(int e) {
    return z[e];
  }

  boolean holds(int i) {
    return member[i];
  }

  // ---- a candidate row

  /// Takes a row as the candidate of the methods below.
  void look(int i) {
    int from = DenseKernels.at(0, problem.stride, i, 0);
    for (int j = 0; j < n; j++) candidate[j] = problem.x[from + 8 * j];
  }

  /// The slack of the candidate, row i.
  double slack(int i) {
    return problem.c[i] - KERNELS.dot(n, candidate, 0, v, 0);
  }

  /// Splits the candidate into r, how it is made of F, and the rest.
  ///
  /// @return the length of the rest; 0 where F has n rows
  double split() {
    double outside = basis.project(candidate);
    loadCoefficients();
    return basis.size() == n ? 0 : outside;
  }

  /// Takes r from the last projection of the basis.
  void loadCoefficients() {
    basis.coefficients(coefficient);
  }

  /// r of row number e.
  double coefficient(int e) {
    return coefficient[e];
  }

  /// The inequality of F whose dual comes to zero first on the way of the candidate, or −1.
  int blocking() {
    double smallest = NO_COEFFICIENT * Math.max(1, KERNELS.normInf(size(), coefficient, 0));
    int blocking = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int e = 0; e < size(); e++) {
      if (problem.isEquality(rows[e]) || !(coefficient[e] > smallest)) continue;
      double ratio = Math.max(0, z[e]) / coefficient[e];
      if (ratio < least) {
        least = ratio;
        blocking = e;
      }
    }
    return blocking;
  }

  /// v and z move by a step of length t.
  void move(double t) {
    KERNELS.axpy(n, -t, basis.outside(), 0, v, 0);
    moveDuals(t);
  }

  void moveDuals(double t) {
    KERNELS.axpy(size(), -t, coefficient, 0, z, 0);
  }

  /// The candidate, row i, enters with a dual.
  void enter(int i, double dual) {
    rows[size()] = i;
    z[size()] = dual;
    member[i] = true;
    basis.append();
    changes++;
  }

  void leave(int e) {
    member[rows[e]] = false;
    int behind = size() - e - 1;
    System.arraycopy(rows, e + 1, rows, e, behind);
    System.arraycopy(z, e + 1, z, e, behind);
    basis.remove(e);
    changes++;
  }

  // ---- afresh

  /// v and z from F alone, without what has gathered on the way; rows with duals below zero leave,
  /// the most negative first.
  ///
  /// @param zero what counts as zero among the distances of the program, relative
  /// @param largest the largest of them
  /// @return whether all rows stayed
  boolean solveAfresh(double zero, double largest) {
    for (boolean all = true; ; all = false) {
      for (int e = 0; e < size(); e++) side[e] = problem.c[rows[e]];
      basis.shortest(side, v, z);
      double least = -zero * Math.max(largest, KERNELS.normInf(size(), z, 0));
      int wrong = -1;
      for (int e = 0; e < size(); e++)
        if (z[e] < least && !problem.isEquality(rows[e])) {
          least = z[e];
          wrong = e;
        }
      if (wrong < 0) return all;
      leave(wrong);
    }
  }

  /// s = c − X v, zero on F.
  void slacks(double[] s) {
    System.arraycopy(problem.c, 0, s, 0, s.length);
    KERNELS.multiply(problem.m, n, -1, problem.x, 0, problem.stride, v, 0, 1, s, 0);
    for (int e = 0; e < size(); e++) s[rows[e]] = 0;
  }
}
