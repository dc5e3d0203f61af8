package io.ffolayer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class TrustTest {
  @TempDir Path folder;
  private final Console console = new Console();

  @Test
  void answersAreCountedByVerdict() throws IOException {
    Path record = folder.resolve("trust.json");
    int code = console.ffo("trust", "--count", 60, "--only", "soc 3: α(1,u), β", "--json", record);
    assertThat(code).isIn(0, 1);
    assertThat(console.output()).contains("strictly complementary").contains("SILENT");
    JsonNode counts = Console.json(record).get("face, strictly complementary");
    int total = 0;
    for (JsonNode verdict : counts.get("soc 3: α(1,u), β(1,−u)")) total += verdict.intValue();
    int illPosed = 0;
    for (JsonNode verdict : Console.json(record).get("ill-posed")) illPosed += verdict.intValue();
    assertThat(total + illPosed).isEqualTo(Console.json(record).get("answers").intValue());
  }

  /// Whatever fails can be asked again alone.
  @Test
  void failuresAreProblemFilesThatSolveReads() throws IOException {
    Path record = folder.resolve("trust.json");
    console.ffo("trust", "--count", 900, "--only", "10⁸", "--cases", folder, "--json", record);
    for (JsonNode failure : Console.json(record).get("failures")) {
      Path file = folder.resolve("one.json");
      Files.writeString(file, failure.get("file").toString());
      Console alone = new Console();
      alone.ffo("solve", file, "--threads", 1);
      JsonNode answer = alone.answer().get("results").get(0);
      assertThat(answer.get("status").stringValue()).isEqualTo(failure.get("status").stringValue());
    }
  }

  @Test
  void aCountBelowOneIsBadUsage() {
    assertThat(console.ffo("trust", "--count", 0)).isEqualTo(2);
    assertThat(console.notes()).contains("--count");
  }
}
