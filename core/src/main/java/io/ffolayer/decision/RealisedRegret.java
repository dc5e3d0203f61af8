package io.ffolayer.decision;

import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The regret itself as a loss, cᵀ(w − w\*(c)) of what goes forward, with a derivative by one of
/// the ways through a decision.
///
/// @param through the way, for example [BlackBox]
/// @implNote The decisions of the way, forward and back.
public record RealisedRegret(DecisionGradient through) implements DecisionLoss {
  /// @throws IllegalArgumentException if the objective of the decider is not cᵀw alone
  @Override
  public Losses minimizing(Decider decider, Tensor predicted, Truth truth) {
    if (!decider.isLinear())
      throw new IllegalArgumentException(
          "the objective has a part r(w) beside the costs, whose derivative is not known here. Maybe differentiate the layer itself, by Pass.backward, or use SpoPlus or FenchelYoung");
    Decisions forward = through.forward(decider, predicted);
    DecisionGradient.Pulled pulled = through.backward(decider, predicted, forward, truth.costs());
    List<Status> statuses = new ArrayList<>(pulled.statuses());
    int n = predicted.axis(1);
    double[] values = new double[truth.batch()], gradient = pulled.gradient().values().clone();
    for (int i = 0; i < values.length; i++) {
      if (!truth.decisions().isDecided(i)) statuses.set(i, truth.decisions().statuses().get(i));
      if (Decisions.isDecided(statuses.get(i)))
        values[i] = Rows.excess(truth.costs(), forward, truth.decisions(), i);
      else Arrays.fill(gradient, i * n, (i + 1) * n, 0);
    }
    return new Losses(values, Tensor.wrap(gradient, predicted.shape()), statuses);
  }
}
