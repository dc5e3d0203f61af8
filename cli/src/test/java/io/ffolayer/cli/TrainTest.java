package io.ffolayer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.lab.experiment.Experiment;
import io.ffolayer.lab.experiment.Experiments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TrainTest {
  private final Console console = new Console();

  @Test
  void anExperimentPrintsItsFindingsAndLeavesARecordAndAPage(@TempDir Path folder)
      throws IOException {
    Path json = folder.resolve("record.json"), html = folder.resolve("page.html");
    int code =
        console.ffo(
            "train",
            "step-size",
            "--small",
            "--seed",
            "2",
            "--json",
            json.toString(),
            "--html",
            html.toString());
    assertThat(code).isZero();
    assertThat(console.output()).contains("truncation", "expected");
    JsonNode record = JsonMapper.shared().readTree(Files.readString(json));
    assertThat(record.get("experiment").asString()).isEqualTo("step-size");
    assertThat(record.get("seed").asInt()).isEqualTo(2);
    assertThat(record.get("machine").get("java").asString()).isNotEmpty();
    assertThat(record.get("tables").get(0).get("rows").size()).isPositive();
    assertThat(record.get("charts").get(0).get("curves").get(0).get("y").size()).isPositive();
    String page = Files.readString(html);
    assertThat(page).contains("<h2>What it shows</h2>", "data:image/png", "--seed 2 --small");
    assertThat(page).doesNotContain("<script", "http://", "https://");
  }

  @Test
  void aFileThatIsNoReportIsNotWrittenOver(@TempDir Path folder) throws IOException {
    Path mine = Files.writeString(folder.resolve("thesis.html"), "my thesis");
    assertThat(console.ffo("train", "step-size", "--small", "--html", mine.toString()))
        .isEqualTo(2);
    assertThat(Files.readString(mine)).isEqualTo("my thesis");
  }

  @Test
  void theListHasEveryExperiment() {
    assertThat(console.ffo("lab", "list")).isZero();
    for (Experiment experiment : Experiments.ALL)
      assertThat(console.output()).contains(experiment.name());
    assertThat(console.output()).contains("sudoku-4x4");
  }

  @Test
  void whatAnExperimentDoesNotHaveIsRefused() {
    assertThat(console.ffo("train", "step-size", "--epochs", "3")).isEqualTo(2);
    assertThat(console.notes()).contains("--epochs", "Sudoku only");
    assertThat(console.ffo("train", "step-size", "--adjoint", "implicit")).isEqualTo(2);
    assertThat(console.ffo("train", "sudoku-4x4", "--small")).isEqualTo(2);
    assertThat(console.ffo("train", "sudoku-4x4", "--html", "x.html")).isEqualTo(2);
  }
}
