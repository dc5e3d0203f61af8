package io.ffolayer.internal.linalg.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CompressedColumnsTest {

  private final Random random = new Random(7);

  @Test
  void productsMatchTheDenseOnesAtAnyOffset() {
    CompressedColumns a = SparseExamples.random(7, 5, 17, random);
    double[] values = SparseExamples.gaussian(3 + a.nonzeros(), random);
    double[][] dense = SparseExamples.dense(a, Arrays.copyOfRange(values, 3, values.length));
    double[] x = SparseExamples.gaussian(2 + 5, random);
    double[] y = new double[1 + 7];
    a.addProduct(-2, values, 3, x, 2, y, 1);
    double[] z = new double[4 + 5];
    a.addTransposedProduct(3, values, 3, y, 1, z, 4);
    for (int i = 0; i < 7; i++) {
      double sum = 0;
      for (int j = 0; j < 5; j++) {
        sum += dense[i][j] * x[2 + j];
      }
      assertThat(y[1 + i]).isCloseTo(-2 * sum, within(1e-13));
    }
    for (int j = 0; j < 5; j++) {
      double sum = 0;
      for (int i = 0; i < 7; i++) {
        sum += dense[i][j] * y[1 + i];
      }
      assertThat(z[4 + j]).isCloseTo(3 * sum, within(1e-12));
    }
  }

  @Test
  void symmetricProductTakesEachStoredEntryForBothTriangles() {
    CompressedColumns upper = SparseExamples.randomUpper(9, 14, random);
    double[] values = SparseExamples.gaussian(upper.nonzeros(), random);
    double[] x = SparseExamples.gaussian(9, random);
    double[] y = new double[9];
    upper.addSymmetricProduct(1, values, 0, x, 0, y, 0);
    assertThat(
            SparseExamples.distance(
                y, SparseExamples.times(SparseExamples.symmetric(upper, values), x)))
        .isLessThan(1e-13);
  }

  @Test
  void transposingTwiceIsTheIdentityAndGatherMovesTheValues() {
    CompressedColumns a = SparseExamples.random(6, 8, 20, random);
    double[] values = SparseExamples.gaussian(a.nonzeros(), random);
    CompressedColumns.Transposed transposed = a.transposed();
    double[] moved = new double[values.length];
    transposed.gather(values, 0, moved, 0);
    double[][] dense = SparseExamples.dense(a, values);
    double[][] turned = SparseExamples.dense(transposed.pattern(), moved);
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 8; j++) {
        assertThat(turned[j][i]).isEqualTo(dense[i][j]);
      }
    }
    CompressedColumns back = transposed.pattern().transposed().pattern();
    assertThat(back.columnStart()).isEqualTo(a.columnStart());
    assertThat(back.rowIndex()).isEqualTo(a.rowIndex());
  }

  @Test
  void normsAreThoseOfRowsAndColumns() {
    CompressedColumns a = CompressedColumns.of(3, 2, new int[] {0, 2, 3}, new int[] {0, 2, 2});
    double[] values = {3, -4, 1};
    double[] rowNorms = new double[3];
    double[] columnNorms = new double[2];
    double[] squares = new double[3];
    a.raiseToRowNorms(values, 0, rowNorms, 0);
    a.raiseToColumnNorms(values, 0, columnNorms, 0);
    a.addSquaredRowNorms(values, 0, squares, 0);
    assertThat(rowNorms).containsExactly(3, 0, 4);
    assertThat(columnNorms).containsExactly(4, 1);
    assertThat(squares).containsExactly(9, 0, 17);
  }

  @Test
  void tripletsInAnyOrderGiveSortedColumnsAndKnowTheirPlaces() {
    int[] row = {2, 0, 1, 2, 0};
    int[] col = {1, 3, 1, 0, 0};
    TripletAssembly assembly = TripletAssembly.distinct(3, 4, row, col);
    assertThat(assembly.pattern().columnStart()).containsExactly(0, 2, 4, 4, 5);
    assertThat(assembly.pattern().rowIndex()).containsExactly(0, 2, 1, 2, 0);
    assertThat(assembly.position()).containsExactly(3, 4, 2, 1, 0);
  }

  @Test
  void repeatedTripletsAreRejectedByNameOrMerged() {
    int[] row = {1, 0, 1};
    int[] col = {2, 0, 2};
    assertThatThrownBy(() -> TripletAssembly.distinct(2, 3, row, col))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(1, 2) is given twice, as triplets 0 and 2");
    assertThat(TripletAssembly.merging(2, 3, row, col).position()).containsExactly(1, 0, 1);
  }

  @Test
  void malformedPatternsAreRejectedWithTheCulprit() {
    assertThatThrownBy(() -> CompressedColumns.of(2, 1, new int[] {0, 2}, new int[] {1, 0}))
        .hasMessageContaining("column 0 must ascend")
        .hasMessageContaining("0 follows 1");
    assertThatThrownBy(() -> CompressedColumns.of(2, 1, new int[] {0, 1}, new int[] {2}))
        .hasMessageContaining("row 2 in column 0");
    assertThatThrownBy(() -> CompressedColumns.of(2, 2, new int[] {0, 1}, new int[] {1}))
        .hasMessageContaining("columnStart must have 3 entries");
    assertThatThrownBy(() -> CompressedColumns.of(2, 2, new int[] {0, 2, 1}, new int[] {1}))
        .hasMessageContaining("at column 0");
    assertThatThrownBy(() -> TripletAssembly.distinct(2, 2, new int[] {0}, new int[] {2}))
        .hasMessageContaining("column 2 of triplet 0");
  }
}
