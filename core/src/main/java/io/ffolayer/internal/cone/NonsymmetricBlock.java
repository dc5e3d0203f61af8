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
abstract class NonsymmetricBlock implements ConeBlock {
  private static final double LARGEST_SPREAD = 1e6;
  private static final double CENTRAL = 1e-10;
  private static final double PARALLEL = 1e-12;

  /// ψ(z), its gradient and its Hessian, and the derivatives of the separable part, all written by
  /// [#evaluate].
  double psi;

  final double[] gradient = new double[3];
  final double[] curvature = new double[9];
  final double[] separable1 = new double[3];
  final double[] separable2 = new double[3];
  final double[] separable3 = new double[3];

  /// The two parts of the last point that was split, s − z = v, and their rows.
  final double[] slackPart = new double[3];

  final double[] dualPart = new double[3];
  final double[] sides = new double[3];
  final double[] weights = new double[3];

  private final int index;
  private final int first;
  private final double[] slackShadow = new double[3];
  private final double[] dualShadow = new double[3];
  private final double[] hessian = new double[9];
  private final ThreeByThree factor = new ThreeByThree();
  private final double[] trialSlack = new double[3];
  private final double[] trialDual = new double[3];
  private final double[] work = new double[3];
  private final double[] thirdOrder = new double[3];
  private boolean factored;

  NonsymmetricBlock(int index, int first) {
    this.index = index;
    this.first = first;
  }

  abstract boolean isInterior(double[] s, int at);

  abstract boolean isDualInterior(double[] z, int at);

  /// Writes ψ, its derivatives, and those of the separable part at an interior z.
  abstract void evaluate(double[] z, int at);

  /// out ← ∇³ψ(z)[a, b].
  abstract void thirdDerivative(double[] z, int at, double[] a, double[] b, double[] out);

  /// out ← z̃ = −∇f(s) at an interior s.
  abstract void dualShadow(double[] s, int at, double[] out);

  abstract void center(double[] point, int at);

  /// Splits v into slackPart − dualPart, Π(v) and Π(v) − v, and writes the rows of the face: U, its
  /// weights w ([#weights]: 0 inactive, ∞ active) and its signed distances ([#sides]).
  ///
  /// @param u 9 numbers, the rows of U one after the other as columns
  abstract void split(double[] v, double[] u);

  /// The place of its U in a [Rotation].
  final int index() {
    return index;
  }

  @Override
  public int first() {
    return first;
  }

  @Override
  public int end() {
    return first + 3;
  }

  @Override
  public int degree() {
    return 3;
  }

  @Override
  public void start(double[] s, double[] z) {
    center(s, first);
    center(z, first);
  }

  @Override
  public boolean scale(double[] s, double[] z, double mu, double[] l, Rotation rotation) {
    if (!isInterior(s, first) || !isDualInterior(z, first)) return false;
    evaluate(z, first);
    slackShadow(slackShadow);
    writeHessian();
    dualShadow(s, first, dualShadow);
    factored = factor.factor(hessian);
    double[] y = rotation.of(index);
    double own = dot(s, first, z, first) / 3;
    if (!primalDualScaling(s, z, own, y)) {
      for (int k = 0; k < 9; k++) y[k] = own * hessian[k];
      if (!ThreeByThree.cholesky(y)) return false;
    }
    return ThreeByThree.leftSingularVectors(y, l, first);
  }

  /// y ← Y.
  ///
  /// @return false where it has no third column
  private boolean primalDualScaling(double[] s, double[] z, double own, double[] y) {
    double spread = own * dot(slackShadow, 0, dualShadow, 0) / 3;
    if (!factored || !(spread > 1 + CENTRAL)) return false;
    double e = 0;
    for (int i = 0; i < 3; i++) {
      double deltaSlack = s[first + i] - own * slackShadow[i];
      double deltaDual = z[first + i] - own * dualShadow[i];
      y[3 + i] = deltaSlack;
      e += deltaSlack * deltaDual;
    }
    cross(z, first, dualShadow, 0, y, 6);
    double sizes = Math.sqrt(dot(z, first, z, first) * dot(dualShadow, 0, dualShadow, 0));
    double sine = normalize(y, 6);
    if (!(e > 0 && sine > PARALLEL * sizes)) return false;
    System.arraycopy(y, 6, work, 0, 3);
    factor.solve(work);
    double t = own / dot(y, 6, work, 0);
    if (!(t > 0 && t < Double.POSITIVE_INFINITY)) return false;
    double along = Math.sqrt(3 * own), rootE = Math.sqrt(e), rootT = Math.sqrt(t);
    for (int i = 0; i < 3; i++) {
      y[i] = s[first + i] / along;
      y[3 + i] /= rootE;
      y[6 + i] *= rootT;
    }
    return true;
  }

