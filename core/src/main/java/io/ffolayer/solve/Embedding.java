package io.ffolayer.solve;

import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.linalg.DenseKernels;
import io.ffolayer.internal.linalg.Kernels;
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
/// cone.
final class Embedding {
  private static final DenseKernels KERNELS = Kernels.dense();
  private static final double FRACTION = 0.99;
  private static final double SMALLEST_STEP = 1e-7;
  private static final double SHORT_STEP = 1e-3;
  private static final int MOST_SHORT_STEPS = 5;
  private static final double HOMOGENEOUS_RANGE = 1e4;

  final Iterate at;
  double tau;
  double kappa;

  private final ProgramData data;
  private final KktSystem kkt;
  private final ConeBlock[] cones;
  private final int degree;
  private final double[] linear;
  private final double[] rhs;
  private final double[] l;
  private final double[] shift;
  private final double[] dualResidual;
  private final double[] primalResidual;
  private final double[] constantY;
  private final double[] constantZ;
  private final double[] constantPy;
  private final double[] dy;
  private final double[] ds;
  private final double[] dz;
  private double gapResidual;
  private double mu;
  private double yPy;
  private double denominator;
  private double dTau;
  private double dKappa;
  private int shortSteps;

  Embedding(ProgramData scaled, KktSystem kkt, ConeBlock[] cones) {
    data = scaled;
    this.kkt = kkt;
    this.cones = cones;
    degree = Arrays.stream(cones).mapToInt(ConeBlock::degree).sum();
    int n = scaled.structure().variables();
    int m = scaled.structure().rows();
    at = new Iterate(n, m);
    linear = scaled.linear().values();
    rhs = scaled.rhs().values();
    l = new double[m];
    shift = new double[m];
    dualResidual = new double[n];
    primalResidual = new double[m];
    constantY = new double[n];
    constantZ = new double[m];
    constantPy = new double[n];
    dy = new double[n];
    ds = new double[m];
    dz = new double[m];
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
    direction(1, kappa * tau);
    double affineStep = Math.min(1, longestStep());
    double centering = Math.pow(1 - affineStep, 3);
    double target = centering * mu;
    for (ConeBlock cone : cones) cone.combinedShift(at.s, at.z, ds, dz, target, shift);
    direction(1 - centering, kappa * tau + dTau * dKappa - target);
    double step = Math.min(1, FRACTION * longestStep());
    if (!(step >= SMALLEST_STEP)) return false;
    shortSteps = step < SHORT_STEP ? shortSteps + 1 : 0;
    if (shortSteps >= MOST_SHORT_STEPS) return false;
    move(step);
    return true;
  }

  /// Scales, factors and solves for the direction u₂ that every other one needs.
  private boolean factor() {
    for (ConeBlock cone : cones) cone.scale(at.s, at.z, l);
    if (!kkt.factor(l, 0)) return false;
    for (int j = 0; j < linear.length; j++) constantY[j] = -linear[j];
    System.arraycopy(rhs, 0, constantZ, 0, rhs.length);
    kkt.solve(constantY, 0, constantZ, 0);
    Arrays.fill(constantPy, 0);
    data.addQuadraticProduct(0, constantY, 0, constantPy, 0);
    denominator = denominator();
    return denominator < 0 && denominator > Double.NEGATIVE_INFINITY;
  }

  private double denominator() {
    double distance = 0;
    for (int j = 0; j < constantY.length; j++)
      distance += (constantY[j] - at.y[j] / tau) * (constantPy[j] - at.py[j] / tau);
    double terms = dot(linear, constantY) + dot(rhs, constantZ) + dot(constantY, constantPy);
    double scaled = 0;
    for (int i = 0; i < l.length; i++) scaled += l[i] * constantZ[i] * constantZ[i];
    return -kappa / tau - Math.max(0, distance) + Math.min(terms, -scaled);
  }

  private void direction(double gamma, double kappaShift) {
    for (int j = 0; j < dy.length; j++) dy[j] = -gamma * dualResidual[j];
    for (int i = 0; i < dz.length; i++) dz[i] = shift[i] - gamma * primalResidual[i];
    kkt.solve(dy, 0, dz, 0);
    double terms = dot(linear, dy) + 2 / tau * dot(at.py, dy) + dot(rhs, dz);
    dTau = (-gamma * gapResidual + kappaShift / tau - terms) / denominator;
    for (int j = 0; j < dy.length; j++) dy[j] += dTau * constantY[j];
    for (int i = 0; i < dz.length; i++) {
      dz[i] += dTau * constantZ[i];
      ds[i] = -shift[i] - l[i] * dz[i];
    }
    dKappa = -(kappaShift + kappa * dTau) / tau;
  }

  private double longestStep() {
    double step = Math.min(ratio(tau, dTau), ratio(kappa, dKappa));
    for (ConeBlock cone : cones) step = Math.min(step, cone.longestStep(at.s, ds, at.z, dz));
    return step;
  }

  private static double ratio(double value, double change) {
    return change >= 0 ? Double.POSITIVE_INFINITY : -value / change;
  }

  /// Moves, and keeps max(τ, κ) near 1: the embedding is homogeneous.
  private void move(double step) {
    tau += step * dTau;
    kappa += step * dKappa;
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
