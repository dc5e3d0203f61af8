package io.ffolayer.internal.kkt.dense;

import io.ffolayer.internal.kkt.Degeneracy;
import io.ffolayer.internal.kkt.KktFactor;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The KKT system of a dense, or small, program.
///
/// Rows with a large l are eliminated into P, the others kept. Cholesky factors come first
/// ([CholeskyKkt]); where they fail, or their answers cannot be refined, the pivoted factor
/// ([PivotedKkt]) takes over until the next load. Every answer is refined against the whole
/// unregularised system, so that what was eliminated is refined too.
public final class DenseKkt implements KktSystem, Degeneracy.Source {
  /// Rows with l ≥ ‖a‖² are eliminated in front of the pivoted factor: no digit of P is lost.
  private static final double PIVOTED_RATIO = 1;

  /// In front of Cholesky rows with l ≥ 1e-6‖a‖² are. The six digits of P that this may bury are
  /// found again by refinement, as are the eight that regularisation would bury.
  private static final double CHOLESKY_RATIO = 1e6;

  /// A Cholesky answer with a larger relative residual is not trusted.
  private static final double TRUSTED = 1e-9;

  private static final int MOST_REFINEMENTS = 10;
  private static final double RELATIVE_RESIDUAL = 1e-13;
  private static final double ABSOLUTE_RESIDUAL = 1e-14;
  private static final double LEAST_GAIN = 3;

  private static final DenseKernels KERNELS = Kernels.dense();

  private final int variables;
  private final int rows;
  private final DenseRows program;
  private final RowSplit split;
  private final CholeskyKkt cholesky;
  private @Nullable PivotedKkt pivoted;
  private final double[] l;
  private final double[] y;
  private final double[] z;
  private final double[] candidateY;
  private final double[] candidateZ;
  private final double[] residualY;
  private final double[] residualZ;
  private final double[] keptRight;
  private final double[] rowWork;
  private final Degeneracy degeneracy;
  private ReducedKkt current;
  private boolean factored;

  public DenseKkt(ProgramStructure structure) {
    variables = structure.variables();
    rows = structure.rows();
    program = new DenseRows(structure);
    split = new RowSplit(rows);
    cholesky = new CholeskyKkt(program);
    current = cholesky;
    l = new double[rows];
    degeneracy = new Degeneracy(this, variables, rows);
    int padded = DenseKernels.padded(variables);
    y = new double[padded];
    candidateY = new double[padded];
    residualY = new double[padded];
    z = new double[rows];
    candidateZ = new double[rows];
    residualZ = new double[rows];
    keptRight = new double[DenseKernels.padded(rows)];
    rowWork = new double[rows];
  }

  @Override
  public void load(ProgramData data, int instance) {
    program.load(data, instance);
    current = cholesky;
    factored = false;
  }

  @Override
  public boolean factor(double[] weights, int lAt) {
    System.arraycopy(weights, lAt, l, 0, rows);
    degeneracy.reset(l, 0);
    factored = (current == cholesky && tryCholesky()) || factorPivoted();
    return factored;
  }

  private boolean tryCholesky() {
    split.apply(l, 0, program.squaredNorm, CHOLESKY_RATIO);
    return cholesky.factor(program, split, l, 0);
  }

  private boolean factorPivoted() {
    PivotedKkt system = pivoted == null ? new PivotedKkt(program) : pivoted;
    pivoted = system;
    current = system;
    split.apply(l, 0, program.squaredNorm, PIVOTED_RATIO);
    return system.factor(program, split, l, 0);
  }

  @Override
  public double solve(double[] yRight, int yAt, double[] zRight, int zAt, double accuracy) {
    double norm = Math.max(KERNELS.normInf(variables, yRight, yAt), normOfRows(zRight, zAt));
    double goal = Math.clamp(accuracy, RELATIVE_RESIDUAL, TRUSTED) * norm + ABSOLUTE_RESIDUAL;
    double error = refine(yRight, yAt, zRight, zAt, goal);
    if (current == cholesky && !(error <= TRUSTED * norm + ABSOLUTE_RESIDUAL) && factorPivoted())
      error = refine(yRight, yAt, zRight, zAt, goal);
    System.arraycopy(y, 0, yRight, yAt, variables);
    System.arraycopy(z, 0, zRight, zAt, rows);
    return error == 0 ? 0 : error / norm;
  }

  private double normOfRows(double[] right, int at) {
    double largest = 0;
    for (int i = 0; i < rows; i++)
      if (l[i] < Double.POSITIVE_INFINITY) largest = Math.max(largest, Math.abs(right[at + i]));
    return largest;
  }

