package io.ffolayer.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.lab.bench.Workload.Task;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.automatic.Automatic;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WorkloadsTest {
  /// Every family at a small size.
  static Stream<Arguments> smallTasks() {
    return Stream.of(
        Arguments.of("dense", new DensePrograms(6, 0, 3, false).task()),
        Arguments.of("dense with equalities", new DensePrograms(8, 3, 2, false).task()),
        Arguments.of("shared", new DensePrograms(6, 0, 4, true).task()),
        Arguments.of("paper, sparse", new PaperPrograms(12, 3).sparse()),
        Arguments.of("paper, dense", new PaperPrograms(6, 2).dense()),
        Arguments.of("sparse", SparsePrograms.one(20, 0.1, 4)),
        Arguments.of("banded", new BandedProgram(40, 20).task()));
  }

  /// The gradients in the benchmark's table are judged by this reference, so it is judged by
  /// differences.
  @ParameterizedTest(name = "{0}")
  @MethodSource("smallTasks")
  void theReferenceOfTheGradientErrorsMatchesCentralDifferences(String name, Task task) {
    ConvexLayer layer = task.layer().get().withSolver(new Automatic(1e-12));
    Gradients exact = layer.forward(task.values()).backward(task.cotangents(), new Implicit());
    SplittableRandom random = new SplittableRandom(3);
    for (Parameter parameter : layer.parameters())
      for (int trial = 0; trial < 5; trial++) {
        int k = random.nextInt(task.values().get(parameter).size());
        double up = loss(layer, task, parameter, k, 1e-6);
        double down = loss(layer, task, parameter, k, -1e-6);
        assertThat(slope(exact.of(parameter), parameter, k))
            .as("%s, %s[%d]", name, parameter, k)
            .isCloseTo((up - down) / 2e-6, within(1e-6));
      }
  }

  /// The derivative when entry k moves; of P its mirror image moves, too.
  private static double slope(Tensor gradient, Parameter parameter, int k) {
    double own = gradient.values()[k];
    return mirrored(parameter, k) == k ? own : own + gradient.values()[mirrored(parameter, k)];
  }

  private static double loss(ConvexLayer layer, Task task, Parameter parameter, int k, double h) {
    double[] moved = task.values().get(parameter).values().clone();
    moved[k] += h;
    if (mirrored(parameter, k) != k) moved[mirrored(parameter, k)] += h;
    Map<Parameter, Tensor> values = new LinkedHashMap<>(task.values());
    values.put(parameter, Tensor.wrap(moved, task.values().get(parameter).shape()));
    ForwardPass pass = layer.forward(values);
    assertThat(pass.allSolved()).isTrue();
    double loss = 0;
    for (Map.Entry<? extends Differentiable, Tensor> entry : task.cotangents().entrySet()) {
      double[] output = pass.value(entry.getKey()).values();
      for (int i = 0; i < output.length; i++) loss += output[i] * entry.getValue().values()[i];
    }
    return loss;
  }

  private static int mirrored(Parameter parameter, int k) {
    if (!parameter.name().equals("P") || parameter.pattern() != null) return k;
    int n = parameter.shape()[0];
    return k / (n * n) * n * n + k % n * n + k / n % n;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("smallTasks")
  void aLayerIsAsExactAsItsReference(String name, Task task) {
    ConvexLayer layer = task.layer().get();
    Gradients gradients =
        layer.forward(task.values()).backward(task.cotangents(), new FirstOrder());
    assertThat(ExactGradients.of(task, layer).error(gradients)).isLessThan(1e-8);
  }

  @Test
  void halfOfTheRowsOfADenseProgramAreActive() {
    Task task = new DensePrograms(10, 0, 4, false).task();
    ForwardPass pass = task.layer().get().forward(task.values());
    for (int i = 0; i < 4; i++) assertThat(pass.activeSet(i).count()).isEqualTo(5);
  }

  @Test
  void bothBoundsOfThePaperProgramAreActiveAndSomeVariablesAreFree() {
    Task task = new PaperPrograms(60, 1).sparse();
    ForwardPass pass = task.layer().get().forward(task.values());
    long upper = 0;
    long lower = 0;
    for (int k = 0; k < 60; k++) {
      if (pass.activeSet(0).contains(k)) upper++;
      if (pass.activeSet(0).contains(60 + k)) lower++;
    }
    assertThat(upper).isBetween(10L, 30L);
    assertThat(lower).isBetween(10L, 30L);
    assertThat(upper + lower).isLessThan(55);
  }

  @Test
  void theSameTaskIsMadeEachTime() {
    Task one = new BandedProgram(40, 20).task();
    Task other = new BandedProgram(40, 20).task();
    assertThat(one.values().values().iterator().next())
        .isEqualTo(other.values().values().iterator().next());
    assertThat(one.layer().get().structure().quadratic()).isInstanceOf(Layout.Sparse.class);
  }

  @Test
  void theSudokuLayersAreSolved() {
    Task task = SudokuLayers.nineByNine(1);
    ForwardPass pass = task.layer().get().forward(task.values());
    assertThat(pass.allSolved()).isTrue();
    assertThat(pass.activeSet(0).count()).isGreaterThan(249);
  }
}
