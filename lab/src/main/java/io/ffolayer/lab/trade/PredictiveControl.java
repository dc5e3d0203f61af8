package io.ffolayer.lab.trade;

import io.ffolayer.lab.Adam;
import io.ffolayer.lab.decision.SeedStudy;
import io.ffolayer.lab.experiment.Findings;
import io.ffolayer.lab.trade.Controller.Run;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// The weights of a model-predictive controller, tuned by what its runs cost.
public final class PredictiveControl extends SeedStudy {
  private static final Controller CONTROLLER = new Controller();

  /// The roots of the weights that the runs are judged by.
  private static final double[] OF_THE_COST = {1, 0.1, Math.sqrt(0.1), 1};

  @Override
  public String name() {
    return "predictive-control";
  }

  @Override
  public String about() {
    return "the weights of a model-predictive controller, tuned through its closed loop";
  }

  @Override
  public String question() {
    return "A mass is brought to rest by a controller with a short horizon and a wrong model: in truth a"
        + " fifth of the force is lost, there is drag, and somebody pushes; the speed has a soft limit."
        + " Are the weights by which runs are judged the best ones to control with? Four weights are"
        + " taken from the judge (two-stage), found by random search, or learnt by gradients through all"
        + " steps of the closed loop (end to end). A gradient counts as one more run.";
  }

  @Override
  protected String measure() {
    return "cost of a run";
  }

  @Override
  protected List<String> methods() {
    return List.of("weights of the judge", "random search", "end to end");
  }

  @Override
  protected int seeds(Setting setting) {
    return setting.pick(2, 5);
  }

  private static int length(Setting setting) {
    return setting.pick(10, 20);
  }

  @Override
  protected double[] train(int method, Setting setting, long seed) {
    int rounds = setting.pick(6, 25), starts = setting.pick(4, 8), steps = length(setting);
    double[] logs = Arrays.stream(OF_THE_COST).map(Math::log).toArray();
    SplittableRandom random = new SplittableRandom(seed);
    if (method == 1) logs = search(logs, 2 * rounds, starts, steps, random);
    if (method == 2) {
      Adam adam = new Adam(logs.length, 0.15);
      for (int round = 0; round < rounds; round++) {
        double[] roots = Arrays.stream(logs).map(Math::exp).toArray();
        double[] gradient =
            CONTROLLER.gradient(CONTROLLER.run(roots, starts, steps, random.split()));
        for (int k = 0; k < roots.length; k++) gradient[k] *= roots[k];
        adam.step(logs, gradient);
      }
    }
    double[] roots = Arrays.stream(logs).map(Math::exp).toArray();
    Run test =
        CONTROLLER.run(roots, setting.pick(20, 100), steps, new SplittableRandom(1000 + seed));
    return joined(
        new double[] {test.cost()},
        roots,
        Arrays.stream(test.p()).mapToDouble(p -> p[0]).toArray(),
        Arrays.stream(test.v()).mapToDouble(v -> v[0]).toArray());
  }

  /// The best of draws around the start, each judged on the same runs.
  private static double[] search(
      double[] start, int rounds, int starts, int steps, SplittableRandom random) {
    long runs = random.nextLong();
    double[] best = start;
    double least = Double.POSITIVE_INFINITY;
    for (int round = 0; round < rounds; round++) {
      double[] logs = start.clone();
      if (round > 0) Arrays.setAll(logs, k -> start[k] + random.nextGaussian());
      double[] roots = Arrays.stream(logs).map(Math::exp).toArray();
      double cost = CONTROLLER.run(roots, starts, steps, new SplittableRandom(runs)).cost();
      if (cost < least) {
        least = cost;
        best = logs;
      }
    }
    return best;
  }

  @Override
  protected void pictures(Findings.Draft draft, Setting setting, List<double[]> found) {
    int steps = length(setting), from = 1 + Controller.WEIGHTS;
    double[] times = IntStream.rangeClosed(0, steps).asDoubleStream().toArray();
    for (boolean ofPlace : new boolean[] {true, false})
      lines(
          draft,
          ofPlace ? "Place in a test run" : "Speed in the same run, soft limit 0.8",
          "step",
          ofPlace ? "place" : "speed",
          times,
          IntStream.range(0, found.size())
              .mapToObj(
                  m -> new Marks(methods().get(m), found.get(m), ofPlace ? from : from + steps + 1))
              .toList());
    draft.table(
        "Weights at the first seed",
        List.of("method", "place", "speed", "force", "last place"),
        IntStream.range(0, found.size())
            .mapToObj(m ->
                new Findings.Row(
                    methods().get(m),
                    Arrays.stream(found.get(m), 1, from).map(root -> root * root).toArray()))
            .toList());
  }
}
