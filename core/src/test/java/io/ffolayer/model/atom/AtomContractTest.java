package io.ffolayer.model.atom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.model.Expression;
import io.ffolayer.model.Operation;
import io.ffolayer.model.Variable;
import io.ffolayer.model.derivative.ReverseMode;
import io.ffolayer.model.derivative.SmoothAtom;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.program.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What every atom owes: value, rules and graph form say the same function. The function is the
/// formula of [AtomCases], written without the library.
@ParameterizedClass
@MethodSource("io.ffolayer.model.atom.AtomCases#list")
class AtomContractTest {
  private static final int SAMPLES = 40;

  @Parameter AtomCase atom;

  @Test
  void theValueIsThatOfTheFormula() {
    SplittableRandom random = new SplittableRandom(11);
    for (int sample = 0; sample < SAMPLES; sample++) {
      double[][] at = atom.sample(random);
      double[] expected = atom.formula().at(at);
      Tensor value = expressionOfVariables(at).value(valuesOfVariables(at));
      assertThat(value.values()).hasSize(expected.length);
      for (int k = 0; k < expected.length; k++)
        assertThat(value.values()[k]).isCloseTo(expected[k], within(1e-12 * scale(expected)));
    }
  }

  @Test
  void theValueHasTheSignThatTheRulesSay() {
    SplittableRandom random = new SplittableRandom(12);
    for (int sample = 0; sample < SAMPLES; sample++) {
      double[][] at = atom.sample(random);
      Expression expression = expressionOfVariables(at);
      for (double value : atom.formula().at(at)) {
        if (expression.sign().isNonnegative()) assertThat(value).isNotNegative();
        if (expression.sign().isNonpositive()) assertThat(value).isNotPositive();
      }
    }
  }

  @Test
  void theFunctionLiesOnOneSideOfItsChords() {
    SplittableRandom random = new SplittableRandom(13);
    assertThat(expressionOfVariables(atom.sample(random)).curvature())
        .matches(
            curvature ->
                atom.isConvex()
                    ? curvature.isConvex() && !curvature.isConcave()
                    : curvature.isConcave() && !curvature.isConvex(),
            atom.isConvex() ? "is convex" : "is concave");
    for (int sample = 0; sample < SAMPLES; sample++) {
      double[][] a = atom.sample(random);
      double[][] b = atom.sample(random);
      double share = random.nextDouble();
      double[] between = atom.formula().at(mixed(a, b, share));
      double[] chord = mixed(atom.formula().at(a), atom.formula().at(b), share);
      for (int k = 0; k < chord.length; k++) {
        double above = (chord[k] - between[k]) * (atom.isConvex() ? 1 : -1);
        assertThat(above).isGreaterThan(-1e-12 * scale(chord));
      }
    }
  }

  @Test
  void growingAnArgumentMovesTheValueAsTheRulesSay() {
    SplittableRandom random = new SplittableRandom(14);
    for (int sample = 0; sample < SAMPLES; sample++) {
      double[][] at = atom.sample(random);
      for (int i = 0; i < at.length; i++)
        for (boolean nonnegative : new boolean[] {true, false}) {
          if (!isMonotonic(i, nonnegative, at)) continue;
          double[][] low = atom.sample(random);
          if (nonnegative) low[i] = Arrays.stream(low[i]).map(Math::abs).toArray();
          checkMonotonicity(i, nonnegative, low, random);
        }
    }
  }

  @Test
  void theLogarithmIsThatOfTheFormulaAtExponentials() {
    SplittableRandom random = new SplittableRandom(15);
    for (int sample = 0; sample < SAMPLES; sample++) {
      double[][] at = atom.sample(random);
      if (!(expressionOfVariables(at) instanceof Operation.AtomValue value)) return;
      Expression logarithm = value.atom().logarithm(value.arguments());
      if (logarithm == null) return;
      double[][] logarithms = new double[at.length][];
      for (int i = 0; i < at.length; i++)
        logarithms[i] = Arrays.stream(at[i]).map(x -> Math.log(Math.abs(x))).toArray();
      double[][] positive = new double[at.length][];
      for (int i = 0; i < at.length; i++)
        positive[i] = Arrays.stream(logarithms[i]).map(Math::exp).toArray();
      double[] expected = atom.formula().at(positive);
      double[] values = logarithm.value(valuesOfVariables(logarithms)).values();
      for (int k = 0; k < expected.length; k++)
        if (expected[k] > 0) assertThat(values[k]).isCloseTo(Math.log(expected[k]), within(1e-10));
    }
  }

