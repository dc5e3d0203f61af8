package io.ffolayer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.DocumentationTool;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The documentation can be built: every link leads somewhere, of what is internal too.
class JavadocTest {
  private static final Path SOURCES = Path.of("src", "main", "java");

  @Test
  void theDocumentationOfEveryPackageBuildsWithoutErrors(@TempDir Path pages) throws IOException {
    assertThat(errors(pages, packages())).isEmpty();
  }

  private static List<String> packages() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.endsWith("package-info.java"))
          .map(file -> SOURCES.relativize(file).getParent().toString().replaceAll("[/\\\\]", "."))
          .toList();
    }
  }

  private static List<String> errors(Path pages, List<String> packages) {
    DocumentationTool tool = ToolProvider.getSystemDocumentationTool();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = tool.getStandardFileManager(found, Locale.ROOT, null)) {
      files.setLocationFromPaths(DocumentationTool.Location.DOCUMENTATION_OUTPUT, List.of(pages));
      Writer unread = new StringWriter();
      tool.getTask(unread, files, found, null, options(packages), null).call();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.getDiagnostics().stream()
        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
        .map(JavadocTest::text)
        .toList();
  }

  private static List<String> options(List<String> packages) {
    String annotations =
        NullMarked.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    List<String> options =
        List.of(
            "-quiet",
            "-Xdoclint:all,-missing",
            "-tag",
            "implNote:a:Implementation note:",
            "--add-modules",
            "jdk.incubator.vector",
            "--module-path",
            annotations,
            "--source-path",
            SOURCES.toString());
    return Stream.concat(options.stream(), packages.stream()).toList();
  }

  private static String text(Diagnostic<? extends JavaFileObject> diagnostic) {
    JavaFileObject source = diagnostic.getSource();
    String where = source == null ? "" : source.getName() + ":" + diagnostic.getLineNumber() + ": ";
    return where + diagnostic.getMessage(Locale.ROOT);
  }
}
