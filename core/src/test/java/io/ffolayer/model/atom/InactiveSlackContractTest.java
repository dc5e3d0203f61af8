package io.ffolayer.model.atom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.Tangents;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What every atom owes to the slack of a constraint that does not bind: minimize ‖x − θ‖² subject
/// to f(x) ≤ β has x = θ, slack β − f(θ), dual 0, and nothing to look twice at.
@ParameterizedClass
@MethodSource("io.ffolayer.model.atom.AtomCases#list")
class InactiveSlackContractTest {
  private static final double STEP = 1e-4;
  private static final List<Adjoint> ADJOINTS = List.of(new FirstOrder(), new Implicit());

  @org.junit.jupiter.params.Parameter AtomCase atom;

  private final Map<Integer, Variable> variables = new LinkedHashMap<>();
  private final Map<Integer, Parameter> targets = new LinkedHashMap<>();
  private final Map<Parameter, Tensor> values = new LinkedHashMap<>();
  private double[][] at = {};
  private Constraint limit = Variable.scalar("unset").ge(0);
  private Parameter bound = Parameter.scalar("unset");
  private ForwardPass pass = emptyPass();
  private double[] seed = {};

  private static ForwardPass emptyPass() {
    return ConvexLayer.of(Problem.minimize(Atoms.square(Variable.scalar("x")))).forward(Map.of());
  }

  @BeforeEach
  void solve() {
    SplittableRandom random = new SplittableRandom(31);
    at = atom.sample(random);
    Expression value = atom.make().apply(arguments());
    double[] expected = atom.formula().at(at);
    double size = 1 + Arrays.stream(expected).map(Math::abs).max().orElse(0);
    bound = Parameter.of("β", value.shape());
    double[] bounds = Arrays.stream(expected).map(v -> v + sign() * size).toArray();
    values.put(bound, Tensor.wrap(bounds, value.shape()));
    limit = atom.isConvex() ? value.le(bound) : value.ge(bound);
    Expression objective = null;
    for (Map.Entry<Integer, Variable> x : variables.entrySet()) {
      Expression term = Atoms.sumSquares(x.getValue().minus(targets.get(x.getKey())));
      objective = objective == null ? term : objective.plus(term);
    }
    Problem problem = Problem.minimize(objective).subjectTo(limit);
    pass = ConvexLayer.of(problem).forward(values);
    assertThat(pass.isSolved(0)).as(pass.message(0)).isTrue();
    seed = random.doubles(value.size(), -1, 1).toArray();
  }

  private double sign() {
    return atom.isConvex() ? 1 : -1;
  }

  private List<Expression> arguments() {
    return AtomCases.arguments(
        atom,
        at,
        i -> {
          Place place = atom.arguments().get(i);
          Variable x =
              place.isSymmetric()
                  ? Variable.symmetric("x" + i, place.shape()[0])
                  : Variable.of("x" + i, place.shape());
          variables.put(i, x);
          Parameter target = Parameter.of("θ" + i, place.shape());
          targets.put(i, target);
          values.put(target, Tensor.wrap(at[i].clone(), place.shape()));
          return x;
        });
  }

  @Test
  void theSlackIsThatOfTheConstraintAsItWasWritten() {
    double[] expected = atom.formula().at(at);
    double[] bounds = values.get(bound).values();
    double[] slacks = pass.value(limit.slack()).values();
    for (int k = 0; k < expected.length; k++) {
      double slack = sign() * (bounds[k] - expected[k]);
      assertThat(slacks[k]).isCloseTo(slack, within(1e-9 * slack));
    }
    assertThat(pass.slack(limit.dual()).values()).isEqualTo(slacks);
    assertThat(pass.value(limit.dual()).values())
        .containsOnly(new double[expected.length], within(1e-12));
  }

