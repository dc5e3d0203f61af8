package io.ffolayer.decision;

import io.ffolayer.program.Tensor;

/// What is known of a batch when a prediction is judged: the true costs, and the best decisions at
/// them. Made once for all data, so that no loss decides it again.
///
/// @param costs `[B, n]`
/// @param decisions best at the costs
public record Truth(Tensor costs, Decisions decisions) {
  /// @throws io.ffolayer.program.matrix.ShapeException if the two differ in shape
  public Truth {
    Rows.requireShape("the true costs", costs, decisions.values(), "their decisions");
  }

  /// Decides at the true costs: one call of the decider.
  public static Truth of(Decider decider, Tensor costs) {
    return new Truth(costs, decider.decide(costs));
  }

  /// B.
  public int batch() {
    return costs.axis(0);
  }

  /// Some of the instances, in the order of the numbers: a batch of a training run.
  public Truth rows(int... instances) {
    return new Truth(Rows.rows(costs, instances), decisions.rows(instances));
  }

  Truth negated() {
    return new Truth(Rows.negated(costs), decisions.negated());
  }
}
