package io.ffolayer.internal.scale;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The residuals of a program of several [Parts]: the largest of those that each part has as a
/// program of its own, by the formula of [KktTerms].
public final class PartTerms {
  private final Parts parts;
  private final @Nullable Units rowUnits;
  private final @Nullable Units columnUnits;
  private final double[] sizes;
  private KktTerms[] terms = {};

  /// The floor under the denominator of the gap of each part.
  private double[] objectiveFloor = {};

  /// The gap of each part, signed.
  private double[] gap = {};

  /// The sizes of all rows, with which the errors of those without coefficients are compared.
  private final RowTerms allRows = new RowTerms();

  private double emptyRowError;

  private double[] rowScale = {};
  private double[] columnScale = {};
  private double tau = 1;

  /// The data of the last instance, and whether all of theirs have the same matrices.
  private WeakReference<@Nullable ProgramData> last = new WeakReference<>(null);

  private boolean isShared;

  /// @param rowUnits what 1 in a row of a point is in the units of the user, 0 for absent rows;
  ///   null for points in those
  /// @param columnUnits likewise
  public PartTerms(
      ProgramStructure structure, @Nullable Units rowUnits, @Nullable Units columnUnits) {
    parts = new Parts(structure);
    this.rowUnits = rowUnits;
    this.columnUnits = columnUnits;
    sizes = new double[Math.max(structure.rows(), structure.variables())];
  }

  /// Finds the parts of an instance, and the sizes of their objectives if there are several.
  ///
  /// @param data in the units of the user
  /// @param objectiveUnit what 1 in the objective of the user is in that of the points
  /// @return whether there are several
  public boolean find(ProgramData data, int instance, double objectiveUnit) {
    int count = isKnown(data) ? parts.count() : parts.find(data, instance);
    if (terms.length != count) {
      terms = new KktTerms[count];
      Arrays.setAll(terms, k -> new KktTerms());
      gap = new double[count];
      rowScale = new double[count];
      columnScale = new double[count];
    }
    if (count == 1) return false;
    objectiveFloor = ObjectiveScale.of(parts, data, instance);
    for (int k = 0; k < count; k++) objectiveFloor[k] *= KktTerms.GAP_FLOOR * objectiveUnit;
    return true;
  }

  /// Whether the parts of the last instance are those of all: the matrices are the same.
  private boolean isKnown(ProgramData data) {
    if (last.get() == data) return isShared;
    last = new WeakReference<>(data);
    isShared = data.p().isShared() && data.a().isShared();
    return false;
  }

  /// Whether the last instance has several parts.
  public boolean areSeveral() {
    return parts.count() > 1;
  }

  /// Sums the terms of a point of the form (y, s, z) = τ · (the point that is meant).
  ///
  /// @param data in the units of the point
  public void sum(
      ProgramData data, int instance, Point point, PointProducts products, double scaledBy) {
    tau = scaledBy;
    for (KktTerms part : terms) part.clear();
    allRows.clear();
    emptyRowError = 0;
    sumRows(data, instance, point, products);
    sumColumns(data, instance, point, products);
    for (int k = 0; k < terms.length; k++) {
      gap[k] = terms[k].signedGap(tau);
      rowScale[k] = terms[k].rows.scale(tau);
      columnScale[k] = terms[k].columns.scale(tau);
    }
  }

  private void sumRows(ProgramData data, int instance, Point point, PointProducts products) {
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    for (int i = 0; i < products.ay.length; i++) {
      double right = b[bAt + i], unit = rowUnit(i);
      if (unit == 0 || right == Double.POSITIVE_INFINITY) continue;
      double s = point.s()[point.rowAt() + i], z = point.z()[point.rowAt() + i];
      RowTerms rows = terms[parts.ofRow(i)].rows;
      rows.add(right, products.ay[i], s, z);
      allRows.raise(right, products.ay[i], s, unit, tau);
      if (parts.hasNoEntry(i))
        emptyRowError = Math.max(emptyRowError, Math.abs(s - right * tau) * unit);
      else rows.raise(right, products.ay[i], s, unit, tau);
    }
  }

