package io.ffolayer.lab.trade;

import io.ffolayer.lab.trade.Grid14.Dispatch;
import io.ffolayer.program.Tensor;
import java.util.Arrays;

/// The realised cost of each sample, and its gradient with respect to the forecast.
record Realised(double[] costs, Tensor gradient) {
  private static final int LOADS = Grid14.LOADS.length;
  private static final double SHORT = 2.5;
  private static final double SURPLUS = 0.6;

  static Realised of(Grid14 grid, Tensor forecast, double[][] demands) {
    int batch = demands.length;
    Dispatch dispatch = grid.dispatch(forecast);
    double[] costs = dispatch.cost().clone(), direct = new double[batch * LOADS];
    double[] byPrices = new double[batch * Grid14.BUSES], one = new double[batch];
    Arrays.fill(one, 1.0 / batch);
    for (int s = 0; s < batch; s++)
      for (int k = 0; k < LOADS; k++) {
        int bus = s * Grid14.BUSES + Grid14.LOADS[k] - 1;
        double missing = demands[s][k] - forecast.values()[s * LOADS + k];
        double factor = missing > 0 ? SHORT : SURPLUS, price = dispatch.prices().values()[bus];
        costs[s] += price * factor * missing;
        byPrices[bus] = factor * missing / batch;
        direct[s * LOADS + k] = -price * factor / batch;
      }
    Tensor pulled =
        dispatch.pullBack(Tensor.wrap(one, batch), Tensor.wrap(byPrices, batch, Grid14.BUSES));
    for (int k = 0; k < direct.length; k++) direct[k] += pulled.values()[k];
    return new Realised(costs, Tensor.wrap(direct, batch, LOADS));
  }

  double mean() {
    return Arrays.stream(costs).average().orElse(0);
  }
}
