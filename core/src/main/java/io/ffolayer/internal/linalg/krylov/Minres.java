package io.ffolayer.internal.linalg.krylov;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/// The minimum residual method for symmetric systems K x = b, definite, indefinite or singular, by
/// products with K alone.
///
/// The Lanczos process builds an orthonormal basis V of the Krylov space, in which K is
/// tridiagonal, T; each step extends the QR factor of T by one rotation, and x = V y minimises ‖b −
/// K x‖ over the space. With a preconditioner M, diagonal and positive, it is applied to M^−½ K
/// M^−½, so that the norm that is minimised is that of M⁻¹. Paige and Saunders, *Solution of sparse
/// indefinite systems of linear equations*, SIAM J. Numer. Anal. 12 (1975).
///
/// Where K is singular and b in its range, the limit is the solution of smallest norm (that of M).
/// Where b is not, the residual tends to its part outside of the range.
///
/// Rounding makes the basis less and less orthogonal. Therefore the true residual is measured at
/// the end, and the process starts again on it as long as this gains something: [#residual()] is
/// never what a recurrence believes.
///
/// A reusable workspace, for one thread; a solve allocates nothing.
public final class Minres {

  /// A new start must make the residual smaller by this factor to deserve another one.
  private static final double LEAST_GAIN = 2;

  /// The process ends when ‖K r‖ ≤ this · ‖K‖‖r‖: to rounding, r is orthogonal to the range.
  private static final double STATIONARY = 1e-14;

  private static final DenseKernels KERNELS = Kernels.dense();

  private final int n;
  private final double[] remainder;
  private final double[] correction;
  private final double[] lanczos;
  private final double[] previousLanczos;
  private final double[] product;
  private final double[] basis;
  private final double[] direction;
  private final double[] previousDirection;
  private int iterations;
  private double residual;

  public Minres(int dimension) {
    n = dimension;
    remainder = new double[n];
    correction = new double[n];
    lanczos = new double[n];
    previousLanczos = new double[n];
    product = new double[n];
    basis = new double[n];
    direction = new double[n];
    previousDirection = new double[n];
  }

  /// When a solve may end.
  ///
  /// @param tolerance bound on [#residual()]
  /// @param maxIterations products with K
  /// @param stops asked before each product: whether to end at once, with what there is
  public record Goal(double tolerance, int maxIterations, BooleanSupplier stops) {
    public Goal(double tolerance, int maxIterations) {
      this(tolerance, maxIterations, () -> false);
    }
  }

  /// Steps of the last solve; each takes one product.
  public int iterations() {
    return iterations;
  }

  /// ‖b − K x‖₂ / ‖b‖₂ of the last solve; 0 where b = 0, infinite where it is not finite.
  public double residual() {
    return residual;
  }

  /// Solves K x = b.
  ///
  /// @param inverseDiagonal the diagonal of M⁻¹, positive; all ones for none
  /// @param x the first guess on entry, the best iterate on return
  /// @return whether the tolerance was reached
  public boolean solve(
      LinearOperator k, double[] inverseDiagonal, double[] b, double[] x, Goal goal) {
    iterations = 0;
    double norm = Math.sqrt(KERNELS.dot(n, b, 0, b, 0));
    if (norm == 0) {
      Arrays.fill(x, 0, n, 0);
    }
    residual = relative(measure(k, b, x), norm);
    boolean gaining = true;
    while (gaining
        && residual > goal.tolerance
        && residual < Double.POSITIVE_INFINITY
        && iterations < goal.maxIterations
        && !goal.stops.getAsBoolean()) {
      run(k, inverseDiagonal, 0.5 * goal.tolerance / residual, goal);
      KERNELS.axpy(n, 1, x, 0, correction, 0);
      double reached = relative(measure(k, b, correction), norm);
      gaining = reached <= residual / LEAST_GAIN;
      if (reached < residual) {
        System.arraycopy(correction, 0, x, 0, n);
        residual = reached;
      }
    }
    return residual <= goal.tolerance;
  }

  /// remainder := b − K x, and its norm.
  private double measure(LinearOperator k, double[] b, double[] x) {
    k.apply(x, product);
    for (int i = 0; i < n; i++) {
      remainder[i] = b[i] - product[i];
    }
    return Math.sqrt(KERNELS.dot(n, remainder, 0, remainder, 0));
  }

  private static double relative(double error, double norm) {
    double relative = error == 0 ? 0 : error / norm;
    return Double.isNaN(relative) ? Double.POSITIVE_INFINITY : relative;
  }

  /// One Lanczos process for K · correction = remainder, until the residual has been reduced to
  /// this part of itself. The letters are those of the rotations: row k of the triangular factor is
  /// (pivot, delta, above), read upwards.
  private void run(LinearOperator k, double[] inverseDiagonal, double reduction, Goal goal) {
    Arrays.fill(correction, 0);
    Arrays.fill(direction, 0);
    Arrays.fill(previousDirection, 0);
    Arrays.fill(previousLanczos, 0);
    System.arraycopy(remainder, 0, lanczos, 0, n);
    double beta = precondition(inverseDiagonal);
    double previousBeta = 1;
    double rhs = beta;
    double enough = reduction * beta;
    double cosine = -1;
    double sine = 0;
    double diagonal = 0;
    double second = 0;
    double normSquared = 0;
    while (iterations < goal.maxIterations
        && beta > 0
        && rhs > enough
        && !goal.stops.getAsBoolean()) {
      iterations++;
      double alpha = extendBasis(k, beta, previousBeta);
      previousBeta = beta;
      beta = precondition(inverseDiagonal);
      double above = second;
      double delta = cosine * diagonal + sine * alpha;
      double rest = sine * diagonal - cosine * alpha;
      second = sine * beta;
      diagonal = -cosine * beta;
      normSquared += alpha * alpha + beta * beta + previousBeta * previousBeta;
      if (rest * rest + diagonal * diagonal <= STATIONARY * STATIONARY * normSquared) {
        return;
      }
      double pivot = Math.hypot(rest, beta);
      cosine = rest / pivot;
      sine = beta / pivot;
      advance(above, delta, pivot, cosine * rhs);
      rhs *= sine;
    }
  }

  /// product := M⁻¹ lanczos, and the norm of `lanczos` that belongs to M⁻¹.
  private double precondition(double[] inverseDiagonal) {
    KERNELS.multiplyElements(n, inverseDiagonal, 0, lanczos, 0, product, 0);
    return Math.sqrt(KERNELS.dot(n, product, 0, lanczos, 0));
  }

  /// basis := the next basis vector v; lanczos := K v, orthogonal to the last two.
  ///
  /// @return vᵀ K v
  private double extendBasis(LinearOperator k, double beta, double previousBeta) {
    for (int i = 0; i < n; i++) {
      basis[i] = product[i] / beta;
    }
    k.apply(basis, product);
    KERNELS.axpy(n, -beta / previousBeta, previousLanczos, 0, product, 0);
    double alpha = KERNELS.dot(n, basis, 0, product, 0);
    KERNELS.axpy(n, -alpha / beta, lanczos, 0, product, 0);
    System.arraycopy(lanczos, 0, previousLanczos, 0, n);
    System.arraycopy(product, 0, lanczos, 0, n);
    return alpha;
  }

  private void advance(double above, double delta, double pivot, double step) {
    for (int i = 0; i < n; i++) {
      double next = (basis[i] - above * previousDirection[i] - delta * direction[i]) / pivot;
      previousDirection[i] = direction[i];
      direction[i] = next;
      correction[i] += step * next;
    }
  }
}
