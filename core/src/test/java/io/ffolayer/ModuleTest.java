package io.ffolayer;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

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
}
