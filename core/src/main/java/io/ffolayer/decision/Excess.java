package io.ffolayer.decision;

import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Status;
import java.util.ArrayList;
import java.util.List;

/// Sums over costs cₘ of what a given decision w̄ costs more there than the best wₘ does, cₘᵀ(w̄ −
/// wₘ) + r(w̄) − r(wₘ), and of the subgradients w̄ − wₘ.
final class Excess {
  private final Decisions given;
  private final double[] values;
  private final double[] gradient;
  private final List<Status> statuses;

  Excess(Decisions given) {
    this.given = given;
    values = new double[given.batch()];
    gradient = new double[given.values().size()];
    statuses = new ArrayList<>(given.statuses());
  }

  void add(Tensor costs, Decisions best) {
    Rows.requireShape("the decisions", best.values(), given.values(), "those of the truth");
    int n = given.size();
    for (int i = 0; i < values.length; i++) {
      if (!Decisions.isDecided(statuses.get(i))) continue;
      if (!best.isDecided(i)) {
        statuses.set(i, best.statuses().get(i));
        continue;
      }
      values[i] += Rows.excess(costs, given, best, i);
      for (int k = i * n; k < (i + 1) * n; k++)
        gradient[k] += given.values().values()[k] - best.values().values()[k];
    }
  }

  /// The sums times factors; zero where a decision is missing.
  Losses losses(double ofValues, double ofGradient) {
    int n = given.size();
    for (int i = 0; i < values.length; i++) {
      boolean counts = Decisions.isDecided(statuses.get(i));
      values[i] = counts ? values[i] * ofValues : 0;
      for (int k = i * n; k < (i + 1) * n; k++)
        gradient[k] = counts ? 0 + gradient[k] * ofGradient : 0; // no negative zeros
    }
    return new Losses(values, Tensor.wrap(gradient, values.length, n), statuses);
  }
}
