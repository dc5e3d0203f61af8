package io.ffolayer.ojalgo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The dispatch of the page on ojAlgo is the code that is tested here.
class OjAlgoPageTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void theDispatchOfThePageIsThisCode() throws IOException {
    String source =
        Files.readString(
            ROOT.resolve("ojalgo/src/test/java/io/ffolayer/ojalgo/EnergyDispatch.java"));
    String example =
        source.substring(
            source.indexOf("// example begins") + "// example begins".length(),
            source.indexOf("// example ends"));
    assertThat(Files.readString(ROOT.resolve("docs/ojalgo.md")))
        .contains("```java\n" + example.strip() + "\n```");
  }
}
