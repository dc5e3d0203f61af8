package io.ffolayer.decision;

import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Status;
import java.util.List;

/// A way through a decision: what goes forward in its place, and what takes the place of its
/// derivative on the way back, for any loss of the decision. An implementation is a record of its
/// options.
///
/// Noise is drawn by the costs themselves as keys, taken without signs: the way back sees the draws
/// of the way forward.
///
/// Where the objective has a quadratic part, the derivative of the decision is not zero, and a
/// layer has it exactly: [io.ffolayer.Pass#backward].
public interface DecisionGradient {
  /// A cotangent that came back.
  ///
  /// @param gradient ∂ℓ/∂ĉ, `[B, n]`; zero where an instance was not decided
  /// @param statuses how deciding ended, forward or on the way back
  record Pulled(Tensor gradient, List<Status> statuses) {
    public Pulled {
      statuses = List.copyOf(statuses);
    }
  }

  /// What goes forward: the decisions at the costs, unless an implementation says otherwise.
  ///
  /// @param costs `[B, n]`
  default Decisions forward(Decider decider, Tensor costs) {
    if (decider.sense() == Decider.Sense.MINIMIZE) return forwardMinimizing(decider, costs);
    return forwardMinimizing(decider.minimizing(), Rows.negated(costs)).negated();
  }

  /// The way back.
  ///
  /// @param costs `[B, n]`, as they went forward
  /// @param decisions what went forward
  /// @param cotangent ∂ℓ/∂w, `[B, n]`
  /// @throws io.ffolayer.program.matrix.ShapeException if the shapes differ
  default Pulled backward(Decider decider, Tensor costs, Decisions decisions, Tensor cotangent) {
    Rows.requireShape("the cotangents", cotangent, costs, "the costs");
    Rows.requireShape("the decisions", decisions.values(), costs, "the costs");
    if (decider.sense() == Decider.Sense.MINIMIZE)
      return backwardMinimizing(decider, costs, decisions, cotangent);
    Pulled pulled =
        backwardMinimizing(
            decider.minimizing(), Rows.negated(costs), decisions.negated(), cotangent);
    return new Pulled(Rows.negated(pulled.gradient()), pulled.statuses());
  }

  /// The way forward where the decider minimises.
  default Decisions forwardMinimizing(Decider decider, Tensor costs) {
    return decider.decide(costs);
  }

  /// The way back where the decider minimises: all that most implementations write.
  Pulled backwardMinimizing(Decider decider, Tensor costs, Decisions decisions, Tensor cotangent);
}
