package io.ffolayer.internal.linalg.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Both implementations, problem by problem, against the definitions.
class InterleavedKernelsTest {
  private static final int OFFSET = 5;
  private static final double TOLERANCE = 1e-12;

  static Stream<InterleavedKernels> implementations() {
    InterleavedKernels scalar = new ScalarInterleavedKernels();
    return Kernels.vectorsAvailable()
        ? Stream.of(scalar, Kernels.interleaved())
        : Stream.of(scalar);
  }

  static Stream<Arguments> kernelsAndSizes() {
    return implementations()
        .flatMap(k -> IntStream.rangeClosed(1, 21).mapToObj(n -> Arguments.of(k, n)));
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void problemsArePackedByThePanelKernels(InterleavedKernels kernels, int n) {
    double[] problems = new Random(n).doubles(8L * n).toArray();
    Lanes v = new Lanes(n, 1);
    for (DenseKernels dense : DenseKernelsTest.implementations().toList()) {
      dense.packRows(8, n, problems, 0, n, v.data, OFFSET, 8 * n);
      double[] back = new double[8 * n];
      dense.unpackRows(8, n, v.data, OFFSET, 8 * n, back, 0, n);
      assertThat(back).isEqualTo(problems);
      for (int l = 0; l < 8; l++) {
        for (int i = 0; i < n; i++) {
          assertThat(v.get(l, i, 0)).isEqualTo(problems[l * n + i]);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void factorTimesItsTransposeIsTheMatrix(InterleavedKernels kernels, int n) {
    Lanes a = Lanes.positiveDefinite(n, new Random(n));
    Lanes f = a.copy();
    double[] r = new double[OFFSET + 8 * n];
    assertThat(kernels.cholesky(n, 0, f.data, OFFSET, f.ld, r, OFFSET)).isZero();
    f.forEach((l, i, j) -> {
      double sum = 0;
      for (int k = 0; k <= j; k++) {
        sum += f.get(l, i, k) * f.get(l, j, k);
      }
      if (j <= i) {
        assertThat(sum).isCloseTo(a.get(l, i, j), within(TOLERANCE));
      }
      if (i == j) {
        assertThat(r[OFFSET + 8 * i + l]).isCloseTo(1 / f.get(l, i, i), within(1e-14));
      }
    });
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void aProblemThatFailsIsNamedAndLeavesTheOthersAlone(InterleavedKernels kernels, int n) {
    Lanes good = Lanes.positiveDefinite(n, new Random(n));
    Lanes bad = good.copy();
    int pivot = n / 2;
    bad.set(2, pivot, pivot, -3);
    bad.set(5, pivot, pivot, Double.NaN);
    bad.set(7, 0, 0, 0);
    double[] r = new double[OFFSET + 8 * n];
    double[] s = new double[OFFSET + 8 * n];
    kernels.cholesky(n, 0, good.data, OFFSET, good.ld, r, OFFSET);
    int failed = kernels.cholesky(n, 0, bad.data, OFFSET, bad.ld, s, OFFSET);
    assertThat(failed).isEqualTo(1 << 2 | 1 << 5 | 1 << 7);
    for (int l : new int[] {0, 1, 3, 4, 6}) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
          assertThat(bad.get(l, i, j)).isEqualTo(good.get(l, i, j));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void substitutionsSolveWithTheFactor(InterleavedKernels kernels, int n) {
    Random random = new Random(n);
    Lanes f = Lanes.positiveDefinite(n, random);
    double[] r = new double[OFFSET + 8 * n];
    kernels.cholesky(n, 0, f.data, OFFSET, f.ld, r, OFFSET);
    Lanes b = Lanes.random(n, 1, random);
    Lanes y = b.copy();
    Lanes x = b.copy();
    kernels.solveLower(n, f.data, OFFSET, f.ld, r, OFFSET, y.data, OFFSET);
    kernels.solveLowerTransposed(n, f.data, OFFSET, f.ld, r, OFFSET, x.data, OFFSET);
    b.forEach((l, i, j) -> {
      double forward = 0;
      double backward = 0;
      for (int k = 0; k < n; k++) {
        forward += k <= i ? f.get(l, i, k) * y.get(l, k, 0) : 0;
        backward += k >= i ? f.get(l, k, i) * x.get(l, k, 0) : 0;
      }
      assertThat(forward).isCloseTo(b.get(l, i, 0), within(TOLERANCE));
      assertThat(backward).isCloseTo(b.get(l, i, 0), within(TOLERANCE));
    });
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void rowSolvesEqualSubstitutionsRowByRow(InterleavedKernels kernels, int n) {
    Random random = new Random(n);
    int rows = 1 + random.nextInt(21);
    Lanes f = Lanes.positiveDefinite(n, random);
    double[] r = new double[OFFSET + 8 * n];
    kernels.cholesky(n, 0, f.data, OFFSET, f.ld, r, OFFSET);
    Lanes x = Lanes.random(rows, n, random);
    Lanes solved = x.copy();
    kernels.solveLowerRows(
        rows, n, f.data, OFFSET, f.ld, r, OFFSET, solved.data, OFFSET, solved.ld);
    for (int i = 0; i < rows; i++) {
      kernels.solveLower(n, f.data, OFFSET, f.ld, r, OFFSET, x.data, OFFSET + 8 * i * x.ld);
    }
    x.forEach(
        (l, i, j) -> assertThat(solved.get(l, i, j)).isCloseTo(x.get(l, i, j), within(TOLERANCE)));
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void productsEqualTheLoops(InterleavedKernels kernels, int n) {
    Random random = new Random(n);
    int cols = 1 + random.nextInt(21);
    double beta = random.nextInt(3) - 1;
    Lanes x = Lanes.random(n, cols, random);
    Lanes s = new Lanes(n, n);
    kernels.syrk(n, cols, x.data, OFFSET, x.ld, s.data, OFFSET, s.ld);
    s.forEach((l, i, j) ->
        assertThat(s.get(l, i, j)).isCloseTo(x.rowProduct(l, i, j), within(TOLERANCE)));
    Lanes v = Lanes.random(cols, 1, random);
    Lanes u = Lanes.random(n, 1, random);
    Lanes out = beta == 0 ? new Lanes(n, 1) : Lanes.random(n, 1, random);
    Lanes outT = beta == 0 ? new Lanes(cols, 1) : Lanes.random(cols, 1, random);
    Lanes product = out.copy();
    Lanes productT = outT.copy();
    kernels.multiply(
        n, cols, 1.5, x.data, OFFSET, x.ld, v.data, OFFSET, beta, product.data, OFFSET);
    kernels.multiplyTransposed(
        n, cols, 1.5, x.data, OFFSET, x.ld, u.data, OFFSET, beta, productT.data, OFFSET);
    out.forEach((l, i, j) -> {
      double sum = 0;
      for (int k = 0; k < cols; k++) {
        sum += x.get(l, i, k) * v.get(l, k, 0);
      }
      double old = beta == 0 ? 0 : beta * out.get(l, i, 0);
      assertThat(product.get(l, i, 0)).isCloseTo(1.5 * sum + old, within(TOLERANCE));
    });
    outT.forEach((l, k, j) -> {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += x.get(l, i, k) * u.get(l, i, 0);
      }
      double old = beta == 0 ? 0 : beta * outT.get(l, k, 0);
      assertThat(productT.get(l, k, 0)).isCloseTo(1.5 * sum + old, within(TOLERANCE));
    });
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void rowsOutsideTheMaskBecomeThoseOfTheIdentity(InterleavedKernels kernels, int n) {
    Random random = new Random(n);
    Lanes s = Lanes.random(n, n, random);
    Lanes mask = Lanes.mask(n, random);
    s.set(3, n - 1, 0, Double.POSITIVE_INFINITY);
    mask.set(3, n - 1, 0, 0);
    Lanes f = new Lanes(n, n);
    kernels.maskPrincipal(n, mask.data, OFFSET, s.data, OFFSET, s.ld, f.data, OFFSET, f.ld);
    f.forEach((l, i, j) -> {
      boolean in = mask.get(l, i, 0) == 1 && mask.get(l, j, 0) == 1;
      if (j <= i) {
        assertThat(f.get(l, i, j)).isEqualTo(in ? s.get(l, i, j) : i == j ? 1 : 0);
      } else {
        assertThat(f.get(l, i, j)).isNaN(); // not written
      }
    });
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void masksFlagsAndCountsFollowTheirDefinitions(InterleavedKernels kernels, int n) {
    Random random = new Random(n);
    Lanes v = Lanes.random(n, 1, random);
    Lanes w = Lanes.random(n, 1, random);
    Lanes mask = Lanes.mask(n, random);
    v.set(4, n / 2, 0, Double.NaN);
    mask.set(4, n / 2, 0, 1);
    w.set(6, 0, 0, 1e300);
    double[] bound = vector(8, random);
    double[] lanes = new double[8];
    lanes[1] = 1;
    lanes[4] = 1;
    Lanes chosen = new Lanes(n, 1);
    Lanes flags = new Lanes(n, 1);
    double[] count = new double[9];
    double[] last = new double[9];
    Lanes flipped = mask.copy();
    double[] norm = new double[9];
    kernels.select(n, mask.data, OFFSET, v.data, OFFSET, w.data, OFFSET, chosen.data, OFFSET);
    kernels.flagBelow(n, chosen.data, OFFSET, bound, 0, flags.data, OFFSET);
    kernels.countFlags(n, flags.data, OFFSET, count, 1, last, 1);
    kernels.flip(n, flags.data, OFFSET, lanes, 0, flipped.data, OFFSET);
    kernels.normInf(n, chosen.data, OFFSET, norm, 1);
    for (int l = 0; l < 8; l++) {
      double expectedCount = 0;
      double expectedLast = -1;
      double expectedNorm = 0;
      for (int i = 0; i < n; i++) {
        double x = mask.get(l, i, 0) == 1 ? v.get(l, i, 0) : w.get(l, i, 0);
        double flag = x >= bound[l] ? 0 : 1;
        expectedCount += flag;
        expectedLast = flag == 1 ? i : expectedLast;
        expectedNorm = Math.max(expectedNorm, Math.abs(x));
        assertThat(chosen.get(l, i, 0)).isEqualTo(Double.valueOf(x));
        assertThat(flags.get(l, i, 0)).isEqualTo(flag);
        boolean turns = flag == 1 && lanes[l] == 1;
        assertThat(flipped.get(l, i, 0))
            .isEqualTo(turns ? 1 - mask.get(l, i, 0) : mask.get(l, i, 0));
      }
      assertThat(count[1 + l]).isEqualTo(expectedCount);
      assertThat(last[1 + l]).isEqualTo(expectedLast);
      assertThat(norm[1 + l]).isEqualTo(Double.valueOf(expectedNorm));
    }
  }

  @TestFactory
  Stream<DynamicTest> warmKernelAllocatesNothing() {
    return implementations()
        .flatMap(k ->
            InterleavedKernelCalls.of(k, 11).named().entrySet().stream()
                .map(call ->
                    DynamicTest.dynamicTest(
                        k.getClass().getSimpleName() + "." + call.getKey(),
                        () -> AllocationAssert.assertAllocatesNothingWhenWarm(call.getValue()))));
  }

  private static double[] vector(int n, Random random) {
    return random.doubles(n, -1, 1).toArray();
  }

  private interface Place {
    void at(int lane, int i, int j);
  }

  /// Eight matrices side by side after OFFSET NaNs, rows one element longer than needed.
  private static final class Lanes {
    final int rows;
    final int cols;
    final int ld;
    final double[] data;

    Lanes(int rows, int cols) {
      this.rows = rows;
      this.cols = cols;
      ld = cols == 1 ? 1 : cols + 1; // a vector has no gaps
      data = new double[OFFSET + 8 * rows * ld];
      Arrays.fill(data, Double.NaN);
    }

    static Lanes random(int rows, int cols, Random random) {
      Lanes m = new Lanes(rows, cols);
      m.forEach((l, i, j) -> m.set(l, i, j, random.nextGaussian()));
      return m;
    }

    static Lanes mask(int n, Random random) {
      Lanes m = new Lanes(n, 1);
      m.forEach((l, i, j) -> m.set(l, i, j, random.nextBoolean() ? 1 : 0));
      return m;
    }

    /// The upper triangle is NaN: nothing may read it.
    static Lanes positiveDefinite(int n, Random random) {
      Lanes half = random(n, n, random);
      Lanes m = new Lanes(n, n);
      half.forEach((l, i, j) ->
          m.set(l, i, j, j > i ? Double.NaN : half.rowProduct(l, i, j) / n + (i == j ? 1 : 0)));
      return m;
    }

    double rowProduct(int l, int i, int j) {
      double sum = 0;
      for (int k = 0; k < cols; k++) {
        sum += get(l, i, k) * get(l, j, k);
      }
      return sum;
    }

    Lanes copy() {
      Lanes m = new Lanes(rows, cols);
      System.arraycopy(data, 0, m.data, 0, data.length);
      return m;
    }

    void forEach(Place place) {
      for (int l = 0; l < 8; l++) {
        for (int i = 0; i < rows; i++) {
          for (int j = 0; j < cols; j++) {
            place.at(l, i, j);
          }
        }
      }
    }

    double get(int l, int i, int j) {
      return data[OFFSET + 8 * (i * ld + j) + l];
    }

    void set(int l, int i, int j, double x) {
      data[OFFSET + 8 * (i * ld + j) + l] = x;
    }
  }
}
