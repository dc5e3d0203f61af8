package io.ffolayer.internal.kkt.separable;

import io.ffolayer.internal.kkt.KktFactor;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import java.util.Arrays;

/// The factored KKT system of a separable program on its active rows: free variables are eliminated
/// through their diagonal, fixed ones through the bounds that fix them, and what remains is the
/// Schur complement S of the active general rows.
///
/// ```
/// fixed:  dy_j = Σ a_i r_i / α_j            α_j = Σ a_i² over the rows that fix j
/// S dν = G (θ ∘ r_y + dy_fixed) − r_ν       θ_j = 1/d_j where free, 0 where fixed
/// free:   dy_j = θ_j (r_y − Gᵀdν)_j
/// fixed:  F_j = (r_y − Gᵀdν − d ∘ dy)_j,    dz_i = a_i F_j / α_j
/// ```
///
/// Either θ_j or 1/√α_j is zero, so that every pass over the variables treats both kinds alike: a
/// branch on a pattern of active bounds costs more than the arithmetic.
///
/// Rows that depend on others get the shortest multiplier ([DependentRows]).
public final class SeparableFactor implements KktFactor {
  private final int n;
  private final int p;
  private final int m;
  private final int[] keptRows;
  private final int[] keptGeneral;
  private final int[] generalRow;
  private final GeneralRows matrix;
  private final double[] diagonal;
  private final double[] theta;
  private final double[] unit;
  private final FixingBounds fixing;
  private final int[] basis;
  private final SchurComplement s;
  private final DependentRows relations;
  private final boolean isDoubtful;

  /// @param theta θ, what the factor was made with; taken over
  /// @param keptRows the active rows, ascending: the general rows of the factor, and bounds on the
  ///   variables with θ = 0, at least one for each
  public SeparableFactor(
      SeparableProgram program, double[] theta, int[] keptRows, IndependentRows factor) {
    this(program, theta, keptRows, factor, program.rowsForLater());
  }

  /// A factor that does not read the data that were loaded: they will change.
  static SeparableFactor withOwnRows(
      SeparableProgram program, double[] theta, int[] keptRows, IndependentRows factor) {
    return new SeparableFactor(program, theta, keptRows, factor, program.ownRowsForLater());
  }

  private SeparableFactor(
      SeparableProgram program,
      double[] theta,
      int[] keptRows,
      IndependentRows factor,
      GeneralRows matrix) {
    n = program.variables();
    p = program.generalCount();
    m = program.structure().rows();
    this.keptRows = keptRows;
    this.theta = theta;
    diagonal = program.diagonal().clone();
    this.matrix = matrix;
    fixing = FixingBounds.among(keptRows, program);
    keptGeneral = new int[factor.basisCount() + factor.dependentCount()];
    generalRow = new int[keptGeneral.length];
    int g = 0;
    for (int row : keptRows) {
      if (program.variable(row) >= 0 || program.isVoid(row)) continue;
      generalRow[g] = row;
      keptGeneral[g++] = program.generalNumber(row);
    }
    basis = new int[factor.basisCount()];
    for (int a = 0; a < basis.length; a++) basis[a] = factor.basis(a);
    s = factor.copyOfFactor();
    double[] alpha = fixing.squares(n);
    relations = DependentRows.of(matrix, factor, theta, alpha);
    unit = alpha;
    int fixed = 0;
    for (int j = 0; j < n; j++) {
      if (alpha[j] > 0) fixed++;
      unit[j] = alpha[j] > 0 ? 1 / Math.sqrt(alpha[j]) : 0;
    }
    isDoubtful = fixed + basis.length < keptRows.length || factor.smallestPart() < DOUBTFUL;
  }

  @Override
  public boolean isDoubtful() {
    return isDoubtful;
  }

  @Override
  public int[] keptRows() {
    return keptRows;
  }

  @Override
  public int workSize() {
    return 2 * n + 2 * p + DenseKernels.padded(basis.length);
  }

  @Override
  public void solve(double[] y, int yAt, double[] z, int zAt, double[] work) {
    int phi = n;
    int v = 2 * n;
    int packed = v + p;
    Arrays.fill(work, 0, workSize(), 0);
    // The right-hand sides of the rows: general ones in v, fixed ones in φ, both consistent.
    for (int a = 0; a < keptGeneral.length; a++) work[v + keptGeneral[a]] = z[zAt + generalRow[a]];
    fixing.gather(z, zAt, work, phi);
    for (int j = 0; j < n; j++) work[phi + j] *= unit[j];
    if (relations.count() > 0) relations.project(work, v, work, phi);
    for (int j = 0; j < n; j++) {
      double fixed = unit[j] * work[phi + j];
      work[phi + j] = fixed;
      work[j] = fixed + theta[j] * y[yAt + j];
    }
    multipliers(work, v, packed);
    System.arraycopy(work, phi, work, 0, n);
    // Back to the variables and their bounds.
    matrix.multiplyTransposed(work, v, work, phi);
    for (int j = 0; j < n; j++) {
      double force = y[yAt + j] - work[phi + j];
      y[yAt + j] = work[j] + theta[j] * force;
      work[phi + j] = (force - diagonal[j] * work[j]) * unit[j];
    }
    if (relations.count() > 0) relations.project(work, v, work, phi);
    writeMultipliers(work, v, phi, z, zAt);
  }

  /// v ← S⁻¹ (G x − v) on the factored rows, x the first n numbers of the work.
  private void multipliers(double[] work, int v, int packed) {
    if (basis.length == 0) return;
    int gx = packed + DenseKernels.padded(basis.length);
    matrix.multiply(work, 0, work, gx);
    for (int a = 0; a < basis.length; a++)
      work[packed + a] = work[gx + basis[a]] - work[v + basis[a]];
    s.solve(work, packed);
    Arrays.fill(work, v, v + p, 0);
    for (int a = 0; a < basis.length; a++) work[v + basis[a]] = work[packed + a];
  }

  private void writeMultipliers(double[] work, int v, int phi, double[] z, int zAt) {
    Arrays.fill(z, zAt, zAt + m, 0);
    for (int a = 0; a < keptGeneral.length; a++) z[zAt + generalRow[a]] = work[v + keptGeneral[a]];
    fixing.write(unit, work, phi, z, zAt);
  }

  @Override
  public long bytes() {
    return 24L * n
        + fixing.bytes()
        + 8L * keptGeneral.length
        + 4L * (keptRows.length + basis.length)
        + matrix.bytes()
        + s.bytes()
        + relations.bytes();
  }
}
