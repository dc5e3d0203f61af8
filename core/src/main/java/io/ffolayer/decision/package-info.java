/// Losses for predictions that are judged by the decisions they lead to.
///
/// A model predicts the costs ĉ of a problem min { cᵀw + r(w) : w ∈ S }, the problem is decided at
/// ĉ, and the true costs c are paid: the regret is cᵀw\*(ĉ) + r(w\*(ĉ)) less what the decision
/// w\*(c) costs. Of a linear program or an integer program it is piecewise constant in ĉ: there is
/// nothing to differentiate, and each of these takes the place of the derivative in its own way.
///
/// ```java
/// Decider paths = Decider.of(c -> shortestPath(c));       // or LayerDecider.of(layer, costs)
/// Truth truth = Truth.of(paths, trueCosts);                // once: [B, n]
/// Losses losses = new SpoPlus().of(paths, predicted, truth);
/// losses.mean();                                           // over what was decided
/// losses.gradientOfMean();                                 // [B, n], by the prediction
/// Regret.of(paths, predicted, truth).normalised();
/// ```
///
/// | | what |
/// |---|---|
/// | [Decider][io.ffolayer.decision.Decider] | costs → decisions: any function, a layer ([LayerDecider][io.ffolayer.decision.LayerDecider]), either behind a [SolutionCache][io.ffolayer.decision.SolutionCache] |
/// | [DecisionLoss][io.ffolayer.decision.DecisionLoss] | [SpoPlus][io.ffolayer.decision.SpoPlus], [FenchelYoung][io.ffolayer.decision.FenchelYoung], [RealisedRegret][io.ffolayer.decision.RealisedRegret] |
/// | [DecisionGradient][io.ffolayer.decision.DecisionGradient] | a derivative in place of that of w\*: [BlackBox][io.ffolayer.decision.BlackBox], [NegativeIdentity][io.ffolayer.decision.NegativeIdentity], [ImplicitLikelihood][io.ffolayer.decision.ImplicitLikelihood], [PerturbedOptimizer][io.ffolayer.decision.PerturbedOptimizer] |
/// | [Regret][io.ffolayer.decision.Regret] | what is to be small in the end |
///
/// Costs are `[B, n]`, the batch first; a batch equals its items, bit for bit. An instance that is
/// not decided has a status, loss 0 and gradient 0, and is left out of means.
@NullMarked
package io.ffolayer.decision;

import org.jspecify.annotations.NullMarked;
