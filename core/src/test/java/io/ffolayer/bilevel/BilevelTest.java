package io.ffolayer.bilevel;

import static io.ffolayer.bilevel.Bilevel.argmin;
import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.atom.Atoms.square;
import static io.ffolayer.model.atom.Atoms.sumSquares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.ConvexLayer;
import io.ffolayer.adjoint.Flag;
import io.ffolayer.bilevel.inner.InnerProblem;
import io.ffolayer.bilevel.outer.Adam;
import io.ffolayer.bilevel.outer.Hyperobjective;
import io.ffolayer.bilevel.outer.OuterRecord;
import io.ffolayer.bilevel.outer.ProjectedGradient;
import io.ffolayer.bilevel.set.Box;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.Watch;
import java.util.List;
import org.junit.jupiter.api.Test;

class BilevelTest {
  private final Parameter price = Parameter.vector("price", 3);
  private final Variable y = Variable.vector("y", 3);
  private final List<Parameter> x = List.of(price);
  private final List<Variable> ys = List.of(y);

  private final Problem buyer =
      Problem.minimize(sumSquares(y.minus(constant(3, 2, 1))).times(0.5).plus(dot(price, y)))
          .subjectTo(y.ge(0), sum(y).le(3));

  /// A seller's loss: the negative of what is earned.
  private final Bilevel.Upper seller =
      Bilevel.minimize(dot(price, y).negate().plus(sumSquares(price).times(.1)), x, ys);

  private Bilevel byFunctions() {
    return seller.subjectTo(argmin(InnerProblem.of(buyer, x, ys)));
  }

  private Bilevel byLayer() {
    return seller.subjectTo(argmin(buyer, x, ys));
  }

  @Test
  void functionsAndLayersGiveTheSameValueAndGradient() {
    double[] at = {.9, .4, .2};
    Hyperobjective.Evaluation functions = byFunctions().at(at, Watch.unlimited());
    Hyperobjective.Evaluation layer = byLayer().at(at, Watch.unlimited());
    assertThat(functions.value()).isCloseTo(layer.value(), within(1e-9));
    assertThat(functions.gradient()).containsExactly(layer.gradient(), within(1e-7));
    assertThat(byFunctions().y(at)).containsExactly(byLayer().y(at), within(1e-9));
  }

  @Test
  void theGradientIsThatOfDifferences() {
    double[] at = {.9, .4, .2};
    double[] gradient = byFunctions().at(at, Watch.unlimited()).gradient();
    for (int i = 0; i < 3; i++) {
      double[] above = at.clone();
      double[] below = at.clone();
      above[i] += 1e-4;
      below[i] -= 1e-4;
      double rise =
          byFunctions().at(above, Watch.unlimited()).value()
              - byFunctions().at(below, Watch.unlimited()).value();
      assertThat(gradient[i]).isCloseTo(rise / 2e-4, within(1e-6));
    }
  }

  /// A layer of a program with another variable order, and one parameter that it does not know.
  @Test
  void aLayerMayStandInTheLowerLevel() {
    Parameter other = Parameter.vector("other", 2);
    Bilevel problem =
        Bilevel.minimize(sumSquares(y).plus(sumSquares(other)), List.of(other, price), ys)
            .subjectTo(argmin(ConvexLayer.of(buyer), List.of(other, price), ys));
    double[] gradient = problem.at(new double[] {1, 2, .9, .4, .2}, Watch.unlimited()).gradient();
    assertThat(gradient[0]).isEqualTo(2);
    assertThat(gradient[1]).isEqualTo(4);
    assertThatThrownBy(() -> argmin(ConvexLayer.of(buyer), List.of(other), ys))
        .hasMessageContaining("price occurs in the lower level, but not in x");
  }

  /// Training by first-order gradients is training by exact ones: the final loss agrees within 0.1
  /// %.
  @Test
  void firstOrderGradientsAreADropInReplacement() {
    double[] start = {.5, .5, .5};
    Adam adam = new Adam(.02, 100);
    OuterRecord functions = byFunctions().solve(adam, start, 1);
    OuterRecord layer = byLayer().solve(adam, start, 1);
    assertThat(functions.status()).isEqualTo(Status.SOLVED);
    assertThat(functions.lastValue())
        .isCloseTo(layer.lastValue(), within(1e-3 * Math.abs(layer.lastValue())));
    assertThat(functions.lastValue()).isLessThan(functions.entries().getFirst().value());
  }

  @Test
  void xIsKeptInItsSet() {
    OuterRecord record =
        byLayer()
            .run()
            .within(Box.of(3, 0, .6))
            .run(new ProjectedGradient(.1, 50), new double[] {.5, .5, .5}, 1);
    for (double entry : record.x()) assertThat(entry).isBetween(0.0, .6);
  }

  /// y ≥ x and y ≤ 0 meet at x/2: F = (x/2 − 1/2)² has its minimum at x = 1, where no y is
  /// feasible.
  @Test
  void closestFeasibleAnswersOfALayerAreAnswers() {
    Parameter low = Parameter.scalar("low");
    Variable inner = Variable.scalar("inner");
    ConvexLayer layer =
        ConvexLayer.of(Problem.minimize(square(inner)).subjectTo(inner.ge(low), inner.le(0)))
            .withClosestFeasible();
    Bilevel problem =
        Bilevel.minimize(square(inner.minus(.5)), List.of(low), List.of(inner))
            .subjectTo(argmin(layer, List.of(low), List.of(inner)));
    Hyperobjective.Evaluation found = problem.at(new double[] {2}, Watch.unlimited());
    assertThat(found.value()).isCloseTo(.25, within(1e-5));
    assertThat(found.gradient()[0]).isCloseTo(.5, within(1e-5));
    assertThat(found.report().flags()).contains(Flag.CLOSEST_FEASIBLE);
    OuterRecord record = problem.solve(new ProjectedGradient(1, 50), new double[] {2}, 1);
    assertThat(record.status()).isEqualTo(Status.SOLVED);
    assertThat(record.x()[0]).isCloseTo(1, within(1e-5));
  }

  @Test
  void listsThatDoNotFitEachOtherAreRefusedAtOnce() {
    Parameter x = Parameter.vector("x", 2);
    Variable y = Variable.vector("y", 2), short1 = Variable.vector("z", 1);
    Problem lower = Problem.minimize(sumSquares(y.minus(x)));
    var level = argmin(lower, List.of(x), List.of(y));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Bilevel.minimize(sum(short1), List.of(x), List.of(short1)).subjectTo(level))
        .withMessageContaining("y has 1 numbers in the upper objective and 2 in the lower level");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> argmin(lower, List.of(x), List.of(short1)))
        .withMessageContaining("z is no variable of the lower level");
  }
}
