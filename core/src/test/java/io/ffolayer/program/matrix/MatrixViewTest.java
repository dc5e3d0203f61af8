package io.ffolayer.program.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A matrix answers the same whatever its layout: dense, sparse, or blocks of both.
class MatrixViewTest {
  private static final int ROWS = 11;
  private static final int COLUMNS = 5;
  private static final int BATCH = 3;

  private final Random random = new Random(4);
  private final double[][][] m = matrices(ROWS, COLUMNS);
  private final double[][][] p = symmetric(COLUMNS);

  /// Three instances with zeros at the same places.
  private double[][][] matrices(int rows, int columns) {
    double[][][] all = new double[BATCH][rows][columns];
    for (int i = 0; i < rows; i++)
      for (int j = 0; j < columns; j++)
        if (random.nextInt(3) > 0)
          for (double[][] matrix : all) matrix[i][j] = random.nextGaussian();
    return all;
  }

  private double[][][] symmetric(int n) {
    double[][][] all = matrices(n, n);
    for (double[][] matrix : all)
      for (int i = 0; i < n; i++) for (int j = 0; j < i; j++) matrix[i][j] = matrix[j][i];
    return all;
  }

  private interface Kept {
    boolean keeps(int i, int j);
  }

  private static MatrixView dense(double[][][] all, int from, int to) {
    int columns = all[0][0].length, size = (to - from) * columns;
    double[] values = new double[all.length * size];
    for (int t = 0; t < all.length; t++)
      for (int i = from; i < to; i++)
        System.arraycopy(all[t][i], 0, values, t * size + (i - from) * columns, columns);
    return MatrixView.of(new Layout.Dense(to - from, columns), Batched.each(values, size));
  }

  private static MatrixView sparse(double[][][] all, int from, int to, Kept kept) {
    int columns = all[0][0].length;
    int[] i = new int[(to - from) * columns], j = new int[i.length];
    int size = 0;
    for (int row = from; row < to; row++)
      for (int column = 0; column < columns; column++)
        if (all[0][row][column] != 0 && kept.keeps(row, column)) {
          i[size] = row - from;
          j[size++] = column;
        }
    Layout.Sparse layout =
        Layout.Sparse.ofEntries(to - from, columns, Arrays.copyOf(i, size), Arrays.copyOf(j, size));
    double[] values = new double[all.length * size];
    for (int t = 0; t < all.length; t++)
      for (int column = 0; column < columns; column++)
        for (int k = layout.columnStart(column); k < layout.columnStart(column + 1); k++)
          values[t * size + k] = all[t][from + layout.rowIndex(k)][column];
    return MatrixView.of(layout, Batched.each(values, size));
  }

  private static MatrixView sparse(double[][][] all, int from, int to) {
    return sparse(all, from, to, (i, j) -> true);
  }

  private Stream<MatrixView> forms() {
    return Stream.of(
        dense(m, 0, ROWS),
        sparse(m, 0, ROWS),
        MatrixView.stacked(
            COLUMNS, List.of(dense(m, 0, 3), sparse(m, 3, 4), dense(m, 4, 9), sparse(m, 9, ROWS))));
  }

  private Stream<MatrixView> symmetricForms() {
    return Stream.of(dense(p, 0, COLUMNS), sparse(p, 0, COLUMNS, (i, j) -> i <= j));
  }

  private double[] vector(int size) {
    return random.doubles(size, -1, 1).toArray();
  }

  private static void same(double[] actual, double[] expected) {
    assertThat(actual).containsExactly(expected, within(1e-14));
  }

  @Test
  void productsAreTheSumsOfTheirTerms() {
    double[] x = vector(2 + COLUMNS), z = vector(1 + ROWS);
    for (int t = 0; t < BATCH; t++) {
      double[] product = new double[ROWS], sizes = new double[ROWS];
      double[] transposed = new double[COLUMNS], transposedSizes = new double[COLUMNS];
      for (int i = 0; i < ROWS; i++)
        for (int j = 0; j < COLUMNS; j++) {
          product[i] += m[t][i][j] * x[2 + j];
          sizes[i] += Math.abs(m[t][i][j] * x[2 + j]);
          transposed[j] += m[t][i][j] * z[1 + i];
          transposedSizes[j] += Math.abs(m[t][i][j] * z[1 + i]);
        }
      int instance = t;
      forms()
          .forEach(view -> {
            same(filled(ROWS, out -> view.add(instance, x, 2, out, 0)), product);
            same(filled(ROWS, out -> view.addSizes(instance, x, 2, out, 0)), sizes);
            same(filled(COLUMNS, out -> view.addTransposed(instance, z, 1, out, 0)), transposed);
            same(
                filled(COLUMNS, out -> view.addTransposedSizes(instance, z, 1, out, 0)),
                transposedSizes);
            DoubledSums rows = new DoubledSums(ROWS), columns = new DoubledSums(COLUMNS);
            view.add(instance, x, 2, rows, 0);
            view.addTransposed(instance, z, 1, columns);
            same(rows.finish(), product);
            same(columns.finish(), transposed);
            double[] listed =
                filled(ROWS, out -> view.addListed(instance, new int[] {1, 3, 8, 9}, x, 2, out, 0));
            for (int i : new int[] {1, 3, 8, 9})
              assertThat(listed[i]).isCloseTo(product[i], within(1e-14));
          });
    }
  }

