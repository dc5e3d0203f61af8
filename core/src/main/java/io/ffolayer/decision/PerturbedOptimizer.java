package io.ffolayer.decision;

import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A perturbed optimiser (Berthet et al., *Learning with differentiable perturbed optimizers*,
/// NeurIPS 2020, Proposition 3.1): the mean decision at perturbed costs, which is smooth in them.
/// With −ν the logarithm of the density of Z:
///
/// ```
/// forward:  w_σ(ĉ) = E w*(ĉ − σZ)
/// ∂ℓ/∂ĉ  =  −E [ ⟨w*(ĉ − σZ), ∂ℓ/∂w⟩ ∇ν(Z) ] / σ
/// ```
///
/// Of the inner product the mean over the other samples is taken away, which leaves the expectation
/// as it is and takes most of the variance. The estimate is unbiased for a given cotangent; its
/// standard error falls as 1/√M.
///
/// @param noise with a density in closed form, M ≥ 2 samples
/// @implNote One decision per instance and sample forward, and one back.
public record PerturbedOptimizer(Perturbation noise) implements DecisionGradient {
  /// @throws IllegalArgumentException if the noise has no density in closed form, or one sample
  public PerturbedOptimizer {
    noise.noise().score(0);
    if (noise.samples() < 2)
      throw new IllegalArgumentException(
          "a perturbed optimiser needs at least 2 samples, got 1. Maybe 10, or ImplicitLikelihood, which takes 1");
  }

  @Override
  public Decisions forwardMinimizing(Decider decider, Tensor costs) {
    return mean(noise, decider, costs);
  }

  /// The mean of the decisions at perturbed costs, and of r.
  static Decisions mean(Perturbation noise, Decider decider, Tensor costs) {
    double[] values = new double[costs.size()], terms = new double[costs.axis(0)];
    Status[] statuses = new Status[costs.axis(0)];
    Arrays.fill(statuses, Status.SOLVED);
    for (int sample = 0; sample < noise.samples(); sample++) {
      Decisions drawn = decider.decide(noise.subtracted(costs, costs, sample));
      for (int k = 0; k < values.length; k++)
        values[k] += drawn.values().values()[k] / noise.samples();
      for (int i = 0; i < terms.length; i++) {
        terms[i] += drawn.terms()[i] / noise.samples();
        if (Decisions.isDecided(statuses[i])) statuses[i] = drawn.statuses().get(i);
      }
    }
    int n = costs.axis(1);
    for (int i = 0; i < terms.length; i++)
      if (!Decisions.isDecided(statuses[i])) {
        Arrays.fill(values, i * n, (i + 1) * n, 0);
        terms[i] = 0;
      }
    return new Decisions(Tensor.wrap(values, costs.shape()), terms, Arrays.asList(statuses));
  }

  @Override
  public Pulled backwardMinimizing(
      Decider decider, Tensor costs, Decisions decisions, Tensor cotangent) {
    int n = costs.axis(1);
    double[] gradient = new double[costs.size()];
    List<Status> statuses = new ArrayList<>(decisions.statuses());
    double factor = -1 / (noise.scale() * (noise.samples() - 1));
    for (int sample = 0; sample < noise.samples(); sample++) {
      Decisions drawn = decider.decide(noise.subtracted(costs, costs, sample));
      for (int i = 0; i < costs.axis(0); i++) {
        if (!drawn.isDecided(i) && Decisions.isDecided(statuses.get(i)))
          statuses.set(i, drawn.statuses().get(i));
        double above =
            Rows.dot(drawn.values(), i, cotangent, i)
                - Rows.dot(decisions.values(), i, cotangent, i);
        double[] z = noise.draw(costs, i, sample);
        for (int k = 0; k < n; k++)
          gradient[i * n + k] += factor * above * noise.noise().score(z[k]);
      }
    }
    for (int i = 0; i < costs.axis(0); i++)
      if (!Decisions.isDecided(statuses.get(i))) Arrays.fill(gradient, i * n, (i + 1) * n, 0);
    return new Pulled(Tensor.wrap(gradient, costs.shape()), statuses);
  }
}
