package io.ffolayer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class BenchTest {
  @TempDir Path folder;
  private final Console console = new Console();

  @Test
  void aWorkloadIsTimedAndItsGradientsAreJudged() throws IOException {
    Path record = folder.resolve("bench.json");
    int code =
        console.ffo(
            "bench", "dense-10", "--runs", 2, "--seconds", 0, "--threads", 1, "--json", record);
    assertThat(code).isZero();
    assertThat(console.output()).contains("dense-10").contains("gradient error");
    JsonNode row = Console.json(record).get("workloads").get(0);
    assertThat(row.get("name").stringValue()).isEqualTo("dense-10");
    assertThat(row.get("batch").intValue()).isEqualTo(128);
    assertThat(row.get("runs").intValue()).isEqualTo(2);
    assertThat(row.get("gradientError").doubleValue()).isLessThan(1e-8);
    assertThat(row.get("forward").get("median").doubleValue()).isPositive();
    assertThat(row.get("backwardWithoutMatrices").get("min").doubleValue()).isPositive();
    assertThat(row.get("unsolved").intValue()).isZero();
  }

  @Test
  void theWorkloadsAreThoseOfTheTable() {
    assertThat(console.ffo("bench", "--list")).isZero();
    assertThat(console.output().lines().map(line -> line.substring(0, line.indexOf(' '))))
        .containsExactly(
            "dense-10",
            "dense-100",
            "dense-100-eq20",
            "dense-200",
            "shared-100",
            "paper-200",
            "paper-500",
            "paper-1000",
            "paper-200-ipm",
            "paper-500-ipm",
            "paper-1000-ipm",
            "paper-500-all",
            "sudoku-4x4-b1",
            "sudoku-4x4-b8",
            "sudoku-9x9-b1",
            "sudoku-9x9-b8",
            "banded-10000",
            "socp-200",
            "socp-500",
            "softmax-50",
            "logistic",
            "norm3-50",
            "correlation-10",
            "construct-1e6");
  }

  @Test
  void anUnknownWorkloadIsBadUsageThatNamesTheKnownOnes() {
    assertThat(console.ffo("bench", "dense-11")).isEqualTo(2);
    assertThat(console.notes()).contains("dense-10,").contains("got dense-11");
  }
}
