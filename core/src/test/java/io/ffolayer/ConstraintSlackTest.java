package io.ffolayer;

import static io.ffolayer.model.atom.Atoms.abs;
import static io.ffolayer.model.atom.Atoms.exp;
import static io.ffolayer.model.atom.Atoms.logSumExp;
import static io.ffolayer.model.atom.Atoms.max;
import static io.ffolayer.model.atom.Atoms.norm1;
import static io.ffolayer.model.atom.Atoms.norm2;
import static io.ffolayer.model.atom.Atoms.pos;
import static io.ffolayer.model.atom.Atoms.sumSquares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.text.ProgramText;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The slack of a constraint is that of the constraint as it was written, whatever stands in it.
class ConstraintSlackTest {
  private static final List<Adjoint> ADJOINTS = List.of(new FirstOrder(), new Implicit());

  private final Variable x = Variable.vector("x", 2);
  private final Parameter target = Parameter.vector("target", 2);
  private final Tensor at = Tensor.vector(3, 1);

  private Problem projection(Constraint... limits) {
    return Problem.minimize(sumSquares(x.minus(target))).subjectTo(limits);
  }

  private ForwardPass solved(Constraint... limits) {
    ForwardPass pass = ConvexLayer.of(projection(limits)).forward(Map.of(target, at));
    assertThat(pass.isSolved(0)).as(pass.message(0)).isTrue();
    return pass;
  }

  @Test
  void aBallThatDoesNotBindHasItsDistanceAsSlack() {
    Constraint limit = norm2(x).le(10);
    ForwardPass pass = solved(limit);
    double length = Math.sqrt(10);
    assertThat(pass.value(limit.slack()).item()).isCloseTo(10 - length, within(1e-12));
    for (Adjoint adjoint : ADJOINTS) {
      Gradients gradients = pass.backward(Map.of(limit.slack(), Tensor.scalar(1)), adjoint);
      assertThat(gradients.of(target).values())
          .containsExactly(new double[] {-3 / length, -1 / length}, within(1e-12));
      assertThat(gradients.report(0).flags()).isEmpty();
    }
    assertThat(pass.jacobian(limit.slack(), target).values())
        .containsExactly(new double[] {-3 / length, -1 / length}, within(1e-12));
  }

  @Test
  void functionsInsideFunctionsAndSumsOfThemHaveOneSlack() {
    Expression sum = pos(norm2(x).minus(5)).plus(exp(x).sum()).plus(norm1(x).times(2));
    Constraint limit = sum.le(100);
    ForwardPass pass = solved(limit);
    double value = Math.exp(3) + Math.E + 8;
    assertThat(pass.value(limit.slack()).item()).isCloseTo(100 - value, within(1e-10));
    for (Adjoint adjoint : ADJOINTS)
      assertThat(
              pass.backward(Map.of(limit.slack(), Tensor.scalar(1)), adjoint).of(target).values())
          .containsExactly(new double[] {-Math.exp(3) - 2, -Math.E - 2}, within(1e-9));
  }

  @Test
  void aFactorThatIsAParameterHasItsGradientFromTheFunctionItself() {
    Parameter weight = Parameter.scalar("weight").nonnegative();
    Constraint limit = weight.times(norm2(x)).le(10);
    ForwardPass pass =
        ConvexLayer.of(projection(limit)).forward(Map.of(target, at, weight, Tensor.scalar(2)));
    double length = Math.sqrt(10);
    assertThat(pass.value(limit.slack()).item()).isCloseTo(10 - 2 * length, within(1e-11));
    Tensor one = Tensor.scalar(1);
    Gradients gradients = pass.backward(Map.of(limit.slack(), one));
    assertThat(gradients.of(weight).item()).isCloseTo(-length, within(1e-10));
    double along = pass.jvp(Map.of(weight, one)).of(limit.slack()).item();
    assertThat(along).isCloseTo(-length, within(1e-10));
  }

