package io.ffolayer.bilevel.inner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffolayer.internal.descent.Vectors;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.Watch;
import io.ffolayer.testing.Implementations;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every inner method owes, on 200 problems: it solves what is easy, to the accuracy; it calls
/// nothing solved that is not; it says infeasible only of what is.
class InnerMethodContractTest {
  private static final List<InnerCase> CASES = InnerCase.all();

  static List<InnerMethod> methods() {
    return List.of(
        new AcceleratedGradient().withMaxIterations(20_000),
        new NullSpaceGradient().withMaxIterations(20_000),
        new AugmentedLagrangian().withMaxIterations(60_000),
        new GivenSolver(
            (problem, x, guess, watch) ->
                new AugmentedLagrangian()
                    .withAccuracy(1e-13)
                    .withMaxIterations(60_000)
                    .solve(problem, x, guess, watch)
                    .point(),
            1e-9));
  }

  @Test
  void everyMethodIsOnTheList() {
    assertThat(methods().stream().map(m -> m.getClass().getName()).collect(Collectors.toSet()))
        .isEqualTo(Implementations.of(InnerMethod.class));
    assertThat(CASES).hasSize(200);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void nothingIsSolvedThatIsNot(InnerMethod method) {
    int solved = 0;
    for (InnerCase example : CASES) {
      if (!takes(method, example.problem())) continue;
      InnerSolution found = method.solve(example.problem(), new double[0], null, Watch.unlimited());
      assertThat(Vectors.areFinite(found.y())).as(example.name()).isTrue();
      assertThat(found.accuracy().distance()).as(example.name()).isNotNaN().isNotNegative();
      if (found.isSolved()) {
        solved++;
        assertThat(example.solution()).as("%s is called solved", example).isNotNull();
        double error = Vectors.distance(found.y(), example.solution());
        double allowed = method.accuracy() * Math.max(1, Vectors.norm(example.solution()));
        assertThat(error).as(example.name()).isLessThan(allowed);
        assertThat(found.accuracy().distance())
            .as(example.name())
            .isLessThanOrEqualTo(allowed * 1.001);
      } else {
        assertThat(found.message()).as(example.name()).isNotEmpty();
        assertThat(example.isEasy())
            .as("%s: %s %s", example, found.status(), found.message())
            .isFalse();
      }
      if (found.status() == Status.INFEASIBLE) assertThat(example.isInfeasible()).isTrue();
    }
    assertThat(solved).isGreaterThanOrEqualTo(20);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theSameCallGivesTheSameAnswerAndAGuessOnlyAnotherPath(InnerMethod method) {
    InnerCase example =
        CASES.stream().filter(c -> c.isEasy() && takes(method, c.problem())).toList().get(1);
    InnerSolution first = method.solve(example.problem(), new double[0], null, Watch.unlimited());
    InnerSolution again = method.solve(example.problem(), new double[0], null, Watch.unlimited());
    assertThat(again.y()).containsExactly(first.y());
    InnerSolution warm =
        method.solve(example.problem(), new double[0], first.point(), Watch.unlimited());
    assertThat(warm.isSolved()).isTrue();
    assertThat(warm.iterations()).isLessThanOrEqualTo(first.iterations());
    assertThat(Vectors.distance(warm.y(), example.solution()))
        .isLessThan(2 * method.accuracy() * Math.max(1, Vectors.norm(example.solution())));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aWatchThatSaysStopEndsTheSolve(InnerMethod method) {
    InnerCase hard =
        CASES.stream()
            .filter(c -> !c.isEasy() && c.solution() != null && takes(method, c.problem()))
            .findFirst()
            .orElseThrow();
    InnerSolution late = method.solve(hard.problem(), new double[0], null, Watch.ofNanos(0));
    assertThat(late.status()).isEqualTo(Status.TIME_LIMIT);
    assertThat(Vectors.areFinite(late.y())).isTrue();
    Watch watch = Watch.unlimited();
    watch.interrupt();
    InnerSolution stopped = method.solve(hard.problem(), new double[0], null, watch);
    assertThat(stopped.status()).isEqualTo(Status.INTERRUPTED);
  }

  @Test
  void aFormThatAMethodDoesNotTakeIsRefusedWithWhatToTry() {
    InnerProblem rows =
        CASES.stream().filter(c -> c.name().startsWith("rows")).findFirst().orElseThrow().problem();
    assertThatThrownBy(() -> new AcceleratedGradient().requireForm(rows))
        .hasMessageContaining("Maybe AugmentedLagrangian");
    assertThatThrownBy(() -> new NullSpaceGradient().requireForm(rows))
        .hasMessageContaining("Maybe AugmentedLagrangian");
    assertThatThrownBy(() -> new AcceleratedGradient(0, 5)).hasMessageContaining("accuracy");
    assertThatThrownBy(() -> new NullSpaceGradient(1e-9, 0)).hasMessageContaining("maxIterations");
  }

  private static boolean takes(InnerMethod method, InnerProblem problem) {
    try {
      method.requireForm(problem);
      return true;
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }
}
