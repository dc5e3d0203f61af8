package io.ffolayer.solve;

import io.ffolayer.internal.scale.ObjectiveScale;
import io.ffolayer.internal.scale.Rounding;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.matrix.DoubledSums;
import java.util.Arrays;

/// The certificate of a solution: how far (y, s, z) with s ∈ K, z ∈ K* is from the KKT conditions,
/// in the user's units and relative to the sizes of the terms.
///
/// ```
/// primal = ‖Ay + s − b‖∞ / max(‖b‖∞ or 1 if b = 0, ‖Ay‖∞, ‖s‖∞)
/// dual   = ‖Py + q + Aᵀz‖∞ / max(‖q‖∞ or 1 if q = 0, ‖Py‖∞, ‖Aᵀz‖∞)
/// gap    = max(|yᵀPy + qᵀy + bᵀz|, sᵀz) / max(min(|q|ᵀ|y|, |b|ᵀ|z|), yᵀPy, floor)
/// floor  = 1e-6 max(|q|ᵀ|y|, |Ay|ᵀ|z|, size of the objective near y = 0)
/// ```
///
/// The floors come from the data, not from the number 1, so that a badly scaled program is not
/// called solved with a large relative error. Rows with b = +∞ are absent: they count nowhere and
/// their s is taken as +∞.
///
/// @param primal ≥ 0, never NaN (+∞ where it cannot be computed)
/// @param dual ≥ 0, never NaN
/// @param gap ≥ 0, never NaN
public record Residuals(double primal, double dual, double gap) {
  /// Relative to the size of the objective, the floor of the denominator of the gap.
  public static final double GAP_FLOOR = 1e-6;

