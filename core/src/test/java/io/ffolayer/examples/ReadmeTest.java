package io.ffolayer.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void theExampleOfTheReadmeIsThisCode() throws IOException {
    String source =
        Files.readString(
            ROOT.resolve("core/src/test/java/io/ffolayer/examples/QuadraticLayer.java"));
    String example =
        source.substring(
            source.indexOf("// README begins") + "// README begins".length(),
            source.indexOf("// README ends"));
    assertThat(Files.readString(ROOT.resolve("README.md")))
        .contains("```java\n" + example.strip() + "\n```");
  }

  @Test
  void theExampleOfTheReadmePrintsWhatItSays() {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      QuadraticLayer.main(new String[0]);
    } finally {
      System.setOut(before);
    }
    assertThat(numbers(printed.toString(StandardCharsets.UTF_8)))
        .containsExactly(0.5, 0.5, 2, 1, -0.25, 0.25, -0.5, 0, -0.5);
  }

  /// The numbers of the tensors, rounded.
  private static double[] numbers(String text) {
    return text.lines()
        .filter(line -> line.startsWith("Tensor"))
        .map(line -> line.substring(line.indexOf("] [") + 3, line.length() - 1))
        .flatMap(line -> java.util.Arrays.stream(line.split(", ")))
        .mapToDouble(number -> Math.round(Double.parseDouble(number) * 1e9) / 1e9 + 0.0)
        .toArray();
  }
}
