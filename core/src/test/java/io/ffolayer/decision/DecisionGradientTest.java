package io.ffolayer.decision;

import static io.ffolayer.decision.DecisionCases.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.decision.NegativeIdentity.Projection;
import io.ffolayer.decision.Perturbation.SumOfGamma;
import io.ffolayer.program.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What goes through a decision, against closed forms: with Gumbel noise the choice of one of n is
/// a softmax, with Gaussian noise that of one of two is the normal distribution function.
class DecisionGradientTest {
  private static final int SAMPLES = 4000;
  private static final Decider ONE = DecisionCases.chooseOne();
  private static final double[] COSTS = {0.3, -0.2, 0.5, 0.1};
  private static final double[] COTANGENT = {1, -0.5, 0.3, 2};

  private static Tensor row(double... values) {
    return Tensor.wrap(values, 1, values.length);
  }

  /// softmax(−c/σ).
  private static double[] shares(double[] c, double scale) {
    double[] shares = new double[c.length];
    double sum = 0;
    for (int k = 0; k < c.length; k++) {
      shares[k] = Math.exp(-c[k] / scale);
      sum += shares[k];
    }
    for (int k = 0; k < c.length; k++) shares[k] /= sum;
    return shares;
  }

  @Test
  void gumbelNoiseGivesSoftmaxWithinThreeStandardErrors() {
    double scale = 0.7;
    PerturbedOptimizer perturbed = new PerturbedOptimizer(Perturbation.gumbel(scale, SAMPLES, 5));
    double[] expected = shares(COSTS, scale);
    double[] found = perturbed.forward(ONE, row(COSTS)).values().values();
    for (int k = 0; k < found.length; k++) {
      double error = Math.sqrt(expected[k] * (1 - expected[k]) / SAMPLES);
      assertThat(found[k]).isCloseTo(expected[k], within(3 * error));
    }
  }

  @Test
  void theGradientOfAPerturbedOptimizerIsThatOfSoftmaxWithinThreeStandardErrors() {
    double scale = 0.7;
    double[] w = shares(COSTS, scale);
    double mean = 0;
    for (int k = 0; k < w.length; k++) mean += w[k] * COTANGENT[k];
    double[][] found = gradients(Perturbation.gumbel(scale, 200, 0), COSTS, COTANGENT, 60);
    for (int k = 0; k < w.length; k++)
      assertWithinThreeErrors(found, k, -w[k] * (COTANGENT[k] - mean) / scale);
  }

  @Test
  void gaussianNoiseOnTwoChoicesGivesTheNormalDistribution() {
    double scale = 0.5, apart = 0.4;
    double[] costs = {0.2, 0.2 - apart}, cotangent = {1, 0};
    // w₁ = P(c₁ − σZ₁ < c₂ − σZ₂) = Φ((c₂ − c₁)/(σ√2))
    double argument = -apart / (scale * Math.sqrt(2));
    PerturbedOptimizer perturbed = new PerturbedOptimizer(Perturbation.gaussian(scale, SAMPLES, 8));
    double share = normalCdf(argument), error = Math.sqrt(share * (1 - share) / SAMPLES);
    assertThat(perturbed.forward(ONE, row(costs)).values().values()[0])
        .isCloseTo(share, within(3 * error));
    double density = Math.exp(-argument * argument / 2) / Math.sqrt(2 * Math.PI);
    double slope = -density / (scale * Math.sqrt(2));
    double[][] found = gradients(Perturbation.gaussian(scale, 200, 0), costs, cotangent, 60);
    assertWithinThreeErrors(found, 0, slope);
    assertWithinThreeErrors(found, 1, -slope);
  }

  /// By Simpson's rule from the middle.
  private static double normalCdf(double x) {
    int steps = 1000;
    double h = x / steps, sum = 0;
    for (int k = 0; k <= steps; k++) {
      double weight = k == 0 || k == steps ? 1 : k % 2 == 1 ? 4 : 2;
      sum += weight * Math.exp(-(k * h) * (k * h) / 2);
    }
    return 0.5 + sum * h / 3 / Math.sqrt(2 * Math.PI);
  }