  /// Nothing is known: all infinite.
  public static final Residuals UNKNOWN =
      new Residuals(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

  public Residuals {
    primal = Double.isNaN(primal) ? Double.POSITIVE_INFINITY : primal;
    dual = Double.isNaN(dual) ? Double.POSITIVE_INFINITY : dual;
    gap = Double.isNaN(gap) ? Double.POSITIVE_INFINITY : gap;
  }

  public double largest() {
    return Math.max(primal, Math.max(dual, gap));
  }

  public boolean within(double tolerance) {
    return largest() <= tolerance;
  }

  /// The residuals of (y, s, z) for one instance; the arrays hold the instance at the given
  /// positions.
  ///
  /// @param work overwritten, at least 2n + m values
  public static Residuals of(
      ProgramData data,
      int instance,
      double[] y,
      int yAt,
      double[] s,
      double[] z,
      int rowAt,
      double[] work) {
    int n = data.structure().variables();
    int m = data.structure().rows();
    Arrays.fill(work, 0, 2 * n + m, 0.0);
    data.addQuadraticProduct(instance, y, yAt, work, 0);
    data.addTransposedProduct(instance, z, rowAt, work, n);
    data.addRowProduct(instance, y, yAt, work, 2 * n);
    return ofProducts(data, instance, y, yAt, s, z, rowAt, work, data.a().largest(instance));
  }

  /// The same where the caller has the products already.
  ///
  /// @param products Py, Aᵀz, Ay one behind the other: 2n + m values. Where residuals may drown in
  ///   the rounding of their terms they are overwritten, and the residuals computed in doubled
  ///   precision.
  /// @param largestA at least the largest |entry| of A; infinite where nothing is known
  public static Residuals ofProducts(
      ProgramData data,
      int instance,
      double[] y,
      int yAt,
      double[] s,
      double[] z,
      int rowAt,
      double[] products,
      double largestA) {
    int n = data.structure().variables();
    int m = data.structure().rows();
    double[] q = data.linear().values();
    int qAt = data.linear().offset(instance);
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);

    double largestQ = 0, largestPy = 0, largestAtz = 0, sumY = 0;
    double dualError = 0, yPy = 0, qy = 0, qyAbs = 0;
    for (int j = 0; j < n; j++) {
      double py = products[j], atz = products[n + j], qj = q[qAt + j], yj = y[yAt + j];
      largestQ = Math.max(largestQ, Math.abs(qj));
      largestPy = Math.max(largestPy, Math.abs(py));
      largestAtz = Math.max(largestAtz, Math.abs(atz));
      dualError = Math.max(dualError, Math.abs(py + qj + atz));
      sumY += Math.abs(yj);
      yPy += yj * py;
      qy += qj * yj;
      qyAbs += Math.abs(qj * yj);
    }
    double largestB = 0, largestAy = 0, largestS = 0, primalError = 0;
    double bz = 0, bzAbs = 0, ayzAbs = 0, sz = 0;
    for (int i = 0; i < m; i++) {
      double bi = b[bAt + i];
      if (bi == Double.POSITIVE_INFINITY) continue;
      double ay = products[2 * n + i], si = s[rowAt + i], zi = z[rowAt + i];
      largestB = Math.max(largestB, Math.abs(bi));
      largestAy = Math.max(largestAy, Math.abs(ay));
      largestS = Math.max(largestS, Math.abs(si));
      primalError = Math.max(primalError, Math.abs(ay + si - bi));
      bz += bi * zi;
      bzAbs += Math.abs(bi * zi);
      ayzAbs += Math.abs(ay * zi);
      sz += si * zi;
    }
    double gapError = yPy + qy + bz;
    double primalScale = Math.max(largestB == 0 ? 1 : largestB, Math.max(largestAy, largestS));
    double dualScale = Math.max(largestQ == 0 ? 1 : largestQ, Math.max(largestPy, largestAtz));
    double largestP = ObjectiveScale.largestQuadratic(data, instance);
    double gapScale =
        ObjectiveScale.atLeast(
            Math.max(Math.max(Math.min(qyAbs, bzAbs), yPy), GAP_FLOOR * Math.max(qyAbs, ayzAbs)),
            GAP_FLOOR,
            data,
            instance,
            largestQ,
            largestP,
            sumY,
            products,
            2 * n);
    if (Rounding.mayShow(
        data,
        instance,
        y,
        yAt,
        z,
        rowAt,
        largestP,
        largestA,
        primalScale,
        dualScale,
        gapScale,
        products)) {
      double[] dual = data.dualResidual(instance, y, yAt, z, rowAt, new DoubledSums(n));
      double[] primal = data.primalResidual(instance, y, yAt, s, rowAt, new DoubledSums(m));
      dualError = largest(dual);
      primalError = largest(primal);
      // yᵀPy + qᵀy + bᵀz without its large terms
      gapError = gap(y, yAt, dual, s, z, rowAt, primal);
    }
    return new Residuals(
        ratio(primalError, primalScale),
        ratio(dualError, dualScale),
        ratio(Math.max(Math.abs(gapError), Math.abs(sz)), gapScale));
  }

  private static double largest(double[] x) {
    double largest = 0;
    for (double v : x) largest = Math.max(largest, Math.abs(v));
    return largest;
  }

  /// yᵀ(Py + q + Aᵀz) + zᵀ(s − (Ay + s − b)).
  private static double gap(
      double[] y, int yAt, double[] dual, double[] s, double[] z, int rowAt, double[] primal) {
    double gap = 0;
    for (int j = 0; j < dual.length; j++) gap += y[yAt + j] * dual[j];
    for (int i = 0; i < primal.length; i++)
      if (z[rowAt + i] != 0) gap += z[rowAt + i] * (s[rowAt + i] - primal[i]);
    return gap;
  }

  private static double ratio(double error, double scale) {
    return error == 0 ? 0 : error / scale;
  }

  /// What the data contribute to the floor of the denominator of the gap of one instance.
  ///
  /// @param work overwritten, a value for each row
  public static double gapFloor(ProgramData data, int instance, double[] work) {
    double[] q = data.linear().values();
    int qAt = data.linear().offset(instance);
    double largestQ = 0;
    for (int j = 0; j < data.structure().variables(); j++)
      largestQ = Math.max(largestQ, Math.abs(q[qAt + j]));
    return GAP_FLOOR * ObjectiveScale.of(data, instance, largestQ, work);
  }
}
