package io.ffolayer.internal.kkt.conic;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.kkt.KeptFactor;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.kkt.Origin;
import io.ffolayer.internal.kkt.conic.ExpandedStructure.Expanded;
import io.ffolayer.internal.linalg.krylov.Refinement;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.solve.Factor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The KKT system of a program with large sparse second-order blocks, whose rotation would fill
/// them.
///
/// On a block (t, x) with the axis u the weights are l₁ on (t + uᵀx)/√2, l₂ on (t − uᵀx)/√2, and
/// one c on all that is orthogonal to both: x without its part along u. So the rows x may stay as
/// they are, with the weight c, if a row of negative weight takes back what they add along u:
///
/// ```
/// Σ âᵢâᵢᵀ/lᵢ = â₁â₁ᵀ/l₁ + â₂â₂ᵀ/l₂ + (A_xᵀA_x − ppᵀ)/c,     p = A_xᵀu
/// ```
///
/// The first rows are those of another KKT system K₊, separable or sparse like the program. The
/// rows p border it: with w = K₊⁻¹p, ν = (uᵀr_x − pᵀK₊⁻¹r)/(c − pᵀw). c − pᵀw is positive, but may
/// cancel: the answer is refined against the rotated system itself.
///
/// Where x is wholly active or inactive, c = 0 or ∞, there is nothing to take back.
public final class ExpandedKkt implements KktSystem {
  private static final int MOST_REFINEMENTS = 6;
  private static final double RELATIVE_RESIDUAL = 1e-13;
  private static final double ABSOLUTE_RESIDUAL = 1e-14;
  private static final double SMALLEST_PIVOT = 1e-13;
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final double ROOT2 = Math.sqrt(2);

  private final ExpandedStructure structure;
  private final KktSystem expanded;
  private final Rotation rotation;
  private final int variables;
  private final int rows;
  private final double[][] values;
  private final double[] l;
  private final double[] expandedL;
  private final double[] axis;
  private final double[][] border;
  private final double[][] borderY;
  private final double[][] borderZ;
  private final double[] c;
  private final double[] nu;
  private final double[] second;
  private final double[] schur;
  private final Refinement refinement;
  private final Refinement.Target bordered = new Bordered();
  private final double[] expandedZ;
  private final double[] turnedZ;
  private final double[] productY;

  /// Whether the last factor is that of an interior point, and its first answer needed no
  /// refinement: then the next ones are not checked, either.
  private boolean accurate;

  private @Nullable ProgramData data;
  private @Nullable ProgramData expandedData;

  /// @param expanded a system for the expanded structure
  public ExpandedKkt(ExpandedStructure structure, KktSystem expanded) {
    this.structure = structure;
    this.expanded = expanded;
    rotation = new Rotation(ConeBlock.of(structure.original));
    variables = structure.rows.variables();
    rows = structure.original.rows();
    int wide = structure.rows.rows(), count = structure.cones.size();
    values = new double[structure.places.size()][];
    for (int k = 0; k < values.length; k++)
      values[k] =
          new double
              [structure.places.get(k).length == 0
                  ? 0
                  : structure.rows.blocks().get(k).layout().size()];
    l = new double[rows];
    expandedL = new double[wide];
    axis = new double[rows];
    border = new double[count][];
    for (int e = 0; e < count; e++) border[e] = new double[structure.cones.get(e).columns().length];
    borderY = new double[count][variables];
    borderZ = new double[count][wide];
    c = new double[count];
    nu = new double[count];
    second = new double[count];
    schur = new double[count * count];
    refinement = new Refinement(variables, rows, MOST_REFINEMENTS);
    expandedZ = new double[wide];
    turnedZ = new double[rows];
    productY = new double[variables];
  }

  /// Takes a batch of one.
  @Override
  @SuppressWarnings("ReferenceEquality") // the same record holds the next numbers of the same place
  public void load(ProgramData newData, int instance) {
    if (instance != 0) throw new IllegalArgumentException("a batch of one is needed");
    if (newData != data || expandedData == null) expandedData = withExpandedRows(newData);
    data = newData;
  }

  private ProgramData withExpandedRows(ProgramData original) {
    List<Batched> slots = new ArrayList<>();
    for (int k = 0; k < values.length; k++)
      slots.add(
          values[k].length > 0
              ? Batched.each(values[k], values[k].length)
              : original.rows().get(k));
    return new ProgramData(
        structure.rows,
        1,
        original.quadratic(),
        original.linear(),
        slots,
        Batched.each(new double[expandedZ.length], expandedZ.length));
  }

  @Override
  public void stopWhen(BooleanSupplier stop) {
    expanded.stopWhen(stop);
    refinement.stopWhen(stop);
  }

  /// Without a rotation there are no axes.
  @Override
  public boolean factor(double[] weights, int lAt) {
    return false;
  }

