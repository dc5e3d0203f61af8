package io.ffolayer.internal.linalg.krylov;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import java.util.Arrays;

/// A constraint preconditioner with diagonal G by products alone: conjugate gradients on
///
///     A G⁻¹ Aᵀ z = A G⁻¹ r − g,          x = G⁻¹ (r − Aᵀ z)
///
/// (Hestenes and Stiefel 1952). The matrix is semidefinite where rows of A depend on each other, and
/// the system stays consistent, which is all that the method needs. The projection is as good
/// as the inner tolerance, and so is what stands on it. A workspace, for one thread.
public final class NormalEquations implements ConstraintPreconditioner {

  private static final DenseKernels KERNELS = Kernels.dense();

  private final int variables;
  private final int rows;
  private final LinearOperator constraints;
  private final LinearOperator transposed;
  private final double[] inverseDiagonal;
  private final double tolerance;
  private final int maxIterations;
  private final double[] scaled;
  private final double[] residual;
  private final double[] direction;
  private final double[] product;
  private final double[] multipliers;

  /// @param saddle gives A and Aᵀ
  /// @param inverseDiagonal the diagonal of G⁻¹, positive; kept, not copied
  /// @param tolerance bound on the relative residual of the inner systems
  /// @param maxIterations of one inner solve
  public NormalEquations(
      SaddleOperator saddle, double[] inverseDiagonal, double tolerance, int maxIterations) {
    variables = saddle.variables();
    rows = saddle.rows();
    constraints = saddle.constraints();
    transposed = saddle.transposed();
    this.inverseDiagonal = inverseDiagonal;
    this.tolerance = tolerance;
    this.maxIterations = maxIterations;
    scaled = new double[variables];
    residual = new double[rows];
    direction = new double[rows];
    product = new double[rows];
    multipliers = new double[rows];
  }

  @Override
  public void solve(double[] x, double[] z) {
    KERNELS.multiplyElements(variables, inverseDiagonal, 0, x, 0, scaled, 0);
    constraints.apply(scaled, residual);
    KERNELS.axpy(rows, -1, z, 0, residual, 0);
    conjugateGradients();
    System.arraycopy(multipliers, 0, z, 0, rows);
    transposed.apply(z, scaled);
    KERNELS.axpy(variables, -1, scaled, 0, x, 0);
    KERNELS.multiplyElements(variables, inverseDiagonal, 0, x, 0, x, 0);
  }

  /// multipliers := (A G⁻¹ Aᵀ)⁻¹ residual
  private void conjugateGradients() {
    Arrays.fill(multipliers, 0);
    System.arraycopy(residual, 0, direction, 0, rows);
    double square = KERNELS.dot(rows, residual, 0, residual, 0);
    double goal = tolerance * tolerance * square;
    for (int k = 0; k < maxIterations && square > goal; k++) {
      transposed.apply(direction, scaled);
      KERNELS.multiplyElements(variables, inverseDiagonal, 0, scaled, 0, scaled, 0);
      constraints.apply(scaled, product);
      double curvature = KERNELS.dot(rows, direction, 0, product, 0);
      if (!(curvature > 0)) {
        return;
      }
      double step = square / curvature;
      KERNELS.axpy(rows, step, direction, 0, multipliers, 0);
      KERNELS.axpy(rows, -step, product, 0, residual, 0);
      double next = KERNELS.dot(rows, residual, 0, residual, 0);
      double turn = next / square;
      for (int i = 0; i < rows; i++) {
        direction[i] = residual[i] + turn * direction[i];
      }
      square = next;
    }
  }
}
