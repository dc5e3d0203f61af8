package io.ffolayer.lab.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.automatic.Automatic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {
  /// Central differences with h lose h² of a smooth function and 1e-12/h to rounding.
  private static final double STEP = 1e-5;

  private static final double AGREEMENT = 1e-6;
  private static final int MOST_LINES = 40;

  static Stream<Arguments> examples() {
    return Stream.of(
        Arguments.of("logistic regression", LogisticRegression.of(20, 4)),
        Arguments.of("entropy maximization", EntropyMaximization.of(12, 3)),
        Arguments.of("constrained portfolio", ConstrainedPortfolio.of(8)),
        Arguments.of("robust least squares", RobustLeastSquares.of(12, 4)),
        Arguments.of("nearest correlation", NearestCorrelation.of(6)),
        Arguments.of("maximum determinant", MaximumDeterminant.of(10, 3)),
        Arguments.of("optimal control", OptimalControl.of(8)),
        Arguments.of("geometric program", GeometricProgram.box()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void gradientsAgreeWithCentralDifferences(String name, Example example) {
    ConvexLayer layer = ConvexLayer.of(example.problem()).withSolver(new Automatic(1e-12));
    Tensor cotangent = cotangent(example);
    ForwardPass pass = layer.forward(example.values());
    assertThat(pass.isSolved(0)).as("%s: %s", name, pass.message(0)).isTrue();
    for (Adjoint adjoint : List.of(new FirstOrder(), new Implicit())) {
      Gradients gradients = pass.backward(Map.of(example.answer(), cotangent), adjoint);
      assertThat(gradients.report(0).isClean()).as("%s: %s", name, gradients.report(0)).isTrue();
      for (Parameter parameter : layer.parameters()) {
        double[] differences = differences(layer, example, cotangent, parameter);
        double[] gradient = gradients.of(parameter).values();
        double largest = 0, error = 0;
        for (int k = 0; k < differences.length; k++) {
          largest = Math.max(largest, Math.abs(differences[k]));
          error = Math.max(error, Math.abs(differences[k] - gradient[k]));
        }
        assertThat(error)
            .as("%s: gradient of %s by %s", name, parameter, adjoint.name())
            .isLessThanOrEqualTo(AGREEMENT * Math.max(1, largest));
      }
    }
  }

  private static Tensor cotangent(Example example) {
    return Numbers.normal(100, example.answer().shape());
  }

  /// Central differences of the loss, entry by entry of a parameter.
  private static double[] differences(
      ConvexLayer layer, Example example, Tensor cotangent, Parameter parameter) {
    Tensor value = Objects.requireNonNull(example.values().get(parameter));
    double[] differences = new double[value.size()];
    for (int k = 0; k < differences.length; k++)
      differences[k] =
          (loss(layer, example, cotangent, parameter, value, k, STEP)
                  - loss(layer, example, cotangent, parameter, value, k, -STEP))
              / (2 * STEP);
    return differences;
  }

  private static double loss(
      ConvexLayer layer,
      Example example,
      Tensor cotangent,
      Parameter parameter,
      Tensor value,
      int k,
      double step) {
    Tensor moved = Tensor.of(value.values(), value.shape());
    moved.values()[k] += step;
    Map<Parameter, Tensor> values = new HashMap<>(example.values());
    values.put(parameter, moved);
    ForwardPass pass = layer.forward(values);
    assertThat(pass.isSolved(0)).isTrue();
    double[] answer = pass.value(example.answer()).values();
    double loss = 0;
    for (int j = 0; j < answer.length; j++) loss += cotangent.values()[j] * answer[j];
    return loss;
  }

  @Test
  void everyExampleFitsOnAScreen() throws IOException {
    Path folder = Path.of("src/main/java/io/ffolayer/lab/examples");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList())
        assertThat(Files.readAllLines(file).size()).as(file.toString()).isLessThan(MOST_LINES);
    }
  }
}
