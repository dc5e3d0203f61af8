package io.ffolayer.internal.linalg.krylov;

/// The matrix K = [ H Aᵀ; A 0 ] of an equality-constrained quadratic, by products with H, A and Aᵀ.
///
/// A workspace, for one thread.
public final class SaddleOperator implements LinearOperator {

  private final int variables;
  private final int rows;
  private final LinearOperator hessian;
  private final LinearOperator constraints;
  private final LinearOperator transposed;
  private final double[] x;
  private final double[] z;
  private final double[] hx;
  private final double[] aTz;

  /// @param hessian H, variables × variables
  /// @param constraints A, rows × variables
  /// @param transposed Aᵀ
  public SaddleOperator(
      int variables,
      int rows,
      LinearOperator hessian,
      LinearOperator constraints,
      LinearOperator transposed) {
    this.variables = variables;
    this.rows = rows;
    this.hessian = hessian;
    this.constraints = constraints;
    this.transposed = transposed;
    x = new double[variables];
    z = new double[rows];
    hx = new double[variables];
    aTz = new double[variables];
  }

  public int variables() {
    return variables;
  }

  public int rows() {
    return rows;
  }

  public LinearOperator hessian() {
    return hessian;
  }

  public LinearOperator constraints() {
    return constraints;
  }

  public LinearOperator transposed() {
    return transposed;
  }

  @Override
  public void apply(double[] in, double[] out) {
    System.arraycopy(in, 0, x, 0, variables);
    System.arraycopy(in, variables, z, 0, rows);
    hessian.apply(x, hx);
    transposed.apply(z, aTz);
    for (int j = 0; j < variables; j++) {
      out[j] = hx[j] + aTz[j];
    }
    constraints.apply(x, z);
    System.arraycopy(z, 0, out, variables, rows);
  }
}
