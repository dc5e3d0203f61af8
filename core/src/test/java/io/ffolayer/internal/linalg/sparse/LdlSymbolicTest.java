package io.ffolayer.internal.linalg.sparse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LdlSymbolicTest {

  static Stream<CompressedColumns> patterns() {
    Random random = new Random(3);
    return Stream.concat(
        Stream.of(
            CompressedColumns.empty(0, 0),
            CompressedColumns.empty(1, 1),
            CompressedColumns.empty(5, 5),
            SparseExamples.diagonal(6),
            SparseExamples.band(30, 3),
            SparseExamples.arrow(40),
            SparseExamples.grid(9)),
        IntStream.range(0, 60)
            .mapToObj(k ->
                SparseExamples.randomUpper(1 + random.nextInt(60), random.nextInt(150), random)));
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void everyVariableIsEliminatedOnce(CompressedColumns upper) {
    int n = upper.cols();
    assertThat(ApproximateMinimumDegree.order(upper)).hasSize(n);
    assertThat(Arrays.stream(ApproximateMinimumDegree.order(upper)).sorted())
        .containsExactlyElementsOf(numbers(n));
    assertThat(Arrays.stream(LdlSymbolic.analyse(upper).order()).sorted())
        .containsExactlyElementsOf(numbers(n));
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void treeAndCountsAreThoseOfAnEliminationByHand(CompressedColumns upper) {
    LdlSymbolic symbolic = LdlSymbolic.analyse(upper);
    boolean[][] factor = eliminate(symbolic.upper());
    int n = upper.cols();
    long nonzeros = 0;
    double flops = 0;
    for (int j = 0; j < n; j++) {
      int count = 0;
      int parent = EliminationTree.NONE;
      for (int i = n - 1; i > j; i--) {
        if (factor[i][j]) {
          count++;
          parent = i;
        }
      }
      assertThat(symbolic.columnCount()[j]).isEqualTo(count);
      assertThat(symbolic.parent()[j]).isEqualTo(parent);
      nonzeros += count;
      flops += (double) count * count;
    }
    assertThat(symbolic.nonzeros()).isEqualTo(nonzeros);
    assertThat(symbolic.flops()).isEqualTo(flops);
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void structureOfTheFactorIsThatOfAnEliminationByHand(CompressedColumns upper) {
    LdlSymbolic symbolic = LdlSymbolic.analyse(upper);
    UpLookingStructure structure = new UpLookingStructure(symbolic);
    boolean[][] factor = eliminate(symbolic.upper());
    int n = upper.cols();
    for (int j = 0; j < n; j++) {
      int column = j;
      assertThat(
              Arrays.copyOfRange(
                  structure.rowIndex, structure.columnStart[j], structure.columnStart[j + 1]))
          .containsExactly(IntStream.range(j + 1, n).filter(i -> factor[i][column]).toArray());
      assertThat(
              Arrays.copyOfRange(
                  structure.columnIndex, structure.rowStart[j], structure.rowStart[j + 1]))
          .containsExactly(IntStream.range(0, j).filter(i -> factor[column][i]).toArray());
    }
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void positionsPointToTheReorderedEntriesAndDiagonalsAreLast(CompressedColumns matrix) {
    LdlSymbolic symbolic = LdlSymbolic.analyse(matrix);
    CompressedColumns upper = symbolic.upper();
    int n = matrix.cols();
    int[] place = new int[n];
    for (int k = 0; k < n; k++) {
      place[symbolic.order()[k]] = k;
    }
    for (int j = 0; j < n; j++) {
      assertThat(symbolic.diagonalPosition(j)).isEqualTo(upper.columnStart()[place[j] + 1] - 1);
      for (int p = matrix.columnStart()[j]; p < matrix.columnStart()[j + 1]; p++) {
        int position = symbolic.entryPosition(p);
        int row = Math.min(place[j], place[matrix.rowIndex()[p]]);
        int col = Math.max(place[j], place[matrix.rowIndex()[p]]);
        assertThat(upper.rowIndex()[position]).isEqualTo(row);
        assertThat(position).isBetween(upper.columnStart()[col], upper.columnStart()[col + 1] - 1);
      }
    }
  }

  @Test
  void arrowsGetNoFill() {
    assertThat(LdlSymbolic.analyse(SparseExamples.arrow(2000)).nonzeros()).isEqualTo(1999);
    assertThat(LdlSymbolic.analyse(SparseExamples.arrow(50), identity(50)).nonzeros())
        .isEqualTo(49 * 50 / 2);
  }

  @Test
  void bandsFillHardlyMoreThanInTheirNaturalOrder() {
    for (int width : new int[] {1, 2, 5, 9}) {
      CompressedColumns band = SparseExamples.band(3000, width);
      assertThat((double) LdlSymbolic.analyse(band).nonzeros())
          .isLessThanOrEqualTo(1.3 * LdlSymbolic.analyse(band, identity(3000)).nonzeros());
    }
  }

  @Test
  void gridsFillMuchLessThanInTheirNaturalOrder() {
    CompressedColumns grid = SparseExamples.grid(100);
    long natural = LdlSymbolic.analyse(grid, identity(10_000)).nonzeros();
    assertThat(natural).isGreaterThan(900_000);
    assertThat(LdlSymbolic.analyse(grid).nonzeros()).isLessThan(205_000);
  }

  @Test
  void largePatternsRunOutOfRoomAndAreStillOrderedWell() {
    CompressedColumns grid = SparseExamples.grid(250);
    assertThat(LdlSymbolic.analyse(grid).nonzeros()).isLessThan(1_900_000);
    CompressedColumns random = SparseExamples.randomUpper(3000, 9000, new Random(5));
    assertThat(Arrays.stream(ApproximateMinimumDegree.order(random)).distinct().count())
        .isEqualTo(3000);
  }

  private static boolean[][] eliminate(CompressedColumns upper) {
    int n = upper.cols();
    boolean[][] factor = new boolean[n][n];
    for (int k = 0; k < n; k++) {
      for (int p = upper.columnStart()[k]; p < upper.columnStart()[k + 1]; p++) {
        factor[k][upper.rowIndex()[p]] = true;
      }
    }
    for (int k = 0; k < n; k++) {
      for (int i = k + 1; i < n; i++) {
        for (int j = k + 1; j < i && factor[i][k]; j++) {
          factor[i][j] |= factor[j][k];
        }
      }
    }
    return factor;
  }

  private static Iterable<Integer> numbers(int n) {
    return IntStream.range(0, n).boxed().toList();
  }

  private static int[] identity(int n) {
    return IntStream.range(0, n).toArray();
  }
}