  /// Solves into y and z and refines until the residual is small, a step gains too little, or ten
  /// steps are done.
  ///
  /// @return ‖r − K d‖∞, infinite with d = 0 where no finite answer was found
  private double refine(double[] yRight, int yAt, double[] zRight, int zAt, double goal) {
    Arrays.fill(y, 0);
    Arrays.fill(z, 0);
    System.arraycopy(yRight, yAt, residualY, 0, variables);
    for (int i = 0; i < rows; i++)
      residualZ[i] = l[i] < Double.POSITIVE_INFINITY ? zRight[zAt + i] : 0;
    double error = Double.POSITIVE_INFINITY;
    for (int step = 0; step <= MOST_REFINEMENTS; step++) {
      correct();
      double now = residual(yRight, yAt, zRight, zAt);
      if (!(now < error)) break;
      boolean slow = now > error / LEAST_GAIN;
      System.arraycopy(candidateY, 0, y, 0, variables);
      System.arraycopy(candidateZ, 0, z, 0, rows);
      error = now;
      if (slow || error <= goal) break;
    }
    return error;
  }

  /// candidate ← (y, z) + the solution of the factored system for the residual.
  private void correct() {
    System.arraycopy(residualY, 0, candidateY, 0, variables);
    Arrays.fill(candidateY, variables, candidateY.length, 0);
    if (split.eliminatedCount > 0) {
      KERNELS.multiplyElements(rows, split.weight, 0, residualZ, 0, rowWork, 0);
      program.addTransposedProduct(1, rowWork, candidateY);
    }
    int kept = split.keptCount;
    for (int e = 0; e < kept; e++) keptRight[e] = residualZ[split.kept[e]];
    Arrays.fill(keptRight, kept, DenseKernels.padded(kept), 0);
    current.solve(candidateY, keptRight);
    program.rowProduct(candidateY, rowWork);
    for (int i = 0; i < rows; i++)
      candidateZ[i] = z[i] + split.weight[i] * (rowWork[i] - residualZ[i]);
    for (int e = 0; e < kept; e++) candidateZ[split.kept[e]] = z[split.kept[e]] + keptRight[e];
    KERNELS.axpy(variables, 1, y, 0, candidateY, 0);
  }

  /// The residual of the candidate, and its norm.
  private double residual(double[] yRight, int yAt, double[] zRight, int zAt) {
    System.arraycopy(yRight, yAt, residualY, 0, variables);
    program.subtractQuadraticProduct(candidateY, residualY);
    program.addTransposedProduct(-1, candidateZ, residualY);
    program.rowProduct(candidateY, rowWork);
    double largest = KERNELS.normInf(variables, residualY, 0);
    for (int i = 0; i < rows; i++) {
      boolean present = l[i] < Double.POSITIVE_INFINITY;
      residualZ[i] = present ? zRight[zAt + i] - rowWork[i] + l[i] * candidateZ[i] : 0;
      largest = Math.max(largest, Math.abs(residualZ[i]));
    }
    return largest;
  }

  @Override
  public int dependentRows() {
    return factored ? degeneracy.dependentRows() : 0;
  }

  @Override
  public int freeDirections() {
    return factored ? degeneracy.freeDirections() : 0;
  }

  @Override
  public Degeneracy degeneracy() {
    return degeneracy;
  }

  @Override
  public boolean isSurelyRegular() {
    return !factored || pivoted == null || current == cholesky || pivoted.isSurelyRegular();
  }

  @Override
  public void shrink(double[] shrunkY, double[] shrunkZ) {
    double delta = pivoted == null ? 0 : pivoted.regularisation();
    Arrays.fill(y, 0);
    Arrays.fill(z, 0);
    for (int j = 0; j < variables; j++) residualY[j] = delta * shrunkY[j];
    for (int i = 0; i < rows; i++) residualZ[i] = l[i] == 0 ? -delta * shrunkZ[i] : 0;
    correct();
    System.arraycopy(candidateY, 0, shrunkY, 0, variables);
    System.arraycopy(candidateZ, 0, shrunkZ, 0, rows);
  }

  @Override
  public @Nullable KktFactor keep() {
    return null;
  }

  /// The last factor as that of the data in other units, K = diag(g, h)⁻¹ K̂ diag(g, h)⁻¹, or null
  /// where it was pivoted.
  public @Nullable KktFactor keep(
      ProgramData data, int instance, double[] columnUnit, double[] rowUnit) {
    if (!factored || current != cholesky || split.eliminatedCount > 0) return null;
    return cholesky.keep(data, instance, split, columnUnit, rowUnit);
  }
}