  @Test
  void itsGradientIsThatOfTheFormulaAndNothingSpeaksAgainstIt() {
    Tensor cotangent = Tensor.wrap(seed, limit.slack().shape());
    for (Adjoint adjoint : ADJOINTS) {
      Gradients found = pass.backward(Map.of(limit.slack(), cotangent), adjoint);
      assertThat(found.report(0).flags()).isEmpty();
      targets.forEach((i, target) -> {
        double[] expected = differences(i);
        double scale = 1 + Arrays.stream(expected).map(Math::abs).max().orElse(0);
        assertThat(found.of(target).values()).containsExactly(expected, within(1e-7 * scale));
      });
      double[] perBound = Arrays.stream(seed).map(c -> sign() * c).toArray();
      assertThat(found.of(bound).values()).containsExactly(perBound, within(1e-12));
    }
  }

  @Test
  void theTangentOfTheSlackIsTheAdjointOfItsGradient() {
    SplittableRandom random = new SplittableRandom(32);
    Map<Parameter, Tensor> change = new LinkedHashMap<>();
    targets.forEach((i, target) -> {
      double[] direction = atom.arguments().get(i).direction(random, 1);
      change.put(target, Tensor.wrap(direction, target.shape()));
    });
    change.put(bound, Tensor.wrap(random.doubles(seed.length, -1, 1).toArray(), bound.shape()));
    for (Adjoint adjoint : ADJOINTS) {
      Gradients found =
          pass.backward(Map.of(limit.slack(), Tensor.wrap(seed, limit.slack().shape())), adjoint);
      double expected = 0;
      for (Map.Entry<Parameter, Tensor> each : change.entrySet())
        expected += dot(found.of(each.getKey()).values(), each.getValue().values());
      Tangents tangents = pass.jvp(change, adjoint);
      double moved = dot(seed, tangents.of(limit.slack()).values());
      assertThat(moved).isCloseTo(expected, within(1e-9 * (1 + Math.abs(expected))));
      assertThat(tangents.of(limit.dual()).values())
          .containsOnly(new double[seed.length], within(1e-9));
    }
  }

  @Test
  void theGradientOfTheDualIsZeroAndThatOfTheSolutionIsClean() {
    Tensor ones = Tensor.wrap(seed, limit.dual().shape());
    Variable x = variables.values().iterator().next();
    Tensor other = Tensor.wrap(new SplittableRandom(33).doubles(x.size()).toArray(), x.shape());
    for (Adjoint adjoint : ADJOINTS) {
      Gradients found = pass.backward(Map.of(limit.dual(), ones, x, other), adjoint);
      assertThat(found.report(0).flags()).isEmpty();
      assertThat(found.of(bound).values()).containsOnly(new double[seed.length], within(1e-12));
    }
  }

  /// Of seedᵀ slack in the target of argument i; a symmetric one moves both entries of a pair.
  private double[] differences(int i) {
    boolean isSymmetric = atom.arguments().get(i).isSymmetric();
    double[] out = new double[at[i].length];
    int order = (int) Math.round(Math.sqrt(out.length));
    for (int e = 0; e < out.length; e++) {
      int mirror = isSymmetric ? e % order * order + e / order : e;
      double wide = difference(i, e, mirror, STEP);
      double narrow = difference(i, e, mirror, STEP / 2);
      out[e] = (4 * narrow - wide) / 3;
    }
    return out;
  }

  private double difference(int i, int e, int mirror, double step) {
    double[] ends = new double[2];
    for (int side = 0; side < 2; side++) {
      double[][] moved = at.clone();
      moved[i] = at[i].clone();
      double by = side == 0 ? step : -step;
      moved[i][e] += e == mirror ? by : by / 2;
      if (e != mirror) moved[i][mirror] += by / 2;
      ends[side] = -sign() * dot(seed, atom.formula().at(moved));
    }
    return (ends[0] - ends[1]) / (2 * step);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) sum += a[k] * b[k];
    return sum;
  }
}
