package io.ffolayer.flat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SymmetricPartsTest {
  @Test
  void eachMatrixBecomesTheMeanOfItAndItsTranspose() {
    double[] two = {1, 2, 4, 3, 5, -1, -1, 6};
    SymmetricParts.take(two, 4);
    assertThat(two).containsExactly(1, 3, 3, 3, 5, -1, -1, 6);
  }

  @Test
  void whatIsNoNumberStays() {
    double[] one = {1, Double.NaN, 2, 3};
    SymmetricParts.take(one, 4);
    assertThat(one).containsExactly(1, Double.NaN, Double.NaN, 3);
  }

  @Test
  void aParameterThatIsNoSquareMatrixIsRefused() {
    assertThatThrownBy(() -> SymmetricParts.take(new double[6], 6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("6 values");
  }
}
