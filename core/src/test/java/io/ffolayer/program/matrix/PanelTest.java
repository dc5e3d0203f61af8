package io.ffolayer.program.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Blocks of a matrix that an array holds entry by entry.
class PanelTest {
  private static final int ROWS = 7;
  private static final int COLUMNS = 9;

  /// Every second entry outside the block is stored, and every entry of the block.
  private static Layout sparse(int row, int column, int rows, int columns) {
    int[] entries =
        IntStream.range(0, ROWS * COLUMNS)
            .filter(k -> {
              int i = k / COLUMNS, j = k % COLUMNS;
              boolean inside = i >= row && i < row + rows && j >= column && j < column + columns;
              return inside || k % 2 == 0;
            })
            .toArray();
    return Layout.Sparse.ofEntries(
        ROWS,
        COLUMNS,
        IntStream.of(entries).map(k -> k / COLUMNS).toArray(),
        IntStream.of(entries).map(k -> k % COLUMNS).toArray());
  }

  private static int[] positions(
      Layout layout, int row, int column, int rows, int columns, boolean byColumns) {
    return IntStream.range(0, rows * columns)
        .map(k -> {
          int i = row + (byColumns ? k % rows : k / columns);
          int j = column + (byColumns ? k / rows : k % columns);
          return layout instanceof Layout.Sparse sparse ? sparse.position(i, j) : i * COLUMNS + j;
        })
        .toArray();
  }

  @ParameterizedTest
  @CsvSource({"0,0,7,9", "2,3,4,5", "1,0,1,9", "0,8,7,1", "6,8,1,1", "3,2,2,2"})
  void theChangeOnABlockIsThatOfTheMatrixAtItsEntries(int row, int column, int rows, int columns) {
    SplittableRandom random = new SplittableRandom(5);
    double[] u = random.doubles(ROWS + 2, -1, 1).toArray(), du = random.doubles(ROWS + 2).toArray();
    double[] v = random.doubles(COLUMNS + 3, -1, 1).toArray();
    OuterChange change = new OuterChange(u, v, du, random.doubles(COLUMNS + 3).toArray());
    Layout[] layouts = {new Layout.Dense(ROWS, COLUMNS), sparse(row, column, rows, columns)};
    for (Layout layout : layouts) {
      double[] all = new double[layout.size()];
      change.write(layout, 2, 3, false, all, 0);
      for (boolean byColumns : new boolean[] {false, true}) {
        int[] positions = positions(layout, row, column, rows, columns, byColumns);
        Panel panel = Panel.of(layout, positions);
        assertThat(panel).isNotNull();
        assertThat(panel.block()).isEqualTo(new Layout.Dense(rows, columns));
        double[] expected = Arrays.stream(positions).mapToDouble(k -> all[k]).toArray();
        double[] block = new double[positions.length + 1];
        change.write(panel, 2, 3, false, block, 1);
        assertThat(Arrays.copyOfRange(block, 1, block.length)).isEqualTo(expected);
        change.write(panel, 2, 3, true, block, 1);
        for (int k = 0; k < expected.length; k++)
          assertThat(block[k + 1]).isCloseTo(2 * expected[k], within(1e-14));
      }
    }
  }

  @Test
  void whatIsNoBlockIsNone() {
    Layout layout = new Layout.Dense(ROWS, COLUMNS);
    int[][] others = {
      {0, 1, 9, 11}, {0, 1, 10, 9}, {0, 2}, {1, 0}, {0, 1, 9}, {0, 10}, {0, 1, 2, 9, 10}
    };
    for (int[] positions : others) assertThat(Panel.of(layout, positions)).isNull();
  }
}
