package io.ffolayer.decision;

import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Status;
import java.util.ArrayList;
import java.util.List;

/// What predictions cost: by how much the decisions at the predicted costs are worse, at the true
/// costs, than the best ones. In either sense ≥ 0, to the tolerance of the decider.
///
/// Where several decisions are best at a prediction, it is that of the one the decider chose.
///
/// @param values B numbers, 0 where an instance was not decided
/// @param optimal the objective of the best decisions, B numbers, 0 where there is none
/// @param statuses how deciding ended
public record Regret(double[] values, double[] optimal, List<Status> statuses) {
  public Regret {
    statuses = List.copyOf(statuses);
  }

  /// Decides at the prediction: one call of the decider.
  ///
  /// @param predicted ĉ, `[B, n]`
  /// @throws io.ffolayer.program.matrix.ShapeException if prediction and truth differ in shape
  public static Regret of(Decider decider, Tensor predicted, Truth truth) {
    Rows.requireShape("the predicted costs", predicted, truth.costs(), "the true ones");
    return of(decider.sense(), decider.decide(predicted), truth);
  }

  /// The regret of decisions, however they came about.
  public static Regret of(Decider.Sense sense, Decisions decided, Truth truth) {
    Rows.requireShape("the decisions", decided.values(), truth.costs(), "the true costs");
    double[] values = new double[truth.batch()], optimal = new double[truth.batch()];
    List<Status> statuses = new ArrayList<>(decided.statuses());
    for (int i = 0; i < values.length; i++) {
      if (!truth.decisions().isDecided(i)) statuses.set(i, truth.decisions().statuses().get(i));
      if (!Decisions.isDecided(statuses.get(i))) continue;
      double excess = Rows.excess(truth.costs(), decided, truth.decisions(), i);
      values[i] = sense == Decider.Sense.MINIMIZE ? excess : 0 - excess;
      optimal[i] = truth.decisions().objective(i, truth.costs());
    }
    return new Regret(values, optimal, statuses);
  }

  /// How many instances count.
  public int decided() {
    return Decisions.decided(statuses);
  }

  /// Mean over what was decided, 0 if nothing was.
  public double mean() {
    return Decisions.meanOfDecided(values, statuses);
  }

  /// Σ regret / Σ |best objective| over what was decided (Elmachtoub & Grigas 2022, §6); 0 where
  /// nothing is lost, +∞ where something is lost and the best objectives are all 0.
  public double normalised() {
    double lost = 0, best = 0;
    for (int i = 0; i < values.length; i++) {
      lost += values[i];
      best += Math.abs(optimal[i]);
    }
    return lost == 0 ? 0 : best == 0 ? Double.POSITIVE_INFINITY : lost / best;
  }
}
