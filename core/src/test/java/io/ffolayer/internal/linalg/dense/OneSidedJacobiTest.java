package io.ffolayer.internal.linalg.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.internal.linalg.kernel.AllocationAssert;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneSidedJacobiTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 10, 31, 64})
  void rowsBecomeOrthogonalByAnOrthogonalMatrix(int n) {
    Random random = new Random(n);
    double[] a = random.doubles((long) n * n, -1, 1).toArray(), rotated = a.clone();
    double[] turn = new double[n * n], squares = new double[n], product = new double[n * n];
    for (int i = 0; i < n; i++) turn[i * n + i] = 1;
    assertThat(OneSidedJacobi.orthogonalize(n, rotated, turn, squares)).isTrue();
    SquareMatrices.multiply(n, turn, a, product);
    for (int i = 0; i < n * n; i++)
      assertThat(product[i]).isCloseTo(rotated[i], within(1e-15 * (n + 10)));
    double[] transposed = new double[n * n];
    SquareMatrices.transpose(n, rotated, transposed);
    SquareMatrices.multiply(n, rotated, transposed, product);
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) {
        double size = Math.sqrt(squares[i] * squares[j]);
        double expected = i == j ? squares[i] : 0;
        assertThat(product[i * n + j]).isCloseTo(expected, within(1e-15 * (n + 10) * size));
      }
    assertThat(squares[0]).isGreaterThanOrEqualTo(squares[n - 1]);
  }

  /// A unit triangular matrix with rows scaled by 1 … 1e-40: their product is the determinant, and
  /// the smallest one is 1/‖A⁻¹‖, which has a closed form.
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8, 20})
  void smallSingularValuesKeepTheirDigits(int n) {
    double[] a = new double[n * n], squares = new double[n];
    double logarithm = 0;
    for (int i = 0; i < n; i++) {
      double scale = Math.pow(10, -40.0 * i / (n - 1));
      for (int j = 0; j <= i; j++) a[i * n + j] = i == j ? scale : scale / 2;
      logarithm += Math.log(scale);
    }
    assertThat(OneSidedJacobi.orthogonalize(n, a, squares)).isTrue();
    double sum = 0;
    for (double square : squares) sum += Math.log(square) / 2;
    assertThat(sum).isCloseTo(logarithm, within(1e-13 * n * Math.abs(logarithm)));
  }

  @Test
  void saysWhenAnEntryIsNotFinite() {
    double[] squares = new double[2];
    assertThat(OneSidedJacobi.orthogonalize(2, new double[] {1, Double.NaN, 1, 1}, squares))
        .isFalse();
  }

  @Test
  void rowsOfZerosAreLeftAlone() {
    double[] squares = new double[2], a = {0, 0, 3, 4};
    assertThat(OneSidedJacobi.orthogonalize(2, a, squares)).isTrue();
    assertThat(squares).containsExactlyInAnyOrder(0, 25);
  }

  @Test
  void allocatesNothingWhenWarm() {
    double[] a = new Random(1).doubles(36).toArray(),
        work = new double[36],
        squares = new double[6];
    AllocationAssert.assertAllocatesNothingWhenWarm(() -> {
      System.arraycopy(a, 0, work, 0, 36);
      OneSidedJacobi.orthogonalize(6, work, squares);
    });
  }
}
