package io.ffolayer.solve;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.testing.Implementations;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SolverListTest {
  @Test
  void everySolverOfTheLibraryIsPutToTheContract() {
    assertThat(
            Solvers.ALL.stream()
                .map(entry -> entry.solver().getClass().getName())
                .collect(Collectors.toSet()))
        .as("Solvers.ALL")
        .containsAll(Implementations.of(Solver.class));
  }
}
