package io.ffolayer.internal.kkt.semidefinite;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.kkt.KeptFactor;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.kkt.Origin;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Factor;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The KKT system of a program in matrix variables X ⪰ 0, turned over: X is eliminated, and what is
/// left has as many unknowns as there are flat rows.
///
/// With the variables x of the cones, whose rows are Dx, D a diagonal, the others u, the flat rows
/// E with weights l_e and P = diag(P_x, P_u), P_x = c D² on each cone:
///
/// ```
/// P_x dx + E_xᵀλ + D dz = r_x        E_x dx + E_u du − l_e λ = r_e        F = E_x D⁻¹
/// P_u du + E_uᵀλ        = r_u        D dx − H dz             = r_c        w = D dx = r_c − ζ
/// ```
///
/// is the system of the program with the variables λ and the rows
///
/// ```
/// (UᵀFᵀ) λ − (c + 1/l) ζ̂ = Uᵀ(r_x/D) − c r̂_c     F ζ + E_u ζ_u + ζ_e = F r_c − r_e
/// E_uᵀ λ − P_u ζ_u        = r_u                     λ_e − ζ_e/l_e = 0 (for inequalities)
/// du = −ζ_u        dẑ = Uᵀ(r_x/D) − c ŵ − UᵀFᵀλ
/// ```
///
/// in the same rotated coordinates, with 1/l for l: rows that are active there are dropped here,
/// and the reverse. So [SemidefiniteKkt] serves both: a free direction here is a dependent row
/// there.
public final class MatrixVariableKkt implements KktSystem {
  private final MatrixVariableStructure structure;
  private final SemidefiniteKkt system;
  private final Rotation rotation;
  private final TurnedNumbers numbers;

  /// l of the rows of the cones.
  private final double[] weight;

  private final double[] turnedWeights;
  private final double[] lambda;
  private final double[] zeta;
  private final double[] ahead;
  private final double[] back;
  private boolean isTurned;

  /// Whether rows are dropped. An interior point drops none, and has to see its answers grow where
  /// equalities contradict each other.
  private boolean isFace;

  public MatrixVariableKkt(MatrixVariableStructure structure) {
    this.structure = structure;
    system = new SemidefiniteKkt(structure.turned);
    numbers = new TurnedNumbers(structure);
    var program = structure.turned.program;
    rotation = new Rotation(ConeBlock.of(program));
    weight = new double[structure.coneRows];
    int n = program.variables(), m = program.rows();
    turnedWeights = new double[m];
    lambda = new double[n];
    zeta = new double[m];
    ahead = new double[m];
    back = new double[m];
  }

  @Override
  public void load(ProgramData data, int instance) {
    numbers.load(data, instance);
    system.load(numbers.turned, 0);
  }

  @Override
  public void stopWhen(BooleanSupplier stop) {
    system.stopWhen(stop);
  }

  @Override
  public boolean factor(double[] l, int lAt) {
    isTurned = false;
    turnWeights(l, lAt);
    return numbers.isUniform && system.factor(turnedWeights, 0);
  }

  @Override
  public boolean factor(double[] l, int lAt, Rotation newRotation) {
    isTurned = true;
    for (int k = 0; k < structure.cones.size(); k++)
      rotation.setCone(k, newRotation, structure.coneIndex[k]);
    turnWeights(l, lAt);
    return numbers.isUniform && system.factor(turnedWeights, 0, rotation);
  }

  /// l ← c + 1/l, P_u, 1/l_e.
  private void turnWeights(double[] l, int lAt) {
    int at = 0;
    isFace = false;
    for (int i = lAt; i < lAt + numbers.own.length + structure.flat.length; i++)
      isFace |= l[i] == Double.POSITIVE_INFINITY;
    for (var part : structure.cones)
      for (int i = part.first(); i < part.end(); i++, at++) {
        weight[at] = l[lAt + i];
        turnedWeights[at] = numbers.curvature[at] + 1 / weight[at];
      }
    for (int j : structure.free) turnedWeights[at++] = numbers.quadratic[j];
    for (int e : structure.inequality) turnedWeights[at++] = 1 / l[lAt + structure.flat[e]];
  }

