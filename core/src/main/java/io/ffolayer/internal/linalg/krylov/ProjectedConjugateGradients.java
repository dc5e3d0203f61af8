package io.ffolayer.internal.linalg.krylov;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import java.util.Arrays;

/// Conjugate gradients on the null space of A for [ H Aᵀ; A 0 ] [ x; z ] = [ f; g ], H positive
/// semidefinite on that null space.
///
/// A solve with the preconditioner C = [ G Aᵀ; A 0 ] takes the place of the preconditioner of the
/// usual method: from a point with A x = g all directions stay in the null space of A. The part of
/// the residual r = f − H x − Aᵀ z in the range of Aᵀ means nothing to x, but its rounding errors
/// would drown the rest: after each solve with C the multipliers z take it over, r ← r − Aᵀ Δz,
/// which makes z converge too. Gould, Hribar, Nocedal, *On the solution of equality constrained
/// quadratic programming problems arising in optimization*, SIAM J. Sci. Comput. 23 (2001), section
/// 5.
///
/// At the end both residuals are measured, and the method starts again on them as long as this
/// gains something. A direction without curvature ends it: the system is then singular, and solved
/// if the residual says so.
///
/// A reusable workspace, for one thread; a solve allocates nothing.
public final class ProjectedConjugateGradients {

  private static final double LEAST_GAIN = 2;
  private static final double FLAT = 1e-15;
  private static final DenseKernels KERNELS = Kernels.dense();

  private final int n;
  private final int m;
  private final double[] dual;
  private final double[] primal;
  private final double[] x;
  private final double[] z;
  private final double[] projected;
  private final double[] multipliers;
  private final double[] direction;
  private final double[] product;
  private int iterations;
  private double residual;

  public ProjectedConjugateGradients(int variables, int rows) {
    n = variables;
    m = rows;
    dual = new double[n];
    primal = new double[m];
    x = new double[n];
    z = new double[m];
    projected = new double[n];
    multipliers = new double[m];
    direction = new double[n];
    product = new double[n];
  }

  /// Steps of the last solve; each takes one product with H and one solve with C.
  public int iterations() {
    return iterations;
  }

  /// The 2-norm of the residual of both blocks, relative to that of the right-hand side; 0 where
  /// that is 0, infinite where it is not finite.
  public double residual() {
    return residual;
  }

  /// Solves for one right-hand side.
  ///
  /// @param rhs f, then g
  /// @param solution x, then z: the first guess on entry, the best iterate on return
  /// @param tolerance bound on [#residual()]
  /// @return whether the tolerance was reached
  public boolean solve(
      SaddleOperator k,
      ConstraintPreconditioner c,
      double[] rhs,
      double[] solution,
      double tolerance,
      int maxIterations) {
    iterations = 0;
    double norm = Math.sqrt(KERNELS.dot(n + m, rhs, 0, rhs, 0));
    load(solution, norm);
    residual = relative(measure(k, rhs), norm);
    boolean gaining = true;
    while (gaining && residual > tolerance && residual < Double.POSITIVE_INFINITY) {
      run(k, c, 0.5 * tolerance * norm, maxIterations);
      double reached = relative(measure(k, rhs), norm);
      gaining = reached <= residual / LEAST_GAIN && iterations < maxIterations;
      if (reached < residual) {
        residual = reached;
        store(solution);
      }
    }
    if (norm == 0) {
      store(solution);
    }
    return residual <= tolerance;
  }

  private void load(double[] solution, double norm) {
    for (int i = 0; i < n; i++) {
      x[i] = norm == 0 ? 0 : solution[i];
    }
    for (int i = 0; i < m; i++) {
      z[i] = norm == 0 ? 0 : solution[n + i];
    }
  }

  private void store(double[] solution) {
    System.arraycopy(x, 0, solution, 0, n);
    System.arraycopy(z, 0, solution, n, m);
  }

  /// dual := f − H x − Aᵀ z, primal := g − A x, and the norm of both.
  private double measure(SaddleOperator k, double[] rhs) {
    k.hessian().apply(x, product);
    k.transposed().apply(z, dual);
    for (int j = 0; j < n; j++) {
      dual[j] = rhs[j] - product[j] - dual[j];
    }
    k.constraints().apply(x, primal);
    for (int i = 0; i < m; i++) {
      primal[i] = rhs[n + i] - primal[i];
    }
    return Math.sqrt(KERNELS.dot(n, dual, 0, dual, 0) + KERNELS.dot(m, primal, 0, primal, 0));
  }

  private static double relative(double error, double norm) {
    double relative = error == 0 ? 0 : error / norm;
    return Double.isNaN(relative) ? Double.POSITIVE_INFINITY : relative;
  }

  /// From x, z and their residuals: one step onto A x = g, then conjugate gradients.
  private void run(SaddleOperator k, ConstraintPreconditioner c, double goal, int maxIterations) {
    stepOntoConstraints(k, c);
    double rho = project(k, c);
    System.arraycopy(projected, 0, direction, 0, n);
    while (iterations < maxIterations && rho > 0 && norm(dual) > goal) {
      iterations++;
      k.hessian().apply(direction, product);
      double curvature = KERNELS.dot(n, direction, 0, product, 0);
      if (!(curvature > FLAT * norm(direction) * norm(product))) {
        return;
      }
      double step = rho / curvature;
      KERNELS.axpy(n, step, direction, 0, x, 0);
      KERNELS.axpy(n, -step, product, 0, dual, 0);
      double next = project(k, c);
      double turn = next / rho;
      for (int j = 0; j < n; j++) {
        direction[j] = projected[j] + turn * direction[j];
      }
      rho = next;
    }
  }

  private void stepOntoConstraints(SaddleOperator k, ConstraintPreconditioner c) {
    System.arraycopy(dual, 0, projected, 0, n);
    System.arraycopy(primal, 0, multipliers, 0, m);
    c.solve(projected, multipliers);
    KERNELS.axpy(n, 1, projected, 0, x, 0);
    k.hessian().apply(projected, product);
    KERNELS.axpy(n, -1, product, 0, dual, 0);
    takeOver(k);
  }

  /// projected := C⁻¹ (dual, 0); the multipliers take over what the projection takes away.
  ///
  /// @return dualᵀ · projected
  private double project(SaddleOperator k, ConstraintPreconditioner c) {
    System.arraycopy(dual, 0, projected, 0, n);
    Arrays.fill(multipliers, 0);
    c.solve(projected, multipliers);
    takeOver(k);
    return KERNELS.dot(n, dual, 0, projected, 0);
  }

  private void takeOver(SaddleOperator k) {
    KERNELS.axpy(m, 1, multipliers, 0, z, 0);
    k.transposed().apply(multipliers, product);
    KERNELS.axpy(n, -1, product, 0, dual, 0);
  }

  private static double norm(double[] vector) {
    return Math.sqrt(KERNELS.dot(vector.length, vector, 0, vector, 0));
  }
}
