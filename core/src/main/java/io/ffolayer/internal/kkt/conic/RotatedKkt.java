package io.ffolayer.internal.kkt.conic;

import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.kkt.KeptFactor;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.kkt.Origin;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Factor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The KKT system of a program with curved cones: that of a program whose rows are UᵀA, written
/// anew at each factorisation.
///
/// With H = U diag(l) Uᵀ, Â = UᵀA and dẑ = Uᵀdz the system [P Aᵀ; A −H] is that of a quadratic
/// program with weights l. A formed H would keep sixteen digits of its largest entry only, and the
/// small l, which are the active constraints, would be lost.
public final class RotatedKkt implements KktSystem {
  private final RotatedStructure structure;
  private final KktSystem rotated;
  private final Rotation rotation;
  private final double[][] work;
  private final double[][] values;
  private @Nullable ProgramData data;
  private @Nullable ProgramData rotatedData;

  /// @param rotated a system for the rotated structure
  public RotatedKkt(RotatedStructure structure, KktSystem rotated) {
    this.structure = structure;
    this.rotated = rotated;
    rotation = new Rotation(structure.cones);
    int count = structure.blocks.size();
    values = new double[count][];
    work = new double[count][];
    for (int k = 0; k < count; k++) {
      Layout layout = structure.rows.blocks().get(k).layout();
      values[k] = new double[structure.blocks.get(k).isRotated() ? layout.size() : 0];
      work[k] = layout instanceof Layout.Dense ? values[k] : new double[values[k].length];
    }
  }

  /// Takes a batch of one.
  @Override
  @SuppressWarnings("ReferenceEquality") // the same record holds the next numbers of the same place
  public void load(ProgramData newData, int instance) {
    if (instance != 0) throw new IllegalArgumentException("a batch of one is needed");
    if (newData != data || rotatedData == null) rotatedData = withRotatedRows(newData);
    data = newData;
  }

  private ProgramData withRotatedRows(ProgramData original) {
    List<Batched> rows = new ArrayList<>();
    for (int k = 0; k < values.length; k++)
      rows.add(
          structure.blocks.get(k).isRotated()
              ? Batched.each(values[k], values[k].length)
              : original.rows().get(k));
    return new ProgramData(
        structure.rows, 1, original.quadratic(), original.linear(), rows, original.rhs());
  }

  @Override
  public void stopWhen(BooleanSupplier stop) {
    rotated.stopWhen(stop);
  }

  /// The system with U = I.
  @Override
  public boolean factor(double[] l, int lAt) {
    return factorRotated(l, lAt, null);
  }

  @Override
  public boolean factor(double[] l, int lAt, Rotation rotation) {
    return factorRotated(l, lAt, rotation);
  }

  private boolean factorRotated(double[] l, int lAt, @Nullable Rotation turned) {
    if (data == null || rotatedData == null) return false;
    if (turned != null) rotation.set(turned);
    for (int k = 0; k < values.length; k++)
      if (structure.blocks.get(k).isRotated()) rotate(k, data.rows().get(k).values(), turned);
    rotated.load(rotatedData, 0);
    return rotated.factor(l, lAt);
  }

  private void rotate(int k, double[] a, @Nullable Rotation turned) {
    RotatedStructure.Block block = structure.blocks.get(k);
    double[] to = work[k];
    int[] source = block.source(), place = block.place();
    if (source.length == 0) {
      System.arraycopy(a, 0, to, 0, to.length);
    } else {
      Arrays.fill(to, 0);
      for (int e = 0; e < source.length; e++) to[source[e]] = a[e];
    }
    if (turned != null)
      for (RotatedStructure.Part part : block.parts())
        turned.applyToRows(part.cone(), to, part.at(), part.columns());
    for (int w = 0; w < place.length; w++) values[k][place[w]] = to[w];
  }

  @Override
  public double solve(double[] y, int yAt, double[] z, int zAt, double accuracy) {
    return rotated.solve(y, yAt, z, zAt, accuracy);
  }

  @Override
  public int dependentRows() {
    return rotated.dependentRows();
  }

  @Override
  public int freeDirections() {
    return rotated.freeDirections();
  }

  @Override
  public boolean isDoubtful() {
    return rotated.isDoubtful();
  }

  @Override
  public void project(double[] y, int yAt, double[] z, int zAt) {
    rotated.project(y, yAt, z, zAt);
  }

  @Override
  public void removeUndetermined(double[] z) {
    rotated.removeUndetermined(z);
  }

  /// The factor of the rotated rows, where that does not need them any more, and the rotation.
  @Override
  public @Nullable Factor keep(Origin origin) {
    return rotated.keep(origin) instanceof KeptFactor kept
        ? new Turned(rotation.copy(), kept)
        : null;
  }

  @Override
  public void resume(KeptFactor kept) {
    rotated.resume(((Turned) kept).inner);
  }

  private record Turned(Rotation rotation, KeptFactor inner) implements KeptFactor {
    @Override
    public double[] l() {
      return inner.l();
    }

    @Override
    public long bytes() {
      return inner.bytes() + rotation.bytes();
    }
  }
}
