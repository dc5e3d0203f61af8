package io.ffolayer.internal.kkt.semidefinite;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.kkt.dense.EliminableRows;
import io.ffolayer.internal.kkt.dense.RowSplit;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.ProgramData;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The rows UᵀA of a program with semidefinite cones, which are never formed but for those that are
/// kept: products go through the data and the rotation, and eliminating a semidefinite cone is a
/// [ProductSum] where its weights allow that ([SpectralWeights]), and otherwise its rows are formed
/// and added a strip at a time.
///
/// The memory of one thread: n² doubles for P where there is one, a dozen k×k matrices for a cone
/// of order k, and vectors.
final class SpectralRows implements EliminableRows {
  private static final DenseKernels KERNELS = Kernels.dense();

  /// So many rows may be kept in any case, beside twice the number of variables: independent rows
  /// are at most as many as these.
  private static final int FEW = 256;

  private final int n;
  private final int m;
  private final int stride;
  private final Rotation rotation;
  private boolean isTurned;
  private final double[] quadratic;
  private final SemidefiniteRows[] cones;
  private final ListedValues others;
  private final double[] columnWork;
  private final double[] rowWork;
  private @Nullable ProgramData data;
  private int instance;

  SpectralRows(SpectralStructure structure) {
    n = structure.program.variables();
    m = structure.program.rows();
    int padded = DenseKernels.padded(n);
    stride = 8 * padded;
    rotation = new Rotation(ConeBlock.of(structure.program));
    quadratic = new double[structure.program.quadratic().size() > 0 ? padded * padded : 0];
    cones = structure.matrices.stream().map(SemidefiniteRows::new).toArray(SemidefiniteRows[]::new);
    others = new ListedValues(structure.others);
    columnWork = new double[n];
    rowWork = new double[m];
  }

  @Override
  public int variables() {
    return n;
  }

  @Override
  public int rows() {
    return m;
  }

  @Override
  public void load(ProgramData newData, int newInstance) {
    data = newData;
    instance = newInstance;
    for (SemidefiniteRows cone : cones) cone.load(newData, newInstance);
    if (quadratic.length == 0) return;
    double[] full = new double[n * n];
    newData.p().copySymmetricTo(newInstance, full, 0, n);
    KERNELS.packSymmetric(n, full, 0, n, quadratic, 0, stride);
  }

  /// Turns the rows: from here on they are UᵀA.
  ///
  /// @param turned null for U = I
  void turn(@Nullable Rotation turned) {
    isTurned = turned != null;
    if (turned != null) rotation.set(turned);
    for (SemidefiniteRows cone : cones) cone.turn(rotation, isTurned);
    if (data != null) others.load(data, instance, isTurned ? rotation : null);
  }

  @Override
  public boolean split(RowSplit split, double[] l, double ratio) {
    split.keptCount = 0;
    split.eliminatedCount = 0;
    Arrays.fill(split.weight, 0);
    others.split(split, l, ratio);
    int most = 2 * n + FEW;
    for (SemidefiniteRows cone : cones) if (!cone.split(split, l, ratio, most)) return false;
    return true;
  }

  @Override
  public void eliminate(RowSplit split, double[] out) {
    if (quadratic.length > 0) {
      System.arraycopy(quadratic, 0, out, 0, quadratic.length);
    } else {
      Arrays.fill(out, 0);
      for (int j = n; j < DenseKernels.padded(n); j++) out[DenseKernels.at(0, stride, j, j)] = 1;
    }
    others.eliminate(split, out, stride);
    for (SemidefiniteRows cone : cones) cone.eliminate(split, out, n);
  }

  @Override
  public void packRows(int count, int[] selected, double[] panels) {
    Arrays.fill(panels, 0, DenseKernels.padded(count) / DenseKernels.PANEL * stride, 0);
    for (int e = 0; e < count; e++) writeRow(selected[e], panels, stride, e);
  }

  @Override
  public void copyRow(int i, double[] panels, int panelStride, int to) {
    int at = DenseKernels.at(0, panelStride, to, 0);
    for (int j = 0; j < n; j++) panels[at + 8 * j] = 0;
    writeRow(i, panels, panelStride, to);
  }

  /// Writes the entries of a row that are not 0.
  private void writeRow(int i, double[] panels, int panelStride, int to) {
    int at = DenseKernels.at(0, panelStride, to, 0);
    for (SemidefiniteRows cone : cones)
      if (cone.holds(i)) {
        cone.writeRow(i, panels, at);
        return;
      }
    others.writeRow(i, panels, at);
  }

  @Override
  public void subtractQuadraticProduct(double[] y, double[] out) {
    if (quadratic.length == 0 || data == null) return;
    Arrays.fill(columnWork, 0);
    data.addQuadraticProduct(instance, y, 0, columnWork, 0);
    for (int j = 0; j < n; j++) out[j] -= columnWork[j];
  }

  @Override
  public void rowProduct(double[] y, double[] out) {
    Arrays.fill(out, 0);
    if (data == null) return;
    data.addRowProduct(instance, y, 0, out, 0);
    if (isTurned) rotation.apply(out, 0);
  }

  @Override
  public void addTransposedProduct(double alpha, double[] z, double[] out) {
    if (data == null) return;
    System.arraycopy(z, 0, rowWork, 0, m);
    if (isTurned) rotation.applyTransposed(rowWork, 0);
    Arrays.fill(columnWork, 0);
    data.addTransposedProduct(instance, rowWork, 0, columnWork, 0);
    for (int j = 0; j < n; j++) out[j] += alpha * columnWork[j];
  }
}
