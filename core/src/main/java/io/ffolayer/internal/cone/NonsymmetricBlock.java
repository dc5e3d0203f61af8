package io.ffolayer.internal.cone;

import static io.ffolayer.internal.cone.nonsymmetric.ThreeByThree.cross;
import static io.ffolayer.internal.cone.nonsymmetric.ThreeByThree.dot;
import static io.ffolayer.internal.cone.nonsymmetric.ThreeByThree.normalize;

import io.ffolayer.internal.cone.nonsymmetric.DualBarrier;
import io.ffolayer.internal.cone.nonsymmetric.ThreeByThree;

/// A three-dimensional cone that is given by the barrier f* of its dual ([DualBarrier]): the
/// exponential and the power cone.
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
abstract class NonsymmetricBlock extends ThreeRowBlock {
  private static final double LARGEST_SPREAD = 1e6;
  private static final double CENTRAL = 1e-10;
  private static final double PARALLEL = 1e-12;

  private final DualBarrier barrier;

  /// The point of the last [#visit], its shadows, and whether it is in the interior.
  private final double[] slack = new double[3];

  private final double[] dual = new double[3];
  private final double[] slackShadow = new double[3];
  private final double[] dualShadow = new double[3];
  private boolean interior;

  /// The scaling at the point where every solve starts.
  private final double[] centralRotation = new double[9];

  private final double[] centralWeights = new double[3];

  private final double[] trialSlack = new double[3];
  private final double[] trialDual = new double[3];
  private final double[] work = new double[3];
  private final double[] thirdOrder = new double[3];

  NonsymmetricBlock(int index, int first, DualBarrier barrier) {
    super(index, first);
    this.barrier = barrier;
    visit(barrier.center(), barrier.center(), 0);
    scale(centralRotation, centralWeights, 0);
  }

  @Override
  public int degree() {
    return 3;
  }

  @Override
  public void start(double[] s, double[] z) {
    System.arraycopy(barrier.center(), 0, s, first, 3);
    System.arraycopy(barrier.center(), 0, z, first, 3);
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
    interior = barrier.evaluate(dual) && barrier.shadowOfSlack(slack, dualShadow);
    barrier.shadow(slackShadow);
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
    double[] center = barrier.center();
    boolean central = true;
    for (int i = 0; i < 3; i++) central &= slack[i] == center[i] && dual[i] == center[i];
    return central;
  }

  private boolean scale(double[] y, double[] l, int at) {
    double own = dot(slack, 0, dual, 0) / 3;
    if (!primalDualScaling(own, y) && !barrier.rootOfHessian(own, y)) return false;
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
    barrier.solveHessian(work);
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

  @Override
  public void affineShift(double[] s, double[] shift) {
    System.arraycopy(s, first, shift, first, 3);
  }

  @Override
  public void centeringShift(double[] s, double[] z, double target, double[] shift) {
    visit(s, z, first); // a step may have been tried since
    for (int i = 0; i < 3; i++) shift[first + i] = slack[i] - target * slackShadow[i];
  }

  @Override
  public void combinedShift(
      double[] s, double[] z, double[] ds, double[] dz, double target, double[] shift) {
    centeringShift(s, z, target, shift);
    System.arraycopy(dz, first, trialDual, 0, 3);
    System.arraycopy(ds, first, trialSlack, 0, 3);
    barrier.solveHessian(trialSlack);
    if (!barrier.thirdOrder(trialDual, trialSlack, thirdOrder)) return;
    for (int i = 0; i < 3; i++) shift[first + i] += -0.5 * thirdOrder[i];
  }

  @Override
  public double longestStep(double[] s, double[] ds, double[] z, double[] dz) {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public boolean contains(double[] s, double[] ds, double[] z, double[] dz, double step) {
    int i = first;
    return barrier.isInterior(
            s[i] + step * ds[i], s[i + 1] + step * ds[i + 1], s[i + 2] + step * ds[i + 2])
        && barrier.isDualInterior(
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