  /// out ← s̃ = −∇f*(z) at the point of the last [#evaluate].
  private void slackShadow(double[] out) {
    for (int i = 0; i < 3; i++) out[i] = gradient[i] / psi + separable1[i];
  }

  private void writeHessian() {
    double square = psi * psi;
    for (int j = 0; j < 3; j++) {
      for (int i = 0; i < 3; i++)
        hessian[3 * j + i] = gradient[i] * gradient[j] / square - curvature[3 * j + i] / psi;
      hessian[4 * j] += separable2[j];
    }
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
    boolean corrected = secondOrder && factored && thirdOrderTerm(z, ds, dz);
    for (int i = 0; i < 3; i++) {
      double term = corrected ? -0.5 * thirdOrder[i] : 0;
      shift[first + i] = s[first + i] - centering * slackShadow[i] + term;
    }
  }

  /// thirdOrder ← ∇³f*(z)[Δz, (∇²f*(z))⁻¹Δs], at the z of the last [#scale].
  private boolean thirdOrderTerm(double[] z, double[] ds, double[] dz) {
    double[] a = trialDual, b = work, ga = trialSlack, gb = slackPart, psi3 = dualPart;
    evaluate(z, first); // steps may have been tried since
    System.arraycopy(dz, first, a, 0, 3);
    System.arraycopy(ds, first, b, 0, 3);
    factor.solve(b);
    multiply(curvature, a, ga);
    multiply(curvature, b, gb);
    thirdDerivative(z, first, a, b, psi3);
    double alongA = dot(gradient, 0, a, 0), alongB = dot(gradient, 0, b, 0);
    double bent = dot(a, 0, gb, 0), square = psi * psi, sum = 0;
    for (int i = 0; i < 3; i++) {
      double term = gb[i] * alongA + ga[i] * alongB + gradient[i] * bent;
      double cubic = 2 * gradient[i] * alongA * alongB / (square * psi);
      thirdOrder[i] = term / square - cubic - psi3[i] / psi - 2 * separable3[i] * a[i] * b[i];
      sum += 0 * thirdOrder[i];
    }
    return sum == 0;
  }

  @Override
  public double longestStep(double[] s, double[] ds, double[] z, double[] dz) {
    return Double.POSITIVE_INFINITY;
  }

  /// μ μ̃ is 1 on the central path; it may grow to 1e6.
  @Override
  public boolean accepts(double[] s, double[] ds, double[] z, double[] dz, double step) {
    for (int i = 0; i < 3; i++) {
      trialSlack[i] = s[first + i] + step * ds[first + i];
      trialDual[i] = z[first + i] + step * dz[first + i];
    }
    if (!isInterior(trialSlack, 0) || !isDualInterior(trialDual, 0)) return false;
    evaluate(trialDual, 0);
    slackShadow(work);
    dualShadow(trialSlack, 0, thirdOrder);
    double product = dot(trialSlack, 0, trialDual, 0) * dot(work, 0, thirdOrder, 0) / 9;
    return product > 0 && product <= LARGEST_SPREAD;
  }

  @Override
  public void snap(
      double[] s,
      double[] z,
      double[] slackScale,
      double[] dualScale,
      double[] l,
      Rotation rotation,
      double[] distance) {
    difference(s, z, slackScale[first], dualScale[first], work);
    split(work, rotation.of(index));
    writeFace(s, z, slackScale[first], dualScale[first], l, distance);
  }

