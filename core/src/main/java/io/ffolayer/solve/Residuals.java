package io.ffolayer.solve;

import io.ffolayer.internal.scale.Point;
import io.ffolayer.internal.scale.ResidualMeasure;
import io.ffolayer.program.ProgramData;

/// The certificate of a solution: how far (y, s, z) with s ∈ K, z ∈ K* is from the KKT conditions,
/// in the user's units and relative to the sizes of the terms.
///
/// ```
/// primal = ‖Ay + s − b‖∞ / max(‖b‖∞, ‖Ay‖∞, ‖s‖∞)                        where b = 0, for ‖b‖∞: max(1, 1e-3 ‖|A||y|‖∞)
/// dual   = ‖Py + q + Aᵀz‖∞ / max(‖q‖∞, ‖Py‖∞, ‖Aᵀz‖∞)                    where q = 0, for ‖q‖∞: max(1, 1e-3 ‖|P||y| + |A|ᵀ|z|‖∞)
/// gap    = max(|yᵀPy + qᵀy + bᵀz|, sᵀz) / max(min(|q|ᵀ|y|, |b|ᵀ|z|), yᵀPy, floor)
/// floor  = max(1e-6 |q|ᵀ|y|, 1e-6 size, 1e-3 min(max(|Ay|ᵀ|z|, |s|ᵀ|z|), size)),     size of the objective near y = 0
/// ```
///
/// A gap that is all rounding of its terms, and less than 5e-10 of what it is compared with, is 0;
/// so is one of less than 2⁻⁵² of the size of the objective.
///
/// A program may be several that share no variable. Each of them is measured by itself, and the
/// largest residuals count: what one is made of is no measure for another.
///
/// The floors come from the data, not from the number 1, so that a badly scaled program is not
/// called solved with a large relative error. Rows with b = +∞ are absent: they count nowhere and
/// their s is taken as +∞.
///
/// @param primal ≥ 0, never NaN (+∞ where it cannot be computed)
/// @param dual ≥ 0, never NaN
/// @param gap ≥ 0, never NaN
public record Residuals(double primal, double dual, double gap) {
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

  /// The residuals of a point for one instance of a batch. O(entries of P and A).
  ///
  /// @param point n values y, m values s and z in the units of the user; s = +∞ and z = 0 where b =
  ///   +∞
  public static Residuals of(ProgramData data, int instance, WarmStart.Point point) {
    ResidualMeasure measure = new ResidualMeasure(data.structure());
    measure.measure(data, instance, Point.of(point.y(), point.s(), point.z()));
    return new Residuals(measure.primal(), measure.dual(), measure.gap());
  }
}
