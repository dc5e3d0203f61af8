package io.ffolayer.internal.kkt.separable;

import io.ffolayer.internal.kkt.KeptFactor;
import io.ffolayer.internal.kkt.KktFactor;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.kkt.Origin;
import io.ffolayer.internal.kkt.ScaledFactor;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.internal.linalg.krylov.Refinement;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Factor;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The KKT system of a separable program: every bound is eliminated into the diagonal, every
/// variable into the Schur complement of the general rows.
///
/// **One variable.** Its bounds a_i y − l_i z_i = r_i with 0 < l_i < ∞ are springs in parallel, Σ
/// a_i²/l_i stiff in all, so that
///
/// ```
/// dy_j = θ_j (r_y − Gᵀdν + Σ a_i r_i/l_i)_j,      θ_j = 1/(d_j + Σ a_i²/l_i)
/// ```
///
/// loses nothing for any l. The multiplier (a_i dy − r_i)/l_i does where l_i is small, that is,
/// where the bound is nearly active (a_i² > d_j l_i). There it follows from stationarity, F = r_y −
/// Gᵀdν − d dy less the forces of the weak bounds: with one such bound z_i = F/a_i, and with
/// several
///
/// ```
/// a_i z_i = (λ F + ρ − ρ_i)/λ_i,     λ_i = l_i/a_i²,  ρ_i = r_i/a_i,  1/λ = Σ 1/λ_i,  ρ = Σ λ ρ_i/λ_i
/// ```
///
/// without cancellation where the bounds agree. Bounds with l = 0 fix the variable, θ_j = 0, and
/// share F in the way that makes their multipliers shortest.
///
/// **General rows** with l < ∞: S = G Θ Gᵀ + diag(l), S dν = G(θ ∘ …) − r. Rows with l = 0 that
/// depend on others get the shortest multiplier.
///
/// A variable without curvature and without a bound that holds it has no θ: then, and when the
/// program is not separable, [#factor] returns false, and another system has to take over.
public final class SeparableKkt implements KktSystem {
  private static final int MOST_REFINEMENTS = 10;
  private static final double ACCURATE = 1e-14;

  /// The same with the weights of an interior point: its directions need not be better.
  private static final double ACCURATE_INSIDE = 1e-12;

  private final DenseKernels kernels = Kernels.dense();
  private final SeparableProgram program;
  private final EliminatedBounds bounds;
  private final int n;
  private final int m;
  private final CondensedRows general;
  private final double[] weights;
  private boolean separable;
  private boolean onlyActive;

  private final Refinement refinement;
  private final Refinement.Target system = new Separated();
  private final double[] push;

  /// For each fixed variable its right-hand side, later its force, in the metric of √α.
  private final double[] phi;

  public SeparableKkt(SeparableStructure structure) {
    program = new SeparableProgram(structure);
    n = structure.variables();
    m = structure.rows();
    general = new CondensedRows(program);
    weights = new double[m];
    refinement = new Refinement(n, m, MOST_REFINEMENTS);
    push = new double[n];
    phi = new double[n];
    bounds = new EliminatedBounds(program, phi);
  }

  @Override
  public void load(ProgramData data, int instance) {
    separable = program.read(data, instance);
  }

  @Override
  public void stopWhen(BooleanSupplier stop) {
    refinement.stopWhen(stop);
  }

  @Override
  public boolean factor(double[] weight, int at) {
    if (!separable) return false;
    System.arraycopy(weight, at, weights, 0, m);
    onlyActive = true;
    for (double v : weights) onlyActive &= v == 0 || v == Double.POSITIVE_INFINITY;
    return bounds.use(weights) && general.factor(weights, bounds);
  }

  @Override
  public double solve(double[] y, int yAt, double[] z, int zAt, double accuracy) {
    System.arraycopy(y, yAt, refinement.rightY, 0, n);
    for (int i = 0; i < m; i++) refinement.rightZ[i] = present(i) ? z[zAt + i] : 0;
    double relative = accuracy == Double.POSITIVE_INFINITY ? solveOnce() : refine(accuracy);
    System.arraycopy(refinement.y, 0, y, yAt, n);
    System.arraycopy(refinement.z, 0, z, zAt, m);
    return relative;
  }

  private double solveOnce() {
    refinement.solveOnce(system);
    return ACCURATE_INSIDE;
  }

  private double refine(double accuracy) {
    double size = largest(refinement.rightY, refinement.rightZ);
    double goal = size * Math.max(accuracy, onlyActive ? ACCURATE : ACCURATE_INSIDE);
    double residual = refinement.solve(system, goal, size);
    return size == 0 ? 0 : residual / size;
  }

  /// NaN where an entry is.
  private double largest(double[] y, double[] z) {
    return Math.max(kernels.normInf(n, y, 0), kernels.normInf(m, z, 0));
  }

  /// The unregularised system, and its factor.
  private final class Separated implements Refinement.Target {
    @Override
    public void answer(double[] y, double[] z) {
      once(y, z);
    }

    @Override
    public double subtract(double[] y, double[] z, double[] rightY, double[] rightZ) {
      return residual(y, z, rightY, rightZ);
    }
  }

  /// One solve in place, without refinement.
  private void once(double[] y, double[] z) {
    general.read(z);
    bounds.read(z);
    general.makeConsistent(phi);
    bounds.free(y, push);
    general.solve(push);
    bounds.eliminate(push, y, z);
    general.shorten(phi);
    general.write(z);
    for (int v = 0; v < program.voidCount(); v++) {
      int row = program.voidRow(v);
      double w = weights[row];
      z[row] = w > 0 && w < Double.POSITIVE_INFINITY ? -z[row] / w : 0;
    }
    bounds.writeFixing(z);
  }

  /// Takes K (y, z) from a right-hand side, and returns the size of what is left.
  private double residual(double[] y, double[] z, double[] rightY, double[] rightZ) {
    double[] d = program.diagonal();
    general.residual(y, z, push, rightZ);
    for (int v = 0; v < program.voidCount(); v++) {
      int row = program.voidRow(v);
      rightZ[row] = present(row) ? rightZ[row] + weights[row] * z[row] : 0;
    }
    for (int j = 0; j < n; j++) rightY[j] = rightY[j] - d[j] * y[j] - push[j];
    bounds.residual(y, z, rightY, rightZ);
    return largest(rightY, rightZ);
  }

  private boolean present(int row) {
    return weights[row] < Double.POSITIVE_INFINITY;
  }

  @Override
  public int dependentRows() {
    int count = bounds.doubled + general.dependentRows();
    for (int v = 0; v < program.voidCount(); v++) if (weights[program.voidRow(v)] == 0) count++;
    return count;
  }

  @Override
  public boolean isDoubtful() {
    return dependentRows() > 0 || general.factored().smallestPart() < KktFactor.DOUBTFUL;
  }

  @Override
  public int freeDirections() {
    return 0;
  }

  @Override
  public void project(double[] y, int yAt, double[] z, int zAt) {
    // dependent rows are reconciled within a solve
  }

  /// Only with weights in {0, ∞}.
  @Override
  public @Nullable Factor keep(Origin origin) {
    if (!onlyActive) return null;
    int[] rows = new int[m];
    int count = 0;
    for (int i = 0; i < m; i++) if (weights[i] == 0) rows[count++] = i;
    return new ScaledFactor(
        SeparableFactor.withOwnRows(
            program, bounds.theta.clone(), Arrays.copyOf(rows, count), general.factored()),
        origin);
  }

  @Override
  public void resume(KeptFactor kept) {
    throw new IllegalArgumentException("this system keeps no such factors");
  }
}