  @Test
  void symmetricProductsSeeBothTriangles() {
    double[] x = vector(COLUMNS);
    for (int t = 0; t < BATCH; t++) {
      double[] product = new double[COLUMNS], sizes = new double[COLUMNS];
      double[] diagonal = new double[COLUMNS], norm = new double[COLUMNS];
      double[] copy = new double[COLUMNS * COLUMNS], triangle = new double[16];
      for (int i = 0; i < COLUMNS; i++)
        for (int j = 0; j < COLUMNS; j++) {
          product[i] += p[t][i][j] * x[j];
          sizes[i] += Math.abs(p[t][i][j] * x[j]);
          norm[j] = Math.max(norm[j], Math.abs(x[i] * x[i] * p[t][i][j]));
          diagonal[i] = p[t][i][i];
          copy[i * COLUMNS + j] = p[t][i][j];
        }
      double[] squares = Arrays.stream(x).map(v -> v * v).toArray();
      int instance = t;
      symmetricForms()
          .forEach(view -> {
            same(filled(COLUMNS, out -> view.addSymmetric(instance, x, 0, out, 0)), product);
            same(filled(COLUMNS, out -> view.addSymmetricPart(instance, x, 0, out, 0)), product);
            same(filled(COLUMNS, out -> view.addSymmetricSizes(instance, x, 0, out, 0)), sizes);
            DoubledSums sums = new DoubledSums(COLUMNS);
            view.addSymmetric(instance, x, 0, sums);
            same(sums.finish(), product);
            same(filled(COLUMNS, out -> view.diagonal(instance, out)), diagonal);
            same(filled(COLUMNS, out -> view.raiseSymmetricNorms(instance, squares, out)), norm);
            same(filled(copy.length, out -> view.copySymmetricTo(instance, out, 0, COLUMNS)), copy);
            Layout.Sparse upper = view.layout().upperTriangle();
            view.copyUpperTriangleTo(instance, triangle);
            for (int j = 0; j < COLUMNS; j++)
              for (int k = upper.columnStart(j); k < upper.columnStart(j + 1); k++)
                assertThat(triangle[k]).isEqualTo(p[instance][upper.rowIndex(k)][j]);
          });
    }
  }

  @Test
  void normsAreThoseOfTheEntries() {
    double[] row = random.doubles(ROWS, 0, 1).toArray();
    double[] column = random.doubles(COLUMNS, 0, 1).toArray();
    double[] squares = new double[ROWS], weighted = new double[ROWS], largest = new double[ROWS];
    double[] rowNorm = new double[ROWS], columnNorm = new double[COLUMNS];
    double most = 0;
    for (int i = 0; i < ROWS; i++)
      for (int j = 0; j < COLUMNS; j++) {
        double size = Math.abs(m[1][i][j]);
        squares[i] += size * size;
        weighted[i] += size * size * column[j];
        largest[i] = Math.max(largest[i], size);
        rowNorm[i] = Math.max(rowNorm[i], size * column[j]);
        columnNorm[j] = Math.max(columnNorm[j], row[i] * size);
        most = Math.max(most, size);
      }
    double expected = most;
    forms()
        .forEach(view -> {
          assertThat(view.largest(1)).isEqualTo(expected);
          assertThat(view.allFinite(1)).isTrue();
          same(filled(ROWS, out -> view.addSquaredRowNorms(1, out, 0)), squares);
          same(filled(ROWS, out -> view.addWeightedSquares(1, column, out, 0)), weighted);
          same(filled(ROWS, out -> view.raiseRowNorms(1, out, 0)), largest);
          double[] rows = new double[ROWS];
          double[] columns = new double[COLUMNS];
          view.raiseScaledNorms(1, row, 0, column, rows, columns);
          same(rows, rowNorm);
          same(columns, columnNorm);
        });
  }