  private static double[][] gradients(
      Perturbation noise, double[] costs, double[] cotangent, int seeds) {
    double[][] found = new double[seeds][];
    for (int seed = 0; seed < seeds; seed++) {
      PerturbedOptimizer perturbed = new PerturbedOptimizer(noise.withSeed(seed));
      Decisions forward = perturbed.forward(ONE, row(costs));
      found[seed] =
          perturbed.backward(ONE, row(costs), forward, row(cotangent)).gradient().values();
    }
    return found;
  }

  private static void assertWithinThreeErrors(double[][] found, int k, double expected) {
    double sum = 0, squares = 0;
    for (double[] one : found) sum += one[k];
    double mean = sum / found.length;
    for (double[] one : found) squares += (one[k] - mean) * (one[k] - mean);
    double error = Math.sqrt(squares / (found.length - 1) / found.length);
    assertThat(mean).isCloseTo(expected, within(3 * error));
  }

  @Test
  void theGradientOfFenchelYoungIsTheSoftmaxLessTheDecision() {
    double scale = 0.7;
    Losses losses =
        new FenchelYoung(Perturbation.gumbel(scale, SAMPLES, 2))
            .of(ONE, row(COSTS), Truth.of(ONE, row(4, 3, 2, 1)));
    double[] expected = shares(COSTS, scale);
    for (int k = 0; k < COSTS.length; k++) {
      double error = Math.sqrt(expected[k] * (1 - expected[k]) / SAMPLES);
      assertThat(losses.gradient().values()[k])
          .isCloseTo((k == 3 ? 1 : 0) - expected[k], within(3 * error));
    }
  }

  @Test
  void sumsOfGammaVariablesOfKChoicesAddUpToGumbelNoise() {
    int choices = 3;
    SumOfGamma noise = new SumOfGamma(choices, 50);
    SplittableRandom random = new SplittableRandom(4);
    double sum = 0, squares = 0;
    int count = 20_000;
    for (int i = 0; i < count; i++) {
      double z = 0;
      for (int k = 0; k < choices; k++) z += noise.draw(random);
      sum += z;
      squares += z * z;
    }
    double variance = Math.PI * Math.PI / 6;
    assertThat(sum / count).isCloseTo(0, within(3 * Math.sqrt(variance / count)));
    assertThat(squares / count).isCloseTo(variance, within(0.1));
  }

  @Test
  void blackBoxIsTheDifferenceToTheDecisionThatTheLossPrefers() {
    Decisions forward = ONE.decide(row(1, 2));
    DecisionGradient box = new BlackBox(2);
    assertThat(box.backward(ONE, row(1, 2), forward, row(1, 0)).gradient().values())
        .containsExactly(-0.5, 0.5);
    assertThat(box.backward(ONE, row(1, 2), forward, row(0.4, 0)).gradient().values())
        .containsExactly(0, 0);
  }

  @Test
  void implicitLikelihoodWithHardlyAnyNoiseIsBlackBox() {
    SplittableRandom random = new SplittableRandom(3);
    Tensor costs = normal(random, 8, 5), cotangent = normal(random, 8, 5);
    DecisionGradient implicit =
        new ImplicitLikelihood(1.5, new Perturbation(new SumOfGamma(1, 10), 1e-9, 3, 1));
    Decisions forward = implicit.forward(ONE, costs);
    double[] expected =
        new BlackBox(1.5).backward(ONE, costs, forward, cotangent).gradient().values();
    double[] found = implicit.backward(ONE, costs, forward, cotangent).gradient().values();
    for (int k = 0; k < found.length; k++)
      assertThat(found[k]).isCloseTo(expected[k], within(1e-12));
  }

  @Test
  void negativeIdentityTakesAwayWhatChangesNoDecision() {
    Tensor costs = row(3, 1, -1);
    Decisions forward = ONE.decide(costs);
    Tensor up = row(1, 2, 6);
    assertThat(pulled(Projection.NONE, costs, forward, up)).containsExactly(-1, -2, -6);
    double[] mean = pulled(Projection.MEAN, costs, forward, up);
    assertThat(mean).containsExactly(2, 1, -3);
    double[] unit = pulled(Projection.NORM, costs, forward, up);
    assertThat(unit[0] * 3 + unit[1] - unit[2]).isCloseTo(0, within(1e-14));
    double[] both = pulled(Projection.STANDARD, costs, forward, up);
    assertThat(both[0] + both[1] + both[2]).isCloseTo(0, within(1e-14));
    assertThat(pulled(Projection.NORM, row(0, 0, 0), forward, up)).containsOnly(0);
  }

