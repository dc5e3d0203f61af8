package io.ffolayer.decision;

import io.ffolayer.program.Tensor;

/// Differentiation of a black-box solver by interpolation (Pogančić et al., *Differentiation of
/// blackbox combinatorial solvers*, ICLR 2020, Algorithm 1; "DBB"):
///
/// ```
/// ∂ℓ/∂ĉ ≈ (w*(ĉ + λ ∂ℓ/∂w) − w*(ĉ)) / λ
/// ```
///
/// the exact gradient of a piecewise affine interpolation of ℓ(w\*(·)) for losses that are linear
/// in w.
///
/// @param strength λ > 0: small follows the function, and is zero almost everywhere; large smooths
/// @implNote One more decision per instance.
public record BlackBox(double strength) implements DecisionGradient {
  public BlackBox {
    if (!(strength > 0 && Double.isFinite(strength)))
      throw new IllegalArgumentException("the strength λ must be > 0, got " + strength);
  }

  @Override
  public Pulled backwardMinimizing(
      Decider decider, Tensor costs, Decisions decisions, Tensor cotangent) {
    Excess moved = new Excess(decisions);
    Tensor there = Rows.combined(1, costs, strength, cotangent);
    moved.add(there, decider.decide(there));
    Losses differences = moved.losses(1, -1 / strength);
    return new Pulled(differences.gradient(), differences.statuses());
  }
}
