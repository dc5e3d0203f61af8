package io.ffolayer.internal.proof;

import io.ffolayer.internal.batch.SharedMatrices;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.internal.linalg.sparse.CompressedColumns;
import io.ffolayer.internal.linalg.sparse.LdlFactor;
import io.ffolayer.internal.linalg.sparse.LdlSymbolic;
import io.ffolayer.internal.linalg.sparse.UpLookingStructure;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.program.matrix.MatrixView;
import io.ffolayer.solve.Watch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells whether P is positive semidefinite, to a tolerance: whether S P S + shift·I has a Cholesky
/// factor, S the diagonal scaling that makes the diagonal of P one. The scaling makes the answer
/// independent of the units of the variables; the shift forgives the rounding of a P that was
/// computed as MᵀM, or stored in single precision. A diagonal P is only looked at.
///
/// n³/3 flops where P is dense, a sparse factorisation where it is sparse; nothing where P is
/// shared by the batch and was asked for last time.
public final class Convexity {
  /// The analysis of one structure, for all threads.
  public static final class Prepared {
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
  public static final String MESSAGE =
      "P is not positive semidefinite. Maybe its sign is wrong: the objective is minimised";

  /// What the rounding of a P = MᵀM may take from an eigenvalue.
  private static final double ROUNDING = 1e-9;

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
  private final double tolerance;
  private double answer;

  private Convexity(Prepared prepared, double tolerance) {
    this.tolerance = tolerance;
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

  public static Prepared prepare(ProgramStructure structure) {
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
  ///
  /// @param tolerance the most by which an eigenvalue of S P S may be below 0
  public static Convexity of(Prepared prepared, double tolerance) {
    return new Convexity(prepared, tolerance);
  }

  /// By how much P fails to be positive semidefinite, to a factor of ten: 0 where rounding explains
  /// it, +∞ beyond the tolerance. Meaningless where the watch has stopped it.
  public double lack(ProgramData data, int instance, Watch watch) {
    if (last.holds(data)) return answer;
    last.forget();
    double[] p = data.quadratic().values();
    int at = data.quadratic().offset(instance);
    boolean maybe = scaleFromDiagonal(data.p(), instance);
    answer = maybe ? leastShift(p, at, watch) : Double.POSITIVE_INFINITY;
    if (!watch.isStopped()) last.remember(data);
    return answer;
  }

  private double leastShift(double[] p, int at, Watch watch) {
    if (factors(p, at, ROUNDING, watch)) return 0;
    double shift = ROUNDING;
    while (shift < tolerance && !watch.isStopped()) {
      shift = Math.min(10 * shift, tolerance);
      if (factors(p, at, shift, watch)) return shift;
    }
    return Double.POSITIVE_INFINITY;
  }

  /// The constraints of one instance.
  public ProgramData withoutObjective(ProgramData data, int instance) {
    Batched none = Batched.shared(new double[data.linear().size()]);
    return one(data, instance, new double[layout.size()], none);
  }

  /// The program of one instance with what P lacks added to its diagonal.
  ///
  /// @param lack of that instance, asked for last
  public ProgramData mended(ProgramData data, int instance, double lack) {
    int at = data.quadratic().offset(instance);
    double[] p = Arrays.copyOfRange(data.quadratic().values(), at, at + layout.size());
    for (int j = 0; j < scale.length; j++) {
      int column = j;
      layout.forEachIn(
          j, (i, k) -> p[k] += i == column ? lack / (scale[column] * scale[column]) : 0);
    }
    return one(data, instance, p, alone(data.linear(), instance));
  }

  /// One instance with another objective, as a batch of one.
  private static ProgramData one(ProgramData data, int instance, double[] p, Batched linear) {
    List<Batched> rows = new ArrayList<>();
    for (Batched block : data.rows()) rows.add(alone(block, instance));
    return new ProgramData(
        data.structure(), 1, Batched.shared(p), linear, rows, alone(data.rhs(), instance));
  }

  private static Batched alone(Batched slot, int instance) {
    int at = slot.offset(instance);
    return Batched.shared(Arrays.copyOfRange(slot.values(), at, at + slot.size()));
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

  private boolean factors(double[] p, int at, double shift, Watch watch) {
    return switch (layout) {
      case Layout.Dense dense -> factorsDense(p, at, shift, watch);
      case Layout.Sparse sparse ->
          symbolic == null || factorsSparse(sparse, symbolic, p, at, shift, watch);
      case Layout.Operator operator -> throw operator.noEntries("a factor");
    };
  }

  private boolean factorsDense(double[] p, int at, double shift, Watch watch) {
    int n = scale.length;
    int stride = 8 * DenseKernels.padded(n);
    KERNELS.packSymmetric(n, p, at, n, matrix, 0, stride);
    for (int i = 0; i < n; i++) {
      int panel = (i >> 3) * stride + (i & 7);
      double factor = scale[i];
      for (int j = 0; j <= i; j++) matrix[panel + 8 * j] *= factor * scale[j];
      matrix[panel + 8 * i] += shift;
    }
    return KERNELS.cholesky(n, 0, matrix, 0, stride, reciprocal, 0, tile, watch::isStopped) < 0;
  }

  private boolean factorsSparse(
      Layout.Sparse sparse, LdlSymbolic analysis, double[] p, int at, double shift, Watch watch) {
    if (sparseFactor == null) return false;
    sparseFactor.stopWhen(watch::isStopped);
    Arrays.fill(matrix, 0);
    for (int j = 0; j < sparse.columns(); j++)
      for (int k = sparse.columnStart(j); k < sparse.columnStart(j + 1); k++)
        matrix[analysis.entryPosition(k)] = p[at + k] * scale[j] * scale[sparse.rowIndex(k)];
    return sparseFactor.factor(matrix, 0, sign, shift);
  }
}
