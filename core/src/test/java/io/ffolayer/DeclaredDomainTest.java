package io.ffolayer;

import static io.ffolayer.model.atom.Atoms.norm2;
import static io.ffolayer.model.atom.Atoms.quadForm;
import static io.ffolayer.model.atom.Atoms.sumSquares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.model.Constant;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Status;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The rules of convexity rest on what is declared of a parameter: other values are those of
/// another problem, and are refused, instance by instance.
class DeclaredDomainTest {
  private final Variable x = Variable.vector("x", 2);
  private final Constant target = Constant.constant(new double[] {3, 1});

  /// p‖x‖ ≤ −1 with p = −2 is no convex set: it used to be solved as another problem.
  @Test
  void aNegativeValueOfANonnegativeParameterIsInvalidAndSpoilsNoNeighbour() {
    Parameter p = Parameter.scalar("p").nonnegative();
    var layer =
        ConvexLayer.of(
            Problem.minimize(sumSquares(x.minus(target))).subjectTo(p.multiply(norm2(x)).le(1)));
    var pass = layer.forward(Map.of(p, Tensor.of(new double[] {1, -2, 0, 1}, 4)));
    assertThat(pass.status(1)).isEqualTo(Status.INVALID_DATA);
    assertThat(pass.message(1)).contains("parameter p", "nonnegative", "-2.0");
    assertThat(pass.isSolved(0) && pass.isSolved(2) && pass.isSolved(3)).isTrue();
    double[] values = pass.value(x).values();
    assertThat(java.util.Arrays.copyOfRange(values, 0, 2))
        .isEqualTo(java.util.Arrays.copyOfRange(values, 6, 8));
    var gradients = pass.backward(x, Tensor.of(new double[8], 4, 2));
    assertThat(gradients.failures()).containsExactly(1);
  }

  /// A tridiagonal matrix with −1 beside a diagonal d is semidefinite for d = 2, and not for d =
  /// 1.9.
  @Test
  void aSparseMatrixIsJudgedByAFactorWhateverItsPattern() {
    int n = 40;
    for (boolean isTriangle : new boolean[] {false, true}) {
      int size = isTriangle ? 2 * n - 1 : 3 * n - 2;
      int[] i = new int[size], j = new int[size];
      int next = 0;
      for (int k = 0; k < n; k++) {
        i[next] = j[next++] = k;
        if (k + 1 < n) {
          i[next] = k;
          j[next++] = k + 1;
          if (!isTriangle) {
            i[next] = k + 1;
            j[next++] = k;
          }
        }
      }
      var pattern = io.ffolayer.program.matrix.Layout.Sparse.ofEntries(n, n, i, j);
      Parameter p = Parameter.sparse("P", pattern).in(Parameter.Domain.PSD);
      Variable y = Variable.vector("y", n);
      var q = Constant.filled(n, 1);
      var layer =
          ConvexLayer.of(QuadraticProgram.in(y).minimize(p, q).atLeast(Constant.filled(n, -1)));
      double[] values = new double[2 * size];
      for (int k = 0; k < size; k++) values[pattern.position(i[k], j[k])] = i[k] == j[k] ? 2 : -1;
      for (int k = 0; k < size; k++)
        values[size + pattern.position(i[k], j[k])] = i[k] == j[k] ? 1.9 : -1;
      var pass = layer.forward(Map.of(p, Tensor.of(values, 2, size)));
      assertThat(pass.status(0)).isEqualTo(Status.SOLVED);
      assertThat(pass.status(1)).isEqualTo(Status.INVALID_DATA);
      assertThat(pass.message(1)).contains("parameter P", "semidefinite", "eigenvalue");
      if (isTriangle) continue;
      values[size + pattern.position(0, 1)] = 1;
      assertThat(layer.forward(Map.of(p, Tensor.of(values, 2, size))).message(1))
          .contains("entry (1, 0) is -1.0", "entry (0, 1) is 1.0");
    }
  }

