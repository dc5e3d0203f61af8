package io.ffolayer.model.atom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.automatic.Automatic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What every atom owes to a layer: its graph form has the value of the formula, and gradients
/// through it are those of central differences.
@ParameterizedClass
@MethodSource("io.ffolayer.model.atom.AtomCases#list")
class AtomLayerContractTest {
  private static final int BATCH = 8;
  private static final double STEP = 2e-3;

  @org.junit.jupiter.params.Parameter AtomCase atom;

  /// minimize wᵀf(x) subject to x = θ has the value wᵀf(θ).
  @Test
  void theGraphFormHasTheValueOfTheFormula() {
    SplittableRandom random = new SplittableRandom(21);
    List<double[][]> points = new ArrayList<>();
    for (int b = 0; b < BATCH; b++) points.add(atom.sample(random));
    Expression value = atom.make().apply(arguments(points.getFirst()));
    double[] weights = random.doubles(value.size(), .5, 1.5).toArray();
    Problem problem = problem(weighted(value, weights), List.of());
    List<Constraint> fixed = new ArrayList<>();
    variables.forEach((i, x) -> fixed.add(x.eq(targets.get(i))));
    problem = problem.subjectTo(fixed);
    ForwardPass pass = tight(problem).forward(batch(points));
    double[] optimal = pass.value(problem.optimalValue()).values();
    for (int b = 0; b < BATCH; b++) {
      assertThat(pass.isSolved(b)).as(pass.message(b)).isTrue();
      double expected = dot(weights, atom.formula().at(points.get(b)));
      assertThat(optimal[b]).isCloseTo(expected, within(2e-7 * (1 + Math.abs(expected))));
    }
  }

  /// minimize wᵀf(x) + ½‖x − θ‖²: the gradient of ⟨c, x⟩ in θ.
  @Test
  void gradientsThroughTheGraphFormAreThoseOfCentralDifferences() {
    SplittableRandom random = new SplittableRandom(22);
    double[][] at = atom.sample(random);
    Expression value = atom.make().apply(arguments(at));
    double[] weights = random.doubles(value.size(), .05, .15).toArray();
    List<Expression> distances = new ArrayList<>();
    variables.forEach(
        (i, x) -> distances.add(Atoms.sumSquares(x.minus(targets.get(i))).times(0.5)));
    ConvexLayer layer = tight(problem(weighted(value, weights), distances));
    variables.forEach((i, x) -> {
      double[] seed = random.doubles(x.size(), -1, 1).toArray();
      ForwardPass pass = layer.forward(batch(List.<double[][]>of(at)));
      assertThat(pass.isSolved(0)).as(pass.message(0)).isTrue();
      Tensor cotangent = Tensor.of(seed, withBatch(1, x.shape()));
      List<Gradients> gradients =
          Stream.of(new FirstOrder(), new Implicit())
              .map(adjoint -> pass.backward(Map.of(x, cotangent), adjoint))
              .toList();
      targets.forEach((k, target) -> {
        double[] differences = differences(layer, at, k, x, seed);
        double scale = 1 + Arrays.stream(differences).map(Math::abs).max().orElse(0);
        for (Gradients found : gradients)
          assertThat(found.of(target).values())
              .as("∂x%d/∂θ%d: %s", i, k, found.report(0))
              .containsExactly(differences, within(2e-6 * scale));
      });
    });
  }

  /// Central differences with two steps, extrapolated, all in one batch.
  private double[] differences(ConvexLayer layer, double[][] at, int k, Variable x, double[] seed) {
    int entries = at[k].length;
    List<double[][]> points = new ArrayList<>();
    for (int e = 0; e < entries; e++)
      for (double step : new double[] {STEP, -STEP, STEP / 2, -STEP / 2}) {
        double[][] moved = at.clone();
        moved[k] = at[k].clone();
        moved[k][e] += step;
        points.add(moved);
      }
    ForwardPass pass = layer.forward(batch(points));
    double[] solutions = pass.value(x).values();
    double[] loss = new double[points.size()];
    for (int b = 0; b < loss.length; b++) {
      assertThat(pass.isSolved(b)).as(pass.message(b)).isTrue();
      loss[b] = dot(seed, Arrays.copyOfRange(solutions, b * seed.length, (b + 1) * seed.length));
    }
    double[] out = new double[entries];
    for (int e = 0; e < entries; e++) {
      double wide = (loss[4 * e] - loss[4 * e + 1]) / (2 * STEP);
      double narrow = (loss[4 * e + 2] - loss[4 * e + 3]) / STEP;
      out[e] = (4 * narrow - wide) / 3;
    }
    return out;
  }

  private final Map<Integer, Variable> variables = new LinkedHashMap<>();
  private final Map<Integer, Parameter> targets = new LinkedHashMap<>();

  private List<Expression> arguments(double[][] values) {
    return AtomCases.arguments(
        atom,
        values,
        i -> {
          Place place = atom.arguments().get(i);
          Variable x =
              place.isSymmetric()
                  ? Variable.symmetric("x" + i, place.shape()[0])
                  : Variable.of("x" + i, place.shape());
          variables.put(i, x);
          targets.put(i, Parameter.of("θ" + i, place.shape()));
          return x;
        });
  }

  private Problem problem(Expression value, List<Expression> convexTerms) {
    Expression objective = atom.isConvex() ? value : value.negate();
    for (Expression term : convexTerms) objective = objective.plus(term);
    return atom.isConvex() ? Problem.minimize(objective) : Problem.maximize(objective.negate());
  }

  private static ConvexLayer tight(Problem problem) {
    return ConvexLayer.of(problem).withSolver(new Automatic(1e-11));
  }

  private Map<Parameter, Tensor> batch(List<double[][]> points) {
    Map<Parameter, Tensor> batch = new LinkedHashMap<>();
    targets.forEach((i, target) -> {
      double[] values = new double[points.size() * target.size()];
      for (int b = 0; b < points.size(); b++)
        System.arraycopy(points.get(b)[i], 0, values, b * target.size(), target.size());
      batch.put(target, Tensor.wrap(values, withBatch(points.size(), target.shape())));
    });
    return batch;
  }

  private static int[] withBatch(int batch, int[] shape) {
    int[] longer = new int[shape.length + 1];
    longer[0] = batch;
    System.arraycopy(shape, 0, longer, 1, shape.length);
    return longer;
  }

  private static Expression weighted(Expression value, double[] weights) {
    return Constant.constant(weights).times(value.reshape(weights.length));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) sum += a[k] * b[k];
    return sum;
  }
}
