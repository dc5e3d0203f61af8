package io.ffolayer.lab.trade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.lab.trade.Grid14.Dispatch;
import io.ffolayer.lab.trade.Market.Choice;
import io.ffolayer.program.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What trades learn by: gradients against central differences.
class GradientsTest {
  private static final double STEP = 1e-5;

  @Test
  void aPriceIsWhatMoreDemandCostsAndMovesAsItsGradientSays() {
    Grid14 grid = new Grid14();
    double[] demand = Arrays.stream(Grid14.BASE).map(d -> 1.03 * d).toArray();
    Dispatch here = grid.dispatch(row(demand));
    double[] one = {1}, direction = new double[Grid14.BUSES];
    SplittableRandom random = new SplittableRandom(3);
    Arrays.setAll(direction, k -> random.nextGaussian());
    Tensor prices = Tensor.wrap(direction, 1, Grid14.BUSES);
    Tensor zero = Tensor.zeros(1, Grid14.BUSES);
    double[] ofCost = here.pullBack(Tensor.wrap(one, 1), zero).values();
    double[] ofPrices = here.pullBack(Tensor.zeros(1), prices).values();
    for (int k = 0; k < demand.length; k++) {
      Dispatch up = grid.dispatch(row(moved(demand, k, STEP)));
      Dispatch down = grid.dispatch(row(moved(demand, k, -STEP)));
      double slope = (up.cost()[0] - down.cost()[0]) / (2 * STEP);
      assertThat(here.prices().values()[Grid14.LOADS[k] - 1]).isCloseTo(slope, within(1e-4));
      assertThat(ofCost[k]).isCloseTo(slope, within(1e-4));
      double bend = (along(up.prices(), direction) - along(down.prices(), direction)) / (2 * STEP);
      assertThat(ofPrices[k]).isCloseTo(bend, within(1e-3 * (1 + Math.abs(bend))));
    }
  }

  private static Tensor row(double[] x) {
    return Tensor.wrap(x, 1, x.length);
  }

  private static double[] moved(double[] x, int k, double step) {
    double[] moved = x.clone();
    moved[k] += step;
    return moved;
  }

  private static double along(Tensor x, double[] y) {
    double sum = 0;
    for (int k = 0; k < y.length; k++) sum += x.values()[k] * y[k];
    return sum;
  }

  @Test
  void theGradientThroughAClosedLoopIsThatOfCentralDifferences() {
    Controller controller = new Controller();
    double[] roots = {1.2, 0.4, 0.5, 1.5};
    double[] found = controller.gradient(loop(controller, roots));
    for (int k = 0; k < roots.length; k++) {
      double up = loop(controller, moved(roots, k, STEP)).cost();
      double down = loop(controller, moved(roots, k, -STEP)).cost();
      assertThat(found[k]).isCloseTo((up - down) / (2 * STEP), within(1e-4));
    }
  }

  private static Controller.Run loop(Controller controller, double[] roots) {
    return controller.run(roots, 3, 6, new SplittableRandom(8));
  }

  @Test
  void theGradientOfTheUtilityIsThatOfCentralDifferences() {
    Market market = new Market();
    int[] weeks = {700};
    double[][] held = {Portfolio.equal()}, expected = new double[1][Market.SHARES];
    SplittableRandom random = new SplittableRandom(5);
    Arrays.setAll(expected[0], i -> random.nextGaussian(0.004, 0.006));
    double[] found = market.choose(weeks, expected, held).pullBack();
    for (int i = 0; i < Market.SHARES; i++) {
      double up = utility(market, held, moved(expected[0], i, 1e-7));
      double down = utility(market, held, moved(expected[0], i, -1e-7));
      assertThat(found[i]).isCloseTo((up - down) / 2e-7, within(1e-3));
    }
  }

  private static double utility(Market market, double[][] held, double[] expected) {
    int[] weeks = {700};
    Choice choice = market.choose(weeks, new double[][] {expected}, held);
    return market.outcome(weeks[0], choice.weights(0), held[0])[1];
  }

  @Test
  void theFactorOfRiskIsThatOfTheShrunkCovariance() {
    Market market = new Market();
    double[][] factor = market.factor(500);
    double variance = 0, mean = 0, found = 0;
    for (int t = 396; t < 500; t++) mean += market.returns(t)[7] / 104;
    for (int t = 396; t < 500; t++) variance += Math.pow(market.returns(t)[7] - mean, 2) / 103;
    for (double[] row : factor) found += row[7] * row[7];
    assertThat(found).isCloseTo(variance, within(1e-12));
  }
}
