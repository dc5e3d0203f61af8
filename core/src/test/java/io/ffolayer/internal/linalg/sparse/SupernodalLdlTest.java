package io.ffolayer.internal.linalg.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.internal.linalg.kernel.AllocationAssert;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The supernodal factor is the up-looking one, to rounding.
class SupernodalLdlTest {

  /// From single columns to supernodes that are wider and higher than all strips and chunks.
  static Stream<CompressedColumns> hessians() {
    Random random = new Random(17);
    return Stream.concat(
        Stream.of(
            CompressedColumns.empty(0, 0),
            SparseExamples.diagonal(1),
            SparseExamples.diagonal(20),
            SparseExamples.arrow(50),
            SparseExamples.band(200, 7),
            SparseExamples.grid(40),
            SparseExamples.randomUpper(300, 300 * 300, random),
            SparseExamples.randomUpper(700, 4000, random)),
        IntStream.range(0, 40)
            .mapToObj(k ->
                SparseExamples.randomUpper(1 + random.nextInt(120), random.nextInt(300), random)));
  }

  private static QuasiDefiniteSolver solver(
      QuasiDefinitePattern pattern, LdlStructure structure, double[] p, double[] a) {
    QuasiDefiniteSolver solver = new QuasiDefiniteSolver(pattern, structure);
    double[] ones = new double[pattern.rows()];
    Arrays.fill(ones, 1);
    pattern.setHessian(solver.values(), p, 0);
    pattern.setRows(solver.values(), a, 0, ones, 0);
    double[] d = new double[pattern.rows()];
    Arrays.setAll(d, i -> i % 3);
    pattern.setRowDiagonal(solver.values(), d, 0);
    return solver;
  }

  private static CompressedColumns rowsFor(CompressedColumns p) {
    int m = p.cols() / 3;
    return m == 0
        ? CompressedColumns.empty(0, p.cols())
        : SparseExamples.slidingRows(m, p.cols(), 3);
  }

  @ParameterizedTest
  @MethodSource("hessians")
  void pivotsAndSolutionsAreThoseOfTheUpLookingFactor(CompressedColumns p) {
    Random random = new Random(1);
    CompressedColumns a = rowsFor(p);
    double[] pValues = SparseExamples.definite(p, random);
    double[] aValues = SparseExamples.gaussian(a.nonzeros(), random);
    QuasiDefinitePattern pattern = QuasiDefinitePattern.of(p, a);
    UpLookingStructure rowByRow = new UpLookingStructure(pattern.symbolic());
    SupernodalStructure byBlocks = new SupernodalStructure(pattern.symbolic());
    double[] values = solver(pattern, rowByRow, pValues, aValues).values();
    UpLookingLdl one = rowByRow.newFactor();
    SupernodalLdl other = byBlocks.newFactor();
    assertThat(one.factor(values, 0, pattern.sign(), 1e-8)).isTrue();
    for (int repeat = 0; repeat < 2; repeat++) {
      assertThat(other.factor(values, 0, pattern.sign(), 1e-8)).isTrue();
      for (int j = 0; j < pattern.dimension(); j++) {
        assertThat(other.inversePivot[j] / one.inversePivot[j]).isCloseTo(1, within(1e-6));
      }
      double[] x = SparseExamples.gaussian(pattern.dimension(), random);
      double[] y = x.clone();
      one.solve(x);
      other.solve(y);
      double size = Arrays.stream(x).map(Math::abs).max().orElse(0);
      assertThat(SparseExamples.distance(x, y)).isLessThanOrEqualTo(1e-7 * size);
    }
  }

  @ParameterizedTest
  @MethodSource("hessians")
  void refinedSolutionsSatisfyTheSystem(CompressedColumns p) {
    Random random = new Random(2);
    CompressedColumns a = rowsFor(p);
    double[] pValues = SparseExamples.definite(p, random);
    double[] aValues = SparseExamples.gaussian(a.nonzeros(), random);
    QuasiDefinitePattern pattern = QuasiDefinitePattern.of(p, a);
    QuasiDefiniteSolver solver =
        solver(pattern, new SupernodalStructure(pattern.symbolic()), pValues, aValues);
    assertThat(solver.factor()).isTrue();
    double[] rhs = SparseExamples.gaussian(pattern.dimension(), random);
    assertThat(solver.solve(rhs, 0, rhs, 0)).isLessThan(1e-11);
  }

