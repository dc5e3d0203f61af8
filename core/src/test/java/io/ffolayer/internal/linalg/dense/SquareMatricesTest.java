package io.ffolayer.internal.linalg.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SquareMatricesTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 9, 20})
  void productsAreSumsOfProducts(int n) {
    Random random = new Random(n);
    double[] g = random.doubles((long) n * n, -1, 1).toArray(),
        b = random.doubles((long) n * n).toArray();
    double[] m = new double[n * n], scratch = new double[n * n];
    SquareMatrices.multiply(n, g, b, m);
    assertThat(m[n * n - 1]).isCloseTo(sum(n, g, n * (n - 1), 1, b, n - 1, n), within(1e-13));
    SquareMatrices.multiplyTransposed(n, g, b, m);
    assertThat(m[n * n - 1]).isCloseTo(sum(n, g, n - 1, n, b, n - 1, n), within(1e-13));
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) m[i * n + j] = b[i * n + j] + b[j * n + i];
    double[] expected = new double[n * n], left = new double[n * n], turned = new double[n * n];
    SquareMatrices.transpose(n, g, turned);
    SquareMatrices.multiply(n, turned, m, left);
    SquareMatrices.multiply(n, left, g, expected);
    SquareMatrices.congruence(n, g, m, scratch);
    assertThat(m).containsExactly(expected, within(1e-12));
  }

  private static double sum(int n, double[] a, int at, int step, double[] b, int bAt, int bStep) {
    double sum = 0;
    for (int k = 0; k < n; k++) sum += a[at + k * step] * b[bAt + k * bStep];
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 9, 20})
  void choleskyFactorsMultiplyBack(int n) {
    double[] g = new Random(n).doubles((long) n * n, -1, 1).toArray();
    double[] a = new double[n * n], back = new double[n * n];
    SquareMatrices.multiplyTransposed(n, g, g, a);
    double[] factor = a.clone();
    assertThat(SquareMatrices.cholesky(n, factor)).isTrue();
    for (int i = 0; i < n; i++) for (int j = 0; j < i; j++) assertThat(factor[i * n + j]).isZero();
    SquareMatrices.multiplyTransposed(n, factor, factor, back);
    assertThat(back).containsExactly(a, within(1e-14 * n));
  }

  @Test
  void choleskyRefusesWhatIsNotPositiveDefinite() {
    assertThat(SquareMatrices.cholesky(2, new double[] {1, 2, 2, 1})).isFalse();
    assertThat(SquareMatrices.cholesky(2, new double[] {1, 1, 1, 1})).isFalse();
    assertThat(SquareMatrices.cholesky(2, new double[] {1, 0, 0, Double.NaN})).isFalse();
  }
}
