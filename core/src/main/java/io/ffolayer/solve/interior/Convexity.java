package io.ffolayer.solve.interior;

import io.ffolayer.internal.batch.SharedMatrices;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.internal.linalg.sparse.CompressedColumns;
import io.ffolayer.internal.linalg.sparse.LdlFactor;
import io.ffolayer.internal.linalg.sparse.LdlSymbolic;
import io.ffolayer.internal.linalg.sparse.UpLookingStructure;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.program.matrix.MatrixView;
import io.ffolayer.solve.Watch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Tells whether P is positive semidefinite, to 1e-9: whether S P S + 1e-9·I has a Cholesky factor,
/// S the diagonal scaling that makes the diagonal of P one. The scaling makes the answer
/// independent of the units of the variables; the shift forgives the rounding of a P that was
/// computed as MᵀM. A diagonal P is only looked at.
///
/// n³/3 flops where P is dense, a sparse factorisation where it is sparse; nothing where P is
/// shared by the batch and was asked for last time.
final class Convexity {
  /// The analysis of one structure, for all threads.
  static final class Prepared {
    private final Layout layout;
    private final @Nullable LdlSymbolic symbolic;
    private final @Nullable UpLookingStructure factorStructure;

    private Prepared(Layout layout, @Nullable LdlSymbolic symbolic) {
      this.layout = layout;
      this.symbolic = symbolic;
      factorStructure = symbolic == null ? null : new UpLookingStructure(symbolic);
    }
  }

  /// What to tell where it does not hold.
  static final String MESSAGE =
      "P is not positive semidefinite. Maybe its sign is wrong: the objective is minimised";

  private static final double SHIFT = 1e-9;

  /// Relative to the largest diagonal entry: what stands for a diagonal entry of 0.
  private static final double ZERO = 1e-16;

  private static final DenseKernels KERNELS = Kernels.dense();

  private final Layout layout;
  private final @Nullable LdlSymbolic symbolic;
  private final @Nullable LdlFactor sparseFactor;
  private final double[] scale;
  private final double[] sign;
  private final double[] matrix;
  private final double[] reciprocal;
  private final double[] tile = new double[DenseKernels.TILE];
  private final SharedMatrices last = SharedMatrices.quadratic();
  private boolean answer;

  private Convexity(Prepared prepared) {
    layout = prepared.layout;
    symbolic = prepared.symbolic;
    sparseFactor = prepared.factorStructure == null ? null : prepared.factorStructure.newFactor();
    int n = layout.rows();
    int padded = layout instanceof Layout.Dense ? DenseKernels.padded(n) : 0;
    scale = new double[n];
    sign = new double[n];
    Arrays.fill(sign, 1);
    matrix = new double[symbolic == null ? padded * padded : symbolic.upper().nonzeros()];
    reciprocal = new double[padded];
  }

  static Prepared prepare(ProgramStructure structure) {
    Layout layout = structure.quadratic();
    boolean general = layout instanceof Layout.Sparse sparse && !sparse.isDiagonal();
    return new Prepared(
        layout, general ? LdlSymbolic.analyse(columns((Layout.Sparse) layout)) : null);
  }

  private static CompressedColumns columns(Layout.Sparse layout) {
    return CompressedColumns.of(
        layout.rows(), layout.columns(), layout.columnStarts(), layout.rowIndices());
  }

  /// The memory of one thread.
  static Convexity of(Prepared prepared) {
    return new Convexity(prepared);
  }

  /// @return meaningless where the watch has stopped it
  boolean holds(ProgramData data, int instance, Watch watch) {
    if (last.holds(data)) return answer;
    last.forget();
    double[] p = data.quadratic().values();
    int at = data.quadratic().offset(instance);
    answer = scaleFromDiagonal(data.p(), instance) && factors(p, at, watch);
    if (!watch.isStopped()) last.remember(data);
    return answer;
  }

  /// @return false if a diagonal entry is negative
  private boolean scaleFromDiagonal(MatrixView p, int instance) {
    int n = scale.length;
    p.diagonal(instance, scale);
    double smallest = 0, largest = 0;
    for (double diagonal : scale) {
      smallest = Math.min(smallest, diagonal);
      largest = Math.max(largest, diagonal);
    }
    if (smallest < 0) return false;
    double zero = largest > 0 ? ZERO * largest : 1;
    for (int j = 0; j < n; j++) scale[j] = 1 / Math.sqrt(scale[j] + zero);
    return true;
  }

  private boolean factors(double[] p, int at, Watch watch) {
    return switch (layout) {
      case Layout.Dense dense -> factorsDense(p, at, watch);
      case Layout.Sparse sparse ->
          symbolic == null || factorsSparse(sparse, symbolic, p, at, watch);
      case Layout.Operator operator -> throw operator.noEntries("a factor");
    };
  }

  private boolean factorsDense(double[] p, int at, Watch watch) {
    int n = scale.length;
    int stride = 8 * DenseKernels.padded(n);
    KERNELS.packSymmetric(n, p, at, n, matrix, 0, stride);
    for (int i = 0; i < n; i++) {
      int panel = (i >> 3) * stride + (i & 7);
      double factor = scale[i];
      for (int j = 0; j <= i; j++) matrix[panel + 8 * j] *= factor * scale[j];
      matrix[panel + 8 * i] += SHIFT;
    }
    return KERNELS.cholesky(n, 0, matrix, 0, stride, reciprocal, 0, tile, watch::isStopped) < 0;
  }

  private boolean factorsSparse(
      Layout.Sparse sparse, LdlSymbolic analysis, double[] p, int at, Watch watch) {
    if (sparseFactor == null) return false;
    sparseFactor.stopWhen(watch::isStopped);
    Arrays.fill(matrix, 0);
    for (int j = 0; j < sparse.columns(); j++)
      for (int k = sparse.columnStart(j); k < sparse.columnStart(j + 1); k++)
        matrix[analysis.entryPosition(k)] = p[at + k] * scale[j] * scale[sparse.rowIndex(k)];
    return sparseFactor.factor(matrix, 0, sign, SHIFT);
  }
}
