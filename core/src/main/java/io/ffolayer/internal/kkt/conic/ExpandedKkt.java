package io.ffolayer.internal.kkt.conic;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.kkt.KeptFactor;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.kkt.Origin;
import io.ffolayer.internal.kkt.conic.ExpandedStructure.Expanded;
import io.ffolayer.internal.linalg.krylov.Refinement;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Factor;
import java.util.Arrays;
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
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final double ROOT2 = Math.sqrt(2);

  private final ExpandedStructure structure;
  private final KktSystem expanded;
  private final Rotation rotation;
  private final double[] l;
  private final ExpandedRows rows;
  private final Border border;
  private final Refinement refinement;
  private final Refinement.Target bordered = new Bordered();
  private final double[] second;
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
    int n = structure.rows.variables(), m = structure.original.rows();
    l = new double[m];
    rows = new ExpandedRows(structure, rotation);
    border = new Border(structure, rows);
    refinement = new Refinement(n, m, MOST_REFINEMENTS);
    second = new double[structure.cones.size()];
    expandedZ = new double[structure.rows.rows()];
    turnedZ = new double[m];
    productY = new double[n];
  }

  /// Takes a batch of one.
  @Override
  @SuppressWarnings("ReferenceEquality") // the same record holds the next numbers of the same place
  public void load(ProgramData newData, int instance) {
    if (instance != 0) throw new IllegalArgumentException("a batch of one is needed");
    if (newData != data || expandedData == null) expandedData = rows.in(newData);
    data = newData;
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
    System.arraycopy(weights, lAt, l, 0, l.length);
    accurate = false;
    rows.write(data, l);
    expanded.load(expandedData, 0);
    return expanded.factor(rows.weights, 0, rotation) && border.factor(expanded);
  }

  @Override
  public double solve(double[] yRight, int yAt, double[] zRight, int zAt, double accuracy) {
    for (int i = 0; i < l.length; i++) if (l[i] == INFINITY) zRight[zAt + i] = 0;
    System.arraycopy(yRight, yAt, refinement.rightY, 0, productY.length);
    System.arraycopy(zRight, zAt, refinement.rightZ, 0, l.length);
    double relative = accurate ? solveOnce() : refine(accuracy);
    System.arraycopy(refinement.y, 0, yRight, yAt, productY.length);
    System.arraycopy(refinement.z, 0, zRight, zAt, l.length);
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
      for (int e = 0; e < second.length; e++) rightSides(e, z);
      for (int i = 0; i < l.length; i++) expandedZ[structure.expandedRow[i]] = z[i];
      for (int e = 0; e < second.length; e++) expandedZ[secondAxis(e)] = second[e];
      expanded.solve(y, 0, expandedZ, 0, INFINITY);
      border.takeBack(y, expandedZ);
      for (int i = 0; i < l.length; i++) z[i] = expandedZ[structure.expandedRow[i]];
      for (Expanded cone : structure.cones) toRotated(cone, z);
      for (int i = 0; i < l.length; i++) if (l[i] == INFINITY) z[i] = 0;
    }

    @Override
    public double subtract(double[] y, double[] z, double[] rightY, double[] rightZ) {
      ProgramData program = at(data);
      System.arraycopy(z, 0, turnedZ, 0, l.length);
      rotation.applyTransposed(turnedZ, 0);
      Arrays.fill(productY, 0);
      program.addQuadraticProduct(0, y, 0, productY, 0);
      program.addTransposedProduct(0, turnedZ, 0, productY, 0);
      Arrays.fill(turnedZ, 0);
      program.addRowProduct(0, y, 0, turnedZ, 0);
      rotation.apply(turnedZ, 0);
      for (int j = 0; j < productY.length; j++) rightY[j] -= productY[j];
      for (int i = 0; i < l.length; i++)
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
    border.nu[e] = (one - two) / ROOT2;
    second[e] = l[first + 2] == 0 ? 0 : two;
    if (l[first + 2] != 0) right[first] = one;
  }

  private int secondAxis(int e) {
    return structure.cones.get(e).expandedFirst() + 1;
  }

  /// The multipliers of the rows x to rotated coordinates, beside those of the axes.
  private void toRotated(Expanded cone, double[] v) {
    int first = cone.first(), from = cone.expandedFirst();
    boolean allActive = ExpandedRows.isWhollyActive(cone, l);
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
  public boolean isDoubtful() {
    return expanded.isDoubtful();
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
