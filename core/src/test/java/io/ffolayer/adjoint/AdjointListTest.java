package io.ffolayer.adjoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.testing.Implementations;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AdjointListTest {
  @Test
  void everyAdjointOfTheLibraryIsPutToTheContract() {
    assertThat(
            Adjoints.ALL.stream()
                .map(entry -> entry.adjoint().getClass().getName())
                .collect(Collectors.toSet()))
        .as("Adjoints.ALL")
        .containsAll(Implementations.of(Adjoint.class));
  }
}