  @Override
  public boolean factor(double[] weights, int lAt, Rotation turned) {
    if (data == null || expandedData == null) return false;
    rotation.set(turned);
    System.arraycopy(weights, lAt, l, 0, rows);
    accurate = false;
    for (int i = 0; i < rows; i++) expandedL[structure.expandedRow[i]] = l[i];
    for (int k = 0; k < values.length; k++) copyRows(k, data.rows().get(k).values());
    for (int e = 0; e < c.length; e++) writeAxes(e);
    expanded.load(expandedData, 0);
    return expanded.factor(expandedL, 0, rotation) && factorBorder();
  }

  private void copyRows(int k, double[] a) {
    int[] place = structure.places.get(k);
    for (int e = 0; e < place.length; e++) if (place[e] >= 0) values[k][place[e]] = a[e];
  }

  /// The axis rows, p, and the weights of one cone.
  private void writeAxes(int e) {
    Expanded cone = structure.cones.get(e);
    double[] a = at(data).rows().get(cone.block()).values(), to = values[cone.block()];
    double[] p = border[e];
    double common = l[cone.first() + 2];
    c[e] = common > 0 && common < INFINITY ? common : 0;
    setAxis(cone);
    Arrays.fill(p, 0);
    for (int place : cone.plus()) to[place] = 0;
    for (int k = 0; k < cone.entry().length; k++) {
      double value = a[cone.entry()[k]];
      if (cone.row()[k] == 0) to[cone.plus()[cone.slot()[k]]] = value;
      else p[cone.slot()[k]] += axis[cone.first() + cone.row()[k]] * value;
    }
    // wholly active: the row t itself in place of the axes
    boolean allActive = common == 0;
    for (int s = 0; s < p.length; s++) {
      double t = to[cone.plus()[s]];
      to[cone.plus()[s]] = allActive ? t : (t + p[s]) / ROOT2;
      to[cone.minus()[s]] = allActive ? 0 : (t - p[s]) / ROOT2;
    }
    int first = cone.expandedFirst();
    expandedL[first] = allActive ? 0 : l[cone.first()];
    expandedL[first + 1] = allActive ? INFINITY : l[cone.first() + 1];
    Arrays.fill(expandedL, first + 2, first + cone.size() + 1, common);
  }

  /// (0, u) = U (1, −1, 0, …)/√2.
  private void setAxis(Expanded cone) {
    Arrays.fill(axis, cone.first(), cone.first() + cone.size(), 0);
    axis[cone.first()] = 1 / ROOT2;
    axis[cone.first() + 1] = -1 / ROOT2;
    rotation.applyTransposedToRows(cone.cone(), axis, cone.first());
  }

  private boolean factorBorder() {
    int count = c.length;
    for (int e = 0; e < count; e++) {
      if (c[e] == 0) continue;
      Arrays.fill(borderY[e], 0);
      Arrays.fill(borderZ[e], 0);
      int[] columns = structure.cones.get(e).columns();
      for (int s = 0; s < columns.length; s++) borderY[e][columns[s]] = border[e][s];
      expanded.solve(borderY[e], 0, borderZ[e], 0, INFINITY);
    }
    for (int e = 0; e < count; e++)
      for (int f = 0; f <= e; f++) {
        boolean both = c[e] > 0 && c[f] > 0;
        double own = e == f ? (c[e] > 0 ? c[e] : 1) : 0;
        double sum = both ? own - along(e, borderY[f]) : own;
        for (int k = 0; k < f; k++) sum -= schur[e * count + k] * schur[f * count + k];
        if (e == f && !(sum > SMALLEST_PIVOT * own)) return false;
        schur[e * count + f] = e == f ? Math.sqrt(sum) : sum / schur[f * count + f];
      }
    return true;
  }

  /// pᵀv.
  private double along(int e, double[] v) {
    int[] columns = structure.cones.get(e).columns();
    double sum = 0;
    for (int s = 0; s < columns.length; s++) sum += border[e][s] * v[columns[s]];
    return sum;
  }

  @Override
  public double solve(double[] yRight, int yAt, double[] zRight, int zAt, double accuracy) {
    for (int i = 0; i < rows; i++) if (l[i] == INFINITY) zRight[zAt + i] = 0;
    System.arraycopy(yRight, yAt, refinement.rightY, 0, variables);
    System.arraycopy(zRight, zAt, refinement.rightZ, 0, rows);
    double relative = accurate ? solveOnce() : refine(accuracy);
    System.arraycopy(refinement.y, 0, yRight, yAt, variables);
    System.arraycopy(refinement.z, 0, zRight, zAt, rows);
    return relative;
  }

  private double refine(double accuracy) {
    double norm = Math.max(largest(refinement.rightY), largest(refinement.rightZ));
    double exact = RELATIVE_RESIDUAL * norm + ABSOLUTE_RESIDUAL;
    double error = refinement.solve(bordered, Math.max(accuracy * norm, exact), INFINITY);
    accurate = refinement.steps() == 0 && error <= exact && isInside();
    return error == 0 ? 0 : error / norm;
  }

