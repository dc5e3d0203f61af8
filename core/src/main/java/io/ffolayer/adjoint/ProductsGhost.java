package io.ffolayer.adjoint;

import io.ffolayer.internal.linalg.Minres;
import io.ffolayer.internal.linalg.SaddleOperator;
import io.ffolayer.program.Batched;
import io.ffolayer.program.Layout;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Solution;
import java.util.Arrays;

/// The ghost problem by products with P and A: MINRES on the whole system, inactive rows masked,
/// with the diagonal D of P and that of A D⁻¹Aᵀ as preconditioner. Dependent rows and free
/// directions do not stop it: the limit is the solution of smallest norm.
final class ProductsGhost implements GhostSystem {
  /// A diagonal entry of P below this part of the largest counts as this part.
  private static final double SMALLEST_DIAGONAL = 1e-3;

  private final int n;
  private final int m;
  private final Ghost.Products options;
  private final Minres minres;
  private final SaddleOperator operator;
  private final double[] preconditioner;
  private final double[] diagonal;
  private final double[] rhs;
  private final double[] x;
  private boolean[] active = new boolean[0];
  private ProgramData data;
  private int instance;

  @SuppressWarnings("NullAway.Init") // data is set by open, before any solve
  ProductsGhost(ProgramStructure structure, Ghost.Products options) {
    this.options = options;
    n = structure.variables();
    m = structure.rows();
    minres = new Minres(n + m);
    preconditioner = new double[n + m];
    diagonal = new double[n];
    rhs = new double[n + m];
    x = new double[n + m];
    operator = new SaddleOperator(n, m, this::quadratic, this::rows, this::transposed);
  }

  private void quadratic(double[] in, double[] out) {
    Arrays.fill(out, 0, n, 0.0);
    data.addQuadraticProduct(instance, in, 0, out, 0);
  }

  private void rows(double[] in, double[] out) {
    Arrays.fill(out, 0, m, 0.0);
    data.addRowProduct(instance, in, 0, out, 0);
    for (int i = 0; i < m; i++) if (!active[i]) out[i] = 0;
  }

  /// `in` is masked: right-hand sides are, and so is everything that [#rows] makes.
  private void transposed(double[] in, double[] out) {
    Arrays.fill(out, 0, n, 0.0);
    data.addTransposedProduct(instance, in, 0, out, 0);
  }

  @Override
  public boolean open(ProgramData visited, Solution solution, int which, boolean[] rows) {
    data = visited;
    instance = which;
    active = rows.clone();
    quadraticDiagonal();
    double largest = Norms.largest(diagonal, 0, n);
    for (int j = 0; j < n; j++) {
      diagonal[j] = largest == 0 ? 1 : Math.max(Math.abs(diagonal[j]), SMALLEST_DIAGONAL * largest);
      preconditioner[j] = 1 / diagonal[j];
    }
    schurDiagonal();
    return true;
  }

  private void quadraticDiagonal() {
    Batched p = data.quadratic();
    int at = p.offset(instance);
    Arrays.fill(diagonal, 0.0);
    switch (data.structure().quadratic()) {
      case Layout.Dense dense -> {
        for (int j = 0; j < n; j++) diagonal[j] = p.values()[at + j * n + j];
      }
      case Layout.Sparse sparse -> {
        for (int j = 0; j < n; j++) {
          int k = sparse.position(j, j);
          if (k >= 0) diagonal[j] = p.values()[at + k];
        }
      }
    }
  }

  /// The inverse diagonal of A_N D⁻¹A_Nᵀ; 1 on masked and on empty rows.
  private void schurDiagonal() {
    double[] sums = rhs;
    Arrays.fill(sums, 0, m, 0.0);
    int first = 0;
    for (int k = 0; k < data.rows().size(); k++) {
      Layout layout = data.structure().blocks().get(k).layout();
      Batched a = data.rows().get(k);
      int at = a.offset(instance);
      switch (layout) {
        case Layout.Dense dense -> {
          for (int i = 0; i < dense.rows(); i++)
            for (int j = 0; j < n; j++) {
              double value = a.values()[at + i * n + j];
              sums[first + i] += value * value * preconditioner[j];
            }
        }
        case Layout.Sparse sparse -> {
          for (int j = 0; j < n; j++)
            for (int e = sparse.columnStart(j); e < sparse.columnStart(j + 1); e++)
              sums[first + sparse.rowIndex(e)] +=
                  a.values()[at + e] * a.values()[at + e] * preconditioner[j];
        }
      }
      first += layout.rows();
    }
    for (int i = 0; i < m; i++) preconditioner[n + i] = active[i] && sums[i] > 0 ? 1 / sums[i] : 1;
  }

  @Override
  public void solve(double[] y, double[] z) {
    System.arraycopy(y, 0, rhs, 0, n);
    for (int i = 0; i < m; i++) rhs[n + i] = active[i] ? z[i] : 0;
    Arrays.fill(x, 0.0);
    minres.solve(operator, preconditioner, rhs, x, options.tolerance(), options.maxIterations());
    System.arraycopy(x, 0, y, 0, n);
    for (int i = 0; i < m; i++) z[i] = active[i] ? x[n + i] : 0;
  }

  @Override
  public boolean maybeSingular() {
    return true;
  }
}
