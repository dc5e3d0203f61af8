package io.ffolayer.adjoint.ghost;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.face.ActiveRows;
import io.ffolayer.internal.face.Norms;
import io.ffolayer.internal.linalg.krylov.LinearOperator;
import io.ffolayer.internal.linalg.krylov.Minres;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;

/// The ghost problem by products with P, A and U: MINRES on the whole system in rotated rows,
/// inactive ones masked, those with l > 1 divided by √l, with the diagonal D of P and that of A
/// D⁻¹Aᵀ as preconditioner. Dependent rows and free directions do not stop it: the limit is the
/// solution of smallest norm.
final class ProductsGhost implements GhostSystem {
  /// A diagonal entry of P below this part of the largest counts as this part.
  private static final double SMALLEST_DIAGONAL = 1e-3;

  private final int n;
  private final int m;
  private final Ghost.Products options;
  private final Minres minres;
  private final LinearOperator operator = this::multiply;
  private final ConeBlock[] cones;
  private final Rotation rotation;
  private final double[] scale;
  private final double[] rowDiagonal;
  private final double[] preconditioner;
  private final double[] diagonal;
  private final double[] rhs;
  private final double[] x;
  private final double[] rowWork;
  private Visited visited;
  private Minres.Goal goal;

  @SuppressWarnings("NullAway.Init") // visited and goal are set by open, before any solve
  ProductsGhost(ProgramStructure structure, Ghost.Products options) {
    this.options = options;
    n = structure.variables();
    m = structure.rows();
    minres = new Minres(n + m);
    preconditioner = new double[n + m];
    diagonal = new double[n];
    rhs = new double[n + m];
    x = new double[n + m];
    cones = ConeBlock.of(structure);
    rotation = new Rotation(cones);
    scale = new double[m];
    rowDiagonal = new double[m];
    rowWork = new double[m];
  }

  /// out = K in, the rows rotated and scaled.
  private void multiply(double[] in, double[] out) {
    Arrays.fill(out, 0, n + m, 0.0);
    visited.addQuadraticProduct(in, out);
    for (int i = 0; i < m; i++) rowWork[i] = scale[i] * in[n + i];
    rotation.applyTransposed(rowWork, 0);
    visited.addTransposedProduct(rowWork, out);
    visited.data.addRowProduct(visited.instance, in, 0, out, n);
    rotation.apply(out, n);
    for (int i = 0; i < m; i++) out[n + i] = scale[i] * out[n + i] - rowDiagonal[i] * in[n + i];
  }

  @Override
  public boolean open(Visited at, ActiveRows rows) {
    visited = at;
    goal = new Minres.Goal(options.tolerance(), options.maxIterations(), at.watch::isStopped);
    rotation.set(rows.rotation);
    for (int i = 0; i < m; i++) {
      double l = rows.l[i];
      boolean off = l == Double.POSITIVE_INFINITY;
      scale[i] = off ? 0 : l > 1 ? 1 / Math.sqrt(l) : 1;
      rowDiagonal[i] = off ? 0 : Math.min(1, l);
    }
    visited.data.p().diagonal(visited.instance, diagonal);
    double largest = Norms.largest(diagonal, 0, n);
    for (int j = 0; j < n; j++) {
      diagonal[j] = largest == 0 ? 1 : Math.max(Math.abs(diagonal[j]), SMALLEST_DIAGONAL * largest);
      preconditioner[j] = 1 / diagonal[j];
    }
    schurDiagonal();
    return true;
  }

  /// The inverse diagonal of A D⁻¹Aᵀ + diag(l), of a curved block the mean; 1 on masked and on
  /// empty rows.
  private void schurDiagonal() {
    double[] sums = rhs;
    Arrays.fill(sums, 0, m, 0.0);
    visited.data.a().addWeightedSquares(visited.instance, preconditioner, sums, 0);
    for (ConeBlock cone : cones) if (cone.rotationSize() > 0) average(sums, cone);
    for (int i = 0; i < m; i++) {
      double sum = scale[i] * scale[i] * sums[i] + rowDiagonal[i];
      preconditioner[n + i] = sum > 0 ? 1 / sum : 1;
    }
  }

  private static void average(double[] sums, ConeBlock cone) {
    double sum = 0;
    for (int i = cone.first(); i < cone.end(); i++) sum += sums[i];
    Arrays.fill(sums, cone.first(), cone.end(), sum / (cone.end() - cone.first()));
  }

  @Override
  public void solve(double[] y, double[] z) {
    System.arraycopy(y, 0, rhs, 0, n);
    System.arraycopy(z, 0, rhs, n, m);
    rotation.apply(rhs, n);
    for (int i = 0; i < m; i++) rhs[n + i] *= scale[i];
    Arrays.fill(x, 0.0);
    minres.solve(operator, preconditioner, rhs, x, goal);
    System.arraycopy(x, 0, y, 0, n);
    for (int i = 0; i < m; i++) z[i] = scale[i] * x[n + i];
    rotation.applyTransposed(z, 0);
  }

  @Override
  public boolean maybeSingular() {
    return true;
  }
}
