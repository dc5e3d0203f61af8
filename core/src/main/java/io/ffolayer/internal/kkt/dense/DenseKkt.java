package io.ffolayer.internal.kkt.dense;

import io.ffolayer.internal.kkt.Degeneracy;
import io.ffolayer.internal.kkt.KeptFactor;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.kkt.Origin;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.internal.linalg.krylov.Refinement;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Factor;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
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

  private static final DenseKernels KERNELS = Kernels.dense();

  private final int variables;
  private final int rows;
  private final EliminableRows program;
  private final RowSplit split;
  private final CholeskyKkt cholesky;
  private @Nullable PivotedKkt pivoted;
  private final double[] l;
  private final Refinement refinement;
  private final Refinement.Target system = new Reduced();
  private final double[] keptRight;
  private final double[] rowWork;
  private final Degeneracy degeneracy;
  private ReducedKkt current;
  private boolean factored;
  private BooleanSupplier stop = () -> false;

  public DenseKkt(ProgramStructure structure) {
    this(new DenseRows(structure));
  }

  /// @param program rows that stand in any other way
  public DenseKkt(EliminableRows program) {
    this.program = program;
    variables = program.variables();
    rows = program.rows();
    split = new RowSplit(rows);
    cholesky = new CholeskyKkt(program);
    current = cholesky;
    l = new double[rows];
    degeneracy = new Degeneracy(this, variables, rows);
    refinement = new Refinement(DenseKernels.padded(variables), rows, MOST_REFINEMENTS);
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
  public void stopWhen(BooleanSupplier stop) {
    this.stop = stop;
    refinement.stopWhen(stop);
    cholesky.stopWhen(stop);
    if (pivoted != null) pivoted.stopWhen(stop);
  }

  @Override
  public boolean factor(double[] weights, int lAt) {
    System.arraycopy(weights, lAt, l, 0, rows);
    degeneracy.reset(l, 0);
    factored = (current == cholesky && tryCholesky()) || (!stop.getAsBoolean() && factorPivoted());
    return factored;
  }

  private boolean tryCholesky() {
    return program.split(split, l, CHOLESKY_RATIO) && cholesky.factor(program, split, l, 0);
  }

  private boolean factorPivoted() {
    PivotedKkt system = pivoted == null ? new PivotedKkt(program) : pivoted;
    system.stopWhen(stop);
    pivoted = system;
    current = system;
    return program.split(split, l, PIVOTED_RATIO) && system.factor(program, split, l, 0);
  }

  @Override
  public double solve(double[] yRight, int yAt, double[] zRight, int zAt, double accuracy) {
    System.arraycopy(yRight, yAt, refinement.rightY, 0, variables);
    for (int i = 0; i < rows; i++)
      refinement.rightZ[i] = l[i] < Double.POSITIVE_INFINITY ? zRight[zAt + i] : 0;
    double norm =
        Math.max(
            KERNELS.normInf(variables, refinement.rightY, 0),
            KERNELS.normInf(rows, refinement.rightZ, 0));
    double goal = Math.clamp(accuracy, RELATIVE_RESIDUAL, TRUSTED) * norm + ABSOLUTE_RESIDUAL;
    double error = refinement.solve(system, goal, Double.POSITIVE_INFINITY);
    if (current == cholesky
        && !(error <= TRUSTED * norm + ABSOLUTE_RESIDUAL)
        && !stop.getAsBoolean()
        && factorPivoted()) error = refinement.solve(system, goal, Double.POSITIVE_INFINITY);
    System.arraycopy(refinement.y, 0, yRight, yAt, variables);
    System.arraycopy(refinement.z, 0, zRight, zAt, rows);
    return error == 0 ? 0 : error / norm;
  }

  /// The system with the rows that were eliminated, by the factor of what is left.
  private final class Reduced implements Refinement.Target {
    @Override
    public void answer(double[] y, double[] z) {
      Arrays.fill(y, variables, y.length, 0);
      if (split.eliminatedCount > 0) {
        KERNELS.multiplyElements(rows, split.weight, 0, z, 0, rowWork, 0);
        program.addTransposedProduct(1, rowWork, y);
      }
      int kept = split.keptCount;
      for (int e = 0; e < kept; e++) keptRight[e] = z[split.kept[e]];
      Arrays.fill(keptRight, kept, DenseKernels.padded(kept), 0);
      current.solve(y, keptRight);
      program.rowProduct(y, rowWork);
      for (int i = 0; i < rows; i++) z[i] = split.weight[i] * (rowWork[i] - z[i]);
      for (int e = 0; e < kept; e++) z[split.kept[e]] = keptRight[e];
      Arrays.fill(y, variables, y.length, 0);
    }

    @Override
    public double subtract(double[] y, double[] z, double[] rightY, double[] rightZ) {
      program.subtractQuadraticProduct(y, rightY);
      program.addTransposedProduct(-1, z, rightY);
      program.rowProduct(y, rowWork);
      for (int i = 0; i < rows; i++)
        rightZ[i] = l[i] < Double.POSITIVE_INFINITY ? rightZ[i] - rowWork[i] + l[i] * z[i] : 0;
      return Math.max(KERNELS.normInf(variables, rightY, 0), KERNELS.normInf(rows, rightZ, 0));
    }
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
  public boolean isDoubtful() {
    if (!factored) return false;
    return current == cholesky ? cholesky.isDoubtful() : degeneracy.isDoubtful();
  }

  @Override
  public void project(double[] y, int yAt, double[] z, int zAt) {
    degeneracy.project(y, yAt, z, zAt);
  }

  @Override
  public void removeUndetermined(double[] z) {
    degeneracy.removeUndetermined(z);
  }

  @Override
  public boolean isSurelyRegular() {
    return !factored || pivoted == null || current == cholesky || pivoted.isSurelyRegular();
  }

  @Override
  public void shrink(double[] shrunkY, double[] shrunkZ) {
    double delta = pivoted == null ? 0 : pivoted.regularisation();
    double[] rightY = refinement.rightY, rightZ = refinement.rightZ;
    for (int j = 0; j < variables; j++) rightY[j] = delta * shrunkY[j];
    for (int i = 0; i < rows; i++) rightZ[i] = l[i] == 0 ? -delta * shrunkZ[i] : 0;
    refinement.solveOnce(system);
    System.arraycopy(refinement.y, 0, shrunkY, 0, variables);
    System.arraycopy(refinement.z, 0, shrunkZ, 0, rows);
  }

  /// The Cholesky factors, in the units of the origin. Pivoted ones, and those of rotated rows, are
  /// not kept.
  @Override
  public @Nullable Factor keep(Origin origin) {
    boolean keeps = factored && current == cholesky && split.eliminatedCount == 0;
    return keeps && origin.isPolyhedral() ? cholesky.keep(origin, split) : null;
  }

  @Override
  public void resume(KeptFactor kept) {
    throw new IllegalArgumentException("this system keeps no such factors");
  }
}
