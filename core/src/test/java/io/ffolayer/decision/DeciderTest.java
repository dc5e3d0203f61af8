package io.ffolayer.decision;

import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Affine.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.ConvexLayer;
import io.ffolayer.decision.Decider.Sense;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Status;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Functions and layers as deciders, and what happens where nothing can be decided.
class DeciderTest {
  private static final Variable W = Variable.vector("w", 3);
  private static final Parameter C = Parameter.vector("c", 3);
  private static final Parameter TOTAL = Parameter.scalar("total");

  /// Infeasible where the total exceeds 3.
  private static LayerDecider shares(double... totals) {
    Problem problem = Problem.minimize(dot(C, W)).subjectTo(W.ge(0), W.le(1), sum(W).eq(TOTAL));
    return LayerDecider.of(ConvexLayer.of(problem), C)
        .with(Map.of(TOTAL, Tensor.of(totals, totals.length)));
  }

  @Test
  void theDecisionOfALayerIsWhatTheCostsMultiply() {
    Decider most = DecisionCases.maximizedLayer();
    assertThat(most.sense()).isEqualTo(Sense.MAXIMIZE);
    assertThat(most.isLinear()).isFalse();
    Tensor costs = DecisionCases.normal(new SplittableRandom(1), 4, DecisionCases.SIZE);
    Decisions decided = most.decide(costs);
    double h = 1e-5; // the decision is the slope of the best objective
    for (int i = 0; i < 4; i++)
      for (int k = 0; k < DecisionCases.SIZE; k++)
        assertThat(decided.values().at(i, k))
            .isCloseTo(
                (best(most, costs, i, k, h) - best(most, costs, i, k, -h)) / (2 * h), within(1e-6));
    assertThat(DecisionCases.linearLayer().isLinear()).isTrue();
    assertThat(DecisionCases.linearLayer().sense()).isEqualTo(Sense.MINIMIZE);
  }

  private static double best(Decider decider, Tensor costs, int i, int k, double h) {
    double[] moved = Rows.row(costs, i);
    moved[k] += h;
    Tensor there = Tensor.wrap(moved, 1, moved.length);
    return decider.decide(there).objective(0, there);
  }

  @Test
  void aLayerAndAFunctionThatDecideTheSameHaveTheSameLosses() {
    SplittableRandom random = new SplittableRandom(2);
    Tensor truths = DecisionCases.normal(random, 20, 5);
    Tensor predicted = DecisionCases.normal(random, 20, 5);
    Decider twoCheapest =
        Decider.of(c -> {
          double[] sorted = c.clone(), w = new double[c.length];
          Arrays.sort(sorted);
          for (int k = 0; k < c.length; k++) w[k] = c[k] <= sorted[1] ? 1 : 0;
          return w;
        });
    Decider layer = DecisionCases.linearLayer();
    double[] expected =
        new SpoPlus().of(twoCheapest, predicted, Truth.of(twoCheapest, truths)).values();
    double[] found = new SpoPlus().of(layer, predicted, Truth.of(layer, truths)).values();
    for (int i = 0; i < found.length; i++)
      assertThat(found[i]).isCloseTo(expected[i], within(1e-7));
  }

  @Test
  void anInfeasibleInstanceKeepsItsStatusAndCountsNowhere() {
    LayerDecider decider = shares(1, 9, 2);
    Tensor costs = Tensor.matrix(new double[][] {{3, 1, 2}, {1, 1, 1}, {2, 5, 1}});
    Tensor predicted = Tensor.matrix(new double[][] {{1, 2, 3}, {1, 2, 3}, {1, 2, 3}});
    Truth truth = Truth.of(decider, costs);
    for (DecisionLoss loss : everyLoss()) {
      Losses losses = loss.of(decider, predicted, truth);
      assertThat(losses.statuses())
          .containsExactly(Status.SOLVED, Status.INFEASIBLE, Status.SOLVED);
      assertThat(losses.decided()).isEqualTo(2);
      assertThat(losses.values()[1]).isZero();
      assertThat(Rows.row(losses.gradient(), 1)).containsOnly(0);
      assertThat(losses.mean()).isEqualTo((losses.values()[0] + losses.values()[2]) / 2);
      assertThat(Rows.isFinite(losses.gradientOfMean().values())).isTrue();
      LayerDecider alone = shares(1);
      Losses first = loss.of(alone, Rows.rows(predicted, 0), truth.rows(0));
      assertThat(first.values()[0]).isEqualTo(losses.values()[0]);
    }
    Regret regret = Regret.of(decider, predicted, truth);
    assertThat(regret.decided()).isEqualTo(2);
    assertThat(regret.normalised()).isFinite();
  }

