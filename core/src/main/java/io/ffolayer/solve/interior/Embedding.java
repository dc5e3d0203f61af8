package io.ffolayer.solve.interior;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProgramData;
import java.util.Arrays;

/// The homogeneous embedding of one program in equilibrated units and the predictor–corrector step
/// on it.
///
/// With τ > 0, κ > 0 the residuals
///
/// ```
/// r_d = Py + Aᵀz + qτ        r_p = Ay + s − bτ        r_g = κ + qᵀy + bᵀz + yᵀPy/τ        μ = (sᵀz + τκ)/(ν+1)
/// ```
///
/// vanish together with sᵀz and τκ at the end: τ > 0 gives a solution (y, s, z)/τ, κ > 0 a
/// certificate that there is none. No phase one and no large constants: infeasible and unbounded
/// programs end as fast as others. (Andersen, Ye, *On a homogeneous algorithm for the monotone
/// complementarity problem*, 1999; Goulart, Chen, *Clarabel*, 2024, for the quadratic objective.)
///
/// One iteration factors K = [P Aᵀ; A −H] once and solves with it for u₂ = K⁻¹(−q, b), the affine
/// and the combined direction. A direction for (γ, d_s, d_κ), with ξ = y/τ:
///
/// ```
/// K u₁ = (−γ r_d, −γ r_p + d_s)
/// Δτ   = ( −γ r_g + d_κ/τ − (q + 2Pξ)ᵀu₁y − bᵀu₁z ) / den
/// den  = −κ/τ − ‖u₂y − ξ‖²_P + min( qᵀu₂y + bᵀu₂z + u₂yᵀP u₂y,  −u₂zᵀH u₂z )
/// (Δy, Δz) = u₁ + Δτ u₂       Δs = −d_s − HΔz       Δκ = −(d_κ + κΔτ)/τ
/// ```
///
/// The two terms of the minimum are equal in exact arithmetic; the first alone loses its sign when
/// solves are inaccurate, the second fails where K is singular and only regularisation bounds u₂.
/// Δs comes from its complementarity, not from its row: the latter puts s up to 1e-10 outside the
/// cone. H = U diag(l) Uᵀ is never formed: u₂z and Δz are kept in rotated coordinates, where HΔz =
/// U(l ∘ UᵀΔz) and zᵀHz = Σ l (Uᵀz)² lose nothing.
///
/// Some cones ask for shorter steps than their boundaries allow, or cannot tell their distance: a
/// step is shortened by 5 % until all accept it. If little is left of it, the second-order terms
/// were wrong: one more direction without them, well centred, is tried, and the longer step taken.
final class Embedding {
  private static final DenseKernels KERNELS = Kernels.dense();
  private static final double FRACTION = 0.99;
  private static final double SMALLEST_STEP = 1e-7;
  private static final double SHORT_STEP = 1e-3;
  private static final int MOST_SHORT_STEPS = 5;
  private static final double HOMOGENEOUS_RANGE = 1e4;

  /// What is left of a step that some cone did not accept, and the step at which this ends.
  private static final double SHORTER = 0.95;

  private static final double HOPELESS_STEP = 1e-9;

  /// A combined step below this is compared with one that only centres, by this σ.
  private static final double POOR_STEP = 0.05;

  private static final double CAREFUL_CENTERING = 0.8;

  /// Relative residual of the solves for a direction while μ is not small and τ not below κ, where
  /// steps are judged: beside what those leave it counts for nothing. Where κ wins, directions
  /// grow, and a certificate needs all digits; unbounded quadratic programs need them from the
  /// start.
  private static final double DIRECTION_ACCURACY = 1e-6;

  /// A change of the point: Δy, Δs, Δz, Δτ, Δκ.
  private static final class Direction {
    final double[] y;
    final double[] s;
    final double[] z;
    double tau;
    double kappa;

    Direction(int variables, int rows) {
      y = new double[variables];
      s = new double[rows];
      z = new double[rows];
    }
  }

  final Iterate at;
  double tau;
  double kappa;

  private final ProgramData data;
  private final KktSystem kkt;
  private final ConeBlock[] cones;
  private final Rotation rotation;
  private final int degree;
  private final double[] linear;
  private final double[] rhs;
  private final double[] l;
  private final double[] shift;
  private final double[] dualResidual;
  private final double[] primalResidual;
  private final boolean judged;
  private final double[] rotatedRhs;
  private final double[] constantY;
  private final double[] constantZ;
  private final double[] constantPy;
  private Direction direction;
  private Direction other;
  private double gapResidual;
  private double mu;
  private double yPy;
  private double denominator;
  private int shortSteps;
  private int strictest;