  @Test
  void theDerivativesOfASmoothAtomAreTheDifferencesOfTheFormula() {
    SplittableRandom random = new SplittableRandom(16);
    for (int sample = 0; sample < SAMPLES; sample++) {
      double[][] at = atom.sample(random);
      Expression expression = expressionOfVariables(at);
      if (!isSmooth(expression)) return;
      double[] cotangent = random.doubles(expression.size(), -1, 1).toArray();
      Map<Expression, double[]> gradients =
          ReverseMode.of(expression, variables.values())
              .at(valuesOfVariables(at))
              .pullBack(cotangent);
      variables.forEach((i, x) -> {
        double[] direction = atom.arguments().get(i).direction(random, 1);
        double slope = 0;
        for (int k = 0; k < direction.length; k++) slope += gradients.get(x)[k] * direction[k];
        double expected = slopeOfFormula(at, i, direction, cotangent);
        assertThat(slope).isCloseTo(expected, within(1e-5 * Math.max(1, Math.abs(expected))));
      });
    }
  }

  private static boolean isSmooth(Expression expression) {
    boolean[] smooth = {true};
    expression.walk(
        Expression::arguments,
        part ->
            smooth[0] &=
                !(part instanceof Operation.AtomValue value) || value.atom() instanceof SmoothAtom);
    return smooth[0];
  }

  private double slopeOfFormula(double[][] at, int i, double[] direction, double[] cotangent) {
    double step = 1e-5;
    double[] above = atom.formula().at(moved(at, i, direction, step));
    double[] below = atom.formula().at(moved(at, i, direction, -step));
    double slope = 0;
    for (int k = 0; k < above.length; k++) slope += cotangent[k] * (above[k] - below[k]);
    return slope / (2 * step);
  }

  private static double[][] moved(double[][] at, int i, double[] direction, double step) {
    double[][] moved = at.clone();
    moved[i] = at[i].clone();
    for (int k = 0; k < direction.length; k++) moved[i][k] += step * direction[k];
    return moved;
  }

  /// Whether the rules know how the value changes with argument i.
  private boolean isMonotonic(int i, boolean nonnegative, double[][] at) {
    return !atom.arguments().get(i).isGiven()
        && monotonicity(i, nonnegative, at) != Monotonicity.NEITHER;
  }

  private void checkMonotonicity(
      int i, boolean nonnegative, double[][] low, SplittableRandom random) {
    Monotonicity rule = monotonicity(i, nonnegative, low);
    double[][] high = low.clone();
    high[i] = low[i].clone();
    for (int k = 0; k < high[i].length; k++) high[i][k] += random.nextDouble();
    double[] below = atom.formula().at(low);
    double[] above = atom.formula().at(high);
    for (int k = 0; k < below.length; k++) {
      double growth = (above[k] - below[k]) * (rule == Monotonicity.INCREASING ? 1 : -1);
      assertThat(growth).as("%s in argument %d", rule, i).isGreaterThan(-1e-12 * scale(below));
    }
  }

  /// The rule as the composition shows it: a convex atom of a convex argument is convex where it
  /// increases, of a concave argument where it decreases.
  private Monotonicity monotonicity(int i, boolean nonnegative, double[][] at) {
    boolean convex = isKnown(i, at, nonnegative ? Atoms::abs : AtomContractTest::anyConvex);
    if (convex) return atom.isConvex() ? Monotonicity.INCREASING : Monotonicity.DECREASING;
    boolean concave = isKnown(i, at, nonnegative ? Atoms::sqrt : Atoms::log);
    if (concave) return atom.isConvex() ? Monotonicity.DECREASING : Monotonicity.INCREASING;
    return Monotonicity.NEITHER;
  }

  private static Expression anyConvex(Expression x) {
    return Atoms.abs(x).minus(1);
  }

  private boolean isKnown(
      int i, double[][] at, java.util.function.UnaryOperator<Expression> inner) {
    List<Expression> arguments =
        AtomCases.arguments(
            atom,
            at,
            k -> {
              Variable x = Variable.of("x" + k, atom.arguments().get(k).shape());
              return k == i ? inner.apply(x) : x;
            });
    Expression expression = atom.make().apply(arguments);
    return atom.isConvex() ? expression.curvature().isConvex() : expression.curvature().isConcave();
  }

  private final Map<Integer, Variable> variables = new HashMap<>();

  private Expression expressionOfVariables(double[][] at) {
    variables.clear();
    return atom.make()
        .apply(
            AtomCases.arguments(
                atom,
                at,
                i ->
                    variables.computeIfAbsent(
                        i, k -> Variable.of("x" + k, atom.arguments().get(k).shape()))));
  }

  private Map<Variable, Tensor> valuesOfVariables(double[][] at) {
    Map<Variable, Tensor> values = new HashMap<>();
    variables.forEach((i, x) -> values.put(x, Tensor.of(at[i], atom.arguments().get(i).shape())));
    return values;
  }

  private static double[][] mixed(double[][] a, double[][] b, double share) {
    double[][] out = new double[a.length][];
    for (int i = 0; i < a.length; i++) out[i] = mixed(a[i], b[i], share);
    return out;
  }

  private static double[] mixed(double[] a, double[] b, double share) {
    double[] out = new double[a.length];
    for (int k = 0; k < a.length; k++) out[k] = share * a[k] + (1 - share) * b[k];
    return out;
  }

  private static double scale(double[] values) {
    double largest = 1;
    for (double value : values) largest = Math.max(largest, Math.abs(value));
    return largest;
  }
}
