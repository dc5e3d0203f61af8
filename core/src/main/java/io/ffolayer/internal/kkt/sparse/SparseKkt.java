package io.ffolayer.internal.kkt.sparse;

import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.kkt.Degeneracy;
import io.ffolayer.internal.kkt.KeptFactor;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.kkt.Origin;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.internal.linalg.sparse.LdlStructure;
import io.ffolayer.internal.linalg.sparse.QuasiDefinitePattern;
import io.ffolayer.internal.linalg.sparse.QuasiDefiniteSolver;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Factor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The KKT system of a sparse program: a quasi-definite L D Lᵀ in a fixed order, analysed once per
/// structure.
///
/// No row is eliminated, because that would fill P. Row i is multiplied by min(1, 1/√l) instead,
/// and its diagonal by the square of that, so that the entries of rows with large l do not swamp
/// those of P. Rows with l = ∞ are switched off: the pattern is that of all active sets.
///
/// Tried: bounds eliminated into the diagonal while all l are positive and finite. Of ten public
/// programs four took 12 to 18 % less time and one four times the iterations: the multipliers of
/// bounds that are nearly active lose their digits, and taking them from stationarity instead, as
/// the separable system does, is another product with the matrix.
public final class SparseKkt implements KktSystem, Degeneracy.Source {
  /// The analysis, for all threads.
  public static final class Structure {
    final SparseProgram program;
    public final QuasiDefinitePattern pattern;

    public Structure(ProgramStructure structure) {
      program = new SparseProgram(structure);
      pattern = QuasiDefinitePattern.of(program.quadratic, program.rows);
    }
  }

  private final SparseProgram program;
  private final QuasiDefinitePattern pattern;
  private final QuasiDefiniteSolver solver;
  private final int variables;
  private final int rows;
  private final double[] quadratic;
  private final double[] entries;
  private double[] scale;
  private boolean isLent;
  private final double[] diagonal;
  private final double[] weights;
  private final double[] right;
  private final Degeneracy degeneracy;
  private boolean factored;

  public SparseKkt(Structure structure, LdlStructure factor) {
    program = structure.program;
    pattern = structure.pattern;
    solver = new QuasiDefiniteSolver(pattern, factor);
    variables = pattern.variables();
    rows = pattern.rows();
    quadratic = new double[program.quadratic.nonzeros()];
    entries = new double[program.rows.nonzeros()];
    scale = new double[rows];
    diagonal = new double[rows];
    weights = new double[rows];
    right = new double[variables + rows];
    degeneracy = new Degeneracy(this, variables, rows);
  }

  @Override
  public void load(ProgramData data, int instance) {
    program.gather(data, instance, quadratic, entries);
    solver.restart();
    factored = false;
  }

  @Override
  public void stopWhen(BooleanSupplier stop) {
    solver.stopWhen(stop);
  }

  @Override
  public boolean factor(double[] l, int lAt) {
    if (isLent) scale = new double[rows];
    isLent = false;
    boolean onFace = true;
    for (int i = 0; i < rows; i++) {
      double li = l[lAt + i];
      boolean off = li == Double.POSITIVE_INFINITY;
      scale[i] = off ? 0 : li > 1 ? 1 / Math.sqrt(li) : 1;
      diagonal[i] = li > 1 ? 1 : li;
      onFace &= off || li == 0;
    }
    double[] values = solver.values();
    pattern.setHessian(values, quadratic, 0);
    pattern.setRows(values, entries, 0, scale, 0);
    pattern.setRowDiagonal(values, diagonal, 0);
    factored = onFace ? solver.factor() : solver.factorAdaptively();
    System.arraycopy(l, lAt, weights, 0, rows);
    degeneracy.reset(l, lAt);
    return factored;
  }

  @Override
  public double solve(double[] y, int yAt, double[] z, int zAt, double accuracy) {
    System.arraycopy(y, yAt, right, 0, variables);
    for (int i = 0; i < rows; i++) right[variables + i] = scale[i] == 0 ? 0 : scale[i] * z[zAt + i];
    double norm = Kernels.dense().normInf(right.length, right, 0);
    double error = solver.solve(right, 0, right, 0, accuracy);
    System.arraycopy(right, 0, y, yAt, variables);
    for (int i = 0; i < rows; i++) z[zAt + i] = scale[i] * right[variables + i];
    return error == 0 ? 0 : error / norm;
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
    return factored && degeneracy.isDoubtful();
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
    double smallest = Double.POSITIVE_INFINITY;
    if (factored)
      for (int k = 0; k < right.length; k++)
        smallest = Math.min(smallest, Math.abs(solver.pivot(k)));
    return smallest > 1e4 * solver.regularisation();
  }

  @Override
  public void shrink(double[] y, double[] z) {
    double delta = solver.regularisation();
    for (int j = 0; j < variables; j++) right[j] = delta * y[j];
    for (int i = 0; i < rows; i++) right[variables + i] = -delta * scale[i] * z[i];
    solver.solveRegularised(right, 0, right, 0);
    System.arraycopy(right, 0, y, 0, variables);
    for (int i = 0; i < rows; i++) z[i] = scale[i] * right[variables + i];
  }

  @Override
  public @Nullable Factor keep(Origin origin) {
    if (!factored) return null;
    isLent = true;
    return new Kept(weights.clone(), scale, solver.lend());
  }

  @Override
  public void resume(KeptFactor kept) {
    Kept factor = (Kept) kept;
    scale = factor.scale;
    isLent = true;
    solver.resume(factor.numbers);
    degeneracy.reset(factor.l, 0);
    factored = true;
  }

  private record Kept(double[] l, double[] scale, QuasiDefiniteSolver.Numbers numbers)
      implements KeptFactor {
    @Override
    public @Nullable Rotation rotation() {
      return null;
    }

    @Override
    public long bytes() {
      return numbers.bytes() + 8L * (l.length + scale.length);
    }
  }
}