  @Override
  public double solve(double[] y, int yAt, double[] z, int zAt, double accuracy) {
    readRight(y, yAt, z, zAt);
    if (isFace) system.project(lambda, 0, zeta, 0);
    double residual = system.solve(lambda, 0, zeta, 0, accuracy);
    if (isFace) system.project(lambda, 0, zeta, 0);
    writeAnswer(y, yAt, z, zAt);
    return residual;
  }

  /// ahead ← Uᵀ(r_x/D) − c r̂_c, zeta ← the right-hand side of the turned rows, back ← r̂_c (0
  /// where l = ∞), lambda ← F r_c − r_e.
  private void readRight(double[] y, int yAt, double[] z, int zAt) {
    Arrays.fill(back, 0);
    Arrays.fill(zeta, 0);
    int at = 0;
    for (var part : structure.cones)
      for (int i = part.first(); i < part.end(); i++, at++) {
        back[at] = weight[at] < Double.POSITIVE_INFINITY ? z[zAt + i] : 0;
        zeta[at] = y[yAt + structure.variable[at]] / numbers.own[at];
      }
    if (isTurned) rotation.apply(zeta, 0);
    for (int i = 0; i < numbers.own.length; i++) zeta[i] -= numbers.curvature[i] * back[i];
    System.arraycopy(zeta, 0, ahead, 0, numbers.own.length);
    for (int k = 0; k < structure.free.length; k++)
      zeta[numbers.own.length + k] = y[yAt + structure.free[k]];
    double[] unrotated = back.clone();
    if (isTurned) rotation.applyTransposed(unrotated, 0);
    Arrays.fill(lambda, 0);
    numbers.turned.addTransposedProduct(0, unrotated, 0, lambda, 0);
    for (int e = 0; e < lambda.length; e++) lambda[e] -= z[zAt + structure.flat[e]];
  }

  private void writeAnswer(double[] y, int yAt, double[] z, int zAt) {
    double[] product = new double[zeta.length];
    numbers.turned.addRowProduct(0, lambda, 0, product, 0);
    if (isTurned) rotation.apply(product, 0);
    double[] w = new double[zeta.length];
    int at = 0;
    for (var part : structure.cones)
      for (int i = part.first(); i < part.end(); i++, at++) {
        double l = weight[at];
        w[at] = back[at] - zeta[at];
        z[zAt + i] =
            l == Double.POSITIVE_INFINITY
                ? 0
                : l > 1
                    ? -zeta[at] / l
                    : ahead[at] + numbers.curvature[at] * zeta[at] - product[at];
      }
    if (isTurned) rotation.applyTransposed(w, 0);
    for (int i = 0; i < numbers.own.length; i++)
      y[yAt + structure.variable[i]] = w[i] / numbers.own[i];
    for (int k = 0; k < structure.free.length; k++)
      y[yAt + structure.free[k]] = -zeta[numbers.own.length + k];
    for (int e = 0; e < lambda.length; e++) z[zAt + structure.flat[e]] = lambda[e];
  }

  @Override
  public int dependentRows() {
    return system.freeDirections();
  }

  @Override
  public int freeDirections() {
    return system.dependentRows();
  }

  @Override
  public boolean isDoubtful() {
    return system.isDoubtful();
  }

  /// What is undetermined is taken out within [#solve].
  @Override
  public void project(double[] y, int yAt, double[] z, int zAt) {}

  /// Null: the factor needs the rows.
  @Override
  public @Nullable Factor keep(Origin origin) {
    return null;
  }

  @Override
  public void resume(KeptFactor kept) {
    throw new IllegalArgumentException("this system keeps no factors");
  }
}
