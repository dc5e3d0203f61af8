package io.ffolayer.lab.sudoku;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.lab.sudoku.Puzzles.Puzzle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PuzzlesTest {
  /// Every solved 4×4 board, by trying every digit in every cell.
  private static final List<int[]> ALL = allBoards();

  private static List<int[]> allBoards() {
    List<int[]> boards = new ArrayList<>();
    fill(new int[16], 0, boards);
    return boards;
  }

  private static void fill(int[] cells, int at, List<int[]> boards) {
    if (at == 16) {
      boards.add(cells.clone());
      return;
    }
    for (int digit = 1; digit <= 4; digit++) {
      boolean free = true;
      for (int other = 0; other < at; other++)
        free &= cells[other] != digit || !shareAUnit(other, at);
      if (!free) continue;
      cells[at] = digit;
      fill(cells, at + 1, boards);
    }
  }

  private static boolean shareAUnit(int one, int other) {
    boolean sameRow = one / 4 == other / 4;
    boolean sameColumn = one % 4 == other % 4;
    boolean sameBox = one / 8 == other / 8 && one % 4 / 2 == other % 4 / 2;
    return sameRow || sameColumn || sameBox;
  }

  private static long solutions(Board clues) {
    return ALL.stream()
        .filter(board -> {
          for (int c = 0; c < 16; c++)
            if (clues.cells()[c] > 0 && clues.cells()[c] != board[c]) return false;
          return true;
        })
        .count();
  }

  @Test
  void thereAre288SolvedBoardsAndEachIsSeenAsSolved() {
    assertThat(ALL).hasSize(288).allMatch(cells -> new Board(2, cells).isSolved());
  }

  @Test
  void everyPuzzleHasOneSolutionAndIsNew() {
    List<Puzzle> puzzles = new Puzzles(2, new SplittableRandom(1)).draw(300, 4, 8);
    assertThat(new HashSet<>(puzzles)).hasSize(300);
    for (Puzzle puzzle : puzzles) {
      assertThat(solutions(puzzle.clues())).isEqualTo(1);
      assertThat(puzzle.solution().isSolved()).isTrue();
      long given = Arrays.stream(puzzle.clues().cells()).filter(digit -> digit > 0).count();
      assertThat(given).isBetween(4L, 8L);
      for (int c = 0; c < 16; c++)
        if (puzzle.clues().cells()[c] > 0)
          assertThat(puzzle.clues().cells()[c]).isEqualTo(puzzle.solution().cells()[c]);
    }
  }

  @Test
  void theSameSeedGivesTheSamePuzzles() {
    assertThat(new Puzzles(2, new SplittableRandom(7)).draw(20, 4, 8))
        .isEqualTo(new Puzzles(2, new SplittableRandom(7)).draw(20, 4, 8));
  }

  @Test
  void nineByNinePuzzlesHaveSolvedBoards() {
    for (Puzzle puzzle : new Puzzles(3, new SplittableRandom(1)).draw(3, 30, 40))
      assertThat(puzzle.solution().isSolved()).isTrue();
  }
}
