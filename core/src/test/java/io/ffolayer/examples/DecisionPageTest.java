package io.ffolayer.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The example of the page on decisions is code that compiles and prints what it says.
class DecisionPageTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void theExampleOfThePageIsThisCode() throws IOException {
    String source =
        Files.readString(
            ROOT.resolve("core/src/test/java/io/ffolayer/examples/DecisionExample.java"));
    String example =
        source.substring(
            source.indexOf("// example begins") + "// example begins".length(),
            source.indexOf("// example ends"));
    assertThat(Files.readString(ROOT.resolve("docs/decisions.md")))
        .contains("```java\n" + example.strip() + "\n```");
  }

  @Test
  void theExamplePrintsWhatItSays() {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      DecisionExample.main(new String[0]);
    } finally {
      System.setOut(before);
    }
    List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(rounded(lines.get(0))).containsExactly(5L, 0L);
    assertThat(rounded(lines.get(1))).endsWith(2L, -2L, 0L, 0L);
    assertThat(Double.parseDouble(lines.get(2))).isBetween(0.4999, 0.5001);
  }

  private static List<Long> rounded(String text) {
    return Pattern.compile("-?\\d+(\\.\\d+(E-?\\d+)?)?")
        .matcher(text)
        .results()
        .map(number -> Math.round(Double.parseDouble(number.group())))
        .toList();
  }
}