  /// A solve with a factor whose first answer needed no refinement.
  private double solveOnce() {
    refinement.solveOnce(bordered);
    return RELATIVE_RESIDUAL;
  }

  /// Whether the weights are those of an interior point.
  private boolean isInside() {
    for (double v : l) if (!(v > 0 && v < INFINITY)) return false;
    return true;
  }

  private static double largest(double[] v) {
    double most = 0;
    for (double value : v) most = Math.max(most, Math.abs(value));
    return most;
  }

  /// The rotated system, by the factor of the expanded one and its border.
  private final class Bordered implements Refinement.Target {
    @Override
    public void answer(double[] y, double[] z) {
      for (int e = 0; e < c.length; e++) rightSides(e, z);
      for (int i = 0; i < rows; i++) expandedZ[structure.expandedRow[i]] = z[i];
      for (int e = 0; e < c.length; e++) expandedZ[secondAxis(e)] = second[e];
      expanded.solve(y, 0, expandedZ, 0, INFINITY);
      takeBack(y, expandedZ);
      for (int i = 0; i < rows; i++) z[i] = expandedZ[structure.expandedRow[i]];
      for (Expanded cone : structure.cones) toRotated(cone, z);
      for (int i = 0; i < rows; i++) if (l[i] == INFINITY) z[i] = 0;
    }

    @Override
    public double subtract(double[] y, double[] z, double[] rightY, double[] rightZ) {
      ProgramData program = at(data);
      System.arraycopy(z, 0, turnedZ, 0, rows);
      rotation.applyTransposed(turnedZ, 0);
      Arrays.fill(productY, 0);
      program.addQuadraticProduct(0, y, 0, productY, 0);
      program.addTransposedProduct(0, turnedZ, 0, productY, 0);
      Arrays.fill(turnedZ, 0);
      program.addRowProduct(0, y, 0, turnedZ, 0);
      rotation.apply(turnedZ, 0);
      for (int j = 0; j < variables; j++) rightY[j] -= productY[j];
      for (int i = 0; i < rows; i++)
        rightZ[i] = l[i] == INFINITY ? 0 : rightZ[i] - turnedZ[i] + (l[i] == 0 ? 0 : l[i] * z[i]);
      return Math.max(largest(rightY), largest(rightZ));
    }
  }

  /// The right-hand sides of one cone from rotated coordinates to its rows: of the first axis in
  /// the place of t, of the second one aside, and of ν.
  private void rightSides(int e, double[] right) {
    Expanded cone = structure.cones.get(e);
    int first = cone.first();
    double one = right[first], two = right[first + 1];
    rotation.applyTransposedToRows(cone.cone(), right, first);
    nu[e] = (one - two) / ROOT2;
    second[e] = l[first + 2] == 0 ? 0 : two;
    if (l[first + 2] != 0) right[first] = one;
  }

  private int secondAxis(int e) {
    return structure.cones.get(e).expandedFirst() + 1;
  }

  /// ν, and the solution with it.
  private void takeBack(double[] stepY, double[] stepZ) {
    int count = c.length;
    for (int e = 0; e < count; e++) {
      nu[e] = c[e] > 0 ? nu[e] - along(e, stepY) : 0;
      for (int f = 0; f < e; f++) nu[e] -= schur[e * count + f] * nu[f];
      nu[e] /= schur[e * count + e];
    }
    for (int e = count - 1; e >= 0; e--) {
      for (int f = e + 1; f < count; f++) nu[e] -= schur[f * count + e] * nu[f];
      nu[e] /= schur[e * count + e];
    }
    for (int e = 0; e < count; e++) {
      if (c[e] == 0) continue;
      for (int j = 0; j < variables; j++) stepY[j] -= nu[e] * borderY[e][j];
      for (int i = 0; i < stepZ.length; i++) stepZ[i] -= nu[e] * borderZ[e][i];
    }
  }

  /// The multipliers of the rows x to rotated coordinates, beside those of the axes.
  private void toRotated(Expanded cone, double[] v) {
    int first = cone.first(), from = cone.expandedFirst();
    boolean allActive = l[first + 2] == 0;
    if (!allActive) v[first] = 0;
    rotation.applyToRows(cone.cone(), v, first, 1);
    if (allActive) return;
    v[first] = expandedZ[from];
    v[first + 1] = expandedZ[from + 1];
  }

  private static ProgramData at(@Nullable ProgramData loaded) {
    if (loaded == null) throw new IllegalStateException("nothing was loaded");
    return loaded;
  }

  @Override
  public int dependentRows() {
    return expanded.dependentRows();
  }

  @Override
  public int freeDirections() {
    return expanded.freeDirections();
  }

  @Override
  public void project(double[] y, int yAt, double[] z, int zAt) {
    // what is undetermined was never asked of the expanded system
  }

  @Override
  public @Nullable Factor keep(Origin origin) {
    return null;
  }

  @Override
  public void resume(KeptFactor kept) {
    throw new IllegalArgumentException("this system keeps no such factors");
  }
}
