package io.ffolayer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.testing.recorded.Comparison;
import io.ffolayer.testing.recorded.Results;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The tolerances allow for other machines, which have other vectors and round otherwise; the
/// command of [RecordedResults] compares to the bit.
class RecordedResultsTest {
  private static final Set<String> PASSED_OVER = Set.of("iterations", "message");

  /// Where rounding chooses among several right answers, only the words count.
  private static final List<String> NOT_UNIQUE =
      List.of(
          "infeasible",
          "unbounded",
          "apart by",
          "edge of solutions",
          "repeated rows",
          "dependent equalities",
          "conic feasible",
          "conic weak",
          "without a Slater point");

  /// Where rounding chooses the active rows themselves: slack and dual of a curved cone both zero,
  /// and eigenvalues that are equal.
  private static final List<String> LEFT_OUT =
      List.of("apex of SecondOrderCone", "apex of PsdCone", "sumLargestEigenvalues");

  /// Where the rounding of another processor is enlarged: by the division by a small perturbation,
  /// and by multipliers that hardly move the objective.
  private static final List<String> ENLARGED = List.of("by perturbed problems", "severalVariables");

  private static Results recorded;
  private static Results found;

  @BeforeAll
  static void readAndSolve() throws IOException {
    try (InputStream file = RecordedResultsTest.class.getResourceAsStream("recorded-results.txt")) {
      recorded = Results.read(file);
    }
    found = RecordedResults.find();
  }

  @Test
  void everyResultIsTheRecordedOne() {
    compare(new Comparison(1e-8, 1e-4, PASSED_OVER), name -> isUnique(name) && !isEnlarged(name));
  }

  @Test
  void whatEnlargesRoundingIsTheRecordedResultToSixDigits() {
    compare(new Comparison(1e-6, 1e-4, PASSED_OVER), name -> isUnique(name) && isEnlarged(name));
  }

  @Test
  void whereThereAreSeveralRightAnswersStatusFlagsAndActiveRowsAreTheRecordedOnes() {
    compare(
        new Comparison(Double.POSITIVE_INFINITY, 1, PASSED_OVER),
        name -> contains(NOT_UNIQUE, name));
  }

  /// What was not recorded, as of a solver that is new in its list, is not compared.
  private static void compare(Comparison comparison, Predicate<String> which) {
    var verdicts =
        comparison.of(
            recorded.only(which),
            found.only(name -> recorded.all().containsKey(name) && which.test(name)));
    assertThat(verdicts).hasSizeGreaterThan(40);
    assertThat(Comparison.failures(verdicts, name -> contains(LEFT_OUT, name))).isEmpty();
  }

  private static boolean isUnique(String name) {
    return !contains(NOT_UNIQUE, name);
  }

  private static boolean isEnlarged(String name) {
    return contains(ENLARGED, name);
  }

  private static boolean contains(List<String> parts, String name) {
    return parts.stream().anyMatch(name::contains);
  }
}
