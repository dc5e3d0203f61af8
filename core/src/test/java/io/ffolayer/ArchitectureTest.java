package io.ffolayer;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The arrows between the packages are those that `docs/architecture.md` draws, and they point
/// downward.
class ArchitectureTest {
  private static final String ROOT = "io.ffolayer";
  private static final String KERNEL = ROOT + ".internal.linalg.kernel";

  private static JavaClasses core;

  @BeforeAll
  static void importTheModule() {
    core =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);
  }

  /// A missing arrow, an arrow too many, a package that is gone or has no line: each fails.
  @Test
  void theArrowsAreThoseOfTheDocument() throws IOException {
    SortedMap<String, SortedSet<String>> drawn = new TreeMap<>();
    documentedLines()
        .forEach(line ->
            drawn.put(line.getKey(), new TreeSet<>(Arrays.asList(line.getValue().split(" +")))));
    drawn.values().forEach(targets -> targets.remove("nothing"));
    assertThat(text(arrows())).isEqualTo(text(drawn));
  }

  @Test
  void whatSolversAndAdjointsAreMadeOfKnowsNothingOfTheLanguage() {
    for (String below : new String[] {"solve", "adjoint", "program"})
      noClasses()
          .that(resideInAPackage(ROOT + "." + below + ".."))
          .should()
          .dependOnClassesThat(resideInAnyPackage(ROOT + ".model..", ROOT + ".internal.canon.."))
          .check(core);
  }

  @Test
  void internalPackagesDoNotSeeTheFacade() {
    noClasses()
        .that(resideInAPackage(ROOT + ".internal.."))
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT))
        .check(core);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(core);
  }

  /// Values flow down and come back: no class of the façade or of a pass leads back to itself.
  @Test
  void theFacadeAndThePassesHaveNoCyclesOfClasses() {
    slices()
        .assignedFrom(
            new SliceAssignment() {
              @Override
              public SliceIdentifier getIdentifierOf(JavaClass type) {
                String name = type.getPackageName();
                return name.equals(ROOT) || name.equals(ROOT + ".internal.pass")
                    ? SliceIdentifier.of(outermost(type).getName())
                    : SliceIdentifier.ignore();
              }

              @Override
              public String getDescription() {
                return "classes of the façade and of the passes";
              }
            })
        .should()
        .beFreeOfCycles()
        .check(core);
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
  }

  @Test
  void onlyKernelsMentionTheVectorModule() {
    noClasses()
        .that(resideOutside(KERNEL))
        .should()
        .dependOnClassesThat(resideInAPackage("jdk.incubator.vector.."))
        .because("a class that mentions it cannot be loaded where the module is missing")
        .check(core);
  }

  @Test
  void nothingPrintsLogsToAFrameworkOrHidesStateInThreads() {
    noClasses()
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .dependOnClassesThat(resideInAnyPackage("java.util.logging.."))
        .orShould()
        .dependOnClassesThat(
            assignableToAny(ThreadLocal.class, InheritableThreadLocal.class, ScopedValue.class))
        .check(core);
  }

  /// The lines "package → what it sees" of the document.
  private static Stream<Map.Entry<String, String>> documentedLines() throws IOException {
    return Files.readAllLines(Path.of("..", "docs", "architecture.md")).stream()
        .filter(line -> line.matches("    [\\w.]+ +→ .*"))
        .map(line -> line.strip().split(" +→ +", 2))
        .map(sides -> Map.entry(sides[0], sides[1]));
  }

  private static SortedMap<String, SortedSet<String>> arrows() {
    SortedMap<String, SortedSet<String>> arrows = new TreeMap<>();
    for (JavaClass type : core) {
      SortedSet<String> seen = arrows.computeIfAbsent(brief(type), key -> new TreeSet<>());
      type.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType())
          .filter(target -> target.getPackageName().startsWith(ROOT))
          .forEach(target -> seen.add(brief(target)));
      seen.remove(brief(type));
    }
    return arrows;
  }

  /// The package without the common beginning.
  private static String brief(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(ROOT) ? ROOT : name.substring(ROOT.length() + 1);
  }

  private static String text(SortedMap<String, SortedSet<String>> arrows) {
    return arrows.entrySet().stream()
        .map(entry ->
            entry.getKey()
                + " → "
                + (entry.getValue().isEmpty() ? "nothing" : String.join(" ", entry.getValue())))
        .collect(Collectors.joining("\n"));
  }

  private static DescribedPredicate<JavaClass> resideOutside(String name) {
    return describe("reside outside " + name, type -> !type.getPackageName().equals(name));
  }

  private static DescribedPredicate<JavaClass> assignableToAny(Class<?>... types) {
    return describe(
        "are thread-bound state", type -> Stream.of(types).anyMatch(type::isAssignableTo));
  }
}
