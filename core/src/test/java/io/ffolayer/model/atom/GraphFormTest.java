package io.ffolayer.model.atom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Operation;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.testing.EllipsoidMethod;
import io.ffolayer.testing.JacobiEigenvalues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Graph forms with few variables against the formulas, without any solver of the library: the
/// least value over the added variables is found from the definitions of the cones alone.
@ParameterizedClass
@MethodSource("io.ffolayer.model.atom.AtomCases#list")
class GraphFormTest {
  private static final int MOST_VARIABLES = 6;

  @Parameter AtomCase atom;

  private final List<Variable> variables = new ArrayList<>();
  private final List<Constraint> constraints = new ArrayList<>();

  @Test
  void theLeastValueOfTheGraphIsThatOfTheFormula() {
    SplittableRandom random = new SplittableRandom(31);
    for (int sample = 0; sample < 2; sample++) {
      double[][] at = atom.sample(random);
      variables.clear();
      constraints.clear();
      Expression graph = graph(at);
      int count = variables.stream().mapToInt(Variable::size).sum();
      Assumptions.assumeTrue(count <= MOST_VARIABLES, "few variables");
      double sign = atom.isConvex() ? 1 : -1;
      Expression total = graph.sum().times(sign);
      double least =
          constraints.stream().anyMatch(c -> c.cone() instanceof ZeroCone)
              ? Math.max(least(total, count, 1), least(total, count, -1))
              : least(total, count, 1);
      double expected = sign * Arrays.stream(atom.formula().at(at)).sum();
      assertThat(least).isCloseTo(expected, within(1e-5 * (1 + Math.abs(expected))));
    }
  }

  /// The least value where a row v = 0 is only side·v ≤ 0. One of the two sides is that on which
  /// the multiplier has the right sign, and gives the least value of the equality; the other gives
  /// no more.
  private double least(Expression total, int count, int side) {
    double[] center = new double[Math.max(2, count)];
    Arrays.fill(center, 0.1);
    return EllipsoidMethod.minimum(
        v -> total.value(values(v)).item(), v -> violation(v, side), center, 100, 5);
  }

  private Expression graph(double[][] at) {
    List<Expression> arguments = new ArrayList<>();
    for (int i = 0; i < at.length; i++)
      arguments.add(Constant.constant(Tensor.of(at[i], atom.arguments().get(i).shape())));
    Expression expression = atom.make().apply(arguments);
    Assumptions.assumeTrue(expression instanceof Operation.AtomValue, "an atom of its own");
    Operation.AtomValue value = (Operation.AtomValue) expression;
    return value
        .atom()
        .graph(
            value.arguments(),
            new Graph() {
              @Override
              public Variable variable(int... shape) {
                Variable x = Variable.of("t" + variables.size(), shape);
                variables.add(x);
                return x;
              }

              @Override
              public void subjectTo(Constraint constraint) {
                constraints.add(constraint);
              }
            });
  }

  private Map<Variable, Tensor> values(double[] v) {
    Map<Variable, Tensor> values = new HashMap<>();
    int next = 0;
    for (Variable x : variables) {
      values.put(x, Tensor.of(Arrays.copyOfRange(v, next, next + x.size()), x.shape()));
      next += x.size();
    }
    return values;
  }

  private double violation(double[] v, int side) {
    Map<Variable, Tensor> values = values(v);
    double worst = Double.NEGATIVE_INFINITY;
    for (Constraint constraint : constraints)
      worst =
          Math.max(
              worst,
              violation(constraint.cone(), constraint.expression().value(values).values(), side));
    return worst;
  }

  /// A convex function that is ≤ 0 in the cone.
  private static double violation(Cone cone, double[] s, int side) {
    return switch (cone) {
      case ZeroCone zero -> side * s[0];
      case NonnegativeCone nonnegative -> -Arrays.stream(s).min().orElse(0);
      case SecondOrderCone second ->
          Math.sqrt(Formulas.squares(Arrays.copyOfRange(s, 1, s.length))) - s[0];
      case ExponentialCone exponential -> {
        double outside = Math.max(-s[1], -s[2]);
        yield outside >= 0 ? outside + 1e-300 : s[0] - s[1] * Math.log(s[2] / s[1]);
      }
      case PowerCone power -> {
        double outside = Math.max(-s[0], -s[1]);
        yield outside > 0
            ? outside
            : Math.abs(s[2]) - Math.pow(s[0], power.alpha()) * Math.pow(s[1], 1 - power.alpha());
      }
      case PsdCone psd -> -JacobiEigenvalues.ascending(s, psd.order())[0];
      case ProductCone product -> {
        double worst = Double.NEGATIVE_INFINITY;
        int next = 0;
        for (Cone factor : product.factors()) {
          worst =
              Math.max(
                  worst,
                  violation(factor, Arrays.copyOfRange(s, next, next + factor.size()), side));
          next += factor.size();
        }
        yield worst;
      }
    };
  }
}
