package io.ffolayer.internal.linalg.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffolayer.internal.linalg.sparse.FactorChoice.Kind;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FactorChoiceTest {

  private final Random random = new Random(6);

  @Test
  void bandsAreFactoredRowByRow() {
    CompressedColumns a = SparseExamples.slidingRows(5000, 10_000, 4);
    QuasiDefinitePattern pattern = QuasiDefinitePattern.of(SparseExamples.band(10_000, 2), a);
    FactorChoice choice = FactorChoice.sparse(pattern.symbolic());
    assertThat(choice.kind()).isEqualTo(Kind.UP_LOOKING);
    assertThat(choice.structure(pattern.symbolic())).isInstanceOf(UpLookingStructure.class);
  }

  @Test
  void heavyFillIsFactoredByBlocks() {
    CompressedColumns a = SparseExamples.random(2000, 4000, 12_000, random);
    QuasiDefinitePattern pattern = QuasiDefinitePattern.of(SparseExamples.diagonal(4000), a);
    assertThat(pattern.symbolic().nonzeros()).isGreaterThan(300_000);
    FactorChoice choice = FactorChoice.sparse(pattern.symbolic());
    assertThat(choice.kind()).isEqualTo(Kind.SUPERNODAL);
    assertThat(choice.nanos()).isLessThan(FactorChoice.upLooking(pattern.symbolic()).nanos());
    assertThat(choice.structure(pattern.symbolic())).isInstanceOf(SupernodalStructure.class);
  }

  /// An arrow whose full row is eliminated first: nothing of its factor is zero.
  @Test
  void matricesWithoutRoomForAFactorHaveNone() {
    int n = 66_000;
    LdlSymbolic full =
        LdlSymbolic.analyse(SparseExamples.arrow(n), IntStream.range(0, n).toArray());
    assertThat(full.nonzeros()).isEqualTo(n * (n - 1L) / 2);
    assertThat(FactorChoice.sparse(full)).isNull();
    assertThatThrownBy(() -> new UpLookingStructure(full)).hasMessageContaining("2177967000");
    assertThatThrownBy(() -> new SupernodalStructure(full)).hasMessageContaining("no array");
  }
}
