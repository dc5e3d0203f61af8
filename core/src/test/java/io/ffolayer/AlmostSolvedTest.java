package io.ffolayer;

import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.atom.Atoms.norm2;
import static io.ffolayer.model.atom.Atoms.sumSquares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.solve.interior.InteriorPoint.Polishing;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Answers that a limit left short of the tolerance are taken where the caller says how loose they
/// may be.
class AlmostSolvedTest {
  private static final int N = 6;

  private final Variable x = Variable.vector("x", N);
  private final Parameter c = Parameter.vector("c", N);

  /// ½‖x − c‖² + … in the unit ball: bound and curved, so that no step is the last by luck.
  private ConvexLayer layer() {
    double[] weight = new double[N];
    Arrays.setAll(weight, j -> 1.0 / (1 + j));
    var objective = sumSquares(x.minus(c)).plus(dot(constant(weight), x));
    return ConvexLayer.of(Problem.minimize(objective).subjectTo(norm2(x).le(1), x.ge(-0.3)));
  }

  private ConvexLayer stopped(int iterations) {
    return layer()
        .withSolver(new InteriorPoint().withPolish(Polishing.NEVER).withMaxIterations(iterations));
  }

  private static double[] centre() {
    return new Random(5).doubles(N, -2, 2).toArray();
  }

  private Map<Parameter, Tensor> values() {
    return Map.of(c, Tensor.vector(centre()));
  }

  @Test
  void whatEndedWithinTheLooserToleranceIsReadAndDifferentiated() {
    var exact = layer().forward(values());
    var pass = stopped(7).withAlmostSolved(1e-2).forward(values());
    assertThat(pass.status(0)).isEqualTo(Status.ALMOST_SOLVED);
    assertThat(pass.residuals(0).largest()).isBetween(1e-9, 1e-2);
    assertThat(pass.isSolved(0)).isFalse();
    assertThat(pass.message(0)).contains("out of iterations after 7 iterations");
    assertThat(pass.value(x).values())
        .usingComparatorWithPrecision(1e-2)
        .containsExactly(exact.value(x).values());
    var cotangent = Tensor.vector(1, -2, 3, -1, 2, 1);
    double[] gradient = pass.backward(x, cotangent).of(c).values();
    assertThat(gradient)
        .usingComparatorWithPrecision(1e-6)
        .containsExactly(exact.backward(x, cotangent).of(c).values());
  }

  @Test
  void whatEndedOutsideItStaysUnsolved() {
    var pass = stopped(7).withAlmostSolved(1e-8).forward(values());
    assertThat(pass.status(0)).isEqualTo(Status.ITERATION_LIMIT);
    assertThat(pass.value(x).values()).containsOnly(0);
  }

  @Test
  void withoutALooserToleranceTheBestPointIsThereWithItsResiduals() {
    var pass = stopped(7).forward(values());
    assertThat(pass.status(0)).isEqualTo(Status.ITERATION_LIMIT);
    Residuals residuals = pass.residuals(0);
    assertThat(residuals.largest()).isBetween(1e-9, 1e-2);
    var exact = layer().forward(values());
    double distance = 0;
    for (int j = 0; j < N; j++)
      distance = Math.max(distance, Math.abs(pass.point(0).y()[j] - exact.point(0).y()[j]));
    assertThat(distance).isCloseTo(0, within(1e-2));
  }

  @Test
  void anAlmostSolvedInstanceIsAWarmStart() {
    var store = new WarmStarts();
    var keys = java.util.List.of("sample");
    stopped(7).withAlmostSolved(1e-2).forward(values(), store, keys);
    assertThat(store.size()).isOne();
  }

  @Test
  void aToleranceThatIsNoneIsRefused() {
    assertThatThrownBy(() -> layer().withAlmostSolved(1))
        .hasMessageContaining("must be in [0, 1), got 1.0");
    assertThatThrownBy(() -> layer().withAlmostSolved(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
