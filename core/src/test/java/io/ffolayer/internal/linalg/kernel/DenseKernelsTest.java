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

/// The plain kernels and those that this machine runs best against the definitions, element by
/// element. (Kernels for vectors of another width are tested in a process of their own,
/// [KernelTwinsTest].)
///
/// Matrices stand at odd offsets in arrays that are NaN elsewhere: a kernel that reads or writes
/// outside shows.
public class DenseKernelsTest {
  private static final int OFFSET = 3;

  public static Stream<DenseKernels> implementations() {
    DenseKernels scalar = new ScalarKernels();
    return Kernels.vectorsAvailable() ? Stream.of(scalar, Kernels.dense()) : Stream.of(scalar);
  }

  static Stream<Arguments> kernelsAndSizes() {
    return implementations()
        .flatMap(k ->
            IntStream.concat(
                    IntStream.rangeClosed(1, 34),
                    IntStream.of(39, 40, 47, 49, 56, 63, 64, 65, 70, 257, 300))
                .mapToObj(n -> Arguments.of(k, n)));
  }

  // ---- packing

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void packedElementsStandWhereTheLayoutSays(DenseKernels kernels, int n) {
    int cols = n % 13 + 1;
    Rows m = Rows.random(n, cols, new Random(n));
    Panels p = new Panels(n, cols);
    kernels.packRows(n, cols, m.data, OFFSET, m.ld, p.data, OFFSET, p.stride);
    p.mustBe(m);
    Panels t = new Panels(cols, n);
    kernels.packTransposed(cols, n, m.data, OFFSET, m.ld, t.data, OFFSET, t.stride);
    t.mustBe(m.transposed());
    Rows back = new Rows(n, cols);
    kernels.unpackRows(n, cols, p.data, OFFSET, p.stride, back.data, OFFSET, back.ld);
    back.mustBe(m);
    Rows again = new Rows(n, cols);
    kernels.unpackTransposed(cols, n, t.data, OFFSET, t.stride, again.data, OFFSET, again.ld);
    again.mustBe(m);
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void selectedRowsArePackedAndGatheredInTheirOrder(DenseKernels kernels, int n) {
    int[] selected = IntStream.range(0, n).filter(i -> i % 3 != 1).toArray();
    Rows m = Rows.random(n, 5, new Random(n));
    Rows expected = new Rows(selected.length, 5);
    expected.fill((a, k) -> m.get(selected[a], k));
    Panels p = new Panels(selected.length, 5);
    kernels.packSelectedRows(
        selected.length, 5, selected, m.data, OFFSET, m.ld, p.data, OFFSET, p.stride);
    p.mustBe(expected);
    Panels all = Panels.of(kernels, m);
    Panels g = new Panels(selected.length, 5);
    kernels.gatherRows(
        selected.length, 5, selected, all.data, OFFSET, all.stride, g.data, OFFSET, g.stride);
    g.mustBe(expected);
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void symmetricMatricesArePackedWithIdentityPadding(DenseKernels kernels, int n) {
    Rows m = Rows.positiveDefinite(n, new Random(n));
    int[] selected = IntStream.range(0, n).filter(i -> i % 3 != 1).toArray();
    Panels p = Panels.symmetric(kernels, m);
    Panels f = new Panels(selected.length, DenseKernels.padded(selected.length));
    kernels.gatherPrincipal(
        selected.length, selected, p.data, OFFSET, p.stride, f.data, OFFSET, f.stride);
    for (int i = 0; i < p.padded(); i++) {
      for (int j = 0; j <= i; j++) {
        assertThat(p.get(i, j)).isEqualTo(i < n ? m.get(i, j) : i == j ? 1 : 0);
      }
    }
    for (int a = 0; a < f.padded(); a++) {
      for (int b = 0; b <= a; b++) {
        assertThat(f.get(a, b))
            .isEqualTo(a < selected.length ? m.get(selected[a], selected[b]) : a == b ? 1 : 0);
      }
    }
    kernels.symmetrize(n, p.data, OFFSET, p.stride);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        assertThat(p.get(i, j)).isEqualTo(m.get(i, j));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void rowsGetLengthOneAndRowsOfZerosStay(DenseKernels kernels, int n) {
    int cols = n % 11 + 1;
    Rows m = Rows.random(n, cols, new Random(n));
    int zero = n / 2;
    for (int k = 0; k < cols; k++) {
      m.set(zero, k, 0);
    }
    Panels p = Panels.of(kernels, m);
    double[] d = nan(OFFSET + DenseKernels.padded(n));
    kernels.normalizeRows(n, cols, p.data, OFFSET, p.stride, d, OFFSET);
    for (int i = 0; i < p.padded(); i++) {
      double norm = i < n ? Math.sqrt(Rows.dot(m, i, m, i)) : 0;
      mustBeClose(d[OFFSET + i], norm > 0 ? 1 / norm : 0, 1e-14 / (norm + 1e-300));
      for (int k = 0; k < cols; k++) {
        double expected = norm > 0 ? m.get(i, k) / norm : 0;
        mustBeClose(p.get(i, k), expected, 1e-15);
      }
    }
  }

  // ---- products

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void productsEqualTheTripleLoop(DenseKernels kernels, int n) {
    Random random = new Random(n);
    int cols = random.nextInt(40) + 1;
    int k = random.nextInt(40) + 1;
    double sign = random.nextBoolean() ? 1 : -1;
    Rows a = Rows.random(n, k, random);
    Rows b = Rows.random(cols, k, random);
    Rows c = Rows.random(n, cols, random);
    Panels pa = Panels.of(kernels, a);
    Panels pb = Panels.of(kernels, b);
    Panels pc = new Panels(n, DenseKernels.padded(cols));
    Arrays.fill(pc.data, 0);
    kernels.packRows(n, cols, c.data, OFFSET, c.ld, pc.data, OFFSET, pc.stride);
    kernels.gemmTransposed(
        n, cols, k, sign, pa.data, OFFSET, pa.stride, pb.data, OFFSET, pb.stride, pc.data, OFFSET,
        pc.data, OFFSET, pc.stride, tile());
    for (int i = 0; i < pc.padded(); i++) {
      for (int j = 0; j < DenseKernels.padded(cols); j++) {
        double expected = i < n && j < cols ? c.get(i, j) + sign * Rows.dot(a, i, b, j) : 0;
        mustBeClose(pc.get(i, j), expected, 1e-12 * k);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void weightedRankKUpdateEqualsTheTripleLoop(DenseKernels kernels, int n) {
    Random random = new Random(n);
    int k = random.nextInt(50) + 1;
    Rows a = Rows.random(n, k, random);
    Rows c = Rows.positiveDefinite(n, random);
    double[] w = vector(k, random);
    Panels pa = Panels.of(kernels, a);
    Panels scaled = new Panels(n, k);
    Panels pc = Panels.symmetric(kernels, c);
    Panels d = new Panels(n, DenseKernels.padded(n));
    kernels.scaleColumns(
        n, k, pa.data, OFFSET, pa.stride, w, OFFSET, scaled.data, OFFSET, scaled.stride);
    kernels.syrkLower(
        n,
        k,
        -1,
        pa.data,
        OFFSET,
        pa.stride,
        scaled.data,
        OFFSET,
        scaled.stride,
        pc.data,
        OFFSET,
        d.data,
        OFFSET,
        d.stride,
        tile());
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double expected = c.get(i, j);
        for (int e = 0; e < k; e++) {
          expected -= a.get(i, e) * w[OFFSET + e] * a.get(j, e);
        }
        mustBeClose(d.get(i, j), expected, 1e-12 * (n + k));
      }
    }
    for (int i = n; i < d.padded(); i++) {
      assertThat(d.get(i, i)).isEqualTo(1);
    }
  }

  // ---- Cholesky factor

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void factorTimesItsTransposeIsTheMatrix(DenseKernels kernels, int n) {
    Rows m = Rows.positiveDefinite(n, new Random(n));
    Factor f = Factor.of(kernels, m);
    assertThat(f.failed).isEqualTo(-1);
    for (int i = 0; i < n; i++) {
      mustBeClose(f.reciprocal[OFFSET + i], 1 / f.l.get(i, i), 1e-14);
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int k = 0; k <= j; k++) {
          sum += f.l.get(i, k) * f.l.get(j, k);
        }
        mustBeClose(sum, m.get(i, j), 1e-13 * (n + 10));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void factorisationNamesTheFirstPivotThatFails(DenseKernels kernels, int n) {
    Random random = new Random(n);
    Rows m = Rows.positiveDefinite(n, random);
    int bad = random.nextInt(n);
    m.set(bad, bad, n % 3 == 0 ? Double.NaN : -1);
    assertThat(Factor.of(kernels, m).failed).isEqualTo(bad);
    Rows small = Rows.positiveDefinite(n, random);
    small.fill((i, j) -> i == j ? i == bad ? 99 : 101 : 0);
    Panels p = Panels.symmetric(kernels, small);
    int failed =
        kernels.cholesky(n, 100, p.data, OFFSET, p.stride, new double[p.padded()], 0, tile());
    assertThat(failed).isEqualTo(bad);
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void substitutionsSolveWithTheFactor(DenseKernels kernels, int n) {
    Random random = new Random(n);
    Factor f = Factor.of(kernels, Rows.positiveDefinite(n, random));
    double[] b = paddedVector(n, random);
    double[] y = b.clone();
    kernels.solveLower(n, f.l.data, OFFSET, f.l.stride, f.reciprocal, OFFSET, y, OFFSET);
    double[] x = b.clone();
    kernels.solveLowerTransposed(n, f.l.data, OFFSET, f.l.stride, f.reciprocal, OFFSET, x, OFFSET);
    for (int i = 0; i < n; i++) {
      double forward = 0;
      double backward = 0;
      for (int k = 0; k < n; k++) {
        forward += k <= i ? f.l.get(i, k) * y[OFFSET + k] : 0;
        backward += k >= i ? f.l.get(k, i) * x[OFFSET + k] : 0;
      }
      mustBeClose(forward, b[OFFSET + i], 1e-12);
      mustBeClose(backward, b[OFFSET + i], 1e-12);
    }
    for (int i = n; i < f.l.padded(); i++) {
      assertThat(y[OFFSET + i]).isZero();
      assertThat(x[OFFSET + i]).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void rowSolvesEqualSubstitutionsRowByRow(DenseKernels kernels, int n) {
    Random random = new Random(n);
    int rows = random.nextInt(40) + 1;
    Factor f = Factor.of(kernels, Rows.positiveDefinite(n, random));
    Rows b = Rows.random(rows, n, random);
    Panels lower = Panels.wide(kernels, b);
    kernels.solveLowerRows(
        rows,
        n,
        f.l.data,
        OFFSET,
        f.l.stride,
        f.reciprocal,
        OFFSET,
        lower.data,
        OFFSET,
        lower.stride,
        tile());
    Panels upper = Panels.wide(kernels, b);
    kernels.solveLowerTransposedRows(
        rows,
        n,
        f.l.data,
        OFFSET,
        f.l.stride,
        f.reciprocal,
        OFFSET,
        upper.data,
        OFFSET,
        upper.stride,
        tile());
    for (int i = 0; i < rows; i++) {
      double[] y = new double[DenseKernels.padded(n)];
      System.arraycopy(b.data, OFFSET + i * b.ld, y, 0, n);
      double[] x = y.clone();
      kernels.solveLower(n, f.l.data, OFFSET, f.l.stride, f.reciprocal, OFFSET, y, 0);
      kernels.solveLowerTransposed(n, f.l.data, OFFSET, f.l.stride, f.reciprocal, OFFSET, x, 0);
      for (int k = 0; k < y.length; k++) {
        mustBeClose(lower.get(i, k), y[k], 1e-12);
        mustBeClose(upper.get(i, k), x[k], 1e-12);
      }
    }
  }

  // ---- matrix times vector

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void productsWithVectorsEqualTheLoops(DenseKernels kernels, int n) {
    Random random = new Random(n);
    int cols = random.nextInt(60) + 1;
    double alpha = random.nextGaussian();
    double beta = random.nextInt(3) - 1;
    Rows m = Rows.random(n, cols, random);
    Panels p = Panels.of(kernels, m);
    double[] v = vector(cols, random);
    double[] u = vector(n, random);
    double[] padded = new double[OFFSET + p.padded()];
    System.arraycopy(u, OFFSET, padded, OFFSET, n);
    double[] out = beta == 0 ? nan(n) : vector(n, random);
    double[] outT = beta == 0 ? nan(cols) : vector(cols, random);
    double[] expected = out.clone();
    double[] expectedT = outT.clone();
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int k = 0; k < cols; k++) {
        sum += m.get(i, k) * v[OFFSET + k];
      }
      expected[OFFSET + i] = alpha * sum + (beta == 0 ? 0 : beta * out[OFFSET + i]);
    }
    for (int k = 0; k < cols; k++) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += m.get(i, k) * u[OFFSET + i];
      }
      expectedT[OFFSET + k] = alpha * sum + (beta == 0 ? 0 : beta * outT[OFFSET + k]);
    }
    double[] byRows = out.clone();
    kernels.rowsMultiply(n, cols, alpha, m.data, OFFSET, m.ld, v, OFFSET, beta, byRows, OFFSET);
    mustBeClose(byRows, expected);
    double[] byRowsT = outT.clone();
    kernels.rowsMultiplyTransposed(
        n, cols, alpha, m.data, OFFSET, m.ld, u, OFFSET, beta, byRowsT, OFFSET);
    mustBeClose(byRowsT, expectedT);
    double[] byPanelsT = outT.clone();
    kernels.multiplyTransposed(
        n, cols, alpha, p.data, OFFSET, p.stride, padded, OFFSET, beta, byPanelsT, OFFSET);
    mustBeClose(byPanelsT, expectedT);
    double[] byPanels = Arrays.copyOf(Arrays.copyOf(out, OFFSET + n), OFFSET + p.padded());
    kernels.multiply(n, cols, alpha, p.data, OFFSET, p.stride, v, OFFSET, beta, byPanels, OFFSET);
    mustBeClose(Arrays.copyOf(byPanels, OFFSET + n), Arrays.copyOf(expected, OFFSET + n));
    assertThat(Arrays.stream(byPanels, OFFSET + n, byPanels.length)).allMatch(x -> x == 0);
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void productWithSelectedColumnsLeavesTheOthersOut(DenseKernels kernels, int n) {
    Random random = new Random(n);
    int cols = random.nextInt(60) + 1;
    int[] selected = IntStream.range(0, cols).filter(k -> k % 3 != 1).toArray();
    Panels p = Panels.of(kernels, Rows.random(n, cols, random));
    double[] v = vector(selected.length, random);
    double[] all = new double[cols];
    for (int e = 0; e < selected.length; e++) {
      all[selected[e]] = v[OFFSET + e];
    }
    double[] expected = new double[p.padded()];
    kernels.multiply(n, cols, 2, p.data, OFFSET, p.stride, all, 0, 0, expected, 0);
    double[] out = new double[p.padded()];
    Arrays.fill(out, 0, n, 1);
    kernels.multiplySelected(
        n, selected.length, selected, 2, p.data, OFFSET, p.stride, v, OFFSET, -1, out, 0);
    for (int i = 0; i < out.length; i++) {
      mustBeClose(out[i], expected[i] - (i < n ? 1 : 0), 1e-12);
    }
  }

  // ---- gradients

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void rankTwoGradientsEqualTheLoops(DenseKernels kernels, int n) {
    Random random = new Random(n);
    int cols = random.nextInt(60) + 1;
    double[] a = vector(n, random);
    double[] b = vector(n, random);
    double[] y = vector(cols, random);
    double[] x = vector(cols, random);
    Rows m = new Rows(n, cols);
    kernels.rankTwo(
        n, cols, a, OFFSET, y, OFFSET, b, OFFSET, x, OFFSET, false, m.data, OFFSET, m.ld);
    Rows expected = new Rows(n, cols);
    expected.fill((i, j) -> a[OFFSET + i] * y[OFFSET + j] + b[OFFSET + i] * x[OFFSET + j]);
    m.mustBeClose(expected, 1e-14);
    kernels.rankTwo(
        n, cols, a, OFFSET, y, OFFSET, b, OFFSET, x, OFFSET, true, m.data, OFFSET, m.ld);
    expected.fill((i, j) -> 2 * (a[OFFSET + i] * y[OFFSET + j] + b[OFFSET + i] * x[OFFSET + j]));
    m.mustBeClose(expected, 1e-14);
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void symmetricGradientIsSymmetricToTheBit(DenseKernels kernels, int n) {
    Random random = new Random(n);
    double[] d = vector(n, random);
    double[] y = vector(n, random);
    Rows m = new Rows(n, n);
    kernels.symmetricRankTwo(n, d, OFFSET, y, OFFSET, false, m.data, OFFSET, m.ld);
    kernels.symmetricRankTwo(n, d, OFFSET, y, OFFSET, true, m.data, OFFSET, m.ld);
    m.mustBe(m.transposed());
    Rows expected = new Rows(n, n);
    expected.fill((i, j) -> d[OFFSET + i] * y[OFFSET + j] + y[OFFSET + i] * d[OFFSET + j]);
    m.mustBeClose(expected, 1e-14);
  }

  // ---- vectors

  /// Before and after the method is compiled.
  @ParameterizedTest
  @MethodSource("implementations")
  void aSumHasTheSameBitsAtEveryCall(DenseKernels kernels) {
    double[] a = new Random(4).doubles(100, -1, 1).map(v -> v * v * v * v * v).toArray();
    double first = kernels.sizeOfDot(100, a, 0, a, 0), dot = kernels.dot(100, a, 0, a, 0);
    for (int call = 0; call < 20_000; call++) {
      assertThat(kernels.sizeOfDot(100, a, 0, a, 0)).isEqualTo(first);
      assertThat(kernels.dot(100, a, 0, a, 0)).isEqualTo(dot);
    }
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSizes")
  void vectorOperationsEqualTheLoops(DenseKernels kernels, int n) {
    Random random = new Random(n);
    double[] w = vector(n, random);
    double[] a = vector(n, random);
    double[] b = vector(n, random);
    double dot = 0;
    double weighted = 0;
    double max = 0;
    double[] sum = b.clone();
    double[] product = nan(n);
    double[] scaled = a.clone();
    for (int i = OFFSET; i < OFFSET + n; i++) {
      dot += a[i] * b[i];
      weighted += w[i] * a[i] * b[i];
      max = Math.max(max, Math.abs(a[i]));
      sum[i] += 1.5 * a[i];
      product[i] = a[i] * b[i];
      scaled[i] *= -0.5;
    }
    mustBeClose(kernels.dot(n, a, OFFSET, b, OFFSET), dot, 1e-13 * n);
    mustBeClose(kernels.weightedDot(n, w, OFFSET, a, OFFSET, b, OFFSET), weighted, 1e-13 * n);
    assertThat(kernels.normInf(n, a, OFFSET)).isEqualTo(max);
    double sizes = 0, largest = 0;
    for (int i = 0; i < n; i++) {
      sizes += Math.abs(a[OFFSET + i] * b[OFFSET + i]);
      largest = Math.max(largest, Math.abs(a[OFFSET + i] * b[OFFSET + i]));
    }
    mustBeClose(kernels.sizeOfDot(n, a, OFFSET, b, OFFSET), sizes, 1e-13 * n);
    assertThat(kernels.largestProduct(n, a, OFFSET, b, OFFSET)).isEqualTo(largest);
    double[] c = nan(n);
    kernels.multiplyElements(n, a, OFFSET, b, OFFSET, c, OFFSET);
    assertThat(c).isEqualTo(product);
    kernels.axpy(n, 1.5, a, OFFSET, b, OFFSET);
    mustBeClose(b, sum);
    kernels.scale(n, -0.5, a, OFFSET);
    assertThat(a).isEqualTo(scaled);
    assertThat(kernels.allFinite(n, a, OFFSET)).isTrue();
    for (double bad : new double[] {Double.NEGATIVE_INFINITY, Double.NaN}) {
      a[OFFSET + n / 2] = bad;
      assertThat(kernels.allFinite(n, a, OFFSET)).isFalse();
    }
    assertThat(kernels.normInf(n, a, OFFSET)).isNaN();
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void onlyWhatIsBelowItsLimitIsRaised(DenseKernels kernels) {
    Random random = new Random(3);
    for (int n : new int[] {0, 1, 7, 8, 9, 30}) {
      double[] a = random.doubles(OFFSET + n, -2, 2).toArray();
      double[] limit = random.doubles(n, 0, 3).toArray();
      double[] out = random.doubles(n, 0, 1).toArray(), expected = out.clone();
      for (int i = 0; i < n; i++) {
        double size = Math.abs(-1.5 * a[OFFSET + i]);
        if (size < limit[i]) expected[i] = Math.max(expected[i], size);
      }
      kernels.raiseBelow(n, -1.5, a, OFFSET, limit, out);
      assertThat(out).isEqualTo(expected);
    }
  }

  // ---- laws about the implementations

  @ParameterizedTest
  @MethodSource("implementations")
  void resultsDoNotDependOnTheOffset(DenseKernels kernels) {
    int n = 45;
    Rows m = Rows.positiveDefinite(n, new Random(1));
    double[] first = solve(kernels, m, 0);
    for (int offset = 1; offset < 9; offset++) {
      assertThat(solve(kernels, m, offset)).isEqualTo(first);
    }
  }

  private static double[] solve(DenseKernels kernels, Rows m, int offset) {
    int padded = DenseKernels.padded(m.rows);
    double[] l = new double[offset + padded * padded];
    double[] r = new double[offset + padded];
    double[] x = new double[offset + padded];
    double[] rows = new double[offset + m.rows * m.rows];
    for (int i = 0; i < m.rows; i++) {
      System.arraycopy(m.data, OFFSET + i * m.ld, rows, offset + i * m.rows, m.rows);
    }
    kernels.rowsMultiply(m.rows, m.rows, 1, rows, offset, m.rows, rows, offset, 0, x, offset);
    x[offset] += kernels.dot(m.rows, rows, offset, x, offset);
    kernels.packSymmetric(m.rows, rows, offset, m.rows, l, offset, 8 * padded);
    kernels.cholesky(m.rows, 0, l, offset, 8 * padded, r, offset, tile());
    kernels.solveLower(m.rows, l, offset, 8 * padded, r, offset, x, offset);
    kernels.solveLowerTransposed(m.rows, l, offset, 8 * padded, r, offset, x, offset);
    return Arrays.copyOfRange(x, offset, offset + m.rows);
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void resultsDoNotChangeOnceTheKernelsAreCompiled(DenseKernels kernels) {
    Rows m = Rows.positiveDefinite(45, new Random(1));
    double[] cold = solve(kernels, m, 0);
    for (int i = 0; i < 20_000; i++) {
      solve(kernels, m, 0);
    }
    assertThat(solve(kernels, m, 0)).isEqualTo(cold);
  }

  @TestFactory
  Stream<DynamicTest> warmKernelAllocatesNothing() {
    return implementations()
        .flatMap(kernels ->
            DenseKernelCalls.of(kernels, 45, 37).named().entrySet().stream()
                .map(call ->
                    DynamicTest.dynamicTest(
                        kernels.getClass().getSimpleName() + "." + call.getKey(),
                        () -> AllocationAssert.assertAllocatesNothingWhenWarm(call.getValue()))));
  }

  // ---- fixtures

  private static double[] tile() {
    return new double[DenseKernels.TILE];
  }

  private static double[] nan(int n) {
    double[] x = new double[OFFSET + n + 1];
    Arrays.fill(x, Double.NaN);
    return x;
  }

  /// n normal numbers from OFFSET on, NaN around them.
  private static double[] vector(int n, Random random) {
    double[] x = nan(n);
    for (int i = 0; i < n; i++) {
      x[OFFSET + i] = random.nextGaussian();
    }
    return x;
  }

  private static double[] paddedVector(int n, Random random) {
    double[] x = new double[OFFSET + DenseKernels.padded(n)];
    for (int i = 0; i < n; i++) {
      x[OFFSET + i] = random.nextGaussian();
    }
    return x;
  }

  /// What an assertion would do, without making one for each of millions of numbers.
  private static void mustBeClose(double actual, double expected, double tolerance) {
    if (!(Math.abs(actual - expected) <= tolerance)) {
      assertThat(actual).isCloseTo(expected, within(tolerance));
    }
  }

  private static void mustBeClose(double[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      if (Double.isNaN(expected[i])) {
        assertThat(actual[i]).isNaN();
      } else {
        mustBeClose(actual[i], expected[i], 1e-11);
      }
    }
  }

  private record Factor(Panels l, double[] reciprocal, int failed) {
    static Factor of(DenseKernels kernels, Rows m) {
      Panels l = Panels.symmetric(kernels, m);
      double[] reciprocal = new double[OFFSET + l.padded()];
      int failed =
          kernels.cholesky(m.rows, 0, l.data, OFFSET, l.stride, reciprocal, OFFSET, tile());
      return new Factor(l, reciprocal, failed);
    }
  }

  private interface Entry {
    double at(int i, int j);
  }

  /// A row-major matrix between NaNs.
  private static final class Rows {
    final int rows;
    final int cols;
    final int ld;
    final double[] data;

    Rows(int rows, int cols) {
      this.rows = rows;
      this.cols = cols;
      this.ld = cols + 2;
      this.data = nan(rows * ld);
    }

    static Rows random(int rows, int cols, Random random) {
      Rows m = new Rows(rows, cols);
      m.fill((i, j) -> random.nextGaussian());
      return m;
    }

    static Rows positiveDefinite(int n, Random random) {
      Rows half = random(n, n, random);
      Rows m = new Rows(n, n);
      m.fill((i, j) -> dot(half, i, half, j) / n + (i == j ? 1 : 0));
      return m;
    }

    static double dot(Rows a, int i, Rows b, int j) {
      double sum = 0;
      for (int k = 0; k < a.cols; k++) {
        sum += a.get(i, k) * b.get(j, k);
      }
      return sum;
    }

    void fill(Entry entry) {
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < cols; j++) {
          set(i, j, entry.at(i, j));
        }
      }
    }

    Rows transposed() {
      Rows t = new Rows(cols, rows);
      t.fill((i, j) -> get(j, i));
      return t;
    }

    double get(int i, int j) {
      return data[OFFSET + i * ld + j];
    }

    void set(int i, int j, double x) {
      data[OFFSET + i * ld + j] = x;
    }

    void mustBe(Rows expected) {
      assertThat(data).isEqualTo(expected.data);
    }

    void mustBeClose(Rows expected, double tolerance) {
      for (int i = 0; i < data.length; i++) {
        if (Double.isNaN(expected.data[i])) {
          assertThat(data[i]).isNaN();
        } else {
          DenseKernelsTest.mustBeClose(
              data[i], expected.data[i], tolerance * (1 + Math.abs(expected.data[i])));
        }
      }
    }
  }

  /// A panel matrix after OFFSET NaNs; its panels are one column longer than needed.
  private static final class Panels {
    final int rows;
    final int cols;
    final int stride;
    final double[] data;

    Panels(int rows, int cols) {
      this.rows = rows;
      this.cols = cols;
      this.stride = 8 * (cols + 1);
      this.data = nan(padded() / 8 * stride);
    }

    static Panels of(DenseKernels kernels, Rows m) {
      Panels p = new Panels(m.rows, m.cols);
      kernels.packRows(m.rows, m.cols, m.data, OFFSET, m.ld, p.data, OFFSET, p.stride);
      return p;
    }

    /// With zero columns up to a multiple of eight.
    static Panels wide(DenseKernels kernels, Rows m) {
      Panels p = new Panels(m.rows, DenseKernels.padded(m.cols));
      Arrays.fill(p.data, 0);
      kernels.packRows(m.rows, m.cols, m.data, OFFSET, m.ld, p.data, OFFSET, p.stride);
      return p;
    }

    static Panels symmetric(DenseKernels kernels, Rows m) {
      Panels p = new Panels(m.rows, DenseKernels.padded(m.rows));
      kernels.packSymmetric(m.rows, m.data, OFFSET, m.ld, p.data, OFFSET, p.stride);
      return p;
    }

    int padded() {
      return DenseKernels.padded(rows);
    }

    double get(int i, int k) {
      return data[DenseKernels.at(OFFSET, stride, i, k)];
    }

    void mustBe(Rows m) {
      for (int i = 0; i < padded(); i++) {
        for (int k = 0; k < cols; k++) {
          assertThat(get(i, k)).isEqualTo(i < rows ? m.get(i, k) : 0);
        }
      }
    }
  }
}
