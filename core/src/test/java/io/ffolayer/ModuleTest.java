package io.ffolayer;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the module descriptor promises. The other tests run on the class path, where it has no
/// effect.
class ModuleTest {
  private static final String PART_OF_A_METHOD = "io\\.ffolayer\\.solve\\.\\w+\\..*";

  private static final ModuleDescriptor MODULE =
      ModuleFinder.of(Path.of("target", "classes")).find("io.ffolayer").orElseThrow().descriptor();

  /// Of the methods, only the folders that hold a solver of the user's choice are exported.
  @Test
  void everyPackageIsExportedUnlessItIsInternalOrPartOfAMethod() {
    assertThat(MODULE.exports().stream().filter(not(Exports::isQualified)).map(Exports::source))
        .containsExactlyInAnyOrderElementsOf(
            MODULE.packages().stream()
                .filter(name -> !name.contains(".internal.") && !name.matches(PART_OF_A_METHOD))
                .toList());
  }

  @Test
  void nothingOutsideTheJdkIsRequiredAtRunTime() {
    assertThat(
            MODULE.requires().stream()
                .filter(required -> !required.modifiers().contains(Requires.Modifier.STATIC))
                .map(Requires::name))
        .containsExactlyInAnyOrder("java.base", "jdk.jfr");
  }

  /// The annotations for null need not be there where the library is used.
  @Test
  void aModuleThatRequiresThisOneCompilesWithNothingElse(@TempDir Path folder) throws IOException {
    Path module = folder.resolve("module-info.java");
    Path user = Files.createDirectory(folder.resolve("user")).resolve("User.java");
    Files.writeString(module, "module user { requires io.ffolayer; exports user; }");
    Files.writeString(
        user,
        """
        package user;

        import io.ffolayer.ConvexLayer;
        import io.ffolayer.model.*;
        import io.ffolayer.model.atom.Atoms;

        public class User {
          public static ConvexLayer layer(Parameter p) {
            Variable x = Variable.vector("x", 3);
            return ConvexLayer.of(Problem.minimize(Atoms.sumSquares(x.minus(p))).subjectTo(x.ge(0)));
          }
        }
        """);
    StringWriter said = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    boolean compiles;
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, List.of());
      files.setLocationFromPaths(
          StandardLocation.MODULE_PATH, List.of(Path.of("target", "classes").toAbsolutePath()));
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(folder));
      compiles =
          compiler
              .getTask(said, files, null, null, null, files.getJavaFileObjects(module, user))
              .call();
    }
    assertThat(compiles).as(said.toString()).isTrue();
  }
}
