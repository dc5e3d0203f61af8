package io.ffolayer.lab.decision;

import io.ffolayer.decision.BlackBox;
import io.ffolayer.decision.Decider;
import io.ffolayer.decision.DecisionLoss;
import io.ffolayer.decision.FenchelYoung;
import io.ffolayer.decision.ImplicitLikelihood;
import io.ffolayer.decision.NegativeIdentity;
import io.ffolayer.decision.NegativeIdentity.Projection;
import io.ffolayer.decision.Perturbation;
import io.ffolayer.decision.PerturbedOptimizer;
import io.ffolayer.decision.RealisedRegret;
import io.ffolayer.decision.Regret;
import io.ffolayer.decision.SolutionCache;
import io.ffolayer.decision.SpoPlus;
import io.ffolayer.decision.Truth;
import io.ffolayer.lab.decision.GridPaths.Data;
import io.ffolayer.lab.decision.LinearPredictor.Schedule;
import io.ffolayer.lab.experiment.Findings;
import io.ffolayer.lab.experiment.Findings.Axis;
import io.ffolayer.lab.experiment.Findings.Curve;
import io.ffolayer.program.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The benchmark that decision-focused papers share: shortest paths on a 5×5 grid.
public final class ShortestPath extends SeedStudy {
  private static final GridPaths GRID = new GridPaths(5);
  private static final int DEGREE = 6;
  private static final double NOISE = 0.5;
  private static final int TEST = 1000;

  /// @param loss by the number of the step; null for least squares alone
  /// @param share of fresh solves
  private record Method(
      String name, @Nullable IntFunction<DecisionLoss> loss, double rate, double share) {
    Method(String name, @Nullable IntFunction<DecisionLoss> loss, double rate) {
      this(name, loss, rate, 1);
    }
  }

  private static Perturbation gaussian(int step) {
    return Perturbation.gaussian(0.5, 4, step);
  }

  private static final List<Method> METHODS =
      List.of(
          new Method("two-stage", null, 1),
          new Method("SPO+", step -> new SpoPlus(), 0.02),
          new Method("SPO+, a tenth solved", step -> new SpoPlus(), 0.02, 0.1),
          new Method("Fenchel–Young", step -> new FenchelYoung(gaussian(step)), 0.02),
          new Method("black box", step -> new RealisedRegret(new BlackBox(10)), 0.02),
          new Method(
              "negative identity",
              step -> new RealisedRegret(new NegativeIdentity(Projection.STANDARD)),
              0.02),
          new Method(
              "implicit likelihood",
              step ->
                  new RealisedRegret(
                      new ImplicitLikelihood(
                          10, new Perturbation(new Perturbation.SumOfGamma(8, 10), 0.5, 1, step))),
              0.02),
          new Method(
              "perturbed optimiser",
              step -> new RealisedRegret(new PerturbedOptimizer(gaussian(step))),
              0.02));

  @Override
  public String name() {
    return "shortest-path";
  }

  @Override
  public String about() {
    return "decision-focused losses against two-stage learning: shortest paths on a 5×5 grid";
  }

  @Override
  public String question() {
    return "Costs of 40 edges are a polynomial of degree 6 of five features, with noise of 50 %, as in"
        + " Elmachtoub & Grigas; the model is linear, and wrong on purpose. Trained for the least"
        + " squared error (two-stage) it spends its freedom on costs that no path pays. Do losses of"
        + " the decision spend it better? All of them start at the two-stage solution; measured is the"
        + " normalised regret on 1000 other samples.";
  }

  @Override
  protected String measure() {
    return "normalised regret";
  }

  @Override
  protected List<String> methods() {
    return METHODS.stream().map(Method::name).toList();
  }

  @Override
  protected int seeds(Setting setting) {
    return setting.pick(3, 10);
  }

  private static int samples(Setting setting) {
    return setting.pick(300, 1000);
  }

  /// Normalised regret, and the path of the first test sample.
  @Override
  protected double[] train(int which, Setting setting, long seed) {
    Method method = METHODS.get(which);
    int training = samples(setting);
    Data all = GRID.draw(training + TEST, DEGREE, NOISE, new SplittableRandom(seed));
    Data seen = all.part(0, training), test = all.part(training, training + TEST);
    Decider paths = GRID.decider();
    LinearPredictor model = LinearPredictor.leastSquares(seen.features(), seen.costs());
    IntFunction<DecisionLoss> loss = method.loss;
    if (loss != null) {
      Truth truth = Truth.of(paths, Tensor.matrix(seen.costs()));
      Decider asked =
          method.share < 1
              ? new SolutionCache(paths, method.share, SolutionCache.Lookup.BEST, seed)
              : paths;
      model.train(
          new Schedule(setting.pick(15, 30), 32, method.rate, seed),
          (step, rows, predicted) ->
              loss.apply(step).of(asked, predicted, truth.rows(rows)).gradientOfMean());
    }
    Tensor predicted = model.on(test.features()).predictAll();
    Truth tested = Truth.of(paths, Tensor.matrix(test.costs()));
    double[] path = paths.decide(predicted).rows(0).values().values();
    double[] found = new double[1 + path.length];
    found[0] = Regret.of(paths, predicted, tested).normalised();
    System.arraycopy(path, 0, found, 1, path.length);
    return found;
  }

  /// The best path, that of two-stage, that of SPO+.
  @Override
  protected void pictures(Findings.Draft draft, Setting setting, List<double[]> found) {
    int training = samples(setting);
    Data all = GRID.draw(training + TEST, DEGREE, NOISE, new SplittableRandom(setting.seed()));
    Data first = all.part(training, training + 1);
    double[] best = GRID.decider().decide(Tensor.matrix(first.costs())).values().values();
    draft.chart(
        "The path of a test sample: the best, and at predicted costs",
        new Axis("column", false),
        new Axis("row", false),
        List.of(
            path("best", best),
            path("two-stage", Arrays.copyOfRange(found.get(0), 1, found.get(0).length)),
            path("SPO+", Arrays.copyOfRange(found.get(1), 1, found.get(1).length))));
  }

  private static Curve path(String name, double[] path) {
    double[][] nodes = GRID.nodes(path);
    return new Curve(name, true, nodes[0], Arrays.stream(nodes[1]).map(v -> -v).toArray());
  }
}
