package io.ffolayer.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The examples of the page on bilevel problems are code that compiles and prints what they say.
class BilevelPageTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void theExamplesOfThePageAreThisCode() throws IOException {
    assertIsOnThePage("InnerProblemExample.java");
    assertIsOnThePage("BilevelExample.java");
  }

  private static void assertIsOnThePage(String file) throws IOException {
    String source =
        Files.readString(ROOT.resolve("core/src/test/java/io/ffolayer/examples").resolve(file));
    String example =
        source.substring(
            source.indexOf("// example begins") + "// example begins".length(),
            source.indexOf("// example ends"));
    assertThat(Files.readString(ROOT.resolve("docs/bilevel.md")))
        .contains("```java\n" + example.strip() + "\n```");
  }

  @Test
  void theExamplePrintsWhatItSays() {
    List<String> lines = printed(() -> InnerProblemExample.main(new String[0])).lines().toList();
    assertThat(lines.get(0)).isEqualTo("[]");
    assertThat(rounded(lines.get(1))).containsExactly(1.75, 1.25);
    assertThat(rounded(lines.get(2))).containsExactly(-0.5, 0.5);
    assertThat(lines.get(3)).contains("active=1", "flags=[]");
  }

  @Test
  void theOuterExamplePrintsWhatItSays() {
    List<String> lines = printed(() -> BilevelExample.main(new String[0])).lines().toList();
    assertThat(rounded(lines.get(0))).containsExactly(new double[] {1.5, 1}, within(1e-4));
    assertThat(Double.parseDouble(lines.get(1))).isCloseTo(-3.25, within(1e-4));
    assertThat(Double.parseDouble(lines.get(2))).isCloseTo(-3.25, within(1e-4));
  }

  private static String printed(Runnable program) {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      program.run();
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static double[] rounded(String array) {
    return Arrays.stream(array.substring(1, array.length() - 1).split(", "))
        .mapToDouble(number -> Math.round(Double.parseDouble(number) * 1e6) / 1e6)
        .toArray();
  }
}
