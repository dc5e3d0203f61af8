package io.ffolayer.internal.kkt.semidefinite;

import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.kkt.KeptFactor;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.kkt.Origin;
import io.ffolayer.internal.kkt.dense.DenseKkt;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Factor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The KKT system of a program whose semidefinite cones have many rows beside its variables: of the
/// rotated rows only those are formed that have to be kept, and all others are eliminated into the
/// Schur complement P + Aᵀ H⁻¹ A of the variables by the sparsity of their data ([SpectralRows]).
/// On a face of such a cone, X = QΛQᵀ of rank r, these are r(r+1)/2 rows, fewer than variables
/// where the solution is not degenerate.
///
/// Answers are refined against products with A and the rotation, k³ flops for a cone of order k, so
/// that they lose no more digits than those of rotated rows.
public final class SemidefiniteKkt implements KktSystem {
  private final SpectralRows rows;
  private final DenseKkt system;

  public SemidefiniteKkt(SpectralStructure structure) {
    rows = new SpectralRows(structure);
    system = new DenseKkt(rows);
  }

  @Override
  public void load(ProgramData data, int instance) {
    system.load(data, instance);
  }

  @Override
  public void stopWhen(BooleanSupplier stop) {
    system.stopWhen(stop);
  }

  /// The system with U = I.
  @Override
  public boolean factor(double[] l, int lAt) {
    rows.turn(null);
    return system.factor(l, lAt);
  }

  @Override
  public boolean factor(double[] l, int lAt, Rotation rotation) {
    rows.turn(rotation);
    return system.factor(l, lAt);
  }

  @Override
  public double solve(double[] y, int yAt, double[] z, int zAt, double accuracy) {
    return system.solve(y, yAt, z, zAt, accuracy);
  }

  @Override
  public int dependentRows() {
    return system.dependentRows();
  }

  @Override
  public int freeDirections() {
    return system.freeDirections();
  }

  @Override
  public boolean isDoubtful() {
    return system.isDoubtful();
  }

  @Override
  public void project(double[] y, int yAt, double[] z, int zAt) {
    system.project(y, yAt, z, zAt);
  }

  @Override
  public void removeUndetermined(double[] z) {
    system.removeUndetermined(z);
  }

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
