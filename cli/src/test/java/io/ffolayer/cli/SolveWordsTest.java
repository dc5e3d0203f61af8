package io.ffolayer.cli;

import static io.ffolayer.cli.Console.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Problems in words through `ffo solve` and `ffo check`.
class SolveWordsTest {
  /// The projection of b on the simplex, shrunk: x = (0.75, 0.25).
  private static final String PROJECTION =
      """
      {"variables": {"x": [2]}, "parameters": {"b": [1, 0.5], "c": 1},
       "minimize": "sumSquares(x - b)", "subjectTo": {"budget": "sum(x) == c", "signs": "x >= 0"},
       "cotangents": {"x": [1, 0]}}
      """;

  private static final String LASSO =
      """
      {"variables": {"x": [2]}, "constants": {"A": [[2, 1], [1, 3], [0, 1]]},
       "parameters": {"b": [1, -2, 0.5], "lambda": 0.3}, "domains": {"lambda": "nonnegative"},
       "minimize": "sum_squares(A @ x - b) + lambda * norm1(x)"}
      """;

  private static final String GEOMETRIC =
      """
      {"variables": {"x": [], "y": []}, "parameters": {"a": 2}, "geometric": true,
       "domains": {"x": "positive", "y": "positive", "a": "positive"},
       "minimize": "x + a * y", "subjectTo": {"area": "x * y >= 1"}, "cotangents": {"x": 1}}
      """;

  private static final String SEMIDEFINITE =
      """
      {"variables": {"X": [2, 2]}, "domains": {"X": "psd"}, "parameters": {"C": [[1, 2], [2, 0.5]]},
       "minimize": "sumSquares(X - C)", "cotangents": {"X": [[1, 0.5], [0.5, 2]]}}
      """;

  @TempDir Path folder;
  private final Console console = new Console();

  private Path file(String json) throws IOException {
    return Files.writeString(folder.resolve("p.json"), json);
  }

  @Test
  void answersStandUnderTheNamesOfTheFile() throws IOException {
    assertThat(console.ffo("solve", file(PROJECTION))).as(console.notes()).isZero();
    JsonNode result = console.answer().get("results").get(0);
    assertThat(numbers(result.get("variables").get("x")))
        .containsExactly(new double[] {0.75, 0.25}, within(1e-9));
    // 2(x − b) + ν = 0
    assertThat(result.get("duals").get("budget").doubleValue()).isEqualTo(0.5, within(1e-9));
    assertThat(numbers(result.get("slacks").get("signs")))
        .containsExactly(new double[] {0.75, 0.25}, within(1e-9));
    assertThat(result.get("objective").doubleValue()).isEqualTo(0.125, within(1e-9));
    JsonNode gradients = result.get("gradients");
    assertThat(numbers(gradients.get("b"))).containsExactly(new double[] {0.5, -0.5}, within(1e-9));
    assertThat(gradients.get("c").doubleValue()).isEqualTo(0.5, within(1e-9));
  }

  @Test
  void variablesOfAGeometricProgramArePositive() throws IOException {
    assertThat(console.ffo("solve", file(GEOMETRIC))).as(console.notes()).isZero();
    JsonNode result = console.answer().get("results").get(0);
    assertThat(result.get("variables").get("x").doubleValue())
        .isEqualTo(Math.sqrt(2), within(1e-7));
    assertThat(result.get("objective").doubleValue()).isEqualTo(2 * Math.sqrt(2), within(1e-7));
  }

  @ParameterizedTest
  @ValueSource(strings = {PROJECTION, LASSO, GEOMETRIC, SEMIDEFINITE})
  void everyGradientAgreesWithCentralDifferences(String json) throws IOException {
    assertThat(console.ffo("check", file(json))).as(console.output() + console.notes()).isZero();
    assertThat(console.output()).contains("Every gradient agrees");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"variables\": {\"x\": [2]}, \"maximize\": \"norm2(x)\"}",
        "{\"variables\": {\"x\": [2]}, \"minimize\": \"norm2(x\"}",
        "{\"variables\": {\"x\": [99999, 99999]}, \"minimize\": \"1\"}",
        "{\"variables\": {\"x\": [2]}, \"parameters\": {\"p\": -1}, \"minimize\": \"p * norm2(x)\"}"
      })
  void whatIsWrongIsBadInputInOneLine(String json) throws IOException {
    for (String command : new String[] {"solve", "check"}) {
      Console own = new Console();
      assertThat(own.ffo(command, file(json))).as(own.notes()).isEqualTo(2);
      assertThat(own.notes()).startsWith("ffo: ").contains("p.json: ");
      assertThat(own.notes().lines()).hasSize(1);
    }
  }
}
