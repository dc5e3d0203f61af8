package io.ffolayer;

import static io.ffolayer.model.atom.Atoms.huber;
import static io.ffolayer.model.atom.Atoms.maximum;
import static io.ffolayer.model.atom.Atoms.norm1;
import static io.ffolayer.model.atom.Atoms.norm2;
import static io.ffolayer.model.atom.Atoms.sumSquares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A line through points whose abscissas have a common offset – years, ordinals, seconds and
/// milliseconds since 1970, to 1e12 times their distance – is found as exactly as it is known,
/// whatever the loss. The truth is that of exact arithmetic on the numbers as they are given.
class CommonOffsetTest {
  private static final int POINTS = 11;
  private static final MathContext EXACT = new MathContext(80);
  private static final List<Adjoint> ADJOINTS = List.of(new FirstOrder(), new Implicit());

  private final Variable line = Variable.vector("line", 2);
  private final Parameter values = Parameter.vector("values", POINTS);
  private final Parameter matrix = Parameter.matrix("matrix", POINTS, 2);

  /// Where the points are: offset + step·k.
  record Abscissas(double offset, double step) {
    double[][] matrix() {
      double[][] rows = new double[POINTS][];
      for (int k = 0; k < POINTS; k++) rows[k] = new double[] {1, offset + step * k};
      return rows;
    }

    double[] values() {
      SplittableRandom random = new SplittableRandom(5);
      double[] values = new double[POINTS];
      for (int k = 0; k < POINTS; k++) values[k] = 2 + 0.7 * k + random.nextDouble(-.3, .3);
      return values;
    }
  }

  static Stream<Abscissas> abscissas() {
    return Stream.of(
        new Abscissas(1990, 1),
        new Abscissas(735_000, 1),
        new Abscissas(-1e7, 2),
        new Abscissas(1.7e9, 3600),
        new Abscissas(1.7e12, 2e4),
        new Abscissas(1e10, 1),
        new Abscissas(1e12, 1));
  }

  /// Least squares: slope, sum of squares, ∂slope/∂values in exact arithmetic.
  private record Truth(double slope, double squares, double[] gradient) {
    static Truth of(double[][] rows, double[] values) {
      BigDecimal m = new BigDecimal(POINTS), st = BigDecimal.ZERO, sy = st, stt = st, sty = st;
      for (int k = 0; k < POINTS; k++) {
        BigDecimal t = new BigDecimal(rows[k][1]), y = new BigDecimal(values[k]);
        st = st.add(t);
        sy = sy.add(y);
        stt = stt.add(t.multiply(t));
        sty = sty.add(t.multiply(y));
      }
      BigDecimal determinant = m.multiply(stt).subtract(st.multiply(st));
      BigDecimal slope = m.multiply(sty).subtract(st.multiply(sy)).divide(determinant, EXACT);
      BigDecimal start = sy.subtract(slope.multiply(st)).divide(m, EXACT);
      BigDecimal squares = BigDecimal.ZERO;
      double[] gradient = new double[POINTS];
      for (int k = 0; k < POINTS; k++) {
        BigDecimal t = new BigDecimal(rows[k][1]);
        BigDecimal left = start.add(slope.multiply(t)).subtract(new BigDecimal(values[k]));
        squares = squares.add(left.multiply(left));
        gradient[k] = m.multiply(t).subtract(st).divide(determinant, EXACT).doubleValue();
      }
      return new Truth(slope.doubleValue(), squares.doubleValue(), gradient);
    }
  }

  /// The line by one loss of the residuals, with a constant and with a parametric matrix.
  private List<ForwardPass> fits(Abscissas at, UnaryOperator<Expression> loss) {
    List<ForwardPass> passes = new ArrayList<>();
    for (Expression a : List.of(Constant.constant(at.matrix()), matrix)) {
      Problem problem = Problem.minimize(loss.apply(a.times(line).minus(values)));
      Map<Parameter, Tensor> given = new HashMap<>();
      given.put(values, Tensor.vector(at.values()));
      if (a.hasParameters()) given.put(matrix, Tensor.matrix(at.matrix()));
      ForwardPass pass = ConvexLayer.of(problem).forward(given);
      assertThat(pass.isSolved(0)).as(at + ": " + pass.message(0)).isTrue();
      passes.add(pass);
      optimal.add(pass.value(problem.optimalValue()).item());
    }
    return passes;
  }

  private final List<Double> optimal = new ArrayList<>();

  @ParameterizedTest
  @MethodSource("abscissas")
  void leastSquaresAreExact(Abscissas at) {
    Truth truth = Truth.of(at.matrix(), at.values());
    List<UnaryOperator<Expression>> losses =
        List.of(r -> sumSquares(r), r -> norm2(r), r -> huber(r, 100).sum());
    for (UnaryOperator<Expression> loss : losses) {
      optimal.clear();
      for (ForwardPass pass : fits(at, loss)) {
        double slope = pass.value(line).values()[1];
        assertThat(slope).isCloseTo(truth.slope, within(1e-12 * Math.abs(truth.slope)));
        for (Adjoint adjoint : ADJOINTS) {
          var gradients = pass.backward(Map.of(line, Tensor.vector(0, 1)), adjoint);
          double size = Math.abs(truth.gradient[0]);
          assertThat(gradients.of(values).values())
              .containsExactly(truth.gradient, within(1e-11 * size));
          assertThat(gradients.report(0).flags()).isEmpty();
        }
      }
      for (double value : optimal) {
        double expected = loss.equals(losses.get(1)) ? Math.sqrt(truth.squares) : truth.squares;
        assertThat(value).isCloseTo(expected, within(1e-10 * expected));
      }
    }
  }

  /// Against the same loss of the same points, measured from the first. A quantile multiplies the
  /// abscissas by .8 and .2, which rounds them.
  @ParameterizedTest
  @MethodSource("abscissas")
  void otherLossesAreThoseOfThePointsWithoutTheOffset(Abscissas at) {
    Abscissas near = new Abscissas(0, at.step);
    double rounding = Math.max(1e-8, 1e-15 * Math.abs(at.offset / at.step));
    List<UnaryOperator<Expression>> losses =
        List.of(
            r -> norm1(r), r -> huber(r, .1).sum(), r -> maximum(r.times(.8), r.times(-.2)).sum());
    for (UnaryOperator<Expression> loss : losses) {
      optimal.clear();
      ForwardPass expected = fits(near, loss).getFirst();
      double slope = expected.value(line).values()[1];
      for (ForwardPass pass : fits(at, loss))
        assertThat(pass.value(line).values()[1]).isCloseTo(slope, within(rounding * slope));
      for (double value : optimal)
        assertThat(value).isCloseTo(optimal.getFirst(), within(rounding * optimal.getFirst()));
    }
  }
}
