package io.ffolayer.cli.sets;

import java.math.BigDecimal;
import java.util.Arrays;

/// The residuals of a point of a [StatedProblem] without the library, in sums that are exact: no
/// rounding can hide an error, or make one.
record ExactResiduals(StatedProblem problem) {
  /// ‖Ax + s − b‖∞ over its largest term, and over 1 where b = 0.
  double primal(double[] x, double[] s) {
    BigDecimal[] rows = exact(s);
    subtract(rows, problem.b());
    double[] ax = rounded(product(problem.a(), x, false, zeros(rows.length)));
    product(problem.a(), x, false, rows);
    return largest(rounded(rows)) / scale(problem.b(), ax, s);
  }

  /// ‖Px + q + Aᵀz‖∞ over its largest term, and over 1 where q = 0.
  double dual(double[] x, double[] z) {
    BigDecimal[] columns = exact(problem.q());
    double[] px = rounded(product(problem.p(), x, false, zeros(columns.length)));
    double[] atz = rounded(product(problem.a(), z, true, zeros(columns.length)));
    product(problem.p(), x, false, columns);
    product(problem.a(), z, true, columns);
    return largest(rounded(columns)) / scale(problem.q(), px, atz);
  }

  /// The larger of |xᵀPx + qᵀx + bᵀz| and |sᵀz|, over the largest sum of terms; where they vanish,
  /// over a thousandth of the sizes of what cancels in them.
  double gap(double[] x, double[] s, double[] z) {
    BigDecimal[] px = product(problem.p(), x, false, zeros(x.length));
    BigDecimal curved = dot(px, x), linear = dot(exact(problem.q()), x);
    BigDecimal difference = curved.add(linear).add(dot(exact(problem.b()), z));
    double error = Math.max(size(difference), size(dot(exact(s), z)));
    double sums = Math.max(size(curved), Math.max(sizes(problem.q(), x), sizes(problem.b(), z)));
    return error == 0 ? 0 : error / Math.max(sums, 1e-3 * terms(x));
  }

  /// ‖Aᵀz‖∞ over its terms, over −bᵀz over its own: 0 of a proof that no point is feasible,
  /// infinite of what proves nothing.
  double infeasible(double[] z) {
    BigDecimal[] columns = product(problem.a(), z, true, zeros(problem.q().length));
    double[] terms = new double[columns.length];
    StatedProblem.Entries a = problem.a();
    for (int k = 0; k < a.value().length; k++)
      terms[a.column()[k]] += Math.abs(a.value()[k] * z[a.row()[k]]);
    double value = -dot(exact(problem.b()), z).doubleValue() / sizes(problem.b(), z);
    return value > 0
        ? largest(rounded(columns)) / largest(terms) / value
        : Double.POSITIVE_INFINITY;
  }

  /// ½xᵀPx + qᵀx.
  double objective(double[] x) {
    BigDecimal curved = dot(product(problem.p(), x, false, zeros(x.length)), x);
    return curved.multiply(new BigDecimal("0.5")).add(dot(exact(problem.q()), x)).doubleValue();
  }

  /// The sum of the sizes of the terms of the objective.
  double terms(double[] x) {
    StatedProblem.Entries p = problem.p();
    double sum = sizes(problem.q(), x);
    for (int k = 0; k < p.value().length; k++)
      sum += 0.5 * Math.abs(x[p.row()[k]] * p.value()[k] * x[p.column()[k]]);
    return sum;
  }

  /// sums += M v, or Mᵀ v.
  private static BigDecimal[] product(
      StatedProblem.Entries m, double[] v, boolean transposed, BigDecimal[] sums) {
    int[] to = transposed ? m.column() : m.row(), from = transposed ? m.row() : m.column();
    for (int k = 0; k < to.length; k++)
      sums[to[k]] = sums[to[k]].add(times(new BigDecimal(m.value()[k]), v[from[k]]));
    return sums;
  }

  private static BigDecimal dot(BigDecimal[] a, double[] b) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int k = 0; k < b.length; k++) sum = sum.add(times(a[k], b[k]));
    return sum;
  }

  private static BigDecimal times(BigDecimal a, double b) {
    return b == 0 ? BigDecimal.ZERO : a.multiply(new BigDecimal(b));
  }

  private static void subtract(BigDecimal[] from, double[] v) {
    for (int k = 0; k < v.length; k++) from[k] = from[k].subtract(new BigDecimal(v[k]));
  }

  private static BigDecimal[] zeros(int count) {
    return exact(new double[count]);
  }

  private static BigDecimal[] exact(double[] v) {
    return Arrays.stream(v).mapToObj(BigDecimal::new).toArray(BigDecimal[]::new);
  }

  private static double[] rounded(BigDecimal[] v) {
    return Arrays.stream(v).mapToDouble(BigDecimal::doubleValue).toArray();
  }

  private static double scale(double[] given, double[] product, double[] other) {
    double own = largest(given);
    return Math.max(own == 0 ? 1 : own, Math.max(largest(product), largest(other)));
  }

  private static double size(BigDecimal value) {
    return Math.abs(value.doubleValue());
  }

  private static double sizes(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) sum += Math.abs(a[k] * b[k]);
    return sum;
  }

  static double largest(double[] v) {
    return Arrays.stream(v).map(Math::abs).max().orElse(0);
  }
}
