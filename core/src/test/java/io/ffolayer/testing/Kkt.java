package io.ffolayer.testing;

import java.util.Arrays;
import java.util.List;

/// How far an answer is from what it claims to be: residuals recomputed in doubled precision,
/// relative to the sizes of their terms.
public final class Kkt {
  /// Relative residuals of a claimed solution; infinite where s or z is outside its cone or a
  /// number is missing.
  public record Errors(double primal, double dual, double gap) {
    public double largest() {
      return Math.max(primal, Math.max(dual, gap));
    }
  }

  private static final Errors WRONG =
      new Errors(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

  private Kkt() {}

  /// The residuals as the library documents them: primal over the largest of ‖b‖, ‖Ay‖, ‖s‖; dual
  /// over the largest of ‖q‖, ‖Py‖, ‖Aᵀz‖; gap over the size of the objective, which is not less
  /// than a millionth of the terms of qᵀy and zᵀAy. A row with b = +∞ counts nowhere. Where b = 0
  /// or q = 0, errors are compared with a thousandth of their terms where that is more. A gap that
  /// is all rounding, and small, is 0. Parts that share no variable are measured each by itself.
  public static Errors of(PlainProgram program, double[] y, double[] s, double[] z) {
    if (!isInside(program, y, s, z)) return WRONG;
    List<IndependentParts> parts = IndependentParts.of(program);
    double primal = parts.size() == 1 ? 0 : emptyRows(program, y, s), dual = 0, gap = 0;
    for (IndependentParts part : parts) {
      PlainProgram own = part.program(program);
      double[] x = IndependentParts.chosen(y, part.columns());
      double[] slack = IndependentParts.chosen(s, part.rows());
      double[] multiplier = IndependentParts.chosen(z, part.rows());
      primal = Math.max(primal, primal(own, x, slack, parts.size() > 1));
      dual = Math.max(dual, dual(own, x, multiplier));
      gap = Math.max(gap, gap(own, x, slack, multiplier));
    }
    return new Errors(primal, dual, gap);
  }

  private static boolean isInside(PlainProgram program, double[] y, double[] s, double[] z) {
    for (double v : y) if (!Double.isFinite(v)) return false;
    for (int i = 0; i < program.m(); i++) {
      if (!Double.isFinite(z[i])) return false;
      if (isAbsent(program, i)) {
        if (z[i] != 0 || !(s[i] >= 0)) return false;
      } else if (!Double.isFinite(s[i])) return false;
      else if (program.equality()[i] ? s[i] != 0 : s[i] < 0 || z[i] < 0) return false;
    }
    return true;
  }

  private static boolean isAbsent(PlainProgram program, int row) {
    return program.b()[row] == Double.POSITIVE_INFINITY;
  }

  /// Rows without coefficients are no part of any program: they are measured by the whole.
  private static double emptyRows(PlainProgram program, double[] y, double[] s) {
    double error = 0, scale = 0, largestB = 0;
    for (int i = 0; i < program.m(); i++) {
      if (isAbsent(program, i)) continue;
      if (largest(new double[][] {program.a()[i]}) == 0)
        error = Math.max(error, Math.abs(s[i] - program.b()[i]));
      scale = Math.max(scale, Math.max(Math.abs(dot(program.a()[i], y)), s[i]));
      largestB = Math.max(largestB, Math.abs(program.b()[i]));
    }
    return ratio(error, Math.max(scale, largestB == 0 ? 1 : largestB));
  }

  /// @param isPart whether rows without coefficients are measured elsewhere
  private static double primal(PlainProgram program, double[] y, double[] s, boolean isPart) {
    double error = 0, scale = 0, terms = 0, largestB = 0;
    for (int i = 0; i < program.m(); i++) {
      boolean isEmpty = largest(new double[][] {program.a()[i]}) == 0;
      if (isAbsent(program, i) || (isPart && isEmpty)) continue;
      double ay = dot(program.a()[i], y);
      Accurate sum = new Accurate().add(s[i]).add(-program.b()[i]);
      for (int j = 0; j < y.length; j++) sum.addProduct(program.a()[i][j], y[j]);
      error = Math.max(error, Math.abs(sum.value()));
      scale = Math.max(scale, Math.max(Math.abs(ay), s[i]));
      terms = Math.max(terms, sizeOfDot(program.a()[i], y));
      largestB = Math.max(largestB, Math.abs(program.b()[i]));
    }
    return ratio(error, Math.max(scale, largestB == 0 ? Math.max(1, 1e-3 * terms) : largestB));
  }

  private static double dual(PlainProgram program, double[] y, double[] z) {
    double error = 0, scale = 0, terms = 0, largestQ = 0;
    for (int j = 0; j < y.length; j++) {
      double atz = columnDot(program, j, z);
      Accurate sum = new Accurate().add(program.q()[j]);
      for (int k = 0; k < y.length; k++) sum.addProduct(program.p()[j][k], y[k]);
      for (int i = 0; i < z.length; i++) sum.addProduct(program.a()[i][j], z[i]);
      error = Math.max(error, Math.abs(sum.value()));
      scale = Math.max(scale, Math.max(Math.abs(dot(program.p()[j], y)), Math.abs(atz)));
      double sizes = sizeOfDot(program.p()[j], y);
      for (int i = 0; i < z.length; i++) sizes += Math.abs(program.a()[i][j] * z[i]);
      terms = Math.max(terms, sizes);
      largestQ = Math.max(largestQ, Math.abs(program.q()[j]));
    }
    return ratio(error, Math.max(scale, largestQ == 0 ? Math.max(1, 1e-3 * terms) : largestQ));
  }

  private static double gap(PlainProgram program, double[] y, double[] s, double[] z) {
    Accurate difference = new Accurate();
    Accurate slackness = new Accurate();
    double quadratic = 0;
    double linear = 0;
    double sides = 0;
    double rows = 0, slacks = 0;
    for (int j = 0; j < y.length; j++) {
      double py = dot(program.p()[j], y);
      difference.addProduct(y[j], py).addProduct(program.q()[j], y[j]);
      quadratic += y[j] * py;
      linear += Math.abs(program.q()[j] * y[j]);
    }
    for (int i = 0; i < z.length; i++) {
      if (isAbsent(program, i)) continue;
      difference.addProduct(program.b()[i], z[i]);
      slackness.addProduct(s[i], z[i]);
      slacks += Math.abs(s[i] * z[i]);
      sides += Math.abs(program.b()[i] * z[i]);
      rows += Math.abs(dot(program.a()[i], y) * z[i]);
    }
    double error = Math.max(Math.abs(difference.value()), slackness.value());
    double size = objectiveScale(program);
    double rounding = 1e-3 * Math.min(Math.max(rows, slacks), size);
    double floor = Math.max(1e-6 * Math.max(linear, size), rounding);
    double scale = Math.max(Math.min(linear, sides), Math.max(quadratic, floor));
    double unseen = 8 * Math.ulp(1.0) * (rows + slacks + quadratic + linear);
    boolean isRounding = error <= unseen && unseen <= 5e-10 * scale;
    return isRounding || error <= Math.ulp(1.0) * size ? 0 : ratio(error, scale);
  }

  /// The objective where y is as large as the rows that 0 violates ask for or, if there are none,
  /// as the distance of the nearest row from the origin, and not larger than curvature lets it be.
  /// Without a cost the curvature of a single variable that meets such a row counts, too, and with
  /// one what single variables cost where they are as long as their nearest row or their curvature
  /// lets them be.
  private static double objectiveScale(PlainProgram program) {
    double nearest = Double.POSITIVE_INFINITY, farthest = 0;
    double[] far = new double[program.n()];
    Arrays.fill(far, Double.POSITIVE_INFINITY);
    for (int i = 0; i < program.m(); i++) {
      double norm = largest(new double[][] {program.a()[i]}), b = program.b()[i];
      if (norm == 0 || b == 0 || isAbsent(program, i)) continue;
      if (program.equality()[i] || b < 0) {
        farthest = Math.max(farthest, Math.abs(b) / norm);
        for (int j = 0; j < far.length; j++)
          far[j] = Math.min(far[j], Math.abs(b / program.a()[i][j]));
      } else nearest = Math.min(nearest, b / norm);
    }
    double q = largest(new double[][] {program.q()}), p = largest(program.p());
    double a = largest(program.a()), own = p > 0 && a > 0 ? Math.max(1, 1 / a) : 1;
    double reach = farthest > 0 ? farthest : nearest < Double.POSITIVE_INFINITY ? nearest : own;
    if (q > 0) return Math.max(q * (p > 0 ? Math.min(reach, q / p) : reach), ownCosts(program));
    double size = p > 0 ? p * reach * reach : 1;
    for (int j = 0; j < far.length; j++)
      if (far[j] < Double.POSITIVE_INFINITY)
        size = Math.max(size, program.p()[j][j] * far[j] * far[j]);
    return size;
  }

  private static double ownCosts(PlainProgram program) {
    double size = 0;
    for (int j = 0; j < program.n(); j++) {
      double cost = Math.abs(program.q()[j]), curvature = program.p()[j][j];
      if (cost == 0 || curvature <= 0) continue;
      double length = cost / curvature;
      for (int i = 0; i < program.m(); i++)
        if (program.b()[i] != 0)
          length = Math.min(length, Math.abs(program.b()[i] / program.a()[i][j]));
      size = Math.max(size, cost * length);
    }
    return size;
  }

  /// The size of y that the rows suggest, largest |b_i| / largest |a_ij| of a block of equalities
  /// or inequalities; 1 where they say nothing.
  private static double variableScale(PlainProgram program) {
    double y = 0;
    for (int from = 0, to; from < program.m(); from = to) {
      double largestA = 0;
      double largestB = 0;
      for (to = from;
          to < program.m() && program.equality()[to] == program.equality()[from];
          to++) {
        for (double v : program.a()[to]) largestA = Math.max(largestA, Math.abs(v));
        if (!isAbsent(program, to)) largestB = Math.max(largestB, Math.abs(program.b()[to]));
      }
      if (largestA > 0) y = Math.max(y, largestB / largestA);
    }
    return y == 0 ? 1 : y;
  }

  private static double largest(double[][] matrix) {
    double largest = 0;
    for (double[] row : matrix) for (double v : row) largest = Math.max(largest, Math.abs(v));
    return largest;
  }

  /// How badly z fails to prove that no y satisfies the rows: ‖Aᵀz‖∞ against the largest |A|ᵀ|z|
  /// or, if that is larger, against 1 / (the size of y that the data suggest); infinite unless z ∈
  /// K* and bᵀz = −1. A feasible y would have yᵀAᵀz ≤ −1, so what passes excludes every y that is
  /// not larger by many orders than the data suggest.
  public static double infeasibilityError(PlainProgram program, double[] z) {
    Accurate bz = new Accurate();
    for (int i = 0; i < z.length; i++) {
      if (!Double.isFinite(z[i]) || (!program.equality()[i] && z[i] < 0))
        return Double.POSITIVE_INFINITY;
      if (isAbsent(program, i)) {
        if (z[i] != 0) return Double.POSITIVE_INFINITY;
      } else bz.addProduct(program.b()[i], z[i]);
    }
    if (!(Math.abs(bz.value() + 1) <= 1e-6)) return Double.POSITIVE_INFINITY;
    double error = 0;
    double scale = 1 / variableScale(program);
    for (int j = 0; j < program.n(); j++) {
      error = Math.max(error, Math.abs(columnDot(program, j, z)));
      double size = 0;
      for (int i = 0; i < z.length; i++) size += Math.abs(program.a()[i][j] * z[i]);
      scale = Math.max(scale, size);
    }
    return ratio(error, scale);
  }

  /// How badly d fails to prove that the objective has no lower bound: ‖Pd‖∞ and the positive part
  /// of Ad (all of it at equalities), each against the sizes of its terms or, if that is larger, 1
  /// / (the size of y, of z that the data suggest); infinite unless q·d = −1.
  public static double unboundednessError(PlainProgram program, double[] d) {
    Accurate qd = new Accurate();
    for (int j = 0; j < d.length; j++) {
      if (!Double.isFinite(d[j])) return Double.POSITIVE_INFINITY;
      qd.addProduct(program.q()[j], d[j]);
    }
    if (!(Math.abs(qd.value() + 1) <= 1e-6)) return Double.POSITIVE_INFINITY;
    double curvature = 0;
    double curvatureScale = 1 / variableScale(program);
    for (double[] row : program.p()) {
      curvature = Math.max(curvature, Math.abs(dot(row, d)));
      curvatureScale = Math.max(curvatureScale, sizeOfDot(row, d));
    }
    double leaving = 0;
    double leavingScale = largest(program.a()) / largest(new double[][] {program.q()});
    for (int i = 0; i < program.m(); i++) {
      if (isAbsent(program, i)) continue;
      double ad = dot(program.a()[i], d);
      leaving = Math.max(leaving, program.equality()[i] ? Math.abs(ad) : ad);
      leavingScale = Math.max(leavingScale, sizeOfDot(program.a()[i], d));
    }
    return Math.max(ratio(curvature, curvatureScale), ratio(leaving, leavingScale));
  }

  /// Whether the certificate z proves that this y, though feasible, cannot be: with bᵀz = −1 a
  /// feasible y has yᵀAᵀz ≤ −1.
  public static boolean excludes(PlainProgram program, double[] z, double[] y) {
    double reach = 0;
    for (int j = 0; j < y.length; j++) reach += Math.abs(columnDot(program, j, z) * y[j]);
    return reach < 0.5;
  }

  static double dot(double[] x, double[] y) {
    Accurate sum = new Accurate();
    for (int j = 0; j < y.length; j++) sum.addProduct(x[j], y[j]);
    return sum.value();
  }

  static double sizeOfDot(double[] x, double[] y) {
    double sum = 0;
    for (int j = 0; j < y.length; j++) sum += Math.abs(x[j] * y[j]);
    return sum;
  }

  private static double columnDot(PlainProgram program, int column, double[] z) {
    Accurate sum = new Accurate();
    for (int i = 0; i < z.length; i++) sum.addProduct(program.a()[i][column], z[i]);
    return sum.value();
  }

  private static double ratio(double error, double scale) {
    return error == 0 ? 0 : error / scale;
  }
}