  @Test
  void aValueForAllInstancesIsJudgedForAll() {
    Parameter p = Parameter.vector("p", 2).nonpositive();
    Parameter q = Parameter.vector("q", 2);
    var layer = ConvexLayer.of(Problem.minimize(sumSquares(x.minus(q))).subjectTo(x.ge(p)));
    var pass = layer.forward(Map.of(p, Tensor.vector(-1, 0.5), q, Tensor.zeros(3, 2)));
    for (int i = 0; i < 3; i++) {
      assertThat(pass.status(i)).isEqualTo(Status.INVALID_DATA);
      assertThat(pass.message(i)).contains("parameter p", "nonpositive", "0.5", "position 1");
    }
  }

  @Test
  void zeroIsNonnegativeAndNonpositiveButNotPositive() {
    for (Parameter p :
        new Parameter[] {
          Parameter.scalar("p").nonnegative(),
          Parameter.scalar("p").nonpositive(),
          Parameter.scalar("p").positive()
        }) {
      var layer = ConvexLayer.of(Problem.minimize(sumSquares(x.minus(target))).subjectTo(x.le(p)));
      Status expected =
          p.domain() == Parameter.Domain.POSITIVE ? Status.INVALID_DATA : Status.SOLVED;
      assertThat(layer.forward(Map.of(p, Tensor.scalar(0))).status(0)).isEqualTo(expected);
    }
  }

  /// MMᵀ of rank one in single precision is semidefinite to rounding; −I is not.
  @Test
  void aSemidefiniteParameterIsJudgedUpToTheRoundingOfSinglePrecision() {
    Parameter p = Parameter.psd("P", 2);
    var layer =
        ConvexLayer.of(
            Problem.minimize(quadForm(x, p).plus(sumSquares(x.minus(target)))).subjectTo(x.le(1)));
    float a = 0.1f, b = 0.7f;
    double[] rounded = {a * a, a * b, a * b, b * b};
    var pass = layer.forward(Map.of(p, Tensor.of(rounded, 2, 2)));
    assertThat(pass.status(0)).isEqualTo(Status.SOLVED);
    var wrong = layer.forward(Map.of(p, Tensor.of(new double[] {-1, 0, 0, 1}, 2, 2)));
    assertThat(wrong.status(0)).isEqualTo(Status.INVALID_DATA);
    assertThat(wrong.message(0)).contains("parameter P", "semidefinite");
  }

  @Test
  void aDiagonalSemidefiniteParameterIsJudgedByTheSignsOfItsEntries() {
    Variable y = Variable.vector("y", 3);
    Parameter p = Parameter.diagonal("P", 3).in(Parameter.Domain.PSD);
    Parameter q = Parameter.vector("q", 3);
    var layer = ConvexLayer.of(QuadraticProgram.in(y).minimize(p, q));
    Tensor linear = Tensor.vector(-1, -1, -1);
    assertThat(layer.forward(Map.of(p, Tensor.vector(1, 2, 4), q, linear)).allSolved()).isTrue();
    var wrong = layer.forward(Map.of(p, Tensor.vector(1, 2, -4), q, linear));
    assertThat(wrong.status(0)).isEqualTo(Status.INVALID_DATA);
  }

  /// ℓ = ‖x‖² with x = (p, p) near p = 0, so d²ℓ/dp² = 4: at p = 0 both sides count, though one of
  /// them is negative.
  @Test
  void aHessianProductAtTheEdgeOfADomainLosesNoSide() {
    Parameter p = Parameter.scalar("p").nonnegative();
    var layer = ConvexLayer.of(Problem.minimize(sumSquares(x.minus(target))).subjectTo(x.le(p)));
    var pass = layer.forward(Map.of(p, Tensor.scalar(0)));
    var product =
        pass.hessianProduct(
            there -> {
              double[] twice = there.value(x).values().clone();
              for (int k = 0; k < twice.length; k++) twice[k] *= 2;
              return Map.of(x, Tensor.wrap(twice, 2));
            },
            Map.of(p, Tensor.scalar(1)));
    assertThat(product.get(p).values()[0]).isCloseTo(4, within(1e-6));
  }
}
