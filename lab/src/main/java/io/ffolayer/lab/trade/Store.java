package io.ffolayer.lab.trade;

import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.atom.Atoms.sumSquares;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// A store of a few goods that orders for tomorrow: min CVaR of the costs of scenarios at forecast
/// + error (Rockafellar & Uryasev 2000), and a little of ‖order‖².
record Store(ConvexLayer layer, Parameter forecast, Variable order) {
  static final double[] SHORT = {8, 5, 6, 4};
  static final double[] LEFT = {1, 2, 1, 1};
  static final int GOODS = SHORT.length;
  static final int SCENARIOS = 8;
  static final double TAIL = 0.25;
  private static final double CAPACITY = 24;

  /// What was seen of some days. Demand spreads more in season.
  record Data(double[][] features, double[][] demands) {
    static Data draw(int samples, SplittableRandom random) {
      double[][] features = new double[samples][3], demands = new double[samples][GOODS];
      for (int s = 0; s < samples; s++) {
        for (int k = 0; k < 3; k++) features[s][k] = random.nextGaussian();
        double season = features[s][0], price = features[s][1];
        for (int j = 0; j < GOODS; j++) {
          double level = 5 * Math.exp(0.35 * season + 0.2 * (j - 1.5) * price - 0.05);
          demands[s][j] =
              level * Math.exp(random.nextGaussian(0, (0.2 + 0.08 * j) * Math.exp(0.5 * season)));
        }
      }
      return new Data(features, demands);
    }
  }

  static Store of(double[][] errors) {
    Parameter forecast = Parameter.vector("forecast", GOODS);
    Variable order = Variable.vector("order", GOODS), level = Variable.scalar("level");
    Variable above = Variable.vector("above", SCENARIOS);
    Variable costs = Variable.matrix("costs", SCENARIOS, GOODS);
    List<Constraint> rows = new ArrayList<>();
    for (int k = 0; k < SCENARIOS; k++) {
      Expression missing = forecast.plus(constant(errors[k])).minus(order);
      rows.add(costs.row(k).ge(missing.multiply(constant(SHORT))));
      rows.add(costs.row(k).ge(missing.multiply(constant(LEFT)).negate()));
      rows.add(above.get(k).ge(sum(costs.row(k)).minus(level)));
    }
    rows.addAll(List.of(above.ge(0), order.ge(0), sum(order).le(CAPACITY)));
    Expression risk = level.plus(sum(above).times(1 / (TAIL * SCENARIOS)));
    Problem problem = Problem.minimize(risk.plus(sumSquares(order).times(0.01)));
    return new Store(ConvexLayer.of(problem.subjectTo(rows)), forecast, order);
  }

  ForwardPass pass(Tensor forecasts) {
    return layer.forward(Map.of(forecast, forecasts));
  }

  static double cost(double[] orders, int s, double[] demand) {
    double cost = 0;
    for (int j = 0; j < GOODS; j++)
      cost += slope(orders, s, demand, j) * (orders[s * GOODS + j] - demand[j]);
    return cost;
  }

  static double slope(double[] orders, int s, double[] demand, int j) {
    return orders[s * GOODS + j] < demand[j] ? -SHORT[j] : LEFT[j];
  }
}
