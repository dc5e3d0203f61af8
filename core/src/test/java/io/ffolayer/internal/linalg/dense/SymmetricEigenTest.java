package io.ffolayer.internal.linalg.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.internal.linalg.kernel.AllocationAssert;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricEigenTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 16, 33, 100})
  void vectorsAreOrthonormalAndMultiplyBack(int n) {
    SymmetricEigen eigen = new SymmetricEigen(n);
    for (double[] a : matrices(n)) {
      double size = 1e-300 + largest(a);
      assertThat(eigen.decompose(a.clone())).isTrue();
      double[] d = eigen.values(), rows = eigen.vectors();
      double[] scaled = new double[n * n], product = new double[n * n];
      SquareMatrices.transpose(n, rows, scaled);
      SquareMatrices.multiply(n, rows, scaled, product);
      for (int i = 0; i < n; i++) product[i * n + i] -= 1;
      assertThat(largest(product)).isLessThan(1e-15 * (n + 10));
      for (int i = 0; i < n * n; i++) scaled[i] = d[i / n] / size * rows[i];
      SquareMatrices.multiplyTransposed(n, rows, scaled, product);
      for (int i = 0; i < n * n; i++) product[i] -= a[i] / size;
      // rounding is relative to the largest eigenvalue, up to n times the largest entry
      assertThat(largest(product)).isLessThan(4e-15 * (n + 10));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 40})
  void valuesAloneAreTheSameValues(int n) {
    SymmetricEigen eigen = new SymmetricEigen(n);
    for (double[] a : matrices(n)) {
      eigen.decompose(a.clone());
      double[] expected = eigen.values().clone();
      assertThat(eigen.values(a.clone())).isTrue();
      assertThat(eigen.values()).containsExactly(expected);
    }
  }

  /// The second difference matrix has the eigenvalues 2 − 2cos(kπ/(n+1)).
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 9, 50})
  void knowsTheSecondDifferences(int n) {
    double[] a = new double[n * n];
    for (int i = 0; i < n; i++) {
      a[i * n + i] = 2;
      if (i > 0) a[i * n + i - 1] = a[(i - 1) * n + i] = -1;
    }
    SymmetricEigen eigen = new SymmetricEigen(n);
    assertThat(eigen.values(a)).isTrue();
    double[] values = eigen.values().clone();
    Arrays.sort(values);
    for (int k = 1; k <= n; k++)
      assertThat(values[k - 1]).isCloseTo(2 - 2 * Math.cos(k * Math.PI / (n + 1)), within(1e-14));
  }

  @Test
  void saysWhenAnEntryIsNotFinite() {
    SymmetricEigen eigen = new SymmetricEigen(3);
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY})
      assertThat(eigen.decompose(new double[] {1, 0, bad, 0, 1, 0, bad, 0, 1})).isFalse();
  }

  @Test
  void allocatesNothingWhenWarm() {
    SymmetricEigen eigen = new SymmetricEigen(7);
    double[] a = matrices(7)[0], work = a.clone();
    AllocationAssert.assertAllocatesNothingWhenWarm(() -> {
      System.arraycopy(a, 0, work, 0, a.length);
      eigen.decompose(work);
    });
  }

  /// Random, of low rank, diagonal, zero, graded, of equal entries, very large and very small.
  private static double[][] matrices(int n) {
    Random random = new Random(n);
    double[][] all = new double[8][n * n];
    for (int i = 0; i < n; i++)
      for (int j = 0; j <= i; j++) {
        double x = random.nextGaussian();
        double[] lower = {
          x,
          i % 2 == 0 && j % 2 == 0 ? 1 : 0,
          i == j ? x : 0,
          0,
          x * Math.pow(10, -(i + j) * 12.0 / n),
          3,
          x * 1e200,
          x * 1e-250
        };
        for (int k = 0; k < all.length; k++) all[k][i * n + j] = all[k][j * n + i] = lower[k];
      }
    return all;
  }

  private static double largest(double[] a) {
    return Arrays.stream(a).map(Math::abs).max().orElseThrow();
  }
}
