package io.ffolayer.decision;

import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Status;
import java.util.List;

/// A loss of each instance of a batch, and its subgradient with respect to the prediction.
///
/// @param values B numbers; 0 where an instance was not decided
/// @param gradient `[B, n]`: row i is a subgradient of value i; zero where it was not decided
/// @param statuses B of them: how deciding ended, the first failure where several decisions were
///   needed
public record Losses(double[] values, Tensor gradient, List<Status> statuses) {
  public Losses {
    statuses = List.copyOf(statuses);
  }

  /// Whether the instance counts.
  public boolean isDecided(int instance) {
    return Decisions.isDecided(statuses.get(instance));
  }

  /// How many instances count.
  public int decided() {
    return Decisions.decided(statuses);
  }

  /// Mean of the values over what was decided, 0 if nothing was.
  public double mean() {
    return Decisions.meanOfDecided(values, statuses);
  }

  /// The gradient of the mean, `[B, n]`.
  public Tensor gradientOfMean() {
    return Rows.combined(0, gradient, 1.0 / Math.max(1, decided()), gradient);
  }

  Losses byNegatedCosts() {
    return new Losses(values, Rows.negated(gradient), statuses);
  }
}
