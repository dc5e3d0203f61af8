package io.ffolayer.internal.cone;

import static io.ffolayer.internal.cone.ThreeByThree.cross;
import static io.ffolayer.internal.cone.ThreeByThree.dot;
import static io.ffolayer.internal.cone.ThreeByThree.multiply;
import static io.ffolayer.internal.cone.ThreeByThree.normalize;

/// A three-dimensional cone that is given by the barrier of its dual, f*(z) = −log ψ(z) + (a part
/// that is separable): the exponential and the power cone.
///
/// Shadow points s̃ = −∇f*(z) ∈ int K and z̃ = −∇f(s) ∈ int K*, f the conjugate of f*, have s̃ᵀz =
/// sᵀz̃ = 3. The scaling (Tunçel 2001; Dahl & Andersen 2022) is the matrix with H z = s and H z̃ =
/// s̃ that takes its third direction from the Hessian of f*:
///
/// ```
/// μ = sᵀz/3,  δ_s = s − μ s̃,  δ_z = z − μ z̃,  e = δ_sᵀδ_z,  a = z × z̃ / ‖z × z̃‖,  t = μ / (aᵀ(∇²f*(z))⁻¹a)
/// Y = [ s/√(sᵀz)   δ_s/√e   √t a ],     H = Y Yᵀ = U diag(σ²) Uᵀ
/// ```
///
/// On the central path, where δ_s = δ_z = 0, it is μ∇²f*(z), which stands in for it where Y has no
/// third column – with the block's own μ, so that H z = s there. The corrector has the third-order
/// term −½ ∇³f*(z)[Δz, (∇²f*(z))⁻¹Δs].
///
/// ```
/// ∇f*  = −g/ψ − sep′        ∇²f* = ggᵀ/ψ² − G/ψ + diag sep″                              g = ∇ψ,  G = ∇²ψ
/// ∇³f*[a,b] = ( Gb gᵀa + Ga gᵀb + g aᵀGb )/ψ² − 2 g gᵀa gᵀb/ψ³ − ∇³ψ[a,b]/ψ − 2 sep‴·a·b
/// ```
abstract class NonsymmetricBlock extends ThreeRowBlock {
  private static final double LARGEST_SPREAD = 1e6;
  private static final double CENTRAL = 1e-10;
  private static final double PARALLEL = 1e-12;

  /// The point of the last [#visit]; what follows belongs to it.
  final double[] slack = new double[3];

  final double[] dual = new double[3];

  /// ψ(z), its gradient and its Hessian, and the derivatives of the separable part, all written by
  /// [#evaluate].
  double psi;

  final double[] gradient = new double[3];
  final double[] curvature = new double[9];
  final double[] separable1 = new double[3];
  final double[] separable2 = new double[3];
  final double[] separable3 = new double[3];

  private final double[] slackShadow = new double[3];
  private final double[] dualShadow = new double[3];
  private boolean interior;

  private final double[] center;
  private final double[] centralRotation = new double[9];
  private final double[] centralWeights = new double[3];
  private final double[] trialSlack = new double[3];
  private final double[] trialDual = new double[3];
  private final double[] work = new double[3];
  private final double[] bend = new double[9];
  private final double[] alongA = new double[3];
  private final double[] alongB = new double[3];
  private final double[] thirdOrder = new double[3];
  private final BarrierHessian hessian = new BarrierHessian();

  /// @param center the point with −∇f*(z) = z
  NonsymmetricBlock(int index, int first, double[] center) {
    super(index, first);
    this.center = center;
  }

  /// Computes the scaling at the point where every solve starts, once.
  final void prepareStart() {
    visit(center, center, 0);
    scale(centralRotation, centralWeights, 0);
  }

  abstract boolean isInterior(double x, double y, double w);

  abstract boolean isDualInterior(double u, double v, double w);

  /// Writes ψ, its derivatives, and those of the separable part at [#dual].
  ///
  /// @return false where that is not in the interior of K*
  abstract boolean evaluate();

  /// x ← (∇²f*(z))⁻¹ x at the point of the last [#evaluate].
  abstract void solveHessian(double[] x);

  /// out ← ∇³ψ(z)[a, b] at the point of the last [#evaluate].
  abstract void thirdDerivative(double[] a, double[] b, double[] out);

  /// out ← z̃ = −∇f(s) at [#slack].
  ///
  /// @return false where that is not in the interior of K
  abstract boolean dualShadow(double[] out);

  @Override
  public int degree() {
    return 3;
  }

  @Override
  public void start(double[] s, double[] z) {
    System.arraycopy(center, 0, s, first, 3);
    System.arraycopy(center, 0, z, first, 3);
  }

  /// Goes to a point. A step that was accepted is the next point: what the neighbourhood asked for
  /// is there when the scaling needs it.
  ///
  /// @return false where it is not in the interior
  private boolean visit(double[] s, double[] z, int at) {
    boolean known = true;
    for (int i = 0; i < 3; i++) {
      known &= slack[i] == s[at + i] && dual[i] == z[at + i];
      slack[i] = s[at + i];
      dual[i] = z[at + i];
    }
    if (known) return interior;
    interior = evaluate() && dualShadow(dualShadow);
    for (int i = 0; i < 3; i++) slackShadow[i] = gradient[i] / psi + separable1[i];
    return interior;
  }

