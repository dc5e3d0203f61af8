package io.ffolayer.solve;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.matrix.Layout;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnalysisTest {
  private static final ProgramStructure STRUCTURE =
      new ProgramStructure(
          new Layout.Dense(2, 2),
          List.of(new RowBlock(new NonnegativeCone(3), new Layout.Dense(3, 2))));

  private record Order(int rows) {}

  @Test
  void whatManyThreadsAskForIsAnalysedOnce() {
    Analysis analysis = new Analysis(STRUCTURE);
    AtomicInteger analysed = new AtomicInteger();
    Set<Integer> answers = ConcurrentHashMap.newKeySet();
    IntStream.range(0, 64)
        .parallel()
        .forEach(i ->
            answers.add(
                System.identityHashCode(
                    analysis.of(
                        Order.class,
                        structure -> {
                          analysed.incrementAndGet();
                          return new Order(structure.rows());
                        }))));
    assertThat(analysed).hasValue(1);
    assertThat(answers).hasSize(1);
  }

  @Test
  void kindsAreFoundApart() {
    Analysis analysis = new Analysis(STRUCTURE);
    assertThat(analysis.of(Order.class, structure -> new Order(structure.rows())).rows())
        .isEqualTo(3);
    assertThat(analysis.of(Integer.class, ProgramStructure::variables)).isEqualTo(2);
    assertThat(analysis.structure()).isSameAs(STRUCTURE);
  }
}
