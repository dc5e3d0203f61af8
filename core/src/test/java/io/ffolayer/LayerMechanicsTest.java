package io.ffolayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.ShapeException;
import io.ffolayer.solve.Status;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.DenseSolve;
import io.ffolayer.testing.Differences;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.RandomPrograms;
import io.ffolayer.testing.RandomPrograms.Curvature;
import io.ffolayer.testing.RandomPrograms.Size;
import io.ffolayer.testing.SlotGradients;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How a layer behaves around its mathematics, after the suites of cvxpylayers (T21, T22).
class LayerMechanicsTest {
  private static List<PlainProgram> programs(int count) {
    return IntStream.range(0, count)
        .mapToObj(i ->
            RandomPrograms.strictlyComplementary(4L * i, new Size(6, 1, 2, 4, Curvature.DEFINITE))
                .program())
        .toList();
  }

  @Test
  void ridgeRegressionMatchesItsClosedForm() {
    int m = 100;
    int n = 20;
    SplittableRandom random = new SplittableRandom(1);
    double[][] a = normals(random, m, n);
    double[] b = normals(random, 1, m)[0];
    double[][] p = new double[n][n];
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) {
        p[i][j] = i == j ? 2 : 0;
        for (double[] row : a) p[i][j] += 2 * row[i] * row[j];
      }
    double[] q = new double[n];
    for (int j = 0; j < n; j++) for (int i = 0; i < m; i++) q[j] -= 2 * a[i][j] * b[i];
    double[] minusQ = times(-1, q);
    double[] x = new DenseSolve(p).solve(minusQ);
    PlainProgram program = new PlainProgram(p, q, new double[0][], new double[0], new boolean[0]);
    EverySlot layer = EverySlot.dense(n, 0, 0);
    ForwardPass pass = layer.forward(List.of(program));
    assertThat(pass.value(layer.x).values()).containsExactly(x, within(1e-9));
    double[] ones = new double[n];
    java.util.Arrays.fill(ones, 1);
    SlotGradients gradients = layer.gradients(layer.backward(pass, ones, new double[0]), 0);
    assertThat(gradients.q())
        .containsExactly(times(-1, new DenseSolve(p).solve(ones)), within(1e-9));
  }

  @Test
  void anUnbatchedParameterGetsTheSumOverTheBatch() {
    Variable x = Variable.vector("x", 3);
    Parameter p = Parameter.matrix("P", 3, 3);
    Parameter q = Parameter.vector("q", 3);
    Parameter g = Parameter.matrix("G", 1, 3);
    Parameter h = Parameter.vector("h", 1);
    ConvexLayer layer = ConvexLayer.of(QuadraticProgram.in(x).minimize(p, q).lessThan(g, h));
    Tensor onlyP = Tensor.matrix(new double[][] {{3, 1, 0}, {1, 2, 0}, {0, 0, 1}});
    Tensor onlyG = Tensor.matrix(new double[][] {{1, 1, 1}});
    double[] qs = {-1, 2, -3, 4, -5, -6, 0.5, 0, -1};
    double[] hs = {-1, 0.5, 3};
    double[] cotangents = {1, 2, 3, -1, 0, 1, 0.5, 0.5, 2};
    ForwardPass together =
        layer.forward(Map.of(p, onlyP, q, Tensor.of(qs, 3, 3), g, onlyG, h, Tensor.of(hs, 3, 1)));
    Gradients sum = together.backward(x, Tensor.of(cotangents, 3, 3));
    assertThat(sum.of(p).shape()).containsExactly(3, 3);
    assertThat(sum.of(q).shape()).containsExactly(3, 3);
    double[] dp = new double[9];
    double[] dg = new double[3];
    for (int i = 0; i < 3; i++) {
      ForwardPass alone =
          layer.forward(
              Map.of(
                  p,
                  onlyP,
                  q,
                  Tensor.of(qs, 3, 3).slice(i),
                  g,
                  onlyG,
                  h,
                  Tensor.of(hs, 3, 1).slice(i)));
      assertThat(alone.isBatched()).isFalse();
      assertThat(alone.value(x).shape()).containsExactly(3);
      assertThat(alone.value(x)).isEqualTo(together.value(x).slice(i));
      Gradients own = alone.backward(x, Tensor.of(cotangents, 3, 3).slice(i));
      for (int k = 0; k < 9; k++) dp[k] += own.of(p).values()[k];
      for (int k = 0; k < 3; k++) dg[k] += own.of(g).values()[k];
      assertThat(own.of(q)).isEqualTo(sum.of(q).slice(i));
      assertThat(own.of(h)).isEqualTo(sum.of(h).slice(i));
    }
    assertThat(sum.of(p).values()).containsExactly(dp, within(1e-13));
    assertThat(sum.of(g).values()).containsExactly(dg, within(1e-13));
  }

  @Test
  void aBatchOfOneKeepsItsAxis() {
    EverySlot layer = EverySlot.dense(6, 1, 6);
    ForwardPass pass = layer.forward(programs(1));
    assertThat(pass.isBatched()).isTrue();
    assertThat(pass.value(layer.x).shape()).containsExactly(1, 6);
  }

  @Test
  void theSizeOfTheBatchMayChangeBetweenCalls() {
    EverySlot layer = EverySlot.dense(6, 1, 6);
    List<PlainProgram> programs = programs(40);
    ForwardPass all = layer.forward(programs);
    for (int size : new int[] {1, 40, 3, 17})
      for (int i = 0; i < size; i++)
        assertThat(layer.answer(layer.forward(programs.subList(0, size)), i).bits())
            .isEqualTo(layer.answer(all, i).bits());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void theNumberOfThreadsChangesNoBit(int threads) {
    List<PlainProgram> programs = programs(37);
    SplittableRandom random = new SplittableRandom(3);
    double[] c = normals(random, 1, 37 * 6)[0];
    double[] d = normals(random, 1, 37 * 7)[0];
    for (EverySlot layer : List.of(EverySlot.dense(6, 1, 6), EverySlot.sparse(6, 1, 6))) {
      EverySlot one = layer.withThreads(1);
      EverySlot many = layer.withThreads(threads);
      ForwardPass expected = one.forward(programs);
      ForwardPass pass = many.forward(programs);
      Gradients expectedGradients = one.backward(expected, c, d);
      Gradients gradients = many.backward(pass, c, d);
      for (int i = 0; i < 37; i++)
        assertThat(many.answer(pass, i).bits()).isEqualTo(one.answer(expected, i).bits());
      for (Parameter parameter : layer.parameters())
        assertThat(gradients.of(parameter)).isEqualTo(expectedGradients.of(parameter));
    }
  }

  @Test
  void anInstanceWithoutSolutionSpoilsNeitherAnswersNorGradientsOfTheOthers() {
    List<PlainProgram> programs = new ArrayList<>(programs(64));
    SplittableRandom random = new SplittableRandom(4);
    double[] c = normals(random, 1, 64 * 6)[0];
    double[] d = normals(random, 1, 64 * 7)[0];
    EverySlot layer = EverySlot.dense(6, 1, 6);
    ForwardPass good = layer.forward(programs);
    Gradients goodGradients = layer.backward(good, c, d);
    PlainProgram infeasible = programs.get(21).copy();
    infeasible.a()[2] = times(-1, infeasible.a()[3]);
    infeasible.b()[2] = -infeasible.b()[3] - 1;
    programs.set(21, infeasible);
    PlainProgram missing = programs.get(40).copy();
    missing.q()[1] = Double.NaN;
    programs.set(40, missing);
    PlainProgram saddle = programs.get(55).copy();
    saddle.p()[0][0] = -3;
    programs.set(55, saddle);
    ForwardPass pass = layer.forward(programs);
    Gradients gradients = layer.backward(pass, c, d);
    assertThat(pass.status(21)).isEqualTo(Status.INFEASIBLE);
    assertThat(pass.status(40)).isEqualTo(Status.INVALID_DATA);
    assertThat(pass.message(40)).contains("q").contains("NaN");
    assertThat(pass.status(55)).isEqualTo(Status.INVALID_DATA);
    assertThat(pass.message(55)).contains("P");
    assertThat(gradients.failures()).containsExactly(21, 40, 55);
    for (int i = 0; i < 64; i++) {
      if (i == 21 || i == 40 || i == 55) {
        for (Parameter parameter : layer.parameters())
          for (double value : gradients.of(parameter).slice(i).values()) assertThat(value).isZero();
        continue;
      }
      assertThat(layer.answer(pass, i).bits()).isEqualTo(layer.answer(good, i).bits());
      for (Parameter parameter : layer.parameters())
        assertThat(gradients.of(parameter).slice(i))
            .isEqualTo(goodGradients.of(parameter).slice(i));
    }
  }

  @Test
  void twoLayersMayShareAParameter() {
    Variable x = Variable.vector("x", 2);
    Variable w = Variable.vector("w", 2);
    Parameter q = Parameter.vector("q", 2);
    ConvexLayer first = ConvexLayer.of(QuadraticProgram.in(x).minimize(Constant.identity(2, 1), q));
    ConvexLayer second =
        ConvexLayer.of(QuadraticProgram.in(w).minimize(Constant.identity(2, 2), q));
    Map<Parameter, Tensor> values = Map.of(q, Tensor.vector(1, 3));
    Tensor one = first.forward(values).backward(x, Tensor.vector(1, 1)).of(q);
    Tensor two = second.forward(values).backward(w, Tensor.vector(1, 1)).of(q);
    assertThat(one.values()).containsExactly(new double[] {-1, -1}, within(1e-9));
    assertThat(two.values()).containsExactly(new double[] {-0.5, -0.5}, within(1e-9));
  }

  @Test
  void anEqualityWithTheIdentityHandsItsRightHandSideThrough() {
    Variable x = Variable.matrix("x", 2, 2);
    Parameter b = Parameter.vector("b", 4);
    QuadraticProgram program =
        QuadraticProgram.in(x)
            .minimize(Constant.identity(4, 1), Constant.filled(4, 0))
            .equalTo(Constant.identity(4, 1), b);
    ForwardPass pass = ConvexLayer.of(program).forward(Map.of(b, Tensor.vector(1, 2, 3, 4)));
    assertThat(pass.value(x).shape()).containsExactly(2, 2);
    assertThat(pass.value(x).values()).containsExactly(new double[] {1, 2, 3, 4}, within(1e-9));
    assertThat(pass.backward(x, Tensor.of(new double[] {5, 6, 7, 8}, 2, 2)).of(b).values())
        .containsExactly(new double[] {5, 6, 7, 8}, within(1e-9));
  }

  @Test
  void theJacobianHoldsTheGradientOfEveryEntry() {
    EverySlot layer = EverySlot.dense(6, 1, 6);
    List<PlainProgram> programs = programs(3);
    ForwardPass pass = layer.forward(programs);
    for (Parameter parameter : layer.parameters()) {
      Tensor jacobian = pass.jacobian(layer.x, parameter);
      int size = parameter.scalars();
      for (int k = 0; k < 6; k++) {
        double[] c = new double[18];
        for (int i = 0; i < 3; i++) c[i * 6 + k] = 1;
        Tensor gradient = layer.backward(pass, c, new double[21]).of(parameter);
        for (int i = 0; i < 3; i++)
          for (int e = 0; e < size; e++)
            assertThat(jacobian.values()[(i * 6 + k) * size + e])
                .isEqualTo(gradient.values()[i * size + e], within(1e-12));
      }
    }
  }

  @Test
  void forwardModeAgreesWithBackwardMode() {
    EverySlot layer = EverySlot.dense(6, 1, 6);
    List<PlainProgram> programs = programs(5);
    ForwardPass pass = layer.forward(programs);
    SplittableRandom random = new SplittableRandom(9);
    double[] c = normals(random, 1, 30)[0];
    double[] d = normals(random, 1, 35)[0];
    Gradients gradients = layer.backward(pass, c, d);
    Map<Parameter, Tensor> changes = new HashMap<>();
    double right = 0;
    for (Parameter parameter : layer.parameters()) {
      int[] own = parameter.tensorShape();
      int[] shape = IntStream.concat(IntStream.of(5), IntStream.of(own)).toArray();
      double[] change = normals(random, 1, 5 * parameter.scalars())[0];
      changes.put(parameter, Tensor.of(change, shape));
      right += dot(change, gradients.of(parameter).values());
    }
    Tangents tangents = pass.jvp(changes);
    double left = dot(c, tangents.of(layer.x).values());
    for (int i = 0; i < 5; i++) {
      left += d[i * 7] * tangents.of(layer.equalityDual).values()[i];
      for (int k = 0; k < 6; k++)
        left += d[i * 7 + 1 + k] * tangents.of(layer.inequalityDual).values()[i * 6 + k];
    }
    assertThat(left).isEqualTo(right, within(1e-9 * (1 + Math.abs(right))));
  }

  @Test
  void gradientOfTheOptimalValueMatchesCentralDifferences() {
    Variable x = Variable.vector("x", 3);
    Parameter p = Parameter.matrix("P", 3, 3);
    Parameter q = Parameter.vector("q", 3);
    Parameter g = Parameter.matrix("G", 2, 3);
    Parameter h = Parameter.vector("h", 2);
    QuadraticProgram program = QuadraticProgram.in(x).minimize(p, q).lessThan(g, h);
    ConvexLayer layer = ConvexLayer.of(program);
    Map<Parameter, double[]> values =
        Map.of(
            p,
            new double[] {3, 1, 0, 1, 2, .5, 0, .5, 2},
            q,
            new double[] {-1, -4, 1},
            g,
            new double[] {1, 1, 1, 1, -1, 0},
            h,
            new double[] {.5, 2});
    for (Implicit adjoint : new Implicit[] {new Implicit()}) {
      Gradients gradients =
          layer
              .forward(tensors(values))
              .backward(Map.of(program.optimalValue(), Tensor.scalar(2)), adjoint);
      for (Parameter parameter : List.of(p, q, g, h))
        for (int k = 0; k < parameter.scalars(); k++) {
          int entry = k;
          Differences.Derivative difference =
              Differences.at0(
                  t -> {
                    Map<Parameter, double[]> moved = new HashMap<>();
                    values.forEach((name, v) -> moved.put(name, v.clone()));
                    moved.get(parameter)[entry] += t;
                    if (parameter == p)
                      moved.get(p)[entry % 3 * 3 + entry / 3] += entry % 4 == 0 ? 0 : t;
                    return 2 * layer.forward(tensors(moved)).value(program.optimalValue()).item();
                  },
                  1e-2);
          double expected =
              parameter == p && entry % 4 != 0 ? difference.value() / 2 : difference.value();
          assertThat(gradients.of(parameter).values()[k])
              .as("%s[%d]", parameter, k)
              .isEqualTo(expected, within(1e-6));
        }
    }
  }

  private static Map<Parameter, Tensor> tensors(Map<Parameter, double[]> values) {
    Map<Parameter, Tensor> tensors = new HashMap<>();
    values.forEach((parameter, v) -> tensors.put(parameter, Tensor.of(v, parameter.tensorShape())));
    return tensors;
  }

  @Test
  void t22QuadraticFormsWithKnownAnswers() {
    double[][] identity = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    assertThat(boxed(identity, .5, 3, -3, .1))
        .containsExactly(new double[] {-.5, .5, -.1}, within(1e-9));
    assertThat(boxed(identity, 1e6, 2, -2, .5))
        .containsExactly(new double[] {-2, 2, -.5}, within(1e-9));
    double[][] twice = {{2, 0, 0}, {0, 2, 0}, {0, 0, 2}};
    assertThat(boxed(twice, 1e6, 2, -2, .5))
        .containsExactly(new double[] {-1, 1, -.25}, within(1e-9));
    // max −½x'x + (2,−2,.5)x on |x| ≤ 1
    assertThat(boxed(identity, 1, -2, 2, -.5))
        .containsExactly(new double[] {1, -1, .5}, within(1e-9));
  }

  private static double[] boxed(double[][] p, double reach, double... q) {
    Variable x = Variable.vector("x", 3);
    QuadraticProgram program =
        QuadraticProgram.in(x)
            .minimize(Constant.constant(p), Constant.constant(q))
            .atMost(Constant.filled(3, reach))
            .atLeast(Constant.filled(3, -reach));
    return ConvexLayer.of(program).forward(Map.of()).value(x).values();
  }

  @Test
  void aConcaveObjectiveIsInvalidData() {
    EverySlot layer = EverySlot.dense(2, 0, 0);
    PlainProgram concave =
        new PlainProgram(
            new double[][] {{-1, 0}, {0, -1}},
            new double[] {1, 1},
            new double[0][],
            new double[0],
            new boolean[0]);
    ForwardPass pass = layer.forward(List.of(concave));
    assertThat(pass.status(0)).isEqualTo(Status.INVALID_DATA);
    assertThat(pass.message(0)).contains("P");
  }

  @Test
  void unboundedAndInfeasibleProgramsComeWithTheirProofs() {
    EverySlot layer = EverySlot.linear(2, 0, 2);
    double[][] rows = {{1, 0}, {-1, 0}};
    PlainProgram unbounded =
        new PlainProgram(
            new double[2][2], new double[] {0, 1}, rows, new double[] {1, 1}, new boolean[2]);
    PlainProgram infeasible =
        new PlainProgram(
            new double[2][2], new double[] {0, 0}, rows, new double[] {1, -2}, new boolean[2]);
    ForwardPass pass = layer.forward(List.of(unbounded, infeasible));
    Answer first = layer.answer(pass, 0).mustBeTrueOf(unbounded, 1e-9);
    Answer second = layer.answer(pass, 1).mustBeTrueOf(infeasible, 1e-9);
    assertThat(first.status()).isEqualTo(Status.UNBOUNDED);
    assertThat(second.status()).isEqualTo(Status.INFEASIBLE);
    assertThat(pass.value(layer.x).values()).containsOnly(0.0);
  }

  @Test
  void misuseIsNamed() {
    Variable x = Variable.vector("x", 2);
    Parameter q = Parameter.vector("cost", 2);
    Parameter stranger = Parameter.vector("stranger", 2);
    QuadraticProgram program = QuadraticProgram.in(x).minimize(Constant.identity(2, 1), q);
    ConvexLayer layer = ConvexLayer.of(program);
    assertThatThrownBy(() -> layer.forward(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cost");
    assertThatThrownBy(
            () -> layer.forward(Map.of(q, Tensor.vector(1, 2), stranger, Tensor.vector(1, 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stranger");
    assertThatThrownBy(() -> layer.forward(Map.of(q, Tensor.vector(1, 2, 3))))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("cost")
        .hasMessageContaining("[3]")
        .hasMessageContaining("[2]");
    assertThatThrownBy(() -> QuadraticProgram.in(x).minimize(Constant.identity(3, 1), q))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("P");
    assertThatThrownBy(() ->
            QuadraticProgram.in(x)
                .minimize(q)
                .lessThan(Constant.constant(new double[][] {{1, 1}}), Constant.constant(1, 2)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("h");
    ForwardPass pass = layer.forward(Map.of(q, Tensor.vector(1, 2)));
    assertThatThrownBy(() -> pass.backward(x, Tensor.vector(1, 2, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("x");
    assertThatThrownBy(() -> pass.backward(Variable.vector("other", 2), Tensor.vector(1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other");
    assertThatThrownBy(() -> pass.backward(x, Tensor.vector(1, 2)).of(stranger))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stranger");
  }

  @Test
  void batchesThatDifferAreNamed() {
    Variable x = Variable.vector("x", 2);
    Parameter q = Parameter.vector("q", 2);
    Parameter u = Parameter.vector("u", 2);
    ConvexLayer layer =
        ConvexLayer.of(QuadraticProgram.in(x).minimize(Constant.identity(2, 1), q).atMost(u));
    assertThatThrownBy(() -> layer.forward(Map.of(q, Tensor.zeros(3, 2), u, Tensor.zeros(4, 2))))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("3")
        .hasMessageContaining("4");
  }

  @Test
  void badConstantsAreNamedWhenTheLayerIsMade() {
    Variable x = Variable.vector("x", 2);
    Constant q = Constant.filled(2, 1);
    assertThatThrownBy(() ->
            ConvexLayer.of(
                QuadraticProgram.in(x)
                    .minimize(Constant.constant(new double[][] {{1, 2}, {0, 1}}), q)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not symmetric");
    assertThatThrownBy(() ->
            ConvexLayer.of(
                QuadraticProgram.in(x)
                    .minimize(Constant.identity(2, 1), Constant.constant(1, Double.NaN))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("q")
        .hasMessageContaining("NaN");
    assertThatThrownBy(() ->
            ConvexLayer.of(
                QuadraticProgram.in(x)
                    .minimize(q)
                    .atMost(Constant.filled(2, Double.NEGATIVE_INFINITY))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Infinity");
  }

  @Test
  void aBatchWithoutInstancesIsAnswered() {
    EverySlot layer = EverySlot.dense(6, 1, 6);
    Map<Parameter, Tensor> values = new HashMap<>();
    for (Parameter parameter : layer.parameters()) {
      int[] own = parameter.tensorShape();
      values.put(
          parameter, Tensor.zeros(IntStream.concat(IntStream.of(0), IntStream.of(own)).toArray()));
    }
    ForwardPass pass = layer.layer.forward(values);
    assertThat(pass.batch()).isZero();
    assertThat(pass.value(layer.x).shape()).containsExactly(0, 6);
  }

  private static double[][] normals(SplittableRandom random, int rows, int columns) {
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) for (int j = 0; j < columns; j++) row[j] = random.nextGaussian();
    return matrix;
  }

  private static double[] times(double factor, double[] x) {
    double[] y = x.clone();
    for (int i = 0; i < y.length; i++) y[i] *= factor;
    return y;
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) sum += x[i] * y[i];
    return sum;
  }
}
