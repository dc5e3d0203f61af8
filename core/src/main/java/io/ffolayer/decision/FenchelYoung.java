package io.ffolayer.decision;

import io.ffolayer.program.Tensor;

/// The Fenchel–Young loss of a perturbed optimiser (Blondel, Martins & Niculae, *Learning with
/// Fenchel–Young losses*, JMLR 21, 2020; Berthet et al., *Learning with differentiable perturbed
/// optimizers*, NeurIPS 2020, §4). In costs, with noise Z of mean 0, σ its scale and w̄ the
/// decision that is aimed at:
///
/// ```
/// ℓ(ĉ) = E [ (ĉ − σZ)ᵀ(w̄ − w_Z) + r(w̄) − r(w_Z) ],   w_Z = w*(ĉ − σZ)
/// gradient: w̄ − E w_Z
/// ```
///
/// It differs from F(−ĉ) + Ω(w̄) + ĉᵀw̄ of the papers by Ω(w̄) − r(w̄), which does not depend on ĉ.
/// Means are taken over `noise.samples()` draws. For every draw of the noise, not only in the mean,
/// the loss is ≥ 0 and convex in ĉ, and its gradient a subgradient.
///
/// It needs the true decision, not the true costs: see [#toward].
///
/// @param noise draws for an instance depend on the seed and on its true costs (of [#toward]: its
///   decision), never on ĉ or the place in the batch
/// @implNote One decision per instance and sample.
public record FenchelYoung(Perturbation noise) implements DecisionLoss {
  @Override
  public Losses minimizing(Decider decider, Tensor predicted, Truth truth) {
    return toward(decider, predicted, truth.decisions(), truth.costs());
  }

  /// The loss where decisions are known and no costs: to imitate them.
  ///
  /// @param decider of either sense
  /// @param predicted ĉ, `[B, n]`
  /// @param decisions w̄ of the same instances, for example [Decisions#of]
  public Losses toward(Decider decider, Tensor predicted, Decisions decisions) {
    Rows.requireShape("the predicted costs", predicted, decisions.values(), "the decisions");
    if (decider.sense() == Decider.Sense.MINIMIZE)
      return toward(decider, predicted, decisions, decisions.values());
    Tensor costs = Rows.negated(predicted);
    return toward(decider.minimizing(), costs, decisions.negated(), decisions.values())
        .byNegatedCosts();
  }

  private Losses toward(Decider decider, Tensor predicted, Decisions decisions, Tensor keys) {
    Excess excess = new Excess(decisions);
    for (int sample = 0; sample < noise.samples(); sample++) {
      Tensor perturbed = noise.subtracted(predicted, keys, sample);
      excess.add(perturbed, decider.decide(perturbed));
    }
    return excess.losses(1.0 / noise.samples(), 1.0 / noise.samples());
  }
}
