package io.ffolayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.approximate.Lpgd;
import io.ffolayer.model.Affine;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.model.atom.Atoms;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.UnsupportedProgramException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Infeasible quadratic programs, answered with the closest feasible ones on request.
class ClosestFeasibleTest {
  private static final int N = 4;
  private static final int M = 7;
  private static final double PRICE = 1e4;

  private final Parameter p = Parameter.matrix("P", N, N);
  private final Parameter q = Parameter.vector("q", N);
  private final Parameter g = Parameter.matrix("G", M, N);
  private final Parameter h = Parameter.vector("h", M);
  private final Variable x = Variable.vector("x", N);
  private final QuadraticProgram program = QuadraticProgram.in(x).minimize(p, q).lessThan(g, h);
  private final ConvexLayer layer = ConvexLayer.of(program);

  /// Gy ≤ h with a combination of rows that says 0 ≤ −1: none of 7 rows in 4 variables, with a
  /// positive combination that vanishes.
  private Map<Parameter, double[]> infeasible(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] pv = new double[N * N], qv = new double[N], gv = new double[M * N], hv = new double[M];
    for (int j = 0; j < N; j++) {
      pv[j * (N + 1)] = 1 + random.nextDouble();
      qv[j] = random.nextGaussian();
    }
    for (int i = 0; i < M - 1; i++) {
      for (int j = 0; j < N; j++) gv[i * N + j] = random.nextGaussian();
      hv[i] = -0.3 - random.nextDouble();
    }
    for (int j = 0; j < N; j++)
      for (int i = 0; i < M - 1; i++) gv[(M - 1) * N + j] -= gv[i * N + j] / (M - 1);
    hv[M - 1] = -0.5;
    Map<Parameter, double[]> values = new HashMap<>();
    values.put(p, pv);
    values.put(q, qv);
    values.put(g, gv);
    values.put(h, hv);
    return values;
  }

  private static Map<Parameter, Tensor> tensors(Map<Parameter, double[]> values) {
    Map<Parameter, Tensor> tensors = new HashMap<>();
    values.forEach(
        (parameter, array) -> tensors.put(parameter, Tensor.of(array, parameter.shape())));
    return tensors;
  }

  /// y ≤ 0 and y ≥ 1 shift by ½ each.
  @Test
  void twoBoundsThatContradictEachOtherMeetInTheMiddle() {
    Parameter low = Parameter.scalar("low"), high = Parameter.scalar("high");
    Variable y = Variable.scalar("y");
    ConvexLayer own =
        ConvexLayer.of(Problem.minimize(Atoms.square(y.minus(3))).subjectTo(y.ge(low), y.le(high)));
    Map<Parameter, Tensor> values = Map.of(low, Tensor.scalar(1), high, Tensor.scalar(0));
    assertThat(own.forward(values).status(0)).isEqualTo(Status.INFEASIBLE);
    ForwardPass pass = own.withClosestFeasible().forward(values);
    assertThat(pass.status(0)).isEqualTo(Status.CLOSEST_FEASIBLE);
    assertThat(pass.isSolved(0)).isFalse();
    assertThat(pass.message(0)).contains("shifted by up to 0.500");
    assertThat(pass.value(y).values()[0]).isEqualTo(0.5, within(1e-5));
    Gradients gradients = pass.backward(Map.of(y, Tensor.scalar(1)));
    assertThat(gradients.of(low).values()[0]).isEqualTo(0.5, within(1e-5));
    assertThat(gradients.of(high).values()[0]).isEqualTo(0.5, within(1e-5));
    assertThat(gradients.report().flags()).containsExactly(Flag.CLOSEST_FEASIBLE);
    assertThat(gradients.failures()).isEmpty();
  }

  /// The least shift t has t ≥ 0, Gᵀt = 0 and Gy − t ≤ h, with equality where t > 0.
  @Test
  void theShiftIsTheLeastOne() {
    for (long seed = 1; seed <= 20; seed++) {
      Map<Parameter, double[]> values = infeasible(seed);
      ForwardPass pass = layer.withClosestFeasible(1e8).forward(tensors(values));
      assertThat(pass.status(0)).isEqualTo(Status.CLOSEST_FEASIBLE);
      double[] y = pass.value(x).values();
      double[] shift = pass.value(program.inequalityDual()).values().clone();
      for (int i = 0; i < M; i++) shift[i] /= 1e8;
      for (int j = 0; j < N; j++) {
        double sum = 0;
        for (int i = 0; i < M; i++) sum += values.get(g)[i * N + j] * shift[i];
        assertThat(sum).isEqualTo(0, within(1e-5));
      }
      for (int i = 0; i < M; i++) {
        double excess = -values.get(h)[i];
        for (int j = 0; j < N; j++) excess += values.get(g)[i * N + j] * y[j];
        assertThat(shift[i]).isGreaterThanOrEqualTo(0).isEqualTo(Math.max(0, excess), within(1e-6));
      }
    }
  }

  @Test
  void theGradientOfEverySlotMatchesCentralDifferencesOfTheClosestProblem() {
    ConvexLayer closest = layer.withClosestFeasible(PRICE);
    for (long seed = 1; seed <= 10; seed++) {
      Map<Parameter, double[]> values = infeasible(seed);
      double[] c = new SplittableRandom(seed).doubles(N, -1, 1).toArray();
      ForwardPass pass = closest.forward(tensors(values));
      Gradients gradients = pass.backward(Map.of(x, Tensor.of(c, N)));
      assertThat(gradients.report().flags()).contains(Flag.CLOSEST_FEASIBLE);
      for (Parameter parameter : List.of(p, q, g, h)) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] direction = random.doubles(values.get(parameter).length, -1, 1).toArray();
        if (parameter == p)
          for (int i = 0; i < N; i++)
            for (int j = 0; j < i; j++) direction[i * N + j] = direction[j * N + i];
        double step = 1e-6, along = 0;
        double[] gradient = gradients.of(parameter).values();
        for (int e = 0; e < gradient.length; e++) along += gradient[e] * direction[e];
        double difference =
            (loss(closest, values, parameter, direction, step, c)
                    - loss(closest, values, parameter, direction, -step, c))
                / (2 * step);
        assertThat(along)
            .as("%s, seed %d", parameter.name(), seed)
            .isEqualTo(difference, within(1e-5 * Math.max(1, Math.abs(difference))));
      }
    }
  }

  private double loss(
      ConvexLayer closest,
      Map<Parameter, double[]> values,
      Parameter parameter,
      double[] direction,
      double step,
      double[] c) {
    Map<Parameter, double[]> moved = new HashMap<>(values);
    double[] array = values.get(parameter).clone();
    for (int e = 0; e < array.length; e++) array[e] += step * direction[e];
    moved.put(parameter, array);
    ForwardPass pass = closest.forward(tensors(moved));
    assertThat(pass.status(0)).isEqualTo(Status.CLOSEST_FEASIBLE);
    double sum = 0;
    for (int j = 0; j < N; j++) sum += c[j] * pass.value(x).values()[j];
    return sum;
  }

  @Test
  void feasibleInstancesOfTheSameBatchAreAnsweredAsBeforeToTheBit() {
    Map<Parameter, double[]> values = infeasible(3);
    double[] both = new double[2 * M];
    System.arraycopy(values.get(h), 0, both, 0, M);
    for (int i = 0; i < M; i++) both[M + i] = 1 + i;
    Map<Parameter, Tensor> batch = new HashMap<>(tensors(values));
    batch.put(h, Tensor.of(both, 2, M));
    ForwardPass plain = layer.forward(batch);
    ForwardPass closest = layer.withClosestFeasible().forward(batch);
    assertThat(closest.status(0)).isEqualTo(Status.CLOSEST_FEASIBLE);
    assertThat(closest.status(1)).isEqualTo(Status.SOLVED);
    assertThat(closest.allSolved()).isFalse();
    double[] expected = plain.value(x).values();
    double[] found = closest.value(x).values();
    for (int j = N; j < 2 * N; j++) assertThat(found[j]).isEqualTo(expected[j]);
    Tensor ones = Tensor.of(new double[] {1, 1, 1, 1, 1, 1, 1, 1}, 2, N);
    double[] before = plain.backward(Map.of(x, ones)).of(h).values();
    double[] after = closest.backward(Map.of(x, ones)).of(h).values();
    for (int i = M; i < 2 * M; i++) assertThat(after[i]).isEqualTo(before[i]);
    for (int i = 0; i < M; i++) assertThat(before[i]).isZero();
  }

  @Test
  void otherAdjointsAndTheForwardModeGoTheSameWay() {
    Map<Parameter, double[]> values = infeasible(5);
    ForwardPass pass = layer.withClosestFeasible(PRICE).forward(tensors(values));
    double[] c = {1, -1, 0.5, 2};
    double[] exact = pass.backward(Map.of(x, Tensor.of(c, N))).of(q).values();
    double[] near = pass.backward(Map.of(x, Tensor.of(c, N)), new Lpgd(1e-4)).of(q).values();
    assertThat(near).containsExactly(exact, within(1e-6));
    double[] direction = {0.3, 0.1, -1, 1};
    double[] change = pass.jvp(Map.of(q, Tensor.of(direction, N))).of(x).values();
    double left = 0, right = 0;
    for (int j = 0; j < N; j++) {
      left += c[j] * change[j];
      right += exact[j] * direction[j];
    }
    assertThat(left).isEqualTo(right, within(1e-9));
  }

  /// x ≤ 1 and x ≥ 3 at the price 10: 21 x = 40, with the duals 10 (x − 1) and 10 (3 − x).
  @Test
  void theValueIncludesWhatIsPaidAndHasTheGradientOfIt() {
    Variable y = Variable.scalar("y");
    Parameter bounds = Parameter.vector("h", 2);
    QuadraticProgram own =
        QuadraticProgram.in(y)
            .minimize(Constant.constant(new double[][] {{1}}), Constant.constant(new double[] {0}))
            .lessThan(Constant.constant(new double[][] {{1}, {-1}}), bounds);
    ForwardPass pass =
        ConvexLayer.of(own).withClosestFeasible(10).forward(Map.of(bounds, Tensor.vector(1, -3)));
    double at = 40.0 / 21, low = at - 1, high = 3 - at;
    assertThat(pass.value(own.optimalValue()).values()[0])
        .isEqualTo(at * at / 2 + 5 * (low * low + high * high), within(1e-7));
    Gradients gradients = pass.backward(Map.of(own.optimalValue(), Tensor.scalar(1)));
    assertThat(gradients.of(bounds).values())
        .containsExactly(new double[] {-10 * low, -10 * high}, within(1e-7));
    Gradients ofSlack = pass.backward(Map.of(own.slacks().getLast(), Tensor.vector(1, 0)));
    assertThat(ofSlack.of(bounds).values()).containsExactly(new double[] {0, 0}, within(1e-9));
  }

  @Test
  void everyOutputHasTheGradientOfWhatIsReported() {
    ConvexLayer closest = layer.withClosestFeasible(100);
    for (long seed = 1; seed <= 5; seed++)
      assertGradients(
          closest,
          infeasible(seed),
          List.of(program.optimalValue(), x, program.slacks().getLast(), program.inequalityDual()));
  }

  /// |w₁| + |w₂| ≤ h₁ contradicts w₁ ≥ h₂, and a third constraint is loose.
  @Test
  void soHaveThoseOfAProblemInWords() {
    Variable w = Variable.vector("w", 2);
    Parameter bounds = Parameter.vector("h", 3);
    Constraint size = Atoms.norm1(w).le(bounds.get(0));
    Constraint least = w.get(0).ge(bounds.get(1));
    Constraint loose = Atoms.norm1(w).le(bounds.get(2));
    Problem problem =
        Problem.maximize(Atoms.sumSquares(w.minus(Constant.constant(4, 1))).negate())
            .subjectTo(size, least, loose);
    Map<Parameter, double[]> values = Map.of(bounds, new double[] {1, 3, 9});
    ConvexLayer closest = ConvexLayer.of(problem).withClosestFeasible(100);
    assertGradients(
        closest,
        values,
        List.of(
            problem.optimalValue(),
            w,
            size.slack(),
            least.slack(),
            loose.slack(),
            size.dual(),
            least.dual()));
    double[] at = closest.forward(tensors(values)).value(w).values();
    assertThat(closest.forward(tensors(values)).value(loose.slack()).values()[0])
        .isEqualTo(9 - Math.abs(at[0]) - Math.abs(at[1]), within(1e-6));
  }

  /// Central differences of what is read, along one direction of every parameter, and the forward
  /// mode along the same.
  private static void assertGradients(
      ConvexLayer closest, Map<Parameter, double[]> values, List<Differentiable> outputs) {
    ForwardPass pass = closest.forward(tensors(values));
    assertThat(pass.status(0)).isEqualTo(Status.CLOSEST_FEASIBLE);
    for (Parameter parameter : values.keySet()) {
      double[] direction = direction(parameter, values.get(parameter).length);
      Tensor along = Tensor.of(direction, parameter.shape());
      ForwardPass up = closest.forward(tensors(moved(values, parameter, direction, 1e-6)));
      ForwardPass down = closest.forward(tensors(moved(values, parameter, direction, -1e-6)));
      for (Differentiable output : outputs) {
        Tensor read = pass.value(output);
        double[] c = new SplittableRandom(7).doubles(read.values().length, -1, 1).toArray();
        double[] gradient =
            pass.backward(Map.of(output, Tensor.of(c, read.shape()))).of(parameter).values();
        double difference =
            (dot(c, up.value(output).values()) - dot(c, down.value(output).values())) / 2e-6;
        double change = dot(c, pass.jvp(Map.of(parameter, along)).of(output).values());
        double close = 1e-4 * Math.max(1, Math.abs(difference));
        String what = "%s by %s".formatted(output, parameter.name());
        assertThat(dot(gradient, direction)).as(what).isEqualTo(difference, within(close));
        assertThat(change).as("forward, " + what).isEqualTo(difference, within(close));
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) sum += a[k] * b[k];
    return sum;
  }

  /// Symmetric where the parameter is a square matrix.
  private static double[] direction(Parameter parameter, int length) {
    double[] direction = new SplittableRandom(length).doubles(length, -1, 1).toArray();
    if (parameter.name().equals("P"))
      for (int i = 0; i < N; i++)
        for (int j = 0; j < i; j++) direction[i * N + j] = direction[j * N + i];
    return direction;
  }

  private static Map<Parameter, double[]> moved(
      Map<Parameter, double[]> values, Parameter parameter, double[] direction, double step) {
    Map<Parameter, double[]> moved = new HashMap<>(values);
    double[] array = values.get(parameter).clone();
    for (int e = 0; e < array.length; e++) array[e] += step * direction[e];
    moved.put(parameter, array);
    return moved;
  }

  /// The objective −y₂ falls without bound whatever is shifted.
  @Test
  void whereThereIsNoClosestAnswerTheMessageSaysWhy() {
    Variable y = Variable.vector("y", 2);
    Parameter low = Parameter.scalar("low");
    Problem problem =
        Problem.minimize(y.get(1).negate()).subjectTo(y.get(0).ge(low), y.get(0).le(0));
    ConvexLayer own = ConvexLayer.of(problem);
    Map<Parameter, Tensor> values = Map.of(low, Tensor.scalar(1));
    ForwardPass unbounded = own.withClosestFeasible().forward(values);
    assertThat(unbounded.status(0)).isEqualTo(Status.INFEASIBLE);
    assertThat(unbounded.message(0))
        .startsWith("no point satisfies the constraints; z is a certificate; there is no closest")
        .contains("UNBOUNDED")
        .contains("the objective falls without bound");
    assertThat(own.forward(values).message(0)).doesNotContain("closest");
  }

  @Test
  void curvedConesAndPricesThatAreNoneAreRefused() {
    Variable y = Variable.vector("y", 2);
    ConvexLayer curved =
        ConvexLayer.of(Problem.minimize(Affine.sum(y)).subjectTo(Atoms.norm2(y).le(1)));
    assertThatThrownBy(curved::withClosestFeasible)
        .isInstanceOf(UnsupportedProgramException.class)
        .hasMessageContaining("the closest feasible program takes equalities and inequalities");
    assertThatIllegalArgumentException().isThrownBy(() -> layer.withClosestFeasible(0));
  }
}