  Embedding(ProgramData scaled, KktSystem kkt, ConeBlock[] cones) {
    data = scaled;
    this.kkt = kkt;
    this.cones = cones;
    rotation = new Rotation(cones);
    degree = Arrays.stream(cones).mapToInt(ConeBlock::degree).sum();
    int n = scaled.structure().variables();
    int m = scaled.structure().rows();
    at = new Iterate(scaled.structure());
    linear = scaled.linear().values();
    rhs = scaled.rhs().values();
    l = new double[m];
    shift = new double[m];
    dualResidual = new double[n];
    primalResidual = new double[m];
    constantY = new double[n];
    constantZ = new double[m];
    constantPy = new double[n];
    judged = scaled.structure().cones().stream().anyMatch(part -> isJudged(part.cone()));
    rotatedRhs = new double[m];
    direction = new Direction(n, m);
    other = judged ? new Direction(n, m) : direction;
  }

  /// Whether a cone's own step length is not exact, so that steps have to be tried.
  private static boolean isJudged(Cone cone) {
    return cone instanceof ExponentialCone || cone instanceof PowerCone;
  }

  /// y = 0, s = z = the central points, τ = κ = 1. The system has loaded the instance.
  void start() {
    Arrays.fill(at.y, 0);
    for (ConeBlock cone : cones) cone.start(at.s, at.z);
    tau = 1;
    kappa = 1;
    shortSteps = 0;
    multiply();
  }

  /// The products with the iterate, qᵀy + bᵀz and the residuals.
  private void multiply() {
    at.multiply(data);
    yPy = dot(at.y, at.py);
    for (int j = 0; j < dualResidual.length; j++)
      dualResidual[j] = at.py[j] + at.atz[j] + linear[j] * tau;
    for (int i = 0; i < primalResidual.length; i++)
      primalResidual[i] = at.ay[i] + at.s[i] - rhs[i] * tau;
    gapResidual = kappa + linearTerm() + rhsTerm() + yPy / tau;
    mu = (dot(at.s, at.z) + tau * kappa) / (degree + 1);
  }

  /// qᵀy.
  private double linearTerm() {
    return dot(linear, at.y);
  }

  /// bᵀz.
  private double rhsTerm() {
    return dot(rhs, at.z);
  }

  /// One iteration.
  ///
  /// @return false if no further progress is possible from here
  boolean step() {
    if (!(mu > 0 && mu < Double.POSITIVE_INFINITY) || !factor()) return false;
    for (ConeBlock cone : cones) cone.affineShift(at.s, shift);
    solve(1, kappa * tau);
    double affineStep = interiorStep(Math.min(1, longestStep()));
    double centering = Math.pow(1 - affineStep, 3);
    double product = direction.tau * direction.kappa;
    solveCentered(centering, true, product);
    double step = acceptedStep(Math.min(1, FRACTION * longestStep()));
    if (judged && step < POOR_STEP) step = retry(step);
    if (!(step >= SMALLEST_STEP)) return false;
    shortSteps = step < SHORT_STEP ? shortSteps + 1 : 0;
    if (shortSteps >= MOST_SHORT_STEPS) return false;
    move(step);
    return true;
  }

  /// The direction towards σμ.
  ///
  /// @param product ΔτΔκ of the affine direction, whose Δs and Δz the direction still holds
  private void solveCentered(double centering, boolean secondOrder, double product) {
    double target = centering * mu;
    for (ConeBlock cone : cones)
      cone.combinedShift(at.s, at.z, direction.s, direction.z, target, secondOrder, shift);
    solve(1 - centering, kappa * tau + product - target);
  }

  /// Another direction, without second-order terms; the longer of the two steps.
  private double retry(double step) {
    swapDirections();
    solveCentered(CAREFUL_CENTERING, false, 0);
    double careful = acceptedStep(Math.min(1, FRACTION * longestStep()));
    if (careful > step) return careful;
    swapDirections();
    return step;
  }

  private void swapDirections() {
    Direction kept = direction;
    direction = other;
    other = kept;
  }

  /// Scales, factors and solves for the direction u₂ that every other one needs.
  private boolean factor() {
    for (ConeBlock cone : cones) if (!cone.scale(at.s, at.z, mu, l, rotation)) return false;
    if (!kkt.factor(l, 0, rotation)) return false;
    for (int j = 0; j < linear.length; j++) constantY[j] = -linear[j];
    System.arraycopy(rhs, 0, rotatedRhs, 0, rhs.length);
    rotation.apply(rotatedRhs, 0);
    System.arraycopy(rotatedRhs, 0, constantZ, 0, rhs.length);
    kkt.solve(constantY, 0, constantZ, 0, accuracy());
    Arrays.fill(constantPy, 0);
    data.addQuadraticProduct(0, constantY, 0, constantPy, 0);
    denominator = denominator();
    return denominator < 0 && denominator > Double.NEGATIVE_INFINITY;
  }

