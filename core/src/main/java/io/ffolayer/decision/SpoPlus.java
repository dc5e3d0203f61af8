package io.ffolayer.decision;

import io.ffolayer.program.Tensor;

/// SPO+, the convex surrogate of the regret (Elmachtoub & Grigas, *Smart "Predict, then Optimize"*,
/// Management Science 68, 2022, Definition 3).
///
/// ```
/// ℓ(ĉ, c) = max over S of { (c − 2ĉ)ᵀw } + 2ĉᵀw*(c) − z*(c)
///         = (2ĉ − c)ᵀ(w*(c) − w̃),              w̃ = w*(2ĉ − c)
/// a subgradient: 2 (w*(c) − w̃)
/// ```
///
/// so the loss is what the true decision costs too much at the costs 2ĉ − c. It is convex in ĉ, at
/// least the regret, and 0 at ĉ = c. With a convex r(w) in the objective the same derivation, with
/// the same factor 2, gives the excess of cᵀw + r(w) at 2ĉ − c: still convex, still above the
/// regret.
///
/// Where several decisions are best at 2ĉ − c there are several subgradients, and the decider's
/// choice gives one; where several are best at c, the loss itself depends on the choice.
///
/// @implNote One decision per instance.
public record SpoPlus() implements DecisionLoss {
  @Override
  public Losses minimizing(Decider decider, Tensor predicted, Truth truth) {
    Excess excess = new Excess(truth.decisions());
    Tensor reflected = Rows.combined(2, predicted, -1, truth.costs());
    excess.add(reflected, decider.decide(reflected));
    return excess.losses(1, 2);
  }
}
