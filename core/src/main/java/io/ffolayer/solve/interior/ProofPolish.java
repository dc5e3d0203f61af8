package io.ffolayer.solve.interior;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.proof.RowRelations;
import io.ffolayer.program.ProgramData;
import java.util.Arrays;
import java.util.stream.IntStream;

/// The last digits of a proof that a program has no solution, from the rows that take part in it.
///
/// An iterate proves infeasibility by z with Aᵀz ≈ 0 and unboundedness by y with Py ≈ 0, Ay + s ≈
/// 0, both only as well as it has converged, and with all rows taking part a little. Here the rows
/// N that do take part are kept, and KKT solves with them as equalities remove what is left of the
/// products:
///
/// ```
/// z:  [ P  A_Nᵀ; A_N  0 ] (·, dz) = (−A_Nᵀz, 0)              y:  [ P  A_Nᵀ; A_N  0 ] (dy, ·) = (−Py, −A_N y)
/// ```
///
/// (Then A_Nᵀ(z + dz) = 0; and (y + dy)ᵀP(y + dy) = 0, that is P(y + dy) = 0, with A_N(y + dy) =
/// 0.) Which rows do is a guess that need not be made where no cone is curved: there every row
/// takes part with the weight l = ε (max|z|/z)², as in the affine scaling of z, so that no
/// multiplier changes by more than a part of itself and all stay positive. The rows of a curved
/// cone are rotated ones, on the face of K or K* that the iterate is near. The result is projected
/// on its cone, so that it is a proof as good as its products are small; where the projection
/// spoils them, the caller keeps what it had.
final class ProofPolish {
  private static final int STEPS = 2;

  /// Rows with smaller multipliers, relative to the largest, are taken for remains of the
  /// iteration.
  private static final double SMALL_PART = 1e-4;

  /// The same where rows are weighted: no more of them than rounding.
  private static final double LEAST_PART = 1e-14;

  /// ε, which makes P count for nothing beside AᵀL⁻¹A.
  private static final double WEIGHT = 1e-8;

  /// The result of the last call: z and Aᵀz, or y, s and Py.
  final Iterate result;

  private final ProgramData data;
  private final KktSystem kkt;
  private final ConeBlock[] cones;
  private final Rotation rotation;
  private final boolean isFlat;
  private final boolean[] isEquality;
  private final double[] l;
  private final double[] dy;
  private final double[] dz;

  ProofPolish(ProgramData scaled, KktSystem kkt, ConeBlock[] cones) {
    data = scaled;
    this.kkt = kkt;
    this.cones = cones;
    rotation = new Rotation(cones);
    isFlat = scaled.structure().isPolyhedral();
    isEquality = scaled.structure().equalities();
    int n = scaled.structure().variables();
    int m = scaled.structure().rows();
    result = new Iterate(scaled.structure());
    l = new double[m];
    dy = new double[n];
    dz = new double[m];
  }

  /// The multipliers of an iterate on the rows with s < z, or, without curved cones, on all rows.
  ///
  /// @return whether there is a result, to be judged by the caller
  boolean sharpenMultipliers(Iterate from) {
    result.set(from, 1);
    if (isFlat) weigh(from.z);
    else takePart(from);
    return kkt.factor(l, 0, rotation) && removeTransposedProduct();
  }

  /// The ray of an iterate on the rows with s < z.
  ///
  /// @return whether there is a result, to be judged by the caller
  boolean sharpenRay(Iterate from) {
    result.set(from, 1);
    takePart(from);
    if (!kkt.factor(l, 0, rotation)) return false;
    Arrays.fill(result.z, 0);
    for (int step = 0; step < STEPS; step++) {
      result.multiply(data);
      for (int j = 0; j < dy.length; j++) dy[j] = -result.py[j];
      for (int i = 0; i < dz.length; i++) dz[i] = -result.ay[i];
      rotation.apply(dz, 0);
      kkt.solve(dy, 0, dz, 0);
      for (int j = 0; j < dy.length; j++) result.y[j] += dy[j];
    }
    result.multiply(data);
    for (int i = 0; i < dz.length; i++) result.s[i] = -result.ay[i];
    for (ConeBlock cone : cones) cone.project(result.s);
    return true;
  }

