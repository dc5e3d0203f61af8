package io.ffolayer.decision;

import static io.ffolayer.decision.DecisionCases.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.decision.DecisionCases.Case;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.ShapeException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What decision-focused losses promise, on functions, integer programs and layers.
class DecisionLossTest {
  private static final int BATCH = 12;
  private static final double ROUNDING = 1e-7;
  private static final DecisionLoss FENCHEL_YOUNG =
      new FenchelYoung(Perturbation.gaussian(0.5, 8, 3));
  private static final List<DecisionLoss> CONVEX = List.of(new SpoPlus(), FENCHEL_YOUNG);

  private static List<Case> cases() {
    return DecisionCases.all();
  }

  private final SplittableRandom random = new SplittableRandom(11);
  private final Tensor truths = normal(random, BATCH, DecisionCases.SIZE);
  private final Tensor predicted = normal(random, BATCH, DecisionCases.SIZE);
  private final Tensor others = normal(random, BATCH, DecisionCases.SIZE);

  @Test
  void spoPlusOfTheChoiceBetweenTwoIsThatOfTheHand() {
    Decider one = DecisionCases.chooseOne();
    Losses losses =
        new SpoPlus()
            .of(one, Tensor.wrap(new double[] {3, 1}, 1, 2), truth(one, new double[] {1, 2}));
    assertThat(losses.values()).containsExactly(5);
    assertThat(losses.gradient().values()).containsExactly(2, -2);
    assertThat(losses.mean()).isEqualTo(5);
  }

