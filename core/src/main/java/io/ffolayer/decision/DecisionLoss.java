package io.ffolayer.decision;

import io.ffolayer.program.Tensor;

/// A loss of predicted costs, with a subgradient. An implementation is a record of its options.
public interface DecisionLoss {
  /// The loss of each instance of a batch.
  ///
  /// @param decider of either sense
  /// @param predicted ĉ, `[B, n]`
  /// @param truth of the same instances
  /// @return values and subgradients; of instances that were not decided neither
  /// @throws io.ffolayer.program.matrix.ShapeException if prediction and truth differ in shape
  default Losses of(Decider decider, Tensor predicted, Truth truth) {
    Rows.requireShape("the predicted costs", predicted, truth.costs(), "the true ones");
    if (decider.sense() == Decider.Sense.MINIMIZE) return minimizing(decider, predicted, truth);
    return minimizing(decider.minimizing(), Rows.negated(predicted), truth.negated())
        .byNegatedCosts();
  }

  /// The same where the decider minimises: all that an implementation writes.
  Losses minimizing(Decider decider, Tensor predicted, Truth truth);
}
