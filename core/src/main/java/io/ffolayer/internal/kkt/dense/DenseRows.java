package io.ffolayer.internal.kkt.dense;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.program.matrix.MatrixView;

/// P and A of one instance as dense arrays, in the forms that the kernels read.
final class DenseRows implements EliminableRows {
  final int variables;
  final int rows;

  /// Distance of two panels of a matrix with n columns, or n rounded up.
  final int stride;

  /// Distance of two panels of Aᵀ.
  final int transposedStride;

  /// P in panels, blocks on and below the diagonal.
  final double[] quadratic;

  /// Aᵀ in panels.
  final double[] transposed;

  /// ‖a_i‖² of every row.
  final double[] squaredNorm;

  private static final DenseKernels KERNELS = Kernels.dense();

  private final double[] weighted;
  private final double[] tile = new double[DenseKernels.TILE];
  private final double[] fullQuadratic;
  private final double[] fullRows;
  private double[] p;
  private int pAt;
  private double[] a;
  private int aAt;

  DenseRows(ProgramStructure structure) {
    variables = structure.variables();
    rows = structure.rows();
    int padded = DenseKernels.padded(variables);
    stride = 8 * padded;
    transposedStride = 8 * rows;
    quadratic = new double[padded * padded];
    transposed = new double[padded * rows];
    squaredNorm = new double[rows];
    weighted = new double[transposed.length];
    fullQuadratic =
        structure.quadratic() instanceof Layout.Dense
            ? new double[0]
            : new double[variables * variables];
    fullRows = isOneDenseBlock(structure) ? new double[0] : new double[rows * variables];
    p = fullQuadratic;
    a = fullRows;
  }

  @Override
  public int variables() {
    return variables;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public boolean split(RowSplit split, double[] l, double ratio) {
    split.apply(l, 0, squaredNorm, ratio);
    return true;
  }

  private static boolean isOneDenseBlock(ProgramStructure structure) {
    return structure.blocks().size() == 1
        && structure.blocks().getFirst().layout() instanceof Layout.Dense;
  }

  @Override
  public void load(ProgramData data, int instance) {
    loadQuadratic(data.p(), instance);
    loadRows(data.a(), instance);
    KERNELS.packSymmetric(variables, p, pAt, variables, quadratic, 0, stride);
    KERNELS.packTransposed(variables, rows, a, aAt, variables, transposed, 0, transposedStride);
    for (int i = 0; i < rows; i++) {
      int row = aAt + i * variables;
      squaredNorm[i] = KERNELS.dot(variables, a, row, a, row);
    }
  }

  /// Dense numbers stay where the user's data are.
  private void loadQuadratic(MatrixView matrix, int instance) {
    boolean inPlace = matrix.isRowMajor();
    p = inPlace ? matrix.numbers().values() : fullQuadratic;
    pAt = inPlace ? matrix.numbers().offset(instance) : 0;
    if (!inPlace) matrix.copySymmetricTo(instance, p, 0, variables);
  }

  private void loadRows(MatrixView matrix, int instance) {
    boolean inPlace = matrix.isRowMajor();
    a = inPlace ? matrix.numbers().values() : fullRows;
    aAt = inPlace ? matrix.numbers().offset(instance) : 0;
    if (!inPlace) matrix.copyTo(instance, a, 0, variables);
  }

  @Override
  public void eliminate(RowSplit split, double[] out) {
    if (split.eliminatedCount == 0) {
      System.arraycopy(quadratic, 0, out, 0, quadratic.length);
      return;
    }
    int rowStride = transposedStride;
    KERNELS.scaleColumns(
        variables, rows, transposed, 0, rowStride, split.weight, 0, weighted, 0, rowStride);
    KERNELS.syrkLower(
        variables,
        rows,
        1,
        weighted,
        0,
        rowStride,
        transposed,
        0,
        rowStride,
        quadratic,
        0,
        out,
        0,
        stride,
        tile);
  }

  @Override
  public void subtractQuadraticProduct(double[] y, double[] out) {
    KERNELS.rowsMultiplyTransposed(variables, variables, -1, p, pAt, variables, y, 0, 1, out, 0);
  }

  @Override
  public void rowProduct(double[] y, double[] out) {
    KERNELS.multiplyTransposed(
        variables, rows, 1, transposed, 0, transposedStride, y, 0, 0, out, 0);
  }

  @Override
  public void addTransposedProduct(double alpha, double[] z, double[] out) {
    KERNELS.multiply(variables, rows, alpha, transposed, 0, transposedStride, z, 0, 1, out, 0);
  }

  @Override
  public void packRows(int count, int[] selected, double[] panels) {
    KERNELS.packSelectedRows(count, variables, selected, a, aAt, variables, panels, 0, stride);
  }

  @Override
  public void copyRow(int i, double[] panels, int panelStride, int to) {
    int row = aAt + i * variables;
    int at = DenseKernels.at(0, panelStride, to, 0);
    for (int j = 0; j < variables; j++) panels[at + 8 * j] = a[row + j];
  }
}
