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

  /// minimize 1/(xyz), a(xy + xz + yz) ≤ b, x ≥ yᶜ – the exponent is a parameter (cvxpylayers,
  /// tests of geometric programs).
  @Test
  void anExponentMayBeAParameter() {
    Variable x = Variable.positive("x");
    Variable y = Variable.positive("y");
    Variable z = Variable.positive("z");
    Parameter a = Parameter.scalar("a").positive();
    Parameter b = Parameter.scalar("b").positive();
    Parameter c = Parameter.scalar("c");
    Problem problem =
        Problem.minimize(inverse(x.multiply(y).multiply(z)))
            .subjectTo(
                a.multiply(x.multiply(y).plus(x.multiply(z)).plus(y.multiply(z))).le(b),
                x.ge(power(y, c)))
            .asGeometricProgram();
    ConvexLayer layer = ConvexLayer.of(problem);
    double[] at = {2, 1, 0.5};
    // On x = yᶜ with all of b used: the best y of one variable, by golden section.
    ForwardPass pass = layer.forward(values(a, b, c, at));
    double best = bestVolume(at);
    assertThat(pass.value(problem.optimalValue()).item()).isCloseTo(1 / best, within(1e-7));
    assertThat(pass.value(x).item()).isCloseTo(Math.pow(pass.value(y).item(), at[2]), within(1e-8));
    Gradients gradients = pass.backward(problem.optimalValue(), Tensor.scalar(1));
    double[] slopes = new double[3];
    for (int k = 0; k < 3; k++) {
      double[] up = at.clone(), down = at.clone();
      up[k] += 1e-4;
      down[k] -= 1e-4;
      slopes[k] = (1 / bestVolume(up) - 1 / bestVolume(down)) / 2e-4;
    }
    List<Parameter> parameters = List.of(a, b, c);
    for (int k = 0; k < 3; k++) {
      assertThat(gradients.of(parameters.get(k)).item()).isCloseTo(slopes[k], within(1e-5));
      assertThat(
              pass.jvp(Map.of(parameters.get(k), Tensor.scalar(1)))
                  .of(problem.optimalValue())
                  .item())
          .isCloseTo(slopes[k], within(1e-5));
    }
    assertThatThrownBy(() -> ConvexLayer.of(Problem.minimize(x).subjectTo(x.ge(power(y, c)))))
        .isInstanceOf(io.ffolayer.model.rule.DcpException.class);
    Problem both = Problem.minimize(x).subjectTo(x.ge(power(y, a)), y.ge(a)).asGeometricProgram();
    assertThatThrownBy(() -> ConvexLayer.of(both)).hasMessageContaining("factor and an exponent");
  }

  private static Map<Parameter, Tensor> values(Parameter a, Parameter b, Parameter c, double[] at) {
    return Map.of(a, Tensor.scalar(at[0]), b, Tensor.scalar(at[1]), c, Tensor.scalar(at[2]));
  }

  /// The largest xyz with a(xy + xz + yz) = b where x = yᶜ or, if that is more, x ≥ yᶜ is slack.
  private static double bestVolume(double[] at) {
    double low = 0, high = 3;
    double golden = (Math.sqrt(5) - 1) / 2;
    for (int k = 0; k < 200; k++) {
      double left = high - golden * (high - low), right = low + golden * (high - low);
      if (volume(at, left) < volume(at, right)) low = left;
      else high = right;
    }
    double size = Math.sqrt(at[1] / at[0] / 3); // the cube that b allows
    double cube = size >= Math.pow(size, at[2]) ? size * size * size : 0;
    return Math.max(cube, volume(at, 0.5 * (low + high)));
  }

  private static double volume(double[] at, double y) {
    double x = Math.pow(y, at[2]);
    double z = (at[1] / at[0] - x * y) / (x + y);
    return x * y * z;
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
          .isInstanceOf(io.ffolayer.model.rule.DcpException.class)
          .hasMessageContaining(wrong.getValue());
    ConvexLayer layer = ConvexLayer.of(Problem.maximize(X).subjectTo(X.le(P)).asGeometricProgram());
    assertThatThrownBy(() -> layer.forward(Map.of(P, Tensor.scalar(-1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be positive");
  }
}
