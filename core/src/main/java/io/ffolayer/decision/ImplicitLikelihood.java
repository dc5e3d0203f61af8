package io.ffolayer.decision;

import io.ffolayer.program.Tensor;

/// Implicit maximum likelihood estimation (Niepert, Minervini & Franceschi, *Implicit MLE*, NeurIPS
/// 2021, Algorithm 1; "I-MLE"): samples by perturbed costs go forward, and on the way back the
/// distribution moves toward the one at costs that the loss would prefer, with the same noise:
///
/// ```
/// forward:   mean over Z of  w*(ĉ − σZ)
/// ∂ℓ/∂ĉ ≈    mean over Z of (w*(ĉ + λ ∂ℓ/∂w − σZ) − w*(ĉ − σZ)) / λ
/// ```
///
/// The division by λ, which the algorithm leaves to the learning rate, makes it a quotient of
/// differences, of the size of a derivative. Without noise it is [BlackBox].
///
/// @param strength λ > 0
/// @param noise of the costs; [Perturbation.SumOfGamma] is that of the paper
/// @implNote One decision per instance and sample forward, and one back.
public record ImplicitLikelihood(double strength, Perturbation noise) implements DecisionGradient {
  public ImplicitLikelihood {
    if (!(strength > 0 && Double.isFinite(strength)))
      throw new IllegalArgumentException("the strength λ must be > 0, got " + strength);
  }

  @Override
  public Decisions forwardMinimizing(Decider decider, Tensor costs) {
    return PerturbedOptimizer.mean(noise, decider, costs);
  }

  @Override
  public Pulled backwardMinimizing(
      Decider decider, Tensor costs, Decisions decisions, Tensor cotangent) {
    Tensor target = Rows.combined(1, costs, strength, cotangent);
    Excess moved = new Excess(decisions); // their mean at the costs, with the same noise
    for (int sample = 0; sample < noise.samples(); sample++) {
      Tensor there = noise.subtracted(target, costs, sample);
      moved.add(there, decider.decide(there));
    }
    Losses differences = moved.losses(1, -1 / (strength * noise.samples()));
    return new Pulled(differences.gradient(), differences.statuses());
  }
}
