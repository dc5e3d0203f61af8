package io.ffolayer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DemoTest {
  @TempDir Path folder;
  private final Console console = new Console();

  private int smallDemo(Object... more) {
    Object[] small = {"demo", "--boards", 60, "--test-boards", 20, "--epochs", 1};
    Object[] all = new Object[small.length + more.length];
    System.arraycopy(small, 0, all, 0, small.length);
    System.arraycopy(more, 0, all, small.length, more.length);
    return console.ffo(all);
  }

  @Test
  void theReportStandsAloneAndTheRecordHasEveryStep() throws IOException {
    Path html = folder.resolve("demo.html");
    Path record = folder.resolve("demo.json");
    // One epoch of one step does not learn the rules.
    assertThat(smallDemo("--html", html, "--json", record)).isEqualTo(1);
    String page = Files.readString(html);
    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .contains("<svg")
        .doesNotContain("<script")
        .doesNotContain("src=\"http")
        .doesNotContain("NaN");
    JsonNode runs = Console.json(record).get("runs");
    assertThat(runs).hasSize(2);
    assertThat(runs.get(0).get("adjoint").stringValue()).isEqualTo("FirstOrder");
    assertThat(runs.get(1).get("adjoint").stringValue()).isEqualTo("Implicit");
    assertThat(runs.get(0).get("steps").get("loss")).hasSize(1);
    assertThat(Console.json(record).get("settings").get("seed").intValue()).isEqualTo(1);
    assertThat(console.output()).contains(html.toString()).contains("20 test boards wrong");
    assertThat(console.notes()).contains("first-order, epoch 1").contains("exact, epoch 1");
  }

  @Test
  void aReportIsWrittenOverAnOlderReport() {
    Path html = folder.resolve("demo.html");
    assertThat(smallDemo("--html", html)).isEqualTo(1);
    assertThat(smallDemo("--html", html)).isEqualTo(1);
  }

  @Test
  void anotherFileIsNeverWrittenOver() throws IOException {
    Path html = Files.writeString(folder.resolve("thesis.html"), "<html>my thesis</html>");
    assertThat(smallDemo("--html", html)).isEqualTo(2);
    assertThat(html).hasContent("<html>my thesis</html>");
    assertThat(console.notes()).contains("thesis.html").contains("no report of ffo demo");
  }

  @Test
  void numbersThatMakeNoDemoAreBadUsage() {
    assertThat(console.ffo("demo", "--boards", 0)).isEqualTo(2);
    assertThat(console.ffo("demo", "--epochs", 0)).isEqualTo(2);
  }
}
