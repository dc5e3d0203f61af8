package io.ffolayer.lab.sudoku;

import java.util.Arrays;

/// A Sudoku board with boxes of `box`×`box` cells, digits 1 … box², 0 for a blank, row by row.
///
/// @param box 2 for 4×4, 3 for 9×9
/// @param cells box⁴ digits
public record Board(int box, int[] cells) {
  public Board {
    if (cells.length != box * box * box * box)
      throw new IllegalArgumentException(cells.length + " cells for boxes of " + box + "×" + box);
  }

  /// Cells along a side, which is also the number of digits.
  public int side() {
    return box * box;
  }

  /// One number per cell and digit: 1 where the cell holds the digit; blanks are all zero. [cells,
  /// digits].
  public double[] oneHot() {
    int side = side();
    double[] out = new double[cells.length * side];
    for (int c = 0; c < cells.length; c++) if (cells[c] > 0) out[c * side + cells[c] - 1] = 1;
    return out;
  }

  /// The digit with the largest value in each cell.
  public static Board decode(int box, double[] values, int at) {
    int side = box * box;
    int[] cells = new int[side * side];
    for (int c = 0; c < cells.length; c++) {
      int best = 0;
      for (int d = 1; d < side; d++)
        if (values[at + c * side + d] > values[at + c * side + best]) best = d;
      cells[c] = best + 1;
    }
    return new Board(box, cells);
  }

  /// Whether every row, column and box holds every digit once.
  public boolean isSolved() {
    int side = side();
    for (int unit = 0; unit < side; unit++) {
      int row = 0;
      int column = 0;
      int square = 0;
      for (int k = 0; k < side; k++) {
        row |= bit(unit, k);
        column |= bit(k, unit);
        square |= bit(unit / box * box + k / box, unit % box * box + k % box);
      }
      int all = (1 << side) - 1;
      if (row != all || column != all || square != all) return false;
    }
    return true;
  }

  private int bit(int row, int column) {
    int digit = cells[row * side() + column];
    return digit == 0 ? 0 : 1 << (digit - 1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Board that && box == that.box && Arrays.equals(cells, that.cells);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(cells);
  }

  @Override
  public String toString() {
    return Arrays.toString(cells);
  }
}