  @Test
  void entriesArriveWhereverTheyAreWritten() {
    double[] row = vector(ROWS), column = vector(COLUMNS);
    boolean[] kept = new boolean[2 + ROWS];
    for (int i : new int[] {2, 5, 6, 12}) kept[i] = true;
    int stride = 8 * DenseKernels.padded(COLUMNS);
    forms()
        .forEach(view -> {
          double[] copy = filled(ROWS * 7, out -> view.copyTo(2, out, 0, 7));
          double[] visited = new double[ROWS * 7];
          view.forEach(2, (i, j, value) -> visited[i * 7 + j] = value);
          double[] panels = filled(2 * stride, out -> view.packRows(2, out, 0, stride));
          double[] lanes = filled(8 * ROWS * COLUMNS, out -> view.packLanes(1, 2, out, 0));
          MatrixView scaled = view.isRowMajor() ? dense(m, 0, ROWS) : null;
          if (scaled != null) view.scaleInto(2, row, 0, column, scaled);
          MatrixView some = view.rowsWhere(2, kept, 2);
          double[] chosen = filled(4 * COLUMNS, out -> some.copyTo(0, out, 0, COLUMNS));
          for (int j = 0; j < COLUMNS; j++) {
            for (int i = 0; i < ROWS; i++) {
              double value = m[2][i][j];
              assertThat(copy[i * 7 + j]).isEqualTo(value);
              assertThat(visited[i * 7 + j]).isEqualTo(value);
              assertThat(panels[DenseKernels.at(0, stride, i, j)]).isEqualTo(value);
              assertThat(lanes[8 * (i * COLUMNS + j) + 1]).isEqualTo(value);
              if (scaled != null)
                assertThat(scaled.numbers().values()[i * COLUMNS + j])
                    .isEqualTo(row[i] * value * column[j]);
            }
            int[] rows = {0, 3, 4, 10};
            for (int k = 0; k < rows.length; k++)
              assertThat(chosen[k * COLUMNS + j]).isEqualTo(m[2][rows[k]][j]);
          }
        });
  }

  @Test
  void numbersAreTheSameOnlyWhereTheyAreSharedAndStandInOneArray() {
    Layout layout = new Layout.Dense(1, 2);
    Batched shared = Batched.shared(new double[] {1, 2});
    MatrixView view = MatrixView.of(layout, shared);
    assertThat(view.sameAs(MatrixView.of(layout, shared))).isTrue();
    assertThat(view.sameAs(MatrixView.of(layout, Batched.shared(new double[] {1, 2})))).isFalse();
    Batched each = Batched.each(new double[] {1, 2}, 2);
    assertThat(MatrixView.of(layout, each).sameAs(MatrixView.of(layout, each))).isFalse();
  }

  @ParameterizedTest
  @MethodSource("everyQuestionAboutEntries")
  void anOperatorRefusesWhatNeedsEntriesAndSaysWhatToTry(Consumer<MatrixView> question) {
    MatrixView view = MatrixView.of(new Differences(4), Batched.shared(new double[0]));
    assertThat(view.hasEntries()).isFalse();
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> question.accept(view))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("operator")
        .hasMessageContaining("Maybe");
  }

  static Stream<Consumer<MatrixView>> everyQuestionAboutEntries() {
    double[] work = new double[16];
    return Stream.of(
        view -> view.addSizes(0, work, 0, work, 0),
        view -> view.addTransposedSizes(0, work, 0, work, 0),
        view -> view.addSymmetricSizes(0, work, 0, work, 0),
        view -> view.largest(0),
        view -> view.largestSemidefinite(0),
        view -> view.diagonal(0, work),
        view -> view.addSquaredRowNorms(0, work, 0),
        view -> view.addWeightedSquares(0, work, work, 0),
        view -> view.raiseRowNorms(0, work, 0),
        view -> view.raiseScaledNorms(0, work, 0, work, work, work),
        view -> view.raiseSymmetricNorms(0, work, work),
        view -> view.scaleInto(0, work, 0, work, view),
        view -> view.copyTo(0, work, 0, 4),
        view -> view.copySymmetricTo(0, work, 0, 4),
        view -> view.copyUpperTriangleTo(0, work),
        view -> view.packRows(0, work, 0, 8),
        view -> view.packLanes(0, 1, work, 0),
        view -> view.forEach(0, (i, j, value) -> {}),
        view -> view.rowsWhere(0, new boolean[4], 0),
        view -> view.layout().columnSize(0),
        view -> view.layout().forEachIn(0, (i, position) -> {}),
        view -> view.layout().upperTriangle());
  }

  private static double[] filled(int size, Consumer<double[]> fill) {
    double[] out = new double[size];
    fill.accept(out);
    return out;
  }
}