  private double accuracy() {
    return judged && tau >= kappa ? DIRECTION_ACCURACY * Math.min(1, mu) : 0;
  }

  private double denominator() {
    double distance = 0;
    for (int j = 0; j < constantY.length; j++)
      distance += (constantY[j] - at.y[j] / tau) * (constantPy[j] - at.py[j] / tau);
    double terms = dot(linear, constantY) + dot(rotatedRhs, constantZ) + dot(constantY, constantPy);
    double scaled = 0;
    for (int i = 0; i < l.length; i++) scaled += l[i] * constantZ[i] * constantZ[i];
    return -kappa / tau - Math.max(0, distance) + Math.min(terms, -scaled);
  }

  private void solve(double gamma, double kappaShift) {
    double[] dy = direction.y, ds = direction.s, dz = direction.z;
    for (int j = 0; j < dy.length; j++) dy[j] = -gamma * dualResidual[j];
    for (int i = 0; i < dz.length; i++) dz[i] = shift[i] - gamma * primalResidual[i];
    rotation.apply(dz, 0);
    kkt.solve(dy, 0, dz, 0, accuracy());
    double terms = dot(linear, dy) + 2 / tau * dot(at.py, dy) + dot(rotatedRhs, dz);
    double dTau = (-gamma * gapResidual + kappaShift / tau - terms) / denominator;
    for (int j = 0; j < dy.length; j++) dy[j] += dTau * constantY[j];
    for (int i = 0; i < dz.length; i++) {
      dz[i] += dTau * constantZ[i];
      ds[i] = l[i] * dz[i];
    }
    rotation.applyTransposed(ds, 0);
    rotation.applyTransposed(dz, 0);
    for (int i = 0; i < dz.length; i++) ds[i] = -shift[i] - ds[i];
    direction.tau = dTau;
    direction.kappa = -(kappaShift + kappa * dTau) / tau;
  }

  private double longestStep() {
    double step = Math.min(ratio(tau, direction.tau), ratio(kappa, direction.kappa));
    for (ConeBlock cone : cones)
      step = Math.min(step, cone.longestStep(at.s, direction.s, at.z, direction.z));
    return step;
  }

  /// The step, shortened until it ends in the interior of every cone; 0 if none does. Cones are
  /// convex: each one is asked once, about what the ones before it have left.
  private double interiorStep(double step) {
    if (!judged) return step;
    for (ConeBlock cone : cones)
      while (step > HOPELESS_STEP && !cone.contains(at.s, direction.s, at.z, direction.z, step))
        step *= SHORTER;
    return step > HOPELESS_STEP ? step : 0;
  }

  /// The step, shortened until every cone accepts it; 0 if none does.
  private double acceptedStep(double longest) {
    double step = interiorStep(longest);
    if (!judged) return step;
    while (step > HOPELESS_STEP && !isAccepted(step)) step *= SHORTER;
    return step > HOPELESS_STEP ? step : 0;
  }

  /// The cone that refused the last step is asked first: it will refuse the next one, and spares
  /// the others a look.
  private boolean isAccepted(double step) {
    for (int k = 0; k < cones.length; k++) {
      int cone = (strictest + k) % cones.length;
      if (!cones[cone].accepts(at.s, direction.s, at.z, direction.z, step)) {
        strictest = cone;
        return false;
      }
    }
    return true;
  }

  private static double ratio(double value, double change) {
    return change >= 0 ? Double.POSITIVE_INFINITY : -value / change;
  }

  /// Moves, and keeps max(τ, κ) near 1: the embedding is homogeneous.
  private void move(double step) {
    double[] dy = direction.y, ds = direction.s, dz = direction.z;
    tau += step * direction.tau;
    kappa += step * direction.kappa;
    double larger = Math.max(tau, kappa);
    boolean drifted = larger < 1 / HOMOGENEOUS_RANGE || larger > HOMOGENEOUS_RANGE;
    double factor = drifted ? 1 / larger : 1;
    for (int j = 0; j < dy.length; j++) at.y[j] = factor * (at.y[j] + step * dy[j]);
    for (int i = 0; i < dz.length; i++) {
      at.s[i] = factor * (at.s[i] + step * ds[i]);
      at.z[i] = factor * (at.z[i] + step * dz[i]);
    }
    tau *= factor;
    kappa *= factor;
    multiply();
  }

  private static double dot(double[] a, double[] b) {
    return KERNELS.dot(a.length, a, 0, b, 0);
  }
}
