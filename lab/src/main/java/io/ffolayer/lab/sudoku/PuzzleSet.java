package io.ffolayer.lab.sudoku;

import io.ffolayer.lab.sudoku.Puzzles.Puzzle;
import java.util.List;
import java.util.SplittableRandom;

/// Which puzzles a model learns from, and which it is tested on; drawn from the seed.
///
/// @param box 2 for 4×4, 3 for 9×9
/// @param training number of puzzles to learn from
/// @param test number of other puzzles
/// @param fewestClues of a puzzle; it keeps more where its solution would not be the only one
/// @param mostClues of a puzzle
public record PuzzleSet(
    int box, int training, int test, int fewestClues, int mostClues, long seed) {
  public PuzzleSet {
    if (training < 1 || test < 1)
      throw new IllegalArgumentException(
          "at least one board to learn from and one to test, got %d and %d"
              .formatted(training, test));
  }

  /// 9000 and 1000 puzzles of 4×4 with 4 to 8 clues.
  public static PuzzleSet fourByFour(long seed) {
    return new PuzzleSet(2, 9000, 1000, 4, 8, seed);
  }

  /// 9000 and 1000 puzzles of 9×9 with 30 to 40 clues.
  public static PuzzleSet nineByNine(long seed) {
    return new PuzzleSet(3, 9000, 1000, 30, 40, seed);
  }

  public PuzzleSet withSizes(int newTraining, int newTest) {
    return new PuzzleSet(box, newTraining, newTest, fewestClues, mostClues, seed);
  }

  /// The puzzles to learn from, then those to test on, all different.
  List<Puzzle> draw() {
    return new Puzzles(box, new SplittableRandom(seed))
        .draw(training + test, fewestClues, mostClues);
  }
}
