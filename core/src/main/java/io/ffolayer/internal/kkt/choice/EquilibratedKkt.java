package io.ffolayer.internal.kkt.choice;

import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.kkt.Equilibration;
import io.ffolayer.internal.kkt.KeptFactor;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.kkt.Origin;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Factor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A KKT system for numbers in any units: the system of the equilibrated instance, and the way
/// there and back.
///
/// With g = √(f c) D and h = E/√(f c) of an [Equilibration] the equilibrated system is
///
/// ```
/// [ P̂   Âᵀ ]   [ g     ] [ P   Aᵀ ] [ g     ]
/// [ Â  −l̂  ] = [     h ] [ A  −l  ] [     h ]         l̂ = h² l
/// ```
///
/// The rows of a curved cone have one factor, so that h commutes with its rotation.
///
/// Where the system is singular – dependent rows, undetermined directions – a right-hand side
/// without solution is replaced by the nearest one that has, and of the solutions the shortest is
/// given, both in equilibrated units; [#dependentRows] and [#freeDirections] tell.
public final class EquilibratedKkt implements KktSystem {
  private final Equilibration equilibration;
  private final KktSystem scaled;
  private final double[] columnUnit;
  private final double[] rowUnit;
  private final double[] l;
  private boolean usable;

  EquilibratedKkt(ProgramStructure structure, KktSystem scaled) {
    equilibration = new Equilibration(structure);
    this.scaled = scaled;
    columnUnit = new double[structure.variables()];
    rowUnit = new double[structure.rows()];
    l = new double[structure.rows()];
  }

  @Override
  public void load(ProgramData data, int instance) {
    usable = equilibration.apply(data, instance);
    takeUnits();
  }

  /// The same in other units, for an instance that was not solved in the usual ones:
  /// [Equilibration#applyColumnsFirst].
  public void loadColumnsFirst(ProgramData data, int instance) {
    usable = equilibration.applyColumnsFirst(data, instance);
    takeUnits();
  }

  private void takeUnits() {
    if (!usable) return;
    double root = Math.sqrt(equilibration.solutionScale() * equilibration.objectiveScale());
    for (int j = 0; j < columnUnit.length; j++) columnUnit[j] = root * equilibration.column()[j];
    for (int i = 0; i < rowUnit.length; i++) rowUnit[i] = equilibration.row()[i] / root;
    scaled.load(equilibration.scaled(), 0);
  }

  /// Whether the loaded numbers can be brought to a common scale: false where they span more orders
  /// of magnitude than numbers can.
  public boolean isUsable() {
    return usable;
  }

  @Override
  public void stopWhen(BooleanSupplier stop) {
    scaled.stopWhen(stop);
  }

  @Override
  public boolean factor(double[] weights, int lAt) {
    scale(weights, lAt);
    return usable && scaled.factor(l, 0);
  }

  @Override
  public boolean factor(double[] weights, int lAt, Rotation rotation) {
    scale(weights, lAt);
    return usable && scaled.factor(l, 0, rotation);
  }

  private void scale(double[] weights, int lAt) {
    for (int i = 0; i < l.length; i++) l[i] = weights[lAt + i] * rowUnit[i] * rowUnit[i];
  }

  @Override
  public double solve(double[] y, int yAt, double[] z, int zAt, double accuracy) {
    for (int j = 0; j < columnUnit.length; j++) y[yAt + j] *= columnUnit[j];
    for (int i = 0; i < rowUnit.length; i++) z[zAt + i] *= rowUnit[i];
    scaled.project(y, yAt, z, zAt);
    double residual = scaled.solve(y, yAt, z, zAt, accuracy);
    scaled.project(y, yAt, z, zAt);
    for (int j = 0; j < columnUnit.length; j++) y[yAt + j] *= columnUnit[j];
    for (int i = 0; i < rowUnit.length; i++) z[zAt + i] *= rowUnit[i];
    return residual;
  }

  @Override
  public int dependentRows() {
    return scaled.dependentRows();
  }

  @Override
  public int freeDirections() {
    return scaled.freeDirections();
  }

  @Override
  public boolean isDoubtful() {
    return scaled.isDoubtful();
  }

  @Override
  public void project(double[] y, int yAt, double[] z, int zAt) {
    throw new IllegalStateException("the null space is that of the equilibrated system");
  }

  /// The last factor – also one that was made in the [#scaled] system – for the instance that was
  /// loaded.
  public @Nullable Factor keep(ProgramData loaded, int instance) {
    return keep(new Origin(loaded, instance, columnUnit, rowUnit));
  }

  /// @param origin this system's own instance and units
  @Override
  public @Nullable Factor keep(Origin origin) {
    Factor factor = usable ? scaled.keep(origin) : null;
    if (factor instanceof KeptFactor kept) return InUnits.of(origin, kept);
    boolean tells = dependentRows() + freeDirections() == 0; // nobody could ask it later
    return tells ? factor : null;
  }

  @Override
  public void resume(KeptFactor kept) {
    InUnits factor = (InUnits) kept;
    System.arraycopy(factor.columnUnit, 0, columnUnit, 0, columnUnit.length);
    System.arraycopy(factor.rowUnit, 0, rowUnit, 0, rowUnit.length);
    scaled.resume(factor.inner);
    usable = true;
  }

  /// A factor in equilibrated units, and these.
  ///
  /// @param l the weights in the user's units
  private record InUnits(double[] columnUnit, double[] rowUnit, double[] l, KeptFactor inner)
      implements KeptFactor {
    static InUnits of(Origin origin, KeptFactor inner) {
      double[] h = origin.rowUnit().clone();
      double[] l = inner.l().clone();
      for (int i = 0; i < l.length; i++) l[i] /= h[i] * h[i];
      return new InUnits(origin.columnUnit().clone(), h, l, inner);
    }

    @Override
    public @Nullable Rotation rotation() {
      return inner.rotation();
    }

    @Override
    public long bytes() {
      return inner.bytes() + 8L * (columnUnit.length + rowUnit.length + l.length);
    }
  }

  /// The units, and the loaded instance in them.
  public Equilibration equilibration() {
    return equilibration;
  }

  /// The system in equilibrated units, for who works in them; its last factor is also that of this
  /// system.
  public KktSystem scaled() {
    return scaled;
  }
}
