package io.ffolayer.internal.kkt.conic;

import io.ffolayer.internal.kkt.KeptFactor;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.kkt.Origin;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.solve.Factor;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The KKT system of rotated rows in units of its own.
///
/// An equilibrated program may have faces that are not: on a curved cone far from its axes the
/// rotated rows that are left can be 1e-9 in size, and so can the curvature, which is all that
/// holds the variables. A regularised factor takes either for nothing. Where the rows, columns and
/// curvatures of a face leave the range of ordinary numbers, it is equilibrated once more,
///
/// ```
/// P̂ = f D P D,   Â = E A D,   l̂ = E² l / f          f: the largest curvature, max(P̂_jj, â_ij²/l̂_i), becomes 1
/// ```
///
/// and everything, also what counts as dependent or undetermined, is judged in these units. All
/// other faces pass as they are.
public final class FaceEquilibratedKkt implements KktSystem {
  /// Norms of rows and columns within this factor of 1 are ordinary.
  private static final double ORDINARY = 1e3;

  private final KktSystem system;
  private final FaceUnits units;
  private final double[] scaledWeights;
  private final ProgramData scaled;
  private final int n;
  private final int m;
  private @Nullable ProgramData data;
  private int instance;

  /// Whether the data of the system are those that were loaded, or scaled ones.
  private boolean isPlain;

  /// Whether the last factor is in units of its own.
  private boolean isScaled;

  /// @param system a system for the same structure
  public FaceEquilibratedKkt(ProgramStructure structure, KktSystem system) {
    this.system = system;
    n = structure.variables();
    m = structure.rows();
    units = new FaceUnits(structure);
    scaledWeights = new double[m];
    List<Batched> rows =
        structure.blocks().stream().map(block -> changing(block.layout().size())).toList();
    scaled =
        new ProgramData(
            structure, 1, changing(structure.quadratic().size()), changing(n), rows, changing(m));
  }

  private static Batched changing(int size) {
    return Batched.each(new double[size], size);
  }

  @Override
  public void load(ProgramData newData, int newInstance) {
    data = newData;
    instance = newInstance;
    system.load(newData, newInstance);
    isPlain = true;
  }

  @Override
  public void stopWhen(BooleanSupplier stop) {
    system.stopWhen(stop);
  }

  @Override
  public boolean factor(double[] l, int lAt) {
    if (data == null) return false;
    isScaled = isFace(l, lAt) && !units.isOrdinary(data, instance, l, lAt, ORDINARY);
    if (!isScaled) {
      if (!isPlain) load(data, instance);
      return system.factor(l, lAt);
    }
    units.balance(data, instance, l, lAt);
    double f = units.factor, root = Math.sqrt(f);
    data.p().scaleInto(instance, units.column, 0, units.column, scaled.p());
    double[] quadratic = scaled.quadratic().values();
    for (int k = 0; k < quadratic.length; k++) quadratic[k] *= f;
    data.a().scaleInto(instance, units.row, 0, units.column, scaled.a());
    for (int i = 0; i < m; i++) {
      scaledWeights[i] =
          l[lAt + i] == 0
              ? 0
              : units.row[i] == 0 ? l[lAt + i] : l[lAt + i] * units.row[i] * units.row[i] / f;
      units.row[i] /= root;
    }
    for (int j = 0; j < n; j++) units.column[j] *= root;
    system.load(scaled, 0);
    isPlain = false;
    return system.factor(scaledWeights, 0);
  }

  /// Whether rows are dropped: an interior point drops none.
  private boolean isFace(double[] l, int lAt) {
    for (int i = 0; i < m; i++) if (l[lAt + i] == Double.POSITIVE_INFINITY) return true;
    return false;
  }

  @Override
  public double solve(double[] y, int yAt, double[] z, int zAt, double accuracy) {
    if (!isScaled) return system.solve(y, yAt, z, zAt, accuracy);
    toUnits(y, yAt, z, zAt);
    system.project(y, yAt, z, zAt);
    double residual = system.solve(y, yAt, z, zAt, accuracy);
    system.project(y, yAt, z, zAt);
    toUnits(y, yAt, z, zAt);
    return residual;
  }

  private void toUnits(double[] y, int yAt, double[] z, int zAt) {
    for (int j = 0; j < n; j++) y[yAt + j] *= units.column[j];
    for (int i = 0; i < m; i++) z[zAt + i] *= units.row[i];
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

  /// What a face in its own units leaves undetermined is taken out within [#solve].
  @Override
  public void project(double[] y, int yAt, double[] z, int zAt) {
    if (!isScaled) system.project(y, yAt, z, zAt);
  }

  @Override
  public void removeUndetermined(double[] z) {
    if (!isScaled) system.removeUndetermined(z);
  }

  @Override
  public @Nullable Factor keep(Origin origin) {
    return isScaled ? null : system.keep(origin);
  }

  @Override
  public void resume(KeptFactor kept) {
    system.resume(kept);
    isScaled = false;
  }
}
