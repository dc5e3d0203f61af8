package io.ffolayer.internal.scale;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;

/// Measures points by the formula of [KktTerms], in the units of the user and in the memory of one
/// thread. Where the errors may drown in the rounding of their terms they are computed once more in
/// doubled precision.
public final class ResidualMeasure {
  /// The size of entries of which nothing is known.
  private static final double UNKNOWN = Double.POSITIVE_INFINITY;

  /// What cancels altogether, because it should be 0 in any unit, is compared with this part of its
  /// terms at least: rounding is then far below any tolerance.
  private static final double ROUNDING_FLOOR = KktTerms.ROUNDING_FLOOR;

  /// A relative error that any tolerance allows.
  private static final double SMALL = 1e-13;

  private final PointProducts products;
  private final KktTerms terms = new KktTerms();
  private final PartTerms parts;
  private final Reach reach;
  private final double[] rowSizes;
  private final double[] columnSizes;
  private double primal;
  private double dual;
  private double gap;

  public ResidualMeasure(ProgramStructure structure) {
    products = new PointProducts(structure);
    parts = new PartTerms(structure, null, null);
    reach = new Reach(structure, 1);
    rowSizes = new double[structure.rows()];
    columnSizes = new double[structure.variables()];
  }

  /// The products of the point that is measured next, for who computes some of them anyway; no
  /// longer those of the point after it was measured.
  public PointProducts products() {
    return products;
  }

  /// Measures a point, its products first.
  public void measure(ProgramData data, int instance, Point point) {
    products.multiply(data, instance, point);
    measureByProducts(data, instance, point, largestA(data, instance));
  }

  /// Measures a point of a program that is known to be one part ([Parts]).
  public void measureConnected(ProgramData data, int instance, Point point) {
    products.multiply(data, instance, point);
    measureWhole(data, instance, point, largestA(data, instance));
  }

  private static double largestA(ProgramData data, int instance) {
    return data.a().hasEntries() ? data.a().largest(instance) : UNKNOWN;
  }

  /// Measures a point whose products stand in [#products].
  ///
  /// @param largestA at least the largest |entry| of A; infinite where nothing is known
  public void measureByProducts(ProgramData data, int instance, Point point, double largestA) {
    if (parts.find(data, instance, 1)) measureParts(data, instance, point);
    else measureWhole(data, instance, point, largestA);
  }

  private void measureParts(ProgramData data, int instance, Point point) {
    parts.sum(data, instance, point, products, 1);
    parts.compareWithProducts(data, instance, point);
    parts.take(DoubledErrors.of(data, instance, point), point);
    primal = parts.primal();
    dual = parts.dual();
    gap = parts.gap();
  }

  private void measureWhole(ProgramData data, int instance, Point point, double largestA) {
    terms.columns.sum(data.linear().values(), data.linear().offset(instance), point, products);
    terms.rows.sum(data.rhs().values(), data.rhs().offset(instance), point, products);
    double largestP = data.p().hasEntries() ? data.p().largestSemidefinite(instance) : UNKNOWN;
    ResidualScales scales = scales(data, instance, point, largestP);
    double primalError = terms.rows.error;
    double dualError = terms.columns.error;
    double gapError = terms.gapError(1);
    Rounding rounding = new Rounding(data, instance, point);
    if (rounding.mayShow(largestP, largestA, scales, products)) {
      DoubledErrors doubled = DoubledErrors.of(data, instance, point);
      primalError = doubled.primal();
      dualError = doubled.dual();
      gapError = Math.max(Math.abs(doubled.gap()), Math.abs(terms.rows.sz));
    }
    primal = KktTerms.ratio(primalError, scales.primal());
    dual = KktTerms.ratio(dualError, scales.dual());
    gap = terms.relativeGap(gapError, scales.gap(), 1);
    if (gap > SMALL && isNothing(data, instance, gapError, largestP)) gap = 0;
  }

  /// Whether a gap is the rounding of a point of the size of the objective.
  private boolean isNothing(ProgramData data, int instance, double gapError, double largestP) {
    ObjectiveScale objective =
        new ObjectiveScale(data, instance, reach, terms.columns.largestQ, largestP);
    double known = gapError / KktTerms.NOTHING;
    return objective.raise(known, 1, products.ay, terms.columns.sizeOfY) > known;
  }

  private ResidualScales scales(ProgramData data, int instance, Point point, double largestP) {
    ObjectiveScale objective =
        new ObjectiveScale(data, instance, reach, terms.columns.largestQ, largestP);
    double[] ay = products.ay;
    double size = terms.columns.sizeOfY;
    double gapScale = objective.raise(terms.gapScale(1), KktTerms.GAP_FLOOR, ay, size);
    double rounding = terms.rounding(1);
    if (rounding > gapScale) {
      double most = objective.raise(gapScale, ROUNDING_FLOOR, ay, size);
      gapScale = Math.min(rounding, most);
    }
    double primalScale = terms.rows.scale(1), dualScale = terms.columns.scale(1);
    if (terms.rows.largestB == 0)
      primalScale = Math.max(primalScale, ROUNDING_FLOOR * rowTerms(data, instance, point));
    if (terms.columns.largestQ == 0)
      dualScale = Math.max(dualScale, ROUNDING_FLOOR * columnTerms(data, instance, point));
    return new ResidualScales(primalScale, dualScale, gapScale);
  }

  /// The largest Σ_j |a_ij||y_j|: what Ay = b is made of where b = 0.
  private double rowTerms(ProgramData data, int instance, Point point) {
    if (!data.hasEntries()) return 0;
    Arrays.fill(rowSizes, 0);
    data.a().addSizes(instance, point.y(), point.yAt(), rowSizes, 0);
    return Reach.largest(rowSizes);
  }

  /// The largest Σ_k |P_jk||y_k| + Σ_i |a_ij||z_i|, likewise where q = 0.
  private double columnTerms(ProgramData data, int instance, Point point) {
    if (!data.hasEntries()) return 0;
    Arrays.fill(columnSizes, 0);
    data.p().addSymmetricSizes(instance, point.y(), point.yAt(), columnSizes, 0);
    data.a().addTransposedSizes(instance, point.z(), point.rowAt(), columnSizes, 0);
    return Reach.largest(columnSizes);
  }

  /// Of the last point, relative; NaN where it cannot be computed. So are the others.
  public double primal() {
    return primal;
  }

  public double dual() {
    return dual;
  }

  public double gap() {
    return gap;
  }
}
