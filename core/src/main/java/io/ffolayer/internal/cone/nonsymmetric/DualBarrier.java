package io.ffolayer.internal.cone.nonsymmetric;

import static io.ffolayer.internal.cone.nonsymmetric.ThreeByThree.dot;
import static io.ffolayer.internal.cone.nonsymmetric.ThreeByThree.multiply;

/// The barrier f*(z) = −log ψ(z) + (a part that is separable) of the dual of a three-dimensional
/// cone, and its derivatives at one point:
///
/// ```
/// ∇f*  = −g/ψ − sep′        ∇²f* = ggᵀ/ψ² − G/ψ + diag sep″                              g = ∇ψ,  G = ∇²ψ
/// ∇³f*[a,b] = ( Gb gᵀa + Ga gᵀb + g aᵀGb )/ψ² − 2 g gᵀa gᵀb/ψ³ − ∇³ψ[a,b]/ψ − 2 sep‴·a·b
/// ```
///
/// The memory of one thread: what [#evaluate] computes serves the calls that follow.
public abstract class DualBarrier {
  /// The point of the last [#evaluate]; what follows belongs to it.
  final double[] z = new double[3];

  /// ψ(z), its gradient and its Hessian, and the derivatives of the separable part.
  double psi;

  final double[] gradient = new double[3];
  final double[] curvature = new double[9];
  final double[] separable1 = new double[3];
  final double[] separable2 = new double[3];
  final double[] separable3 = new double[3];

  private final double[] rest = new double[9];
  private final double[] alongA = new double[3];
  private final double[] alongB = new double[3];
  private final double[] bend = new double[3];
  private final BarrierHessian hessian = new BarrierHessian();

  /// The point with −∇f*(z) = z, where solves start; 3 numbers, read only.
  public abstract double[] center();

  /// Whether a point lies in the interior of K.
  public abstract boolean isInterior(double x, double y, double w);

  /// Whether a point lies in the interior of K*.
  public abstract boolean isDualInterior(double u, double v, double w);

  /// out ← z̃ = −∇f(s), f the conjugate of f*.
  ///
  /// @return false where s is not in the interior of K
  public abstract boolean shadowOfSlack(double[] s, double[] out);

  /// x ← (∇²f*(z))⁻¹ x at the point of the last [#evaluate].
  public abstract void solveHessian(double[] x);

  /// Writes ψ, its derivatives, and those of the separable part at [#z].
  ///
  /// @return false where that is not in the interior of K*
  abstract boolean evaluate();

  /// out ← ∇³ψ(z)[a, b] at the point of the last [#evaluate].
  abstract void thirdDerivative(double[] a, double[] b, double[] out);

  /// Goes to a point, to which all calls refer that do not name one.
  ///
  /// @return false where it is not in the interior of K*
  public final boolean evaluate(double[] point) {
    System.arraycopy(point, 0, z, 0, 3);
    return evaluate();
  }

  /// out ← s̃ = −∇f*(z).
  public final void shadow(double[] out) {
    for (int i = 0; i < 3; i++) out[i] = gradient[i] / psi + separable1[i];
  }

  /// y ← Y with YYᵀ = factor·∇²f*(z).
  ///
  /// @return false where the Hessian is not positive definite to working precision
  public final boolean rootOfHessian(double factor, double[] y) {
    for (int k = 0; k < 9; k++) rest[k] = -curvature[k] / psi;
    for (int i = 0; i < 3; i++) rest[4 * i] += separable2[i];
    if (!hessian.factor(gradient, psi, rest)) return false;
    hessian.root(factor, y);
    return true;
  }

  /// out ← ∇³f*(z)[a, b].
  ///
  /// @return false where it is not finite
  public final boolean thirdOrder(double[] a, double[] b, double[] out) {
    double[] ga = alongA, gb = alongB;
    multiply(curvature, a, ga);
    multiply(curvature, b, gb);
    thirdDerivative(a, b, bend);
    double ofA = dot(gradient, 0, a, 0), ofB = dot(gradient, 0, b, 0);
    double square = 1 / (psi * psi), bent = dot(a, 0, gb, 0) - 2 * ofA * ofB / psi, sum = 0;
    for (int i = 0; i < 3; i++) {
      double term = gb[i] * ofA + ga[i] * ofB + gradient[i] * bent;
      out[i] = term * square - bend[i] / psi - 2 * separable3[i] * a[i] * b[i];
      sum += 0 * out[i];
    }
    return sum == 0;
  }
}