  /// The part of the multipliers of an iterate that the rows which take part bear without any
  /// error: their relations, by orthogonal factors.
  ///
  /// @return whether there is a result, to be judged by the caller
  boolean projectMultipliers(Iterate from) {
    result.set(from, 1);
    takePart(from);
    RowRelations relations = RowRelations.of(data, 0, kept());
    if (relations == null) return false;
    System.arraycopy(relations.part(from.z), 0, result.z, 0, l.length);
    for (ConeBlock cone : cones) cone.projectDual(result.z);
    Arrays.fill(result.y, 0);
    result.multiply(data);
    return true;
  }

  /// The part of the ray of an iterate without curvature and without motion of the rows that take
  /// part.
  ///
  /// @return whether there is a result, to be judged by the caller
  boolean projectRay(Iterate from) {
    result.set(from, 1);
    takePart(from);
    RowRelations relations = RowRelations.besideP(data, 0, kept());
    if (relations == null) return false;
    System.arraycopy(relations.freePart(from.y), 0, result.y, 0, dy.length);
    Arrays.fill(result.z, 0);
    result.multiply(data);
    for (int i = 0; i < dz.length; i++) result.s[i] = -result.ay[i];
    for (ConeBlock cone : cones) cone.project(result.s);
    return true;
  }

  /// The rows that take part.
  private int[] kept() {
    return IntStream.range(0, l.length).filter(i -> l[i] == 0).toArray();
  }

  private void weigh(double[] z) {
    double largest = largest(z);
    for (int i = 0; i < l.length; i++) {
      double part = isEquality[i] ? 1 : z[i] / largest;
      l[i] = part > LEAST_PART ? WEIGHT / (part * part) : Double.POSITIVE_INFINITY;
    }
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) largest = Math.max(largest, Math.abs(value));
    return largest;
  }

  private void takePart(Iterate from) {
    double largest = largest(from.z);
    for (ConeBlock cone : cones) cone.takePart(from.s, from.z, SMALL_PART * largest, l, rotation);
  }

  /// Multipliers that prove the rows with l = 0 contradictory, from b alone: what remains of b_N
  /// after its best approximation by A_N y is orthogonal to the columns of A_N, up to rounding
  /// errors of the size of b, which are removed as above.
  ///
  /// @return whether there is a result, to be judged by the caller
  boolean findContradiction(double[] weights, Rotation turned) {
    for (int i = 0; i < l.length; i++) l[i] = weights[i] == 0 ? 0 : Double.POSITIVE_INFINITY;
    rotation.set(turned);
    if (!kkt.factor(l, 0, rotation)) return false;
    double[] b = data.rhs().values();
    Arrays.fill(result.y, 0);
    subtractRowProduct(b);
    for (int step = 0; step < STEPS; step++) {
      Arrays.fill(dy, 0);
      kkt.solve(dy, 0, dz, 0);
      for (int j = 0; j < dy.length; j++) result.y[j] += dy[j];
      subtractRowProduct(b);
    }
    double largest = 0;
    for (int i = 0; i < dz.length; i++) if (l[i] == 0) largest = Math.max(largest, Math.abs(dz[i]));
    if (!(largest > 0 && largest < Double.POSITIVE_INFINITY)) return false;
    for (int i = 0; i < dz.length; i++) result.z[i] = -dz[i] / largest;
    rotation.applyTransposed(result.z, 0);
    return removeTransposedProduct();
  }

  /// dz ← Uᵀ(b − Ay).
  private void subtractRowProduct(double[] b) {
    Arrays.fill(result.ay, 0);
    data.addRowProduct(0, result.y, 0, result.ay, 0);
    for (int i = 0; i < dz.length; i++) dz[i] = b[i] - result.ay[i];
    rotation.apply(dz, 0);
  }

  /// z ← z_N + dz with A_Nᵀ(z_N + dz) = 0, projected on K*.
  private boolean removeTransposedProduct() {
    rotation.apply(result.z, 0);
    for (int i = 0; i < dz.length; i++) if (l[i] == Double.POSITIVE_INFINITY) result.z[i] = 0;
    rotation.applyTransposed(result.z, 0);
    for (int step = 0; step < STEPS; step++) {
      Arrays.fill(dy, 0);
      data.addTransposedProduct(0, result.z, 0, dy, 0);
      for (int j = 0; j < dy.length; j++) dy[j] = -dy[j];
      Arrays.fill(dz, 0);
      kkt.solve(dy, 0, dz, 0);
      rotation.applyTransposed(dz, 0);
      for (int i = 0; i < dz.length; i++) result.z[i] += dz[i];
    }
    for (ConeBlock cone : cones) cone.projectDual(result.z);
    Arrays.fill(result.y, 0);
    result.multiply(data);
    return true;
  }
}