  private static Truth truth(Decider decider, double... costs) {
    return Truth.of(decider, Tensor.wrap(costs, 1, costs.length));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void regretIsNeverNegativeAndZeroAtTheTruth(Case problem) {
    Truth truth = Truth.of(problem.decider(), truths);
    assertThat(Regret.of(problem.decider(), truths, truth).values()).containsOnly(0);
    Regret regret = Regret.of(problem.decider(), predicted, truth);
    for (double value : regret.values()) assertThat(value).isGreaterThan(-ROUNDING);
    assertThat(regret.mean()).isPositive();
    assertThat(regret.normalised()).isPositive();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void spoPlusIsAtLeastTheRegretAndZeroAtTheTruth(Case problem) {
    Truth truth = Truth.of(problem.decider(), truths);
    Losses losses = new SpoPlus().of(problem.decider(), predicted, truth);
    Regret regret = Regret.of(problem.decider(), predicted, truth);
    for (int i = 0; i < BATCH; i++)
      assertThat(losses.values()[i]).isGreaterThan(regret.values()[i] - ROUNDING);
    Losses there = new SpoPlus().of(problem.decider(), truths, truth);
    for (double value : there.values()) assertThat(value).isCloseTo(0, within(ROUNDING));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossesAreConvexInThePrediction(Case problem) {
    Truth truth = Truth.of(problem.decider(), truths);
    Tensor middle = Rows.combined(0.5, predicted, 0.5, others);
    for (DecisionLoss loss : CONVEX) {
      double[] here = loss.of(problem.decider(), predicted, truth).values();
      double[] there = loss.of(problem.decider(), others, truth).values();
      double[] between = loss.of(problem.decider(), middle, truth).values();
      for (int i = 0; i < BATCH; i++) {
        assertThat(between[i]).isLessThan((here[i] + there[i]) / 2 + ROUNDING);
        assertThat(here[i]).isGreaterThan(-ROUNDING);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientsOfConvexLossesAreSubgradients(Case problem) {
    Truth truth = Truth.of(problem.decider(), truths);
    Tensor step = Rows.combined(1, others, -1, predicted);
    for (DecisionLoss loss : CONVEX) {
      Losses here = loss.of(problem.decider(), predicted, truth);
      double[] there = loss.of(problem.decider(), others, truth).values();
      for (int i = 0; i < BATCH; i++) {
        double line = here.values()[i] + Rows.dot(here.gradient(), i, step, i);
        assertThat(there[i]).isGreaterThan(line - ROUNDING);
      }
    }
  }

  @Test
  void gradientsOfAQuadraticProgramAreThoseOfCentralDifferences() {
    for (Decider decider :
        List.of(DecisionCases.quadraticLayer(), DecisionCases.maximizedLayer())) {
      Truth truth = Truth.of(decider, truths);
      for (DecisionLoss loss : CONVEX) {
        double found =
            Rows.dot(flat(loss.of(decider, predicted, truth).gradient()), 0, flat(others), 0);
        double h = 1e-5;
        double up = sum(loss.of(decider, Rows.combined(1, predicted, h, others), truth));
        double down = sum(loss.of(decider, Rows.combined(1, predicted, -h, others), truth));
        assertThat(found).isCloseTo((up - down) / (2 * h), within(1e-4));
      }
    }
  }

  private static Tensor flat(Tensor x) {
    return x.reshape(1, x.size());
  }

  private static double sum(Losses losses) {
    return losses.mean() * losses.decided();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theOtherSenseIsTheSameAtOppositeCosts(Case problem) {
    Decider there = opposite(problem.decider());
    Truth truth = Truth.of(problem.decider(), truths);
    Truth other = Truth.of(there, Rows.negated(truths));
    for (DecisionLoss loss : CONVEX) {
      Losses losses = loss.of(problem.decider(), predicted, truth);
      Losses mirrored = loss.of(there, Rows.negated(predicted), other);
      assertThat(mirrored.values()).isEqualTo(losses.values());
      assertThat(mirrored.gradient()).isEqualTo(Rows.negated(losses.gradient()));
    }
    assertThat(Regret.of(there, Rows.negated(predicted), other).values())
        .isEqualTo(Regret.of(problem.decider(), predicted, truth).values());
  }

  private static Decider opposite(Decider decider) {
    return new Decider() {
      @Override
      public Decisions decide(Tensor costs) {
        return decider.decide(Rows.negated(costs)).negated();
      }

      @Override
      public Sense sense() {
        return decider.sense() == Sense.MINIMIZE ? Sense.MAXIMIZE : Sense.MINIMIZE;
      }
    };
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aBatchIsItsItemsToTheBit(Case problem) {
    Truth truth = Truth.of(problem.decider(), truths);
    for (DecisionLoss loss : CONVEX) {
      Losses together = loss.of(problem.decider(), predicted, truth);
      for (int i = 0; i < BATCH; i++) {
        Losses alone = loss.of(problem.decider(), Rows.rows(predicted, i), truth.rows(i));
        assertThat(alone.values()[0]).isEqualTo(together.values()[i]);
        assertThat(alone.gradient()).isEqualTo(Rows.rows(together.gradient(), i));
      }
    }
  }

  @Test
  void fenchelYoungTowardDecisionsIsThatOfTheTruthAndNeedsNoCosts() {
    Decider one = DecisionCases.knapsack();
    Truth truth = Truth.of(one, truths);
    FenchelYoung loss = new FenchelYoung(Perturbation.gaussian(1e-9, 1, 1));
    Losses known = loss.of(one, predicted, truth);
    Losses imitated = loss.toward(one, predicted, Decisions.of(truth.decisions().values()));
    for (int i = 0; i < BATCH; i++)
      assertThat(imitated.values()[i]).isCloseTo(known.values()[i], within(1e-7));
    assertThat(imitated.gradient()).isEqualTo(known.gradient());
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    Decider one = DecisionCases.chooseOne();
    Truth truth = Truth.of(one, truths);
    assertThatThrownBy(() -> new SpoPlus().of(one, Rows.rows(predicted, 0), truth))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining(
            "the predicted costs have shape [1, 5], the true ones [12, 5]. Maybe");
    assertThatThrownBy(() -> Truth.of(one, Tensor.vector(1, 2)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("costs have shape [2], expected [B, n]");
    assertThatThrownBy(() ->
            new RealisedRegret(new BlackBox(1))
                .of(
                    DecisionCases.quadraticLayer(),
                    predicted,
                    Truth.of(DecisionCases.quadraticLayer(), truths)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Maybe differentiate the layer itself");
  }
}
