package io.ffolayer.lab.trade;

import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.atom.Atoms.sumSquares;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.decision.Decider;
import io.ffolayer.decision.DecisionLoss;
import io.ffolayer.decision.FenchelYoung;
import io.ffolayer.decision.LayerDecider;
import io.ffolayer.decision.Perturbation;
import io.ffolayer.decision.Regret;
import io.ffolayer.decision.SpoPlus;
import io.ffolayer.decision.Truth;
import io.ffolayer.lab.decision.LinearPredictor;
import io.ffolayer.lab.decision.LinearPredictor.LossGradient;
import io.ffolayer.lab.decision.LinearPredictor.Schedule;
import io.ffolayer.lab.decision.SeedStudy;
import io.ffolayer.lab.experiment.Findings;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Suppliers matched with customers at costs that are predicted: optimal transport.
public final class TransportMatching extends SeedStudy {
  private static final int PLACES = Matchings.PLACES, PAIRS = Matchings.PAIRS;
  private static final Parameter COSTS = Parameter.vector("costs", PAIRS);
  private static final Variable PLAN = Variable.vector("plan", PAIRS);

  private static final Decider MATCHING = LayerDecider.of(layer(0), COSTS);
  private static final ConvexLayer SMOOTH = layer(1);

  @Override
  public String name() {
    return "transport-matching";
  }

  @Override
  public String about() {
    return "suppliers matched with customers at predicted costs: optimal transport";
  }

  @Override
  public String question() {
    return "Five suppliers and five customers move with six features, and a match costs their distance"
        + " squared, with noise. A linear model predicts the 25 costs, and the cheapest matching at"
        + " these is carried out. It is fitted by least squares (two-stage), or trained on decisions:"
        + " by SPO+, by a Fenchel–Young loss, and end to end through a transport problem that a square"
        + " of the plan makes smooth. Measured is the normalised regret of the matching.";
  }

  @Override
  protected String measure() {
    return "normalised regret";
  }

  @Override
  protected List<String> methods() {
    return List.of("two-stage", "SPO+", "Fenchel–Young", "smoothed transport, end to end");
  }

  @Override
  protected int seeds(Setting setting) {
    return setting.pick(2, 10);
  }

  private static ConvexLayer layer(double smoothing) {
    Expression plan = PLAN.reshape(PLACES, PLACES);
    return ConvexLayer.of(
        Problem.minimize(dot(COSTS, PLAN).plus(sumSquares(PLAN).times(smoothing / 2)))
            .subjectTo(PLAN.ge(0), sum(plan, 1).eq(1), sum(plan, 0).le(1)));
  }

  private static LossGradient gradient(int method, Truth truth) {
    if (method == 3)
      return (step, rows, predicted) -> {
        ForwardPass pass = SMOOTH.forward(Map.of(COSTS, predicted));
        double part = 1.0 / rows.length;
        double[] paid = truth.rows(rows).costs().values();
        Tensor cotangent =
            Tensor.wrap(Arrays.stream(paid).map(c -> c * part).toArray(), rows.length, PAIRS);
        return pass.backward(PLAN, cotangent).of(COSTS);
      };
    return (step, rows, predicted) -> {
      DecisionLoss loss =
          method == 1 ? new SpoPlus() : new FenchelYoung(Perturbation.gaussian(1, 2, step));
      return loss.of(MATCHING, predicted, truth.rows(rows)).gradientOfMean();
    };
  }

  @Override
  protected double[] train(int method, Setting setting, long seed) {
    Matchings[] data = Matchings.of(setting, seed);
    LinearPredictor model = LinearPredictor.leastSquares(data[0].features(), data[0].costs());
    if (method > 0)
      model.train(
          new Schedule(setting.pick(5, 20), 20, 0.05, seed),
          gradient(method, Truth.of(MATCHING, Tensor.matrix(data[0].costs()))));
    Tensor predicted = model.on(data[1].features()).predictAll();
    Truth truth = Truth.of(MATCHING, Tensor.matrix(data[1].costs()));
    return joined(
        new double[] {Regret.of(MATCHING, predicted, truth).normalised()},
        MATCHING.decide(predicted).rows(0).values().values());
  }

  @Override
  protected void pictures(Findings.Draft draft, Setting setting, List<double[]> found) {
    Matchings test = Matchings.of(setting, setting.seed())[1];
    double[] best = MATCHING.decide(Tensor.matrix(test.costs())).rows(0).values().values();
    picture(draft, "A matching: the best", test.places()[0], best, 0);
    picture(draft, "Before: by two-stage", test.places()[0], found.get(0), 1);
    picture(draft, "After: by SPO+", test.places()[0], found.get(1), 1);
  }

  /// Each pair a line from supplier to customer.
  private static void picture(
      Findings.Draft draft, String title, double[][] places, double[] plan, int from) {
    draft.chart(
        title,
        new Findings.Axis("east", false),
        new Findings.Axis("north", false),
        IntStream.range(0, PAIRS)
            .filter(c -> plan[from + c] > 0.5)
            .mapToObj(c -> {
              double[] here = places[c / PLACES], there = places[PLACES + c % PLACES];
              String name = "supplier %d".formatted(c / PLACES + 1);
              double[] x = {here[0], there[0]}, y = {here[1], there[1]};
              return new Findings.Curve(name, true, x, y);
            })
            .toList());
  }
}
