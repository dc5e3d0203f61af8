package io.ffolayer.lab.trade;

import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.atom.Atoms.square;
import static io.ffolayer.model.atom.Atoms.sumSquares;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.OptimalValue;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.Map;

/// Dispatch of five generators on the network of the IEEE 14-bus test case, by the linear power
/// flow: demand in, generation and the price at every bus out.
///
/// Power is in units of 100 MW, money in units of 100 $ an hour, so that prices are in $/MWh.
/// Reactances, loads, costs and capacities are those of the test case; the limits of lines are
/// ours.
final class Grid14 {
  static final int BUSES = 14;
  static final int[] GENERATORS = {1, 2, 3, 6, 8};
  static final int[] LOADS = {2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14};
  static final double[] BASE = {.217, .942, .478, .076, .112, .295, .090, .035, .061, .135, .149};

  private static final double[] SLOPE = {20, 20, 40, 40, 40};
  private static final double[] BEND = {4.3, 25, 1, 1, 1};
  private static final double[] CAPACITY = {3.324, 1.4, 1, 1, 1};
  private static final double LOST_LOAD = 200;

  /// From, to, reactance, limit.
  private static final double[][] LINES = {
    {1, 2, .05917, 1.3}, {1, 5, .22304, .7}, {2, 3, .19797, .7}, {2, 4, .17632, .6},
    {2, 5, .17388, .6}, {3, 4, .17103, .6}, {4, 5, .04211, .6}, {4, 7, .20912, .4},
    {4, 9, .55618, .3}, {5, 6, .25202, .5}, {6, 11, .19890, .3}, {6, 12, .25581, .3},
    {6, 13, .13027, .3}, {7, 8, .17615, 1}, {7, 9, .11001, .6}, {9, 10, .08450, .3},
    {9, 14, .27038, .3}, {10, 11, .19207, .3}, {12, 13, .19988, .3}, {13, 14, .34802, .3}
  };

  private final Parameter demand = Parameter.vector("demand", LOADS.length);
  private final Variable generation = Variable.vector("generation", GENERATORS.length);
  private final Constraint balance;
  private final ConvexLayer layer;
  private final OptimalValue cost;

  Grid14() {
    Variable flow = Variable.vector("flow", LINES.length), angle = Variable.vector("angle", BUSES);
    Variable shed = Variable.vector("shed", LOADS.length);
    double[][] leaves = new double[BUSES][LINES.length], by = new double[LINES.length][BUSES];
    double[] limits = new double[LINES.length];
    for (int k = 0; k < LINES.length; k++) {
      int from = (int) LINES[k][0] - 1, to = (int) LINES[k][1] - 1;
      leaves[from][k] = 1;
      leaves[to][k] = -1;
      by[k][from] = 1 / LINES[k][2];
      by[k][to] = -1 / LINES[k][2];
      limits[k] = LINES[k][3];
    }
    var supplied = at(GENERATORS).times(generation).plus(at(LOADS).times(shed));
    balance = supplied.minus(constant(leaves).times(flow)).eq(at(LOADS).times(demand));
    var fuel = dot(constant(SLOPE), generation).plus(dot(constant(BEND), square(generation)));
    var lost = sum(shed).times(LOST_LOAD).plus(sumSquares(shed));
    Problem problem =
        Problem.minimize(fuel.plus(lost))
            .subjectTo(
                balance,
                flow.eq(constant(by).times(angle)),
                angle.get(0).eq(0),
                flow.le(constant(limits)),
                flow.ge(constant(limits).negate()),
                generation.ge(0),
                generation.le(constant(CAPACITY)),
                shed.ge(0));
    layer = ConvexLayer.of(problem);
    cost =
        (OptimalValue)
            layer.outputs().stream()
                .filter(OptimalValue.class::isInstance)
                .findFirst()
                .orElseThrow();
  }

  /// Which of the buses: buses × places.
  private static Constant at(int[] places) {
    double[][] at = new double[BUSES][places.length];
    for (int k = 0; k < places.length; k++) at[places[k] - 1][k] = 1;
    return constant(at);
  }

  /// A dispatch for each row of demands.
  record Dispatch(Grid14 grid, ForwardPass pass) {
    /// Fuel and lost load, `[B]`.
    double[] cost() {
      return pass.value(grid.cost).values();
    }

    /// `[B, 5]`.
    Tensor generation() {
      return pass.value(grid.generation);
    }

    /// `[B, 14]`: what one more unit of demand at a bus costs.
    Tensor prices() {
      return negated(pass.value(grid.balance.dual()));
    }

    /// The gradient with respect to the demand, `[B, 11]`, of a loss.
    ///
    /// @param byCost ∂ℓ/∂cost, `[B]`
    /// @param byPrices ∂ℓ/∂prices, `[B, 14]`
    Tensor pullBack(Tensor byCost, Tensor byPrices) {
      return pass.backward(Map.of(grid.cost, byCost, grid.balance.dual(), negated(byPrices)))
          .of(grid.demand);
    }

    private static Tensor negated(Tensor x) {
      double[] opposite = new double[x.size()];
      for (int k = 0; k < opposite.length; k++) opposite[k] = -x.values()[k];
      return Tensor.wrap(opposite, x.shape());
    }
  }

  /// @param demands `[B, 11]`
  Dispatch dispatch(Tensor demands) {
    return new Dispatch(this, layer.forward(Map.of(demand, demands)));
  }
}
