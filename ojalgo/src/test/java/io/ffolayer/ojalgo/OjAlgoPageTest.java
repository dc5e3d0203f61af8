package io.ffolayer.ojalgo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.program.Tensor;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ojalgo.optimisation.Variable;

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
    // Which a class of the package itself does not need.
    example =
        example.replace(
            "import io.ffolayer.program.Tensor;",
            "import io.ffolayer.ojalgo.ModelLayer;\nimport io.ffolayer.ojalgo.OjAlgoModel;\nimport io.ffolayer.program.Tensor;");
    assertThat(Files.readString(ROOT.resolve("docs/ojalgo.md")))
        .contains("```java\n" + example.strip() + "\n```");
  }

  /// So that whoever copies it has all imports.
  @Test
  void theDispatchOfThePageCompilesOutsideThePackage(@TempDir Path folder) throws Exception {
    String page = Files.readString(ROOT.resolve("docs/ojalgo.md"));
    int begin = page.indexOf("```java\n") + "```java\n".length();
    Path source = folder.resolve("EnergyDispatch.java");
    Files.writeString(source, page.substring(begin, page.indexOf("```", begin)));
    StringJoiner classPath = new StringJoiner(File.pathSeparator);
    for (Class<?> of : List.of(Tensor.class, OjAlgoModel.class, Variable.class))
      classPath.add(
          Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    Path javac = Path.of(System.getProperty("java.home"), "bin", "javac");
    Process compiler =
        new ProcessBuilder(
                javac.toString(), "-proc:none", "-cp", classPath.toString(), source.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(compiler.waitFor()).as(said).isZero();
  }
}
