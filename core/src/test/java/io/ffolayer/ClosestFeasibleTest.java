package io.ffolayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.approximate.Lpgd;
import io.ffolayer.model.Affine;
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
