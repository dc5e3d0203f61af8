package io.ffolayer.lab.trade;

import io.ffolayer.lab.decision.LinearPredictor;
import io.ffolayer.lab.decision.LinearPredictor.Schedule;
import io.ffolayer.lab.decision.SeedStudy;
import io.ffolayer.lab.experiment.Findings;
import io.ffolayer.lab.trade.Grid14.Dispatch;
import io.ffolayer.program.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Demand forecasts for a 14-bus network, learnt by what they cost.
public final class EnergyDispatch extends SeedStudy {
  private static final Grid14 GRID = new Grid14();
  private static final int LOADS = Grid14.LOADS.length;
  private static final int FEATURES = 5;
  private static final int BATCH = 20;

  @Override
  public String name() {
    return "energy-dispatch";
  }

  @Override
  public String about() {
    return "demand forecasts for a 14-bus network, learnt by realised cost, prices as outputs";
  }

  @Override
  public String question() {
    return "Generators are dispatched for forecast demand; what is short at a bus costs 2.5 times its"
        + " price, what is left over earns 0.6 of it. The price is the dual of the balance at the bus,"
        + " an output of the layer with a gradient of its own. A linear forecast of eleven loads, whose"
        + " spread depends on temperature, is fitted by least squares (two-stage), scaled by the best"
        + " single margin, or trained through the dispatch on the realised cost (end to end).";
  }

  @Override
  protected String measure() {
    return "realised cost (100 $/h)";
  }

  @Override
  protected List<String> methods() {
    return List.of("two-stage", "two-stage with a margin", "end to end");
  }

  @Override
  protected int seeds(Setting setting) {
    return setting.pick(2, 5);
  }

  private record Data(double[][] features, double[][] demands) {}

  /// Demand follows the hour, the temperature squared, and noise that grows with the cold.
  private static Data draw(int samples, SplittableRandom random) {
    double[][] features = new double[samples][FEATURES], demands = new double[samples][LOADS];
    for (int s = 0; s < samples; s++) {
      double hour = 2 * Math.PI * random.nextDouble(), cold = random.nextGaussian();
      double week = random.nextInt(7) < 5 ? 1 : 0, sun = random.nextDouble();
      features[s] = new double[] {Math.sin(hour), Math.cos(hour), cold, week, sun};
      double common = random.nextGaussian();
      for (int k = 0; k < LOADS; k++) {
        double level = 0.8 + 0.15 * Math.sin(hour + 0.3 * k) + 0.1 * week + 0.06 * cold * cold;
        double spread = 0.04 + 0.05 * Math.max(cold, 0);
        double noise = spread * (0.7 * common + 0.7 * random.nextGaussian());
        demands[s][k] = Grid14.BASE[k] * Math.max(level - 0.1 * sun + noise, 0.1);
      }
    }
    return new Data(features, demands);
  }

  private static double[][] rows(double[][] all, int[] samples) {
    return Arrays.stream(samples).mapToObj(s -> all[s]).toArray(double[][]::new);
  }

  private static Tensor scaled(Tensor x, double factor) {
    return Tensor.wrap(Arrays.stream(x.values()).map(v -> factor * v).toArray(), x.shape());
  }

  @Override
  protected double[] train(int method, Setting setting, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Data seen = draw(setting.pick(80, 400), random), test = draw(setting.pick(60, 400), random);
    LinearPredictor model = LinearPredictor.leastSquares(seen.features, seen.demands);
    double margin = 1;
    if (method == 1) {
      double[] costs = new double[11];
      Arrays.setAll(
          costs,
          k -> Realised.of(GRID, scaled(model.predictAll(), 1 + 0.02 * k), seen.demands).mean());
      margin += 0.02 * IntStream.range(0, 11).reduce(0, (a, b) -> costs[b] < costs[a] ? b : a);
    } else if (method == 2)
      model.train(
          new Schedule(setting.pick(8, 30), BATCH, 0.005, seed),
          (step, rows, forecast) ->
              Realised.of(GRID, forecast, rows(seen.demands, rows)).gradient());
    Tensor forecast = scaled(model.on(test.features).predictAll(), margin);
    Dispatch first = GRID.dispatch(Tensor.wrap(forecast.slice(0).values(), 1, LOADS));
    return joined(
        new double[] {Realised.of(GRID, forecast, test.demands).mean()},
        first.generation().values(),
        first.prices().values());
  }

  @Override
  protected void pictures(Findings.Draft draft, Setting setting, List<double[]> found) {
    SplittableRandom random = new SplittableRandom(setting.seed());
    draw(setting.pick(80, 400), random);
    double[][] truth = {draw(setting.pick(60, 400), random).demands[0]};
    Dispatch known = GRID.dispatch(Tensor.matrix(truth));
    double[] buses = IntStream.rangeClosed(1, Grid14.BUSES).asDoubleStream().toArray();
    double[] at = Arrays.stream(Grid14.GENERATORS).asDoubleStream().toArray();
    marks(
        draft,
        "Generation for a test sample",
        "bus",
        "100 MW",
        at,
        List.of(
            new Marks("demand known", known.generation().values(), 0),
            new Marks("two-stage", found.get(0), 1),
            new Marks("end to end", found.get(2), 1)));
    marks(
        draft,
        "Prices for the same sample",
        "bus",
        "$/MWh",
        buses,
        List.of(
            new Marks("demand known", known.prices().values(), 0),
            new Marks("two-stage", found.get(0), 1 + at.length),
            new Marks("end to end", found.get(2), 1 + at.length)));
  }
}
