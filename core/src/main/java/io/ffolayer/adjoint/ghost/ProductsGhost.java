package io.ffolayer.adjoint.ghost;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.face.ActiveRows;
import io.ffolayer.internal.face.Norms;
import io.ffolayer.internal.linalg.krylov.LinearOperator;
import io.ffolayer.internal.linalg.krylov.Minres;
import io.ffolayer.program.ProgramData;
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
  private final ConeBlock[] cones;
  private final MaskedSaddle matrix;
  private final double[] preconditioner;
  private final double[] diagonal;
  private final double[] rowSums;
  private final double[] rhs;
  private final double[] x;
  private Minres.Goal goal;

  @SuppressWarnings("NullAway.Init") // goal is set by open, before any solve
  ProductsGhost(ProgramStructure structure, Ghost.Products options) {
    this.options = options;
    n = structure.variables();
    m = structure.rows();
    minres = new Minres(n + m);
    cones = ConeBlock.of(structure);
    matrix = new MaskedSaddle(n, m, cones);
    preconditioner = new double[n + m];
    diagonal = new double[n];
    rowSums = new double[m];
    rhs = new double[n + m];
    x = new double[n + m];
  }

  @Override
  public boolean open(Visited visited, ActiveRows rows) {
    goal = new Minres.Goal(options.tolerance(), options.maxIterations(), visited.watch::isStopped);
    matrix.open(visited, rows);
    visited.data.p().diagonal(visited.instance, diagonal);
    double largest = Norms.largest(diagonal, 0, n);
    for (int j = 0; j < n; j++) {
      diagonal[j] = largest == 0 ? 1 : Math.max(Math.abs(diagonal[j]), SMALLEST_DIAGONAL * largest);
      preconditioner[j] = 1 / diagonal[j];
    }
    schurDiagonal(visited.data, visited.instance);
    return true;
  }

  /// The inverse diagonal of A D⁻¹Aᵀ + diag(l), of a curved block the mean; 1 on masked and on
  /// empty rows.
  private void schurDiagonal(ProgramData data, int instance) {
    Arrays.fill(rowSums, 0.0);
    data.a().addWeightedSquares(instance, preconditioner, rowSums, 0);
    for (ConeBlock cone : cones) if (cone.rotationSize() > 0) average(rowSums, cone);
    for (int i = 0; i < m; i++) {
      double sum = matrix.schurEntry(i, rowSums[i]);
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
    matrix.enter(y, z, rhs);
    Arrays.fill(x, 0.0);
    minres.solve(matrix, preconditioner, rhs, x, goal);
    matrix.leave(x, y, z);
  }

  @Override
  public boolean maybeSingular() {
    return true;
  }

  /// The matrix of the ghost problem by products, its rows rotated, and scaled by d:
  ///
  /// ```
  /// [ P     ÂᵀD ]        Â = UᵀA;  inactive rows (l = ∞) have d = 0, rows with l > 1 have d = 1/√l, the others d = 1
  /// [ DÂ    −D²diag(l) ]
  /// ```
  private static final class MaskedSaddle implements LinearOperator {
    private final int n;
    private final int m;
    private final Rotation rotation;
    private final double[] scale;
    private final double[] corner;
    private final double[] rowWork;
    private Visited visited;

    @SuppressWarnings("NullAway.Init") // visited is set by open, before any product
    MaskedSaddle(int variables, int rows, ConeBlock[] cones) {
      n = variables;
      m = rows;
      rotation = new Rotation(cones);
      scale = new double[m];
      corner = new double[m];
      rowWork = new double[m];
    }

    /// Goes to one instance and one face.
    void open(Visited at, ActiveRows rows) {
      visited = at;
      rotation.set(rows.rotation);
      for (int i = 0; i < m; i++) {
        double l = rows.l[i];
        boolean off = l == Double.POSITIVE_INFINITY;
        scale[i] = off ? 0 : l > 1 ? 1 / Math.sqrt(l) : 1;
        corner[i] = off ? 0 : Math.min(1, l);
      }
    }

    @Override
    public void apply(double[] in, double[] out) {
      Arrays.fill(out, 0, n + m, 0.0);
      visited.addQuadraticProduct(in, out);
      for (int i = 0; i < m; i++) rowWork[i] = scale[i] * in[n + i];
      rotation.applyTransposed(rowWork, 0);
      visited.addTransposedProduct(rowWork, out);
      visited.data.addRowProduct(visited.instance, in, 0, out, n);
      rotation.apply(out, n);
      for (int i = 0; i < m; i++) out[n + i] = scale[i] * out[n + i] - corner[i] * in[n + i];
    }

    /// The right-hand side (y, z) of the program in the coordinates of the matrix.
    void enter(double[] y, double[] z, double[] right) {
      System.arraycopy(y, 0, right, 0, n);
      System.arraycopy(z, 0, right, n, m);
      rotation.apply(right, n);
      for (int i = 0; i < m; i++) right[n + i] *= scale[i];
    }

    /// An answer in the coordinates of the program.
    void leave(double[] answer, double[] y, double[] z) {
      System.arraycopy(answer, 0, y, 0, n);
      for (int i = 0; i < m; i++) z[i] = scale[i] * answer[n + i];
      rotation.applyTransposed(z, 0);
    }

    /// d² · sum + D²l of a row, `sum` its entry on the diagonal of Â diag(P)⁻¹ Âᵀ.
    double schurEntry(int row, double sum) {
      return scale[row] * scale[row] * sum + corner[row];
    }
  }
}