  @Override
  public boolean scale(double[] s, double[] z, double mu, double[] l, Rotation rotation) {
    if (!visit(s, z, first)) return false;
    double[] y = rotation.of(index());
    if (isCentral()) {
      System.arraycopy(centralRotation, 0, y, 0, 9);
      System.arraycopy(centralWeights, 0, l, first, 3);
      return true;
    }
    return scale(y, l, first);
  }

  /// Whether the point is the one where every solve starts.
  private boolean isCentral() {
    boolean central = true;
    for (int i = 0; i < 3; i++) central &= slack[i] == center[i] && dual[i] == center[i];
    return central;
  }

  private boolean scale(double[] y, double[] l, int at) {
    double own = dot(slack, 0, dual, 0) / 3;
    if (!primalDualScaling(own, y)) {
      if (!factorHessian()) return false;
      hessian.root(own, y);
    }
    return ThreeByThree.leftSingularVectors(y, l, at);
  }

  /// y ← Y.
  ///
  /// @return false where it has no third column
  private boolean primalDualScaling(double own, double[] y) {
    double spread = own * dot(slackShadow, 0, dualShadow, 0) / 3;
    if (!(spread > 1 + CENTRAL)) return false;
    double e = 0;
    for (int i = 0; i < 3; i++) {
      double deltaSlack = slack[i] - own * slackShadow[i];
      y[3 + i] = deltaSlack;
      e += deltaSlack * (dual[i] - own * dualShadow[i]);
    }
    cross(dual, 0, dualShadow, 0, y, 6);
    double sizes = Math.sqrt(dot(dual, 0, dual, 0) * dot(dualShadow, 0, dualShadow, 0));
    double sine = normalize(y, 6);
    if (!(e > 0 && sine > PARALLEL * sizes)) return false;
    System.arraycopy(y, 6, work, 0, 3);
    solveHessian(work);
    double t = own / dot(y, 6, work, 0);
    if (!(t > 0 && t < Double.POSITIVE_INFINITY)) return false;
    double alongRay = 1 / Math.sqrt(3 * own), across = 1 / Math.sqrt(e), rest = Math.sqrt(t);
    for (int i = 0; i < 3; i++) {
      y[i] = slack[i] * alongRay;
      y[3 + i] *= across;
      y[6 + i] *= rest;
    }
    return true;
  }

  /// Factors ∇²f*(z).
  private boolean factorHessian() {
    for (int k = 0; k < 9; k++) bend[k] = -curvature[k] / psi;
    for (int i = 0; i < 3; i++) bend[4 * i] += separable2[i];
    return hessian.factor(gradient, psi, bend);
  }

  @Override
  public void affineShift(double[] s, double[] shift) {
    System.arraycopy(s, first, shift, first, 3);
  }

  @Override
  public void combinedShift(
      double[] s,
      double[] z,
      double[] ds,
      double[] dz,
      double centering,
      boolean secondOrder,
      double[] shift) {
    visit(s, z, first); // a step may have been tried since
    boolean corrected = secondOrder && thirdOrderTerm(ds, dz);
    for (int i = 0; i < 3; i++) {
      double term = corrected ? -0.5 * thirdOrder[i] : 0;
      shift[first + i] = slack[i] - centering * slackShadow[i] + term;
    }
  }

  /// thirdOrder ← ∇³f*(z)[Δz, (∇²f*(z))⁻¹Δs].
  private boolean thirdOrderTerm(double[] ds, double[] dz) {
    double[] a = trialDual, b = trialSlack, ga = alongA, gb = alongB, psi3 = work;
    System.arraycopy(dz, first, a, 0, 3);
    System.arraycopy(ds, first, b, 0, 3);
    solveHessian(b);
    multiply(curvature, a, ga);
    multiply(curvature, b, gb);
    thirdDerivative(a, b, psi3);
    double ofA = dot(gradient, 0, a, 0), ofB = dot(gradient, 0, b, 0);
    double square = 1 / (psi * psi), bent = dot(a, 0, gb, 0) - 2 * ofA * ofB / psi, sum = 0;
    for (int i = 0; i < 3; i++) {
      double term = gb[i] * ofA + ga[i] * ofB + gradient[i] * bent;
      thirdOrder[i] = term * square - psi3[i] / psi - 2 * separable3[i] * a[i] * b[i];
      sum += 0 * thirdOrder[i];
    }
    return sum == 0;
  }

  @Override
  public double longestStep(double[] s, double[] ds, double[] z, double[] dz) {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public boolean contains(double[] s, double[] ds, double[] z, double[] dz, double step) {
    int i = first;
    return isInterior(s[i] + step * ds[i], s[i + 1] + step * ds[i + 1], s[i + 2] + step * ds[i + 2])
        && isDualInterior(
            z[i] + step * dz[i], z[i + 1] + step * dz[i + 1], z[i + 2] + step * dz[i + 2]);
  }

  /// μ μ̃ is 1 on the central path; it may grow to 1e6.
  @Override
  public boolean accepts(double[] s, double[] ds, double[] z, double[] dz, double step) {
    for (int i = 0; i < 3; i++) {
      trialSlack[i] = s[first + i] + step * ds[first + i];
      trialDual[i] = z[first + i] + step * dz[first + i];
    }
    if (!visit(trialSlack, trialDual, 0)) return false;
    double product = dot(slack, 0, dual, 0) * dot(slackShadow, 0, dualShadow, 0) / 9;
    return product > 0 && product <= LARGEST_SPREAD;
  }
}
