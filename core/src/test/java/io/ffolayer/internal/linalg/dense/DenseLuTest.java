package io.ffolayer.internal.linalg.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DenseLuTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 17, 50})
  void solutionsSatisfyTheSystemAndItsTranspose(int n) {
    Random random = new Random(n);
    int ld = n + 1;
    double[] a = random.doubles((long) n * ld, -1, 1).toArray();
    a[0] = n == 1 ? 2 : 0; // needs a pivot from below
    double[] b = random.doubles(n + 1).toArray();
    double[] x = b.clone();
    double[] y = b.clone();
    DenseLu lu = new DenseLu(n + 2);
    assertThat(lu.factor(n, a, 0, ld)).isTrue();
    lu.solve(x, 1);
    lu.solveTransposed(y, 1);
    for (int i = 0; i < n; i++) {
      double sum = 0;
      double transposed = 0;
      for (int j = 0; j < n; j++) {
        sum += a[i * ld + j] * x[1 + j];
        transposed += a[j * ld + i] * y[1 + j];
      }
      assertThat(sum).isCloseTo(b[1 + i], within(1e-10));
      assertThat(transposed).isCloseTo(b[1 + i], within(1e-10));
    }
  }

  @Test
  void singularOrInvalidMatricesAreRefused() {
    DenseLu lu = new DenseLu(2);
    assertThat(lu.factor(2, new double[] {1, 2, 2, 4}, 0, 2)).isFalse();
    assertThat(lu.factor(2, new double[] {0, 0, 0, 0}, 0, 2)).isFalse();
    assertThat(lu.factor(2, new double[] {Double.NaN, 1, 1, 1}, 0, 2)).isFalse();
    assertThat(lu.factor(2, new double[] {0, 1, 1, 0}, 0, 2)).isTrue();
  }
}
