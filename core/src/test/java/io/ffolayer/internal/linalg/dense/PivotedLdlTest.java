package io.ffolayer.internal.linalg.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.internal.linalg.kernel.AllocationAssert;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.DenseKernelsTest;
import io.ffolayer.internal.linalg.kernel.Kernels;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PivotedLdlTest {

  static Stream<Arguments> kernelsAndSizes() {
    return DenseKernelsTest.implementations()
        .flatMap(k ->
            IntStream.of(1, 2, 5, 7, 8, 9, 16, 31, 32, 33, 40, 63, 64, 65, 100, 257)
                .mapToObj(n -> Arguments.of(k, n)));
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void factorsMultiplyBackToThePermutedMatrix(DenseKernels kernels, int n) {
    double[] m = quasiDefinite(n, (n + 1) / 2, new Random(n));
    PivotedLdl ldl = factored(kernels, n, m, (n + 1) / 2);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int k = 0; k <= j; k++) {
          sum += entry(ldl, i, k) * ldl.pivot(k) * entry(ldl, j, k);
        }
        assertThat(sum)
            .isCloseTo(m[ldl.pivotRow(i) * n + ldl.pivotRow(j)], within(1e-12 * (n + 4)));
      }
    }
  }

  private static double entry(PivotedLdl ldl, int i, int k) {
    return i == k ? 1 : ldl.matrix()[DenseKernels.at(0, ldl.stride(ldl.size()), i, k)];
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void solutionAgreesWithGaussianElimination(DenseKernels kernels, int n) {
    Random random = new Random(n);
    double[] m = quasiDefinite(n, n / 2, random);
    PivotedLdl ldl = factored(kernels, n, m, n / 2);
    double[] b = new double[n + 2];
    for (int i = 0; i < n; i++) {
      b[2 + i] = random.nextGaussian();
    }
    double[] expected = b.clone();
    DenseLu lu = new DenseLu(n);
    assertThat(lu.factor(n, m, 0, n)).isTrue();
    lu.solve(expected, 2);
    ldl.solve(b, 2, new double[DenseKernels.padded(n) + 1], 1);
    assertThat(b).usingComparatorWithPrecision(1e-10).containsExactly(expected);
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void eachPivotIsTheLargestDiagonalThatRemains(DenseKernels kernels, int n) {
    double[] m = new double[n * n];
    for (int i = 0; i < n; i++) {
      m[i * n + i] = (i % 2 == 0 ? 1 : -1) * (1 + (7 * i) % n);
    }
    double[] sorted =
        IntStream.range(0, n).mapToDouble(i -> -Math.abs(m[i * n + i])).sorted().toArray();
    PivotedLdl ldl = new PivotedLdl(kernels, n);
    kernels.packSymmetric(n, m, 0, n, ldl.matrix(), 0, ldl.stride(n));
    assertThat(ldl.factor(n, n, 1e-13)).isEqualTo(n == 1 ? -1 : firstNegative(m, n));
    for (int i = 0; i < n; i++) {
      m[i * n + i] = Math.abs(m[i * n + i]);
    }
    kernels.packSymmetric(n, m, 0, n, ldl.matrix(), 0, ldl.stride(n));
    assertThat(ldl.factor(n, n, 1e-13)).isEqualTo(-1);
    for (int k = 0; k < n; k++) {
      assertThat(ldl.pivot(k)).isEqualTo(-sorted[k]);
      assertThat(m[ldl.pivotRow(k) * n + ldl.pivotRow(k)]).isEqualTo(ldl.pivot(k));
    }
  }

  /// The negative diagonal entry of largest magnitude, the first of equals.
  private static int firstNegative(double[] m, int n) {
    int best = -1;
    for (int i = 1; i < n; i += 2) {
      if (best < 0 || m[i * n + i] < m[best * n + best]) {
        best = i;
      }
    }
    return best;
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void dependentRowWithoutRegularisationIsNamed(DenseKernels kernels, int n) {
    double[] m = quasiDefinite(n, n, new Random(n));
    int bad = new Random(n).nextInt(n);
    for (int i = 0; i < n; i++) {
      m[i * n + bad] = 0;
      m[bad * n + i] = 0;
    }
    PivotedLdl ldl = new PivotedLdl(kernels, n);
    kernels.packSymmetric(n, m, 0, n, ldl.matrix(), 0, ldl.stride(n));
    assertThat(ldl.factor(n, n, 1e-13)).isEqualTo(bad);
    m[bad * n + bad] = Double.NaN;
    kernels.packSymmetric(n, m, 0, n, ldl.matrix(), 0, ldl.stride(n));
    assertThat(ldl.factor(n, n, 1e-13)).isEqualTo(bad);
  }

  @Test
  void aLargeFactorLeavesNothingBehindForASmallOne() {
    DenseKernels kernels = Kernels.dense();
    PivotedLdl ldl = new PivotedLdl(kernels, 70);
    double[] large = quasiDefinite(70, 30, new Random(1));
    double[] small = quasiDefinite(13, 6, new Random(2));
    kernels.packSymmetric(70, large, 0, 70, ldl.matrix(), 0, ldl.stride(70));
    ldl.factor(70, 30, 1e-13);
    kernels.packSymmetric(13, small, 0, 13, ldl.matrix(), 0, ldl.stride(13));
    ldl.factor(13, 6, 1e-13);
    double[] x = new Random(3).doubles(13).toArray();
    double[] y = x.clone();
    ldl.solve(x, 0, new double[16], 0);
    factored(kernels, 13, small, 6).solve(y, 0, new double[16], 0);
    assertThat(x).isEqualTo(y);
  }

  @ParameterizedTest
  @MethodSource("io.ffolayer.internal.linalg.kernel.DenseKernelsTest#implementations")
  void warmFactorisationAllocatesNothing(DenseKernels kernels) {
    int n = 70;
    double[] m = quasiDefinite(n, 30, new Random(1));
    PivotedLdl ldl = new PivotedLdl(kernels, n);
    double[] b = new Random(2).doubles(n).toArray();
    double[] work = new double[DenseKernels.padded(n)];
    AllocationAssert.assertAllocatesNothingWhenWarm(() -> {
      kernels.packSymmetric(n, m, 0, n, ldl.matrix(), 0, ldl.stride(n));
      ldl.factor(n, 30, 1e-13);
      ldl.solve(b, 0, work, 0);
      kernels.scale(n, 1 / kernels.normInf(n, b, 0), b, 0);
    });
  }

  private static PivotedLdl factored(DenseKernels kernels, int n, double[] m, int positive) {
    PivotedLdl ldl = new PivotedLdl(kernels, n + 3);
    kernels.packSymmetric(n, m, 0, n, ldl.matrix(), 0, ldl.stride(n));
    assertThat(ldl.factor(n, positive, 1e-13)).isEqualTo(-1);
    return ldl;
  }

  /// [H Bᵀ; B −G] with H of `positive` rows; H and G differ in scale so that the order is mixed.
  private static double[] quasiDefinite(int n, int positive, Random random) {
    double[] half = random.doubles((long) n * n, -1, 1).toArray();
    double[] m = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        boolean diagonalBlock = i < positive == j < positive;
        double sum = diagonalBlock ? (i == j ? 0.5 : 0) : half[i * n + j];
        for (int k = 0; diagonalBlock && k < n; k++) {
          sum += half[i * n + k] * half[j * n + k] / n;
        }
        double sign = diagonalBlock && i >= positive ? -1 : 1;
        m[i * n + j] = sign * sum;
        m[j * n + i] = sign * sum;
      }
    }
    return m;
  }
}
