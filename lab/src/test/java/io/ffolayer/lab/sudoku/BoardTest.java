package io.ffolayer.lab.sudoku;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BoardTest {
  private static final int[] SOLVED = {1, 2, 3, 4, 3, 4, 1, 2, 2, 1, 4, 3, 4, 3, 2, 1};

  @Test
  void decodingTheOneHotCodeGivesTheBoard() {
    Board board = new Puzzles(3, new SplittableRandom(2)).randomSolution();
    assertThat(Board.decode(3, board.oneHot(), 0)).isEqualTo(board);
  }

  @Test
  void aCellTakesItsLargestValueWhateverItIs() {
    double[] values = new double[5 + 64];
    values[5 + 3] = -1;
    values[5 + 4 + 2] = 0.1;
    Board board = Board.decode(2, values, 5);
    assertThat(board.cells()[0]).isEqualTo(1);
    assertThat(board.cells()[1]).isEqualTo(3);
  }

  @Test
  void aBlankHasNoOne() {
    int[] cells = SOLVED.clone();
    cells[5] = 0;
    double[] code = new Board(2, cells).oneHot();
    for (int d = 0; d < 4; d++) assertThat(code[5 * 4 + d]).isZero();
  }

  @Test
  void everyChangeOfOneCellBreaksARule() {
    assertThat(new Board(2, SOLVED).isSolved()).isTrue();
    for (int c = 0; c < 16; c++)
      for (int digit = 0; digit <= 4; digit++) {
        int[] cells = SOLVED.clone();
        cells[c] = digit;
        assertThat(new Board(2, cells).isSolved()).isEqualTo(digit == SOLVED[c]);
      }
  }

  @Test
  void rowsAndColumnsAreNotEnough() {
    assertThat(new Board(2, new int[] {1, 2, 3, 4, 2, 3, 4, 1, 3, 4, 1, 2, 4, 1, 2, 3}).isSolved())
        .isFalse();
  }

  @Test
  void aBoardOfAnotherSizeIsRefused() {
    assertThatThrownBy(() -> new Board(2, new int[15]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
