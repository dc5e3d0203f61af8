package io.ffolayer.solve.interior;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
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
/// Tried without gain on public linear and quadratic programs: two more directions that correct
/// centrality (Gondzio 1996) save 7 % of the iterations and cost as much where a factorisation is
/// cheap; they would pay where it is worth ten solves.
///
/// Where a cone has to be asked for the step ([StepLength]) and little is left of it, the
/// second-order terms were wrong: one more direction without them, well centred, is tried, and the
/// longer step taken.
final class Embedding {
  private static final DenseKernels KERNELS = Kernels.dense();

  /// The least σ of one who is careful.
  private static final double LEAST_CENTERING = 0.1;

  private static final double SMALLEST_STEP = 1e-7;
  private static final double SHORT_STEP = 1e-3;
  private static final int MOST_SHORT_STEPS = 5;

  /// A combined step below this is compared with one that only centres, by this σ.
  private static final double POOR_STEP = 0.05;

  private static final double CAREFUL_CENTERING = 0.8;

  /// Relative residual of the solves for a direction while μ is not small and τ not below κ: beside
  /// what a step leaves it counts for nothing. With it the public linear and quadratic programs
  /// take the same iterations as with all digits, in nine tenths of the time, and those whose
  /// systems are hard to solve in a half. Where κ wins, directions grow, and a certificate needs
  /// all digits. So do second-order and semidefinite cones: with less, duals that are not unique –
  /// those of a Hermitian matrix in real numbers – end off the middle of their set by 6e-3.
  private static final double DIRECTION_ACCURACY = 1e-6;

  /// The point, with its products.
  final HomogeneousPoint at;

  private final ProgramData data;
  private final KktSystem kkt;
  private final ConeBlock[] cones;
  private final Rotation rotation;
  private final int degree;
  private final double[] l;
  private final double[] shift;
  private final EmbeddingResidual residual;
  private final ConstantDirection constant;
  private final StepLength steps;
  private Direction direction;
  private Direction other;
  private double denominator;
  private int shortSteps;

  Embedding(ProgramData scaled, KktSystem kkt, ConeBlock[] cones) {
    data = scaled;
    this.kkt = kkt;
    this.cones = cones;
    rotation = new Rotation(cones);
    degree = Arrays.stream(cones).mapToInt(ConeBlock::degree).sum();
    int n = scaled.structure().variables();
    int m = scaled.structure().rows();
    at = new HomogeneousPoint(scaled.structure());
    l = new double[m];
    shift = new double[m];
    residual = new EmbeddingResidual(n, m);
    constant = new ConstantDirection(scaled);
    steps = new StepLength(cones, scaled.structure());
    direction = new Direction(n, m);
    other = steps.needsTrials() ? new Direction(n, m) : direction;
  }

  /// Starts in the middle. The system has loaded the instance.
  ///
  /// @param careful whether to stay near the middle of the path, by more and shorter steps
  void start(boolean careful) {
    steps.isCareful = careful;
    at.start(cones);
    shortSteps = 0;
    residual.of(at, data, degree);
  }

  /// One iteration.
  ///
  /// @return false if no further progress is possible from here
  boolean step() {
    double mu = residual.mu;
    if (!(mu > 0 && mu < Double.POSITIVE_INFINITY) || !factor()) return false;
    for (ConeBlock cone : cones) cone.affineShift(at.iterate.s, shift);
    solve(1, at.kappa * at.tau);
    double longest = Math.min(1, steps.longest(at, direction));
    double affineStep = steps.interior(at.iterate, direction, longest);
    double centering = Math.pow(1 - affineStep, 3);
    if (steps.isCareful) centering = Math.max(centering, LEAST_CENTERING);
    double product = direction.tau * direction.kappa;
    solveCentered(centering, true, product);
    double step = acceptedStep();
    if (steps.needsTrials() && step < POOR_STEP) step = retry(step);
    if (!(step >= SMALLEST_STEP)) return false;
    shortSteps = step < SHORT_STEP ? shortSteps + 1 : 0;
    if (shortSteps >= MOST_SHORT_STEPS) return false;
    at.move(direction, step);
    residual.of(at, data, degree);
    return true;
  }

  /// How far the point is from the end of the path, in units in which its largest part is 1: the
  /// largest of r_d, r_p and μ.
  double distance() {
    Iterate point = at.iterate;
    double size =
        Math.max(Math.max(at.tau, at.kappa), Math.max(largest(point.s), largest(point.z)));
    double left = Math.max(largest(residual.primal), largest(residual.dual));
    return Math.max(left, residual.mu / size) / size;
  }

  private static double largest(double[] values) {
    return KERNELS.normInf(values.length, values, 0);
  }

  private double acceptedStep() {
    double longest = Math.min(1, steps.fraction() * steps.longest(at, direction));
    return steps.accepted(at.iterate, direction, longest);
  }

  /// The direction towards σμ.
  ///
  /// @param product ΔτΔκ of the affine direction, whose Δs and Δz the direction still holds
  private void solveCentered(double centering, boolean secondOrder, double product) {
    double target = centering * residual.mu;
    Iterate point = at.iterate;
    for (ConeBlock cone : cones)
      if (secondOrder)
        cone.combinedShift(point.s, point.z, direction.s, direction.z, target, shift);
      else cone.centeringShift(point.s, point.z, target, shift);
    solve(1 - centering, at.kappa * at.tau + product - target);
  }

  /// Another direction, without second-order terms; the longer of the two steps.
  private double retry(double step) {
    swapDirections();
    solveCentered(CAREFUL_CENTERING, false, 0);
    double careful = acceptedStep();
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
    Iterate point = at.iterate;
    for (ConeBlock cone : cones)
      if (!cone.scale(point.s, point.z, residual.mu, l, rotation)) return false;
    if (!kkt.factor(l, 0, rotation)) return false;
    constant.solve(kkt, rotation, data, accuracy());
    denominator = constant.denominator(at, l);
    return denominator < 0 && denominator > Double.NEGATIVE_INFINITY;
  }

  private double accuracy() {
    boolean loose = steps.areForgiving() && at.tau >= at.kappa;
    return loose ? DIRECTION_ACCURACY * Math.min(1, residual.mu) : 0;
  }

  private void solve(double gamma, double kappaShift) {
    double[] dy = direction.y, ds = direction.s, dz = direction.z;
    double tau = at.tau;
    for (int j = 0; j < dy.length; j++) dy[j] = -gamma * residual.dual[j];
    for (int i = 0; i < dz.length; i++) dz[i] = shift[i] - gamma * residual.primal[i];
    rotation.apply(dz, 0);
    kkt.solve(dy, 0, dz, 0, accuracy());
    double terms = constant.gapTerms(at, dy, dz);
    double dTau = (-gamma * residual.gap + kappaShift / tau - terms) / denominator;
    for (int j = 0; j < dy.length; j++) dy[j] += dTau * constant.y[j];
    for (int i = 0; i < dz.length; i++) {
      dz[i] += dTau * constant.z[i];
      ds[i] = l[i] * dz[i];
    }
    rotation.applyTransposed(ds, 0);
    rotation.applyTransposed(dz, 0);
    for (int i = 0; i < dz.length; i++) ds[i] = -shift[i] - ds[i];
    direction.tau = dTau;
    direction.kappa = -(kappaShift + at.kappa * dTau) / tau;
  }
}
