package io.ffolayer;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The arrows between the packages point downward: a package sees only what is listed for it here.
class ArchitectureTest {
  private static final String ROOT = "io.ffolayer";
  private static final String LINALG = ROOT + ".internal.linalg";

  private static JavaClasses core;

  @BeforeAll
  static void importTheModule() {
    core =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);
  }

  /// The layers from the top down, then the internal packages with what each may see. A layer may
  /// see every layer below it and every internal package.
  @TestFactory
  Stream<DynamicTest> packagesSeeOnlyWhatLiesBelowThem() {
    return Stream.of(
        mustNotSee(ROOT + ".model.atom", ROOT, ROOT + ".adjoint", ROOT + ".solve"),
        mustNotSee(ROOT + ".model", ROOT, ROOT + ".model.atom", ROOT + ".adjoint", ROOT + ".solve"),
        mustNotSee(ROOT + ".adjoint", ROOT, ROOT + ".model"),
        mustNotSee(ROOT + ".solve", ROOT, ROOT + ".model", ROOT + ".adjoint"),
        mustNotSee(ROOT + ".program", ROOT, ROOT + ".model", ROOT + ".adjoint", ROOT + ".solve"),
        seesNothingElseOfOurs(LINALG),
        seesNothingElseOfOurs(ROOT + ".internal.cone", LINALG, ROOT + ".program"),
        seesNothingElseOfOurs(
            ROOT + ".internal.kkt", LINALG, ROOT + ".internal.cone", ROOT + ".program"),
        mustNotSee(
            ROOT + ".internal.batch", ROOT, ROOT + ".model", ROOT + ".adjoint", ROOT + ".solve"));
  }

  @Test
  void internalPackagesDoNotSeeTheFacade() {
    noClasses()
        .that(resideInAPackage(ROOT + ".internal.."))
        .should()
        .dependOnClassesThat(resideIn(Set.of(ROOT)))
        .allowEmptyShould(true)
        .check(core);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().allowEmptyShould(true).check(core);
  }

  @Test
  void onlyKernelsMentionTheVectorModule() {
    noClasses()
        .that(resideOutside(LINALG))
        .should()
        .dependOnClassesThat(resideInAPackage("jdk.incubator.vector.."))
        .because("a class that mentions it cannot be loaded where the module is missing")
        .allowEmptyShould(true)
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
        .allowEmptyShould(true)
        .check(core);
  }

  private static DynamicTest mustNotSee(String origin, String... targets) {
    ArchRule rule =
        noClasses()
            .that(resideIn(Set.of(origin)))
            .should()
            .dependOnClassesThat(resideIn(Set.of(targets)));
    return test(origin + " sees none of " + String.join(", ", targets), rule);
  }

  private static DynamicTest seesNothingElseOfOurs(String origin, String... allowed) {
    ArchRule rule =
        noClasses()
            .that(resideIn(Set.of(origin)))
            .should()
            .dependOnClassesThat(
                resideInAPackage(ROOT + "..")
                    .and(DescribedPredicate.not(resideIn(Set.of(origin))))
                    .and(DescribedPredicate.not(resideIn(Set.of(allowed)))));
    return test(origin + " sees nothing but " + String.join(", ", allowed), rule);
  }

  private static DynamicTest test(String name, ArchRule rule) {
    return DynamicTest.dynamicTest(name, () -> rule.allowEmptyShould(true).check(core));
  }

  private static DescribedPredicate<JavaClass> resideIn(Set<String> packages) {
    return describe(
        "reside in one of " + packages, type -> packages.contains(type.getPackageName()));
  }

  private static DescribedPredicate<JavaClass> resideOutside(String name) {
    return describe("reside outside " + name, type -> !type.getPackageName().equals(name));
  }

  private static DescribedPredicate<JavaClass> assignableToAny(Class<?>... types) {
    return describe(
        "are thread-bound state", type -> Stream.of(types).anyMatch(type::isAssignableTo));
  }
}