  private void sumColumns(ProgramData data, int instance, Point point, PointProducts products) {
    double[] q = data.linear().values();
    int qAt = data.linear().offset(instance);
    for (int j = 0; j < products.py.length; j++) {
      double cost = q[qAt + j], py = products.py[j], unit = columnUnit(j);
      ColumnTerms columns = terms[parts.ofColumn(j)].columns;
      columns.add(cost, py, point.y()[point.yAt() + j]);
      columns.raise(cost, py, products.atz[j], unit, tau);
    }
  }

  /// Where b or q of a part is 0, its errors are compared with 1e-3 of what its products are made
  /// of, too. O(entries) if there is such a part.
  ///
  /// @param data in the units of the point
  public void compareWithProducts(ProgramData data, int instance, Point point) {
    boolean rows = false, columns = false;
    for (KktTerms part : terms) {
      rows |= part.rows.largestB == 0;
      columns |= part.columns.largestQ == 0;
    }
    if (rows) {
      Arrays.fill(sizes, 0);
      data.a().addSizes(instance, point.y(), point.yAt(), sizes, 0);
      for (int i = 0; i < data.structure().rows(); i++) {
        int part = parts.ofRow(i);
        if (terms[part].rows.largestB == 0) raise(rowScale, part, sizes[i] * rowUnit(i));
      }
    }
    if (columns) {
      Arrays.fill(sizes, 0);
      data.p().addSymmetricSizes(instance, point.y(), point.yAt(), sizes, 0);
      data.a().addTransposedSizes(instance, point.z(), point.rowAt(), sizes, 0);
      for (int j = 0; j < data.structure().variables(); j++) {
        int part = parts.ofColumn(j);
        if (terms[part].columns.largestQ == 0) raise(columnScale, part, sizes[j] * columnUnit(j));
      }
    }
  }

  private static void raise(double[] scale, int part, double size) {
    scale[part] = Math.max(scale[part], KktTerms.ROUNDING_FLOOR * size);
  }

  /// Takes errors that were computed more precisely, for points in the units of the user.
  void take(DoubledErrors errors, Point point) {
    for (KktTerms part : terms) {
      part.rows.error = 0;
      part.columns.error = 0;
    }
    Arrays.fill(gap, 0);
    for (int j = 0; j < errors.columns().length; j++) {
      int part = parts.ofColumn(j);
      double error = errors.columns()[j];
      ColumnTerms columns = terms[part].columns;
      columns.error = Math.max(columns.error, Math.abs(error));
      gap[part] += point.y()[point.yAt() + j] * error;
    }
    for (int i = 0; i < errors.rows().length; i++) {
      int part = parts.ofRow(i);
      double error = errors.rows()[i], z = point.z()[point.rowAt() + i];
      RowTerms rows = terms[part].rows;
      if (!parts.hasNoEntry(i)) rows.error = Math.max(rows.error, Math.abs(error));
      if (z != 0) gap[part] += z * (point.s()[point.rowAt() + i] - error);
    }
  }

  private double rowUnit(int i) {
    return rowUnits == null ? 1 : rowUnits.unit[i];
  }

  private double columnUnit(int j) {
    return columnUnits == null ? 1 : columnUnits.unit[j];
  }

  /// The largest relative residual of the parts; NaN where one cannot be computed. A row without
  /// coefficients is compared with all rows.
  public double primal() {
    double largest = KktTerms.ratio(emptyRowError, allRows.scale(tau));
    for (int k = 0; k < terms.length; k++)
      largest = Math.max(largest, KktTerms.ratio(terms[k].rows.error, rowScale[k]));
    return largest;
  }

  public double dual() {
    double largest = 0;
    for (int k = 0; k < terms.length; k++)
      largest = Math.max(largest, KktTerms.ratio(terms[k].columns.error, columnScale[k]));
    return largest;
  }

  /// As [KktTerms#largestOfEquations].
  ///
  /// @return NaN never: infinite where it cannot be computed
  public double largestOfEquations() {
    return KktTerms.finite(Math.max(primal(), dual()));
  }

  public double gap() {
    double largest = 0;
    for (int k = 0; k < terms.length; k++) {
      double error = terms[k].gapError(gap[k], tau);
      largest = Math.max(largest, terms[k].gap(error, tau, objectiveFloor[k]));
    }
    return largest;
  }
}