  private static List<DecisionLoss> everyLoss() {
    return List.of(
        new SpoPlus(),
        new FenchelYoung(Perturbation.gaussian(0.5, 3, 1)),
        new RealisedRegret(new BlackBox(1)),
        new RealisedRegret(new NegativeIdentity()),
        new RealisedRegret(new ImplicitLikelihood(1, Perturbation.gumbel(0.5, 2, 1))),
        new RealisedRegret(new PerturbedOptimizer(Perturbation.gaussian(0.5, 3, 1))));
  }

  @Test
  void whereNothingIsDecidedMeansAreZero() {
    Decider none = Decider.of(c -> null);
    Tensor costs = Tensor.matrix(new double[][] {{1, 2}, {Double.NaN, 1}});
    Truth truth = Truth.of(none, costs);
    assertThat(truth.decisions().statuses())
        .containsExactly(Status.INFEASIBLE, Status.INVALID_DATA);
    for (DecisionLoss loss : everyLoss()) {
      Losses losses = loss.of(none, costs, truth);
      assertThat(losses.mean()).isZero();
      assertThat(losses.gradientOfMean().values()).containsOnly(0);
    }
    assertThat(Regret.of(none, costs, truth).normalised()).isZero();
  }

  @Test
  void aPredictionThatIsNotANumberSpoilsNoOther() {
    LayerDecider decider = shares(1, 1);
    Tensor costs = Tensor.matrix(new double[][] {{3, 1, 2}, {2, 5, 1}});
    Tensor predicted = Tensor.matrix(new double[][] {{Double.NaN, 2, 3}, {1, 2, 3}});
    for (DecisionLoss loss : everyLoss()) {
      Losses losses = loss.of(decider, predicted, Truth.of(decider, costs));
      assertThat(losses.statuses()).containsExactly(Status.INVALID_DATA, Status.SOLVED);
      assertThat(losses.mean()).isFinite();
      assertThat(Rows.isFinite(losses.gradient().values())).isTrue();
    }
  }

  @Test
  void costsThatAreNoCostsAreRefused() {
    ConvexLayer layer = ConvexLayer.of(Problem.minimize(dot(C, W)).subjectTo(W.ge(C), W.le(9)));
    assertThatThrownBy(() -> LayerDecider.of(layer, C))
        .hasMessageContaining("c occurs in a constraint", "Maybe use two parameters");
    assertThatThrownBy(() -> LayerDecider.of(layer, Parameter.vector("d", 3)))
        .hasMessageContaining("d is no parameter of the layer, which has [c]");
    assertThatThrownBy(() -> LayerDecider.of(shares(1).layer(), TOTAL))
        .hasMessageContaining("total occurs in a constraint");
    assertThatThrownBy(() -> shares(1).decide(Tensor.zeros(2, 4)))
        .hasMessageContaining("costs have 4 columns, the parameter c has 3 values");
  }

  @Test
  void aFunctionThatReturnsNoDecisionIsNamed() {
    Decider wrong = Decider.of(c -> new double[] {Double.NaN, 1});
    assertThatThrownBy(() -> wrong.decide(Tensor.zeros(1, 2)))
        .hasMessageContaining("the decision of instance 0 is [NaN, 1.0]", "Maybe return null");
    assertThatThrownBy(() -> wrong.decide(Tensor.zeros(1, 3)))
        .hasMessageContaining("is 2 numbers, expected 3");
  }
}
