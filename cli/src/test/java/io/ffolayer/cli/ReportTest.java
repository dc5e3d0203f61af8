package io.ffolayer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class ReportTest {
  private static final String SOME = "predictive-control,active-tolerance";

  @TempDir private Path folder;
  private final Console console = new Console();

  @Test
  void onePageAndOneRecordHaveEveryExperimentThatWasAskedFor() throws IOException {
    Path there = folder.resolve("new/folder");
    assertThat(console.ffo("report", "--small", "--only", SOME, "--folder", there)).isZero();
    String page = Files.readString(there.resolve("report.html"));
    assertThat(page)
        .contains("<section id=\"predictive-control\">", "<section id=\"active-tolerance\">")
        .contains("href=\"#predictive-control\"", "prefers-color-scheme: dark", "--only " + SOME)
        .doesNotContain("<script", "http://", "https://", ">NaN<");
    JsonNode record = Console.json(there.resolve("report.json"));
    assertThat(record.get("machine").get("java").asString()).isNotEmpty();
    assertThat(record.get("experiments").size()).isEqualTo(2);
    JsonNode first = record.get("experiments").get(0);
    assertThat(first.get("experiment").asString()).isEqualTo("predictive-control");
    assertThat(first.get("small").asBoolean()).isTrue();
    assertThat(first.get("charts").get(0).get("curves").size()).isPositive();
  }

  @Test
  void whatIsDoneIsNotDoneAgainUnlessItIsAskedFor() throws IOException {
    List<Object> command =
        List.of("report", "--small", "--only", "active-tolerance", "--folder", folder);
    assertThat(console.ffo(command.toArray())).isZero();
    JsonNode first = Console.json(folder.resolve("report.json")).get("experiments");
    assertThat(console.ffo(command.toArray())).isZero();
    assertThat(Console.json(folder.resolve("report.json")).get("experiments")).isEqualTo(first);
    List<Object> fresh = new ArrayList<>(command);
    fresh.add("--fresh");
    assertThat(console.ffo(fresh.toArray())).isZero();
    assertThat(Console.json(folder.resolve("report.json")).get("experiments").get(0).get("seconds"))
        .isNotEqualTo(first.get(0).get("seconds"));
  }

  @Test
  void namesThatThereAreNotAreRefused() {
    assertThat(console.ffo("report", "--only", "chess", "--folder", folder)).isEqualTo(2);
    assertThat(console.notes()).contains("--only", "step-size", "chess");
  }

  /// The process is killed, again and again, a little later each time.
  @Test
  void aReportThatIsKilledAtAnyMomentEndsAsOneThatIsNot() throws Exception {
    Path calm = Files.createDirectory(folder.resolve("calm"));
    Path killed = Files.createDirectory(folder.resolve("killed"));
    assertThat(ended(calm, 600_000)).isTrue();
    int kills = 0;
    for (int wait = 900; !ended(killed, wait); wait += 1200) kills++;
    assertThat(kills).isPositive();
    assertThat(withoutTimes(killed)).isEqualTo(withoutTimes(calm));
  }

  /// Whether a report ended by itself; it is killed if not.
  private static boolean ended(Path folder, int milliseconds) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.ffolayer.cli.Ffo"));
    command.addAll(List.of("report", "--small", "--only", SOME, "--folder", folder.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor(milliseconds, TimeUnit.MILLISECONDS)) {
      assertThat(process.exitValue()).isZero();
      return true;
    }
    process.destroyForcibly().waitFor();
    return false;
  }

  /// The record without what differs from run to run.
  private static JsonNode withoutTimes(Path folder) throws IOException {
    JsonNode record = Console.json(folder.resolve("report.json"));
    ((ObjectNode) record).remove("time");
    for (JsonNode experiment : record.get("experiments")) {
      ((ObjectNode) experiment).remove("seconds");
      for (JsonNode table : experiment.get("tables"))
        for (int k = 1; k < table.get("columns").size(); k++)
          if (table.get("columns").get(k).asString().equals("seconds"))
            for (JsonNode row : table.get("rows")) ((ArrayNode) row.get("values")).setNull(k - 1);
    }
    return record;
  }
}
