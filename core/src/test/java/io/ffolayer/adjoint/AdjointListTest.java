package io.ffolayer.adjoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.testing.Implementations;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AdjointListTest {
  @Test
  void everyAdjointOfTheLibraryIsPutToTheContract() {
    assertThat(
            Stream.concat(
                    Adjoints.ALL.stream().map(Adjoints.Entry::adjoint),
                    Adjoints.BIASED.stream().map(entry -> entry.at().apply(entry.smallest())))
                .map(adjoint -> adjoint.getClass().getName())
                .collect(Collectors.toSet()))
        .as("Adjoints.ALL and Adjoints.BIASED")
        .containsAll(Implementations.of(Adjoint.class));
  }
}
