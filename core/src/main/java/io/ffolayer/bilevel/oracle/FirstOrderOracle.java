package io.ffolayer.bilevel.oracle;

import io.ffolayer.adjoint.Scheme;
import io.ffolayer.bilevel.inner.AcceleratedGradient;
import io.ffolayer.bilevel.inner.AugmentedLagrangian;
import io.ffolayer.bilevel.inner.InnerMethod;
import io.ffolayer.bilevel.inner.InnerPoint;
import io.ffolayer.bilevel.inner.InnerProblem;
import io.ffolayer.solve.Watch;
import org.jspecify.annotations.Nullable;

/// Algorithm 1 of *A Fully First-Order Layer for Differentiable Optimization* (Zhao et al., arXiv
/// 2512.02494), for problems of functions and any inner method:
///
/// 1. Solve the inner problem: y*, λ*, ν*.
/// 2. Find the active rows I, by scaled slack against scaled multiplier.
/// 3. Freeze the multipliers in g̃ = g + λ*ᵀh + ν*ᵀe; linearise the rows I and e at y*.
/// 4. Minimize g̃ ± δ cᵀy/‖c‖ over those rows as equalities, from y*: y±, multipliers d±.
/// 5. The gradient is the difference of ∇ₓ(g̃(x, y±) + d±ᵀ(h_I, e)(x, y*)) over 2δ, times ‖c‖.
///
/// Steps 4 and 5 are done for δ and for δ/2: their difference estimates the error. The multipliers
/// come from the method, or by least squares on the rows near equality; each active row costs one
/// product.
///
/// **δ.** Too large, and the curvature of the problem counts (an error of order δ², δ if
/// one-sided); too small, and what the inner solver leaves counts (of order accuracy/δ). By default
/// δ = σ accuracy^⅓, σ the size of the terms that balance at y*; if the solution then moves much
/// more or less than accuracy^⅓ times the part of y that moves, δ is scaled once.
///
/// @param inner solves the inner problem
/// @param ghost solves the perturbed problems, which have affine equalities only; default
///   [AcceleratedGradient] on the affine set
/// @param scheme default central
/// @param delta δ > 0, in units of the gradient of g; 0 (default) for the rule above
/// @param richardson whether to extrapolate from δ and δ/2 to 0: for 1e-7 and better
/// @param smoothing smoothed constraints; null (default) for none
public record FirstOrderOracle(
    InnerMethod inner,
    InnerMethod ghost,
    Scheme scheme,
    double delta,
    boolean richardson,
    @Nullable Smoothing smoothing) {
  public FirstOrderOracle {
    if (!(delta >= 0) || Double.isInfinite(delta))
      throw new IllegalArgumentException("delta must be > 0, or 0 for the rule, got " + delta);
  }

  /// With the defaults.
  public static FirstOrderOracle with(InnerMethod inner) {
    InnerMethod ghost = new AcceleratedGradient().withAccuracy(Math.max(1e-12, inner.accuracy()));
    return new FirstOrderOracle(inner, ghost, Scheme.CENTRAL, 0, false, null);
  }

  /// The simplest inner method that takes the problem, with the defaults.
  public static FirstOrderOracle of(InnerProblem problem) {
    boolean isSimple = problem.inequalities().rows() + problem.equalities().rows() == 0;
    return with(isSimple ? new AcceleratedGradient() : new AugmentedLagrangian());
  }

  public FirstOrderOracle withGhost(InnerMethod other) {
    return new FirstOrderOracle(inner, other, scheme, delta, richardson, smoothing);
  }

  public FirstOrderOracle withScheme(Scheme other) {
    return new FirstOrderOracle(inner, ghost, other, delta, richardson, smoothing);
  }

  public FirstOrderOracle withDelta(double other) {
    return new FirstOrderOracle(inner, ghost, scheme, other, richardson, smoothing);
  }

  public FirstOrderOracle withRichardson() {
    return new FirstOrderOracle(inner, ghost, scheme, delta, true, smoothing);
  }

  public FirstOrderOracle withSmoothing(Smoothing other) {
    return new FirstOrderOracle(inner, ghost, scheme, delta, richardson, other);
  }

  /// Both methods to this accuracy.
  public FirstOrderOracle withAccuracy(double accuracy) {
    return new FirstOrderOracle(
        inner.withAccuracy(accuracy),
        ghost.withAccuracy(accuracy),
        scheme,
        delta,
        richardson,
        smoothing);
  }

  /// Goes to an outer point: steps 1 to 3.
  ///
  /// @param guess where the inner method starts, usually the point of the last visit; null for none
  /// @throws IllegalArgumentException if x has another length, or the method does not take the
  ///   problem
  public OracleVisit visit(
      InnerProblem problem, double[] x, @Nullable InnerPoint guess, Watch watch) {
    if (x.length != problem.outer())
      throw new IllegalArgumentException(
          "x has length %d, the problem takes %d".formatted(x.length, problem.outer()));
    return smoothing == null
        ? ExactVisit.at(this, problem, x, guess, watch)
        : SmoothedVisit.at(this, smoothing, problem, x, guess, watch);
  }

  /// The relative motion of y at which truncation and noise balance.
  double motion() {
    return Math.cbrt(Math.max(ghost.accuracy(), 1e-13));
  }
}
