package io.ffolayer.internal.kkt;

import io.ffolayer.internal.linalg.DenseKernels;
import io.ffolayer.program.ProgramData;
import java.util.Arrays;
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

  private final SeparableProgram program;
  private final int n;
  private final int m;
  private final IndependentRows factor;
  private final double[] theta;
  private final double[] alpha;
  private final double[] weights;
  private final double[] l;
  private final int[] kept;
  private int keptCount;
  private int doubled;
  private boolean separable;
  private boolean onlyActive;
  private @Nullable DependentRows relations;

  private final double[] rhsY;
  private final double[] rhsZ;
  private final double[] stepY;
  private final double[] stepZ;
  private final double[] bestY;
  private final double[] bestZ;
  private final double[] pull;
  private final double[] gnu;
  private final double[] nu;
  private final double[] right;
  private final double[] phi;
  private final double[] offset;

  public SeparableKkt(SeparableStructure structure) {
    program = new SeparableProgram(structure);
    n = structure.variables();
    m = structure.rows();
    factor = new IndependentRows(structure);
    int most = DenseKernels.padded(structure.mostGeneralRows());
    theta = new double[n];
    alpha = new double[n];
    weights = new double[m];
    l = new double[most];
    kept = new int[most];
    rhsY = new double[n];
    rhsZ = new double[m];
    bestY = new double[n];
    bestZ = new double[m];
    pull = new double[n];
    gnu = new double[n];
    nu = new double[most];
    right = new double[most];
    phi = new double[n];
    stepY = new double[n];
    stepZ = new double[m];
    offset = new double[m];
  }

  @Override
  public void load(ProgramData data, int instance) {
    separable = program.read(data, instance);
  }

  @Override
  public boolean factor(double[] weight, int at) {
    if (!separable) return false;
    System.arraycopy(weight, at, weights, 0, m);
    onlyActive = true;
    for (double v : weights) onlyActive &= v == 0 || v == Double.POSITIVE_INFINITY;
    relations = null;
    if (!eliminateBounds()) return false;
    keptCount = 0;
    for (int g = 0; g < program.generalCount(); g++) {
      l[g] = weights[program.generalRow(g)];
      if (l[g] < Double.POSITIVE_INFINITY) kept[keptCount++] = g;
    }
    if (!factor.factor(program, kept, keptCount, theta, l)) return false;
    if (factor.dependentCount() > 0)
      relations = DependentRows.of(program.rowsForLater(), factor, theta, alpha);
    return true;
  }

  /// θ and α; false where a variable has neither curvature nor a bound that holds it.
  private boolean eliminateBounds() {
    double[] d = program.diagonal();
    doubled = 0;
    for (int j = 0; j < n; j++) {
      double stiffness = d[j];
      double squares = 0;
      for (int k = program.boundStart(j); k < program.boundStart(j + 1); k++) {
        int row = program.boundRow(k);
        double a = program.value(row);
        if (weights[row] == 0) {
          if (squares > 0) doubled++;
          squares += a * a;
        } else stiffness += a * a / weights[row];
      }
      alpha[j] = squares;
      theta[j] = squares > 0 ? 0 : 1 / stiffness;
      if (squares == 0 && !(stiffness > 0 && theta[j] < Double.POSITIVE_INFINITY)) return false;
    }
    return true;
  }

  @Override
  public double solve(double[] y, int yAt, double[] z, int zAt) {
    System.arraycopy(y, yAt, rhsY, 0, n);
    for (int i = 0; i < m; i++) rhsZ[i] = weights[i] == Double.POSITIVE_INFINITY ? 0 : z[zAt + i];
    double size = Math.max(largest(rhsY), largest(rhsZ));
    Arrays.fill(y, yAt, yAt + n, 0);
    Arrays.fill(z, zAt, zAt + m, 0);
    System.arraycopy(rhsY, 0, stepY, 0, n);
    System.arraycopy(rhsZ, 0, stepZ, 0, m);
    double residual = size;
    for (int k = 0; k <= MOST_REFINEMENTS && residual > ACCURATE * size; k++) {
      System.arraycopy(y, yAt, bestY, 0, n);
      System.arraycopy(z, zAt, bestZ, 0, m);
      once(stepY, stepZ);
      for (int j = 0; j < n; j++) y[yAt + j] += stepY[j];
      for (int i = 0; i < m; i++) z[zAt + i] += stepZ[i];
      double next = residual(y, yAt, z, zAt, stepY, stepZ);
      if (!(next < residual)) {
        System.arraycopy(bestY, 0, y, yAt, n);
        System.arraycopy(bestZ, 0, z, zAt, m);
        break;
      }
      boolean slow = next > residual / 3;
      residual = next;
      if (slow) break;
    }
    return size == 0 ? 0 : residual / size;
  }

  private static double largest(double[] v) {
    double most = 0;
    for (double x : v) most = Math.max(most, Math.abs(x));
    return most;
  }

  /// One solve in place, without refinement.
  private void once(double[] y, double[] z) {
    int p = program.generalCount();
    consistentRightHandSides(z);
    for (int j = 0; j < n; j++)
      gnu[j] = alpha[j] > 0 ? phi[j] / Math.sqrt(alpha[j]) : theta[j] * (y[j] + pull[j]);
    program.multiply(gnu, 0, nu);
    for (int g = 0; g < p; g++) nu[g] -= right[g];
    factor.solve(nu, p);
    program.multiplyTransposed(nu, gnu);
    for (int j = 0; j < n; j++) eliminated(j, y, z);
    if (relations != null) relations.project(nu, 0, phi, 0);
    for (int i = 0; i < m; i++) if (program.variable(i) < 0) z[i] = voidMultiplier(i, z[i]);
    for (int a = 0; a < keptCount; a++) z[program.generalRow(kept[a])] = nu[kept[a]];
    for (int j = 0; j < n; j++)
      if (alpha[j] > 0)
        for (int k = program.boundStart(j); k < program.boundStart(j + 1); k++) {
          int row = program.boundRow(k);
          if (weights[row] == 0) z[row] = program.value(row) * phi[j] / Math.sqrt(alpha[j]);
        }
  }

  /// dz of −l dz = r; zero for general rows, which follow.
  private double voidMultiplier(int row, double r) {
    double w = weights[row];
    return program.isVoid(row) && w > 0 && w < Double.POSITIVE_INFINITY ? -r / w : 0;
  }

  /// Right-hand sides: of general rows in `right`, of fixing bounds in φ, of springs in `pull`.
  private void consistentRightHandSides(double[] z) {
    Arrays.fill(right, 0);
    for (int a = 0; a < keptCount; a++) right[kept[a]] = z[program.generalRow(kept[a])];
    for (int j = 0; j < n; j++) {
      double fixed = 0;
      double springs = 0;
      for (int k = program.boundStart(j); k < program.boundStart(j + 1); k++) {
        int row = program.boundRow(k);
        double a = program.value(row);
        if (weights[row] == 0) fixed += a * z[row];
        else if (weights[row] < Double.POSITIVE_INFINITY) springs += a * z[row] / weights[row];
      }
      phi[j] = alpha[j] > 0 ? fixed / Math.sqrt(alpha[j]) : 0;
      pull[j] = springs;
    }
    if (relations != null) relations.project(right, 0, phi, 0);
  }

  /// Variable j and its bounds, given Gᵀdν; where it is fixed, its force goes to φ.
  private void eliminated(int j, double[] y, double[] z) {
    double d = program.diagonal()[j];
    double force = y[j] - gnu[j];
    boolean isFixed = alpha[j] > 0;
    double dy = isFixed ? phi[j] / Math.sqrt(alpha[j]) : theta[j] * (force + pull[j]);
    force -= d * dy;
    y[j] = dy;
    int strong = 0;
    double stiffness = 0;
    int only = -1;
    for (int k = program.boundStart(j); k < program.boundStart(j + 1); k++) {
      int row = program.boundRow(k);
      double a = program.value(row);
      double w = weights[row];
      if (w == 0) continue;
      if (w == Double.POSITIVE_INFINITY) {
        z[row] = 0;
      } else if (isFixed || d * w >= a * a) {
        z[row] = (a * dy - z[row]) / w;
        force -= a * z[row];
      } else {
        strong++;
        stiffness += a * a / w;
        only = row;
      }
    }
    if (isFixed) phi[j] = force / Math.sqrt(alpha[j]);
    else if (strong == 1) z[only] = force / program.value(only);
    else if (strong > 1) share(j, force, stiffness, z);
  }

  /// Shares a force among the strong springs of a variable. The differences of their ρ are taken
  /// one by one: where bounds agree they are exactly zero.
  private void share(int j, double force, double stiffness, double[] z) {
    int from = program.boundStart(j);
    int to = program.boundStart(j + 1);
    for (int k = from; k < to; k++)
      if (isStrong(j, program.boundRow(k)))
        offset[k] = z[program.boundRow(k)] / program.value(program.boundRow(k));
    for (int k = from; k < to; k++) {
      int row = program.boundRow(k);
      if (!isStrong(j, row)) continue;
      double sum = force;
      for (int i = from; i < to; i++) {
        int other = program.boundRow(i);
        if (!isStrong(j, other)) continue;
        double a = program.value(other);
        sum += a * a / weights[other] * (offset[i] - offset[k]);
      }
      z[row] = sum / stiffness * program.value(row) / weights[row];
    }
  }

  private boolean isStrong(int j, int row) {
    double a = program.value(row);
    return weights[row] > 0 && program.diagonal()[j] * weights[row] < a * a;
  }

  /// Writes the residual of the unregularised system and returns its size.
  private double residual(double[] y, int yAt, double[] z, int zAt, double[] outY, double[] outZ) {
    double[] d = program.diagonal();
    for (int g = 0; g < program.generalCount(); g++) nu[g] = z[zAt + program.generalRow(g)];
    program.multiplyTransposed(nu, gnu);
    program.multiply(y, yAt, nu);
    for (int j = 0; j < n; j++) outY[j] = rhsY[j] - d[j] * y[yAt + j] - gnu[j];
    for (int i = 0; i < m; i++) {
      double w = weights[i];
      if (w == Double.POSITIVE_INFINITY) {
        outZ[i] = 0;
        continue;
      }
      int j = program.variable(i);
      double ay = 0;
      if (j >= 0) {
        ay = program.value(i) * y[yAt + j];
        outY[j] -= program.value(i) * z[zAt + i];
      } else if (!program.isVoid(i)) {
        ay = nu[program.generalNumber(i)];
      }
      outZ[i] = rhsZ[i] - (ay - w * z[zAt + i]);
    }
    return Math.max(largest(outY), largest(outZ));
  }

  @Override
  public int dependentRows() {
    int count = doubled + (relations == null ? 0 : relations.count());
    for (int i = 0; i < m; i++) if (weights[i] == 0 && program.isVoid(i)) count++;
    return count;
  }

  @Override
  public int freeDirections() {
    return 0;
  }

  @Override
  public @Nullable KktFactor keep() {
    if (!onlyActive) return null;
    int[] rows = new int[m];
    int count = 0;
    for (int i = 0; i < m; i++) if (weights[i] == 0) rows[count++] = i;
    return new SeparableFactor(program, theta.clone(), Arrays.copyOf(rows, count), factor);
  }
}
