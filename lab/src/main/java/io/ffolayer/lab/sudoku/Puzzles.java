package io.ffolayer.lab.sudoku;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Random puzzles with exactly one solution.
public final class Puzzles {
  /// @param clues the board that is shown
  /// @param solution its only solution
  public record Puzzle(Board clues, Board solution) {}

  private final int box;
  private final int side;
  private final RandomGenerator random;

  /// @param box 2 for 4×4, 3 for 9×9
  public Puzzles(int box, RandomGenerator random) {
    this.box = box;
    this.side = box * box;
    this.random = random;
  }

  /// Different puzzles with `fewest` to `most` clues.
  public List<Puzzle> draw(int count, int fewest, int most) {
    Set<Board> seen = new LinkedHashSet<>();
    List<Puzzle> puzzles = new ArrayList<>();
    while (puzzles.size() < count) {
      Board solution = randomSolution();
      int clues = random.nextInt(fewest, most + 1);
      int[] cells = thinned(solution, clues);
      Board board = new Board(box, cells);
      if (given(cells) <= most && seen.add(board)) puzzles.add(new Puzzle(board, solution));
    }
    return puzzles;
  }

  /// A random full board.
  public Board randomSolution() {
    int[] cells = new int[side * side];
    if (count(cells, 1, true) == 0)
      throw new IllegalStateException("an empty board has a solution");
    return new Board(box, cells);
  }

  /// Takes digits away in random order for as long as the solution stays the only one and more than
  /// `clues` are left.
  private int[] thinned(Board solution, int clues) {
    int[] cells = solution.cells().clone();
    int left = cells.length;
    for (int cell : shuffled(cells.length)) {
      if (left <= clues) break;
      int digit = cells[cell];
      cells[cell] = 0;
      if (count(cells.clone(), 2, false) == 1) left--;
      else cells[cell] = digit;
    }
    return cells;
  }

  private static int given(int[] cells) {
    int given = 0;
    for (int digit : cells) if (digit > 0) given++;
    return given;
  }

  /// Number of solutions, counted up to `most`; the first that is found stays in `cells`. Fills the
  /// cell with the fewest candidates first.
  private int count(int[] cells, int most, boolean shuffle) {
    int best = -1;
    int bestCandidates = 0;
    int fewest = Integer.MAX_VALUE;
    for (int c = 0; c < cells.length && fewest > 1; c++) {
      if (cells[c] > 0) continue;
      int candidates = candidates(cells, c);
      int number = Integer.bitCount(candidates);
      if (number < fewest) {
        fewest = number;
        best = c;
        bestCandidates = candidates;
      }
    }
    if (best < 0) return 1;
    int found = 0;
    for (int k : shuffle ? shuffled(side) : ordered(side)) {
      if ((bestCandidates & (1 << k)) == 0) continue;
      cells[best] = k + 1;
      found += count(cells, most - found, shuffle);
      if (found >= most) return found;
      cells[best] = 0;
    }
    return found;
  }

  private int candidates(int[] cells, int cell) {
    int used = 0;
    int row = cell / side;
    int column = cell % side;
    for (int k = 0; k < side; k++) {
      used |= 1 << cells[row * side + k];
      used |= 1 << cells[k * side + column];
      used |= 1 << cells[(row / box * box + k / box) * side + column / box * box + k % box];
    }
    return ~(used >> 1) & ((1 << side) - 1);
  }

  private int[] shuffled(int size) {
    int[] order = ordered(size);
    for (int k = size - 1; k > 0; k--) {
      int other = random.nextInt(k + 1);
      int swap = order[k];
      order[k] = order[other];
      order[other] = swap;
    }
    return order;
  }

  private static int[] ordered(int size) {
    int[] order = new int[size];
    for (int k = 0; k < size; k++) order[k] = k;
    return order;
  }
}
