package io.ffolayer.lab.trade;

import io.ffolayer.ForwardPass;
import io.ffolayer.lab.decision.LinearPredictor;
import io.ffolayer.lab.decision.LinearPredictor.Schedule;
import io.ffolayer.lab.decision.SeedStudy;
import io.ffolayer.lab.experiment.Findings;
import io.ffolayer.program.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Orders that bound the conditional value at risk, by forecasts that are learnt through them.
public final class Inventory extends SeedStudy {
  private static final int BATCH = 40;

  @Override
  public String name() {
    return "inventory";
  }

  @Override
  public String about() {
    return "orders that bound the conditional value at risk, forecasts learnt through them";
  }

  @Override
  public String question() {
    return "Four goods are ordered for tomorrow, in a store of 24 units. A unit short costs 4 to 8, a"
        + " unit left over 1 or 2. The layer orders what has the least conditional value at risk (the"
        + " mean of the worst quarter) over eight scenarios: the forecast, plus errors that were seen. A linear"
        + " forecast is fitted by least squares (two-stage), or trained through the layer on the worst quarter"
        + " of realised costs (end to end). Demand spreads with its level, which scenarios do not know.";
  }

  @Override
  protected String measure() {
    return "mean of the worst quarter of costs";
  }

  @Override
  protected List<String> methods() {
    return List.of("two-stage", "end to end");
  }

  @Override
  protected int seeds(Setting setting) {
    return setting.pick(2, 5);
  }

  /// The samples whose costs are the worst quarter.
  private static int[] worst(double[] orders, double[][] demands) {
    return IntStream.range(0, demands.length)
        .boxed()
        .sorted((a, b) ->
            Double.compare(Store.cost(orders, b, demands[b]), Store.cost(orders, a, demands[a])))
        .limit(Math.round(Store.TAIL * demands.length))
        .mapToInt(i -> i)
        .toArray();
  }

  private static Tensor gradient(Store store, Tensor forecasts, double[][] demands) {
    ForwardPass pass = store.pass(forecasts);
    double[] orders = pass.value(store.order()).values(), by = new double[orders.length];
    int[] worst = worst(orders, demands);
    for (int s : worst)
      for (int j = 0; j < Store.GOODS; j++)
        by[s * Store.GOODS + j] = Store.slope(orders, s, demands[s], j) / worst.length;
    return pass.backward(store.order(), Tensor.wrap(by, demands.length, Store.GOODS))
        .of(store.forecast());
  }

  @Override
  protected double[] train(int method, Setting setting, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Store.Data seen = Store.Data.draw(setting.pick(80, 400), random),
        test = Store.Data.draw(setting.pick(150, 1000), random);
    LinearPredictor model = LinearPredictor.leastSquares(seen.features(), seen.demands());
    double[] fitted = model.predictAll().values();
    double[][] errors = new double[Store.SCENARIOS][Store.GOODS];
    for (int k = 0; k < Store.SCENARIOS; k++)
      for (int j = 0; j < Store.GOODS; j++)
        errors[k][j] = seen.demands()[k][j] - fitted[k * Store.GOODS + j];
    Store store = Store.of(errors);
    if (method == 1)
      model.train(
          new Schedule(setting.pick(5, 20), BATCH, 0.05, seed),
          (step, rows, forecast) ->
              gradient(
                  store,
                  forecast,
                  Arrays.stream(rows).mapToObj(s -> seen.demands()[s]).toArray(double[][]::new)));
    double[] orders =
        store.pass(model.on(test.features()).predictAll()).value(store.order()).values();
    double risk =
        Arrays.stream(worst(orders, test.demands()))
            .mapToDouble(s -> Store.cost(orders, s, test.demands()[s]))
            .average()
            .orElse(0);
    return joined(new double[] {risk}, Arrays.copyOf(orders, Store.GOODS), test.demands()[0]);
  }

  @Override
  protected void pictures(Findings.Draft draft, Setting setting, List<double[]> found) {
    double[] goods = {1, 2, 3, 4};
    marks(
        draft,
        "Orders for a test day",
        "good",
        "units",
        goods,
        List.of(
            new Marks("demand, not known yet", found.get(0), 1 + Store.GOODS),
            new Marks("two-stage", found.get(0), 1),
            new Marks("end to end", found.get(1), 1)));
  }
}
