package io.ffolayer.internal.linalg.dense;

import java.util.Arrays;

/// Householder's orthogonal factorisation of k vectors of Rⁿ, the one with the largest part outside
/// the span of those before it next:
///
/// ```
/// (a_p₁ … a_p_k) = Q R,    Q = (Q₁ Q₂) orthogonal,    R upper triangular, its diagonal falling in size
/// ```
///
/// The number of diagonal entries that are more than rounding is the rank: unlike the pivots of a
/// matrix of inner products, they do not square the angle between two vectors (Businger, Golub,
/// *Linear least squares solutions by Householder transformations*, 1965; Golub & Van Loan, *Matrix
/// Computations*, 4th ed., §5.4.2).
///
/// 2nk·rank flops in plain loops: for what is rare, and has to be right.
public final class PivotedQr {
  private final int n;
  private final double[] a;
  private final int[] order;
  private final double[] diagonal;
  private final double[] beta;
  private final int rank;

  /// @param vectors k vectors one behind the other; overwritten
  /// @param smallest a part outside the span that is not longer counts as rounding
  public PivotedQr(int n, int k, double[] vectors, double smallest) {
    this.n = n;
    a = vectors;
    order = new int[k];
    Arrays.setAll(order, i -> i);
    diagonal = new double[Math.min(n, k)];
    beta = new double[Math.min(n, k)];
    int step = 0;
    while (step < diagonal.length && takeLongest(step, smallest)) step++;
    rank = step;
  }

  private boolean takeLongest(int step, double smallest) {
    int longest = step;
    double most = -1;
    for (int j = step; j < order.length; j++) {
      double square = squareOutside(order[j], step);
      if (square > most) {
        most = square;
        longest = j;
      }
    }
    if (!(Math.sqrt(most) > smallest)) return false;
    int chosen = order[longest];
    order[longest] = order[step];
    order[step] = chosen;
    makeReflection(chosen, step, Math.sqrt(most));
    for (int j = step + 1; j < order.length; j++) reflect(step, a, order[j] * n);
    return true;
  }

  private double squareOutside(int vector, int from) {
    double sum = 0;
    for (int i = vector * n + from; i < (vector + 1) * n; i++) sum += a[i] * a[i];
    return sum;
  }

  /// I − β v vᵀ takes the part outside to a multiple of a unit vector; v stays where that part was.
  private void makeReflection(int vector, int step, double length) {
    int at = vector * n + step;
    double head = a[at];
    diagonal[step] = head > 0 ? -length : length;
    a[at] = head - diagonal[step];
    beta[step] = 1 / (length * (length + Math.abs(head)));
  }

  private void reflect(int step, double[] x, int xAt) {
    int v = order[step] * n;
    double along = 0;
    for (int i = step; i < n; i++) along += a[v + i] * x[xAt + i];
    if (along == 0) return;
    along *= beta[step];
    for (int i = step; i < n; i++) x[xAt + i] -= along * a[v + i];
  }

  public int rank() {
    return rank;
  }

  /// The smallest part that an independent vector has outside the span of those before it.
  public double lastDiagonal() {
    return Math.abs(diagonal[rank - 1]);
  }

  /// The vector that stands at a place of the order: the first [#rank] are independent.
  public int vector(int place) {
    return order[place];
  }

  /// x ← Qᵀx, n numbers.
  public void intoBasis(double[] x, int xAt) {
    for (int step = 0; step < rank; step++) reflect(step, x, xAt);
  }

  /// x ← Q x.
  public void outOfBasis(double[] x, int xAt) {
    for (int step = rank - 1; step >= 0; step--) reflect(step, x, xAt);
  }

  /// u ← R₁₁⁻ᵀ u, so that a_p_j · Q₁u are the numbers on entry.
  public void solveTransposed(double[] u) {
    for (int j = 0; j < rank; j++) {
      double sum = u[j];
      int column = order[j] * n;
      for (int i = 0; i < j; i++) sum -= a[column + i] * u[i];
      u[j] = sum / diagonal[j];
    }
  }

  /// u ← R₁₁⁻¹u: the coefficients on the independent vectors of Q₁u.
  public void solve(double[] u) {
    for (int j = rank - 1; j >= 0; j--) {
      int column = order[j] * n;
      u[j] /= diagonal[j];
      for (int i = 0; i < j; i++) u[i] -= a[column + i] * u[j];
    }
  }

  /// The coefficients of a dependent vector on the independent ones.
  ///
  /// @param place at least [#rank]
  public double[] relation(int place) {
    double[] u = Arrays.copyOfRange(a, order[place] * n, order[place] * n + rank);
    solve(u);
    return u;
  }
}
