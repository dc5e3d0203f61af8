package io.ffolayer.program;

import io.ffolayer.program.matrix.Layout;
import io.ffolayer.program.matrix.OuterChange;
import io.ffolayer.program.matrix.Panel;
import java.util.Arrays;

/// From the direction (dy, dz) of a backward pass to the gradient of the numbers of the program:
/// the only assembly.
///
/// ```
/// ∂ℓ/∂q = dy        ∂ℓ/∂P = ½(dy yᵀ + y dyᵀ)        ∂ℓ/∂b = −dz        ∂ℓ/∂A = dz yᵀ + z dyᵀ
/// ```
///
/// on the stored pattern only. Where a triangle of P is stored, an off-diagonal entry moves two
/// numbers and gets dy_i y_j + dy_j y_i. Both terms of ∂A come from the Lagrangian: zᵀA y depends
/// on A through y and through z.
///
/// The optimal value has ∂/∂P = ½yyᵀ, ∂/∂q = y, ∂/∂A = z yᵀ, ∂/∂b = −z. The direction dy = y/2, dz
/// = z/2 gives these ∂P and ∂A, but only half of ∂q and ∂b; [#linear] and [#rhs] add the other
/// half. [#addValue] adds the value.
public final class ProgramGradient {
  private final ProgramStructure structure;
  private final double[] y;
  private final double[] z;
  private final double[] dy;
  private final double[] dz;
  private final double[] value;
  private final OuterChange matrices;

  /// @param structure what the instances share
  /// @param y base points, [B, n]
  /// @param z [B, m]
  /// @param dy directions, [B, n]
  /// @param dz [B, m]
  /// @param value cotangent of the optimal value, `[B]`
  public ProgramGradient(
      ProgramStructure structure,
      double[] y,
      double[] z,
      double[] dy,
      double[] dz,
      double[] value) {
    this.structure = structure;
    this.y = y;
    this.z = z;
    this.dy = dy;
    this.dz = dz;
    this.value = value;
    matrices = new OuterChange(z, y, dz, dy);
  }

  /// Base points, [B, n]: the array itself.
  public double[] y() {
    return y;
  }

  /// [B, m].
  public double[] z() {
    return z;
  }

  /// Directions, [B, n].
  public double[] dy() {
    return dy;
  }

  /// [B, m].
  public double[] dz() {
    return dz;
  }

  /// Cotangent of the optimal value, `[B]`.
  public double[] value() {
    return value;
  }

  /// The base points (y, z).
  public PrimalDual points() {
    return new PrimalDual(structure.variables(), structure.rows(), y, z);
  }

  /// The directions (dy, dz).
  public PrimalDual directions() {
    return new PrimalDual(structure.variables(), structure.rows(), dy, dz);
  }

  /// out = or += ∂ℓ/∂P of one instance, on the layout of P.
  public void quadratic(int instance, boolean add, double[] out, int at) {
    int n = structure.variables();
    matrices.writeSymmetric(structure.quadratic(), instance * n, add, out, at);
  }

  /// out = or += ∂ℓ/∂A of one instance on some rows.
  ///
  /// @param first the row of A that is the first row of the layout
  /// @param layout of a block, or of some rows of a dense block
  public void rows(int instance, int first, Layout layout, boolean add, double[] out, int at) {
    int uAt = instance * structure.rows() + first, vAt = instance * structure.variables();
    matrices.write(layout, uAt, vAt, add, out, at);
  }

  /// out = or += ∂ℓ/∂A of one instance on a block of its entries.
  ///
  /// @param first the row of A from which the rows of the panel are counted
  public void rows(int instance, int first, Panel panel, boolean add, double[] out, int at) {
    int uAt = instance * structure.rows() + first, vAt = instance * structure.variables();
    matrices.write(panel, uAt, vAt, add, out, at);
  }

  /// out = or += ∂ℓ/∂q = dy.
  public void linear(int instance, boolean add, double[] out, int at) {
    int n = structure.variables();
    int base = instance * n;
    double half = 0.5 * value[instance];
    for (int j = 0; j < n; j++)
      out[at + j] = (add ? out[at + j] : 0) + dy[base + j] + half * y[base + j];
  }

  /// out = or += ∂ℓ/∂b = −dz.
  public void rhs(int instance, boolean add, double[] out, int at) {
    int m = structure.rows();
    int base = instance * m;
    double half = 0.5 * value[instance];
    for (int i = 0; i < m; i++)
      out[at + i] = (add ? out[at + i] : 0) - dz[base + i] - half * z[base + i];
  }

  /// Adds c · (gradient of the optimal value) to one instance.
  public void addValue(int instance, double c) {
    int n = structure.variables();
    int m = structure.rows();
    value[instance] += c;
    for (int j = instance * n; j < (instance + 1) * n; j++) dy[j] += 0.5 * c * y[j];
    for (int i = instance * m; i < (instance + 1) * m; i++) dz[i] += 0.5 * c * z[i];
  }

  /// Makes the contribution of an instance zero: one that was not solved.
  public void silence(int instance) {
    int n = structure.variables();
    int m = structure.rows();
    value[instance] = 0;
    for (double[] array : new double[][] {y, dy})
      Arrays.fill(array, instance * n, (instance + 1) * n, 0.0);
    for (double[] array : new double[][] {z, dz})
      Arrays.fill(array, instance * m, (instance + 1) * m, 0.0);
  }
}