  @Test
  void aKinkOfTheFunctionIsSaidOnlyWhereTheSlackIsAskedFor() {
    Constraint limit = max(x).le(10);
    ForwardPass pass =
        ConvexLayer.of(projection(limit)).forward(Map.of(target, Tensor.vector(2, 2)));
    for (Adjoint adjoint : ADJOINTS) {
      Gradients ofSlack = pass.backward(Map.of(limit.slack(), Tensor.scalar(1)), adjoint);
      assertThat(ofSlack.report(0).flags()).containsExactly(Flag.WEAKLY_ACTIVE);
      double[] slope = ofSlack.of(target).values();
      assertThat(slope[0] + slope[1]).isCloseTo(-1, within(1e-9));
      assertThat(slope[0]).isBetween(-1 - 1e-9, 1e-9);
      Gradients ofSolution = pass.backward(Map.of(x, Tensor.vector(1, 1)), adjoint);
      assertThat(ofSolution.report(0).flags()).isEmpty();
    }
  }

  @Test
  void aConstraintThatBindsHasSlackZeroThatStaysZero() {
    Constraint limit = norm2(x).le(1);
    Constraint other = abs(x).le(50);
    ForwardPass pass = solved(limit, other);
    assertThat(pass.value(limit.slack()).item()).isCloseTo(0, within(1e-10));
    for (Adjoint adjoint : ADJOINTS) {
      Gradients gradients = pass.backward(Map.of(limit.slack(), Tensor.scalar(1)), adjoint);
      assertThat(gradients.of(target).values()).containsOnly(new double[] {0, 0}, within(1e-9));
      assertThat(gradients.report(0).flags()).isEmpty();
      Tensor ones = Tensor.vector(1, 1);
      double[] found = pass.backward(Map.of(other.slack(), ones), adjoint).of(target).values();
      // x = target / |target|, and its entries are positive.
      double cube = Math.pow(10, 1.5);
      assertThat(found).containsExactly(new double[] {2 / cube, -6 / cube}, within(1e-8));
    }
  }

  /// The largest of two equal entries has a kink, but the slack of the constraint that holds them
  /// there is 0 on all sides.
  @Test
  void aKinkOfAFunctionWhoseConstraintBindsDoesNotTouchTheSlack() {
    Constraint limit = max(x).le(1);
    ForwardPass both =
        ConvexLayer.of(projection(limit)).forward(Map.of(target, Tensor.vector(2, 3)));
    for (Adjoint adjoint : ADJOINTS) {
      Gradients gradients = both.backward(Map.of(limit.slack(), Tensor.scalar(1)), adjoint);
      assertThat(gradients.report(0).flags()).isEmpty();
      assertThat(gradients.of(target).values()).containsExactly(0, 0);
      Tangents tangents = both.jvp(Map.of(target, Tensor.vector(1, -1)), adjoint);
      assertThat(tangents.of(limit.slack()).item()).isZero();
      assertThat(tangents.reports().getFirst().flags()).isEmpty();
    }
  }

  @Test
  void aConstraintThatIsMetExactlyIsWeaklyActive() {
    Constraint limit = norm2(x).le(5);
    ForwardPass pass =
        ConvexLayer.of(projection(limit)).forward(Map.of(target, Tensor.vector(3, 4)));
    assertThat(pass.backward(Map.of(x, Tensor.vector(1, 0))).report(0).flags())
        .contains(Flag.WEAKLY_ACTIVE);
  }

  @Test
  void aBatchAndTheTextOfTheLayerGiveTheSameSlacks() {
    Constraint limit = logSumExp(x).le(20);
    ConvexLayer layer = ConvexLayer.of(projection(limit));
    Tensor targets = Tensor.matrix(new double[][] {{3, 1}, {-2, 4}, {0, 0}});
    ForwardPass pass = layer.forward(Map.of(target, targets));
    double[] slacks = pass.value(limit.slack()).values();
    for (int i = 0; i < 3; i++) {
      double a = targets.values()[2 * i], b = targets.values()[2 * i + 1];
      assertThat(slacks[i]).isCloseTo(20 - Math.log(Math.exp(a) + Math.exp(b)), within(1e-10));
    }
    ConvexLayer again = ConvexLayer.of(ProgramText.read(ProgramText.write(layer.canonical())));
    ForwardPass there = again.forward(3, new boolean[] {true}, new double[][] {targets.values()});
    double[] same = new double[3];
    there.read(layer.canonical().output(limit.slack().name()), same);
    assertThat(same).isEqualTo(slacks);
  }
}