  private static double[] pulled(Projection projection, Tensor costs, Decisions forward, Tensor g) {
    return new NegativeIdentity(projection).backward(ONE, costs, forward, g).gradient().values();
  }

  /// P′(c)ᵀ against differences of P.
  @Test
  void theProjectionsAreDifferentiatedRightly() {
    double[] c = {3, 1, -1.5}, g = {0.2, -1, 0.7};
    double[] found = pulled(Projection.STANDARD, row(c), ONE.decide(row(c)), row(g));
    for (int k = 0; k < 3; k++) {
      double h = 1e-6;
      double[] up = c.clone(), down = c.clone();
      up[k] += h;
      down[k] -= h;
      double slope = (along(standard(up), g) - along(standard(down), g)) / (2 * h);
      assertThat(found[k]).isCloseTo(-slope, within(1e-8));
    }
  }

  private static double[] standard(double[] c) {
    double mean = (c[0] + c[1] + c[2]) / 3, square = 0;
    for (double v : c) square += (v - mean) * (v - mean);
    double[] out = new double[3];
    for (int k = 0; k < 3; k++) out[k] = (c[k] - mean) / Math.sqrt(square);
    return out;
  }

  private static double along(double[] x, double[] y) {
    return x[0] * y[0] + x[1] * y[1] + x[2] * y[2];
  }

  @Test
  void aBatchIsItsItemsAndTheOtherSenseTheSameAtOppositeCosts() {
    SplittableRandom random = new SplittableRandom(6);
    Tensor costs = normal(random, 6, 5), g = normal(random, 6, 5);
    Decider most = DecisionCases.knapsack(), least = most.minimizing();
    for (DecisionGradient way : ways()) {
      Decisions forward = way.forward(most, costs);
      Tensor together = way.backward(most, costs, forward, g).gradient();
      for (int i = 0; i < 6; i++) {
        Decisions alone = way.forward(most, Rows.rows(costs, i));
        assertThat(alone.values()).isEqualTo(Rows.rows(forward.values(), i));
        assertThat(way.backward(most, Rows.rows(costs, i), alone, Rows.rows(g, i)).gradient())
            .isEqualTo(Rows.rows(together, i));
      }
      Tensor mirrored = Rows.negated(costs);
      Decisions other = way.forward(least, mirrored);
      assertThat(other.values()).isEqualTo(forward.values());
      assertThat(way.backward(least, mirrored, other, g).gradient())
          .isEqualTo(Rows.negated(together));
    }
  }

  private static List<DecisionGradient> ways() {
    return List.of(
        new BlackBox(1),
        new NegativeIdentity(Projection.STANDARD),
        new ImplicitLikelihood(1, new Perturbation(new SumOfGamma(2, 10), 0.5, 2, 1)),
        new PerturbedOptimizer(Perturbation.gaussian(0.5, 4, 1)));
  }

  @Test
  void realisedRegretIsTheRegretAndDescends() {
    SplittableRandom random = new SplittableRandom(9);
    Tensor truths = normal(random, 10, 5), predicted = normal(random, 10, 5);
    Truth truth = Truth.of(ONE, truths);
    Losses losses = new RealisedRegret(new BlackBox(5)).of(ONE, predicted, truth);
    assertThat(losses.values()).isEqualTo(Regret.of(ONE, predicted, truth).values());
    Tensor step = Rows.combined(1, predicted, -20, losses.gradient());
    assertThat(Regret.of(ONE, step, truth).mean()).isLessThan(losses.mean());
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new BlackBox(0)).hasMessageContaining("λ must be > 0, got 0");
    assertThatThrownBy(() -> Perturbation.gaussian(-1, 1, 1)).hasMessageContaining("must be > 0");
    assertThatThrownBy(() -> Perturbation.gaussian(1, 0, 1)).hasMessageContaining("samples");
    assertThatThrownBy(() -> new PerturbedOptimizer(Perturbation.gumbel(1, 1, 1)))
        .hasMessageContaining("Maybe 10, or ImplicitLikelihood");
    assertThatThrownBy(
            () -> new PerturbedOptimizer(new Perturbation(new SumOfGamma(1, 10), 1, 2, 1)))
        .hasMessageContaining("Maybe use Gaussian or Gumbel");
  }
}
