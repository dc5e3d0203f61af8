package io.ffolayer.cli;

import static io.ffolayer.cli.Console.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SolveTest {
  private static final Offset<Double> CLOSE = within(1e-9);

  /// min 2x² + xy + y² + x + y, x + y = 1, x, y ≥ 0; the gradients are known.
  private static final String TWO_VARIABLES =
      """
      {"P": [[4, 1], [1, 2]], "q": [1, 1], "A": [[1, 1]], "b": [1],
       "G": [[-1, 0], [0, -1]], "h": [0, 0], "cotangent": [1.3, 0.5]}
      """;

  private static final String INFEASIBLE =
      """
      {"P": [[4, 1], [1, 2]], "q": [1, 1], "A": [[1, 1]], "b": [1],
       "G": [[1, 0], [0, 1]], "h": [0, 0], "cotangent": [1.3, 0.5]}
      """;

  /// min x₁ + ½x₂ − ½x₃, ‖x‖ ≤ 2: x = −2c/‖c‖, the dual of the radius ‖c‖.
  static final String SECOND_ORDER =
      """
      {"q": [1, 0.5, -0.5], "A": [[0, 0, 0], [-1, 0, 0], [0, -1, 0], [0, 0, -1]], "b": [2, 0, 0, 0],
       "cones": [{"soc": 4}], "cotangent": [1, 2, 3], "dualCotangent": [0.3, 0.1, 0.2, -0.4]}
      """;

  /// min ⟨C, X⟩, tr X = 1, X ⪰ 0 with C = [1 ½; ½ 2], X as (X₁₁, √2 X₁₂, X₂₂).
  static final String SEMIDEFINITE =
      """
      {"q": [1, 0.7071067811865476, 2], "A": [[1, 0, 1], [-1, 0, 0], [0, -1, 0], [0, 0, -1]], "b": [1, 0, 0, 0],
       "cones": [{"zero": 1}, {"psd": 2}], "cotangent": [1, -1, 2]}
      """;

  /// max H(x) + 2x₁, x₁ + x₂ = 1: the softmax of (2, 0).
  static final String EXPONENTIAL =
      """
      {"q": [-2, 0, 1, 1],
       "A": {"rows": 7, "cols": 4, "i": [0, 0, 1, 2, 4, 5], "j": [0, 1, 2, 0, 3, 1], "v": [1, 1, 1, -1, 1, -1]},
       "b": [1, 0, 0, 1, 0, 0, 1], "cones": [{"zero": 1}, {"exp": 2}], "cotangent": [1, -2, 0, 0]}
      """;

  /// max √x₁ √x₂ − x₁ − 3x₂, x₁ + x₂ ≤ 1 as a power.
  static final String POWER =
      """
      {"P": {"diag": [1, 1, 0]}, "q": [1, 3, -4], "A": [[1, 1, 0], [-1, 0, 0], [0, -1, 0], [0, 0, -1]],
       "b": [1, 0, 0, 0], "cones": [{"nonneg": 1}, {"power": 0.3}], "cotangent": [1, 0, -1]}
      """;

  @TempDir Path folder;
  private final Console console = new Console();

  private Path file(String json) throws IOException {
    return Files.writeString(folder.resolve("p.json"), json);
  }

  private JsonNode solved(String json, Object... options) throws IOException {
    Object[] arguments = new Object[options.length + 2];
    arguments[0] = "solve";
    arguments[1] = file(json);
    System.arraycopy(options, 0, arguments, 2, options.length);
    assertThat(console.ffo(arguments)).as(console.notes()).isZero();
    return console.answer().get("results").get(0);
  }

  private static void assertClose(JsonNode list, double... expected) {
    assertThat(numbers(list)).containsExactly(expected, CLOSE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"first-order", "implicit"})
  void aSecondOrderConeHasTheKnownSolutionDualAndGradient(String adjoint) throws IOException {
    JsonNode result = solved(SECOND_ORDER, "--adjoint", adjoint);
    double length = Math.sqrt(1.5);
    assertClose(result.get("x"), -2 / length, -1 / length, 1 / length);
    assertClose(result.get("dual"), length, 1, 0.5, -0.5);
    assertClose(result.get("slack"), 2, -2 / length, -1 / length, 1 / length);
    assertThat(result.has("equalityDual")).isFalse();
    assertThat(numbers(result.get("gradients").get("q"))).hasSize(3);
    assertThat(result.get("report").get("flags")).isEmpty();
  }

  @Test
  void aSemidefiniteProgramFindsTheLeastEigenvalue() throws IOException {
    JsonNode result = solved(SEMIDEFINITE);
    assertThat(result.get("objective").doubleValue()).isEqualTo(1.5 - Math.sqrt(0.5), CLOSE);
    double root = Math.sqrt(0.5);
    assertClose(result.get("x"), 0.5 + root / 2, -Math.sqrt(2) * root / 2, 0.5 - root / 2);
  }

  @Test
  void anEntropyProgramIsASoftmax() throws IOException {
    JsonNode result = solved(EXPONENTIAL);
    double first = 1 / (1 + Math.exp(-2));
    assertThat(numbers(result.get("x"))[0]).isEqualTo(first, CLOSE);
    assertThat(numbers(result.get("x"))[1]).isEqualTo(1 - first, CLOSE);
    // ∂(x₁ − 2x₂)/∂q₁ = −3 x₁ x₂
    assertThat(numbers(result.get("gradients").get("q"))[0])
        .isEqualTo(-3 * first * (1 - first), CLOSE);
  }

  @Test
  void infeasibleConicProblemsComeWithTheirCertificate() throws IOException {
    String json =
        """
        {"q": [1, 1], "A": [[0, 0], [-1, 0], [0, -1], [1, 1]], "b": [1, 0, 0, -2],
         "cones": [{"soc": 3}, {"nonneg": 1}]}
        """;
    assertThat(console.ffo("solve", file(json))).isEqualTo(1);
    JsonNode result = console.answer().get("results").get(0);
    assertThat(result.get("status").stringValue()).isEqualTo("INFEASIBLE");
    double[] z = numbers(result.get("certificate").get("dual"));
    assertThat(z[0]).isGreaterThanOrEqualTo(Math.hypot(z[1], z[2]) * (1 - 1e-12));
    assertThat(z[0] - 2 * z[3]).isEqualTo(-1, CLOSE);
  }

  @Test
  void parametersSayWhichGradientsAreWanted() throws IOException {
    String json =
        "{\"P\": [[2]], \"q\": [1], \"G\": [[1]], \"h\": [3], \"cotangent\": [1], \"parameters\": [\"q\"]}";
    JsonNode gradients = solved(json).get("gradients");
    assertThat(gradients.propertyNames()).containsExactly("q");
    assertClose(gradients.get("q"), -0.5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"first-order", "implicit"})
  void solutionDualsAndEveryGradientAreThoseKnown(String adjoint) throws IOException {
    JsonNode result = solved(TWO_VARIABLES, "--adjoint", adjoint);
    assertThat(result.get("status").stringValue()).isEqualTo("SOLVED");
    assertClose(result.get("x"), 0.25, 0.75);
    assertClose(result.get("equalityDual"), -2.75);
    assertClose(result.get("inequalityDual"), 0, 0);
    assertClose(result.get("slack"), 0.25, 0.75);
    assertThat(result.get("objective").doubleValue()).isEqualTo(1.875, CLOSE);
    JsonNode gradients = result.get("gradients");
    assertClose(gradients.get("q"), -0.2, 0.2);
    assertClose(gradients.get("P").get(0), -0.05, -0.05);
    assertClose(gradients.get("P").get(1), -0.05, 0.15);
    assertClose(gradients.get("A").get(0), 0.375, -1.075);
    assertClose(gradients.get("b"), 0.7);
    assertClose(gradients.get("G").get(0), 0, 0);
    assertClose(gradients.get("h"), 0, 0);
    assertThat(result.get("report").get("active").intValue()).isEqualTo(1);
    assertThat(result.get("report").get("flags")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"automatic", "interior-point", "block-pivoting", "dual-active-set", "ojalgo"})
  void everySolverThatTakesTheProblemGivesTheSameSolution(String solver) throws IOException {
    assertClose(solved(TWO_VARIABLES, "--solver", solver).get("x"), 0.25, 0.75);
  }

  @Test
  void aSparseMatrixGetsItsGradientOnItsOwnPatternInItsOwnOrder() throws IOException {
    JsonNode gradients =
        solved(
                """
                {"P": {"rows": 2, "cols": 2, "i": [1, 0, 1, 0], "j": [1, 1, 0, 0], "v": [2, 1, 1, 4]}, "q": [1, 1],
                 "A": {"rows": 1, "cols": 2, "i": [0, 0], "j": [1, 0], "v": [1, 1]}, "b": [1],
                 "G": {"diag": [-1, -1]}, "h": [0, 0], "cotangent": [1.3, 0.5]}
                """)
            .get("gradients");
    assertClose(gradients.get("P").get("v"), 0.15, -0.05, -0.05, -0.05);
    assertThat(numbers(gradients.get("P").get("i"))).containsExactly(1, 0, 1, 0);
    assertClose(gradients.get("A").get("v"), -1.075, 0.375);
    assertThat(gradients.get("A").get("cols").intValue()).isEqualTo(2);
    assertClose(gradients.get("G").get("diag"), 0, 0);
  }

  @Test
  void aCotangentOfTheDualsAddsToTheGradient() throws IOException {
    // ν = −(2b + 1ᵀc)/n for min cᵀx + ‖x‖², 1ᵀx = b.
    JsonNode gradients =
        solved(
                """
                {"P": {"diag": [2, 2]}, "q": [3, 5], "A": [[1, 1]], "b": [4], "dualCotangent": [1]}
                """)
            .get("gradients");
    assertClose(gradients.get("b"), -1);
    assertClose(gradients.get("q"), -0.5, -0.5);
  }

  @Test
  void aRowWithoutBoundHasInfiniteSlackAndNoGradient() throws IOException {
    JsonNode result =
        solved(
            """
            {"P": [[1]], "q": [-2], "G": [[1], [1]], "h": ["inf", 1], "cotangent": [1]}
            """);
    assertThat(result.get("slack").get(0).stringValue()).isEqualTo("inf");
    assertClose(result.get("gradients").get("h"), 0, 1);
  }

  @Test
  void withoutCotangentThereAreNoGradients() throws IOException {
    JsonNode result = solved("{\"P\": [[1]], \"q\": [-2]}");
    assertClose(result.get("x"), 2);
    assertThat(result.has("gradients")).isFalse();
    assertThat(result.has("report")).isFalse();
    assertThat(console.answer().get("seconds").has("backward")).isFalse();
  }

  @Test
  void gradientsAreGivenOfWhatTheFileStates() throws IOException {
    JsonNode gradients =
        solved("{\"P\": [[2]], \"G\": [[-1]], \"h\": [-1], \"A\": [], \"cotangent\": [1]}")
            .get("gradients");
    assertThat(gradients.propertyNames()).containsExactlyInAnyOrder("P", "A", "G", "h");
    assertThat(gradients.get("A")).isEmpty();
  }

  @Test
  void oneInfeasibleProblemLeavesTheOthersUnchanged() throws IOException {
    JsonNode alone = solved(TWO_VARIABLES);
    Console batch = new Console();
    Path file =
        file("{\"problems\": [%s, %s, %s]}".formatted(TWO_VARIABLES, INFEASIBLE, TWO_VARIABLES));
    assertThat(batch.ffo("solve", file)).isEqualTo(1);
    JsonNode results = batch.answer().get("results");
    assertThat(results.get(0)).isEqualTo(alone);
    assertThat(results.get(2)).isEqualTo(alone);
    JsonNode failed = results.get(1);
    assertThat(failed.get("status").stringValue()).isEqualTo("INFEASIBLE");
    assertThat(failed.has("gradients")).isFalse();
    assertThat(failed.has("x")).isFalse();
    assertThat(batch.notes()).contains("p.json: problems[1]: INFEASIBLE");
  }

  @Test
  void theCertificateOfAnInfeasibleProblemProvesIt() throws IOException {
    assertThat(console.ffo("solve", file(INFEASIBLE))).isEqualTo(1);
    JsonNode proof = console.answer().get("results").get(0).get("certificate");
    double nu = numbers(proof.get("equalityDual"))[0];
    double[] lambda = numbers(proof.get("inequalityDual"));
    // Aᵀν + Gᵀλ = 0, bᵀν + hᵀλ = −1, λ ≥ 0.
    assertThat(nu + lambda[0]).isEqualTo(0, CLOSE);
    assertThat(nu + lambda[1]).isEqualTo(0, CLOSE);
    assertThat(nu).isEqualTo(-1, CLOSE);
  }

  @Test
  void anUnboundedProblemHasNoSolution() throws IOException {
    assertThat(console.ffo("solve", file("{\"q\": [1], \"G\": [[1]], \"h\": [0]}"))).isEqualTo(1);
    JsonNode result = console.answer().get("results").get(0);
    assertThat(result.get("status").stringValue()).isEqualTo("UNBOUNDED");
    assertThat(numbers(result.get("certificate").get("x"))[0]).isEqualTo(-1, within(1e-6));
  }

  @Test
  void aProblemThatIsNotConvexIsBadInputThatNamesTheProblem() throws IOException {
    Path file = file("{\"problems\": [{\"P\": [[1]]}, {\"P\": [[-1]], \"q\": [1]}]}");
    assertThat(console.ffo("solve", file)).isEqualTo(2);
    assertThat(console.notes()).contains("p.json: problems[1]: INVALID_DATA: P");
    assertThat(console.notes().lines()).hasSize(1);
  }

  @Test
  void badInputIsOneLineOnStandardErrorAndNothingElse() throws IOException {
    assertThat(console.ffo("solve", file("{\"q\": [NaN]}"))).isEqualTo(2);
    assertThat(console.output()).isEmpty();
    assertThat(console.notes()).startsWith("ffo: ").contains("p.json: q: ");
    assertThat(console.notes().lines()).hasSize(1);
  }

  @Test
  void aLineBreakQuotedFromTheFileDoesNotBreakTheLineOfTheMessage() throws IOException {
    assertThat(console.ffo("solve", file("{\"h\": [\"a\\nb\"]}"))).isEqualTo(2);
    assertThat(console.notes().lines()).hasSize(1);
    Console other = new Console();
    assertThat(other.ffo("solve", file("{\"q\\nr\": 1}"))).isEqualTo(2);
    assertThat(other.notes().lines()).hasSize(1);
  }

  @Test
  void aLongNameFromTheFileIsShortened() throws IOException {
    String name = "x".repeat(1000);
    assertThat(console.ffo("solve", file("{\"%s\": 1}".formatted(name)))).isEqualTo(2);
    assertThat(console.notes()).contains("x".repeat(40) + "…: unknown field").hasSizeLessThan(300);
    Console other = new Console();
    assertThat(other.ffo("solve", file("{\"A\": {\"%s\": 1}}".formatted(name)))).isEqualTo(2);
    assertThat(other.notes()).contains("unknown field").hasSizeLessThan(300);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"q\": [1], \"A\": {\"rows\": 2147483647, \"cols\": 1, \"i\": [], \"j\": [], \"v\": []}, \"b\": []}",
        "{\"q\": [1], \"A\": {\"rows\": 1, \"cols\": 2147483647, \"i\": [], \"j\": [], \"v\": []}, \"b\": [1]}",
        "{\"q\": [1], \"A\": [[1]], \"b\": [1], \"cones\": [{\"nonneg\": 2147483647}, {\"nonneg\": 2147483647}, {\"zero\": 3}]}",
        "{\"q\": [1], \"A\": [[1]], \"b\": [1], \"cones\": [{\"exp\": 1000000}]}",
        "{\"q\": [1], \"A\": [[1]], \"b\": [1], \"cones\": [{\"psd\": 46340}, {\"psd\": 46340}, {\"psd\": 46340}]}"
      })
  void sizesBeyondEveryArrayAreBadInputInOneLine(String json) throws IOException {
    assertThat(console.ffo("solve", file(json))).as(console.notes()).isEqualTo(2);
    assertThat(console.notes().lines()).hasSize(1);
  }

  @Test
  void problemsOfDifferentStructureAreAnsweredInTheirOrder() throws IOException {
    Path file =
        file(
            """
            {"problems": [{"P": [[1]], "q": [-1]}, {"P": {"diag": [1, 1]}, "q": [-2, -3]}, {"P": [[1]], "q": [-4]}]}
            """);
    assertThat(console.ffo("solve", file)).isZero();
    JsonNode results = console.answer().get("results");
    assertClose(results.get(0).get("x"), 1);
    assertClose(results.get(1).get("x"), 2, 3);
    assertClose(results.get(2).get("x"), 4);
  }

  @Test
  void theRecordHoldsTheAnswerAndTheOutputASummary() throws IOException {
    Path record = folder.resolve("answer.json");
    assertThat(console.ffo("solve", file(TWO_VARIABLES), "--json", record)).isZero();
    assertClose(Console.json(record).get("results").get(0).get("x"), 0.25, 0.75);
    assertThat(console.output()).contains("SOLVED").contains("1 of 1 solved; forward");
  }

  @Test
  void aRecordThatCannotBeWrittenIsBadInput() throws IOException {
    Path record = folder.resolve("none").resolve("answer.json");
    assertThat(console.ffo("solve", file(TWO_VARIABLES), "--json", record)).isEqualTo(2);
    assertThat(console.notes()).contains("there is no folder");
  }

  @Test
  void timesHaveAMedianAndAMinimum() throws IOException {
    solved(TWO_VARIABLES, "--repeat", 3, "--threads", 1);
    JsonNode forward = console.answer().get("seconds").get("forward");
    assertThat(forward.get("min").doubleValue())
        .isPositive()
        .isLessThanOrEqualTo(forward.get("median").doubleValue());
  }

  @Test
  void secondsBoundTheRepeats() throws IOException {
    solved(TWO_VARIABLES, "--repeat", Integer.MAX_VALUE, "--seconds", 0.01, "--threads", 1);
    assertThat(console.answer().get("seconds").get("forward").get("median").doubleValue())
        .isPositive();
  }

  @Test
  void withoutTimeAProblemIsNotSolved() throws IOException {
    assertThat(console.ffo("solve", file(SECOND_ORDER), "--time-limit", 1e-9)).isEqualTo(1);
    assertThat(console.answer().get("results").get(0).get("status").stringValue())
        .isEqualTo("TIME_LIMIT");
  }

  /// No rounding is as small as the tolerance of the option.
  @Test
  void theToleranceOfTheOptionCountsBeforeThatOfTheFile() throws IOException {
    Path loose = file("{\"tolerance\": 1e-2, \"problems\": [" + POWER + "]}");
    assertThat(console.ffo("solve", loose)).isZero();
    assertThat(new Console().ffo("solve", loose, "--tolerance", 1e-30)).isEqualTo(1);
  }

  @Test
  void aCompressedFileIsReadAsItsContent() throws IOException {
    Path file = folder.resolve("problem.json.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(TWO_VARIABLES.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(console.ffo("solve", file)).isZero();
    Console plain = new Console();
    plain.ffo("solve", file(TWO_VARIABLES));
    assertThat(console.answer().get("results")).isEqualTo(plain.answer().get("results"));
  }

  @Test
  void aFileThatIsNotCompressedDespiteItsNameIsBadInput() throws IOException {
    Path file = folder.resolve("problem.json.gz");
    Files.writeString(file, TWO_VARIABLES);
    assertThat(console.ffo("solve", file)).isEqualTo(2);
    assertThat(console.notes()).contains("problem.json.gz: cannot be read").hasLineCount(1);
  }

  @Test
  void aDashReadsStandardInput() {
    InputStream before = System.in;
    System.setIn(
        new ByteArrayInputStream("{\"P\": [[1]], \"q\": [-2]}".getBytes(StandardCharsets.UTF_8)));
    try {
      assertThat(console.ffo("solve", "-")).isZero();
    } finally {
      System.setIn(before);
    }
    assertClose(console.answer().get("results").get(0).get("x"), 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--solver=simplex",
        "--adjoint=magic",
        "--threads=0",
        "--repeat=-1",
        "--wrong",
        "--seconds=0",
        "--tolerance=0.1",
        "--time-limit=-1"
      })
  void anOptionOutOfRangeIsBadUsage(String option) throws IOException {
    assertThat(console.ffo("solve", file(TWO_VARIABLES), option)).isEqualTo(2);
    assertThat(console.notes()).startsWith("ffo: ").contains("See ffo solve --help");
    assertThat(console.output()).isEmpty();
  }

  @Test
  void aSolverThatCannotTakeTheProblemSaysSo() throws IOException {
    String json =
        """
        {"P": {"rows": 2, "cols": 2, "i": [0, 1, 0, 1], "j": [0, 0, 1, 1], "v": [4, 1, 1, 2]}}
        """;
    assertThat(console.ffo("solve", file(json), "--solver", "semismooth-newton")).isEqualTo(2);
    assertThat(console.notes()).contains("SemismoothNewton");
    assertThat(console.notes().lines()).hasSize(1);
  }

  /// The command has no libhighs of its own: its jar of 25 MB would be the largest part of it.
  @Test
  void withoutALibraryHighsSaysHowToNameOne() throws IOException {
    assertThat(console.ffo("solve", file(TWO_VARIABLES), "--solver", "highs")).isEqualTo(2);
    assertThat(console.notes()).contains("there is no libhighs", "-Dffolayer.highs.library=FILE");
  }
}