  @ParameterizedTest
  @MethodSource("hessians")
  void supernodesPartitionTheColumnsAndHoldTheirPattern(CompressedColumns p) {
    LdlSymbolic symbolic = LdlSymbolic.analyse(p);
    SupernodalStructure blocks = new SupernodalStructure(symbolic);
    UpLookingStructure columns = new UpLookingStructure(symbolic);
    int next = 0;
    for (int s = 0; s < blocks.count(); s++) {
      assertThat(blocks.firstColumn[s]).isEqualTo(next);
      next += blocks.width(s);
      int[] rows = Arrays.copyOfRange(blocks.rowIndex, blocks.rowStart[s], blocks.rowStart[s + 1]);
      int last = next - 1;
      assertThat(rows)
          .containsExactly(
              Arrays.copyOfRange(
                  columns.rowIndex, columns.columnStart[last], columns.columnStart[last + 1]));
      for (int j = blocks.firstColumn[s]; j < next; j++) {
        for (int q = columns.columnStart[j]; q < columns.columnStart[j + 1]; q++) {
          int row = columns.rowIndex[q];
          assertThat(row < next || Arrays.binarySearch(rows, row) >= 0).isTrue();
        }
      }
    }
    assertThat(next).isEqualTo(p.cols());
  }

  @Test
  void aPivotOfTheWrongSignAnywhereIsFoundAndTheWorkspaceRecovers() {
    Random random = new Random(3);
    CompressedColumns p = SparseExamples.grid(20);
    double[] good = SparseExamples.definite(p, random);
    QuasiDefinitePattern pattern = QuasiDefinitePattern.of(p, CompressedColumns.empty(0, 400));
    QuasiDefiniteSolver solver =
        solver(pattern, new SupernodalStructure(pattern.symbolic()), good, new double[0]);
    for (double bad : new double[] {-9, Double.NaN, Double.POSITIVE_INFINITY}) {
      for (int j = 0; j < 400; j += 7) {
        pattern.setHessian(solver.values(), good, 0);
        solver.values()[pattern.diagonal(j)] = bad;
        assertThat(solver.factor()).isFalse();
      }
    }
    pattern.setHessian(solver.values(), good, 0);
    assertThat(solver.factor()).isTrue();
    double[] rhs = SparseExamples.gaussian(400, random);
    assertThat(solver.solve(rhs, 0, rhs, 0)).isLessThan(1e-12);
  }

  @Test
  void stripsOfATriangleFollowEachOther() {
    for (int n : new int[] {8, 120, 128, 136, 256, 400}) {
      int end = 0;
      for (int i = 0; i < n; i += 8) {
        assertThat(TriangleStrips.row(i, n)).isEqualTo(end);
        assertThat(TriangleStrips.row(i + 5, n)).isEqualTo(end + 5);
        assertThat(TriangleStrips.stride(i, n)).isGreaterThanOrEqualTo(8 * (i + 8));
        end += TriangleStrips.stride(i, n);
      }
      assertThat(TriangleStrips.size(n)).isEqualTo(end);
    }
  }

  @Test
  void factoringAndSolvingAllocateNothing() {
    Random random = new Random(4);
    CompressedColumns p = SparseExamples.grid(25);
    CompressedColumns a = rowsFor(p);
    QuasiDefinitePattern pattern = QuasiDefinitePattern.of(p, a);
    QuasiDefiniteSolver solver =
        solver(
            pattern,
            new SupernodalStructure(pattern.symbolic()),
            SparseExamples.definite(p, random),
            SparseExamples.gaussian(a.nonzeros(), random));
    double[] rhs = SparseExamples.gaussian(pattern.dimension(), random);
    double[] x = new double[rhs.length];
    AllocationAssert.assertAllocatesNothingWhenWarm(() -> {
      solver.factor();
      solver.solve(rhs, 0, x, 0);
    });
  }
}
