package io.ffolayer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.ConvexLayer;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.cli.check.GradientCheck;
import io.ffolayer.io.ProblemBatch;
import io.ffolayer.io.ProblemFile;
import io.ffolayer.io.StatedProblem;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Watch;
import io.ffolayer.solve.automatic.Automatic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CheckTest {
  private static final String EVERY_SLOT =
      """
      {"P": [[4, 1, 0], [1, 3, 0.5], [0, 0.5, 2]], "q": [1, -2, 0.5], "A": [[1, 1, 1]], "b": [0.5],
       "G": [[1, 0, 2], [0, 1, 0], [0, 0, -1]], "h": [-1, 0.3, 5], "cotangent": [1, -2, 0.5],
       "dualCotangent": [0.3, -1, 2, 0]}
      """;

  @TempDir Path folder;
  private final Console console = new Console();

  private Path file(String json) throws IOException {
    return Files.writeString(folder.resolve("p.json"), json);
  }

  @ParameterizedTest
  @ValueSource(strings = {"first-order", "implicit"})
  void everySlotAgreesWithCentralDifferences(String adjoint) throws IOException {
    Path record = folder.resolve("check.json");
    int code = console.ffo("check", file(EVERY_SLOT), "--adjoint", adjoint, "--json", record);
    assertThat(code).as(console.output()).isZero();
    JsonNode slots = Console.json(record).get("problems").get(0).get("slots");
    assertThat(slots).hasSize(6);
    for (JsonNode slot : slots) {
      assertThat(slot.get("error").doubleValue()).isLessThan(1e-6);
      assertThat(slot.get("compared").intValue()).isEqualTo(slot.get("entries").intValue());
      assertThat(slot.get("kinks").intValue()).isZero();
    }
  }

  @Test
  void sparseSlotsAgreeToo() throws IOException {
    Path file =
        file(
            """
            {"P": {"rows": 2, "cols": 2, "i": [0, 1, 0, 1], "j": [0, 0, 1, 1], "v": [4, 1, 1, 2]}, "q": [1, 1],
             "A": {"rows": 1, "cols": 2, "i": [0, 0], "j": [1, 0], "v": [1, 1]}, "b": [1],
             "G": {"diag": [-1, -1]}, "h": [-0.5, 0]}
            """);
    assertThat(console.ffo("check", file)).as(console.output()).isZero();
  }

  @Test
  void aKinkIsCountedAndNotCalledAnError() throws IOException {
    // x = 1 with and without the row: q moves x to one side only.
    Path file = file("{\"P\": [[1]], \"q\": [-1], \"G\": [[1]], \"h\": [1], \"cotangent\": [1]}");
    Path record = folder.resolve("check.json");
    assertThat(console.ffo("check", file, "--json", record)).as(console.output()).isZero();
    assertThat(console.output()).contains("WEAKLY_ACTIVE");
    int kinks = 0;
    for (JsonNode slot : Console.json(record).get("problems").get(0).get("slots"))
      kinks += slot.get("kinks").intValue();
    assertThat(kinks).isPositive();
  }

  @Test
  void aProblemWithoutSolutionIsNotCompared() throws IOException {
    assertThat(console.ffo("check", file("{\"q\": [1]}"))).isEqualTo(1);
    assertThat(console.output()).contains("UNBOUNDED, not compared");
  }

  @Test
  void whereNothingCouldBeComparedNothingAgrees() throws IOException {
    // Moved apart, the two rows contradict each other.
    Path file =
        file(
            "{\"P\": [[1]], \"q\": [1], \"A\": [[1], [1]], \"b\": [1, 1], \"parameters\": [\"b\"]}");
    assertThat(console.ffo("check", file)).as(console.output()).isEqualTo(1);
    assertThat(console.output())
        .contains("not compared")
        .contains("No gradient could be compared")
        .doesNotContain("agree");
  }

  @Test
  void badInputIsOneLine() throws IOException {
    assertThat(console.ffo("check", file("{\"q\": [1], \"c\": [1]}"))).isEqualTo(2);
    assertThat(console.notes().lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        SolveTest.SECOND_ORDER,
        SolveTest.SEMIDEFINITE,
        SolveTest.EXPONENTIAL,
        SolveTest.POWER
      })
  void everyGradientOfAConicProblemAgrees(String json) throws IOException {
    assertThat(console.ffo("check", file(json))).as(console.output()).isZero();
    assertThat(console.output()).contains("Every gradient agrees");
  }

  @Test
  void aWrongGradientIsFound() throws IOException {
    StatedProblem problem = ProblemFile.read(file(EVERY_SLOT).toString()).problems().getFirst();
    ProblemBatch batch = ProblemBatch.of(List.of(problem), null).getFirst();
    ConvexLayer layer = batch.layer(new Automatic(), new Exaggerated(), 1);
    GradientCheck.Result result =
        new GradientCheck(1e-6, 10, 1)
            .check(batch, problem, layer, layer.withSolver(new Automatic(1e-12)));
    CheckResults results = new CheckResults(1e-6, List.of(result));
    assertThat(results.agrees()).isFalse();
    assertThat(results.exitCode()).isEqualTo(1);
    assertThat(result.slots()).allMatch(slot -> slot.error() > 1e-4);
  }

  /// The first-order adjoint, one part in a thousand too long.
  private record Exaggerated() implements Adjoint {
    @Override
    public Prepared prepare(Analysis analysis, Solver.Prepared solver) {
      Prepared right = new FirstOrder().prepare(analysis, solver);
      return () -> new ExaggeratedWorker(right.worker());
    }
  }

  private record ExaggeratedWorker(Adjoint.Worker right) implements Adjoint.Worker {
    @Override
    public void visit(ProgramData data, Solution solution, int from, int to, Watch watch) {
      right.visit(data, solution, from, to, watch);
    }

    @Override
    public void directions(
        PrimalDual rightHandSides, int at, PrimalDual directions, int directionsAt) {
      right.directions(rightHandSides, at, directions, directionsAt);
      for (int j = 0; j < directions.variables(); j++)
        directions.y()[directions.yAt(directionsAt) + j] *= 1.001;
      for (int i = 0; i < directions.rows(); i++)
        directions.z()[directions.zAt(directionsAt) + i] *= 1.001;
    }

    @Override
    public PrimalDual points() {
      return right.points();
    }

    @Override
    public boolean[] active(int k) {
      return right.active(k);
    }

    @Override
    public GradientReport report(int k) {
      return right.report(k);
    }
  }
}
