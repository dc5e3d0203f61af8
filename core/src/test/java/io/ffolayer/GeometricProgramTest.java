package io.ffolayer;

import static io.ffolayer.model.Affine.stack;
import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.atom.Atoms.geoMean;
import static io.ffolayer.model.atom.Atoms.inverse;
import static io.ffolayer.model.atom.Atoms.log1p;
import static io.ffolayer.model.atom.Atoms.max;
import static io.ffolayer.model.atom.Atoms.power;
import static io.ffolayer.model.atom.Atoms.sqrt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.model.Constant;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GeometricProgramTest {
  private static final Variable X = Variable.positive("x");
  private static final Variable Y = Variable.positive("y");
  private static final Parameter P = Parameter.scalar("p").positive();
  private static final Parameter Q = Parameter.scalar("q").positive();

  /// maximize x√y, max(x, 2y) ≤ p: x = p, y = p/2, value p·√(p/2).
  @Test
  void aProductOfPowersUnderALargestEntryIsALinearProgramInLogarithms() {
    Problem problem =
        Problem.maximize(X.multiply(sqrt(Y)))
            .subjectTo(max(stack(X, Y.times(2))).le(P))
            .asGeometricProgram();
    ConvexLayer layer = ConvexLayer.of(problem);
    assertThat(layer.structure().isPolyhedral()).isTrue();
    ForwardPass pass = layer.forward(Map.of(P, Tensor.vector(3, 5).reshape(2)));
    assertThat(pass.value(X).values()).containsExactly(new double[] {3, 5}, within(1e-9));
    assertThat(pass.value(Y).values()).containsExactly(new double[] {1.5, 2.5}, within(1e-9));
    assertThat(pass.value(problem.optimalValue()).values())
        .containsExactly(new double[] {3 * Math.sqrt(1.5), 5 * Math.sqrt(2.5)}, within(1e-8));
    assertThat(pass.backward(Y, Tensor.vector(1, 3)).of(P).values())
        .containsExactly(new double[] {.5, 1.5}, within(1e-9));
    assertThat(pass.jvp(Map.of(P, Tensor.scalar(2))).of(Y).values())
        .containsExactly(new double[] {1, 1}, within(1e-9));
    double[] slope = pass.backward(problem.optimalValue(), Tensor.vector(1, 1)).of(P).values();
    assertThat(slope)
        .containsExactly(new double[] {1.5 * Math.sqrt(1.5), 1.5 * Math.sqrt(2.5)}, within(1e-8));
    assertThat(pass.jacobian(X, P).values()).containsExactly(new double[] {1, 1}, within(1e-9));
  }

  /// minimize p x + q/x: x = √(q/p), value 2√(pq).
  @Test
  void theArithmeticMeanMeetsTheGeometricOne() {
    Problem problem =
        Problem.minimize(P.multiply(X).plus(Q.multiply(inverse(X)))).asGeometricProgram();
    double p = 2;
    double q = 5;
    ForwardPass pass =
        ConvexLayer.of(problem).forward(Map.of(P, Tensor.scalar(p), Q, Tensor.scalar(q)));
    assertThat(pass.value(X).item()).isCloseTo(Math.sqrt(q / p), within(1e-8));
    assertThat(pass.value(problem.optimalValue()).item())
        .isCloseTo(2 * Math.sqrt(p * q), within(1e-8));
    Gradients gradients = pass.backward(X, Tensor.scalar(1));
    assertThat(gradients.of(P).item()).isCloseTo(-.5 * Math.sqrt(q / p) / p, within(1e-7));
    assertThat(gradients.of(Q).item()).isCloseTo(.5 / Math.sqrt(p * q), within(1e-7));
  }

  /// The box of greatest volume with limited wall and floor (Boyd et al. 2007, §2.2): by symmetry h
  /// = w·q where only the walls bind, 2h(w + d) ≤ p, d = w: volume h w².
  @Test
  void theLargestBoxFitsItsWalls() {
    Variable h = Variable.positive("h");
    Variable w = Variable.positive("w");
    Variable d = Variable.positive("d");
    Constraint walls = h.multiply(w).plus(h.multiply(d)).times(2).le(P);
    Constraint floor = w.multiply(d).le(Q);
    Problem problem =
        Problem.maximize(h.multiply(w).multiply(d))
            .subjectTo(walls, floor, h.multiply(inverse(w)).le(2), d.multiply(inverse(w)).ge(.5))
            .asGeometricProgram();
    // Walls: 2h(w + d) = p; floor: wd = q. At w = d = √q the walls give h = p / 4√q.
    ForwardPass pass =
        ConvexLayer.of(problem).forward(Map.of(P, Tensor.scalar(20), Q, Tensor.scalar(9)));
    assertThat(pass.value(w).item()).isCloseTo(3, within(1e-7));
    assertThat(pass.value(d).item()).isCloseTo(3, within(1e-7));
    assertThat(pass.value(h).item()).isCloseTo(20 / 12.0, within(1e-7));
    assertThat(pass.value(problem.optimalValue()).item()).isCloseTo(15, within(1e-6));
    // The volume p√q / 4 grows by one percent with p, by half a percent with q.
    assertThat(pass.value(walls.dual()).item()).isCloseTo(1, within(1e-7));
    assertThat(pass.value(floor.dual()).item()).isCloseTo(.5, within(1e-7));
  }

  @Test
  void productsOfPositiveMatricesArePosynomials() {
    Variable x = Variable.positive("x", 2);
    Constant a = Constant.constant(new double[][] {{1, 2}, {0, 3}});
    Problem problem =
        Problem.minimize(sum(a.times(x))).subjectTo(geoMean(x).ge(1)).asGeometricProgram();
    ForwardPass pass = ConvexLayer.of(problem).forward(Map.of());
    // x₁ + 5x₂ with x₁x₂ = 1: 2√5.
    assertThat(pass.value(problem.optimalValue()).item()).isCloseTo(2 * Math.sqrt(5), within(1e-8));
  }

  @Test
  void whatIsNotLogLogConvexIsRefused() {
    Variable real = Variable.scalar("r");
    Parameter any = Parameter.scalar("a");
    for (Map.Entry<Problem, String> wrong :
        List.of(
            Map.entry(Problem.minimize(X.minus(Y)), "difference"),
            Map.entry(Problem.maximize(X.plus(Y)), "log-log concave"),
            Map.entry(Problem.minimize(X).subjectTo(X.plus(Y).ge(1)), "log-log concave"),
            Map.entry(Problem.minimize(X).subjectTo(X.plus(Y).eq(1)), "log-log affine"),
            Map.entry(Problem.minimize(X).subjectTo(X.ge(0)), "side is not positive"),
            Map.entry(Problem.minimize(X.multiply(real)), "not declared positive"),
            Map.entry(Problem.minimize(X.multiply(any)), "not declared positive"),
            Map.entry(Problem.minimize(log1p(X)), "neither log-log convex"),
            Map.entry(Problem.minimize(power(X, 2).plus(-1)), "positive")))
      assertThatThrownBy(() -> ConvexLayer.of(wrong.getKey().asGeometricProgram()))
          .isInstanceOf(io.ffolayer.model.DcpException.class)
          .hasMessageContaining(wrong.getValue());
    ConvexLayer layer = ConvexLayer.of(Problem.maximize(X).subjectTo(X.le(P)).asGeometricProgram());
    assertThatThrownBy(() -> layer.forward(Map.of(P, Tensor.scalar(-1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be positive");
  }
}
