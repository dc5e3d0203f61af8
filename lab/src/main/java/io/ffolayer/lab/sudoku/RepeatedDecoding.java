package io.ffolayer.lab.sudoku;

import io.ffolayer.lab.sudoku.Puzzles.Puzzle;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Asks a model again and again: the cells of which it is sure become clues, or else the one of
/// which it is surest, until there are no blanks. Knows nothing of the rules.
final class RepeatedDecoding {
  private static final double SURE = 0.95;

  private final SudokuModel model;
  private final List<Puzzle> current;
  private final List<Board> answers;

  private RepeatedDecoding(SudokuModel model, List<Puzzle> puzzles) {
    this.model = model;
    current = new ArrayList<>(puzzles);
    answers = new ArrayList<>(puzzles.stream().map(Puzzle::clues).toList());
  }

  /// The boards that the model ends with.
  static List<Board> solve(SudokuModel model, List<Puzzle> puzzles) {
    RepeatedDecoding decoding = new RepeatedDecoding(model, puzzles);
    List<Integer> open = IntStream.range(0, puzzles.size()).boxed().toList();
    while (!open.isEmpty()) open = decoding.round(open);
    return decoding.answers;
  }

  /// @return the puzzles that still have blanks
  private List<Integer> round(List<Integer> open) {
    List<Puzzle> batch = open.stream().map(current::get).toList();
    double[] y = model.layer().forward(model.inputs(batch)).value(model.answer()).values();
    List<Integer> left = new ArrayList<>();
    for (int k = 0; k < batch.size(); k++) {
      int puzzle = open.get(k), at = k * model.variables();
      Board answer = Board.decode(batch.get(k).clues().box(), y, at);
      answers.set(puzzle, answer);
      Board next = next(batch.get(k).clues(), answer, y, at);
      current.set(puzzle, new Puzzle(next, batch.get(k).solution()));
      if (IntStream.of(next.cells()).anyMatch(digit -> digit == 0)) left.add(puzzle);
    }
    return left;
  }

  private static Board next(Board clues, Board answer, double[] y, int at) {
    int[] cells = clues.cells().clone();
    int surest = -1, set = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < cells.length; c++) {
      if (cells[c] > 0) continue;
      double value = y[at + c * clues.side() + answer.cells()[c] - 1];
      if (value > most) surest = c;
      most = Math.max(most, value);
      if (value < SURE) continue;
      cells[c] = answer.cells()[c];
      set++;
    }
    if (set == 0 && surest >= 0) cells[surest] = answer.cells()[surest];
    return new Board(clues.box(), cells);
  }
}