  /// v ← s/σ_s − z/σ_z.
  final void difference(double[] s, double[] z, double ofSlack, double ofDual, double[] v) {
    for (int i = 0; i < 3; i++) v[i] = s[first + i] / ofSlack - z[first + i] / ofDual;
  }

  /// Writes the two parts and the rows of the last split in the units of s and z.
  final void writeFace(
      double[] s, double[] z, double ofSlack, double ofDual, double[] l, double[] distance) {
    for (int i = 0; i < 3; i++) {
      s[first + i] = ofSlack * slackPart[i];
      z[first + i] = ofDual * dualPart[i];
      l[first + i] = ofSlack / ofDual / weights[i];
      distance[first + i] = sides[i];
    }
  }

  /// The face of s − z decides, the curved row goes with the larger part.
  @Override
  public void takePart(double[] s, double[] z, double floor, double[] l, Rotation rotation) {
    for (int i = 0; i < 3; i++) work[i] = s[first + i] - z[first + i];
    split(work, rotation.of(index));
    boolean counts = dot(dualPart, 0, dualPart, 0) > floor * floor;
    for (int i = 0; i < 3; i++)
      l[first + i] = counts && weights[i] > 1 ? 0 : Double.POSITIVE_INFINITY;
  }

  @Override
  public void project(double[] s) {
    System.arraycopy(s, first, work, 0, 3);
    split(work, hessian);
    System.arraycopy(slackPart, 0, s, first, 3);
  }

  /// Π_{K*}(z) = Π_K(−z) + z.
  @Override
  public void projectDual(double[] z) {
    for (int i = 0; i < 3; i++) work[i] = -z[first + i];
    split(work, hessian);
    System.arraycopy(dualPart, 0, z, first, 3);
  }

  /// v itself lies on one side: Π(v) = v or Π(v) = 0. U = (v, the direction that leads over the
  /// nearest boundary, the third one), normalised.
  ///
  /// @param over the gradient of ψ, of K or K*, there
  /// @param distance of v from the boundary, positive inside K, negative inside −K*
  final void wholeSide(double[] v, double[] over, double distance, boolean slack, double[] u) {
    for (int i = 0; i < 3; i++) {
      slackPart[i] = slack ? v[i] : 0;
      dualPart[i] = slack ? 0 : -v[i];
      weights[i] = slack ? 0 : Double.POSITIVE_INFINITY;
      sides[i] = Double.POSITIVE_INFINITY;
    }
    sides[1] = distance;
    setFrame(v, over, u);
  }

  /// U ← (a, b − its part along a, a × b), normalised; the identity where a and b are parallel.
  final void setFrame(double[] a, double[] b, double[] u) {
    System.arraycopy(a, 0, u, 0, 3);
    System.arraycopy(b, 0, u, 3, 3);
    double lengthA = normalize(u, 0), lengthB = normalize(u, 3);
    cross(u, 0, u, 3, u, 6);
    double sine = normalize(u, 6);
    if (!(lengthA > 0 && lengthB > 0 && sine > PARALLEL)) {
      identity(u);
      return;
    }
    cross(u, 6, u, 0, u, 3);
    normalize(u, 3);
  }

  static void identity(double[] u) {
    for (int k = 0; k < 9; k++) u[k] = k % 4 == 0 ? 1 : 0;
  }

  @Override
  public int rotationSize() {
    return 9;
  }

  @Override
  public void rotate(Rotation rotation, double[] rows, int at, int columns) {
    double[] u = rotation.of(index);
    for (int j = at; j < at + columns; j++) {
      double x = rows[j], y = rows[j + columns], w = rows[j + 2 * columns];
      rows[j] = u[0] * x + u[1] * y + u[2] * w;
      rows[j + columns] = u[3] * x + u[4] * y + u[5] * w;
      rows[j + 2 * columns] = u[6] * x + u[7] * y + u[8] * w;
    }
  }

  @Override
  public void rotateBack(Rotation rotation, double[] v, int at) {
    double[] u = rotation.of(index);
    double x = v[at], y = v[at + 1], w = v[at + 2];
    for (int i = 0; i < 3; i++) v[at + i] = u[i] * x + u[3 + i] * y + u[6 + i] * w;
  }
}
